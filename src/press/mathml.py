r"""Formulas as MathML, set when the book is built; no script sets them in the page.

Every kind of formula goes through here: in the line, displayed, numbered, an AMS environment,
sympy's ``text/latex``.  The TeX source stays beside it as an annotation, which is what a
reader gets who copies.  A formula that cannot be read is a warning with its source and
place, and so the end of a build under ``-W``.

Configuration
-------------
press_math_macros : dict
    Name without backslash to TeX, as ``{"R": r"\mathbb{R}"}``.
"""

import html
import re
from functools import cache

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from press import address

__all__ = ["mathml"]

logger = logging.getLogger(__name__)

# What sympy and Sphinx write and the converter does not read.
_SUBSTACK = re.compile(r"\\substack\s*{((?:[^{}]|{(?:[^{}]|{[^{}]*})*})*)}")
# One number a block, and that is Sphinx's: the environment brings none of its own.
_NUMBERED = re.compile(r"\\(begin|end){(align|equation|gather|multline|eqnarray|flalign|alignat)}")
_TOKENS = re.compile(r"(<mo[^>]*>[^<]*</mo>|<[^>]+>)")
_GROWS = re.compile(r"<mo(?: [lr]space=\"[^\"]*\")*>[()\[\]]</mo>$")
_TALL = ("<mfrac", "<mtable", "<msup", "<munder", "<mover", "<mroot", "<msqrt", "<mo minsize")
_BIG_BASE = re.compile(r"<(msup|msub|msubsup)>(<mo minsize=[^>]*>[^<]*</mo>)")


@cache
def _converter(macros: tuple) -> LatexToMathML:
    return LatexToMathML(macros=dict(macros), annotation=False, fancy_error=False)


def mathml(tex: str, display: bool, macros: dict[str, str] | None = None) -> str:
    r"""Return TeX as a <math> element that carries its source.

    Parameters
    ----------
    tex : str
        Without dollars.
    display : bool
        Whether it stands on a line of its own.
    macros : dict
        Name without backslash to TeX.

    Raises
    ------
    ValueError
        If it cannot be read: what and where.

    Examples
    --------
    >>> mathml("x", display=False).partition("<annotation")[0]
    '<math><semantics><mi>x</mi>'
    """
    try:
        text = _converter(tuple(sorted((macros or {}).items()))).convert_with_local_state(
            _readable(tex), displaystyle=display
        )
    except LatexError as error:
        raise ValueError(str(error)) from error
    opening, rest = re.match(r"(<math[^>]*>)(.*)</math>$", text, re.DOTALL).groups()
    # an annotation belongs to one element: where there are more, a row holds them
    if _children(rest) != 1:
        rest = f"<mrow>{rest}</mrow>"
    source = html.escape(tex.strip(), quote=False)
    return (
        f"{opening}<semantics>{_polished(rest)}"
        f'<annotation encoding="application/x-tex">{source}</annotation></semantics></math>'
    )


def _readable(tex: str) -> str:
    """Rewrite what the converter does not read in terms that it does."""
    tex = tex.replace(r"\begin{split}", r"\begin{aligned}").replace(
        r"\end{split}", r"\end{aligned}"
    )
    tex = _NUMBERED.sub(r"\\\1{\2*}", tex)
    tex = re.sub(r"\\(nonumber|notag)\b|\\label{[^{}]*}", "", tex)
    tex = _SUBSTACK.sub(r"{\\begin{array}{c}\1\\end{array}}", tex)
    if r"\\" in tex and r"\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    return tex


def _children(markup: str) -> int:
    """Count the elements at the top of some markup."""
    depth = count = 0
    for closing, empty in re.findall(r"<(/?)[a-z]+[^>]*?(/?)>", markup):
        count += not closing and not depth
        depth += -1 if closing else not empty
    return count


def _polished(markup: str) -> str:
    """Write what browsers set badly in a way that they set well."""
    # a box is for the style sheet to draw
    markup = markup.replace('<menclose notation="box">', '<mrow class="boxed">')
    markup = markup.replace("</menclose>", "</mrow>")
    markup = _unstretched(markup)
    # a bracket of a given size that carries a script would sink, were it the script's base alone
    return _BIG_BASE.sub(r"<\1><mrow>\2<mi></mi></mrow>", markup)


def _unstretched(markup: str) -> str:
    """Let brackets around what is no taller than a letter be plain ones.

    A browser gives a bracket that may grow more room than one that may not.
    """
    parts, opened = _TOKENS.split(markup), []
    for index, part in enumerate(parts):
        if _GROWS.match(part) and part[-6] in "([":
            opened.append(index)
        elif _GROWS.match(part) and opened:
            start = opened.pop()
            if start is not None:
                for at in (start, index):
                    parts[at] = parts[at].replace("<mo", '<mo stretchy="false"')
        elif part.startswith(_TALL):
            opened = [None] * len(opened)
    return "".join(parts)


def _converted(translator: HTML5Translator, node: nodes.Node, display: bool) -> str:
    if node.get("mathml"):
        return node["mathml"]
    tex = node.astext()
    try:
        return mathml(tex, display, translator.config.press_math_macros)
    except ValueError as error:
        logger.warning(
            "a formula cannot be set: %s, in %r", error, tex, location=node, type="press"
        )
        return f"<code>{html.escape(tex)}</code>"


def _numbered(translator: HTML5Translator, text: str) -> str:
    """Return text in which each {eq:label} is a link to that equation, by its number."""

    def link(found: re.Match) -> str:
        anchor = nodes.make_id(f"equation-{found[1]}")
        number = translator.builder.fignumbers.get("displaymath", {}).get(anchor, ())
        said = ".".join(map(str, number)) or found[1]
        return f'<a href="#{anchor}">({said})</a>'

    return re.sub(r"{eq:([\w-]+)}", link, text)


def visit_math(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in the line."""
    translator.body.append(
        f'<span class="math inline notranslate">{_converted(translator, node, False)}</span>'
    )
    raise nodes.SkipNode


def visit_math_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number and the anchor it is known by."""
    translator.body.append(
        translator.starttag(node, "div", "", CLASS="math display notranslate")
        + f'<div class="scroller">{_converted(translator, node, True)}</div>'
    )
    if node.get("number"):
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        standing = _numbered(translator, node.get("standing", ""))
        translator.body.append("</span>" + standing)
        where = address.of(translator.config)
        page = translator.builder.current_docname
        translator.body.append(address.report_link(where, page, node.get("label"), number))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict:
    """Make MathML the way that formulas are written."""
    app.add_config_value("press_math_macros", {}, "html", dict)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
