"""How wide a drawing has to stay for its smallest letter to be read.

A window that is narrower than a drawing would shrink it, and its numbers with it, down to 4 or
5 pixels.  A drawing therefore says how wide it has to be at least, `--narrow` on a phone (where
figures.css sets the text of axes and legends larger) and `--medium` in the windows between; it
then scrolls in its own box.
"""

import json
import re
from math import ceil
from xml.etree import ElementTree

from backprop.figures.explorer.packing import unpack
from backprop.figures.plots.paths import expanded

__all__ = ["LEAST", "least_widths", "legible"]

LEAST = 9  # pixels, the height of the smallest letter
# what figures.css does on a phone: the size of a plain text, the factor of a formula's
PHONE = {"axis": (14, 1.4), "legend": (12, 1.2)}
_DRAWING = re.compile(r'<svg class="drawing"[^>]*>')
_FRAMES = re.compile(r'class="explorer-frames">(.*?)</script>', re.DOTALL)
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) [\d.]+" width="(\d+)"')
_SCALE = re.compile(r"scale\(([\d.]+)")


def _letters(element: ElementTree.Element, kind: str, scale: float) -> list[tuple[float, float]]:
    """Return the size of each text in the drawing's units, on a phone and as it is."""
    kind = element.get("class", "") if element.get("class") in PHONE else kind
    if found := _SCALE.search(element.get("transform", "")):
        scale *= float(found[1])
    if element.tag != "text":
        return [size for child in element for size in _letters(child, kind, scale)]
    parts = [part for part in element.iter("tspan") if (part.text or "").strip()]
    own = [float(part.get("font-size", 16)) for part in parts or [element]]
    fixed, factor = PHONE.get(kind, (None, 1))
    if fixed and not parts:
        return [(fixed * scale, size * scale) for size in own]
    return [(size * factor * (scale if kind == "" else 1), size * scale) for size in own]


def least_widths(bodies: list[str], wide: float) -> tuple[int, int] | None:
    """Return how wide in CSS pixels a drawing has to be, on a phone and elsewhere.

    Parameters
    ----------
    bodies : list of str
        What is inside its <svg>, for each of its frames.
    wide : float
        Its width in its own units, as in its viewBox.

    Returns
    -------
    tuple or None
        None if nothing is written in it.

    Examples
    --------
    >>> least_widths(['<text font-size="8">0.5</text>'], 480)
    (543, 543)
    >>> least_widths(['<g class="axis"><text font-size="8">0.5</text></g>'], 480)
    (311, 543)
    """
    sizes = [
        size
        for body in bodies
        for size in _letters(ElementTree.fromstring(f"<svg>{body}</svg>"), "", 1.0)
    ]
    if not sizes:
        return None
    # a browser scales by height as well, which is a whole number of pixels
    least = (1.005 * LEAST * wide / min(column) for column in zip(*sizes, strict=True))
    narrow, medium = map(ceil, least)
    return narrow, medium


def _bodies(html: str) -> list[str]:
    """Return what is inside the <svg>, in each frame if it is an explorer's."""
    if found := _FRAMES.search(html):
        frames = json.loads(found[1])
        texts = [expanded(unpack(frames, at)) for at in range(len(frames))]
        return [text.split("\n", 1)[1] for text in texts]
    start = _DRAWING.search(html)
    return [html[start.end() : html.index("</svg>", start.end())]]


def legible(html: str) -> str:
    """Return a drawing, or an explorer, that says how wide it has to be."""
    found = _DRAWING.search(html)
    box = found and _BOX.search(found[0])
    widths = box and least_widths(_bodies(html), float(box[1]))
    if not widths:
        return html
    narrow, medium = widths[0], min(widths[1], int(box[2]))
    style = f' style="--narrow:{narrow}px;--medium:{medium}px">'
    return html[: found.end() - 1] + style + html[found.end() :]
