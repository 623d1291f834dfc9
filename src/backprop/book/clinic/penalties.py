"""Two patients with the right sums and a wrong regularisation: sigmoid, cross-entropy."""

import numpy as np

from backprop.activations import sigmoid
from backprop.network import Layers, add_bias_unit

__all__ = ["delta_for_theta", "ones_for_zeros"]


def _sums(Theta: Layers, X, Y) -> Layers:
    """Return Delta[1] and Delta[2], summed over the examples."""
    a2 = sigmoid(add_bias_unit(X) @ Theta[1].T)
    delta3 = sigmoid(add_bias_unit(a2) @ Theta[2].T) - Y
    delta2 = delta3 @ Theta[2][:, 1:] * a2 * (1 - a2)
    return {1: delta2.T @ add_bias_unit(X), 2: delta3.T @ add_bias_unit(a2)}


def delta_for_theta(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Regularise what was just computed, Delta, in place of the weights."""
    Delta, m, D = _sums(Theta, X, Y), len(X), {}
    for layer in Theta:
        penalised = Theta[layer] if mended else Delta[layer]
        penalty = np.column_stack([np.zeros(len(penalised)), penalised[:, 1:]])
        D[layer] = Delta[layer] / m + lam / m * penalty
    return D


def ones_for_zeros(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Spare the bias by another column in its place: of ones, where zeros do it."""
    Delta, m, D = _sums(Theta, X, Y), len(X), {}
    for layer, theta in Theta.items():
        column = np.zeros(len(theta)) if mended else np.ones(len(theta))
        penalty = np.column_stack([column, theta[:, 1:]])
        D[layer] = Delta[layer] / m + lam / m * penalty
    return D
