"""Mistakes made in certain layers, and sets of them that explain numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.catalogue.backward import Switches
from backprop.doctor.catalogue.steps import HIDDEN_SITES, Row

__all__ = ["Explanation", "Mistake", "agree"]


@dataclass(frozen=True)
class Mistake:
    """A row of the catalogue, made in these layers."""

    row: Row
    layers: tuple[int, ...]

    @property
    def sites(self) -> tuple[tuple[str, int], ...]:
        """The sites that it takes."""
        return tuple((self.row.site, layer) for layer in self.layers)

    @property
    def in_delta(self) -> bool:
        """Whether it is made in an error term, and so felt in all layers before."""
        return self.row.site in ("output", *HIDDEN_SITES)

    @property
    def first_seen(self) -> int:
        """The layer, counting back from the output, whose gradient first shows it."""
        return max(self.layers) - self.in_delta


@dataclass(frozen=True)
class Explanation:
    """Mistakes that together reproduce numbers; `rate` belongs to stale weights."""

    mistakes: tuple[Mistake, ...] = ()
    rate: float = 0.0

    @property
    def switches(self) -> Switches:
        """The mistakes, keyed by site and layer."""
        return {site: mistake.row for mistake in self.mistakes for site in mistake.sites}

    @property
    def possible(self) -> bool:
        """Whether no two of the mistakes are made in the same place."""
        return len(self.switches) == sum(len(mistake.layers) for mistake in self.mistakes)


def agree(a: NDArray, b: NDArray, tolerance: float) -> bool:
    """Return whether no entry differs by more than tolerance times the largest entry."""
    largest = max(np.abs(a).max(), np.abs(b).max())
    return bool(np.abs(a - b).max() <= tolerance * largest)
