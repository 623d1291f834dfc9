"""The tasks of 1986 and digits: runs that depend on the first weights.

One run proves little, so each is repeated from many first weights, and what is
reported is how many learned and how long those took.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.data import xor
from backprop.gradients.fast import Repeated
from backprop.network import Layers, Network
from backprop.validation import as_count, as_number

__all__ = [
    "TASKS",
    "Learned",
    "Task",
    "attempt",
    "attempts",
    "descend",
    "epochs",
    "go_on",
    "uniform",
]

LOOK = 25  # sweeps between two looks at the outputs


class Learned(NamedTuple):
    """The sweeps until every output was on its side of 1/2, or None; the last weights."""

    sweeps: int | None
    Theta: Layers


class Task(NamedTuple):
    """What to learn: X of shape (m, n), Y of shape (m, K), and with which network."""

    net: Network
    X: NDArray
    Y: NDArray


def _bits(n: int) -> NDArray:
    return np.array(list(itertools.product([0.0, 1.0], repeat=n)))


def _task(sizes: tuple[int, ...], X: NDArray, Y: NDArray) -> Task:
    return Task(Network(sizes, loss="half_squared_error", reduction="sum"), X, Y)


def _symmetry() -> Task:
    X = _bits(6)
    return _task((6, 2, 1), X, (X[:, :3] == X[:, :2:-1]).all(axis=1, keepdims=True).astype(float))


def _parity() -> Task:
    X = _bits(4)
    return _task((4, 4, 1), X, X.sum(axis=1, keepdims=True) % 2)


TASKS: dict[str, Task] = {
    "xor": _task((2, 2, 1), *xor()),
    "symmetry": _symmetry(),
    "encoder": _task((8, 3, 8), np.eye(8), np.eye(8)),
    "parity": _parity(),
}


def uniform(net: Network, reach: float, rng: np.random.Generator) -> Layers:
    """Return weights and biases uniform in [-reach, reach]."""
    return {layer: rng.uniform(-reach, reach, shape) for layer, shape in net.shapes.items()}


def descend(task: Task, Theta: Layers, *, alpha: float, momentum: float) -> Iterator[Layers]:
    """Yield the weights before the first sweep and after each, for ever.

    Each sweep follows the gradient over all examples at once, as equation (9) of
    the paper has it.  The weights are the same arrays every time: copy what is to
    be kept.

    References
    ----------
    Rumelhart, Hinton & Williams, Nature 323 (1986) 533-536.
    """
    alpha, momentum = as_number("alpha", alpha, above=0), as_number("momentum", momentum, least=0)
    repeated = Repeated(task.net, task.X, task.Y, threads=1)
    Theta = {layer: theta.copy() for layer, theta in Theta.items()}
    change = {layer: np.zeros_like(theta) for layer, theta in Theta.items()}
    while True:
        yield Theta
        for layer, D in repeated.gradient(Theta).items():
            change[layer] *= momentum
            change[layer] -= alpha * D
            Theta[layer] += change[layer]


def attempt(task: Task, Theta: Layers, *, limit: int, **rates: float) -> Learned:
    """Descend until every output is on its side of 1/2.

    Parameters
    ----------
    task : Task
    Theta : dict of ndarray
        First weights; not modified.
    limit : int
        Sweeps after which to give up; the outputs are looked at every 25.
    **rates
        alpha and momentum, as `descend` takes them.

    Returns
    -------
    Learned
    """
    steps = enumerate(descend(task, Theta, **rates))
    for sweep, now in itertools.islice(steps, 0, as_count("limit", limit) + 1, LOOK):
        output = task.net.forward(now, task.X).a[task.net.L]
        if (np.abs(output - task.Y) < 0.5).all():
            return Learned(sweep, now)
    return Learned(None, now)


def go_on(task: Task, Theta: Layers, *, sweeps: int, **rates: float) -> Layers:
    """Return the weights after so many more sweeps, learned or not."""
    return next(itertools.islice(descend(task, Theta, **rates), as_count("sweeps", sweeps), None))


def attempts(task: Task, starts: Iterable[Layers], **settings) -> list[Learned]:
    """Return an `attempt` for each of the first weights."""
    return [attempt(task, Theta, **settings) for Theta in starts]


def epochs(
    net: Network, X: NDArray, Y: NDArray, *, count: int, alpha: float, rng: np.random.Generator
) -> Layers:
    """Train on mini-batches of 10 from normally distributed weights and biases.

    Parameters
    ----------
    net : Network
    X, Y : ndarray of shape (m, s_1) and (m, s_L)
    count : int
        Times through all examples, each in a new order.
    alpha : float
        Learning rate, for the mean over a batch.
    rng : numpy.random.Generator

    Returns
    -------
    dict of ndarray
        The last weights.

    References
    ----------
    Nielsen, *Neural Networks and Deep Learning* (2015), chapter 1.
    """
    Theta = {layer: rng.normal(size=shape) for layer, shape in net.shapes.items()}
    for _ in range(as_count("count", count)):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 10):
            rows = order[start : start + 10]
            for layer, D in net.gradient(Theta, X[rows], Y[rows]).items():
                Theta[layer] -= alpha * D
    return Theta
