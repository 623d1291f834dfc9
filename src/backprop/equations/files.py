r"""Equations in files: where they stand and how they are marked.

    .md .markdown       Markdown, MyST          .tex    TeX, with what \input puts in
    .ipynb              notebooks               .qmd .Rmd   Quarto, R Markdown
    .rst                reStructuredText

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
from dataclasses import dataclass, field
from pathlib import Path

from backprop.equations import limits
from backprop.equations.declarations import Sheets
from backprop.equations.errors import EquationError
from backprop.equations.macros import Macros
from backprop.equations.markdown import scan_markdown
from backprop.equations.pieces import Piece
from backprop.equations.restructured import scan_restructured
from backprop.equations.sheet import Sheet
from backprop.equations.tex import scan_tex

__all__ = ["FORMS", "Equation", "read_equations", "walk"]

MARK = re.compile(
    r"(?<!\\)%[ \t]*(?P<kind>def|claim|refuted(?:[ \t]*\((?P<misfit>[^()\n]*)\))?|exempt)(?![\w-])"
    r"[ \t]*(?::[ \t]*(?P<reason>[^\n]*))?$",
    re.MULTILINE,
)
SCANS = {"markdown": scan_markdown, "tex": scan_tex, "rst": scan_restructured}
FORMS = {
    ".md": "markdown", ".markdown": "markdown", ".qmd": "markdown", ".Rmd": "markdown",
    ".rmd": "markdown", ".tex": "tex", ".ipynb": "notebook", ".rst": "rst",
}  # fmt: skip
ROOT = re.compile(r"^%[ \t]*![ \t]*TEX[ \t]+root[ \t]*=[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Equation:
    """A displayed equation.

    Parameters
    ----------
    label : str
        Empty where it has none.
    latex : str
        What stands between the delimiters, the mark included; of an environment, all.
    kind : {"def", "claim", "refuted", "exempt"}
        Its mark; "macros" for a display that only defines macros, "input" for a file that
        TeX would put in and that is not to be had.
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
    misfit : str
        What does not fit, as the mark of a refuted equation says in parentheses.
    file : str
        The file that it stands in, where another one puts it in; else empty.
    spots : tuple of (int, int)
        Line and column where each line of `latex` begins, counted from 1.
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
    file: str = ""
    spots: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @property
    def place(self) -> str:
        """Return where it stands, for a sentence."""
        return f"line {self.line}" if self.cell is None else f"cell {self.cell}, line {self.line}"

    def spot(self, position: int | None = None) -> tuple[int, int]:
        """Return line and column of a character of `latex`; of its beginning without one."""
        if not self.spots or position is None:
            return self.spots[0] if self.spots else (self.line, 1)
        before = self.latex[: max(0, position)]
        index = min(before.count("\n"), len(self.spots) - 1)
        line, column = self.spots[index]
        return line, column + len(before) - (before.rfind("\n") + 1)


@dataclass
class Place:
    """Where a piece comes from: the file's name if it is put in by another, and the cell."""

    file: str = ""
    cell: int | None = None

    def said(self, line: int) -> str:
        """Return a line of it, for a sentence."""
        return f"line {line}" if self.cell is None else f"cell {self.cell}, line {line}"


