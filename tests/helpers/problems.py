"""What several tests need: a network with random weights and examples."""

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS, OUTPUTS
from backprop.losses import LOSSES
from backprop.network import Network

ENDS = [
    (output, loss)
    for output, loss in itertools.product(OUTPUTS, LOSSES)
    if LOSSES[loss].output == output or (LOSSES[loss].output is None and output in ACTIVATIONS)
]
PAIRS = [(hidden, *end) for hidden, end in itertools.product(ACTIVATIONS, ENDS)]


# what differs from layer to layer: three activations, a layer without a bias, a softmax
MIXED = Network(
    (3, 5, 4, 4),
    ("leaky_relu", "gelu"),
    "softmax",
    "categorical_cross_entropy",
    bias=(True, False, True),
)


class Problem(NamedTuple):
    """A network, weights and examples to try it on."""

    net: Network
    Theta: dict
    X: NDArray
    Y: NDArray


def network(sizes, hidden, output, loss, reduction="mean", bias=True) -> Network:
    """Return a network of these sizes, or with a second output where one makes no sense."""
    sizes = tuple(sizes)
    sizes = (*sizes[:-1], max(sizes[-1], 2)) if output == "softmax" else sizes
    return Network(sizes, hidden, output, loss, reduction, bias)


def problem(net: Network, m: int = 7, seed: int = 0, scale: float = 1.0) -> Problem:
    """Draw weights, biases, inputs and targets: nothing is zero, nothing square by accident."""
    rng = np.random.default_rng(seed)
    Theta = {
        layer: scale * rng.normal(size=shape) / np.sqrt(shape[1])
        for layer, shape in net.shapes.items()
    }
    X, Y = rng.normal(size=(m, net.sizes[0])), rng.uniform(size=(m, net.sizes[-1]))
    if net.output == "softmax":
        Y /= Y.sum(axis=1, keepdims=True)
    return Problem(net, Theta, X, Y)
