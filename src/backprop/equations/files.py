r"""Equations in files: where they stand, how they are marked, what comes of them.

A mark is a TeX comment in the equation, at the end of a line:

    % def               extends the sheet
    % claim             must hold; so must an equation without a mark
    % refuted: why      must not hold; the reason may be left out
    % exempt: why       is not evaluated; the reason may not be left out
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backprop.equations.declarations import Sheets
from backprop.equations.scan import Piece, scan
from backprop.equations.sheet import Sheet
from backprop.equations.verdict import Verdict

__all__ = ["Equation", "Result", "check_file", "read_equations", "tally"]

MARK = re.compile(
    r"(?<!\\)%[ \t]*(?P<kind>def|claim|refuted|exempt)\b[ \t]*(?::[ \t]*(?P<reason>[^\n]*))?$",
    re.MULTILINE,
)
FORMS = {".md": "markdown", ".tex": "tex", ".ipynb": "notebook"}


@dataclass(frozen=True)
class Equation:
    """A displayed equation.

    Parameters
    ----------
    label : str
        Empty where it has none.
    latex : str
        What stands between the delimiters, the mark included.
    kind : {"def", "claim", "refuted", "exempt"}
        Its mark.
    reason : str
        What the mark says behind the colon.
    cell : int or None
        Index of its cell in a notebook.
    line : int
        Line of the file, or of the cell, counted from 1.
    sheet : str
        Name of its sheet.
    marked : bool
        Whether it has a mark of its own; without one it is a claim.
    """

    label: str
    latex: str
    kind: str
    reason: str
    cell: int | None
    line: int
    sheet: str
    marked: bool

    @property
    def place(self) -> str:
        """Return where it stands, for a sentence."""
        return f"line {self.line}" if self.cell is None else f"cell {self.cell}, line {self.line}"


@dataclass(frozen=True)
class Result:
    """What came of an equation.

    Parameters
    ----------
    equation : Equation
    passed : bool
        Whether it is what its mark says.
    standing : str
        In a few words: "holds", "definition", "refuted", "exempt", or what is wrong.
    message : str
        The counter-example, the reason, or the error.
    verdict : Verdict or None
        Of a claim that could be read.
    """

    equation: Equation
    passed: bool
    standing: str
    message: str = ""
    verdict: Verdict | None = None


def _cells(path: Path, text: str) -> Iterator[tuple[int | None, str, str]]:
    """Yield the texts of a file: a cell's index or None, how to read it, what it says."""
    form = FORMS.get(path.suffix)
    if form is None:
        raise ValueError(f"{path.name} ends in {path.suffix!r}; expected one of {', '.join(FORMS)}")
    if form != "notebook":
        yield None, form, text
        return
    try:
        cells = json.loads(text)["cells"]
        for index, cell in enumerate(cells):
            if cell["cell_type"] == "markdown":
                yield index, "markdown", "".join(cell["source"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} is no notebook: {type(error).__name__} {error}") from None


def _as_equation(piece: Piece, cell: int | None, sheet: str) -> Equation:
    marks = list(MARK.finditer(piece.text))
    if len(marks) > 1:
        said = " and ".join(mark["kind"] for mark in marks)
        raise ValueError(f"the equation at line {piece.line} is marked {said}; expected one mark")
    kind, reason = (marks[0]["kind"], marks[0]["reason"]) if marks else ("claim", "")
    return Equation(
        piece.label,
        piece.text.strip(),
        kind,
        (reason or "").strip(),
        cell,
        piece.line,
        sheet,
        bool(marks),
    )


def _walk(path: str | Path) -> Iterator[tuple[Equation, Sheet]]:
    """Yield each equation with its sheet, as the sheet is when the equation comes."""
    path = Path(path)
    sheets = Sheets()
    for cell, form, text in _cells(path, path.read_text(encoding="utf-8")):
        for piece in scan(text.replace("\r\n", "\n"), form):
            if piece.kind == "equation":
                sheet = sheets.current()
                yield _as_equation(piece, cell, sheets.name), sheet
                continue
            try:
                sheets.declare(piece.text)
            except (ValueError, TypeError) as error:
                place = f"line {piece.line}" if cell is None else f"cell {cell}, line {piece.line}"
                raise ValueError(f"{path.name}, {place}: {error}") from None


def read_equations(path: str | Path) -> list[Equation]:
    """Return the displayed equations of a .ipynb, .md or .tex file, in order.

    Raises
    ------
    ValueError
        For another kind of file, a declaration that cannot be read, an equation that
        is never closed or has two marks.
    OSError
        For a file that cannot be opened.
    """
    return [equation for equation, _ in _walk(path)]


def check_file(path: str | Path) -> list[Result]:
    """Return what came of each displayed equation of a file; raises as `read_equations`."""
    return [RULES[equation.kind](equation, sheet) for equation, sheet in _walk(path)]


def _define(equation: Equation, sheet: Sheet) -> Result:
    try:
        sheet.define(equation.latex)
    except ValueError as error:
        return Result(equation, False, "cannot be read", str(error))
    return Result(equation, True, "definition")


def _judged(equation: Equation, sheet: Sheet) -> Result | Verdict:
    try:
        return sheet.check(equation.latex)
    except ValueError as error:
        return Result(equation, False, "cannot be read", str(error))


def _claim(equation: Equation, sheet: Sheet) -> Result:
    verdict = _judged(equation, sheet)
    if isinstance(verdict, Result):
        return verdict
    standing = "holds" if verdict.holds else "vacuous" if verdict.vacuous else "does not hold"
    return Result(equation, verdict.holds, standing, verdict.reason, verdict)


def _refute(equation: Equation, sheet: Sheet) -> Result:
    verdict = _judged(equation, sheet)
    if isinstance(verdict, Result):
        return verdict
    passed = not verdict.holds and not verdict.vacuous
    standing = "refuted" if passed else "vacuous" if verdict.vacuous else "holds, marked refuted"
    return Result(equation, passed, standing, verdict.reason, verdict)


def _exempt(equation: Equation, sheet: Sheet) -> Result:
    standing = "exempt" if equation.reason else "exempt without a reason"
    return Result(equation, bool(equation.reason), standing, equation.reason)


RULES = {"def": _define, "claim": _claim, "refuted": _refute, "exempt": _exempt}


def tally(results: list[Result]) -> dict[str, int]:
    """Return how many equations there are of each kind, and how many fail or lack a label."""
    kinds = {kind: sum(r.equation.kind == kind for r in results) for kind in RULES}
    return {
        "equations": len(results),
        **kinds,
        "failing": sum(not r.passed for r in results),
        "unlabelled": sum(not r.equation.label for r in results),
    }
