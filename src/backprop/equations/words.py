"""What came of an equation as one sign, and as a sentence: for a mark beside it."""

import re

from backprop.equations.results import Result
from backprop.equations.verdict import Verdict

__all__ = ["SIGNS", "in_words", "sign"]

# kind of equation that is what its mark says -> its sign; told apart without colour
SIGNS = {"claim": "✓", "def": "≔", "refuted": "✗", "exempt": "○"}
UNREAD = "?"
SUSPECT = "!"


def sign(result: Result) -> str:
    """Return one character; empty where nothing was judged.

    A ✗ stands beside whatever does not hold, a ? beside what could not be judged, and a !
    beside what is judged and fails otherwise: it says nothing, or holds and is marked refuted.
    """
    if result.fault in ("cannot be read", "undeclared"):
        return UNREAD
    if result.fault:
        return "✗" if result.standing == "does not hold" else SUSPECT
    if result.standing == "unmarked":
        return ""
    return SIGNS["def" if result.standing == "definition" else result.equation.kind]


def in_words(result: Result) -> str:
    """Return what came of an equation, in a sentence.

    Examples
    --------
    >>> from backprop.equations import Equation, Result
    >>> Z = Equation("eq-z", "z = 1", "def", "", None, 1, "", True)
    >>> in_words(Result(Z, True, "definition"))
    'Definition: what follows is evaluated with it.'
    >>> in_words(Result(Z, False, "undeclared", "y is not declared"))
    'Undeclared: y is not declared.'
    """
    kind, reason, verdict = result.equation.kind, result.equation.reason, result.verdict
    if not result.passed:
        return f"{result.standing[0].upper()}{result.standing[1:]}: {_in_a_line(result.message)}."
    if result.standing == "definition":
        return "Definition: what follows is evaluated with it."
    if kind == "exempt":
        return f"Not evaluated: {reason}."
    if kind == "claim":
        return _checked(verdict)
    because = f" ({reason})" if reason else ""
    return f"Refuted{because}: it does not hold; {_in_a_line(result.message)}."


def _in_a_line(message: str) -> str:
    """Return the first line of a message without a place that nobody sees."""
    first = re.sub(r"\s*\(position \d+\)", "", message.partition("\n")[0])
    return first.rstrip(" .") or "nothing more is known"


def _checked(verdict: Verdict) -> str:
    """Return what holds, how near both sides are, and what that leaves open."""
    said = f"both sides evaluated on {verdict.draws} random draws"
    if any(link.relation != "=" for link in verdict.links):
        return f"Not refuted: {said}; {verdict.note}."
    figure = _figure(verdict.difference)
    note = f"; {verdict.note}" if verdict.note else ""
    return (
        f"Checked: {said}; the largest relative difference is {figure}{note}. "
        "That is evidence, not a proof."
    )


def _figure(number: float) -> str:
    return "0" if not number else f"{number:.0e}".replace("e-0", "e-")
