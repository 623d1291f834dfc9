r"""Equations in files: where they stand and how they are marked.

A mark is a TeX comment in the equation, at the end of a line:

    % def               extends the sheet
    % claim             must hold; so must an equation without a mark
    % refuted: why      must fail on numbers; the reason may be left out
    % refuted (4 x 1 times 3 x 1): why
                        must not fit, and for what is said in parentheses: a part of
                        the message, with the shapes or the index in it
    % exempt: why       is not evaluated; the reason may not be left out
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backprop.equations import limits
from backprop.equations.declarations import Sheets
from backprop.equations.scan import Piece, scan
from backprop.equations.sheet import Sheet

__all__ = ["Equation", "read_equations"]

MARK = re.compile(
    r"(?<!\\)%[ \t]*(?P<kind>def|claim|refuted(?:[ \t]*\((?P<misfit>[^()\n]*)\))?|exempt)(?![\w-])"
    r"[ \t]*(?::[ \t]*(?P<reason>[^\n]*))?$",
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
    misfit : str
        What does not fit, as the mark of a refuted equation says in parentheses.
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
    misfit: str = ""

    @property
    def place(self) -> str:
        """Return where it stands, for a sentence."""
        return f"line {self.line}" if self.cell is None else f"cell {self.cell}, line {self.line}"


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
    said = marks[0].groupdict("") if marks else {"kind": "claim", "reason": "", "misfit": ""}
    return Equation(
        piece.label,
        piece.text.strip(),
        said["kind"].partition("(")[0].strip(),
        said["reason"].strip(),
        cell,
        piece.line,
        sheet,
        bool(marks),
        said["misfit"].strip(),
    )


def _text(path: Path) -> str:
    """Return what a file says: UTF-8, with or without the mark at its beginning."""
    with path.open("rb") as file:
        raw = file.read(limits.BYTES + 1)
    limits.within(f"bytes or more in {path.name}", len(raw), limits.BYTES)
    return raw.decode("utf-8-sig")


def walk(path: str | Path) -> Iterator[tuple[Equation, Sheet]]:
    """Yield each equation with its sheet, as the sheet is when the equation comes."""
    path = Path(path)
    sheets, count = Sheets(limits.Meter.of_file()), 0
    for cell, form, text in _cells(path, _text(path)):
        sheets.meter.charge(limits.SCAN * len(text))
        for piece in scan(text.replace("\r\n", "\n").replace("\r", "\n"), form):
            if piece.kind == "equation":
                count += 1
                limits.within(f"equations in {path.name}", count, limits.EQUATIONS)
                sheet = sheets.current()
                yield _as_equation(piece, cell, sheets.name), sheet
                continue
            try:
                sheets.declare(piece.text)
            except (ValueError, TypeError) as error:
                line = piece.line + getattr(error, "line", 0)
                place = f"line {line}" if cell is None else f"cell {cell}, line {line}"
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
    return [equation for equation, _ in walk(path)]
