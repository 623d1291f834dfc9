"""A feed of the changelog, for readers who want to hear of editions and of errors found.

Written as ``feed.xml`` (Atom) beside the pages once the site has an address; every page names
it then.  An entry for each heading of ``CHANGELOG.md`` that carries a date.
"""

import re
from pathlib import Path
from xml.sax.saxutils import escape

from sphinx.application import Sphinx

__all__ = ["entries", "feed"]

_HEADING = re.compile(r"^## +(?P<name>[^(\n]+?) *\((?P<date>\d{4}-\d\d-\d\d)\) *$", re.MULTILINE)


def entries(changelog: str) -> list[tuple[str, str, str]]:
    """Return name, date and text of each dated heading.

    Examples
    --------
    >>> entries("# Changes\\n\\n## 0.1.0 (2026-11-22)\\n\\n- Chapter 1.\\n")
    [('0.1.0', '2026-11-22', '- Chapter 1.')]
    """
    found = list(_HEADING.finditer(changelog))
    ends = [re.search(r"^## ", changelog[one.end() :], re.MULTILINE) for one in found]
    return [
        (one["name"], one["date"], changelog[one.end() :][: end.start() if end else None].strip())
        for one, end in zip(found, ends, strict=True)
    ]


def feed(title: str, author: str, base: str, changelog: str) -> str:
    """Return the feed as Atom."""
    base = base.rstrip("/") + "/"
    found = entries(changelog)
    newest = max((date for _, date, _ in found), default="1970-01-01")
    parts = [
        f"<entry><id>{escape(base)}#{escape(name)}</id><title>{escape(name)}</title>"
        f'<updated>{date}T00:00:00Z</updated><link href="{escape(base)}"/>'
        f'<content type="text">{escape(text)}</content></entry>\n'
        for name, date, text in found
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{escape(base)}</id><title>{escape(title)}</title>"
        f"<author><name>{escape(author)}</name></author>\n"
        f'<updated>{newest}T00:00:00Z</updated><link rel="self" href="{escape(base)}feed.xml"/>\n'
        f"{''.join(parts)}</feed>\n"
    )


def _finish(app: Sphinx, exception: Exception | None) -> None:
    changes = Path(app.srcdir, "CHANGELOG.md")
    base = app.config.html_baseurl
    if exception or app.builder.name != "html" or not base or not changes.is_file():
        return
    text = feed(
        app.config.html_title or app.config.project,
        app.config.author,
        base,
        changes.read_text(encoding="utf-8"),
    )
    Path(app.outdir, "feed.xml").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Write the feed when the pages are there."""
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
