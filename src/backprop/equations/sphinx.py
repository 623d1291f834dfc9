r"""A Sphinx extension: the displayed equations of any project are judged when it is built.

In `conf.py`, or for Jupyter Book in `_config.yml`:

    extensions = ["backprop.equations.sphinx"]

    sphinx:
      extra_extensions: [backprop.equations.sphinx]

What Sphinx shows as displayed mathematics is what is judged: in Markdown (MyST), notebooks,
reStructuredText, docstrings and what pages include.  Declarations and marks are those of
files (`backprop.equations`): a comment ``<!-- equations … -->`` in Markdown; in
reStructuredText a comment ``.. equations:``, or the directive ``.. equations::``, with the
rest indented beneath it.  Macros of `mathjax3_config` are known.

Each equation that is not what its mark says is a warning with its file and line, and so the
end of a build under ``-W``; beside each that was judged stands a sign with words, in any theme.

Configuration
-------------
equations_marked : bool
    Whether to judge only what has a mark; False.
equations_declarations : str
    A YAML file, seen from the configuration's folder, that every page starts from.  A page
    that declares begins anew, unless it says ``extends:`` and the name that the file has by
    its key ``sheet:``.
equations_baseline : str
    A JSON file that ``backprop-equations --write-baseline`` wrote in the folder of the
    sources: what fails as it says keeps its sign and is no warning.

Warnings, for `suppress_warnings`
---------------------------------
    equations.false         it does not hold, or says nothing
    equations.unreadable    it cannot be read
    equations.undeclared    a name in it is not declared
    equations.declaration   a declaration cannot be read: nothing on the page is judged
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backprop.equations import baseline, limits
from backprop.equations.declarations import Sheets
from backprop.equations.files import Misdeclared, Place, paired
from backprop.equations.macros import Macros
from backprop.equations.pieces import Piece
from backprop.equations.results import Result, judged
from backprop.equations.words import in_words, sign

# Sphinx and docutils are imported where they are used: a bare install has neither
if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

__all__ = ["setup"]

STATIC = Path(__file__).parent / "static"
SUBTYPES = {"false": "false", "cannot be read": "unreadable", "undeclared": "undeclared"}
STANDING = "equation_standing"  # the attribute of a node that was judged
BESIDE = "equation-judged"
OPENED = re.compile(r"\s*<!--[ \t]*equations:?[ \t]*\n(?P<body>.*?)(?:-->\s*)?\Z", re.DOTALL)
COMMENTED = re.compile(r"equations:{0,2}[ \t]*(?:\n|\Z)(?P<body>.*)\Z", re.DOTALL)
BLANK = re.compile(r"\n(?:[ \t]*\n)+")
INNER_LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")
CELL = 10_000  # MyST-NB counts line 3 of cell 0 as 10003


def _declaration(node: "nodes.Node") -> str | None:
    """Return what a comment declares; None where it is another one."""
    from docutils import nodes

    if isinstance(node, nodes.comment):
        found = COMMENTED.match(node.astext())
    elif isinstance(node, nodes.raw) and "html" in node.get("format", "").split():
        found = OPENED.match(node.astext())
    else:
        return None
    return found["body"] if found else None


def _source(node: "nodes.Node") -> tuple[str, int]:
    """Return the file that a node comes from, and its line; 0 where none is known."""
    here = node
    while here is not None and not here.source:
        here = here.parent
    return (here.source if here is not None else ""), node.line or 0


class Lines:
    """Finds the line where the text of a node begins, in files that are read once."""

    def __init__(self):
        self.files: dict[tuple[str, int | None], list[str]] = {}

    def of(self, source: str, cell: int | None) -> list[str]:
        """Return the lines of a file or cell; none where it is no file, as for a docstring."""
        if (source, cell) not in self.files:
            try:
                text = Path(source).read_text(encoding="utf-8")
                if cell is not None:
                    text = "".join(json.loads(text)["cells"][cell]["source"])
            except (OSError, ValueError, LookupError, TypeError):
                text = ""
            self.files[source, cell] = [one.strip() for one in text.split("\n")]
        return self.files[source, cell]

    def first(self, source: str, cell: int | None, line: int, text: str) -> int:
        """Return the first line at or behind this one where a text stands; else this line."""
        words = [one.strip() for one in text.strip().split("\n")]
        lines, line = self.of(source, cell), max(line, 1)
        for at in range(line - 1, len(lines) - len(words) + 1) if words[0] else ():
            if all(one in lines[at + i] for i, one in enumerate(words)):
                return at + 1
        return line


def _piece(kind: str, text: str, label: str, node: "nodes.Node", lines: Lines):
    """Return a piece of a page with its place."""
    source, line = _source(node)
    cell = None
    if source.endswith(".ipynb") and line >= CELL:
        cell, line = line // CELL - 1, line % CELL
    # a comment knows its last line, a cell's nodes are off by one
    start = line - text.count("\n") - 3 if kind == "declaration" else line - (cell is not None)
    begins = lines.first(source, cell, start, text)
    lead = len(text) - len(text.lstrip("\n"))
    spots = tuple((max(1, begins - lead + i), 1) for i in range(text.count("\n") + 1))
    return Place(source, cell), Piece(kind, text, label, begins, spots)


def _pieces(doctree: "nodes.document", met: list) -> Iterator[tuple[Place, Piece]]:
    """Yield declarations and equations in the order of the page; note the equations' nodes."""
    from docutils import nodes

    lines = Lines()
    for node in doctree.findall():
        if isinstance(node, nodes.math_block):
            text = node.astext()
            met.append(node)
            inner = INNER_LABEL.search(text)
            label = inner[1] if inner else "" if node.get("nowrap") else node.get("label") or ""
            place, piece = _piece("equation", text, label, node, lines)
            if not node.get("nowrap"):
                piece = piece._replace(text=_parted(text))
            yield place, piece
        elif (said := _declaration(node)) is not None:
            yield _piece("declaration", said, "", node, lines)


