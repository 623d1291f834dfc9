r"""Losses: what one output of one example costs.

Each loss is a row of a table.  It enters a network in two places only: its
value, summed over the outputs, is the example's cost; its error term `delta` is
where the backward pass starts.

    name                 value                              d/da              delta = d/dz
    half_squared_error   (a - y)^2 / 2                      a - y             (a - y) g'(z)
    squared_error        (a - y)^2                          2 (a - y)         2 (a - y) g'(z)
    cross_entropy        -y log a - (1 - y) log(1 - a)      (a-y) / (a(1-a))  a - y

The cross-entropy belongs to a sigmoid output: only there is delta = a - y, and
only there can value and delta be computed from z without loss when a rounds to
0 or 1.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlog1py, xlogy

from backprop.validation import as_array

__all__ = ["LOSSES", "Loss", "cross_entropy", "half_squared_error", "squared_error"]


def half_squared_error(a: ArrayLike, y: ArrayLike) -> NDArray:
    """Return (a - y)^2 / 2, elementwise.

    Parameters
    ----------
    a, y : array_like
        Activations and targets; their shapes broadcast.

    Returns
    -------
    ndarray

    References
    ----------
    Chapter 6, *Write it with matrices*.

    Examples
    --------
    >>> float(half_squared_error(3, 1))
    2.0
    """
    return squared_error(a, y) / 2


def squared_error(a: ArrayLike, y: ArrayLike) -> NDArray:
    """Return (a - y)^2, elementwise; arguments as `half_squared_error` has them.

    Examples
    --------
    >>> float(squared_error(3, 1))
    4.0
    """
    return (as_array("a", a) - as_array("y", y)) ** 2


def cross_entropy(a: ArrayLike, y: ArrayLike) -> NDArray:
    """Return -y log a - (1 - y) log(1 - a), elementwise, with 0 log 0 = 0.

    Infinite where a is exactly 0 or 1 and y is not.  A network does not use this
    form: it computes the same from z, see `cross_entropy_of_z`.

    Parameters
    ----------
    a : array_like
        Activations in [0, 1].
    y : array_like
        Targets in [0, 1]; the shapes broadcast.

    Returns
    -------
    ndarray

    References
    ----------
    Chapter 8, *Accumulate the gradient*.

    Examples
    --------
    >>> round(float(cross_entropy(0.5, 1)), 6)
    0.693147
    """
    a, y = as_array("a", a), as_array("y", y)
    return -xlogy(y, a) - xlog1py(1 - y, -a)


def _softplus(z: NDArray) -> NDArray:
    """Return log(1 + e^z) without overflow; complex z by its real part."""
    positive = z.real > 0
    return np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z)))


def cross_entropy_of_z(z: ArrayLike, y: ArrayLike) -> NDArray:
    """Return the cross-entropy of a = sigmoid(z), computed from z.

    y log(1 + e^-z) + (1 - y) log(1 + e^z): finite and right for every finite z,
    also where a has long been rounded to 0 or 1.

    Examples
    --------
    >>> float(cross_entropy_of_z(-1e4, 1))
    10000.0
    """
    z, y = as_array("z", z), as_array("y", y)
    return y * _softplus(-z) + (1 - y) * _softplus(z)


class Loss(NamedTuple):
    """A row of the table.

    `value(z, a, y)` and `grad(a, y)` work elementwise; `delta(z, a, y, g_grad)`
    is d value / dz.  `output` names the only output activation that the loss is
    defined with (None: any), `targets` the interval that y must lie in.
    """

    value: Callable[..., NDArray]
    grad: Callable[..., NDArray]
    delta: Callable[..., NDArray]
    output: str | None = None
    targets: tuple[float, float] = (-np.inf, np.inf)


LOSSES: dict[str, Loss] = {
    "half_squared_error": Loss(
        value=lambda z, a, y: half_squared_error(a, y),
        grad=lambda a, y: a - y,
        delta=lambda z, a, y, g_grad: (a - y) * g_grad(z),
    ),
    "squared_error": Loss(
        value=lambda z, a, y: squared_error(a, y),
        grad=lambda a, y: 2 * (a - y),
        delta=lambda z, a, y, g_grad: 2 * (a - y) * g_grad(z),
    ),
    "cross_entropy": Loss(
        value=lambda z, a, y: cross_entropy_of_z(z, y),
        grad=lambda a, y: (a - y) / (a * (1 - a)),
        delta=lambda z, a, y, g_grad: a - y,
        output="sigmoid",
        targets=(0.0, 1.0),
    ),
}
