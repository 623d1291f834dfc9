r"""Activation functions and their derivatives.

Each activation is a row of a table: a name, the function g and its derivative
g'.  To add one, write the two functions and add the row; nothing else of the
package needs to change.  Phi is the distribution function of the standard normal distribution.

    name         g(z)                                g'(z)
    sigmoid      1 / (1 + e^-z)                      g(z) (1 - g(z))
    tanh         tanh z                              1 - tanh^2 z
    relu         max(0, z)                           1 where z > 0, else 0
    leaky_relu   z where z > 0, else z / 100         1 where z > 0, else 1/100
    gelu         z Phi(z)                            Phi(z) + z Phi'(z)
    gelu_tanh    z sigmoid(2u), u = sqrt(2/pi)       sigmoid(2u) + 2 z sigmoid'(2u) u'
                 (z + 0.044715 z^3)
    identity     z                                   1

All of them take scalars, lists and arrays of any shape, work elementwise, stay
finite and silent for every finite z, and accept complex z, so that the complex
step can differentiate whatever is built from them.

An output layer may also have softmax, whose units depend on each other: it has no
g' that works elementwise, and is a row of OUTPUTS only.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from backprop.validation import as_array

__all__ = [
    "ACTIVATIONS",
    "OUTPUTS",
    "Activation",
    "gelu",
    "gelu_grad",
    "gelu_tanh",
    "gelu_tanh_grad",
    "identity",
    "identity_grad",
    "leaky_relu",
    "leaky_relu_grad",
    "relu",
    "relu_grad",
    "sigmoid",
    "sigmoid_grad",
    "softmax",
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
    with np.errstate(over="ignore"):  # twice the largest of floats is inf, and its slope 0
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


LEAK = 0.01  # the slope of leaky_relu where z <= 0


def leaky_relu(z: ArrayLike) -> NDArray:
    """Return z where z > 0 and z / 100 elsewhere, in the shape of z.

    References
    ----------
    Maas, Hannun & Ng, Rectifier nonlinearities improve neural network acoustic
    models, ICML 2013 workshop on deep learning for audio, speech and language.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3]).tolist()
    [-0.02, 0.0, 3.0]
    """
    z = _inexact(z)
    return np.where(z.real > 0, z, LEAK * z)[()]


def leaky_relu_grad(z: ArrayLike) -> NDArray:
    """Return 1 where z > 0 and 1/100 elsewhere, in the shape of z.

    At z = 0, where leaky_relu has no derivative, that of the left is taken.

    Examples
    --------
    >>> leaky_relu_grad([-2, 0, 3]).tolist()
    [0.01, 0.01, 1.0]
    """
    return np.where(_inexact(z).real > 0, 1.0, LEAK)[()]


def _within_reach(z: NDArray) -> NDArray:
    """Return z, or the nearest of -40 and 40, where Phi and sigmoid(2u) are 0 or 1 to all digits.

    So no power of z overflows.  Complex z is judged by its real part.
    """
    return np.where(abs(z.real) < 40, z, np.copysign(40.0, z.real))


def gelu(z: ArrayLike) -> NDArray:
    r"""Return z Phi(z), elementwise, in the shape of z.

    Phi(z) = (1 + erf(z / sqrt 2)) / 2 is the share of a standard normal
    distribution below z.

    References
    ----------
    Hendrycks & Gimpel, Gaussian error linear units, arXiv:1606.08415 (2016).

    Examples
    --------
    >>> gelu([-1, 0, 1]).round(6).tolist()
    [-0.158655, 0.0, 0.841345]
    """
    z = _inexact(z)
    return (z * ndtr(_within_reach(z)))[()]


def gelu_grad(z: ArrayLike) -> NDArray:
    """Return Phi(z) + z Phi'(z), with Phi'(z) = e^(-z^2/2) / sqrt(2 pi), in the shape of z.

    Below 0 at the left and above 1 at the right of the origin: gelu falls there
    before it rises.

    Examples
    --------
    >>> gelu_grad([-1, 0, 1]).round(6).tolist()
    [-0.083315, 0.5, 1.083315]
    """
    z = _within_reach(_inexact(z))
    return (ndtr(z) + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi))[()]


BEND = 0.044715  # as the paper has it


def gelu_tanh(z: ArrayLike) -> NDArray:
    """Return z (1 + tanh u) / 2, u = sqrt(2/pi) (z + 0.044715 z^3), in the shape of z.

    What is meant to be close to `gelu`, and is apart from it by up to 0.0005.  It
    is computed as z sigmoid(2u), which keeps its digits where tanh u is near -1.

    References
    ----------
    Hendrycks & Gimpel, Gaussian error linear units, arXiv:1606.08415 (2016).

    Examples
    --------
    >>> gelu_tanh([-1, 0, 1]).round(6).tolist()
    [-0.158808, 0.0, 0.841192]
    """
    z, near = _inexact(z), _within_reach(_inexact(z))
    return (z * sigmoid(np.sqrt(8 / np.pi) * (near + BEND * near**3)))[()]


def gelu_tanh_grad(z: ArrayLike) -> NDArray:
    """Return the derivative of `gelu_tanh` at the pre-activation z, in its shape.

    Examples
    --------
    >>> gelu_tanh_grad([-1, 0, 1]).round(6).tolist()
    [-0.082964, 0.5, 1.082964]
    """
    z = _within_reach(_inexact(z))
    twice_u = np.sqrt(8 / np.pi) * (z + BEND * z**3)
    slope = np.sqrt(8 / np.pi) * (1 + 3 * BEND * z**2)
    return (sigmoid(twice_u) + z * sigmoid_grad(twice_u) * slope)[()]


def softmax(z: ArrayLike) -> NDArray:
    r"""Return e^z / sum_k e^(z_k), along the last axis: shares that add up to 1.

    The largest z of each row is taken off first, which changes nothing and keeps
    the exponentials from overflowing.

    Parameters
    ----------
    z : array_like of shape (..., K)
        Pre-activations, one example a row.

    Returns
    -------
    ndarray of the shape of z
        Values in [0, 1].

    Raises
    ------
    ValueError
        For a single number, which is no row.

    References
    ----------
    Chapter 8, *Accumulate the gradient*.  Bridle, in: Neurocomputing, NATO ASI
    Series F 68, Springer 1990, 227-236.

    Examples
    --------
    >>> softmax([[0, 0], [1e4, 0]]).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    z = _inexact(z)
    if z.ndim == 0:
        raise ValueError(f"z is the number {z}; expected a row of one for each unit")
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class Activation(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    g, grad : callable
        The function and its derivative, both of z; grad is None where one unit's
        g depends on the other units.
    kink : bool
        Whether g' jumps, and is the same on each side of the jump.
    grad_of_a : callable, optional
        g' once more, from the activation a = g(z), where it is usually coded so.
    """

    g: Callable[[ArrayLike], NDArray]
    grad: Callable[[ArrayLike], NDArray] | None
    kink: bool = False
    grad_of_a: Callable[[NDArray], NDArray] | None = None


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_grad, grad_of_a=lambda a: a * (1 - a)),
    "tanh": Activation(tanh, tanh_grad, grad_of_a=lambda a: 1 - a**2),
    "relu": Activation(relu, relu_grad, kink=True),
    "leaky_relu": Activation(leaky_relu, leaky_relu_grad, kink=True),
    "gelu": Activation(gelu, gelu_grad),
    "gelu_tanh": Activation(gelu_tanh, gelu_tanh_grad),
    "identity": Activation(identity, identity_grad),
}

OUTPUTS: dict[str, Activation] = ACTIVATIONS | {"softmax": Activation(softmax, None)}
