"""A drawing as an <img>, and back.

JupyterLab shows no inline <svg> of a notebook that it does not trust yet, only
its tick labels in a row; an <img> it shows.  On a page an <img> cannot follow the
theme, so a script, or `inlined` before it, puts what it holds in its place.
"""

import re
from html import escape
from urllib.parse import quote, unquote

__all__ = ["described", "inlined", "picture"]

DATA = "data:image/svg+xml,"  # 19 letters, which explorer.js skips
NAMESPACE = " xmlns='http://www.w3.org/2000/svg'"
_PICTURE = re.compile(r'<img class="drawing"[^>]* src="data:image/svg\+xml,([^"]*)">')
_ALT = re.compile(r'(?<=<img class="drawing" alt=")[^"]*(?=")')
_NAME = re.compile(r'(?<= aria-label=")[^"]*(?=")')


def picture(svg: str, alt: str) -> str:
    """Return what `themed` made as an <img> that needs no other file."""
    text = svg.replace("'", "&#39;").replace('"', "'")
    held = quote(text.replace("<svg", "<svg" + NAMESPACE, 1), safe=" /:=;,()'&")
    size = re.search(' width="[^"]+" height="[^"]+"', svg[: svg.index(">")])[0]
    return (
        f'<img class="drawing" alt="{escape(alt)}"{size} src="{DATA}{escape(held, quote=False)}">'
    )


def described(html: str, alt: str) -> str:
    """Return HTML in which each such <img> says `alt` to who cannot see it."""
    return _ALT.sub(lambda found: escape(alt), html)


def inlined(html: str, alt: str = "", prefix: str = "") -> str:
    """Return HTML in which each such <img> is the <svg role="img"> that it holds.

    Parameters
    ----------
    html : str
        Anything else in it stays as it is.
    alt : str
        What the <svg> says to who cannot see it, if not what it says already.
    prefix : str
        Begins its ids, if not what begins them already.
    """

    def inline(found: re.Match) -> str:
        text = unquote(found[1].replace("&amp;", "&"))
        text = text.replace(NAMESPACE, "", 1).replace("'", '"').replace("&#39;", "'")
        if alt:
            text = _NAME.sub(lambda name: escape(alt), text, count=1)
        if prefix:
            text = re.sub(r'(?<=id=")\w+(?=-)|(?<=[("]#)\w+(?=-)', prefix, text)
        return text

    return _PICTURE.sub(inline, html)
