"""A figure's SVG made ready to stand inside a page.

`svg()` gives the text of a file; a page wants less and a little more.  Less: no
style sheet (its `*` would reach the whole page), no style attribute (a strict
Content-Security-Policy refuses them), no id that nothing refers to.  More: a
name for who cannot see it, ids that are its own, colours that follow the theme.
"""

import re
from xml.etree import ElementTree

from backprop.figures.plots.palette import PALETTE
from backprop.figures.plots.paths import relative

__all__ = ["themed"]

COLOURS = {colour: f"var(--fig-{name},{colour})" for name, colour in PALETTE.items()}
# What Matplotlib falls back on where a figure was drawn outside the house style.
COLOURS |= {"#000000": COLOURS[PALETTE["ink"]], "#ffffff": COLOURS[PALETTE["paper"]]}
COLOURS |= {"#cccccc": COLOURS[PALETTE["faint"]]}

# SVG knows these as attributes of their own; anything else stays in `style`.
_ATTRIBUTES = set(
    """fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity font-size
    font-family font-style font-weight text-anchor""".split()  # noqa: SIM905
)
_LONG = 20  # points, from which on a path is a curve and not a shape
_REFERENCE = re.compile(r"(?<=^#)[\w.-]+$|(?<=^url\(#)[\w.-]+(?=\)$)")


def themed(text: str, alt: str, prefix: str, *, grain: int = 1) -> str:
    """Return the text of `svg()` as an <svg role="img"> for the inside of a page.

    Parameters
    ----------
    text : str
        What `svg()` returned.
    alt : str
        The sentence that says what is to be seen.
    prefix : str
        Begins each id; another one for each figure of a page.
    grain : int
        Hundredths of a point to which long lines are rounded.

    Returns
    -------
    str
        Colours of PALETTE are `var(--fig-NAME,#rrggbb)`; width and height are in
        CSS pixels, to be held by `max-width: 100%; height: auto`.

    Examples
    --------
    >>> from backprop.figures.plots import figure, svg
    >>> themed(svg(figure()[0]), "An empty plot.", "a")[:51]
    '<svg class="drawing" role="img" aria-label="An empt'
    """
    if not alt.strip():
        raise ValueError("alt is empty; a figure needs a sentence that describes it")
    text = re.sub(r' xmlns(:xlink)?="[^"]*"', "", text).replace("xlink:href", "href")
    root = ElementTree.fromstring(text)
    _prune(root)
    for element in root.iter():
        _unstyle(element)
        _unprimed(element)
        if "d" in element.attrib:
            long = element.get("d").count("L") > _LONG
            element.set("d", relative(element.get("d"), grain if long else 1))
        kind = re.match(r"(?:matplotlib\.)?(axis|legend)_", element.get("id", ""))
        if kind:  # for the style sheet, which sets their text larger on a phone
            element.set("class", kind[1])
    _rename(root, prefix)
    width, height = (float(size) for size in root.get("viewBox").split()[2:])
    attributes = {
        "class": "drawing",
        "role": "img",
        "aria-label": alt,
        "viewBox": root.get("viewBox"),
        "width": f"{width * 4 / 3:.0f}",
        "height": f"{height * 4 / 3:.0f}",
        "fill": COLOURS[PALETTE["ink"]],
        "font-family": "DejaVu Sans,Verdana,sans-serif",
        "stroke-linejoin": "round",
    }
    root.attrib.clear()
    root.attrib.update(attributes)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _prune(element: ElementTree.Element) -> None:
    """Drop what cannot be seen: white space, the style sheet, unpainted paths."""
    if len(element) or element.tag not in ("text", "tspan"):
        element.text = None
    for child in list(element):
        _prune(child)
        unpainted = child.tag == "path" and child.get("style") == "fill: none"
        if child.tag == "style" or unpainted or (child.tag in ("g", "defs") and not len(child)):
            element.remove(child)
        elif child.tag == "g" and not set(child.attrib) - {"id"} and len(child) == 1:
            element[list(element).index(child)] = child[0]
    for child in element:
        child.tail = None


def _unstyle(element: ElementTree.Element) -> None:
    """Turn the style attribute into the attributes that mean the same."""
    for name in {"fill", "stroke"} & set(element.attrib):
        element.set(name, COLOURS.get(element.get(name), element.get(name)))
    style = element.attrib.pop("style", "")
    kept = []
    for name, value in re.findall(r"\s*([\w-]+):\s*([^;]+)", style):
        value = COLOURS.get(value.lower(), value)
        if name not in _ATTRIBUTES:
            kept.append(f"{name}:{value}")
        elif (name, value) != ("font-family", "'DejaVu Sans'"):
            element.set(name, value.removesuffix("px").strip("'"))
    if kept:
        element.set("style", ";".join(kept))
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]


def _unprimed(element: ElementTree.Element) -> None:
    """Write a prime as a prime: Matplotlib takes it from a font that no reader has."""
    if element.get("font-family") == "cmsy10" and element.text == "0":
        del element.attrib["font-family"]
        element.text = "′"
        size = float(element.get("font-size"))  # set 0.7 as large and raised, where ours
        element.set("font-size", f"{size / 0.7:.2f}")  # is raised already
        element.set("y", f"{float(element.get('y')) + 0.59 * size:.2f}")


def _rename(root: ElementTree.Element, prefix: str) -> None:
    """Give definitions numbers for ids, and drop the ids of all else.

    Matplotlib's own ids are made of every last bit, which machines may differ in.
    """
    values = [value for element in root.iter() for value in element.attrib.values()]
    wanted = {old for value in values for old in _REFERENCE.findall(value)}
    names = {}
    for element in root.iter():
        old = element.attrib.pop("id", None)
        if old in wanted:
            names[old] = f"{prefix}-{element.tag[0]}{len(names)}"
            element.set("id", names[old])
    for element in root.iter():
        for name, value in element.attrib.items():
            element.set(name, _REFERENCE.sub(lambda at: names.get(at.group(), at.group()), value))
