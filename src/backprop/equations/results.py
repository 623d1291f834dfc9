"""What comes of the equations of a file: each judged as its mark says.

A file is judged in its order.  A definition whose names come later is taken in as soon as
they are there, so that z^{(l)} and a^{(l)}, each made of the other, may stand in displays
of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from backprop.equations.errors import EquationError, Undeclared
from backprop.equations.files import Equation, walk
from backprop.equations.macros import Macros
from backprop.equations.sheet import Sheet
from backprop.equations.verdict import Verdict

__all__ = ["FAULTS", "Result", "check_file", "judged", "tally"]

# what is wrong with an equation, and what that adds to the exit status
FAULTS = {"false": 1, "cannot be read": 2, "undeclared": 4}


@dataclass(frozen=True)
class Result:
    """What came of an equation.

    Parameters
    ----------
    equation : Equation
    passed : bool
        Whether it is what its mark says.
    standing : str
        In a few words: "holds", "not refuted" (an inequality), "definition", "refuted",
        "exempt", "unmarked" where only marks count, or what is wrong.
    message : str
        The counter-example, the reason, the error, or what a verdict leaves open.
    verdict : Verdict or None
        Of a claim that could be read.
    position : int or None
        Of the character of the formula that an error points at.
    """

    equation: Equation
    passed: bool
    standing: str
    message: str = ""
    verdict: Verdict | None = None
    position: int | None = None

    @property
    def fault(self) -> str:
        """Return "" where it passed, else a key of FAULTS."""
        if self.passed:
            return ""
        return self.standing if self.standing in FAULTS else "false"

    @property
    def spot(self) -> tuple[int, int]:
        """Return line and column of what is wrong, or of the formula."""
        return self.equation.spot(self.position)


STANDINGS = {
    "holds": "holds",
    "fails": "does not hold",
    "misfit": "does not hold",
    "vacuous": "vacuous",
    "undecided": "cannot be decided",
}


def check_file(
    path: str | Path, *, marked: bool = False, macros: Macros | None = None
) -> list[Result]:
    """Return what came of each displayed equation of a file; raises as `read_equations`.

    Parameters
    ----------
    path : str or Path
    marked : bool
        Whether to judge only what has a mark.
    macros : Macros, optional
        What is known before the file begins.
    """
    return judged(walk(path, macros), marked=marked)


def judged(pairs: Iterable[tuple[Equation, Sheet]], *, marked: bool = False) -> list[Result]:
    """Return what came of equations, each of which comes with its sheet.

    Parameters
    ----------
    pairs : iterable of (Equation, Sheet)
        In the order of the text; the sheet is as it is when the equation comes.
    marked : bool
        Whether to judge only what has a mark.
    """
    found: list[Result] = []
    waiting: list[tuple[int, Sheet]] = []
    for equation, sheet in pairs:
        if marked and not equation.marked and equation.kind == "claim":
            found.append(Result(equation, True, "unmarked"))
            continue
        result = RULES[equation.kind](equation, sheet)
        found.append(result)
        if equation.kind == "def" and result.fault == "undeclared":
            waiting.append((len(found) - 1, sheet))
        if result.standing == "definition" or (equation.kind == "def" and len(waiting) > 1):
            waiting = list(_retried(found, waiting, sheet))
    return found


def _retried(
    found: list[Result], waiting: list[tuple[int, Sheet]], sheet: Sheet
) -> Iterator[tuple[int, Sheet]]:
    """Take in what waited for names; yield what still waits.

    Two that need each other are taken in together.
    """
    while True:
        mine = [index for index, other in waiting if other is sheet]
        taken = _first_that_fits(found, mine, sheet)
        if not taken:
            break
        for index in taken:
            found[index] = Result(found[index].equation, True, "definition")
        waiting = [pair for pair in waiting if pair[0] not in taken]
    yield from waiting


def _first_that_fits(found: list[Result], mine: list[int], sheet: Sheet) -> list[int]:
    """Return those of the definitions that wait which could be taken in, one or all."""
    for some in [*([index] for index in mine), *([mine] if len(mine) > 1 else [])]:
        try:
            sheet.define_all([found[index].equation.latex for index in some])
        except ValueError:
            continue
        return some
    return []


def _refused(equation: Equation, error: ValueError) -> Result:
    """Return the result for what is refused, with its place if it is in this formula."""
    standing = "undeclared" if isinstance(error, Undeclared) else "cannot be read"
    position = None
    if isinstance(error, EquationError) and error.source in (None, equation.latex):
        position = error.position
    return Result(equation, False, standing, str(error), position=position)


def _define(equation: Equation, sheet: Sheet) -> Result:
    try:
        sheet.define(equation.latex)
    except ValueError as error:
        return _refused(equation, error)
    return Result(equation, True, "definition")


def _judged(equation: Equation, sheet: Sheet) -> Result | Verdict:
    try:
        return sheet.check(equation.latex)
    except ValueError as error:
        return _refused(equation, error)


def _claim(equation: Equation, sheet: Sheet) -> Result:
    if not equation.marked and sheet.introduces(equation.latex):
        return _define(equation, sheet)
    verdict = _judged(equation, sheet)
    if isinstance(verdict, Result):
        if not equation.marked and verdict.standing == "undeclared":
            hint = "\n    if this display defines a name, mark it: % def"
            return replace(verdict, message=verdict.message + hint)
        return verdict
    if verdict.otherwise:
        return Result(equation, False, "cannot be read", verdict.otherwise, verdict)
    standing = STANDINGS[verdict.outcome]
    if verdict.holds and any(link.relation != "=" for link in verdict.links):
        standing = "not refuted"  # which is all that draws can say of an inequality
    return Result(equation, verdict.holds, standing, verdict.reason or verdict.note, verdict)


def _refute(equation: Equation, sheet: Sheet) -> Result:
    verdict = _judged(equation, sheet)
    if isinstance(verdict, Result):
        return verdict
    if verdict.holds:
        return Result(equation, False, "holds, marked refuted", verdict.note, verdict)
    if verdict.outcome == "misfit":
        return _misfit(equation, verdict)
    if verdict.otherwise:
        return Result(equation, False, "cannot be read", verdict.otherwise, verdict)
    if verdict.outcome != "fails":
        return Result(equation, False, STANDINGS[verdict.outcome], verdict.reason, verdict)
    if equation.misfit:
        said = f"it fits; expected {equation.misfit}: {verdict.reason}"
        return Result(equation, False, "fits, marked a misfit", said, verdict)
    return Result(equation, True, "refuted", verdict.reason, verdict)


def _misfit(equation: Equation, verdict: Verdict) -> Result:
    """Accept shapes that do not fit only where the mark says which: it may be a typo."""
    said = equation.misfit
    if said and any(map(str.isdigit, said)) and said in verdict.reason:
        return Result(equation, True, "refuted", verdict.reason, verdict)
    expected = f"expected {said}" if said else "if that is the point, mark it % refuted (...): why,"
    message = f"{verdict.reason}; {expected}"
    if not said:
        message += " and repeat in parentheses what does not fit, such as the two shapes"
    return Result(equation, False, "does not fit, marked refuted", message, verdict)


def _exempt(equation: Equation, sheet: Sheet) -> Result:
    standing = "exempt" if equation.reason else "exempt without a reason"
    return Result(equation, bool(equation.reason), standing, equation.reason)


def _not_put_in(equation: Equation, sheet: Sheet) -> Result:
    message = f"{equation.latex} is not in this folder; expected a file there, or beneath it"
    return Result(equation, False, "cannot be read", message)


KINDS = {"def": _define, "claim": _claim, "refuted": _refute, "exempt": _exempt}
RULES = {**KINDS, "input": _not_put_in}


def tally(results: list[Result]) -> dict[str, int]:
    """Return how many equations there are of each kind, and how many fail or lack a label."""
    kinds = {kind: sum(r.equation.kind == kind for r in results) for kind in KINDS}
    return {
        "equations": len(results),
        **kinds,
        "failing": sum(not r.passed for r in results),
        "unlabelled": sum(not r.equation.label for r in results),
    }
