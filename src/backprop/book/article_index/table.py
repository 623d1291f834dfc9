"""The coverage of an article as a table in Markdown."""

from collections.abc import Sequence

from backprop.book.article_index.book import Book, Page, anchor
from backprop.book.article_index.items import Item

__all__ = ["coverage", "missing"]

AUDIT = "90_sources_audited.ipynb"
HEAD = "| in the article | in this book |\n|---|---|"


def coverage(items: Sequence[Item], book: Book) -> str:
    """Return a table with a row for each item, its places linked.

    Parameters
    ----------
    items : sequence of Item
    book : Book
        See `read_book`.

    Raises
    ------
    ValueError
        For a place that the book does not have.
    """
    if lacking := missing(items, book):
        raise ValueError(f"the book has no {lacking[0]!r}; expected one of its titles or labels")
    return "\n".join([HEAD, *(_row(item, book) for item in items)])


def missing(items: Sequence[Item], book: Book) -> list[str]:
    """Return the places that the book does not have."""
    return [place for item in items for place in item.places if not _found(place, book)]


def _split(place: str, book: Book) -> tuple[Page | None, str]:
    """Return the page of a place, and the title or label in it."""
    key, _, rest = place.partition(" ")
    return book.get(key), rest


def _found(place: str, book: Book) -> bool:
    page, rest = _split(place, book)
    return page is not None and (not rest or rest in page.labels or rest in page.titles)


def _row(item: Item, book: Book) -> str:
    what = f"**{item.what}**" if item.kind == "heading" else f"{item.kind}: {item.what}"
    where = [_link(place, book) for place in item.places] + _audited(item)
    return f"| {what} | {', '.join(where)} |"


def _link(place: str, book: Book) -> str:
    page, rest = _split(place, book)
    name = _name(place)
    if rest in page.numbers:
        return page.numbers[rest]
    if rest in page.labels:
        return f"{{{'eq' if rest.startswith('eq') else 'numref'}}}`{rest}`"
    if not rest or rest == page.titles[0]:
        return f"[{name}]({page.name})"
    return f"[{name}, *{rest}*]({page.name}#{anchor(rest)})"


def _name(place: str) -> str:
    key = place.split(" ")[0]
    names = {"90": "the audit", "intro": "the first page"}
    return names.get(key) or (f"chapter {int(key)}" if key.isdigit() else f"the {key}")


def _audited(item: Item) -> list[str]:
    """Return the rows of the audit, linked, if it has any."""
    said = item.rows.replace("-", " to ").replace(" ", "\u00a0")
    return [f"[{said}]({AUDIT}#article-{item.rows[0].lower()})"] if said else []
