"""micrograd's own training run, from its seed, in a thousandth of its time."""

import random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.network import Layers, Network
from backprop.optional import import_extra

__all__ = ["MoonsRun", "moons_run"]

SEED = 1337
PENALTY = 1e-4


class MoonsRun(NamedTuple):
    """The loss and the share of right signs before each of the steps."""

    losses: NDArray
    accuracies: NDArray


def _first_weights(net: Network, rng: random.Random) -> Layers:
    """Draw weights as micrograd does, unit by unit, biases 0."""
    Theta = {}
    for layer, (rows, columns) in net.shapes.items():
        drawn = [[0.0] + [rng.uniform(-1, 1) for _ in range(columns - 1)] for _ in range(rows)]
        Theta[layer] = np.array(drawn)
    return Theta


def moons_run(steps: int = 100) -> MoonsRun:
    """Train micrograd's demonstration network as its notebook does.

    The loss is the mean of max(0, 1 - y a) with y = -1 or 1, plus 1e-4 times the
    sum of all squared parameters, biases too.  No row of LOSSES is like that, and
    none is needed: the loss enters a network through delta alone.  Half a squared
    error has delta = a - Y; with Y = a + y where the margin is missed, and Y = a
    elsewhere, that is the delta of this loss.

    Parameters
    ----------
    steps : int
        Of 100, for which the learning rate falls from 1 to 0.1.

    Returns
    -------
    MoonsRun

    Raises
    ------
    ImportError
        Without scikit-learn, which makes the moons.

    References
    ----------
    Karpathy, *micrograd* (2020), demo.ipynb.
    """
    make_moons = import_extra("sklearn.datasets", "scikit-learn", "data").make_moons
    X, labels = make_moons(100, noise=0.1, random_state=np.random.RandomState(SEED))
    y = 2.0 * labels[:, None] - 1
    net = Network((2, 16, 16, 1), "relu", "identity", "half_squared_error")
    Theta, losses, accuracies = _first_weights(net, random.Random(SEED)), [], []
    for step in range(steps):
        score = net.forward(Theta, X).a[net.L]
        margin = 1 - y * score
        squares = sum((theta**2).sum() for theta in Theta.values())
        losses.append(np.maximum(margin, 0).mean() + PENALTY * squares)
        accuracies.append(((score > 0) == (y > 0)).mean())
        D = net.gradient(Theta, X, score + y * (margin > 0))
        for layer in Theta:
            D[layer] += 2 * PENALTY * Theta[layer]
            Theta[layer] -= (1 - 0.9 * step / 100) * D[layer]
    return MoonsRun(np.array(losses), np.array(accuracies))
