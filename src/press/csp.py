"""The Content-Security-Policy of each page, and a word about what it would refuse.

A page may load from its own host and nowhere else, and runs one inline script: ours, of a
few bytes, which sets light or dark before the first paint.  The policy names it by checksum.
Anything in the text of a page that the policy would refuse in the reader's browser is a
warning here, and so the end of a build under ``-W``; so is what it has no power over: a page
that leads away by itself (``<meta>``), another base for all addresses.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

import tinycss2
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
# Scripts of these types are data, and not run.
DATA = {"application/json", "application/ld+json"}
FRAMES = {"iframe", "frame", "object", "embed", "applet", "portal", "fencedframe"}
FILMS = {"audio", "video", "track"}
PICTURES = {"img", "image", "feimage", "source", "input"}  # what may be data in an address
# Attributes whose address is fetched, or followed, or run.
LOADS = {"src", "srcset", "data", "poster", "background", "imagesrcset", "action", "formaction"}
# Of these elements a plain `href` loads as well; of others it is a link.
HREF_LOADS = {"link", "image", "use", "feimage", "script", "mpath"}
# An animation may write an address into its element.
ANIMATED = {"to", "from", "by", "values"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_RUN = {"javascript", "vbscript"}


def _addresses(name: str, value: str) -> list[str]:
    """Return the addresses in an attribute as a browser reads them: blanks inside go."""
    parts = value.split(",") if name in ("srcset", "imagesrcset") else [value]
    parts = value.split(";") if name == "values" else parts
    return [re.sub(r"[\t\n\r]", "", part).strip("".join(map(chr, range(33)))) for part in parts]


def _elsewhere(address: str, data: bool) -> bool:
    """Whether an address leads away from the book's host; `data` says whether data: does not."""
    scheme = _SCHEME.match(address)
    if scheme:
        return not (data and scheme[1].lower() == "data")
    return address.replace("\\", "/").startswith("//")


@lru_cache(maxsize=4096)
def _style(css: str) -> str | None:
    """Say what a style asks for that is not to be had; None if nothing."""
    return next(_asked(tinycss2.parse_component_value_list(css)), None)


def _asked(tokens: list) -> Iterator[str]:
    for token in tokens:
        if token.type == "at-keyword" and token.lower_value == "import":
            yield "an @import"
        address = None
        if token.type == "url":
            address = token.value
        elif token.type == "function" and token.lower_name in ("url", "src", "image-set"):
            address = next((part.value for part in token.arguments if part.type == "string"), None)
        if address is not None and _elsewhere(_addresses("src", address)[0], data=True):
            yield "something from another host"
        yield from _asked(
            getattr(token, "arguments", None) or getattr(token, "content", None) or []
        )


class _Reader(HTMLParser):
    """Read a page's text as a browser does, and note what its policy is against.

    As for a browser, a slash at the end of a tag closes nothing.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.css: list[str] | None = None
        self.open = ""  # the script or style whose end has not come

    def note(self, what: str) -> None:
        self.found.append(f"{what}: {self.get_starttag_text()[:120]}")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {}
        for name, value in attributes:
            given.setdefault(name, value or "")  # of two of one name, the first counts
        self._element(tag, given)
        for name, value in given.items():
            self._attribute(tag, name, value)
        if tag == "style":
            self.css = []
        if tag in ("script", "style"):
            self.open = self.get_starttag_text()

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def _element(self, tag: str, given: dict[str, str]) -> None:
        if tag == "script" and given.get("type", "").strip().lower() not in DATA:
            if "src" not in given:
                self.note("an inline script")
        elif tag in FRAMES:
            self.note("a frame")
        elif tag == "base":
            self.note("another base for its addresses")
        elif tag in FILMS:
            self.note("a sound or a film")
        elif tag == "meta" and "http-equiv" in given:
            self.note("an order to the browser")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            return self.note("a handler in an attribute")
        if name == "style" and (said := _style(value)):
            return self.note(said)
        plain = name.rpartition(":")[2]  # xlink:href
        loads = plain in LOADS or (plain == "href" and tag in HREF_LOADS)
        if loads or plain in ("href", "ping") or name in ANIMATED:
            for address in _addresses(name, value):
                scheme = _SCHEME.match(address)
                if scheme and scheme[1].lower() in _RUN:
                    return self.note("a script in an address")
                if (loads or name == "ping") and _elsewhere(address, tag in PICTURES):
                    return self.note("something from another host")
        if name == "srcdoc":
            self.note("a frame")
        return None

    def handle_data(self, data: str) -> None:
        if self.css is not None:
            self.css.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.open = ""
        if tag == "style" and self.css is not None:
            if said := _style("".join(self.css)):
                self.found.append(f"{said}: <style>{''.join(self.css).strip()[:100]}")
            self.css = None

    # A browser may see an end of these where Python does not: what stands inside is read too.
    def handle_comment(self, data: str) -> None:
        self.found += refused(data) if "<" in data else []

    def unknown_decl(self, data: str) -> None:
        self.found += refused(data) if "<" in data else []


def refused(body: str) -> list[str]:
    """Say what in the text of a page its policy would refuse, or could not stop.

    Examples
    --------
    >>> refused('<p>calm</p><script src="../_static/a.js"></script>')
    []
    >>> refused('<img src="https://elsewhere.example/a.png">')
    ['something from another host: <img src="https://elsewhere.example/a.png">']
    """
    reader = _Reader()
    reader.feed(body)
    if reader.open or "<" in reader.rawdata:
        reader.found.append(f"a tag without an end: {(reader.open or reader.rawdata)[:120]}")
    return reader.found


def _check(app: Sphinx, name: str, template: str, context: dict, doctree: nodes.document) -> None:
    for what in refused(context.get("body") or ""):
        logger.warning("the page's policy refuses %s", what, location=name, type="press")
    context["press_policy"], context["press_early"] = POLICY, EARLY


def setup(app: Sphinx) -> dict:
    """Check each page and hand the policy to its template."""
    app.connect("html-page-context", _check, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
