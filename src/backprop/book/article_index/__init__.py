"""Where is it?  Everything that the three articles have, and where the book has it.

An item (`backprop.book.article_index.items`) is a heading, formula, figure, table, example or claim
of an article, with its places in the book and the rows of `backprop.book.audit` that it has.

    >>> from backprop.book.article_index import ITEMS
    >>> trip = next(item for item in ITEMS["B"] if item.kind == "example")
    >>> trip.where, trip.rows
    ('03 fig-03-trip', 'B10-B13')
"""

from backprop.book.article_index import article_a, article_b, article_c
from backprop.book.article_index.book import MAP, Book, read_book, write_map
from backprop.book.article_index.items import Item, audited
from backprop.book.article_index.table import coverage, missing

__all__ = [
    "ITEMS",
    "MAP",
    "Book",
    "Item",
    "audited",
    "coverage",
    "missing",
    "read_book",
    "write_map",
]

ITEMS = {"A": article_a.ITEMS, "B": article_b.ITEMS, "C": article_c.ITEMS}
