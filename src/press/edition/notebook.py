"""The reader's edition of a chapter: the same cells, as one wants them who runs them.

=====================  =====================================================================
in the source          in the reader's edition
=====================  =====================================================================
text                   plain Markdown (`press.edition.text`)
a figure               its description in it, its number and caption below it
a question             what is asked, and a cell that asks it (`press.edition.questions`)
an exercise            the same, and a cell to answer in, with its check
a solution             folded, output and all; what is said after it opens
after the first cell   what the notebook needs, and a cell that installs it
at the end             what the sign of each equation means; the references
=====================  =====================================================================
"""

import ast
import copy
import html
import re
import sys
from collections.abc import Callable, Iterator

import nbformat
from nbformat import NotebookNode

from backprop.figures.plots.picture import described
from press.edition.install import Wheel, install_cells
from press.edition.places import Places
from press.edition.questions import QUESTION, question
from press.edition.text import SIGNS, Text

__all__ = ["answer", "edition"]

SOLUTION = "hide-cell"
RUN_ME = "Run this cell to answer the question."
_EXERCISE = re.compile(r"(?m)^(?=\*\*\d+\.\*\*)")
_SECTION = re.compile(r"(?m)^(?=(?:\*\*\d+\.\*\*|#{1,6} ))")
# what may stand in a call as it is: it holds nothing but dots
_PLAIN = (ast.List, ast.Tuple, ast.Dict, ast.Set)
_CHECK = re.compile(r"`(check\.\w+\(.*?\))`", re.DOTALL)
# as JupyterLab writes them, so that a notebook that is opened has not changed
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def edition(
    source: NotebookNode, places: Places, link: Callable[[str], str], wheel: Wheel
) -> NotebookNode:
    """Return the reader's edition of a notebook.

    Parameters
    ----------
    source : NotebookNode
        A chapter, with its outputs; it stays as it is.
    places : Places
        What the site calls things.
    link : callable
        From the target of a link to where it leads, or "" where it would lead nowhere.
    wheel : Wheel
        Where the code is to be had.

    Raises
    ------
    ValueError
        For what has no form in plain Markdown, or a label that the site does not have.
    """
    made = _Edition(Text(places, link), source.cells)
    cells = list(made.cells())
    cells[1:1] = install_cells(wheel)
    cells += made.closing()
    for place, cell in enumerate(cells, start=1):
        cell.id = f"cell-{place:03d}"
    version = ".".join(map(str, sys.version_info[:3]))
    metadata = {"kernelspec": KERNEL, "language_info": {**LANGUAGE, "version": version}}
    result = nbformat.v4.new_notebook(cells=cells, metadata=nbformat.from_dict(metadata))
    result.nbformat_minor = 5
    nbformat.validate(result)
    return result


class _Edition:
    """Goes through the cells of a source once, and notes what later ones need."""

    def __init__(self, text: Text, source: list[NotebookNode]) -> None:
        self.text, self.source = text, source
        self.asked = 0  # questions so far
        self.exercise = ""  # what was set and has no cell to answer in yet

    def cells(self) -> Iterator[NotebookNode]:
        solved = False
        for cell in self.source:
            if cell.cell_type == "markdown":
                yield from self._markdown(cell.source, solved)
            else:
                yield from self._code(cell)
            solved = _is_solution(cell)

    def _markdown(self, source: str, solved: bool) -> Iterator[NotebookNode]:
        if solved:
            remark, *rest = _SECTION.split(source, maxsplit=1)
            source = "".join(rest)
            if remark := self.text.plain(remark):
                yield _prose(_opens("What the solution shows", remark))
        at = 0
        for found in QUESTION.finditer(source):
            yield from self._said(source[at : found.start()])
            self.asked += 1
            asked, code = question(found, self.asked, self.text)
            yield _prose(asked)
            yield _asking(code)
            at = found.end()
        yield from self._said(source[at:])

    def _said(self, source: str) -> Iterator[NotebookNode]:
        if _EXERCISE.search(source):
            self.exercise = _EXERCISE.split(source)[-1]
        if said := self.text.plain(source):
            yield _prose(said)

    def _code(self, cell: NotebookNode) -> Iterator[NotebookNode]:
        shown = _shown(cell, self.text)
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if _is_solution(cell):
            if self.exercise:
                yield nbformat.v4.new_code_cell(answer(self.exercise, cell.source))
                self.exercise = ""
            shown.metadata.jupyter = {"source_hidden": True, "outputs_hidden": True}
            shown.metadata.collapsed = True  # the same, as JupyterLab says it once more
            shown.metadata.tags = [SOLUTION]
        yield shown
        if figure.get("caption"):
            yield _prose(self._caption(figure, _description(cell)))

    def _caption(self, figure: dict, alt: str) -> str:
        number = self.text.figure(figure["name"])
        caption = f"**{number}** {self.text.plain(figure['caption'])}"
        # the picture loses its own description when its cell is run
        return f"{caption}\n\n{_opens('Description', html.escape(alt, quote=False))}"

    def closing(self) -> list[NotebookNode]:
        """Return what stands at the end: the signs in words, and the references."""
        parts = [_signs(self.text), _references(self.text)]
        return [_prose(part) for part in parts if part]


