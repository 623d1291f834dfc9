"""Pages as authors write them: a declaration and marked displays in each form of file."""

import json
import re
import textwrap
from dataclasses import dataclass

import yaml

__all__ = ["FORMS", "Piece", "body", "marked", "page"]

FORMS = ("md", "tex", "qmd", "rst", "ipynb")
ENVIRONMENTS = (
    "equation|align|gather|multline|eqnarray|flalign|alignat|displaymath|dmath|IEEEeqnarray"
)
OPENER = re.compile(
    r"(?P<indent>[ >]*)(?:\$\$|\\\[|(?:`{3,}|:{3,})\s*\{?math\}?[^\n]*\n(?:[ >]*:\w+:[^\n]*\n)*"
    rf"|\\begin\{{(?:{ENVIRONMENTS})\*?\}}(?:\{{[^}}]*\}})?(?:[ ]*\\label\{{[^}}]*\}})?)"
)
DIRECTIVE = re.compile(r"(?P<indent>[ ]*)\.\. math::[^\n]*\n")


@dataclass(frozen=True)
class Piece:
    """A display: its LaTeX, its mark, and whether its delimiters belong to it."""

    latex: str
    mark: str
    printed: bool = False


def marked(display: str, mark: str) -> str:
    """Return a display with a mark at the end of its first line, as an author would put it.

    What is only claimed needs no mark, and is left as it is printed.
    """
    if mark == "claim":
        return display
    if DIRECTIVE.match(display):
        last = display.rstrip().split("\n")[-1]
        indent = last[: len(last) - len(last.lstrip())] or "   "
        return f"{display.rstrip()}\n{indent}% {mark}"
    found = OPENER.match(display)
    if not found:
        raise ValueError(f"a display begins {display!r:.40}; expected a delimiter")
    head = found.group()
    rest = display[len(head) :]
    if head.endswith("\n") or not rest.startswith("\n"):  # what follows is put on a line of its own
        rest = f"\n{found['indent']}{rest}"
    return f"{head}% {mark}{rest}"


def body(display: str) -> str:
    """Return a display without dollars, brackets, fence or directive; environments stay."""
    lines = [line.removeprefix("> ") for line in display.strip().split("\n")]
    if DIRECTIVE.match(display):
        first = lines[0].split("math::", 1)[1]
        rest = [line for line in lines[1:] if not re.match(r"\s*:\w+:", line)]
        return textwrap.dedent("\n".join([first, *rest])).strip()
    text = "\n".join(lines)
    text = re.sub(r"\A\s*(?:\$\$|\\\[)|(?:\$\$[^$\n]*|\\\])\s*\Z", "", text)
    text = re.sub(r"\A\s*[`:]{3,}\s*\{?math\}?[^\n]*\n(?:\s*:\w+:[^\n]*\n)*", "", text)
    return re.sub(r"\n\s*[`:]{3,}\s*\Z", "", text).strip()


def _display(piece: Piece, form: str) -> str:
    if piece.printed:
        return marked(piece.latex, piece.mark)
    if form == "tex":
        return f"\\begin{{equation}} % {piece.mark}\n{piece.latex}\n\\end{{equation}}"
    if form == "rst":
        body = piece.latex.replace("\n", "\n   ")
        return f".. math::\n\n   {body}\n   % {piece.mark}"
    return f"$$\n% {piece.mark}\n{piece.latex}\n$$"


def _declaration(given: dict, form: str) -> str:
    text = yaml.safe_dump(given, allow_unicode=True, sort_keys=False).strip()
    if form == "tex":
        return "% equations:\n" + "\n".join(f"%   {line}" for line in text.split("\n"))
    if form == "rst":
        return ".. equations\n\n   " + text.replace("\n", "\n   ")
    return f"<!-- equations\n{text}\n-->"


def page(pieces: list[Piece], form: str, preamble: str, declared: dict) -> tuple[str, list[int]]:
    """Return a whole file, and where its pieces stand.

    Parameters
    ----------
    pieces : list of Piece
        In order; what is printed keeps its delimiters and gets a mark.
    form : {"md", "tex", "qmd", "rst", "ipynb"}
        Suffix of the file.
    preamble : str
        Macros, as they stand in the text; empty where it has none.
    declared : dict
        What the declaration says; empty for none.

    Returns
    -------
    text : str
    places : list of int
        The first line of each piece, from 1; in a notebook the index of its cell.
    """
    parts = [preamble] if preamble else []
    if declared:
        parts.append(_declaration(declared, form))
    head = len(parts)
    parts += [_display(piece, form) for piece in pieces]
    if form != "ipynb":
        lines = [1]
        for part in parts:
            lines.append(lines[-1] + part.count("\n") + 2)
        return "\n\n".join(parts) + "\n", lines[head:-1]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "id": f"cell-{i}", "source": part}
        for i, part in enumerate(parts)
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book), list(range(head, len(parts)))
