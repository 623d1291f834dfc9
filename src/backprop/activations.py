r"""Activation functions and their derivatives.

Each activation is a row of a table: a name, the function g and its derivative
g'.  To add one, write the two functions and add the row.

    name       g(z)               g'(z)
    sigmoid    1 / (1 + e^-z)     g(z) (1 - g(z))
    tanh       tanh z             1 - tanh^2 z
    relu       max(0, z)          1 where z > 0, else 0
    identity   z                  1

All of them take scalars, lists and arrays of any shape, work elementwise, stay
finite and silent for every finite z, and accept complex z, so that the complex
step can differentiate whatever is built from them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.validation import as_array

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "identity",
    "identity_grad",
    "relu",
    "relu_grad",
    "sigmoid",
    "sigmoid_grad",
    "tanh",
    "tanh_grad",
]


def _inexact(z: ArrayLike) -> NDArray:
    """Return z as an array of floats, or of complex numbers if it has them."""
    z = as_array("z", z)
    return z if np.issubdtype(z.dtype, np.inexact) else z.astype(float)


def _decay(z: NDArray) -> NDArray:
    """Return e^-|z|, in (0, 1] whatever z; for complex z, by the real part."""
    return np.exp(np.where(z.real >= 0, -z, z))


def sigmoid(z: ArrayLike) -> NDArray:
    r"""Return the logistic sigmoid.

    g(z) = 1 / (1 + e^-z).  The exponential is only taken of numbers <= 0, so
    that it cannot overflow: for z < 0 the equal form e^z / (1 + e^z) is used.

    Parameters
    ----------
    z : array_like of any shape
        Pre-activation.

    Returns
    -------
    ndarray of the shape of z
        Values in [0, 1].

    References
    ----------
    Chapter 2, *Differentiate the sigmoid*.

    Examples
    --------
    >>> sigmoid(0)
    np.float64(0.5)
    >>> sigmoid([-1e4, 0, 1e4]).tolist()
    [0.0, 0.5, 1.0]
    """
    z = _inexact(z)
    e = _decay(z)
    return (np.where(z.real >= 0, 1, e) / (1 + e))[()]


def sigmoid_grad(z: ArrayLike) -> NDArray:
    r"""Return the derivative of the sigmoid at the pre-activation z.

    g'(z) = g(z) (1 - g(z)) = e^-|z| / (1 + e^-|z|)^2.  The second form keeps
    its relative precision where 1 - g(z) would round to zero.

    Parameters
    ----------
    z : array_like of any shape
        Pre-activation; *not* the activation a = g(z).

    Returns
    -------
    ndarray of the shape of z
        Values in [0, 1/4].

    References
    ----------
    Chapter 2, *Differentiate the sigmoid*.

    Examples
    --------
    >>> sigmoid_grad(0)
    np.float64(0.25)
    """
    e = _decay(_inexact(z))
    return (e / (1 + e) ** 2)[()]


def tanh(z: ArrayLike) -> NDArray:
    """Return the hyperbolic tangent, elementwise, in the shape of z.

    Examples
    --------
    >>> float(tanh(0))
    0.0
    """
    return np.tanh(_inexact(z))


def tanh_grad(z: ArrayLike) -> NDArray:
    r"""Return the derivative of tanh at the pre-activation z, in its shape.

    1 - tanh^2 z = 4 g'(2z) with g the sigmoid, since tanh z = 2 g(2z) - 1.

    Examples
    --------
    >>> float(tanh_grad(0))
    1.0
    """
    return 4 * sigmoid_grad(2 * _inexact(z))


def relu(z: ArrayLike) -> NDArray:
    """Return max(0, z), elementwise, in the shape of z.

    Examples
    --------
    >>> relu([-2, 0, 3]).tolist()
    [0.0, 0.0, 3.0]
    """
    z = _inexact(z)
    return np.where(z.real > 0, z, 0)[()]


def relu_grad(z: ArrayLike) -> NDArray:
    """Return 1 where z > 0 and 0 elsewhere, in the shape of z.

    At z = 0, where relu has no derivative, 0 is the usual choice.

    Examples
    --------
    >>> relu_grad([-2, 0, 3]).tolist()
    [0.0, 0.0, 1.0]
    """
    return np.where(_inexact(z).real > 0, 1.0, 0.0)[()]


def identity(z: ArrayLike) -> NDArray:
    """Return z itself, as floats.

    Examples
    --------
    >>> identity([1, 2]).tolist()
    [1.0, 2.0]
    """
    return _inexact(z)[()]


def identity_grad(z: ArrayLike) -> NDArray:
    """Return ones in the shape of z.

    Examples
    --------
    >>> identity_grad([1, 2]).tolist()
    [1.0, 1.0]
    """
    return np.ones(as_array("z", z).shape)[()]


class Activation(NamedTuple):
    """A row of the table: the function g and its derivative, both of z."""

    g: Callable[[ArrayLike], NDArray]
    grad: Callable[[ArrayLike], NDArray]


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_grad),
    "tanh": Activation(tanh, tanh_grad),
    "relu": Activation(relu, relu_grad),
    "identity": Activation(identity, identity_grad),
}
