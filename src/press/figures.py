"""Figures stand in the page itself, follow its theme, and say what is to be seen.

A drawing of `backprop.figures.plots` (which a notebook holds as an image; or an SVG, in a
notebook or beside a page) is set into the page with its colours as custom properties, so that
it changes with the reader's light or dark, is searched like text and costs no request; so is
the first frame of an explorer.  Any other image stays a file.  An image without alternative
text is a warning, and so the end of a build under ``-W``.
"""

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from backprop.figures.plots.inline import themed
from backprop.figures.plots.picture import inlined
from press.legible import legible

__all__ = ["Figures"]

logger = logging.getLogger(__name__)

# what Matplotlib writes into every drawing
DRAWN = "*{stroke-linejoin: round; stroke-linecap: butt}"


class Figures(SphinxPostTransform):
    """Put drawings into the page; ask every image for its alternative text."""

    default_priority = 100
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Look at each image and each explorer of one page."""
        for count, raw in enumerate(list(self.document.findall(nodes.raw))):
            text = raw.astext()
            if 'class="explorer' in text:
                raw.replace_self(nodes.raw("", legible(inlined(text)), format="html"))
            elif text.startswith('<img class="drawing"'):
                alt = _alt(raw) or self._complain(raw)
                drawing = inlined(text, alt, f"p{count}{_digest(text)}")
                raw.parent.replace(raw, _held(drawing))  # without the classes of an output
        for count, node in enumerate(list(self.document.findall(nodes.image))):
            alt = str(node.get("alt") or "").strip() or self._complain(node)
            source = Path(self.app.srcdir, node["uri"])
            if source.suffix == ".svg" and source.is_file():
                text = source.read_text(encoding="utf-8")
                if DRAWN in text:
                    text, prefix = text[text.index("<svg") :], f"f{count}{_digest(text)}"
                    node.replace_self(_held(themed(text, alt, prefix)))

    @staticmethod
    def _complain(node: nodes.Node) -> str:
        logger.warning(
            "an image has no alternative text%s: say what a sighted reader sees",
            _said(node),
            location=node,
            type="press",
        )
        return "A figure without description."


def _held(drawing: str) -> nodes.container:
    holder = nodes.container(
        "", nodes.raw("", legible(drawing), format="html"), classes=["figure-holder"]
    )
    holder.attributes.pop("docutils", None)
    return holder


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:4]


def _cell(node: nodes.Node) -> nodes.Node | None:
    """Return the cell that something came from."""
    while node is not None and not (
        isinstance(node, nodes.container) and "cell" in node["classes"]
    ):
        node = node.parent
    return node


def _alt(node: nodes.Node) -> str:
    """Return what the metadata of a cell say of its picture."""
    cell = _cell(node)
    metadata = cell.get("cell_metadata", {}) if cell is not None else {}
    return str(metadata.get("mystnb", {}).get("image", {}).get("alt") or "").strip()


def _said(node: nodes.Node) -> str:
    """Say which cell an image came from, as far as it shows."""
    cell = _cell(node)
    if cell is None:
        return ""
    line = cell.astext().strip().split("\n")[0]
    return f" (the cell that begins {line[:60]!r})"


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(Figures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
