"""Verdicts: what came of a claim, and how two sides are compared."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.equations.arrays import named, shape
from backprop.equations.errors import Misfit

__all__ = ["TOLERANCE", "Link", "Verdict"]

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Link:
    """One relation of a chain: its sides as written, and what came of it."""

    left: str
    relation: str
    right: str
    holds: bool
    difference: float
    reason: str = ""
    vacuous: bool = False


@dataclass(frozen=True)
class Verdict:
    """What came of a claim.

    Parameters
    ----------
    holds : bool
        Whether every link holds and none is vacuous.
    difference : float
        The greatest relative difference met; infinite where shapes do not fit.
    draws : int
        How many random draws were compared.
    reason : str
        Why it does not hold, with a counter-example; empty where it holds.
    vacuous : bool
        Whether it is trivially true: the same on both sides, or zero on both.
    links : tuple of Link
        Each relation in the order of the text.
    """

    holds: bool
    difference: float
    draws: int
    reason: str = ""
    vacuous: bool = False
    links: tuple[Link, ...] = ()


@dataclass
class Comparison:
    """The worst that has been seen of one relation."""

    relation: str
    difference: float = 0.0
    least: float = np.inf
    broken: bool = False
    zero: bool = True
    worst: str = ""

    def see(self, left: NDArray, right: NDArray, good: NDArray, where: list[str]) -> None:
        """Compare arrays (combinations, draws, rows, columns) in the good draws.

        Differences are relative to the largest number of either side in the draw.
        """
        left, right = left[:, good], right[:, good]
        if not left.size:
            return
        scale = np.maximum(abs(left), abs(right)).max((0, 2, 3), keepdims=True)
        self.zero = self.zero and not scale.any()
        gap = GAPS[self.relation](left, right) / np.where(scale > 0, scale, 1)
        per_draw = gap.max((0, 2, 3))
        self.least = min(self.least, per_draw.min())
        if per_draw.max() >= self.difference:
            self.difference = float(per_draw.max())
            self.worst = _at(gap, left, right, where)
        self.broken = self.broken or BROKEN[self.relation](left, right, gap)


def _at(gap: NDArray, left: NDArray, right: NDArray, where: list[str]) -> str:
    """Return the place where sides differ most, with their values."""
    combination, draw, row, column = np.unravel_index(gap.argmax(), gap.shape)
    at = (combination, draw, row, column)
    place = [where[combination]] if where[combination] else []
    if gap.shape[-2:] != (1, 1):
        place.append(f"row {row + 1}, column {column + 1}")
    said = f"{left[at]:.6g} on the left, {right[at]:.6g} on the right"
    return f"{said}, at {', '.join(place)}" if place else said


GAPS = {
    "=": lambda left, right: abs(left - right),
    "!=": lambda left, right: abs(left - right),
    "<": lambda left, right: np.maximum(left - right, 0),
    "<=": lambda left, right: np.maximum(left - right, 0),
    ">": lambda left, right: np.maximum(right - left, 0),
    ">=": lambda left, right: np.maximum(right - left, 0),
}
BROKEN = {
    "=": lambda left, right, gap: (gap > TOLERANCE).any(),
    "!=": lambda left, right, gap: (gap.max((0, 2, 3)) <= TOLERANCE).any(),
    "<": lambda left, right, gap: (left >= right).any(),
    "<=": lambda left, right, gap: (gap > TOLERANCE).any(),
    ">": lambda left, right, gap: (left <= right).any(),
    ">=": lambda left, right, gap: (gap > TOLERANCE).any(),
}


def fitted(left: NDArray, right: NDArray, plain: tuple[bool, bool]) -> tuple[NDArray, NDArray]:
    """Return both sides in one shape; a plain number stands for an array full of it."""
    sizes = shape(left), shape(right)
    if sizes[0] != sizes[1] and not any(
        p and s == (1, 1) for p, s in zip(plain, sizes, strict=True)
    ):
        raise Misfit(f"the left side is {named(sizes[0])}, the right side {named(sizes[1])}")
    both = np.broadcast_arrays(left, right)
    return both[0], both[1]


def conclude(links: list[Link], draws: int) -> Verdict:
    """Return the verdict on a whole chain."""
    failing = [link for link in links if not link.holds]
    reason = ""
    if failing:
        first = failing[0]
        chain = f"{first.left} {first.relation} {first.right}: " if len(links) > 1 else ""
        reason = chain + first.reason
    return Verdict(
        holds=not failing,
        difference=max(link.difference for link in links),
        draws=draws,
        reason=reason,
        vacuous=any(link.vacuous for link in failing)
        and not any(not link.vacuous for link in failing),
        links=tuple(links),
    )
