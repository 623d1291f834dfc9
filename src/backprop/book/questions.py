"""The questions of the book, asked in a notebook, and answered there as its pages do.

A cell holds which answer is right, and why, sealed lest it be read in passing:

    >>> sealed = seal([Answer("It is 2x.", True, 6, 0.01), Answer("At 3, and not at 2.", value=4)])
    >>> asked = ask(sealed)

shows a field to type in; of answers to choose from it shows the letters.  Nothing is stored.
"""

import base64
import json
import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from string import ascii_uppercase
from types import ModuleType
from typing import TYPE_CHECKING

from backprop.optional import import_extra

if TYPE_CHECKING:
    import ipywidgets

__all__ = ["Answer", "ask", "numbers", "seal", "unseal", "verdict"]

CHOOSE = "Choose an answer."
TYPE = "Type a number, such as 0.25 or 1/4."
# 1,000 may be meant as a thousand
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Answer:
    """An answer that somebody may give, and what is said to it, in Markdown.

    Attributes
    ----------
    reason : str
    right : bool
    value : float or None
        What is typed; None for an answer to choose, and for any other number.
    within : float
        How far from `value` an answer may be.
    """

    reason: str
    right: bool = False
    value: float | None = None
    within: float = 0.0


def seal(answers: Sequence[Answer]) -> str:
    """Return answers as one word, which `unseal` reads."""
    text = json.dumps([asdict(answer) for answer in answers], ensure_ascii=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()


def unseal(sealed: str) -> list[Answer]:
    """Return the answers that `seal` sealed.

    Raises
    ------
    ValueError
        For anything else.
    """
    try:
        return [Answer(**row) for row in json.loads(zlib.decompress(_bytes(sealed)))]
    except (ValueError, TypeError, zlib.error):
        raise ValueError(f"sealed is {sealed[:20]!r}…; expected what `seal` returned") from None


def _bytes(sealed: str) -> bytes:
    return base64.b64decode(sealed, altchars=b"-_", validate=True)


def numbers(typed: str) -> list[float]:
    """Return what a reader may have meant: 0.25, 0,25, 1/4, 1e-3, −2; 1,000 in either sense.

    Examples
    --------
    >>> numbers("1/4"), numbers("−0,5"), numbers("1,000"), numbers("a half")
    ([0.25], [-0.5], [1.0, 1000.0], [])
    """
    text = re.sub(r"[−–]", "-", re.sub(r"\s", "", typed))
    meant = [text.replace(",", ".", 1)]
    if _GROUPED.fullmatch(text):
        meant.append(text.replace(",", ""))
    return [value for value in map(_quotient, meant) if value is not None]


def _quotient(text: str) -> float | None:
    parts = text.split("/")
    if not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    value, *divisors = (float(part) for part in parts)
    for divisor in divisors:
        if not divisor:
            return None
        value /= divisor
    return value if math.isfinite(value) else None


def verdict(answers: Sequence[Answer], given: str | int | None) -> str | Answer:
    """Return the answer that was given, or what is lacking.

    Parameters
    ----------
    answers : sequence of Answer
    given : str, int or None
        What was typed; or the place of what was chosen.
    """
    if not _typed(answers):
        return CHOOSE if given is None else answers[given]
    values = numbers(given or "")
    if not values:
        return TYPE
    right = next(answer for answer in answers if answer.right)
    # a wrong answer that is told apart may be rounded as the right one may
    for answer in [right, *(one for one in answers if one.value is not None)]:
        if any(_is(answer, value, right.within) for value in values):
            return answer
    return next(answer for answer in answers if answer.value is None)


def _is(answer: Answer, value: float, within: float) -> bool:
    return abs(value - answer.value) <= within + 1e-9 * abs(value)


def _typed(answers: Sequence[Answer]) -> bool:
    return any(answer.value is not None for answer in answers)


def ask(sealed: str) -> "ipywidgets.VBox":
    """Return controls for an answer, which say whether it is right, and why.

    Parameters
    ----------
    sealed : str
        The answers, as `seal` returns them.
    """
    widgets = import_extra("ipywidgets", "ipywidgets", "figures")
    answers = unseal(sealed)
    field = _field(widgets, answers)
    button, said = widgets.Button(description="Check"), widgets.Output()

    def check(_: object = None) -> None:
        said.outputs = (_shown(verdict(answers, field.value)),)

    def changed(_: dict) -> None:
        said.outputs = ()

    button.on_click(check)
    # what is typed has changed when it is handed in
    field.observe(check if _typed(answers) else changed, "value")
    return widgets.VBox([field, button, said])


def _field(widgets: ModuleType, answers: Sequence[Answer]) -> "ipywidgets.Widget":
    style = {"description_width": "initial"}
    if _typed(answers):
        asked = "Your answer, a number:"
        return widgets.Text(description=asked, style=style, continuous_update=False)
    letters = list(zip(ascii_uppercase, range(len(answers)), strict=False))
    return widgets.RadioButtons(
        options=letters, value=None, description="Your answer:", style=style
    )


def _shown(found: str | Answer) -> dict:
    """Return an output that a notebook shows as Markdown, formulas and all."""
    text = found if isinstance(found, str) else f"**{_word(found)}** {found.reason}"
    data = {"text/markdown": text, "text/plain": text}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _word(answer: Answer) -> str:
    return "Right." if answer.right else "No."