def _text(path: Path) -> str:
    """Return what a file says: UTF-8, with or without the mark at its beginning."""
    with path.open("rb") as file:
        raw = file.read(limits.BYTES + 1)
    limits.within(f"bytes or more in {path.name}", len(raw), limits.BYTES)
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _cells(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield index and text of the Markdown cells of a notebook."""
    try:
        cells = json.loads(text)["cells"]
        for index, cell in enumerate(cells):
            if cell["cell_type"] == "markdown":
                yield index, "".join(cell["source"]).replace("\r\n", "\n")
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} is no notebook: {type(error).__name__} {error}") from None


class Reader:
    """Cuts a file, and what it puts in, into pieces.

    Parameters
    ----------
    path : Path
    meter : Meter
        Counts along.
    """

    def __init__(self, path: Path, meter: limits.Meter):
        self.path, self.meter = path, meter
        self.folder = path.parent.resolve()
        self.open: list[Path] = []
        self.count = 0

    def pieces(self) -> Iterator[tuple[Place, Piece]]:
        """Yield the pieces in order; macros of a TeX file's root come first."""
        form = FORMS.get(self.path.suffix)
        if form is None:
            expected = ", ".join(FORMS)
            name, suffix = self.path.name, self.path.suffix
            raise ValueError(f"{name} ends in {suffix!r}; expected one of {expected}")
        text = self._read(self.path)
        if form == "notebook":
            for index, cell in _cells(self.path, text):
                for piece in self._scanned(cell, "markdown", Place("", index)):
                    yield Place("", index), piece
            return
        if form == "tex" and (root := ROOT.search(text[:2000])):
            yield from self._preamble(root[1])
        yield from self._file(self.path, text, form, "")

    def _read(self, path: Path) -> str:
        text = _text(path)
        self.meter.charge(limits.SCAN * len(text))
        return text

    def _scanned(self, text: str, form: str, place: Place) -> Iterator[Piece]:
        yield from SCANS[form](text)

    def _file(self, path: Path, text: str, form: str, name: str) -> Iterator[tuple[Place, Piece]]:
        self.open.append(path.resolve())
        for piece in self._scanned(text, form, Place(name)):
            if piece.kind == "input":
                yield from self._put_in(piece, name)
            else:
                yield Place(name), piece
        self.open.pop()

    def _put_in(self, piece: Piece, name: str) -> Iterator[tuple[Place, Piece]]:
        """Yield what a file says that TeX would put in; of a package, its macros."""
        package = piece.text.endswith(".sty")
        path = self._found(piece.text)
        if path is None:
            if not package:
                yield Place(name), piece
            return
        self.count += 1
        limits.within("files that are put in", self.count, limits.INPUTS)
        text = self._read(path)
        if package:
            yield Place(name), piece._replace(kind="macros", text=text)
            return
        shown = str(path.relative_to(self.folder))
        yield from self._file(path, text, "tex", shown)

    def _found(self, name: str) -> Path | None:
        """Return the file in this folder, or beneath it, that TeX would take; None for none."""
        for given in (name, f"{name}.tex"):
            try:
                path = (self.folder / given).resolve()
                inside = path.is_relative_to(self.folder) and path not in self.open
                if inside and path.is_file():
                    return path
            except (OSError, ValueError):
                return None
        return None

    def _preamble(self, name: str) -> Iterator[tuple[Place, Piece]]:
        r"""Yield the macros of the root file: what stands before \begin{document}."""
        path = (self.path.parent / name).resolve()
        if path == self.path.resolve() or not path.is_file():
            return
        text = self._read(path).partition(r"\begin{document}")[0]
        before, self.folder = self.folder, path.parent
        for place, piece in self._file(path, text, "tex", name):
            if piece.kind == "macros":
                yield place, piece
        self.folder = before


def _as_equation(piece: Piece, place: Place, sheet: str) -> Equation:
    marks = list(MARK.finditer(piece.text))
    if len(marks) > 1:
        said = " and ".join(mark["kind"] for mark in marks)
        raise ValueError(f"the equation at line {piece.line} is marked {said}; expected one mark")
    said = marks[0].groupdict("") if marks else {"kind": "claim", "reason": "", "misfit": ""}
    kind = said["kind"].partition("(")[0].strip()
    if piece.kind == "input":
        kind = "input"
    body = piece.text.lstrip()
    lead = piece.text[: len(piece.text) - len(body)]
    spots = piece.spots[lead.count("\n") :]
    line, column = spots[0]
    spots = ((line, column + len(lead) - (lead.rfind("\n") + 1)), *spots[1:])
    return Equation(
        piece.label,
        body.rstrip(),
        kind,
        said["reason"].strip(),
        place.cell,
        piece.line,
        sheet,
        bool(marks),
        said["misfit"].strip(),
        place.file,
        spots,
    )


def walk(path: str | Path, macros: Macros | None = None) -> Iterator[tuple[Equation, Sheet]]:
    """Yield each equation with its sheet, as the sheet is when the equation comes.

    Parameters
    ----------
    path : str or Path
    macros : Macros, optional
        What is known before the file begins.
    """
    path = Path(path)
    meter = limits.Meter.of_file()
    sheets, count = Sheets(meter, macros), 0
    for place, piece in Reader(path, meter).pieces():
        if piece.kind == "macros":
            sheets.macros.collect(piece.text)
        elif piece.kind == "declaration":
            try:
                sheets.declare(piece.text)
            except (ValueError, TypeError) as error:
                index = min(getattr(error, "line", 0), len(piece.spots) - 1)
                said = place.said(piece.spots[index][0])
                raise ValueError(f"{place.file or path.name}, {said}: {error}") from None
        else:
            count += 1
            limits.within(f"equations in {path.name}", count, limits.EQUATIONS)
            sheet = sheets.current()
            equation = _as_equation(piece, place, sheets.name)
            if not equation.marked and _defines_macros_alone(equation.latex, sheets.macros):
                continue
            yield equation, sheet


def _defines_macros_alone(latex: str, macros: Macros) -> bool:
    """Return whether a display holds nothing but definitions of macros; take them in."""
    if "\\" not in latex:
        return False
    try:
        known = macros.copy()
        shown = known.expand(latex).text
    except EquationError:
        return False
    if shown.strip() or known.known == macros.known:
        return False
    macros.known = known.known
    return True


def read_equations(path: str | Path) -> list[Equation]:
    """Return the displayed equations of a file, in order.

    Raises
    ------
    ValueError
        For another kind of file, a declaration that cannot be read, an equation that
        is never closed or has two marks.
    OSError
        For a file that cannot be opened.
    """
    return [equation for equation, _ in walk(path)]
