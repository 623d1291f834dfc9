"""Gradient descent, on all examples or on mini-batches, with its history."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from tqdm.auto import tqdm

from backprop.network import Layers, Network
from backprop.validation import as_count, as_number, as_weights

__all__ = ["Diverged", "Training", "train"]

BLOW_UP = 1e10  # a cost that has grown this much will not come back


@dataclass(frozen=True)
class Training:
    """What a training run leaves behind.

    Attributes
    ----------
    Theta : dict of ndarray
        The last weights.
    costs : ndarray of shape (steps + 1,)
        costs[k] is J over all examples after k steps.
    path : list of dict
        The weights after each step, `path[0]` the first; empty unless asked for.
    """

    Theta: Layers
    costs: NDArray
    path: list[Layers]


class Diverged(ArithmeticError):
    """The cost has left the finite numbers, or is about to.

    Attributes
    ----------
    step : int
        The number of steps after which it was seen.
    history : Training
        Everything up to the last finite cost.
    """

    def __init__(self, step: int, cost: float, alpha: float, history: Training):
        super().__init__(
            f"training diverged: after step {step} the cost is {cost:.3g}, it began at "
            f"{history.costs[0]:.3g}; alpha is {alpha:g}, try a smaller one "
            f"(the history so far is in .history)"
        )
        self.step, self.history = step, history


def _batches(m: int, size: int | None, rng) -> Iterator[NDArray | slice]:
    """Yield which examples each step uses, for ever; every epoch in a new order."""
    while True:
        if size is None or size >= m:
            yield slice(None)
            continue
        order = rng.permutation(m)
        yield from (order[start : start + size] for start in range(0, m, size))


def train(
    net: Network,
    Theta: Layers,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    alpha: float,
    steps: int,
    lam: float = 0.0,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    keep_path: bool = False,
    progress: bool = False,
) -> Training:
    """Descend the gradient: Theta <- Theta - alpha D, `steps` times.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
        Starting weights; not modified.
    X : array_like of shape (m, s_1)
    Y : array_like of shape (m, s_L)
    alpha : float
        Learning rate, > 0.
    steps : int
        Number of updates, >= 1.
    lam : float
        Regularisation, >= 0.
    batch_size : int, optional
        Examples a step; all of them by default.  Smaller ones are drawn without
        replacement, epoch by epoch, with `rng`.
    rng : numpy.random.Generator, optional
        Needed for mini-batches.
    keep_path : bool
        Whether to keep the weights after each step.
    progress : bool
        Whether to show a progress bar, on stderr.

    Returns
    -------
    Training

    Raises
    ------
    Diverged
        When the cost stops being finite or grows beyond all bounds.
    ValueError, TypeError
        For bad arguments, by name.

    References
    ----------
    Chapter 6, *Write it with matrices*.

    Examples
    --------
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> run = train(net, {1: [[0, 0]]}, [[1]], [[1]], alpha=0.25, steps=3)
    >>> run.costs.tolist()
    [0.5, 0.125, 0.03125, 0.0078125]
    """
    alpha, lam = as_number("alpha", alpha, above=0), as_number("lam", lam, least=0)
    steps, (X, Y) = as_count("steps", steps), net._examples(X, Y)
    if batch_size is not None and as_count("batch_size", batch_size) < len(X) and rng is None:
        raise ValueError("batch_size needs rng; expected a numpy.random.Generator")

    Theta = as_weights(Theta, net.shapes)
    costs, path = [net.cost(Theta, X, Y, lam)], [Theta] if keep_path else []
    batches = _batches(len(X), batch_size, rng)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in tqdm(range(1, steps + 1), disable=not progress, desc="step"):
            rows = next(batches)
            D = net.gradient(Theta, X[rows], Y[rows], lam)
            after = {layer: Theta[layer] - alpha * D[layer] for layer in Theta}
            cost = net._cost(after, net._forward(after, X), Y, lam)
            if not cost < BLOW_UP * max(1.0, costs[0]):
                raise Diverged(step, cost, alpha, Training(Theta, np.array(costs), path))
            Theta = after
            costs.append(cost)
            if keep_path:
                path.append(Theta)
    return Training(Theta, np.array(costs), path)
