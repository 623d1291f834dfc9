r"""Formulas in words, for where no markup may stand: the name of a control, a description.

The words are read off the MathML (`press.mathml`), which knows what is a fraction's top and
what is the base of an index.  A screen reader says them as they are written here.
"""

import html
import re
import unicodedata
from itertools import pairwise
from xml.etree import ElementTree

from press.mathml import mathml

__all__ = ["spoken"]

SIGNS = {
    "+": "plus",
    "−": "minus",
    "-": "minus",
    "±": "plus or minus",
    "=": "equals",
    "≔": "is defined as",
    "≠": "is not equal to",
    "≈": "is about",
    "∼": "is distributed as",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "≥": "is at least",
    "≪": "is much less than",
    "≫": "is much greater than",
    "×": "times",
    "·": "times",
    "⋅": "times",
    "∗": "times",
    "*": "times",
    "⊙": "elementwise times",
    "∘": "elementwise times",
    "/": "over",
    "÷": "divided by",
    "∂": "partial",
    "∇": "the gradient of",
    "∑": "the sum",
    "∏": "the product",
    "∫": "the integral",
    "∞": "infinity",
    "∈": "in",
    "∝": "is proportional to",
    "→": "to",
    "←": "becomes",
    "↦": "maps to",
    "⇒": "implies",
    "′": "prime",
    "″": "double prime",
    "‴": "triple prime",
    "⊤": "transposed",
    "…": "and so on",
    "⋯": "and so on",
    "⋮": "and so on",
    "{": "open brace",
    "}": "close brace",
    "|": "bar",
    "‖": "double bar",
    "\u2061": "of",  # what stands between a function's name and what it is applied to
    "\u2062": "",
    "\u2063": "",
    "⏞": "",
    "⏟": "",
}
ACCENTS = {
    "ˆ": "hat",
    "^": "hat",
    "¯": "bar",
    "‾": "bar",
    "˜": "tilde",
    "~": "tilde",
    "→": "vector",
}
POWERS = {"2": "squared", "3": "cubed"}
SPELLED = {"lamda": "lambda"}  # the name in Unicode, and in English
SUMS = ("the sum", "the product", "the integral")


def spoken(tex: str, macros: dict[str, str] | None = None) -> str:
    r"""Return TeX in words; "" for what cannot be read.

    Examples
    --------
    >>> spoken(r"\frac{e^z}{1 + e^z}")
    'the fraction e to the power z over 1 plus e to the power z, end of fraction'
    >>> spoken(r"g'(0) = \frac{1}{4}")
    'g prime (0) equals 1 over 4'
    """
    try:
        markup = mathml(tex, False, macros)
    except ValueError:
        return ""
    markup = re.sub(r"<annotation.*?</annotation>", "", markup, flags=re.DOTALL)
    named = re.sub(r"&(?!amp;|lt;|gt;)\w+;", lambda found: html.unescape(found[0]), markup)
    return _joined([_said(ElementTree.fromstring(named))])


def _joined(words: list[str]) -> str:
    text = " ".join(word for word in words if word)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[(\[]) | (?=[)\],;:.!?])", "", text)


def _said(element: ElementTree.Element) -> str:
    """Return an element in words."""
    how = ELEMENTS.get(element.tag)
    if how:
        return how(*[_said(child) for child in element])
    if len(element):
        return _row(element)
    return _token((element.text or "").strip())


def _row(element: ElementTree.Element) -> str:
    """Say the elements of a row one after the other; letters of one name are one word."""
    children = list(element)
    texts = [(child.text or "").strip() for child in children]
    if all(child.tag in ("mi", "mn") for child in children) and "".join(texts).isascii():
        return "".join(texts)
    words = [_said(child) for child in children]
    for at, (child, after) in enumerate(pairwise(children)):
        if child.tag == "mfrac" and _begins(after):
            words[at] += ","
    return _joined(words)


def _begins(element: ElementTree.Element) -> bool:
    """Whether something is multiplied from the left: a name, or what stands in brackets."""
    text = (element.text or "").strip()
    return element.tag not in ("mo", "mspace") or text in ("(", "[") or SIGNS.get(text) in SUMS


def _token(text: str) -> str:
    if text in SIGNS:
        return SIGNS[text]
    return _letter(text) if len(text.rstrip("\ufe00\ufe01")) == 1 else text


def _letter(sign: str) -> str:
    """Name a letter: a Greek one in full, one of another face as the plain one."""
    if sign[0].isalnum():
        sign = unicodedata.normalize("NFKC", sign[0])
    found = re.match(r"GREEK (CAPITAL|SMALL) LETTER (?:FINAL )?(\w+)", unicodedata.name(sign, ""))
    if not found:
        return sign
    name = SPELLED.get(found[2].lower(), found[2].lower())
    return name.capitalize() if found[1] == "CAPITAL" else name


def _simple(words: str) -> bool:
    return bool(re.fullmatch(r"(?:partial )?[\w.,]+(?: sub \w+)?", words))


def _fraction(top: str, bottom: str) -> str:
    if _simple(top) and _simple(bottom):
        return f"{top} over {bottom}"
    return f"the fraction {top} over {bottom}, end of fraction"


def _root(*under: str) -> str:
    words = _joined(list(under))
    return f"the square root of {words}" + ("" if _simple(words) else ", end of root")


def _sub(base: str, index: str) -> str:
    return f"{base} over {index} of" if base in SUMS else f"{base} sub {index}"


def _sup(base: str, exponent: str) -> str:
    if exponent.endswith(("prime", "transposed")):
        return f"{base} {exponent}"
    if exponent == "T":
        return f"{base} transposed"
    if exponent.startswith("("):
        return f"{base} superscript {exponent}"
    if base in SUMS:
        return f"{base} up to {exponent} of"
    return f"{base} {POWERS.get(exponent, f'to the power {exponent}')}"


def _subsup(base: str, index: str, exponent: str) -> str:
    if base in SUMS:
        return f"{base} from {index} to {exponent} of"
    return _sup(_sub(base, index), exponent)


def _over(base: str, above: str) -> str:
    if above in ACCENTS:
        return f"{base} {ACCENTS[above]}"
    if base in SUMS:
        return _sup(base, above)
    return f"{base}, with {above} above" if above else base


def _under(base: str, below: str) -> str:
    if base in SUMS:
        return _sub(base, below)
    return f"{base}, with {below} below" if below else base


def _cells(*cells: str) -> str:
    """Say a row of a table; where rows are aligned at a relation, it needs no comma."""
    said = ", ".join(cell for cell in cells if cell)
    return re.sub(r", (?=(?:equals|is) )", " ", said)


def _table(*rows: str) -> str:
    if len(rows) == 1:
        return rows[0]
    return "; ".join(f"row {number}: {row}" for number, row in enumerate(rows, start=1))


# how each element of MathML that is more than a row or a token is said, from its children
ELEMENTS = {
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": lambda under, degree: f"the root of degree {degree} of {under}, end of root",
    "msub": _sub,
    "msup": _sup,
    "msubsup": _subsup,
    "munder": _under,
    "mover": _over,
    "munderover": _subsup,
    "mtable": _table,
    "mtr": _cells,
}
