r"""Two sides of a relation on a batch of draws, entry by entry.

Rounding errors are proportional to scales (`backprop.equations.scaled`), so that is what
a difference is measured by:

    d = |left - right|,  s the larger scale,  m the larger of |left| and |right|

    d > 1e-12 s                 apart: rounding does not explain it
    d <= 1e-12 s, and either    alike
        d <= 1e-9 m, or         - in nine digits
        both below 1e-12 of     - zero, as far as their terms can tell
        their own scales
    d <= 1e-12 s otherwise      not told: so much has cancelled that few digits are left

Exact numbers (entries of leaves, sums and products of whole numbers) are compared as
they are.  For < and > and \neq, sides that are alike tell nothing: up to rounding they
may be equal or not.  The sides of \approx may be as far apart as the declaration says,
relative to the larger of the two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.equations.scaled import Scaled

__all__ = ["DIGITS", "FAINT", "TOLERANCE", "Example", "Round"]

TOLERANCE = 1e-12  # of the scale
DIGITS = 1e-9  # of the numbers
FAINT = 100 * TOLERANCE  # of a sum: of a smaller term not even two digits are compared


@dataclass(frozen=True)
class Example:
    """The place where the sides of one draw are furthest apart."""

    left: float
    right: float
    place: str = ""

    @property
    def difference(self) -> float:
        """Relative to the larger of the two."""
        return abs(self.left - self.right) / (max(abs(self.left), abs(self.right)) or 1.0)

    def __str__(self) -> str:
        digits = 6 if f"{self.left:.6g}" != f"{self.right:.6g}" else 17
        said = f"{self.left:.{digits}g} on the left, {self.right:.{digits}g} on the right"
        return f"{said}, at {self.place}" if self.place else said


class Sides:
    """Both sides in one shape (draws, rows, columns), zero where nothing is claimed.

    Numbers that are not finite count as zero here; `numbers` says where they are.
    """

    def __init__(self, left: Scaled, right: Scaled, true: NDArray):
        values = [np.where(true, side.value, 0.0) for side in (left, right)]
        scales = [np.where(true, side.scale, 0.0) for side in (left, right)]
        self.true = np.broadcast_to(true, values[0].shape)
        self.numbers = [np.isfinite(value) for value in values]
        both = self.numbers[0] & self.numbers[1]
        self.left, self.right = (np.where(both, value, 0.0) for value in values)
        self.own = [np.where(np.isnan(scale), np.inf, scale) for scale in scales]
        self.exact = left.exact and right.exact
        self.size = np.maximum(abs(self.left), abs(self.right))
        self.scale = np.maximum(np.maximum(*self.own), self.size)
        self.rounding = np.zeros(self.scale.shape) if self.exact else TOLERANCE * self.scale
        self.apart = abs(self.left - self.right)

    def lost(self) -> NDArray:
        """Return where so much has cancelled that the sides cannot be told apart."""
        zero = (abs(self.left) <= TOLERANCE * self.own[0]) & (
            abs(self.right) <= TOLERANCE * self.own[1]
        )
        return (self.apart <= self.rounding) & (self.apart > DIGITS * self.size) & ~zero

    def alike(self) -> NDArray:
        """Return where the sides are equal, up to rounding."""
        return self.true & (self.apart <= self.rounding)


def _differ(sides: Sides, gap: NDArray) -> tuple[NDArray, NDArray]:
    """Return where =, <= or >= is contradicted, and where that cannot be told."""
    return gap > sides.rounding, sides.lost()


def _strict(sides: Sides, gap: NDArray) -> tuple[NDArray, NDArray]:
    """Return where < or > is contradicted, and where that cannot be told."""
    alike = sides.alike()
    if sides.exact:
        return alike | (gap > 0), np.zeros_like(alike)
    return gap > sides.rounding, alike


def _unequal(sides: Sides, gap: NDArray) -> tuple[NDArray, NDArray]:
    r"""Return where \neq is contradicted, and where not told: it takes alike arrays."""
    alike = (sides.alike() | ~sides.true).all((1, 2), keepdims=True) & sides.true
    nowhere = np.zeros_like(alike)
    return (alike, nowhere) if sides.exact else (nowhere, alike)


def _near(sides: Sides, gap: NDArray) -> tuple[NDArray, NDArray]:
    """Return where sides are further apart than they may be, and where that is not told."""
    return gap > 0, np.zeros(gap.shape, bool)


RULES = {
    # relation: how far from it the sides are, and the rule
    "=": (lambda left, right: abs(left - right), _differ),
    "<=": (lambda left, right: np.maximum(left - right, 0), _differ),
    ">=": (lambda left, right: np.maximum(right - left, 0), _differ),
    "<": (lambda left, right: np.maximum(left - right, 0), _strict),
    ">": (lambda left, right: np.maximum(right - left, 0), _strict),
    "!=": (lambda left, right: np.zeros_like(left), _unequal),
    "~": (lambda left, right: abs(left - right), _near),
}


class Round:
    """What one batch of draws shows of one relation: an entry for each draw.

    Parameters
    ----------
    relation : str
        A key of RULES.
    draws : int
    tolerance : float
        How far apart the sides of \\approx may be, relative to the larger.
    """

    def __init__(self, relation: str, draws: int, tolerance: float = 0.0):
        self.measure, self.rule = RULES[relation]
        self.tolerance = tolerance if relation == "~" else 0.0
        self.finite = np.ones(draws, bool)  # each number of both sides
        self.lopsided = np.zeros(draws, bool)  # one side has a number where the other has none
        self.told = np.ones(draws, bool)  # each comparison
        self.zero = np.ones(draws, bool)  # both sides, and made of nothing but zeros
        self.difference = np.zeros(draws)  # the largest, of the scale
        self.examples: dict[int, Example] = {}  # draw to what contradicts the relation there

    def see(self, left: Scaled, right: Scaled, true: NDArray, name: str) -> None:
        """Compare sides of shape (draws, rows, columns) wherever `true`.

        `name` says which values the free indices have.
        """
        sides = Sides(left, right, true)
        one, other = sides.numbers
        self.finite &= (one & other).all((1, 2))
        self.lopsided |= (one != other).any((1, 2))
        self.zero &= (sides.scale == 0).all((1, 2))
        gap = self.measure(sides.left, sides.right)
        if self.tolerance:
            gap = np.where(gap <= self.tolerance * sides.size, 0.0, gap)
        relative = gap / np.where(sides.scale > 0, sides.scale, 1.0)
        self.difference = np.maximum(self.difference, relative.max((1, 2)))
        contradicted, untold = self.rule(sides, gap)
        self.told &= ~untold.any((1, 2))
        self._remember(sides, np.where(contradicted, gap, -1.0), name)

    def _remember(self, sides: Sides, gap: NDArray, name: str) -> None:
        """Keep for each draw the contradiction with the largest relative difference."""
        for draw in np.flatnonzero(gap.max((1, 2)) >= 0):
            row, column = np.unravel_index(gap[draw].argmax(), gap.shape[1:])
            at = [f"row {row + 1}, column {column + 1}"] if gap[draw].size > 1 else []
            place = ", ".join([*([name] if name else []), *at])
            values = float(sides.left[draw, row, column]), float(sides.right[draw, row, column])
            example = Example(*values, place)
            if draw not in self.examples or example.difference > self.examples[draw].difference:
                self.examples[int(draw)] = example
