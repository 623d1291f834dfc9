"""SciPy's optimisers, which want one vector and a function of it: the cost and its gradient.

`backprop.training.minimize` puts a network before them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import scipy.optimize
from numpy.typing import NDArray

from backprop.validation import as_count

__all__ = ["METHODS", "Descent", "descend"]

METHODS = ("CG", "BFGS", "L-BFGS-B", "Newton-CG", "TNC", "SLSQP")
_REASONS = {
    "takes no gradient": ("Nelder-Mead", "Powell", "COBYLA", "COBYQA"),
    "wants second derivatives": ("dogleg", "trust-ncg", "trust-exact", "trust-krylov"),
    "is meant for constraints": ("trust-constr",),
}
_REFUSED = {name: reason for reason, names in _REASONS.items() for name in names}


class _Enough(Exception):
    """Go no further; the text says why."""


def _as_method(method: str) -> str:
    """Return the method as METHODS spells it; refuse the others, and say why."""
    known = {name.lower(): name for name in (*METHODS, *_REFUSED)}
    found = known.get(method.lower()) if isinstance(method, str) else None
    if found not in METHODS:
        reason = f", which {_REFUSED[found]}" if found else ""
        raise ValueError(f"method is {method!r}{reason}; expected one of {', '.join(METHODS)}")
    return found


@dataclass
class Descent:
    """What an optimiser has met on its way.

    Attributes
    ----------
    best : ndarray of shape (n,)
        Where the cost was lowest.
    costs : list of float
        One for each evaluation, the first at the start.
    path : list of ndarray of shape (n,)
        Where they were taken; empty unless asked for.
    ended : str
        Why it ended.
    """

    best: NDArray
    costs: list[float] = field(default_factory=list)
    path: list[NDArray] = field(default_factory=list)
    ended: str = ""


def descend(
    function: Callable[[NDArray], tuple[float, NDArray]],
    start: NDArray,
    *,
    method: str = "L-BFGS-B",
    evaluations: int | None = None,
    keep_path: bool = False,
    options: dict | None = None,
) -> Descent:
    """Minimise a function of one vector with one of SciPy's optimisers.

    Parameters
    ----------
    function : callable
        From an ndarray of shape (n,) to the cost and its gradient of shape (n,).
    start : ndarray of shape (n,)
    method : {"L-BFGS-B", "CG", "BFGS", "Newton-CG", "TNC", "SLSQP"}
        As `scipy.optimize.minimize` takes it; upper and lower case alike.
    evaluations : int, optional
        The most evaluations, >= 1; by default as many as the method sees fit.
    keep_path : bool
        Whether to keep the vector of each evaluation.
    options : dict, optional
        Of the method.

    Returns
    -------
    Descent

    Raises
    ------
    ValueError, TypeError
        For bad arguments, by name; for a method that takes no gradient or wants more
        than a gradient; for a cost that is not finite at the start.

    Examples
    --------
    >>> found = descend(lambda x: (float(x @ x), 2 * x), np.array([3.0, 4.0]), method="CG")
    >>> found.costs[0], bool(abs(found.best).max() < 1e-6)
    (25.0, True)
    """
    method = _as_method(method)
    if options is not None and not isinstance(options, Mapping):
        raise TypeError(f'options is {options!r}; expected a dict such as {{"maxiter": 100}}')
    limit = None if evaluations is None else as_count("evaluations", evaluations)
    descent = Descent(start)

    def watched(vector: NDArray) -> tuple[float, NDArray]:
        if limit is not None and len(descent.costs) >= limit:
            raise _Enough(f"{limit} evaluations used up")
        if not np.isfinite(vector).all():
            raise _Enough("the method asked for weights that are not finite")
        vector = vector.copy()  # SciPy writes into its own
        cost, slope = function(vector)
        if not descent.costs or cost < lowest[0]:
            descent.best, lowest[0] = vector, cost
        descent.costs.append(cost)
        if keep_path:
            descent.path.append(vector)
        return cost, slope

    lowest = [np.inf]
    with np.errstate(over="ignore", invalid="ignore"):
        if not np.isfinite(function(start)[0]):
            raise ValueError("the cost at Theta is not finite; expected a start where it is")
        try:
            found = scipy.optimize.minimize(
                watched, start, jac=True, method=method, options=dict(options or {})
            )
            descent.ended = str(found.message)
        except _Enough as enough:
            descent.ended = str(enough)
    return descent
