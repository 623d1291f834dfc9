r"""How much of a gradient rounding may have made.

A computer rounds every number to u = 2^-53 of itself.  What comes of it depends on how much
cancels: at a minimum the gradients of the examples do, and little more than rounding may
be left of their sum.  It is measured here: every number that goes in is nudged by 2^-26 of
itself, upwards or downwards at random, and what the gradient moves by is scaled down to u.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.network import Layers, Network
from backprop.passes import forward_pass, gradient_of_pass
from backprop.validation import as_number, as_weights

__all__ = ["UNIT", "rounding"]

UNIT = 2.0**-53
NUDGE = 2.0**-26  # half of the digits: far above rounding, and far from any curve
DRAWS = 3


def rounding(
    net: Network, Theta: Layers, X: ArrayLike, Y: ArrayLike, lam: float = 0.0
) -> dict[int, float]:
    """Return about how large, by layer, the rounding errors in the gradient are.

    Parameters
    ----------
    net : Network
    Theta, X, Y, lam
        As `Network.gradient` takes them.

    Returns
    -------
    dict of float
        The norm of the errors in D[layer]; an estimate, no bound.

    References
    ----------
    Chapter 11, *Check a gradient*.

    Examples
    --------
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> fitted = {1: [[0.0, 0.1]]}
    >>> D = net.gradient(fitted, [[3]], [[0.3]])[1]
    >>> bool(0 < abs(D).max() < 10 * rounding(net, fitted, [[3]], [[0.3]])[1] < 1e-14)
    True
    """
    X, Y = net.checked(X, Y)
    Theta, lam = as_weights(Theta, net.shapes), as_number("lam", lam, least=0)
    rng = np.random.default_rng(0)
    D = gradient_of_pass(net, Theta, forward_pass(net, Theta, X), Y, lam)

    def nudged(array: NDArray) -> NDArray:
        return array * (1 + NUDGE * rng.choice([-1, 1], array.shape))

    moved = dict.fromkeys(D, 0.0)
    for _ in range(DRAWS):
        near = {layer: nudged(theta) for layer, theta in Theta.items()}
        passed = forward_pass(net, near, nudged(X))
        there = gradient_of_pass(net, near, passed, nudged(Y), lam)
        moved = {k: max(moved[k], float(np.linalg.norm(there[k] - D[k]))) for k in D}
    return {layer: UNIT / NUDGE * by for layer, by in moved.items()}
