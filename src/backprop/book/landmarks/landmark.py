"""One famous number: what was printed, and what we compute."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

__all__ = ["Landmark", "table"]


class Landmark(NamedTuple):
    """A number as it was printed, and the same computed here.

    Parameters
    ----------
    name : str
        What it is, in Markdown.
    theirs : str
        As printed, with all digits, "0.298371109".
    ours : float

    Examples
    --------
    >>> Landmark("a third", "0.333", 1 / 3).agrees
    True
    >>> Landmark("two thirds", "0.666", 2 / 3).row
    '| two thirds | 0.666 | 0.667 | 7e-04 |'
    """

    name: str
    theirs: str
    ours: float

    @property
    def unit(self) -> float:
        """The last digit that was printed: 0.001 for "0.333"."""
        return 10.0 ** Decimal(self.theirs).as_tuple().exponent

    @property
    def agrees(self) -> bool:
        """Whether ours lies within half a unit of theirs."""
        return abs(self.ours - float(self.theirs)) <= 0.5000001 * self.unit

    @property
    def row(self) -> str:
        """A row of the table."""
        digits = max(0, -Decimal(self.theirs).as_tuple().exponent)
        apart = abs(self.ours - float(self.theirs))
        difference = "none" if self.agrees else f"{apart:.0e}"
        return f"| {self.name} | {self.theirs} | {self.ours:.{digits}f} | {difference} |"


def table(landmarks: Iterable[Landmark]) -> str:
    """Return a table in Markdown: ours has as many digits as theirs.

    Examples
    --------
    >>> print(table([Landmark("a third", "0.333", 1 / 3)]))
    | number | theirs | ours | difference |
    |---|---|---|---|
    | a third | 0.333 | 0.333 | none |
    """
    head = ["| number | theirs | ours | difference |", "|---|---|---|---|"]
    return "\n".join(head + [landmark.row for landmark in landmarks])
