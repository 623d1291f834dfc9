"""What a file is cut into: displayed equations, declarations, macros, other files."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["ENVIRONMENTS", "Line", "Piece", "Unclosed", "cut", "find", "numbered"]

# what TeX displays, each with and without a star
ENVIRONMENTS = (
    "equation|align|gather|multline|eqnarray|flalign|alignat|displaymath|dmath|IEEEeqnarray|"
    "darray|dgroup|xalignat|mathpar"
)


class Line(NamedTuple):
    """A line of a file without what stands around it: its number, first column, and text."""

    number: int
    column: int
    text: str

    def after(self, count: int) -> "Line":
        """Return the line without its first characters."""
        return Line(self.number, self.column + count, self.text[count:])


class Piece(NamedTuple):
    """A piece of a file.

    Parameters
    ----------
    kind : {"equation", "declaration", "macros", "input"}
    text : str
        The formula, the YAML, the definition, the name of a file.
    label : str
        Of an equation; empty where it has none.
    line : int
        Where the piece begins, counted from 1.
    spots : tuple of (int, int)
        Line and column, from 1, where each line of the text begins.
    """

    kind: str
    text: str
    label: str
    line: int
    spots: tuple[tuple[int, int], ...]


class Unclosed(ValueError):
    """A display or a declaration that is never closed."""

    def __init__(self, opener: str, closer: str, line: int):
        super().__init__(f"line {line}: {opener.strip()} is never closed; expected {closer}")
        self.line = line


def numbered(text: str) -> list[Line]:
    """Return the lines of a text."""
    return [Line(number, 1, one) for number, one in enumerate(text.split("\n"), 1)]


def find(lines: Sequence[Line], start: tuple[int, int], closer: str) -> tuple[int, int] | None:
    """Return where a text comes first at or behind a place; None where it does not.

    Parameters
    ----------
    lines : sequence of Line
    start : (int, int)
        Index of a line, and index of a character in it.
    closer : str
        What is looked for; what a backslash escapes does not count.
    """
    index, at = start
    while index < len(lines):
        text = lines[index].text
        while (at := text.find(closer, at)) >= 0:
            slashes = len(text[:at]) - len(text[:at].rstrip("\\"))
            if closer[0] == "\\" or slashes % 2 == 0:
                return index, at
            at += 1
        index, at = index + 1, 0
    return None


def cut(
    lines: Sequence[Line], start: tuple[int, int], end: tuple[int, int]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return what stands between two places, and where each of its lines begins."""
    (first, at), (last, until) = start, end
    found, spots = [], []
    for index in range(first, last + 1):
        line = lines[index]
        begin = at if index == first else 0
        found.append(line.text[begin : until if index == last else len(line.text)])
        spots.append((line.number, line.column + begin))
    return "\n".join(found), tuple(spots)
