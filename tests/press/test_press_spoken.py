"""Formulas in words: what a control is called, and what a search result says of a page."""

import re

import nbformat
import pytest
from docutils import nodes
from site_pages import ROOT

from press.context import description
from press.spoken import spoken

SAID = {
    r"\frac{e^z}{1 + e^z}": "the fraction e to the power z over 1 plus e to the power z, "
    "end of fraction",
    r"\frac{1}{2} (1 + \tanh \frac{z}{2})": "1 over 2, (1 plus tanh of z over 2)",
    r"\frac{\partial E}{\partial W_{ho}}": "partial E over partial W sub ho",
    r"\theta_{10}^{(2)} \delta_1^{(3)}": "theta sub 10 superscript (2) delta sub 1 superscript (3)",
    r"\Delta^{(l+1)}": "Delta superscript (l plus 1)",
    r"2\pi \lambda": "2 pi lambda",
    r"10^{-9} \neq x^2": "10 to the power minus 9 is not equal to x squared",
    r"\sum_{i=1}^n x_i": "the sum from i equals 1 to n of x sub i",
    r"\sum_k \Theta_{kj}": "the sum over k of Theta sub kj",
    r"\prod_{l} W^\top": "the product over l of W transposed",
    r"\hat y - \bar{x}": "y hat minus x bar",
    r"\sqrt{1 + x}": "the square root of 1 plus x, end of root",
    r"g'(z) < 1": "g prime (z) is less than 1",
    r"\begin{bmatrix}1 & 2\\3 & 4\end{bmatrix}": "[row 1: 1, 2; row 2: 3, 4]",
    r"\begin{aligned}a &= b\\ c &\ge d\end{aligned}": "row 1: a equals b; row 2: c is at least d",
    r"\mathbb{R}^{n} \mathbf{1} \mathcal{L} \ell": "R to the power n 1 L l",
    r"a \odot b \text{ for all } b": "a elementwise times b for all b",
}


@pytest.mark.parametrize("tex", SAID)
def test_a_formula_is_said_in_words(tex):
    assert spoken(tex) == SAID[tex]


def test_a_macro_is_known_and_what_cannot_be_read_is_not_said():
    assert spoken(r"\loss = 1", {"loss": "J"}) == "J equals 1"
    assert spoken(r"\nosuchcommand") == ""


def formulas():
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                text = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->", "", cell.source, flags=re.DOTALL)
                yield from re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
                yield from re.findall(r"(?<![\\$])\$([^$]+)\$(?!\$)", text)


def test_every_formula_of_the_book_can_be_said():
    every = {re.sub(r"(?m)^%.*$", "", tex).strip() for tex in formulas()}
    assert len(every) > 500
    said = {tex: spoken(tex) for tex in every}
    assert [tex for tex, words in said.items() if not words] == []
    # nothing of TeX is left, nor a letter or a sign that has no name
    odd = re.compile(r"[^\x20-\x7e“”‘’é]|[\\^_{}$]|&")
    assert {tex: words for tex, words in said.items() if odd.search(words)} == {}


def test_the_description_of_a_page_has_words_for_formulas():
    document = nodes.document("", "")
    document += nodes.paragraph("", "", nodes.Text("The slope is "), nodes.math("", r"\frac{1}{4}"))
    document[0] += nodes.Text(" at the origin, and falls from there.")
    assert description(document) == "The slope is 1 over 4 at the origin, and falls from there."
