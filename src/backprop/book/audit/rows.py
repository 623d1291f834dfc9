"""What a row of the audit is."""

from dataclasses import dataclass

__all__ = ["COPY", "CORRECTED", "DEFINES", "FAILS", "KINDS", "MENDED", "Line"]

KINDS = ("claim", "def", "update", "shape", "number")
DEFINES, MENDED, COPY, FAILS = "defines", "mended", "copy", "fails"
CORRECTED = (MENDED, COPY, FAILS)  # rows that say what holds in place of what is printed


@dataclass(frozen=True)
class Line:
    r"""A formula, a number or a shape that an article prints.

    Parameters
    ----------
    id : str
        The article's letter and a number.
    place : str
        Section of the article.
    latex : str
        As the article prints it; this very text is displayed and evaluated.
    readings : str
        Names in `backprop.book.audit.interpretations`, tried in this order, joined by "; ".
    expected : str
        The first reading under which it holds; or "defines"; or "mended", where a slip of
        one sign or name stands in the way; or "copy", where that slip is one character
        that our copy of the article may have lost or misread, so that it does not count
        against the article; or "fails", where it says something else.
    kind : {"claim", "def", "update", "shape", "number"}
        An update is read as an assignment, and its right side compared with `against`;
        so is a number; a shape is compared with the shape of `latex`.
    against : str
        What an update or a number must be, in LaTeX; for a shape, its rows x columns
        as printed.
    mended : str
        The formula with the slip mended, or what holds in its place, in LaTeX.
    remark : str
        A sentence for the reader, in Markdown.
    chapter : str
        The chapter that treats it, without suffix.
    """

    id: str
    place: str
    latex: str
    readings: str
    expected: str
    kind: str = "claim"
    against: str = ""
    mended: str = ""
    remark: str = ""
    chapter: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind of {self.id} is {self.kind!r}; expected one of {KINDS}")
        if bool(self.mended) != (self.expected in CORRECTED):
            given = f"{self.expected!r} and `mended` is {self.mended!r}"
            raise ValueError(f"{self.id} is expected {given}")
        if bool(self.against) != (self.kind in ("update", "shape", "number")):
            raise ValueError(f"{self.id} is a {self.kind}, against {self.against!r}")
        if self.expected in CORRECTED and not self.remark:
            raise ValueError(f"{self.id} is expected {self.expected!r} without a remark")

    @property
    def names(self) -> list[str]:
        """Return the names of its readings."""
        return self.readings.split("; ")
