r"""Displayed equations in TeX: \[...\], $$...$$, and the environments that display.

Comments, verbatim text, listings and what stands between \iffalse and \fi are passed over.
An abbreviation of an environment, \be for \begin{equation}, is known where the file
defines it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from backprop.equations.macros import BEGINS, defined
from backprop.equations.pieces import ENVIRONMENTS, Piece, Unclosed

__all__ = ["scan_tex"]

VERBATIM = "verbatim|Verbatim|lstlisting|minted|comment|filecontents|alltt|tcblisting|luacode"
OPENER = re.compile(
    r"^[ \t]*(?P<declaration>%[ \t]*equations:[ \t]*(?:\n[ \t]*%[^\n]*)*)"
    r"|(?P<line>%[^\n]*)|(?P<macro>BEGINS)"
    r"|(?P<input>\\(?:input|include|subfile)\s*"
    r"(?:\{\s*(?P<file>[^{}\n]+?)\s*\}|[ \t]+(?P<word>\S+)))"
    r"|(?P<package>\\usepackage\s*(?:\[[^\]]*\])?\s*\{(?P<names>[^{}]*)\})"
    r"|(?P<verb>\\(?:verb|lstinline)\*?(?P<mark>[^\w\s*{]))"
    r"|(?P<verbatim>\\begin\{(?P<kind>(?:VERBATIM)\*?)\})|(?P<false>\\iffalse(?![a-zA-Z]))"
    r"|(?P<square>\\\[)|(?P<escape>\\[\\$%])|(?P<dollars>\$\$)"
    r"|(?P<wrap>\\begin\{(?P<name>(?:ENVIRONMENTS)\*?)\})|(?P<command>\\[a-zA-Z@]+)"
    .replace("VERBATIM", VERBATIM).replace("ENVIRONMENTS", ENVIRONMENTS).replace("BEGINS", BEGINS),
    re.MULTILINE,
)  # fmt: skip
INNER_LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
SHORT = re.compile(rf"\s*\\(?P<end>begin|end)\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}\s*$")


class _Places:
    """Lines and columns of a text."""

    def __init__(self, text: str):
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at)

    def spots(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        first = self.line(start)
        column = start - self.starts[first - 1] + 1
        count = self.text.count("\n", start, end)
        return ((first, column), *((first + i, 1) for i in range(1, count + 1)))


def scan_tex(text: str) -> Iterator[Piece]:
    """Yield equations, declarations, macros and the files that are put in, in order.

    Parameters
    ----------
    text : str
        A whole file.

    Raises
    ------
    Unclosed
        For a display that is never closed.
    """
    places, at = _Places(text), 0
    short: dict[str, tuple[str, str]] = {}
    while match := OPENER.search(text, at):
        begin, at = match.start(), match.end()
        if match["declaration"]:
            yield _declaration(match, places)
        elif match["verb"]:
            end = text.find(match["mark"], at)
            at = at if end < 0 else end + 1
        elif match["verbatim"] or match["false"]:
            closer = rf"\end{{{match['kind']}}}" if match["verbatim"] else r"\fi"
            end = text.find(closer, at)
            at = len(text) if end < 0 else end + len(closer)
        elif match["macro"]:
            at = _defined(text, begin, short)
            yield _piece("macros", text, begin, at, places)
        elif match["input"] or match["package"]:
            names = [match["file"] or match["word"]] if match["input"] else _packages(match)
            for name in names:
                spots = places.spots(begin, at)
                yield Piece("input", name, "", spots[0][0], spots)
        elif match["command"]:
            if match.group() in short and short[match.group()][0] == "begin":
                at = yield from _shortened(text, match, short, places)
        elif not (match["line"] or match["escape"]):
            closer = "$$" if match["dollars"] else r"\]"
            closer = rf"\end{{{match['name']}}}" if match["wrap"] else closer
            end = _closing(text, at, closer)
            if end < 0:
                raise Unclosed(match.group(), closer, places.line(begin))
            behind = end + len(closer)
            first, last = (begin, behind) if match["wrap"] else (at, end)
            yield _piece("equation", text, first, last, places, places.line(begin))
            at = behind


def _piece(
    kind: str, text: str, start: int, end: int, places: _Places, line: int | None = None
) -> Piece:
    body = text[start:end]
    label = INNER_LABEL.search(body) if kind == "equation" else None
    spots = places.spots(start, end)
    return Piece(kind, body, label[1] if label else "", line or spots[0][0], spots)


def _closing(text: str, at: int, closer: str) -> int:
    """Return where a display ends, what is commented out passed over; -1 where nowhere."""
    pattern = re.compile(rf"\\\\|\\%|%[^\n]*|(?P<end>{re.escape(closer)})")
    while match := pattern.search(text, at):
        if match["end"]:
            return match.start()
        at = match.end()
    return -1


def _declaration(match: re.Match, places: _Places) -> Piece:
    """Return what a declaration says without its percent signs; its lines count along."""
    lines = match["declaration"].split("\n")
    body, spots = [""], [places.spots(match.start("declaration"), match.start("declaration"))[0]]
    for i, one in enumerate(lines[1:], 1):
        bare = one.lstrip(" \t")
        body.append(bare[1:])
        spots.append((spots[0][0] + i, len(one) - len(bare) + 2))
    return Piece("declaration", "\n".join(body), "", spots[0][0], tuple(spots))


def _packages(match: re.Match) -> list[str]:
    """Return the files that packages of the author's own would be in."""
    return [f"{name.strip()}.sty" for name in match["names"].split(",") if name.strip()]


def _defined(text: str, begin: int, short: dict[str, tuple[str, str]]) -> int:
    r"""Return the end of a definition; note it where it abbreviates a \begin or an \end."""
    known, end = defined(text, begin)
    for name, macro in known.items():
        if whole := SHORT.match(macro.body):
            short[name] = whole["end"], whole["name"]
    return end


def _shortened(text: str, match: re.Match, short: dict[str, tuple[str, str]], places: _Places):
    r"""Yield a display between \be and \ee, abbreviations of its environment."""
    wrapped = short[match.group()][1]
    closers = [name for name, one in short.items() if one == ("end", wrapped)]
    closers.append(rf"\end{{{wrapped}}}")
    ends = [(end, one) for one in closers if (end := _closing(text, match.end(), one)) >= 0]
    if not ends:
        raise Unclosed(match.group(), closers[0], places.line(match.start()))
    end, closer = min(ends)
    inside = _piece("equation", text, match.end(), end, places, places.line(match.start()))
    (line, column), *others = inside.spots
    opener = rf"\begin{{{wrapped}}}"
    whole = f"{opener}{inside.text}\\end{{{wrapped}}}"
    yield inside._replace(text=whole, spots=((line, column - len(opener)), *others))
    return end + len(closer)
