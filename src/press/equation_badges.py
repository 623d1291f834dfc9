"""Beside each equation's number stands what the machine made of it.

When a page is read its displayed equations are evaluated (`backprop.equations`): a claim
that fails, a refuted claim that holds, an equation without a label or a mark is a warning,
and so the end of a build under ``-W``.  What passed is said in one sign, and in words for
who points at it, tabs to it or listens to it: what was tried, how close it came, the first
numbers, and the definitions that it rests on.

Configuration
-------------
press_check_equations : bool
    Whether pages are held to this; True.
"""

import html
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from backprop.equations import Result, check_file
from backprop.equations.words import SIGNS, in_words
from press.symbols import Evidence, known_of

__all__ = ["SIGNS", "badge", "in_detail", "in_words"]

logger = logging.getLogger(__name__)


def in_detail(result: Result, evidence: Evidence) -> str:
    """Return, as HTML, the first numbers of its sides and what it rests on."""
    said = []
    if evidence.sides and result.equation.kind != "exempt":
        said.append(f"{_first_numbers(result, evidence.sides)}.")
    if evidence.rests_on:
        links = ", ".join(f"{{eq:{label}}}" for label in evidence.rests_on)
        said.append(f"It rests on {links}.")
    return " ".join(said)


def _first_numbers(result: Result, sides: tuple[str, ...]) -> str:
    if result.equation.kind == "def":
        return f"In the first draw it is {sides[-1]}"
    if len(set(sides)) == 1:
        return f"In the first draw each side is {sides[0]}"
    return f"In the first draw its sides are {' | '.join(dict.fromkeys(sides))}"


def badge(result: Result, evidence: Evidence | None = None) -> str:
    """Return the sign as HTML: it can be reached by key, and is read out in words.

    Examples
    --------
    >>> from backprop.equations import Equation, Result
    >>> Z = Equation("eq-z", "z = 1", "def", "", None, 1, "", True)
    >>> badge(Result(Z, True, "definition"))[:51]
    '<div class="standing standing-def" tabindex="0" rol'
    """
    kind = result.equation.kind
    more = in_detail(result, evidence) if evidence else ""
    more = f'<div class="standing-more">{more}</div>' if more else ""
    return (
        f'<div class="standing standing-{kind}" tabindex="0" role="note">'
        f'<span class="standing-sign" aria-hidden="true">{SIGNS[kind]}</span>'
        f'<div class="standing-words">{html.escape(in_words(result))}{more}</div></div>'
    )


def _evaluate(app: Sphinx, doctree: nodes.document) -> None:
    """Evaluate the equations of a page and write what came of them into its nodes."""
    if not app.config.press_check_equations:
        return
    name = app.env.docname
    blocks = {node.get("label"): node for node in doctree.findall(nodes.math_block)}
    try:
        path = Path(app.env.doc2path(name))
        results = check_file(path)
        evidence = known_of(path).evidence if results else {}
    except ValueError as error:
        logger.warning("its equations cannot be read: %s", error, location=name, type="press")
        return
    for result in results:
        equation = result.equation
        node = blocks.get(equation.label) if equation.label else None
        where = node if node is not None else (name, equation.line)
        if not equation.label:
            logger.warning("a displayed equation has no label", location=where, type="press")
        elif not equation.marked:
            logger.warning("%s has no mark", equation.label, location=where, type="press")
        elif not result.passed:
            said = (equation.label, result.standing, result.message)
            logger.warning("%s: %s: %s", *said, location=where, type="press")
        elif node is not None:
            node["standing"] = badge(result, evidence.get(equation.label))


def setup(app: Sphinx) -> dict:
    """Evaluate each page when it is read."""
    app.add_config_value("press_check_equations", True, "env", bool)
    app.connect("doctree-read", _evaluate)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
