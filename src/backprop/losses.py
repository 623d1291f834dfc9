r"""Losses: what one output of one example costs.

Each loss is a row of a table.  It enters a network in two places only: its
value, summed over the outputs, is the example's cost; its error term `delta` is
where the backward pass starts.

    name                        value                              d/da              delta = d/dz
    half_squared_error          (a - y)^2 / 2                      a - y             (a - y) g'(z)
    squared_error               (a - y)^2                          2 (a - y)         2 (a - y) g'(z)
    cross_entropy               -y log a - (1 - y) log(1 - a)      (a-y) / (a(1-a))  a - y
    categorical_cross_entropy   -y log a                           -y / a            a - y

The cross-entropy belongs to a sigmoid output, each unit of which says yes or no for
itself; the categorical one belongs to a softmax output, which shares out the 1
among the classes, as each row of targets does.  Only there is delta = a - y, and only
there can value and delta be computed from z without loss when a rounds to 0 or 1.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlog1py, xlogy

from backprop.validation import as_array

__all__ = [
    "LOSSES",
    "Loss",
    "categorical_cross_entropy",
    "cross_entropy",
    "half_squared_error",
    "squared_error",
]


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


def categorical_cross_entropy(a: ArrayLike, y: ArrayLike) -> NDArray:
    """Return -y log a, elementwise, with 0 log 0 = 0; the sum of a row is its example's cost.

    Infinite where a is exactly 0 and y is not.  A network does not use this form:
    it computes the same from z, see `categorical_cross_entropy_of_z`.

    Parameters
    ----------
    a, y : array_like of shape (..., K)
        Activations and targets in [0, 1], both adding up to 1.

    Returns
    -------
    ndarray

    References
    ----------
    Chapter 8, *Accumulate the gradient*.

    Examples
    --------
    >>> categorical_cross_entropy([0.25, 0.75], [0.5, 0.5]).round(6).tolist()
    [0.693147, 0.143841]
    """
    a, y = as_array("a", a), as_array("y", y)
    return -xlogy(y, a)


def categorical_cross_entropy_of_z(z: ArrayLike, y: ArrayLike) -> NDArray:
    """Return the categorical cross-entropy of a = softmax(z), computed from z.

    -y_k log a_k = y_k (log sum_j e^(z_j) - z_k), by rows.  The largest z is taken off,
    and its 1 in the sum left to log1p: nothing overflows, and what is nearly certain
    still costs something.

    Examples
    --------
    >>> categorical_cross_entropy_of_z([[1e4, 0]], [[0, 1]]).tolist()
    [[0.0, 10000.0]]
    """
    z, y = as_array("z", z), as_array("y", y)
    largest = z.real.argmax(axis=-1)[..., None]
    z = z - np.take_along_axis(z, largest, axis=-1)
    others = np.exp(z)
    np.put_along_axis(others, largest, 0, axis=-1)
    return y * (np.log1p(others.sum(axis=-1, keepdims=True)) - z)


class Loss(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    value, grad : callable
        value(z, a, y) and grad(a, y) = d value / da, in the shape of a; an example's
        cost is the sum of its values.
    delta : callable
        delta(z, a, y, g_grad) = dJ_i/dz, in the shape of z, J_i being that sum.
    output : str, optional
        The only output activation that the loss is defined with; any by default.
    targets : pair of float
        The interval that y must lie in.
    shares : bool
        Whether the targets of an example must add up to 1.
    """

    value: Callable[..., NDArray]
    grad: Callable[..., NDArray]
    delta: Callable[..., NDArray]
    output: str | None = None
    targets: tuple[float, float] = (-np.inf, np.inf)
    shares: bool = False


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
    "categorical_cross_entropy": Loss(
        value=lambda z, a, y: categorical_cross_entropy_of_z(z, y),
        grad=lambda a, y: -y / a,
        delta=lambda z, a, y, g_grad: a - y,
        output="softmax",
        targets=(0.0, 1.0),
        shares=True,
    ),
}
