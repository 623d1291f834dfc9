"""Every symbol answers: formulas carry numbers for their symbols, and the page a card for each.

When a page is read, its formulas are set here with ``data-sym`` on each symbol that its sheet
knows (`press.symbols`, `press.marks`); which sheet a formula in the line speaks of is decided
by the equations around it.  The cards stand in the page as data, and ``static/cards.js`` shows
them; without it the page is as it would be.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from press.marks import Name, marked
from press.mathml import mathml
from press.symbols import Known, Symbol, known_of

__all__ = ["Cards", "data"]


class Cards:
    """The cards of a page, each with its number.

    Parameters
    ----------
    known : Known
    """

    def __init__(self, known: Known):
        self.known = known
        self.numbers: dict[tuple[str, Symbol, str], int] = {}

    def number(self, sheet: str, name: Name) -> int | None:
        """Return the number of a symbol's card; None for what nobody knows."""
        symbol = self.known.find(sheet, name)
        if symbol is None or not (symbol.words or symbol.shape):
            return None
        return self.numbers.setdefault((sheet, symbol, name.base), len(self.numbers))

    def marked(self, markup: str, sheet: str) -> tuple[str, int]:
        """Return MathML with its symbols marked, and how many letters stay unknown."""
        markup, lost = marked(markup, lambda name: self.number(sheet, name))
        return markup, len(lost)

    def best(self, markup: str, sheets: list[str]) -> str:
        """Return MathML marked by that sheet, the first of equals, which knows most of it."""

        def unknown(sheet: str) -> int:
            return len(marked(markup, lambda name: 0 if self.known.find(sheet, name) else None)[1])

        return self.marked(markup, min(sheets, key=unknown))[0]

    def cards(self) -> list[list[str]]:
        """Return the cards in the order of their numbers."""
        return [symbol.card() for _, symbol, _ in self.numbers]


def data(cards: list[list[str]]) -> str:
    """Return cards as JSON that no HTML parser takes for its own."""
    text = json.dumps(cards, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _formulas(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield the formulas of the text, those of outputs left out."""
    for node in doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)):
        above = node.parent
        while above is not None and above.get("nb_element") != "cell_code_output":
            above = above.parent
        if above is None:
            yield node


def _mark(app: Sphinx, doctree: nodes.document) -> None:
    path = Path(app.env.doc2path(app.env.docname))
    if not app.config.press_check_equations or path.suffix not in (".md", ".ipynb"):
        return
    try:
        known = known_of(path)
    except (ValueError, OSError):
        return  # said by whoever checks its equations
    if not known.sheets:
        return
    formulas = list(_formulas(doctree))
    spoken_of = [known.sheet_of.get(node.get("label", "")) for node in formulas]
    cards, before = Cards(known), None
    for at, node in enumerate(formulas):
        display = isinstance(node, nodes.math_block)
        try:
            markup = mathml(node.astext(), display, app.config.press_math_macros)
        except ValueError:
            continue  # said where it is written
        before = spoken_of[at] or before
        after = next(filter(None, spoken_of[at:]), None)
        sheets = [sheet for sheet in (before, after) if sheet is not None]
        if spoken_of[at] is not None:
            node["mathml"] = cards.marked(markup, spoken_of[at])[0]
        elif sheets:
            node["mathml"] = cards.best(markup, sheets)
    doctree["press_cards"] = data(cards.cards())
    doctree["press_bases"] = [base for _, _, base in cards.numbers]


def _hand_out(app: Sphinx, name: str, template: str, context: dict, doctree) -> None:
    context["press_cards"] = doctree.get("press_cards", "") if doctree is not None else ""


def setup(app: Sphinx) -> dict:
    """Mark the formulas of each page when it is read."""
    app.connect("doctree-read", _mark, priority=600)
    app.connect("html-page-context", _hand_out, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
