"""A question of the page as a cell that asks it and does not tell.

What is asked stands in Markdown, and so do the answers to choose from, by letter; the cell
below holds which is right and why, sealed (`backprop.book.questions`).
"""

import re
from string import ascii_uppercase

from backprop.book.questions import Answer, seal
from press.edition.text import Text
from press.questions import MARK, number_of

__all__ = ["QUESTION", "question"]

QUESTION = re.compile(
    r"(?ms)^(?P<fence>`{3,}|:{3,})\{admonition\} (?P<title>[^\n]*)\n:class: question\n"
    r"(?P<body>.*?)^(?P=fence)[ \t]*$\n?"
)
_ITEM = re.compile(r"(?m)^- (?=\[)")


def question(found: re.Match, count: int, text: Text) -> tuple[str, str]:
    """Return what the `count`-th question asks, in Markdown, and the source of its cell."""
    asked, *items = _ITEM.split(found["body"])
    answers = [_answer(item, text) for item in items]
    lines = [f"**{found['title'].strip()} {count}.** {text.plain(asked)}", ""]
    shown = [said for said, _ in answers if said]
    lines += [
        f"- **{letter}.** {said}" for letter, said in zip(ascii_uppercase, shown, strict=False)
    ]
    sealed = seal([answer for _, answer in answers])
    rows = "\n".join(f'    "{sealed[at : at + 70]}"' for at in range(0, len(sealed), 70))
    source = f"from backprop.book.questions import ask\n\nask(\n{rows}\n)"
    return "\n".join(lines).rstrip(), source


def _answer(item: str, text: Text) -> tuple[str, Answer]:
    """Return what is to be chosen, "" where a number is asked for, and the answer itself."""
    mark = MARK.match(item)
    rest = item[mark.end() :]
    rest = "\n".join(line.removeprefix("  ") for line in rest.splitlines())
    if mark["choice"]:
        said, _, reason = rest.partition("\n")
        return text.plain(said), Answer(text.plain(reason), mark["choice"] in "xX")
    value = number_of(mark["value"]) if mark["value"] else None
    within = number_of(mark["within"]) if mark["within"] else 0.0
    return "", Answer(text.plain(rest), mark["within"] is not None, value, within)
