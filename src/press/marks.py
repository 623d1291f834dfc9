r"""Symbols in MathML: which elements are one, and what each says, without its markup.

A symbol is told by three texts: its base, what stands below it, what stands above it.
`\delta^{(2)}` is ("δ", "", "(2)"), however it was written in TeX.  A derivative is a fraction
whose top and bottom begin with ∂ or d.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Name", "marked", "name_of", "readings"]

_TAG = re.compile(r"<(/?)([a-z]+)([^>]*?)(/?)>|([^<]+)")
SCRIPTED = {"msub", "msup", "msubsup"}
ACCENTED = {"mover", "munder"}
TRANSPOSED = {"T", "𝖳", "⊤"}
PRIMES = "′″‴"


class Name(NamedTuple):
    """What a symbol says: its base, below, above; a derivative is "∂", by what, of what."""

    base: str
    sub: str = ""
    sup: str = ""
    inner: tuple["Name", ...] = ()  # of a derivative: what is differentiated, by what


@dataclass
class Element:
    """An element of MathML and where, in the text, its attributes begin."""

    tag: str
    at: int
    children: list["Element"] = field(default_factory=list)
    words: str = ""

    @property
    def text(self) -> str:
        """All that it says."""
        return self.words + "".join(child.text for child in self.children)

    @property
    def parts(self) -> list["Element"]:
        """Its children, without what is only there for space."""
        return [child for child in self.children if child.tag != "mspace"]


def _tree(markup: str) -> Element:
    root = Element("root", 0)
    open_ = [root]
    for found in _TAG.finditer(markup):
        closing, tag, _, empty, text = found.groups()
        if text is not None:
            open_[-1].words += re.sub(r"\s+|&\w+;|[\u2061-\u2064]", "", text)
        elif closing:
            open_.pop()
        else:
            element = Element(tag, found.end(2))
            open_[-1].children.append(element)
            if not empty:
                open_.append(element)
    return root


def _bare(element: Element) -> Element:
    """Return what a row of one holds."""
    while element.tag == "mrow" and len(element.parts) == 1:
        element = element.parts[0]
    return element


def _is_letter(element: Element) -> bool:
    element = _bare(element)
    if element.tag in ACCENTED:
        return len(element.parts) == 2 and _bare(element.parts[0]).tag in ("mi", "mn")
    return element.tag == "mi"


def _name(element: Element) -> Name | None:
    """Return what a symbol says; None for an element that is none."""
    element = _bare(element)
    if element.tag in SCRIPTED and _is_letter(element.parts[0]):
        base, *scripts = [part.text for part in element.parts]
        sub = scripts[0] if element.tag != "msup" else ""
        sup = scripts[-1] if element.tag != "msub" else ""
        return Name(base, sub, sup)
    if _is_letter(element):
        return Name(element.text)
    return _derivative(element)


def _derivative(element: Element) -> Name | None:
    if element.tag != "mfrac" or len(element.parts) != 2:
        return None
    above, below = (_row(half) for half in element.parts)
    signs = [half[0].text if half else "" for half in (above, below)]
    if signs[0] != signs[1] or signs[0] not in ("∂", "d") or len(below) < 2:
        return None
    inner = tuple(_name(half[1]) if len(half) == 2 else None for half in (above, below))
    texts = ["".join(part.text for part in half[1:]) for half in (below, above)]
    return Name("∂", *texts, inner if all(inner) else ())


def _row(element: Element) -> list[Element]:
    return element.parts if element.tag == "mrow" else [element]


def readings(name: Name) -> Iterator[Name]:
    """Yield what a name may stand for: itself, or an entry, a power or a transpose of it."""
    sub, sup = name.sub, name.sup
    layer = re.match(r"[(\[][^)\]]*[)\]]", sup)  # of z^{(2)T} the layer is part of the name
    kept = layer[0] if layer else sup
    for below in dict.fromkeys((sub, "")):
        for above in dict.fromkeys((sup, kept, "")):
            yield name._replace(sub=below, sup=above)


Lookup = Callable[[Name], int | None]


def _walk(element: Element, know: Lookup, found: list[tuple[int, int]], lost: list[str]) -> None:
    name = _name(element)
    if name is None:
        for child in element.children:
            _walk(child, know, found, lost)
        return
    inner = _bare(element)
    for reading in readings(name):
        number = know(reading)
        if number is not None:
            found.append((element.at, number))
            break
    else:
        if inner.tag == "mi":
            lost.append(name.base)
    if name.base == "∂" or number is None:
        for child in inner.children:
            _walk(child, know, found, lost)


def marked(markup: str, know: Lookup) -> tuple[str, list[str]]:
    """Return MathML whose symbols carry their numbers, and the letters that nobody knows.

    Parameters
    ----------
    markup : str
        A <math> element.
    know : callable
        From a `Name` to a number; None for a name that says nothing.
    """
    body, mark, rest = markup.partition("<annotation")
    found, lost = [], []
    _walk(_tree(body), know, found, lost)
    for at, number in sorted(found, reverse=True):
        body = f'{body[:at]} data-sym="{number}"{body[at:]}'
    return body + mark + rest, lost


def name_of(markup: str) -> Name | None:
    """Return what a <math> element says that holds one symbol, or one derivative."""
    root = _tree(markup.partition("<annotation")[0])
    element = root.children[0]
    while element.tag in ("math", "semantics", "mrow") and len(element.parts) == 1:
        element = element.parts[0]
    return _name(element)
