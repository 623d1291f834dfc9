"""What several tests need: a network with random weights and examples."""

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS
from backprop.losses import LOSSES
from backprop.network import Network

PAIRS = [
    (hidden, output, loss)
    for hidden, output, loss in itertools.product(ACTIVATIONS, ACTIVATIONS, LOSSES)
    if LOSSES[loss].output in (None, output)
]


class Problem(NamedTuple):
    """A network, weights and examples to try it on."""

    net: Network
    Theta: dict
    X: NDArray
    Y: NDArray


def problem(net: Network, m: int = 7, seed: int = 0, scale: float = 1.0) -> Problem:
    """Draw weights, biases, inputs and targets: nothing is zero, nothing square by accident."""
    rng = np.random.default_rng(seed)
    Theta = {
        layer: scale * rng.normal(size=shape) / np.sqrt(shape[1])
        for layer, shape in net.shapes.items()
    }
    return Problem(
        net, Theta, rng.normal(size=(m, net.sizes[0])), rng.uniform(size=(m, net.sizes[-1]))
    )
