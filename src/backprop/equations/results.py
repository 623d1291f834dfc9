"""What comes of the equations of a file: each judged as its mark says."""

from dataclasses import dataclass
from pathlib import Path

from backprop.equations.files import Equation, walk
from backprop.equations.sheet import Sheet
from backprop.equations.verdict import Verdict

__all__ = ["Result", "check_file", "tally"]


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
        "exempt", or what is wrong.
    message : str
        The counter-example, the reason, the error, or what a verdict leaves open.
    verdict : Verdict or None
        Of a claim that could be read.
    """

    equation: Equation
    passed: bool
    standing: str
    message: str = ""
    verdict: Verdict | None = None


STANDINGS = {
    "holds": "holds",
    "fails": "does not hold",
    "misfit": "does not hold",
    "vacuous": "vacuous",
    "undecided": "cannot be decided",
}


def check_file(path: str | Path) -> list[Result]:
    """Return what came of each displayed equation of a file; raises as `read_equations`."""
    return [RULES[equation.kind](equation, sheet) for equation, sheet in walk(path)]


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
