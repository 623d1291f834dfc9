r"""What a step makes of the gradient: plain descent with momentum, RMSProp, Adam.

Each method is a row of a table.  Squares, roots and quotients are taken entry by
entry; t = 1, 2, ... counts the steps, and what is remembered begins at 0.

    descent   v <- momentum v - alpha D
              Theta <- Theta + v
    rmsprop   s <- beta2 s + (1 - beta2) D^2
              Theta <- Theta - alpha D / (sqrt(s) + eps)
    adam      u <- beta1 u + (1 - beta1) D
              s <- beta2 s + (1 - beta2) D^2
              Theta <- Theta - alpha [u / (1 - beta1^t)] / (sqrt(s / (1 - beta2^t)) + eps)
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.network import Layers
from backprop.validation import as_number, one_of

__all__ = ["METHODS", "Method", "Stepper", "adam_step", "descent_step", "rmsprop_step"]

Memory = tuple[NDArray, ...]


def descent_step(D: NDArray, memory: Memory, t: int, alpha: float, momentum: float):
    """Return the change of the weights, -alpha D with momentum, and v.

    References
    ----------
    Polyak, USSR Comput. Math. Math. Phys. 4 (1964) 1-17.

    Examples
    --------
    >>> change, (v,) = descent_step(np.array([2.0]), (np.array([1.0]),), 1, 0.1, 0.5)
    >>> change.round(6).tolist()
    [0.3]
    """
    v = momentum * memory[0] - alpha * D
    return v, (v,)


def rmsprop_step(D: NDArray, memory: Memory, t: int, alpha: float, beta2: float, eps: float):
    """Return the change of the weights, with D over its root mean square, and s.

    References
    ----------
    Tieleman & Hinton, lecture 6.5 of Neural networks for machine learning, Coursera
    2012; eps, which keeps the quotient finite, is later custom.

    Examples
    --------
    >>> change, (s,) = rmsprop_step(np.array([2.0]), (np.array([0.0]),), 1, 0.1, 0.75, 1e-8)
    >>> change.round(6).tolist(), s.tolist()
    ([-0.2], [1.0])
    """
    s = beta2 * memory[0] + (1 - beta2) * D**2
    return -alpha * D / (np.sqrt(s) + eps), (s,)


def adam_step(
    D: NDArray, memory: Memory, t: int, alpha: float, beta1: float, beta2: float, eps: float
):
    """Return the change of the weights, with running means of D and D^2, and these.

    Both begin at 0 and are too small at first; the division by 1 - beta^t makes up
    for it.

    References
    ----------
    Kingma & Ba, Adam: a method for stochastic optimization, ICLR 2015,
    arXiv:1412.6980, algorithm 1.

    Examples
    --------
    >>> zero = np.array([0.0])
    >>> adam_step(np.array([2.0]), (zero, zero), 1, 0.1, 0.9, 0.999, 1e-8)[0].round(6).tolist()
    [-0.1]
    """
    u = beta1 * memory[0] + (1 - beta1) * D
    s = beta2 * memory[1] + (1 - beta2) * D**2
    mean, square = u / (1 - beta1**t), s / (1 - beta2**t)
    return -alpha * mean / (np.sqrt(square) + eps), (u, s)


class Method(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    step : callable
        step(D, memory, t, alpha, ...), with the options by name, returns the change of
        the weights and the new memory, for one layer.
    arrays : int
        How many arrays of the shape of D it remembers.
    options : dict of float
        What else it takes, with the values of its paper.
    """

    step: Callable
    arrays: int
    options: dict[str, float]


METHODS: dict[str, Method] = {
    "descent": Method(descent_step, 1, {"momentum": 0.0}),
    "rmsprop": Method(rmsprop_step, 1, {"beta2": 0.9, "eps": 1e-8}),
    "adam": Method(adam_step, 2, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
}


def _as_option(name: str, value: float) -> float:
    """Return eps > 0, or a share: at least 0 and below 1."""
    if name == "eps":
        return as_number(name, value, above=0)
    number = as_number(name, value, least=0)
    if not number < 1:
        raise ValueError(f"{name} is {number:g}; expected a number below 1")
    return number


class Stepper:
    """A method with its options, and what it remembers of the steps so far.

    Parameters
    ----------
    method : {"descent", "rmsprop", "adam"}
        A row of METHODS.
    **options : float or None
        By name; None stands for the method's own value.

    Raises
    ------
    ValueError, TypeError
        For an unknown method, a number out of bounds, an option of another method.

    Examples
    --------
    >>> stepper, Theta = Stepper("rmsprop", beta2=0.75), {1: np.array([[1.0]])}
    >>> stepper.step(Theta, {1: np.array([[2.0]])}, 0.1)[1].round(6).tolist()
    [[0.8]]
    """

    def __init__(self, method: str, **options: float | None):
        row = METHODS[one_of("method", method, METHODS)]
        given = {name: value for name, value in options.items() if value is not None}
        for name, value in given.items():
            if name not in row.options:
                own = ", ".join(row.options)
                raise ValueError(f"{name} is {value}; method {method!r} has no {name}, but {own}")
        self._row, self._memory, self._steps = row, {}, 0
        self._options = {
            name: _as_option(name, given.get(name, usual)) for name, usual in row.options.items()
        }

    def step(self, Theta: Layers, D: Layers, alpha: float) -> Layers:
        """Return the weights after one more step, new arrays."""
        self._steps += 1
        after = {}
        for layer, theta in Theta.items():
            memory = self._memory.get(layer, (np.zeros_like(theta),) * self._row.arrays)
            change, self._memory[layer] = self._row.step(
                D[layer], memory, self._steps, alpha, **self._options
            )
            after[layer] = theta + change
        return after
