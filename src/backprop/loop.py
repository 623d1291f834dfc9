r"""The gradient as the algorithm is usually printed: one example at a time.

    set Delta[l] = 0
    for each example (x, y):
        forward:  a[1], z[2], a[2], ..., z[L], a[L]
        backward: delta[L], delta[L-1], ..., delta[2]
        Delta[l] = Delta[l] + delta[l+1] a[l]^T
    D[l] = Delta[l] / m + (lam/m) Theta[l]      without the last term in column 0

Here activations are columns, a bias unit stands on top of each, and nothing is
vectorised over the examples (where a layer has no bias, 0 stands in place of the
bias unit's 1): slow on purpose, and written apart from `network`,
so that the two can check each other.
"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.losses import LOSSES
from backprop.network import Layers, Network
from backprop.validation import as_number, as_weights

__all__ = ["Accumulated", "accumulate", "accumulation"]


class Accumulated(NamedTuple):
    """The sums Delta[layer] and the gradient D[layer], shaped like Theta[layer]."""

    Delta: Layers
    D: Layers


def _one_example(net: Network, Theta: Layers, x: NDArray, y: NDArray) -> Layers:
    """Return delta[l+1] a[l]^T of one example: x of shape (s_1,), y of (s_L,)."""
    a, z, entering = {1: x[:, None]}, {}, {}
    for layer in net.shapes:
        unit = 1.0 if net.has_bias(layer) else 0.0
        entering[layer] = np.vstack([[unit], a[layer]])
        z[layer + 1] = Theta[layer] @ entering[layer]  # (s_{l+1}, 1)
        a[layer + 1] = net.activation(layer + 1).g(z[layer + 1].T).T  # softmax goes by rows

    g_grad = net.activation(net.L).grad
    delta = {net.L: LOSSES[net.loss].delta(z[net.L], a[net.L], y[:, None], g_grad)}
    for layer in range(net.L - 1, 1, -1):
        arriving = (Theta[layer].T @ delta[layer + 1])[1:]  # nothing goes back to a bias unit
        delta[layer] = arriving * net.activation(layer).grad(z[layer])

    return {layer: delta[layer + 1] @ entering[layer].T for layer in net.shapes}


def accumulation(net: Network, Theta: Layers, X: ArrayLike, Y: ArrayLike) -> Iterator[Layers]:
    """Yield Delta before the first example, then after each: m + 1 dicts in all.

    Arguments as `accumulate` takes them.  Each dict is a copy and may be kept.
    """
    X, Y = net.checked(X, Y)
    Theta = as_weights(Theta, net.shapes)
    Delta = {layer: np.zeros(shape) for layer, shape in net.shapes.items()}
    yield dict(Delta)
    for x, y in zip(X, Y, strict=True):
        share = _one_example(net, Theta, x, y)
        Delta = {layer: Delta[layer] + share[layer] for layer in Delta}
        yield dict(Delta)


def accumulate(
    net: Network, Theta: Layers, X: ArrayLike, Y: ArrayLike, lam: float = 0.0
) -> Accumulated:
    """Accumulate Delta over the examples, then turn it into the gradient D.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
        Theta[layer] of shape (s_{l+1}, s_l + 1).
    X : array_like of shape (m, s_1)
    Y : array_like of shape (m, s_L)
    lam : float
        Regularisation, >= 0; spares the bias column.

    Returns
    -------
    Accumulated
        `.Delta` and `.D`; D equals `net.gradient(Theta, X, Y, lam)`.

    Raises
    ------
    ValueError, TypeError
        As `Network.cost` does.

    References
    ----------
    Chapter 8, *Accumulate the gradient*.

    Examples
    --------
    >>> net = Network((2, 1))
    >>> Delta, D = accumulate(net, {1: [[0, 0, 0]]}, [[1, 2], [3, 4]], [[1], [1]])
    >>> Delta[1].tolist(), D[1].tolist()
    ([[-1.0, -2.0, -3.0]], [[-0.5, -1.0, -1.5]])
    """
    lam = as_number("lam", lam, least=0)
    Delta = deque(accumulation(net, Theta, X, Y), maxlen=1).pop()
    m = len(X)
    D = {}
    for layer, total in Delta.items():
        D[layer] = total / m if net.reduction == "mean" else total.copy()
        D[layer][:, 1:] += lam / m * np.asarray(Theta[layer])[:, 1:]
    return Accumulated(Delta, D)
