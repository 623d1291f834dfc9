"""Displayed equations in reStructuredText: the math directive, wherever it stands."""

import re
from collections.abc import Iterator

from backprop.equations.pieces import Line, Piece, cut, numbered

__all__ = ["scan_restructured"]

DIRECTIVE = re.compile(r"[ \t]*\.\. (?P<name>[\w:.+-]+)::(?:[ \t]+(?P<rest>.*))?$")
DECLARATION = re.compile(r"[ \t]*\.\. equations:?[ \t]*$")
COMMENT = re.compile(r"[ \t]*\.\.(?: (?![\w:.+-]+::|_|\[|\|)|$)")
OPTION = re.compile(r"[ \t]*:[\w-]+:")
LABEL = re.compile(r"[ \t]*:(?:label|name):[ \t]*(\S+)")
LITERAL_NAMES = (
    "code code-block sourcecode highlight parsed-literal literalinclude raw doctest testcode "
    "testoutput ipython plot graphviz mermaid"
)
LITERAL = frozenset(LITERAL_NAMES.split())


def scan_restructured(text: str) -> Iterator[Piece]:
    """Yield equations and declarations in the order of the text.

    Literal blocks, code and other comments are passed over.

    Parameters
    ----------
    text : str
        A whole file.
    """
    lines, index = numbered(text.expandtabs(8)), 0
    while index < len(lines):
        line = lines[index]
        after = _end(lines, index)
        directive = DIRECTIVE.match(line.text)
        name = directive["name"].lower() if directive else ""
        literal = line.text.rstrip().endswith("::") if not directive else name in LITERAL
        if name == "math":
            yield _formula(lines, index, after, directive)
        elif name == "equations" or DECLARATION.match(line.text):
            yield _declaration(lines, index, after)
        elif not (literal or _is_comment(lines, index)):
            after = index + 1
        index = after


def _is_comment(lines: list[Line], index: int) -> bool:
    """Return whether what is indented beneath a line belongs to a comment."""
    if not COMMENT.match(lines[index].text):
        return False
    empty = lines[index].text.strip() == ".."
    return not (empty and index + 1 < len(lines) and not lines[index + 1].text.strip())


def _end(lines: list[Line], index: int) -> int:
    """Return the index of the first line that is not indented beneath this one."""
    width = len(lines[index].text) - len(lines[index].text.lstrip())
    end = index + 1
    while end < len(lines):
        text = lines[end].text
        if text.strip() and len(text) - len(text.lstrip()) <= width:
            break
        end += 1
    return end


def _dedented(lines: list[Line]) -> list[Line]:
    """Return lines without the indentation that they share."""
    widths = [len(one.text) - len(one.text.lstrip()) for one in lines if one.text.strip()]
    width = min(widths, default=0)
    return [one.after(min(width, len(one.text))) for one in lines]


def _formula(lines: list[Line], index: int, after: int, directive: re.Match) -> Piece:
    r"""Return the formula of a directive: where a blank line parts it, \\ does."""
    inside = lines[index + 1 : after]
    count = 0
    while count < len(inside) and OPTION.match(inside[count].text):
        count += 1
    labels = [found[1] for one in inside[:count] if (found := LABEL.match(one.text))]
    body = _dedented(inside[count:])
    if directive["rest"]:
        body = [lines[index].after(directive.start("rest")), *body]
    while body and not body[-1].text.strip():
        body.pop()
    while body and not body[0].text.strip():
        body.pop(0)
    parted = [one if one.text.strip() else Line(one.number, 1, "\\\\") for one in body]
    body = [
        one if one.text != "\\\\" or parted[i - 1].text != "\\\\" else Line(one.number, 1, "")
        for i, one in enumerate(parted)
    ]
    if not body:
        body = [lines[index].after(len(lines[index].text))]
    text, spots = cut(body, (0, 0), (len(body) - 1, 10**9))
    inner = re.search(r"\\label\s*\{([^{}]{1,200})\}", text)
    label = labels[0] if labels else inner[1] if inner else ""
    return Piece("equation", text, label, lines[index].number, spots)


def _declaration(lines: list[Line], index: int, after: int) -> Piece:
    first = lines[index].after(len(lines[index].text))
    body = [first, *_dedented(lines[index + 1 : after])]
    text, spots = cut(body, (0, 0), (len(body) - 1, 10**9))
    return Piece("declaration", text, "", lines[index].number, spots)
