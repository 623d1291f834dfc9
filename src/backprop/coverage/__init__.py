"""Where is it?  Everything that the three articles have, and where the book has it.

An item (`backprop.coverage.items`) is a heading, formula, figure, table, example or claim
of an article, with its places in the book and the rows of `backprop.audit` that it has.

    >>> from backprop.coverage import ITEMS
    >>> trip = next(item for item in ITEMS["B"] if item.kind == "example")
    >>> trip.where, trip.rows
    ('03 fig-03-trip', 'B10-B13')
"""

from backprop.coverage import article_a, article_b, article_c
from backprop.coverage.book import Book, read_book
from backprop.coverage.items import Item, audited
from backprop.coverage.table import coverage, missing

__all__ = ["ITEMS", "Book", "Item", "audited", "coverage", "missing", "read_book"]

ITEMS = {"A": article_a.ITEMS, "B": article_b.ITEMS, "C": article_c.ITEMS}
