r"""LaTeX to tokens, each with its place in the source.

    kind       such as                     kind       such as
    letter     W                           script     ^ _
    number     12  0.5                     prime      '
    command    \sigma  \frac  \{           open close { }
    text       \text{if}  \mathrm{new}     align row  &  \\
    operator   + - * .* / = < ( [ , |      begin end  \begin{cases}
    gap        \quad  \qquad               skip       \left  \,  \label{...}

Blanks and comments (% to the end of the line) make no token.  The stream is
stable: `"".join` over the slices `latex[t.start:t.end]` leaves out nothing but them.
"""

import re
from typing import NamedTuple

from backprop.equations import limits
from backprop.equations.errors import EquationError

__all__ = ["Token", "tokenize"]

SIZES = (
    "left|right|middle|bigl|bigr|biggl|biggr|Bigl|Bigr|Biggl|Biggr|big|Big|bigg|Bigg|"
    "displaystyle|textstyle|scriptstyle|limits|nolimits|nonumber|notag|mathstrut|strut"
)
WORDS = "text|textrm|textit|textbf|textsf|mathrm|mathsf|mathit|operatorname"
TOKEN = re.compile(
    rf"""
      (?P<blank>\s+|%[^\n]*|~)
    | (?P<row>\\\\(?:\[-?[\d.]+[a-z][a-z]\])?)
    | (?P<begin>\\begin\s*\{{[a-zA-Z]+\*?\}})
    | (?P<end>\\end\s*\{{[a-zA-Z]+\*?\}})
    | (?P<text>\\(?:{WORDS})(?![a-zA-Z])\*?\s*(?:\{{[^{{}}\\$]*\}}|[a-zA-Z]))
    | (?P<skip>\\(?:label|tag)\s*\{{[^{{}}]*\}}|\\(?:{SIZES})(?![a-zA-Z])|\\[,;:!>\s])
    | (?P<gap>\\q?quad(?![a-zA-Z]))
    | (?P<command>\\(?:[a-zA-Z]+|[{{}}|]))
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<letter>[a-zA-Z])
    | (?P<operator>\.\*|:=|[-+*/=<>(),.;:|\[\]])
    | (?P<prime>'+)
    | (?P<script>[\^_])
    | (?P<open>\{{) | (?P<close>\}}) | (?P<align>&)
    """,
    re.VERBOSE | re.ASCII,
)


class Token(NamedTuple):
    """A piece of the source: `text` is `latex[start:end]`."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(latex: str) -> list[Token]:
    r"""Return the tokens of a LaTeX formula.

    Parameters
    ----------
    latex : str
        The formula, without the dollars around it.

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
    tokens, position = [], 0
    while position < len(latex):
        match = TOKEN.match(latex, position)
        if match is None:
            came = latex[position : position + 2] if latex[position] == "\\" else latex[position]
            raise EquationError(f"cannot read {came!r}; expected LaTeX in ASCII", position, latex)
        if match.lastgroup != "blank":
            tokens.append(Token(match.lastgroup, match.group(), position, match.end()))
        position = match.end()
    limits.within("tokens", len(tokens), limits.TOKENS)
    return tokens


def word(token: Token) -> str:
    r"""Return what a text token says: `\text{new }` says "new"."""
    inside = token.text.partition("{")[2] if "{" in token.text else token.text[-1]
    return inside.rstrip("}").strip()


def environment(token: Token) -> str:
    r"""Return the name in `\begin{name}` or `\end{name}`."""
    return token.text[token.text.index("{") + 1 : -1]
