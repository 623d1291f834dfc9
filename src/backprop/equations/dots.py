r"""What dots stand for: x_1 + x_2 + \dots + x_n is the sum of x_i for i = 1 ... n.

The term before the dots and the last one must be the same but for one index, a number in
the first and a number, a letter or a sum in the last.  Terms before it that go on in
steps of one belong to the series too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from backprop.equations.errors import EquationError
from backprop.equations.lexer import Token

__all__ = ["DOTS", "Series", "series"]

DOTS = (r"\dots", r"\ldots", r"\cdots", r"\dotsb", r"\dotsc", r"\dotsm")
LETTERS = ("⋯", "⋮")  # what the index is called within; a row of dots within rows of dots


@dataclass(frozen=True)
class Series:
    """Terms from a first to a last index.

    Parameters
    ----------
    letter : str
        What the index is called in `body`.
    first, last : list of Token
    body : list of Token
        The term, with the letter in the place of the index.
    count : int
        How many of the terms before the dots it takes in.
    position : int
        Of the dots.
    """

    letter: str
    first: list[Token]
    last: list[Token]
    body: list[Token]
    count: int
    position: int


def series(
    tokens: Sequence[Token],
    spans: Sequence[tuple[int, int]],
    final: tuple[int, int],
    dots: Token,
) -> Series:
    """Return what dots between terms stand for.

    Parameters
    ----------
    tokens : sequence of Token
    spans : sequence of (int, int)
        Where the terms before the dots stand in them.
    final : (int, int)
        Where the term behind the dots stands.
    dots : Token

    Raises
    ------
    EquationError
        Where terms do not differ in one index.
    """
    last = list(tokens[slice(*final)])
    near = list(tokens[slice(*spans[-1])])
    used = {token.text for token in last}
    letter = next(one for one in (*LETTERS, "⋰") if one not in used)
    found = _difference(near, last)
    if found is None:
        raise EquationError(
            f"{dots.text} stands for terms that cannot be told; expected the same before and "
            "behind it but for one index, as in x_1 + \\dots + x_n",
            dots.start,
        )
    number, end, places = found
    body = _with_letter(last, places, len(end), letter)
    count, first = 1, int(number)
    step = -1 if end[0].kind == "number" and int(end[0].text) < first and len(end) == 1 else 1
    for span in reversed(spans[:-1]):
        before = _difference(list(tokens[slice(*span)]), last)
        if before is None or before[1:] != found[1:] or int(before[0]) != first - step:
            break
        first -= step
        count += 1
    place = Token("number", str(first), near[0].start if near else dots.start, dots.start)
    return Series(letter, [place], end, body, count, dots.start)


def _difference(
    near: list[Token], last: list[Token]
) -> tuple[str, list[Token], tuple[int, ...]] | None:
    """Return number, what stands for it in the last term, and where; None for no such pair."""
    for length in range(1, 8):
        if found := _aligned(near, last, length):
            return found
    return None


def _aligned(near: list[Token], last: list[Token], length: int):
    """Match two terms where one number of the first is `length` tokens of the last."""
    number, end, places = "", [], []
    i = j = 0
    while i < len(near) and j < len(last):
        here = last[j : j + length]
        if near[i].text == last[j].text and not (number == near[i].text and here[0].text != number):
            i, j = i + 1, j + 1
            continue
        texts = [one.text for one in here]
        if near[i].kind != "number" or not near[i].text.isdecimal() or len(here) < length:
            return None
        if number and (near[i].text != number or texts != [one.text for one in end]):
            return None
        number, end = near[i].text, here
        places.append(j)
        i, j = i + 1, j + length
    whole = i == len(near) and j == len(last) and places
    good = whole and all(t.kind in ("letter", "number", "command") or t.text in "+-" for t in end)
    return (number, end, tuple(places)) if good else None


def _with_letter(last: list[Token], places: Sequence[int], length: int, letter: str) -> list[Token]:
    body: list[Token] = []
    at = 0
    while at < len(last):
        if at in places:
            start, stop = last[at].start, last[at + length - 1].end
            body.append(Token("letter", letter, start, stop))
            at += length
        else:
            body.append(last[at])
            at += 1
    return body
