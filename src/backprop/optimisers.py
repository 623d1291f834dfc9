"""SciPy's optimisers on a network: they want one vector, and a cost with its gradient."""

from collections.abc import Mapping

import numpy as np
import scipy.optimize
from numpy.typing import ArrayLike

from backprop.checking import roll, unroll
from backprop.history import Training
from backprop.network import Layers, Network
from backprop.validation import as_count, as_number, as_weights

__all__ = ["METHODS", "minimize"]

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


class _Watched:
    """Cost and gradient as SciPy calls them; it keeps what it returned."""

    def __init__(self, net: Network, X, Y, lam: float, limit: int | None, keep_path: bool):
        self._problem, self._shapes = (net, X, Y, lam), net.shapes
        self._limit, self._keep_path, self._lowest = limit, keep_path, np.inf
        self.costs: list[float] = []
        self.path: list[Layers] = []
        self.best: Layers = {}

    def __call__(self, vector):
        if self._limit is not None and len(self.costs) >= self._limit:
            raise _Enough(f"{self._limit} evaluations used up")
        if not np.isfinite(vector).all():
            raise _Enough("the method asked for weights that are not finite")
        net, X, Y, lam = self._problem
        Theta = roll(vector.copy(), self._shapes)
        cost, D = net.cost_and_gradient(Theta, X, Y, lam)
        self.costs.append(cost)
        if cost < self._lowest:
            self.best, self._lowest = Theta, cost
        if self._keep_path:
            self.path.append(Theta)
        return cost, unroll(D)


def minimize(
    net: Network,
    Theta: Layers,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    method: str = "L-BFGS-B",
    lam: float = 0.0,
    evaluations: int | None = None,
    keep_path: bool = False,
    options: dict | None = None,
) -> Training:
    """Minimise the cost with one of SciPy's optimisers.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
        Starting weights; not modified.
    X : array_like of shape (m, s_1)
    Y : array_like of shape (m, s_L)
    method : {"L-BFGS-B", "CG", "BFGS", "Newton-CG", "TNC", "SLSQP"}
        As `scipy.optimize.minimize` takes it; upper and lower case alike.
    lam : float
        Regularisation, >= 0.
    evaluations : int, optional
        The most evaluations of cost and gradient, >= 1; by default as many as the
        method sees fit.
    keep_path : bool
        Whether to keep the weights of each evaluation.
    options : dict, optional
        Of the method, such as {"maxiter": 100}; a name that it does not know is a warning
        of SciPy's.

    Returns
    -------
    Training
        `costs` has an entry for each evaluation, the first at the start.

    Raises
    ------
    ValueError, TypeError
        For bad arguments, by name; for a method that takes no gradient or wants
        more than a gradient; for a cost that is not finite at the start.

    References
    ----------
    Chapter 10, *Train on real data*.  Nocedal & Wright, Numerical Optimization,
    2nd ed., Springer 2006, chapters 5 to 7.

    Examples
    --------
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> run = minimize(net, {1: [[0, 0]]}, [[0], [1], [2]], [[1], [3], [5]], method="CG")
    >>> run.Theta[1].round(3).tolist()
    [[1.0, 2.0]]
    """
    method, lam, (X, Y) = _as_method(method), as_number("lam", lam, least=0), net.checked(X, Y)
    if options is not None and not isinstance(options, Mapping):
        raise TypeError(f'options is {options!r}; expected a dict such as {{"maxiter": 100}}')
    limit = None if evaluations is None else as_count("evaluations", evaluations)
    start = unroll(as_weights(Theta, net.shapes))
    if start.dtype.kind == "c":
        raise TypeError("Theta holds complex numbers; expected real ones")
    watched = _Watched(net, X, Y, lam, limit, keep_path)
    with np.errstate(over="ignore", invalid="ignore"):
        if not np.isfinite(net.cost(Theta, X, Y, lam)):
            raise ValueError("the cost at Theta is not finite; expected a start where it is")
        try:
            found = scipy.optimize.minimize(
                watched, start, jac=True, method=method, options=dict(options or {})
            )
            ended = str(found.message)
        except _Enough as enough:
            ended = str(enough)
    return Training(
        watched.best,
        np.array(watched.costs),
        watched.path,
        gradients=len(watched.costs),
        ended=ended,
    )
