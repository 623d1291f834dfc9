"""The book as something to point into: its files, the titles of its sections, its labels."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["MAP", "Book", "Page", "anchor", "read_book", "write_map"]

MAP = ".book.json"

TITLE = re.compile(r"(?m)^#{1,3} (.+)$")
EQUATION = re.compile(r"(?m)^\$\$ *\((eq-[\w-]+)\)")


@dataclass(frozen=True)
class Page:
    """A file of the book: its name, the titles in it, its labels of figures and equations.

    `numbers` has what the site prints for labels, where the book has been built.
    """

    name: str
    titles: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)


Book = dict[str, Page]


def anchor(title: str) -> str:
    """Return what a link to a section ends with, as MyST makes it.

    Examples
    --------
    >>> anchor('"Faster to converge" (article A)')
    'faster-to-converge-article-a'
    """
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def read_book(folder: Path) -> Book:
    """Return the pages of the book by the digits, or the letters, that their names begin with.

    Parameters
    ----------
    folder : Path
        Where the book's notebooks and Markdown files are, as they are written.  Where there is
        a map of the book, which is made when it is built, its pages are those of the map: in
        this folder, or else in this package as it comes from the site.
    """
    for place in (folder, Path(__file__).parent):
        if (place / MAP).is_file():
            return _mapped(place / MAP)
    found = sorted([*folder.glob("*.ipynb"), *folder.glob("*.md")])
    files = [file for file in found if not file.name.startswith("_")]  # the template is no page
    return {re.match(r"\d+|[a-z]+", file.stem).group(): _page(file) for file in files}


def write_map(book: Book, numbers: dict[str, str], file: Path) -> None:
    """Write a map of the book, with what the site prints for its labels."""
    pages = {}
    for key, page in book.items():
        known = {label: numbers[label] for label in sorted(filter(None, page.labels))}
        pages[key] = {"name": page.name, "titles": page.titles, "numbers": known}
    file.write_text(json.dumps(pages, ensure_ascii=False, indent=1), encoding="utf-8")


def _mapped(file: Path) -> Book:
    pages = json.loads(file.read_text(encoding="utf-8"))
    return {key: Page(**page, labels=set(page["numbers"])) for key, page in pages.items()}


def _page(file: Path) -> Page:
    if file.suffix == ".md":
        return Page(file.name, TITLE.findall(file.read_text(encoding="utf-8")))
    page = Page(file.name)
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            page.titles.extend(TITLE.findall(source))
            page.labels.update(EQUATION.findall(source))
        else:
            page.labels.add(cell["metadata"].get("mystnb", {}).get("figure", {}).get("name"))
    return page
