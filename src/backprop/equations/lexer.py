r"""LaTeX to tokens, each with its place in the source.

    kind       such as                     kind       such as
    letter     W                           script     ^ _
    number     12  0.5                     prime      '
    command    \sigma  \frac  \{           open close { }
    text       \text{if}  \mathrm{new}     align row  &  \\
    operator   + - * .* / = < ( [ , |      begin end  \begin{cases}
    gap        \quad  \hspace{1cm}         skip       \left  \,  \label{...}

Blanks and comments (% to the end of the line) make no token.  The stream is
stable: `"".join` over the slices `latex[t.start:t.end]` leaves out nothing but them.
Macros are written out first (`backprop.equations.macros`); their tokens have the place
of the call.
"""

import math
import re
from typing import NamedTuple

from backprop.equations import limits
from backprop.equations.errors import EquationError
from backprop.equations.macros import Macros, Source, balanced

__all__ = ["ACCENTS", "FONTS", "Token", "tokenize"]

FONT_NAMES = (
    r"\mathbf \boldsymbol \bm \mathcal \mathbb \mathfrak \mathscr \pmb \vec \bf \mathbfit \cal"
)
FONTS = frozenset(FONT_NAMES.split())
HAT_NAMES = (
    r"\hat \bar \tilde \dot \ddot \check \breve \widehat \widetilde \overline \underline \mathring "
    r"\acute \grave"
)
ACCENTS = FONTS | frozenset(HAT_NAMES.split())

SIZES = (
    "left|right|middle|bigl|bigr|biggl|biggr|Bigl|Bigr|Biggl|Biggr|bigm|Bigm|big|Big|bigg|Bigg|"
    "displaystyle|textstyle|scriptstyle|scriptscriptstyle|limits|nolimits|nonumber|notag|"
    "mathstrut|strut|ensuremath|xspace|mathord|mathop|mathbin|mathrel|mathopen|mathclose|"
    "mathinner|mathpunct|"
    "tiny|scriptsize|footnotesize|small|normalsize|large|Large|noindent|allowbreak|nobreak|"
    "hfil|hfill|relax|protect|centering"
)
# with an argument that goes too
DROPPED = (
    r"label|tag\*?|vspace\*?|vphantom|hphantom|phantom|color|textcolor|colorbox|hypertarget|"
    r"htmlId|htmlClass|cssId|class|mspace|mskip|intertext|shortintertext"
)
WORDS = (
    "text|textrm|textit|textbf|textsf|textsc|texttt|textnormal|mathrm|mathsf|mathit|mathtt|mbox|"
    "hbox|operatorname"
)
SPACE = r"[ \t]*(?P<size>-?\d*\.?\d+)[ \t]*(?P<unit>[a-z]{2})"
WIDE = {"in": 0.25, "cm": 0.6, "mm": 6, "em": 1, "ex": 2.2, "pt": 10, "mu": 18}
TOKEN = re.compile(
    rf"""
      (?P<blank>\s+|%[^\n]*|~)
    | (?P<row>\\\\\*?(?:[ \t]*\[-?[ \t]*[\d.]+[ \t]*[a-z][a-z]\])?|\\(?:newline|cr)(?![a-zA-Z]))
    | (?P<begin>\\begin\s*\{{[a-zA-Z]+\*?\}})
    | (?P<end>\\end\s*\{{[a-zA-Z]+\*?\}})
    | (?P<text>\\(?:{WORDS})(?![a-zA-Z])\*?\s*(?:\{{|[a-zA-Z]))
    | (?P<space>\\(?:hspace\*?\s*\{{{SPACE}[ \t]*\}}|(?:hskip|kern|mkern){
        SPACE.replace("size", "s").replace("unit", "u")
    }))
    | (?P<drop>\\(?:{DROPPED})\s*\{{)
    | (?P<skip>\\(?:left|right)\s*\.|\\(?:{SIZES})(?![a-zA-Z])|\\[,;:!>\s])
    | (?P<gap>\\q?quad(?![a-zA-Z]))
    | (?P<command>\\(?:[a-zA-Z]+|[{{}}|]))
    | (?P<number>\d{{1,3}}(?:\{{,\}}\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w}}\])])\.\d+)
    | (?P<letter>[^\W\d_])
    | (?P<operator>\.\*|:=|>=|<=|!=|[-+*/=<>(),.;:|!\[\]])
    | (?P<prime>'+)
    | (?P<script>[\^_])
    | (?P<open>\{{) | (?P<close>\}}) | (?P<align>&)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of a formula: its kind, what it says, and from where to where it was typed."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(latex: str, macros: Macros | None = None) -> list[Token]:
    r"""Return the tokens of a LaTeX formula.

    Parameters
    ----------
    latex : str
        The formula, without the dollars around it.
    macros : Macros, optional
        What its author abbreviates; definitions in the formula are added.

    Returns
    -------
    list of Token

    Raises
    ------
    ValueError
        At a character that no formula has, and above the limits.

    Examples
    --------
    >>> [(token.kind, token.text) for token in tokenize(r"W^T \delta % comment")]
    [('letter', 'W'), ('script', '^'), ('letter', 'T'), ('command', '\\delta')]
    """
    if not isinstance(latex, str):
        raise TypeError(f"the equation is a {type(latex).__name__}; expected LaTeX in a str")
    limits.within("characters", len(latex), limits.LENGTH)
    try:
        source = (Macros() if macros is None else macros).expand(latex)
    except EquationError as error:
        raise error.within(latex) from None
    tokens, position = [], 0
    while position < len(source.text):
        token = _next(source, position, latex)
        position = token.end
        if token.kind != "blank":
            start = source.place(token.start)
            tokens.append(
                token._replace(start=start, end=max(source.place(token.end - 1), start) + 1)
            )
    limits.within("tokens", len(tokens), limits.TOKENS)
    return tokens


def _next(source: Source, position: int, latex: str) -> Token:
    """Return the token at this position of the text that is written out."""
    text = source.text
    match = TOKEN.match(text, position)
    if match is None:
        came = text[position : position + 2] if text[position] == "\\" else text[position]
        place = source.place(position)
        raise EquationError(f"cannot read {came!r}; expected LaTeX", place, latex)
    kind, end = match.lastgroup, match.end()
    if match["space"]:
        size, unit = match["size"] or match["s"], match["unit"] or match["u"]
        kind = "gap" if float(size) >= WIDE.get(unit, math.inf) else "skip"
    if match["drop"] or (match["text"] and match.group().endswith("{")):
        kind = "skip" if match["drop"] else "text"
        end = balanced(text, end - 1)
        if end < 0:
            place = source.place(position)
            raise EquationError(f"{match.group()[:20]} is never closed; expected }}", place, latex)
    return Token(kind, text[position:end], position, end)


def word(token: Token) -> str:
    r"""Return what a text token says: `\text{new }` says "new"."""
    inside = token.text.partition("{")[2][:-1] if "{" in token.text else token.text[-1]
    return " ".join(inside.replace("~", " ").split())


def environment(token: Token) -> str:
    r"""Return the name in `\begin{name}` or `\end{name}`."""
    return token.text[token.text.index("{") + 1 : -1]
