"""What an item of the coverage is: something that an article has, and where the book has it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["KINDS", "Item", "audited"]

KINDS = ("heading", "formula", "figure", "table", "example", "claim")


@dataclass(frozen=True)
class Item:
    """Something that an article has, and where the book has it.

    Parameters
    ----------
    kind : {"heading", "formula", "figure", "table", "example", "claim"}
    what : str
        What the article has, in Markdown, its own words in quotation marks.
    where : str
        Places in the book, joined by "; ".  A place is the first digits or letters of
        a file's name ("05", "notation"), alone or followed by the title of a section
        ("05 One step of descent, by hand") or by a label ("05 fig-05-forward",
        "05 eq-05-who").
    rows : str
        The rows of the audit that it has, "A10" or from-to "A10-A16", joined by spaces.

    Examples
    --------
    >>> Item("formula", "the chain", "05 eq-05-who; 06", rows="A10-A12 A16").places
    ['05 eq-05-who', '06']
    """

    kind: str
    what: str
    where: str
    rows: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind of {self.what!r} is {self.kind!r}; expected one of {KINDS}")
        for name in ("what", "where"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name} of {self} is empty; expected text")

    @property
    def places(self) -> list[str]:
        """Return the places, one by one."""
        return self.where.split("; ")


def audited(item: Item, ids: Sequence[str]) -> list[str]:
    """Return the ids of the audit's rows that an item has, ranges spelt out.

    Parameters
    ----------
    item : Item
    ids : sequence of str
        All ids of the audit in order; a range runs from one to another of them.

    Raises
    ------
    ValueError
        For an id that the audit does not have.

    Examples
    --------
    >>> audited(Item("claim", "this", "05", rows="A2-A4 A6"), [f"A{i}" for i in range(9)])
    ['A2', 'A3', 'A4', 'A6']
    """
    found = []
    for part in item.rows.split():
        first, _, last = re.fullmatch(r"(\w+)(-(\w+))?", part).groups(default="")
        for name in filter(None, (first, last)):
            if name not in ids:
                raise ValueError(f"{item.what!r} has row {name}; expected a row of the audit")
        found += ids[ids.index(first) : ids.index(last or first) + 1]
    return found
