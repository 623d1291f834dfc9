"""The book as something to point into: its files, the titles of its sections, its labels."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Book", "Page", "anchor", "read_book"]

TITLE = re.compile(r"(?m)^#{1,3} (.+)$")
EQUATION = re.compile(r"(?m)^\$\$ *\((eq-[\w-]+)\)")


@dataclass(frozen=True)
class Page:
    """A file of the book: its name, the titles in it, its labels of figures and equations."""

    name: str
    titles: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)


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
        Where the book's notebooks and Markdown files are.
    """
    found = sorted([*folder.glob("*.ipynb"), *folder.glob("*.md")])
    files = [file for file in found if not file.name.startswith("_")]  # the template is no page
    return {re.match(r"\d+|[a-z]+", file.stem).group(): _page(file) for file in files}


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
