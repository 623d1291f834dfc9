"""How strongly a cost curves: its second derivatives, by all pairs of weights."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.checking import roll, unroll
from backprop.network import Network
from backprop.validation import as_finite, as_number, as_weights

__all__ = ["hessian", "largest_rate"]


def hessian(
    net: Network,
    Theta: Mapping[int, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    *,
    eps: float = 1e-5,
) -> NDArray:
    """Return the second derivatives of J, from central differences of its gradient.

    Parameters
    ----------
    net : Network
    Theta, X, Y, lam
        As `Network.cost` takes them.
    eps : float
        Perturbation of one weight at a time, > 0.

    Returns
    -------
    ndarray of shape (p, p)
        Symmetric; the p weights in the order of `backprop.checking.unroll`.

    References
    ----------
    Chapter 9, *Choose the learning rate*.

    Examples
    --------
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> hessian(net, {1: [[0, 0]]}, [[1], [3]], [[0], [0]]).round(6).tolist()
    [[1.0, 2.0], [2.0, 5.0]]
    """
    eps = as_number("eps", eps, above=0)
    flat = unroll(as_weights(Theta, net.shapes))
    if flat.dtype.kind == "c":
        raise TypeError("Theta holds complex numbers; expected real ones")

    def slopes(vector: NDArray) -> NDArray:
        return unroll(net.gradient(roll(vector, net.shapes), X, Y, lam))

    steps = eps * np.eye(len(flat))
    H = np.array([slopes(flat + step) - slopes(flat - step) for step in steps]) / (2 * eps)
    return (H + H.T) / 2


def largest_rate(H: ArrayLike, momentum: float = 0.0) -> float:
    """Return 2 (1 + momentum) / kappa, kappa the largest eigenvalue of H.

    Beyond this learning rate gradient descent climbs out of a bowl of these
    second derivatives, with however small a step it began.

    Raises
    ------
    ValueError
        Where nothing curves upwards, so that no rate is too large.

    Examples
    --------
    >>> largest_rate([[4.0, 0.0], [0.0, 1.0]]), largest_rate([[4.0]], momentum=0.5)
    (0.5, 0.75)
    """
    kappa = float(np.linalg.eigvalsh(as_finite("H", H, "buif", "real numbers"))[-1])
    if not kappa > 0:
        raise ValueError(f"the largest eigenvalue of H is {kappa:g}; expected one above 0")
    return 2 * (1 + as_number("momentum", momentum, least=0)) / kappa
