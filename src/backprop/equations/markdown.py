r"""Displayed equations in Markdown: MyST, Quarto, notebooks, and what sites make of it.

A display is $$...$$, \[...\] or \\[...\\] at the beginning of a line, an environment such
as align, and ```{math} or :::{math}.  Blocks are told apart as CommonMark does: quotes,
lists, fences and what directives hold are looked into; code, comments and front matter
are not, and a code span ends with its paragraph.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from backprop.equations import limits
from backprop.equations.macros import BEGINS, defined
from backprop.equations.pieces import ENVIRONMENTS, Line, Piece, Unclosed, cut, find, numbered

__all__ = ["scan_markdown"]

FENCE = re.compile(r"(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>[^\n]*)$")
INFO = re.compile(r"\{?(?P<name>[\w:.-]*)\}?(?P<rest>.*)$")
BULLET = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)")
RULE = re.compile(r"(?:[-*_][ \t]*){3,}$")
ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?|===)[ \t]+\S")
OPTION = re.compile(r"[ \t]*:[\w-]+:")
DECLARATION = re.compile(r"<!--[ \t]*equations:?[ \t]*$")
ENVIRONMENT = re.compile(rf"\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}")
VERBATIM = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
LABEL = re.compile(r"[ \t]*(?:\((?P<round>[^()\s]{1,200})\)|\{#(?P<curly>[^\s{}]{1,200})[^{}]*\})")
INNER_LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
MACRO = re.compile(BEGINS)
INLINE = re.compile(
    rf"(?P<code>`+)|(?P<escape>\\[\\$`])|(?P<comment><!--)|(?P<dollars>\$\$)"
    rf"|(?P<single>\$(?![\s$])[^$]*?(?<![\s\\])\$)|(?P<macro>{BEGINS})|{ENVIRONMENT.pattern}"
)
# directives that hold no text of their own
LITERAL_NAMES = (
    "code code-block code-cell sourcecode literalinclude parsed-literal highlight raw mermaid "
    "graphviz csv-table toctree bibliography glossary include image python r julia ojs bash sh "
    "sql stan javascript html css yaml json text latex tex console tikz plantuml dot cpp c rust "
    "pyodide webr octave matlab scala stata sas d3 doctest autofunction automodule autoclass "
    "eval-rst eval_rst video embed"
)
LITERAL = frozenset(LITERAL_NAMES.split())


def scan_markdown(text: str) -> Iterator[Piece]:
    """Yield equations, declarations and macros in the order of the text.

    Parameters
    ----------
    text : str
        A whole file, or a cell of a notebook.

    Raises
    ------
    Unclosed
        For a display at the beginning of a line, or a declaration, that is never closed.
    """
    lines = numbered(text)
    if lines[0].text.rstrip() == "---":
        ends = (i for i, line in enumerate(lines[1:], 1) if line.text.rstrip() in ("---", "..."))
        lines = lines[next(ends, -1) + 1 :]
    yield from _blocks(lines, 0)


def _indent(text: str) -> int:
    """Return how far a text is indented; a tab counts to the next fourth column."""
    count = 0
    for one in text:
        if one == "\t":
            count += 4 - count % 4
        elif one == " ":
            count += 1
        else:
            break
    return count


def _dedented(line: Line, width: int) -> Line:
    """Return a line without this much of its indentation, or all it has."""
    at = width_so_far = 0
    while at < len(line.text) and width_so_far < width and line.text[at] in " \t":
        width_so_far += 4 - width_so_far % 4 if line.text[at] == "\t" else 1
        at += 1
    return line.after(at)


def _blocks(lines: Sequence[Line], depth: int) -> Iterator[Piece]:
    """Yield what the blocks of a container hold."""
    limits.within("quotes, lists and directives in one another", depth, limits.DEPTH)
    paragraph: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        bare = line.text.lstrip(" \t")
        indent = _indent(line.text)
        if not bare or (indent >= 4 and not paragraph):  # nothing, or indented code
            yield from _spans(paragraph)
            paragraph = []
            index += 1
            continue
        here = line.after(len(line.text) - len(bare))
        opened = _opened(lines, index, here, bool(paragraph), depth) if indent < 4 else None
        if opened is None:
            paragraph.append(line)
            index += 1
            continue
        yield from _spans(paragraph)
        paragraph = []
        pieces, index, rest = opened
        yield from pieces
        if rest is not None:
            paragraph.append(rest)
    yield from _spans(paragraph)


def _opened(lines: Sequence[Line], index: int, here: Line, in_paragraph: bool, depth: int):
    """Return what the block that begins in a line holds, None where none begins.

    Returns
    -------
    pieces : iterable of Piece
    index : int
        Of the line behind it.
    rest : Line or None
        What stands in its last line behind it.
    """
    text = here.text
    start = index, len(lines[index].text) - len(text)
    fence = FENCE.match(text)
    if fence and (fence["fence"][0] != "`" or "`" not in fence["info"]):
        return _fenced(lines, index, here, fence, depth)
    if text.startswith(">"):
        return _quoted(lines, index, depth)
    if text.startswith("<!--"):
        return _comment(lines, start, text)
    if tag := VERBATIM.match(text):
        end = find(lines, start, f"</{tag[1]}>")
        return (), (len(lines) if end is None else end[0] + 1), None
    if text.startswith("%") and not in_paragraph:
        return (), index + 1, None
    if text.startswith("$$"):
        return _displayed(lines, start, "$$", "$$")
    for opener, closer in (("\\\\[", "\\\\]"), ("\\[", "\\]")):
        if text.startswith(opener):
            end = find(lines, (start[0], start[1] + len(opener)), closer)
            if end is not None and not lines[end[0]].text[end[1] + len(closer) :].strip(" .,;"):
                return _displayed(lines, start, opener, closer)
    if environment := ENVIRONMENT.match(text):
        name = environment["name"]
        return _displayed(lines, start, environment.group(), rf"\end{{{name}}}")
    bullet = BULLET.match(text) and not RULE.match(text)
    if bullet and in_paragraph and text[0].isdigit() and not re.match(r"1[.)]", text):
        return None  # only a list that begins with 1 ends a paragraph
    return _item(lines, index, here, depth) if bullet or ADMONITION.match(text) else None


def _displayed(lines: Sequence[Line], start: tuple[int, int], opener: str, closer: str):
    """Return a display that begins at a place, and what follows it."""
    begin = start[0], start[1] + len(opener)
    end = find(lines, begin, closer)
    if end is None:
        raise Unclosed(opener, closer, lines[start[0]].number)
    body, spots = cut(lines, begin, end)
    line, after = lines[end[0]], end[1] + len(closer)
    behind = LABEL.match(line.text, after)
    inner = INNER_LABEL.search(body)
    label = (behind["round"] or behind["curly"]) if behind else inner[1] if inner else ""
    rest = line.after(behind.end() if behind else after)
    if opener.startswith(r"\begin"):  # its name and columns say how it is to be read
        body, spots = cut(lines, start, (end[0], after))
    piece = Piece("equation", body, label, lines[start[0]].number, spots)
    return [piece], end[0] + 1, rest if rest.text.strip() else None


def _fenced(lines: Sequence[Line], index: int, here: Line, fence: re.Match, depth: int):
    """Return what stands in a fence: a formula, text, or code, which is passed over."""
    mark, indent = fence["fence"], _indent(lines[index].text)
    closer = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    end = next((i for i in range(index + 1, len(lines)) if closer.match(lines[i].text)), len(lines))
    inside = [_dedented(line, indent) for line in lines[index + 1 : end]]
    info = INFO.match(fence["info"])
    name = info["name"].lower()
    braced = fence["info"].startswith("{")
    if name == "math" and (braced or mark[0] != ":"):
        return [_directive(inside, here, fence, info)], end + 1, None
    if braced and name == "equations":
        text, spots = cut([here.after(len(here.text)), *inside], (0, 0), (len(inside), 10**9))
        return [Piece("declaration", text, "", here.number, spots)], end + 1, None
    holds_text = mark[0] == ":" or (braced and name and name not in LITERAL)
    if not holds_text or name in LITERAL:
        return (), end + 1, None
    return _blocks(_without_options(inside), depth + 1), end + 1, None


def _without_options(lines: list[Line]) -> list[Line]:
    """Return the lines of a directive behind its options."""
    if lines and lines[0].text.strip() == "---":
        ends = (i for i, line in enumerate(lines[1:], 1) if line.text.strip() == "---")
        return lines[next(ends, 0) + 1 :]
    count = 0
    while count < len(lines) and OPTION.match(lines[count].text):
        count += 1
    return lines[count:]


def _directive(inside: list[Line], here: Line, fence: re.Match, info: re.Match) -> Piece:
    """Return the formula of a math directive, with its label."""
    body = _without_options(inside)
    options = "\n".join(line.text for line in inside[: len(inside) - len(body)])
    label = re.search(r":?(?:label|name):[ \t]*(\S+)", options)
    curly = LABEL.match(info["rest"])
    first = here.after(fence.start("info") + info.start("rest"))
    lines = [first if not curly else first.after(len(first.text)), *body]
    text, spots = cut(lines, (0, 0), (len(lines) - 1, 10**9))
    if not lines[0].text.strip() and len(lines) > 1:
        text, spots = cut(lines, (1, 0), (len(lines) - 1, 10**9))
    inner = INNER_LABEL.search(text)
    named = label[1] if label else (curly["round"] or curly["curly"]) if curly else ""
    return Piece("equation", text, named or (inner[1] if inner else ""), here.number, spots)


def _quoted(lines: Sequence[Line], index: int, depth: int):
    """Return what stands in a quotation."""
    inside = []
    while index < len(lines):
        line = lines[index]
        bare = line.text.lstrip(" \t")
        if not bare.startswith(">") or _indent(line.text) > 3:
            break
        taken = line.after(len(line.text) - len(bare) + 1)
        inside.append(taken.after(1) if taken.text.startswith(" ") else taken)
        index += 1
    return _blocks(inside, depth + 1), index, None


def _item(lines: Sequence[Line], index: int, here: Line, depth: int):
    """Return what stands in an item of a list, or in an indented admonition."""
    marker = BULLET.match(here.text)
    indent = _indent(lines[index].text)
    if marker:
        behind = here.text[marker.end() :]
        spaces = _indent(behind)
        width = marker.end() + (spaces if 1 <= spaces <= 4 else 1)
        inside = [here.after(min(width, len(here.text)))]
    else:
        width, inside = 4, []
    index += 1
    while index < len(lines):
        line = lines[index]
        if line.text.strip() and _indent(line.text) < indent + width:
            break
        inside.append(_dedented(line, indent + width))
        index += 1
    return _blocks(inside, depth + 1), index, None


def _comment(lines: Sequence[Line], start: tuple[int, int], text: str):
    """Return a declaration; any other comment is passed over."""
    end = find(lines, start, "-->")
    declares = DECLARATION.match(text)
    if end is None:
        if declares:
            raise Unclosed(text, "-->", lines[start[0]].number)
        return (), len(lines), None
    rest = lines[end[0]].after(end[1] + 3)
    rest = rest if rest.text.strip() else None
    if not declares:
        return (), end[0] + 1, rest
    body, spots = cut(lines, (start[0], start[1] + declares.end()), end)
    return [Piece("declaration", body, "", lines[start[0]].number, spots)], end[0] + 1, rest


def _spans(lines: list[Line]) -> Iterator[Piece]:
    """Yield displays and macros within a paragraph."""
    if not any(mark in line.text for line in lines for mark in ("$", "\\")):
        return
    text = "\n".join(line.text for line in lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.text) + 1)

    def spot(at: int) -> tuple[int, int]:
        index = bisect_right(starts, at) - 1
        return index, at - starts[index]

    at, never_closed = 0, set()
    while match := INLINE.search(text, at):
        at = match.end()
        if match["code"]:
            closing = None
            if match["code"] not in never_closed:
                closing = re.compile(rf"(?<!`){match['code']}(?!`)").search(text, at)
            if closing is None:
                never_closed.add(match["code"])
            at = closing.end() if closing else at
        elif match["comment"]:
            end = text.find("-->", at)
            at = len(text) if end < 0 else end + 3
        elif match["macro"]:
            at = defined(text, match.start())[1]
            body, spots = cut(lines, spot(match.start()), spot(at))
            yield Piece("macros", body, "", spots[0][0], spots)
        elif match["single"]:
            if MACRO.search(match.group()):
                body, spots = cut(lines, spot(match.start()), spot(at))
                yield Piece("macros", body, "", spots[0][0], spots)
        elif match["dollars"] or match["name"]:
            closer = rf"\end{{{match['name']}}}" if match["name"] else "$$"
            end = find(lines, spot(at), closer)
            if end is None and match["dollars"]:
                continue
            [piece], last, rest = _displayed(lines, spot(match.start()), match.group(), closer)
            yield piece
            at = starts[last - 1] + len(lines[last - 1].text) - (len(rest.text) if rest else 0)
