"""What the clinic knows of a patient: a row of its table."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from backprop.network import Network

__all__ = ["Patient", "Source"]


@dataclass(frozen=True)
class Source:
    """Where a gradient was published.

    Attributes
    ----------
    cite : str
        Its key in the bibliography.
    repository, path : str
        Owner and name of the public repository, and the file in it.
    commit, date : str
        The commit that was read, 40 hexadecimal digits, and its date, YYYY-MM-DD.
    """

    cite: str
    repository: str
    path: str
    commit: str
    date: str


@dataclass(frozen=True)
class Patient:
    """A wrong gradient that was published.

    Attributes
    ----------
    id : str
        Its name here; it tells the idea that went wrong.
    source : Source
    net : Network
        What the gradient is meant to be of, with few units.
    gradient : callable
        gradient(Theta, X, Y, lam, mended=False) returns the gradient as published,
        or mended.
    findings : tuple of (str, int or None)
        What the doctor finds: a row of its catalogue and the layer (None: all).
        Empty: nothing in its catalogue explains it.
    lam : float
        Regularisation, 0 if the source has none.
    other_cost : callable, optional
        cost(Theta, X, Y, lam), where the source has something that a `Network` has
        not.
    """

    id: str
    source: Source
    net: Network
    gradient: Callable
    findings: tuple[tuple[str, int | None], ...]
    lam: float = 0.0
    other_cost: Callable | None = None

    @property
    def published(self) -> Callable:
        """The gradient as published: of (Theta, X, Y, lam)."""
        return partial(self.gradient, mended=False)

    @property
    def mended(self) -> Callable:
        """The gradient mended: of (Theta, X, Y, lam)."""
        return partial(self.gradient, mended=True)

    @property
    def cost(self) -> Callable:
        """The cost whose gradient it is meant to be: of (Theta, X, Y, lam)."""
        return self.other_cost or self.net.cost

    @property
    def lines(self) -> str:
        """The lines in which the published and the mended gradient differ.

        They are cut out of the function that runs.
        """
        source = inspect.getsource(self.gradient).splitlines()
        return "\n".join(line.strip() for line in source if " if mended else " in line)
