r"""The passes through a network, as the mathematics has them; nothing is checked here.

    z[l+1] = [1, a[l]] Theta[l]^T           a[l+1] = g(z[l+1])
    J      = (1/m) sum of losses + lam/(2m) sum of Theta^2, bias column spared
    delta[L] = d loss / dz[L]               delta[l] = delta[l+1] Theta[l][:, 1:] * g'(z[l])
    Delta[l] = delta[l+1]^T [1, a[l]]       D[l] = Delta[l] / m + (lam/m) Theta[l], bias spared

`Network` looks at what comes in and then calls these functions, in which net is
the `Network`.  Call them yourself where the numbers are known to fit, or are
meant to leave the bounds that the network keeps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.losses import LOSSES

__all__ = [
    "Forward",
    "Layers",
    "add_bias_unit",
    "cost_from_sum",
    "cost_of_pass",
    "error_terms",
    "forward_pass",
    "gradient_from_sums",
    "gradient_of_pass",
    "pre_activation",
]

Layers = dict[int, NDArray]


@dataclass(frozen=True)
class Forward:
    """A forward pass: z[2..L] and a[1..L], each of shape (m, s_l)."""

    z: Layers
    a: Layers


def add_bias_unit(a: NDArray) -> NDArray:
    """Return a with a first column of ones: (m, s) becomes (m, s + 1)."""
    return np.hstack([np.ones((len(a), 1)), a])


def pre_activation(net, Theta: Layers, layer: int, a: NDArray) -> NDArray:
    """Return z[layer + 1], of shape (m, s_{layer+1}), from a[layer]."""
    z = a @ Theta[layer][:, 1:].T
    return z + Theta[layer][:, 0] if net.has_bias(layer) else z


def forward_pass(net, Theta: Layers, X: NDArray) -> Forward:
    """Return z and a of every layer; X has shape (m, s_1)."""
    z, a = {}, {1: X}
    for layer in net.shapes:
        z[layer + 1] = pre_activation(net, Theta, layer, a[layer])
        a[layer + 1] = net.activation(layer + 1).g(z[layer + 1])
    return Forward(z, a)


def error_terms(net, Theta: Layers, passed: Forward, Y: NDArray) -> Layers:
    """Return delta[2..L], each of the shape of z; row i belongs to example i alone."""
    z, a, L = passed.z, passed.a, net.L
    delta = {L: LOSSES[net.loss].delta(z[L], a[L], Y, net.activation(L).grad)}
    for layer in range(L - 1, 1, -1):
        arriving = delta[layer + 1] @ Theta[layer][:, 1:]
        delta[layer] = arriving * net.activation(layer).grad(z[layer])
    return delta


def cost_from_sum(net, Theta: Layers, loss: float, m: int, lam: float):
    """Return J from the sum of the losses of m examples."""
    J = loss / m if net.reduction == "mean" else loss
    if lam:
        J += lam / (2 * m) * sum(np.square(theta[:, 1:]).sum() for theta in Theta.values())
    return J


def gradient_from_sums(net, Theta: Layers, Delta: Layers, m: int, lam: float) -> Layers:
    """Return D, new arrays, from Delta: the sums over m examples."""
    share = np.array(float(m) if net.reduction == "mean" else 1.0)  # starts sooner than a number
    D = {layer: total / share for layer, total in Delta.items()}
    if lam:
        for layer in D:
            D[layer][:, 1:] += lam / m * Theta[layer][:, 1:]
    if net.bias is not True:
        for layer in D:
            if not net.has_bias(layer):
                D[layer][:, 0] = 0  # the column counts for nothing
    return D


def cost_of_pass(net, Theta: Layers, passed: Forward, Y: NDArray, lam: float):
    """Return J of the examples that passed; complex where Theta is."""
    z, a = passed.z[net.L], passed.a[net.L]
    return cost_from_sum(net, Theta, LOSSES[net.loss].value(z, a, Y).sum(), len(Y), lam)


def gradient_of_pass(net, Theta: Layers, passed: Forward, Y: NDArray, lam: float) -> Layers:
    """Return D of the examples that passed."""
    delta = error_terms(net, Theta, passed, Y)
    Delta = {i: delta[i + 1].T @ add_bias_unit(passed.a[i]) for i in net.shapes}
    return gradient_from_sums(net, Theta, Delta, len(Y), lam)
