"""The reader's edition: what the download button hands out, made from the notebooks in book/.

Those are what is tested and printed; a reader wants solutions folded, a cell to answer in,
questions that do not tell, the numbers of the site, and to be told where the code is.  One
function makes it (`press.edition.notebook`), from what the build calls things
(`press.edition.places`), so that both say the same.

The built site holds it where each page's button leads, with links to the site where that has
an address; ``python -m tools.lab`` (`make lab`) makes it with links from file to file.
"""

import posixpath
from collections.abc import Callable
from pathlib import Path

import nbformat
from sphinx.application import Sphinx
from sphinx.util import logging

from backprop.book.article_index import MAP, read_book, write_map
from press import address
from press.edition.install import Wheel
from press.edition.notebook import edition
from press.edition.places import Places, places_of

__all__ = ["PLACES", "Places", "Wheel", "edition", "to_files", "to_site"]

logger = logging.getLogger(__name__)
PLACES = "press-places.json"  # beside the doctrees


def to_site(site: str, page: str) -> Callable[[str], str]:
    """Return where links of a page lead on the site; nowhere, if it has no address.

    Examples
    --------
    >>> to_site("https://books.example", "book/09_learning_rate")("08_accumulation.ipynb#the-loop")
    'https://books.example/book/08_accumulation.html#the-loop'
    """

    def link(target: str) -> str:
        file, _, anchor = target.partition("#")
        if not site or not file:
            return ""
        name = posixpath.join(posixpath.dirname(page), file.rpartition(".")[0])
        return f"{site}/{posixpath.normpath(name)}.html" + (f"#{anchor}" if anchor else "")

    return link


def to_files(target: str) -> str:
    """Return where a link leads among notebooks that lie in one folder.

    Examples
    --------
    >>> to_files("08_accumulation.ipynb#the-loop"), to_files("glossary.md"), to_files("#here")
    ('08_accumulation.ipynb', '', '')
    """
    file = target.partition("#")[0]
    return file if file.endswith(".ipynb") else ""


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Put the reader's edition of each notebook where the download button leads."""
    if exception or app.builder.format != "html" or not app.config.html_copy_source:
        return
    book, places = address.of(app.config), places_of(app.env)
    places.write(Path(app.doctreedir, PLACES))
    _map(app, places)
    wheel = Wheel(f"backprop_checked-{book.edition}-py3-none-any.whl", book.site)
    for name in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(name))
        if source.suffix != ".ipynb":
            continue
        try:
            notebook = nbformat.read(source, as_version=4)
            made = edition(notebook, places, to_site(book.site, name), wheel)
        except ValueError as error:
            logger.warning("no reader's edition: %s", error, location=name, type="press")
            continue
        target = Path(app.outdir, "_sources", f"{name}.ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(nbformat.writes(made) + "\n", encoding="utf-8")


def _map(app: Sphinx, places: Places) -> None:
    """Write a map of the book, which chapter 91 reads where the sources are not."""
    pages = read_book(Path(app.srcdir, "book"))
    numbers = places.equations | places.figures
    listed = {key: page for key, page in pages.items() if page.labels - {None} <= set(numbers)}
    write_map(listed, numbers, Path(app.doctreedir, MAP))


def setup(app: Sphinx) -> dict:
    """Make it when the pages are there."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
