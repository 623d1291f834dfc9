"""An index of the book: what an HTML comment in a Markdown cell names is found in it.

    <!-- index: chain rule; gradient, numerical -->

Entries are parted by semicolons, an entry from what it is listed under by a comma.  The
comment stands below the heading of what it is about, on a line of its own, and its entries
lead to that section; in JupyterLab it is not seen.  The terms of a glossary are in the index
by themselves.  An entry that says nothing is a warning, and so the end of a build under ``-W``.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from press.places import in_words

__all__ = ["Index", "entries"]

logger = logging.getLogger(__name__)
_COMMENT = re.compile(r"<!--\s*index:(.*?)-->", re.DOTALL)


def entries(named: str) -> list[str]:
    """Return the entries of a comment as Sphinx takes them.

    Parameters
    ----------
    named : str
        What stands between ``index:`` and the end of the comment.

    Raises
    ------
    ValueError
        For an entry without text, or with two commas.

    Examples
    --------
    >>> entries(" chain rule; gradient, numerical ")
    ['chain rule', 'gradient; numerical']
    """
    found = []
    for entry in named.split(";"):
        parts = [" ".join(part.split()) for part in entry.split(",")]
        if not all(parts) or len(parts) > 2:
            raise ValueError(
                f"{entry.strip()!r} is no entry; expected 'entry' or 'entry, below it'"
            )
        found.append("; ".join(parts))
    return found


class Index(SphinxTransform):
    """Turn the comments of a page into nodes of its index."""

    default_priority = 400

    def apply(self, **kwargs) -> None:
        """Change one page."""
        for node in list(self.document.findall(nodes.raw)):
            if "html" in node.get("format", "") and (found := _COMMENT.search(node.astext())):
                self._replace(node, found.group(1))

    def _replace(self, node: nodes.raw, said: str) -> None:
        try:
            named = entries(said)
        except ValueError as error:
            logger.warning("in the index: %s", error, location=node, type="press")
            return
        # a section has a text that search can show; an empty target of our own has none
        anchor = node.parent["ids"][0] if isinstance(node.parent, nodes.section) else ""
        targets = []
        if not anchor:
            anchor = f"index-{self.env.new_serialno('index')}"
            targets.append(nodes.target("", "", ids=[anchor]))
            self.document.note_explicit_target(targets[0])
        index = addnodes.index(entries=[("single", name, anchor, "", None) for name in named])
        node.replace_self([index, *targets])


def _titles(app: Sphinx, name: str, template: str, context: dict, doctree) -> None:
    """Give the index the title, with its number, of the section that an address leads to."""
    if name != "genindex":
        return
    titles, pages = {}, {}
    for docname, contents in app.env.tocs.items():
        page = app.builder.get_relative_uri(name, docname)
        for link in contents.findall(nodes.reference):
            if link.get("refuri") != docname:  # of another page that this one lists
                continue
            number = ".".join(map(str, link.get("secnumber") or ()))
            title = f"{number} {in_words(link, app.config.press_math_macros)}".strip()
            titles[page + link["anchorname"]] = title
            pages.setdefault(page, title)
    context["press_place"] = lambda link: titles.get(link) or pages[link.partition("#")[0]]


def setup(app: Sphinx) -> dict:
    """Register the transform, and what the index is printed with."""
    app.add_transform(Index)
    app.connect("html-page-context", _titles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
