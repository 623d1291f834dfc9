r"""Mistakes in the error terms: delta[L] at the output, delta[l] on the way back."""

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS
from backprop.doctor.catalogue.steps import Here, Row
from backprop.losses import LOSSES
from backprop.network import Network

__all__ = ["ROWS"]

# g' as it is usually coded: a formula in a = g(z)
OF_SIGMOID, OF_TANH = (ACTIVATIONS[name].grad_of_a for name in ("sigmoid", "tanh"))


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


def _by_units(net: Network, layer: int) -> bool:
    """Whether each unit's g' is a matter of its own z."""
    return net.activation(layer).grad is not None


def _together(net: Network, layer: int) -> bool:
    return not _by_units(net, layer)


def _cancels(net: Network, layer: int) -> bool:
    """Whether the loss cancels g', and is defined with this output only."""
    return LOSSES[net.loss].output is not None and _by_units(net, layer)


def _dead_side(net: Network, layer: int) -> bool:
    """Whether the slope left of a kink is 0, as that of a ReLU."""
    row = net.activation(layer)
    return row.kink and not row.grad(-1.0)


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
        _by_units,
    ),
    Row(
        "output-derivative-extra",
        "output",
        "δ at the output has a g′(z) that the cross-entropy has already cancelled",
        r"\delta^{(L)} = (a^{(L)} - y) \odot g'(z^{(L)})",
        "output-error",
        lambda here: here.right * _grad_at(here, _own_z(here)),
        _cancels,
    ),
    Row(
        "output-derivative-of-activation",
        "output",
        "δ at the output has g′(a) for g′(z)",
        r"\delta^{(L)} = \partial J / \partial a^{(L)} \odot g'(a^{(L)})",
        "output-error",
        lambda here: _loss_grad(here) * _grad_at(here, _own_a(here)),
        lambda net, layer: LOSSES[net.loss].output is None,
    ),
    Row(
        "softmax-derivative-extra",
        "output",
        "δ at the output has an a(1 − a), the diagonal of the softmax's derivative, which the "
        "cross-entropy has already cancelled",
        r"\delta^{(L)} = (a^{(L)} - y) \odot a^{(L)} (1 - a^{(L)})",
        "output-error",
        lambda here: here.right * OF_SIGMOID(_own_a(here)),
        _together,
    ),
    Row(
        "softmax-derivative-diagonal",
        "output",
        "δ at the output has the diagonal a(1 − a) of the softmax's derivative, not all of it",
        r"\delta^{(L)} = \partial J / \partial a^{(L)} \odot a^{(L)} (1 - a^{(L)})",
        "output-error",
        lambda here: _loss_grad(here) * OF_SIGMOID(_own_a(here)),
        _together,
    ),
    Row(
        "softmax-derivative-missing",
        "output",
        "δ at the output lacks the softmax's derivative",
        r"\delta^{(L)} = \partial J / \partial a^{(L)}",
        "output-error",
        _loss_grad,
        _together,
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
        _dead_side,
    ),
    Row(
        "derivative-of-relu",
        "derivative",
        "δ has the ReLU's mask, 1 where z > 0 and 0 elsewhere, and the activation is another",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot [z^{(l)} > 0]",
        "hidden-error",
        lambda here: (_own_z(here) > 0).astype(float),
        lambda net, layer: not _dead_side(net, layer),
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
        lambda here: here.net.activation(here.layer).grad_of_a(_own_z(here)),
        lambda net, layer: net.activation(layer).grad_of_a is not None,
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
        lambda here: OF_SIGMOID(_own_a(here)),
        lambda net, layer: net.activation(layer).grad_of_a is not OF_SIGMOID,
    ),
    Row(
        "derivative-of-tanh",
        "derivative",
        "δ has the 1 − a² of tanh, and the activation is another",
        r"\delta^{(l)} = \Theta^{(l)\top} \delta^{(l+1)} \odot (1 - a^{(l)} a^{(l)})",
        "hidden-error",
        lambda here: OF_TANH(_own_a(here)),
        lambda net, layer: net.activation(layer).grad_of_a is not OF_TANH,
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
