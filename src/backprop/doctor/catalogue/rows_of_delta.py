r"""Mistakes in the error terms: delta[L] at the output, delta[l] on the way back."""

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.catalogue.steps import Here, Row
from backprop.losses import LOSSES
from backprop.network import Network

__all__ = ["ROWS"]

# g' as it is usually coded: a formula in a = g(z)
FORMULAS = {"sigmoid": lambda u: u * (1 - u), "tanh": lambda u: 1 - u**2}


def _own_z(here: Here) -> NDArray:
    return here.z[here.layer]


def _own_a(here: Here) -> NDArray:
    return here.a[here.layer]


def _next_fits(net: Network, layer: int) -> bool:
    """Whether an array of layer l + 1 can be multiplied with one of layer l."""
    return net.sizes[layer] in (net.sizes[layer - 1], 1)


def _square(net: Network, layer: int) -> bool:
    return net.sizes[layer] == net.sizes[layer - 1]


def _grad_at(here: Here, values: NDArray) -> NDArray:
    return here.net.activation(here.layer).grad(values)


def _loss_grad(here: Here) -> NDArray:
    return LOSSES[here.net.loss].grad(_own_a(here), here.probe.Y)


ROWS = (
    Row(
        "output-derivative-missing",
        "output",
        "δ at the output lacks g′(z)",
        r"\delta^{(L)} = \partial J / \partial a^{(L)}",
        "output-error",
        _loss_grad,
    ),
    Row(
        "output-derivative-extra",
        "output",
        "δ at the output has a g′(z) that the cross-entropy has already cancelled",
        r"\delta^{(L)} = (a^{(L)} - y) \odot g'(z^{(L)})",
        "output-error",
        lambda here: here.right * _grad_at(here, _own_z(here)),
        lambda net, layer: net.loss == "cross_entropy",
    ),
    Row(
        "output-derivative-of-activation",
        "output",
        "δ at the output has g′(a) for g′(z)",
        r"\delta^{(L)} = \partial J / \partial a^{(L)} \odot g'(a^{(L)})",
        "output-error",
        lambda here: _loss_grad(here) * _grad_at(here, _own_a(here)),
        lambda net, layer: net.loss != "cross_entropy",
    ),
    Row(
        "hidden-derivative-missing",
        "derivative",
        "δ lacks g′(z)",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)}",
        "hidden-error",
        lambda here: np.ones_like(here.right),
    ),
    Row(
        "derivative-of-activation",
        "derivative",
        "δ has g′(a) for g′(z)",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot g'(a^{(l)})",
        "hidden-error",
        lambda here: _grad_at(here, _own_a(here)),
    ),
    Row(
        "relu-mask-of-activation",
        "derivative",
        "δ has a ReLU mask that tests a ≥ 0, which is always true, for z > 0",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot [a^{(l)} \ge 0]",
        "hidden-error",
        lambda here: (_own_a(here) >= 0).astype(float),
        lambda net, layer: net.hidden == "relu",
    ),
    Row(
        "hidden-derivative-at-wrong-layer",
        "derivative",
        "δ has g′ at the z of the layer above",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot g'(z^{(l+1)})",
        "hidden-error",
        lambda here: _grad_at(here, here.z[here.layer + 1]),
        _next_fits,
    ),
    Row(
        "activation-formula-of-z",
        "derivative",
        "δ has the formula of g′ in terms of a, but z is put into it",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot z^{(l)} (1 - z^{(l)})"
        r" \;\text{or}\; (1 - z^{(l)} z^{(l)})",
        "hidden-error",
        lambda here: FORMULAS[here.net.hidden](_own_z(here)),
        lambda net, layer: net.hidden in FORMULAS,
    ),
    Row(
        "activation-for-derivative",
        "derivative",
        "δ has g(z) for g′(z)",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot a^{(l)}",
        "hidden-error",
        _own_a,
    ),
    Row(
        "derivative-of-sigmoid",
        "derivative",
        "δ has the sigmoid's a(1 − a), and the activation is another",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot a^{(l)} (1 - a^{(l)})",
        "hidden-error",
        lambda here: FORMULAS["sigmoid"](_own_a(here)),
        lambda net, layer: net.hidden != "sigmoid",
    ),
    Row(
        "derivative-of-tanh",
        "derivative",
        "δ has the 1 − a² of tanh, and the activation is another",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot (1 - a^{(l)} a^{(l)})",
        "hidden-error",
        lambda here: FORMULAS["tanh"](_own_a(here)),
        lambda net, layer: net.hidden != "tanh",
    ),
    Row(
        "error-for-delta",
        "sent",
        "δ came back from the error ∂J/∂a of the layer above, not from its δ, which has g′(z)",
        r"\delta^{(l)} = \Theta^{(l)\top} \partial J / \partial a^{(l+1)} \odot g'(z^{(l)})",
        "hidden-error",
        lambda here: here.error(),
    ),
    Row(
        "transposed-weights",
        "weights",
        "δ came back through Θ, not through Θᵀ",
        r"\delta^{(l)} = \Theta^{(l)} \delta^{(l+1)} \odot g'(z^{(l)})",
        "hidden-error",
        lambda here: here.right.T,
        _square,
    ),
    Row(
        "wrong-column-dropped",
        "weights",
        "on the way back the last column of Θ was dropped for the bias column",
        r"\delta^{(l)} = (\Theta^{(l)}_{:, :-1})^\top \delta^{(l+1)} \odot g'(z^{(l)})",
        "sent-back",
        lambda here: here.Theta[:, :-1],
    ),
    Row(
        "stale-weights",
        "weights",
        "δ came back through weights that were already updated",
        r"\delta^{(l)} = (\Theta^{(l)} - \alpha D^{(l)})^\top \delta^{(l+1)} \odot g'(z^{(l)})",
        "update",
        lambda here: here.right - here.rate * here.returned[here.layer][:, 1:],
    ),
    Row(
        "weights-left-out",
        "weights",
        "δ is the δ of the layer above, not sent back through Θ",
        r"\delta^{(l)} = \delta^{(l+1)} \odot g'(z^{(l)})",
        "hidden-error",
        lambda here: np.eye(*here.right.shape) if len(here.right) > 1 else here.right**0,
        _next_fits,
    ),
)
