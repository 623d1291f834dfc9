"""What belongs to the site and to no chapter: the first address, 404, the sitemap.

Configuration
-------------
html_baseurl : str
    Sphinx's own (in Jupyter Book ``html.baseurl``): where the book is published.  Once it is
    set, pages name their canonical address and the site has a ``sitemap.xml``.
"""

from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from sphinx.application import Sphinx

__all__ = ["sitemap"]

FIRST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{title}: the book begins on its first page.">
<link rel="icon" href="_static/favicon.svg" type="image/svg+xml">{canonical}
<meta http-equiv="refresh" content="0; url={page}"></head>
<body><main><h1>{title}</h1><p><a href="{page}">Read the book</a></p></main></body></html>
"""
MISSING = "404"
LOST = """<section><h1>No such page</h1>
<p>This address is not in the book, or not any more.</p>
<p>Begin <a href="{start}">on the first page</a>, or <a href="search.html">search</a>.</p></section>
"""


def sitemap(base: str, pages: list[str]) -> str:
    """Return a sitemap of pages, addressed from a base.

    Examples
    --------
    >>> sitemap("https://host.example/book/", ["a.html"]).count("https://host.example/book/a.html")
    1
    """
    base = base.rstrip("/") + "/"
    entries = "".join(f"<url><loc>{escape(urljoin(base, page))}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def _missing(app: Sphinx) -> list[tuple[str, dict, str]]:
    if app.builder.name != "html":
        return []
    # hosts send this page for any address, at any depth: its own links start from the root
    root = urlsplit(app.config.html_baseurl or "").path.rstrip("/") + "/"
    start = app.builder.get_target_uri(app.config.root_doc)
    context = {"title": "No such page", "body": LOST.format(start=start), "press_root": root}
    return [(MISSING, context, "page.html")]


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html":
        return
    base, out = app.config.html_baseurl, Path(app.outdir)
    page = app.builder.get_target_uri(app.config.root_doc)
    if app.config.root_doc != "index":
        canonical = urljoin(base.rstrip("/") + "/", page) if base else ""
        link = f'\n<link rel="canonical" href="{escape(canonical)}">' if base else ""
        title = escape(app.config.html_title or app.config.project)
        text = FIRST.format(title=title, page=page, canonical=link)
        (out / "index.html").write_text(text, encoding="utf-8")
    if base:
        pages = [app.builder.get_target_uri(name) for name in sorted(app.env.found_docs)]
        (out / "sitemap.xml").write_text(sitemap(base, pages), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Collect the 404 page, and write the rest when the pages are there."""
    app.connect("html-collect-pages", _missing)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