def _parted(text: str) -> str:
    r"""Return a formula with \\ where a blank line parts it, which is what Sphinx makes of it."""
    body = text.strip("\n")
    lead = len(text) - len(text.lstrip("\n"))
    return "\n" * lead + BLANK.sub(lambda gap: "\n\\\\" + gap[0][1:].replace(" ", ""), body)


def _macros(app: "Sphinx") -> Macros:
    """Return the macros that MathJax is told of; what it alone can read is left out."""
    macros = Macros()
    given = getattr(app.config, "mathjax3_config", None) or {}
    for name, body in dict(given.get("tex", {}).get("macros", {})).items():
        try:
            macros.add(name, body)
        except ValueError:
            continue
    return macros


def _declared(app: "Sphinx") -> tuple[Path, str] | None:
    """Return the project's declarations and their file; None where there is none."""
    name = app.config.equations_declarations
    if not name:
        return None
    path = Path(app.confdir, name)
    return path, path.read_text(encoding="utf-8")


def _known(app: "Sphinx") -> set[baseline.Key]:
    """Return what is known to fail in this project."""
    name = app.config.equations_baseline
    return baseline.read(Path(app.confdir, name)) if name else set()


def _key(app: "Sphinx", result: Result) -> baseline.Key:
    """Return by what a baseline knows an equation: the file as it is called from the sources."""
    file = Path(result.equation.file)
    inside = file.relative_to(app.srcdir) if file.is_relative_to(app.srcdir) else file
    bare = replace(result, equation=replace(result.equation, file=""))
    return baseline.key(inside.as_posix(), bare)


def _begin(app: "Sphinx") -> None:
    """Refuse declarations that cannot be read before a page is; hand out the style sheet."""
    from sphinx.errors import ConfigError

    try:
        app.equations_known = _known(app)
    except (OSError, ValueError) as error:
        raise ConfigError(f"equations_baseline: {error}") from None

    try:
        if (declared := _declared(app)) is not None:
            Sheets(macros=_macros(app)).declare(declared[1])
    except (OSError, ValueError, TypeError) as error:
        line = f", line {error.line + 1}" if hasattr(error, "line") else ""
        name = app.config.equations_declarations
        raise ConfigError(f"equations_declarations: {name}{line}: {error}") from None
    app.config.html_static_path.append(str(STATIC))


