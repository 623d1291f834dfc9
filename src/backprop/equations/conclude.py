"""From what the draws have shown to a verdict, in sentences."""

from collections.abc import Iterator

import numpy as np

from backprop.equations.compare import FAINT, Example, Round
from backprop.equations.errors import Misfit
from backprop.equations.tree import Equation, Node, children
from backprop.equations.verdict import REPEATS, Link, Verdict, worst

__all__ = ["Evidence", "conclude", "misfit"]


class Evidence:
    """All that the draws have shown of an equation.

    Parameters
    ----------
    equation : Equation
    """

    def __init__(self, equation: Equation):
        links = len(equation.relations)
        self.equation = equation
        self.same, self.restated = [True] * links, [True] * links  # said before any draw
        self.zero, self.difference = [True] * links, [0.0] * links
        self.examples: list[Example | None] = [None] * links
        self.drawn = self.good = 0  # draws, and those that could be compared
        self.infinite = self.lopsided = self.lost = 0  # those left out, and why
        self.shares: dict[int, tuple[float, Node]] = {}  # of terms in their sums, see Run.weigh
        self.slopes: dict[int, tuple[Node, bool]] = {}  # of derivatives, see Run.relate

    @property
    def broken(self) -> bool:
        """Whether a draw contradicts a link."""
        return any(example is not None for example in self.examples)

    def add(self, rounds: list[Round], meant: np.ndarray) -> None:
        """Add a batch of draws; `meant` are those in which the conditions were true."""
        finite = np.logical_and.reduce([one.finite for one in rounds])
        told = np.logical_and.reduce([one.told for one in rounds])
        lopsided = np.logical_or.reduce([one.lopsided for one in rounds])
        usable = meant & finite
        self.drawn += len(meant)
        self.good += int((usable & told).sum())
        self.infinite += int((meant & ~finite).sum())
        self.lopsided += int((meant & lopsided).sum())
        self.lost += int((usable & ~told).sum())
        for i, one in enumerate(rounds):
            self.zero[i] = self.zero[i] and bool(one.zero[usable].all())
            self.difference[i] = max(self.difference[i], one.difference[usable].max(initial=0.0))
            found = [example for draw, example in one.examples.items() if usable[draw]]
            self.examples[i] = max(
                [*found, *filter(None, [self.examples[i]])],
                key=lambda example: example.difference,
                default=None,
            )

    def constants(self) -> list[Node]:
        """Return the derivatives of what depends nowhere on what they are by."""
        return [node for node, related in self.slopes.values() if not related]

    def left_out(self) -> str:
        """Return why draws were left out, with counts; "" where none was."""
        said = []
        if self.infinite:
            sides = f" ({self.lopsided} on one side only)" if self.lopsided else ""
            said.append(f"{self.infinite} gave a number that is not finite{sides}")
        if self.lost:
            said.append(f"in {self.lost} rounding leaves too few digits to tell the sides apart")
        return ", ".join(said)

    def faint(self) -> str:
        """Return which term is too small beside the others to be compared; "" for none."""
        terms = [term for share, term in self.shares.values() if share < FAINT]
        here = {id(node) for node in _within(self.equation.sides)}
        for term in terms:
            where = (
                f"the term at position {term.position}"
                if id(term) in here
                else ("a term of a definition")
            )
            return (
                f"{where} is less than {FAINT:g} of what it is added to, in every draw: too "
                "small to be compared"
            )
        return ""


def _within(sides: tuple[Node, ...]) -> Iterator[Node]:
    pending = list(sides)
    while pending:
        node = pending.pop()
        yield node
        pending += children(node)


def _link(evidence: Evidence, i: int, source: str) -> Link:
    """Return what came of one relation."""
    relation, example = evidence.equation.relations[i], evidence.examples[i]
    strict, difference = relation in ("<", ">", "!="), evidence.difference[i]
    outcome, reason = "holds", ""
    if example is not None:
        outcome, difference = "fails", example.difference
        reason = f"sides differ by {difference:.3g} (relative): {example}"
        if not difference:
            reason = f"sides are equal: {example}"
    elif evidence.same[i] and strict:
        outcome, reason = "fails", "sides are equal: the same stands on both"
    elif evidence.same[i]:
        outcome, reason = "vacuous", "vacuous: the same on both sides"
    elif evidence.zero[i] and not strict:
        outcome, reason = "vacuous", "vacuous: zero on both sides"
    elif evidence.restated[i]:
        outcome, reason = "vacuous", REPEATS
    (start, end), (next_start, next_end) = evidence.equation.spans[i : i + 2]
    left, right = source[start:end], source[next_start:next_end]
    return Link(left, relation, right, outcome, difference, reason)


def conclude(evidence: Evidence, source: str, draws: int) -> Verdict:
    """Return the verdict on a whole chain, of which `draws` draws were wanted."""
    links = [_link(evidence, i, source) for i in range(len(evidence.same))]
    counted = {"draws": evidence.good, "links": tuple(links)}
    counted["left_out"] = evidence.infinite + evidence.lost
    difference = max(link.difference for link in links)
    outcome = worst(_telling(links, evidence) or links)
    if evidence.good < draws and outcome != "fails":
        why = evidence.left_out() or "in the others its conditions are not met"
        reason = f"{evidence.good} of {evidence.drawn} draws could be compared: {why}"
        return Verdict("undecided", np.inf, reason=reason, **counted)
    if outcome == "holds" and (faint := evidence.faint()):
        return Verdict("undecided", difference, reason=faint, **counted)
    if outcome == "holds":
        return Verdict(outcome, difference, note=_note(evidence), **counted)
    first = next(link for link in links if link.outcome == outcome)
    chain = f"{first.left} {first.relation} {first.right}: " if len(links) > 1 else ""
    return Verdict(outcome, difference, reason=chain + first.reason, **counted)


def _telling(links: list[Link], evidence: Evidence) -> list[Link]:
    """Return the links that count: a step of a chain may be a definition, or + 0."""
    sides = evidence.equation.sides
    return [
        link
        for i, link in enumerate(links)
        if sides[i] == sides[i + 1] or not (evidence.same[i] or evidence.restated[i])
    ]


def _note(evidence: Evidence) -> str:
    """Return what a claim that holds leaves open."""
    left_out = evidence.left_out()
    said = [f"left out of {evidence.drawn} draws: {left_out}" if left_out else ""]
    if set(evidence.equation.relations) != {"="}:
        said.append("draws can refute an inequality, not show it")
    return "; ".join(filter(None, said))


def misfit(error: Misfit, source: str, draws: int) -> Verdict:
    """Return the verdict on a claim whose shapes do not fit."""
    place = ""
    if error.position is not None and error.source in (None, source):
        place = f" (position {error.position})"
    return Verdict("misfit", np.inf, draws, error.message + place)
