"""The other forms of the book: every page links to those that lie beside the pages.

They are made from the built site, and so after it.  Where a template says
``<!--press:forms--><!--/press:forms-->`` stand links to those that are there; whoever makes
one calls `link` when it is done.
"""

import os
import re
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["EPUB", "PDF", "ZIP", "found", "link"]

PDF = "backpropagation-checked.pdf"
EPUB = "backpropagation-checked.epub"
ZIP = "backpropagation-checked.zip"
FORMS = {PDF: "PDF", EPUB: "EPUB", ZIP: "ZIP to read offline"}
_MARK = re.compile(r"<!--press:forms-->.*?<!--/press:forms-->", re.DOTALL)


def found(site: Path) -> list[str]:
    """Name the forms that lie beside the pages of a site."""
    return [name for name in FORMS if (site / name).is_file()]


def link(site: Path) -> None:
    """Let every page of a site link to the forms that are there, and to no other."""
    names = found(site)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        # a page with a base of its own addresses everything from the root
        root = "" if "<base " in text else os.path.relpath(site, page.parent).replace("\\", "/")
        links = " · ".join(
            f'<a href="{f"{root}/" if root not in ("", ".") else ""}{name}">{FORMS[name]}</a>'
            for name in names
        )
        said = f"<span>The whole book: {links}</span>" if names else ""
        linked = _MARK.sub(f"<!--press:forms-->{said}<!--/press:forms-->", text)
        if linked != text:
            page.write_text(linked, encoding="utf-8")


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.name == "html":
        link(Path(app.outdir))


def setup(app: Sphinx) -> dict:
    """Link to what is there already."""
    app.connect("build-finished", _finish, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
