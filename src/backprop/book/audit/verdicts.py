"""What the machine makes of a row: tried under each reading, then mended."""

import re
from dataclasses import dataclass

from backprop.book.audit.interpretations import INTERPRETATIONS, sheet_of
from backprop.book.audit.rows import COPY, DEFINES, FAILS, MENDED, Line
from backprop.equations import Sheet
from backprop.equations.verdict import REPEATS

__all__ = ["Judgement", "audit", "judge_row"]


@dataclass(frozen=True)
class Judgement:
    """What came of a row.

    Parameters
    ----------
    row : Line
    standing : {"holds", "defines", "mended", "copy", "fails", "unmended"}
        The last where not even the row's own correction holds: a mistake in the table.
    reading : str
        Under which it holds, as printed or mended.
    reason : str
        The counter-example as printed, under the last reading tried; empty where it holds.
    vacuous : bool
        Whether a reading found it trivially true; such a row is a mistake in the table.
    """

    row: Line
    standing: str
    reading: str
    reason: str
    vacuous: bool = False

    @property
    def as_expected(self) -> bool:
        """Return whether the verdict is the one that the row expects."""
        found = self.reading if self.standing == "holds" else self.standing
        return found == self.row.expected and not self.vacuous


def audit(rows) -> list[Judgement]:
    """Return a finding for each row, in order."""
    return [judge_row(row) for row in rows]


def judge_row(row: Line) -> Judgement:
    """Return what the machine makes of a row.

    Raises
    ------
    ValueError
        For a reading that is not known.
    """
    reason, vacuous = "", False
    for name in row.names:
        holds, reason, empty = KINDS[row.kind](row, row.latex, name)
        if holds:
            return Judgement(row, DEFINES if row.kind == "def" else "holds", name, "", vacuous)
        vacuous = vacuous or empty
    for name in row.names if row.mended else ():
        if KINDS[row.kind](row, row.mended, name)[0]:
            standing = row.expected if row.expected in (COPY, FAILS) else MENDED
            return Judgement(row, standing, name, reason, vacuous)
    return Judgement(row, "unmended", "", reason, vacuous)


Outcome = tuple[bool, str, bool]
ARRAY = r"\Xi"  # a name that no article uses


def _checked(sheet: Sheet, latex: str) -> Outcome:
    try:
        verdict = sheet.check(latex)
    except ValueError as error:
        return False, f"cannot be read: {str(error).splitlines()[0]}", False
    if verdict.vacuous and verdict.reason.endswith(REPEATS):
        return True, "", False  # it is what the reading was built from
    failing = (link.reason for link in verdict.links if not link.holds)
    return verdict.holds, next(failing, verdict.reason), verdict.vacuous


def _claim(row: Line, latex: str, name: str) -> Outcome:
    return _checked(sheet_of(name), INTERPRETATIONS[name].read(latex))


def _definition(row: Line, latex: str, name: str) -> Outcome:
    """Accept what a sheet is built from, and what extends it."""
    reading = INTERPRETATIONS[name]
    if latex in reading.definitions:
        return True, "", False
    try:
        sheet_of(name).define(reading.read(latex))
    except ValueError as error:
        return False, str(error).splitlines()[0], False
    return True, "", False


def _update(row: Line, latex: str, name: str) -> Outcome:
    _, _, right = INTERPRETATIONS[name].read(latex).partition("=")
    return _checked(sheet_of(name), f"{right} = {INTERPRETATIONS[name].read(row.against)}")


def _number(row: Line, latex: str, name: str) -> Outcome:
    return _checked(sheet_of(name), f"{INTERPRETATIONS[name].read(latex)} = {row.against}")


def _shape(row: Line, latex: str, name: str) -> Outcome:
    """Compare shapes by defining the expression and looking at a draw of it."""
    sheet = sheet_of(name)
    try:
        sheet.define(rf"{ARRAY} = 1 \cdot {INTERPRETATIONS[name].read(latex)}")
    except ValueError as error:
        return False, str(error).splitlines()[0], False
    found = sheet.probe.value(ARRAY).shape[-2:]
    said = tuple(int(number) for number in re.findall(r"\d+", row.against))
    return found == said, f"it is {found[0]} x {found[1]}", False


KINDS = {
    "claim": _claim,
    "def": _definition,
    "update": _update,
    "number": _number,
    "shape": _shape,
}
