"""Three patients whose mistake is a factor or a sum: relu in the hidden layers."""

import numpy as np

from backprop.activations import relu, sigmoid
from backprop.network import Layers, add_bias_unit

__all__ = ["dropout_cost", "one_bias_for_all", "two_planted", "undoubled"]


def two_planted(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Put two factors where none belong: relu, relu, sigmoid, an exercise in checking."""
    m, a, z = len(X), {1: X}, {}
    for layer in (1, 2, 3):
        z[layer + 1] = add_bias_unit(a[layer]) @ Theta[layer].T
        a[layer + 1] = (sigmoid if layer == 3 else relu)(z[layer + 1])
    delta = {4: a[4] - Y}
    for layer in (3, 2):
        delta[layer] = delta[layer + 1] @ Theta[layer][:, 1:] * (z[layer] > 0)
    D = {k: delta[k + 1].T @ add_bias_unit(a[k]) / m for k in Theta}
    D[2][:, 1:] *= 1 if mended else 2
    D[1][:, 0] *= 1 if mended else 4
    return D


def one_bias_for_all(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Sum the bias gradient over everything, units too, by a sum without an axis."""
    m, z2 = len(X), add_bias_unit(X) @ Theta[1].T
    a2 = relu(z2)
    delta3 = sigmoid(add_bias_unit(a2) @ Theta[2].T) - Y
    delta2 = delta3 @ Theta[2][:, 1:] * (z2 > 0)
    D = {}
    for layer, delta, a in ((1, delta2, X), (2, delta3, a2)):
        bias = delta.sum(axis=0) if mended else np.full(delta.shape[1], delta.sum())
        D[layer] = np.column_stack([bias, delta.T @ a]) / m
    return D


def _dropped(Theta: Layers, X):
    """Return z[2], which units of which examples stay, a[2] and the linear output."""
    z2 = add_bias_unit(X) @ Theta[1].T
    kept = np.random.default_rng(0).integers(0, 2, z2.shape)  # the same in each call
    a2 = relu(z2) * kept * 2
    return z2, kept, a2, add_bias_unit(a2) @ Theta[2].T


def dropout_cost(Theta: Layers, X, Y, lam: float) -> float:
    """Return half the squared error of the network from which units were dropped."""
    return ((_dropped(Theta, X)[-1] - Y) ** 2).sum() / 2


def undoubled(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Double the units that dropout keeps on the way out, not on the way back."""
    z2, kept, a2, a3 = _dropped(Theta, X)
    delta3 = a3 - Y
    factor = kept * 2 if mended else kept
    delta2 = delta3 @ Theta[2][:, 1:] * (z2 > 0) * factor
    return {1: delta2.T @ add_bias_unit(X), 2: delta3.T @ add_bias_unit(a2)}
