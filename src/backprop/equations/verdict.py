"""Verdicts: what came of a claim, and of each of its relations."""

from dataclasses import dataclass

__all__ = ["Link", "Verdict"]

REPEATS = "vacuous: it repeats a definition"

# the worst first: a chain and several equations get the worst of theirs
OUTCOMES = ("fails", "misfit", "undecided", "vacuous", "holds")


class _Outcome:
    """The outcome in a question each."""

    outcome: str

    @property
    def holds(self) -> bool:
        """Whether no draw contradicts it, and it says something."""
        return self.outcome == "holds"

    @property
    def vacuous(self) -> bool:
        """Whether it is trivially true: the same on both sides, or zero on both."""
        return self.outcome == "vacuous"

    @property
    def undecided(self) -> bool:
        """Whether draws can tell neither that it holds nor that it fails."""
        return self.outcome == "undecided"


@dataclass(frozen=True)
class Link(_Outcome):
    """One relation of a chain: its sides as written, and what came of it."""

    left: str
    relation: str
    right: str
    outcome: str
    difference: float
    reason: str = ""


@dataclass(frozen=True)
class Verdict(_Outcome):
    """What came of a claim.

    Parameters
    ----------
    outcome : {"holds", "fails", "misfit", "undecided", "vacuous"}
        Fails: a draw contradicts it, with finite numbers that rounding does not
        explain.  Misfit: shapes or indices do not fit.
    difference : float
        The greatest relative difference met; infinite where shapes do not fit.  Where it
        holds, relative to what was added up; where it fails, to the numbers themselves.
    draws : int
        How many random draws were compared.
    reason : str
        Why it does not hold, with a counter-example; empty where it holds.
    links : tuple of Link
        Each relation in the order of the text.
    left_out : int
        How many draws were left out: not finite, or lost in rounding.
    note : str
        What a verdict that holds leaves open, in a sentence; empty where nothing.
    otherwise : str
        Where it does not hold: in which other reading it would, and what to write.
    """

    outcome: str
    difference: float
    draws: int
    reason: str = ""
    links: tuple[Link, ...] = ()
    left_out: int = 0
    note: str = ""
    otherwise: str = ""


def worst(those: list) -> str:
    """Return the worst outcome of links or verdicts."""
    return min((one.outcome for one in those), key=OUTCOMES.index)


def joined(verdicts: list[Verdict]) -> Verdict:
    """Return one verdict on several equations."""
    if len(verdicts) == 1:
        return verdicts[0]
    telling = [one for one in verdicts if not one.reason.endswith(REPEATS)]
    verdicts = telling or verdicts
    if len(verdicts) == 1:
        return verdicts[0]
    outcome = worst(verdicts)
    return Verdict(
        outcome,
        difference=max(verdict.difference for verdict in verdicts),
        draws=min(verdict.draws for verdict in verdicts),
        reason=next(one.reason for one in verdicts if one.outcome == outcome),
        links=tuple(link for verdict in verdicts for link in verdict.links),
        left_out=max(verdict.left_out for verdict in verdicts),
        note="; ".join(dict.fromkeys(verdict.note for verdict in verdicts if verdict.note)),
        otherwise=next((one.otherwise for one in verdicts if one.outcome == outcome), ""),
    )
