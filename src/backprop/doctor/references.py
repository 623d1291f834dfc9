"""Where the book has the right line for each mistake: one table, easy to edit.

A place is a chapter's file stem, the anchor of the equation in its page ("" for
the top of the page) and the number that the page prints beside the equation
("" as long as it is not known).
"""

from typing import NamedTuple

__all__ = ["PLACES", "Place"]


class Place(NamedTuple):
    """A passage of the book."""

    chapter: str
    anchor: str = ""
    number: str = ""

    @property
    def link(self) -> str:
        """The address, relative to the book's other pages."""
        return f"{self.chapter}.html" + (f"#{self.anchor.lower()}" if self.anchor else "")

    @property
    def text(self) -> str:
        """Return "chapter 8" or "chapter 8, equation (8.4)"."""
        where = f"chapter {int(self.chapter[:2])}"
        return f"{where}, equation ({self.number})" if self.number else where


PLACES = {
    "output-error": Place("07_any_depth", "equation-eq-07-start-squared", "7.17"),
    "hidden-error": Place("08_accumulation", "equation-eq-08-delta2", "8.9"),
    "sent-back": Place("08_accumulation", "equation-eq-08-theta", "8.8"),
    "product": Place("06_matrix_form", "equation-eq-06-who", "6.13"),
    "accumulation": Place("08_accumulation", "equation-eq-08-sum", "8.18"),
    "bias": Place("06_matrix_form", "equation-eq-06-bih", "6.20"),
    "cross-entropy": Place("08_accumulation", "equation-eq-08-cross-entropy", "8.20"),
    "average": Place("08_accumulation", "equation-eq-08-mean", "8.21"),
    "regularisation": Place("08_accumulation", "equation-eq-08-d", "8.27"),
    "update": Place("06_matrix_form", "equation-eq-06-update", "6.21"),
    "shapes": Place("06_matrix_form"),
    "loop": Place("08_accumulation", "equation-eq-08-sum", "8.18"),
}
