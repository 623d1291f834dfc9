r"""Where displayed equations, declarations and code stand in Markdown and TeX."""

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Piece", "scan"]

WRAP = r"\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray)\*?)\}"
OPENERS = {
    "markdown": re.compile(
        r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$"
        r"|(?P<code>`+)|(?P<escape>\\\$)"
        r"|(?P<declaration><!--[ \t]*equations:?[ \t]*$)|(?P<comment><!--)"
        rf"|(?P<dollars>\$\$)|(?P<wrap>{WRAP})",
        re.MULTILINE,
    ),
    "tex": re.compile(
        r"^[ \t]*(?P<declaration>%[ \t]*equations:[ \t]*(?:\n[ \t]*%[^\n]*)*)"
        r"|(?P<line>(?<!\\)%[^\n]*)|(?P<escape>\\\$|\\\\)|(?P<verbatim>\\begin\{verbatim\})"
        rf"|(?P<dollars>\$\$)|(?P<square>\\\[)|(?P<wrap>{WRAP})",
        re.MULTILINE,
    ),
}
LABEL = re.compile(r"[ \t]*\((?P<label>[^()\s]{1,200})\)")
INNER_LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
OPTION = re.compile(r"\A(?:[ \t]*:[a-z-]+:[^\n]*\n|[ \t]*\n)*")


class Piece(NamedTuple):
    """An equation ("equation") or a declaration ("declaration") and its line, from 1."""

    kind: str
    text: str
    label: str
    line: int


def scan(text: str, form: str) -> Iterator[Piece]:
    """Yield equations and declarations in the order of the text.

    Parameters
    ----------
    text : str
        A whole file, or a cell of a notebook.
    form : {"markdown", "tex"}
        How to read it.  What stands in code and in other comments is passed over.

    Raises
    ------
    ValueError
        For an equation that is never closed.
    """
    at, line, counted = 0, 1, 0
    while match := OPENERS[form].search(text, at):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        kind = match.lastgroup if match.lastgroup not in ("info", "name") else None
        kind = kind or ("fence" if match["fence"] else "wrap")
        at, piece = READERS[kind](text, match, line, form)
        if piece:
            yield piece


def _closed(text: str, closer: str, match: re.Match, line: int) -> int:
    end = text.find(closer, match.end())
    if end < 0:
        raise ValueError(f"line {line}: {match.group().strip()} is never closed; expected {closer}")
    return end


def _skip_to(closer: str):
    def skip(text, match, line, form):
        end = text.find(closer, match.end())
        return (len(text) if end < 0 else end + len(closer)), None

    return skip


def _skip_code(text, match, line, form):
    end = text.find(match.group(), match.end())
    return (match.end() if end < 0 else end + len(match.group())), None


def _fence(text, match, line, form):
    closer = re.compile(rf"^[ ]{{0,3}}{re.escape(match['fence'])}+[ \t]*$", re.MULTILINE)
    found = closer.search(text, match.end())
    inside = text[match.end() : found.start() if found else len(text)].removeprefix("\n")
    end = found.end() if found else len(text)
    if match["info"].strip() not in ("{math}", "math"):
        return end, None
    options = OPTION.match(inside).group()
    label = re.search(r":label:[ \t]*(\S+)", options)
    return end, Piece("equation", inside[len(options) :], label[1] if label else "", line)


def _displayed(closer: str):
    def read(text, match, line, form):
        end = _closed(text, closer, match, line)
        body, after = text[match.end() : end], end + len(closer)
        behind = LABEL.match(text, after) if form == "markdown" else None
        inner = INNER_LABEL.search(body)
        label = behind["label"] if behind else inner[1] if inner else ""
        return (behind.end() if behind else after), Piece("equation", body, label, line)

    return read


def _wrapped(text, match, line, form):
    return _displayed(rf"\end{{{match['name']}}}")(text, match, line, form)


def _declaration(text, match, line, form):
    if form == "tex":
        lines = match["declaration"].split("\n")[1:]
        body = "\n".join(["", *(one.lstrip(" \t")[1:] for one in lines)])  # its lines count along
        return match.end(), Piece("declaration", body, "", line)
    end = _closed(text, "-->", match, line)
    return end + 3, Piece("declaration", text[match.end() : end], "", line)


def _pass(text, match, line, form):
    return match.end(), None


READERS = {
    "fence": _fence,
    "code": _skip_code,
    "escape": _pass,
    "line": _pass,
    "comment": _skip_to("-->"),
    "verbatim": _skip_to(r"\end{verbatim}"),
    "declaration": _declaration,
    "dollars": _displayed("$$"),
    "square": _displayed(r"\]"),
    "wrap": _wrapped,
}