def answer(exercise: str, solution: str) -> str:
    """Return a cell to answer an exercise in, with its check and dots for the answer.

    Examples
    --------
    >>> print(answer("**2.** How far?  `check.how_far([…])`", "x = 1"))
    # Exercise 2: put your answer in the place of the dots.
    check.how_far([...])
    """
    number = re.match(r"\*\*(\d+)\.", exercise)[1]
    head = f"# Exercise {number}: put your answer in the place of the dots."
    found = _CHECK.search(exercise)
    if not found:
        return head + "\n"
    functions = {
        node.name: node for node in ast.parse(solution).body if isinstance(node, ast.FunctionDef)
    }
    call = ast.parse(found[1].replace("…", "...")).body[0].value
    stubs, arguments = [], []
    for argument in call.args:
        name = argument.id if isinstance(argument, ast.Name) else None
        if name in functions:
            stubs.append(f"def {name}({ast.unparse(functions[name].args)}):\n    ...\n\n")
        known = name in functions or _is_plain(argument)
        arguments.append(ast.unparse(argument) if known else "...")
    called = f"{ast.unparse(call.func)}({', '.join(arguments)})"
    return "\n".join([head, *stubs, called])


def _is_plain(argument: ast.expr) -> bool:
    """Return whether an answer can stand as it is written: it uses no name of the reader's."""
    if isinstance(argument, ast.Lambda):
        return True
    used = [node for node in ast.walk(argument) if isinstance(node, ast.Name)]
    return isinstance(argument, _PLAIN) and not used


def _is_solution(cell: NotebookNode) -> bool:
    return SOLUTION in cell.metadata.get("tags", ())


def _description(cell: NotebookNode) -> str:
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def _shown(cell: NotebookNode, text: Text) -> NotebookNode:
    """Return a copy of a cell, its outputs described and resolved."""
    shown = copy.deepcopy(cell)
    folded = cell.metadata.get("jupyter")  # imports, and code that only draws
    shown.metadata = nbformat.from_dict({"jupyter": folded} if folded else {})
    for output in shown.get("outputs", ()):
        data = output.get("data", {})
        if "metadata" in output:
            output.metadata = nbformat.from_dict({})  # what the page shows of an output
        if "text/markdown" in data:
            data["text/markdown"] = text.plain(data["text/markdown"])
        if "text/html" in data and (alt := _description(cell)):
            data["text/html"] = described(data["text/html"], alt)
    return shown


def _prose(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def _opens(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _asking(source: str) -> NotebookNode:
    """Return a cell that asks; its source is folded, since what it holds is not for reading."""
    said = {"text/html": f"<em>{RUN_ME}</em>", "text/plain": RUN_ME}
    output = nbformat.v4.new_output("display_data", said)
    metadata = {"jupyter": {"source_hidden": True}}
    return nbformat.v4.new_code_cell(source, outputs=[output], metadata=metadata)


def _signs(text: Text) -> str:
    rows = []
    for label in text.equations:
        kind, words = text.places.standings.get(label, ("", ""))
        if kind:
            said = words.replace("|", r"\|").replace("$", r"\$")
            rows.append(f"| {text.places.equations[label]} | {SIGNS[kind]} | {said} |")
    if not rows:
        return ""
    head = ["## What stands beside the equations", "", "| equation | sign | what was found |"]
    return "\n".join([*head, "|---|---|---|", *rows])


def _references(text: Text) -> str:
    rows = [f"- [{label}] {entry}" for label, entry in map(text.places.citations.get, text.cited)]
    return "## References\n\n" + "\n".join(rows) if rows else ""
