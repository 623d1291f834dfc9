"""Figures stand in the page itself, follow its theme, and say what is to be seen.

A drawing of `backprop.figures.plots` (an SVG, stored in a notebook or beside a page) is set
into the page with its colours as custom properties, so that it changes with the reader's light or
dark, is searched like text and costs no request; so is the first frame of an explorer, which
a notebook holds as an image.  Any other image stays a file.  An image
without alternative text is a warning, and so the end of a build under ``-W``.
"""

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from backprop.figures.explorer.picture import inlined
from backprop.figures.plots.inline import themed

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
        for raw in list(self.document.findall(nodes.raw)):
            if 'class="explorer' in raw.astext():
                raw.replace_self(nodes.raw("", inlined(raw.astext()), format="html"))
        for count, node in enumerate(list(self.document.findall(nodes.image))):
            alt = str(node.get("alt") or "").strip()
            if not alt:
                where = _cell(node)
                logger.warning(
                    "an image has no alternative text%s: say what a sighted reader sees",
                    where,
                    location=node,
                    type="press",
                )
                alt = "A figure without description."
            source = Path(self.app.srcdir, node["uri"])
            if source.suffix == ".svg" and source.is_file():
                text = source.read_text(encoding="utf-8")
                if DRAWN in text:
                    self._inline(node, text, alt, count)

    def _inline(self, node: nodes.image, text: str, alt: str, count: int) -> None:
        prefix = f"f{count}{hashlib.sha256(text.encode()).hexdigest()[:4]}"
        drawing = nodes.raw("", themed(text[text.index("<svg") :], alt, prefix), format="html")
        holder = nodes.container("", drawing, classes=["figure-holder"])
        holder.attributes.pop("docutils", None)
        node.replace_self(holder)


def _cell(node: nodes.Node) -> str:
    """Say which cell an image came from, as far as it shows."""
    while node is not None and not (
        isinstance(node, nodes.container) and "cell" in node["classes"]
    ):
        node = node.parent
    if node is None:
        return ""
    line = node.astext().strip().split("\n")[0]
    return f" (the cell that begins {line[:60]!r})"


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(Figures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
