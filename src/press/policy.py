"""The Content-Security-Policy of each page, and a word about what it would refuse.

A page may load from its own host and nowhere else, and runs one inline script: ours, of a
few bytes, which sets light or dark before the first paint.  The policy names it by checksum.
Anything in the text of a page that the policy would refuse in the reader's browser is a
warning here, and so the end of a build under ``-W``.
"""

import base64
import hashlib
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

__all__ = ["EARLY", "POLICY", "refused"]

logger = logging.getLogger(__name__)

# Runs before the page is painted: a reader of the dark never sees a white flash.
EARLY = (
    "(d=>{let m;try{m=localStorage.getItem('mode')}catch{}"
    "if(m!='light'&&m!='dark')m='auto';d.mode=m;"  # whatever else was stored there
    "d.theme=m=='auto'?matchMedia('(prefers-color-scheme:dark)').matches?'dark':'light':m})"
    "(document.documentElement.dataset)"
)


def _checksum(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


POLICY = "; ".join(
    [
        "default-src 'none'",
        f"script-src 'self' '{_checksum(EARLY)}'",
        "style-src 'self' 'unsafe-inline'",  # figures and formulas carry style attributes
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'self'",
    ]
)
_REFUSED = {
    # data that stands in a script element is not run
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json[\"'])[^>]*>", re.IGNORECASE
    ),
    "a handler in an attribute": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(?:script|img|iframe|link|source|video|audio|embed|object)\b[^>]*"
        r"\s(?:src|srcset|data|href)\s*=\s*[\"']?(?:https?:)?//[^>]*>",
        re.IGNORECASE,
    ),
    "a frame": re.compile(r"<(?:iframe|object|embed)\b[^>]*>", re.IGNORECASE),
}


def refused(body: str) -> list[str]:
    """Say what in the text of a page its policy would refuse.

    Examples
    --------
    >>> refused('<p>calm</p><script src="../_static/a.js"></script>')
    []
    >>> refused('<img src="https://elsewhere.example/a.png">')
    ['something from another host: <img src="https://elsewhere.example/a.png">']
    """
    return [
        f"{what}: {found.group()[:120]}"
        for what, pattern in _REFUSED.items()
        for found in pattern.finditer(body)
    ]


def _check(app: Sphinx, name: str, template: str, context: dict, doctree: nodes.document) -> None:
    for what in refused(context.get("body") or ""):
        logger.warning("the page's policy refuses %s", what, location=name, type="press")
    context["press_policy"], context["press_early"] = POLICY, EARLY


def setup(app: Sphinx) -> dict:
    """Check each page and hand the policy to its template."""
    app.connect("html-page-context", _check, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