def _judge(app: "Sphinx", doctree: "nodes.document") -> None:
    """Judge the equations of a page, warn of each that fails, note what came of each."""
    from sphinx.util import logging

    logger = logging.getLogger(__name__)
    sheets = Sheets(limits.Meter.of_file(), _macros(app))
    if (declared := _declared(app)) is not None:
        sheets.declare(declared[1])
        app.env.note_dependency(str(declared[0]))
    met: list[nodes.math_block] = []
    belongs: list[nodes.math_block] = []

    def noted():
        for pair in paired(_pieces(doctree, met), app.env.docname, sheets):
            belongs.append(met[-1])
            yield pair

    try:
        results = judged(noted(), marked=app.config.equations_marked)
    except ValueError as error:
        said, where = error, app.env.docname
        if isinstance(error, Misdeclared):
            said, where = error.reason, _shown(error.place, error.line)
        logger.warning("%s", said, location=where, type="equations", subtype="declaration")
        return
    known = app.equations_known  # read once, in `_begin`
    if known:
        app.env.note_dependency(str(Path(app.confdir, app.config.equations_baseline)))
    for node, result in zip(belongs, results, strict=True):
        if result.fault and _key(app, result) not in known:
            subtype = SUBTYPES[result.fault]
            logger.warning("%s", _said(result), location=_where(result), type="equations",
                           subtype=subtype)  # fmt: skip
        if shown := sign(result):
            fault = SUBTYPES.get(result.fault, "")
            node[STANDING] = {"sign": shown, "words": in_words(result), "fault": fault}


def _said(result: Result) -> str:
    """Return what is wrong with an equation, in the words of the command."""
    label = f"{result.equation.label}: " if result.equation.label else ""
    return f"{label}{result.standing}: {result.message}"


def _where(result: Result) -> str:
    """Return the place of what is wrong in an equation, or of the equation."""
    return _shown(Place(result.equation.file, result.equation.cell), result.spot[0])


def _shown(place: Place, line: int) -> str:
    """Return file:line; of a notebook with the cell."""
    cell = "" if place.cell is None else f"cell {place.cell}:"
    return f"{place.file}:{cell}{line}"


def _mark(app: "Sphinx", doctree: "nodes.document", docname: str) -> None:
    """Put the signs beside the equations, where the page becomes HTML."""
    from docutils import nodes

    if app.builder.format != "html":
        return
    for node in list(doctree.findall(nodes.math_block)):
        if STANDING not in node:
            continue
        mark = _as_html(**node[STANDING])
        before, after = ("", mark)
        if not isinstance(node.parent, nodes.TextElement):  # no block goes into a paragraph
            before, after = f'<div class="{BESIDE}">', f"{mark}</div>"
        index = node.parent.index(node)
        node.parent.insert(index + 1, nodes.raw("", after, format="html"))
        node.parent.insert(index, nodes.raw("", before, format="html"))


def _as_html(sign: str, words: str, fault: str) -> str:
    """Return the sign as HTML: it can be reached by key, and is read out in words."""
    said = html.escape(words)
    classes = f"equation-standing failed {fault}" if fault else "equation-standing"
    return (
        f'<span class="{classes}" tabindex="0" role="img" '
        f'aria-label="{said}" title="{said}">{sign}</span>'
    )


def setup(app: "Sphinx") -> dict:
    """Judge each page when it is read, and mark its equations when it is written."""
    from docutils import nodes
    from sphinx.util.docutils import SphinxDirective

    class Equations(SphinxDirective):
        """A declaration: what it says is for the machine, and no page shows it."""

        has_content = True

        def run(self) -> list[nodes.Node]:
            """Return a comment that declares."""
            text = "\n".join(["equations", *self.content])
            found = nodes.comment(text, text)
            self.set_source_info(found)
            return [found]

    app.add_directive("equations", Equations)
    app.add_config_value("equations_marked", False, "env", bool)
    app.add_config_value("equations_declarations", "", "env", str)
    app.add_config_value("equations_baseline", "", "env", str)
    app.add_css_file("backprop_equations.css")
    app.connect("builder-inited", _begin)
    app.connect("doctree-read", _judge)
    app.connect("doctree-resolved", _mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
