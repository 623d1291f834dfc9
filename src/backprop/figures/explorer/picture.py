"""The first frame as an <img>, and back.

JupyterLab shows no inline <svg> of a notebook that it does not trust yet, only
its tick labels in a row; an <img> it shows.  On a page an <img> cannot follow the
theme, so the script, or `inlined` before it, puts what it holds in its place.
"""

import re
from html import escape
from urllib.parse import quote, unquote

from backprop.figures.explorer.frames import Frame

__all__ = ["inlined", "picture"]

DATA = "data:image/svg+xml,"  # 19 letters, which explorer.js skips
NAMESPACE = " xmlns='http://www.w3.org/2000/svg'"
_PICTURE = re.compile(r'<img class="drawing"[^>]* src="data:image/svg\+xml,([^"]*)">')


def picture(frame: Frame) -> str:
    """Return the frame as an <img> that needs no other file."""
    text = frame.svg.replace("'", "&#39;").replace('"', "'")
    held = quote(text.replace("<svg", "<svg" + NAMESPACE, 1), safe=" /:=;,()'&")
    size = re.search(' width="[^"]+" height="[^"]+"', frame.opening)[0]
    alt = escape(frame.sentence)
    return f'<img class="drawing" alt="{alt}"{size} src="{DATA}{escape(held, quote=False)}">'


def inlined(html: str) -> str:
    """Return HTML in which each such <img> is the <svg role="img"> that it holds."""
    return _PICTURE.sub(_inline, html)


def _inline(found: re.Match) -> str:
    text = unquote(found[1].replace("&amp;", "&"))
    return text.replace(NAMESPACE, "", 1).replace("'", '"').replace("&#39;", "'")
