r"""Activations and losses again, without new arrays: what `blocks` puts together.

    name       written to a    left for the way back    g'
    sigmoid    g(z)            1 + e^z                  a / (1 + e^z)
    tanh       tanh z          1 - a^2                  what is left
    relu       max(0, z)       1 where z > 0, else 0    what is left
    identity   z               nothing                  1

The sigmoid's g' = a / (1 + e^z) keeps its digits where a (1 - a) has none left;
that of tanh is wrong by up to 1e-16, which is all of it once |z| > 18.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ACTIVATIONS_IN_PLACE", "LOSSES_IN_PLACE"]

FARTHEST = np.array(700.0)  # e^709 is the last that a float can hold; g' there is 1e-304
# A ufunc starts soonest on arrays without axes, and where `out` comes by its place.
ZERO, HALF, ONE, MINUS_ONE = map(np.array, (0.0, 0.5, 1.0, -1.0))


class ActivationInPlace(NamedTuple):
    """A row of the first table.

    `forward(z, a, left)` fills a and left, which may be z itself;
    `backward(delta, left, a)` multiplies delta by g'.
    """

    forward: Callable[[NDArray, NDArray, NDArray], None]
    backward: Callable[[NDArray, NDArray, NDArray], None]


def _sigmoid(z: NDArray, a: NDArray, left: NDArray) -> None:
    np.minimum(z, FARTHEST, out=a)
    np.exp(a, a)
    np.add(a, ONE, left)
    np.divide(a, left, a)


def _tanh(z: NDArray, a: NDArray, left: NDArray) -> None:
    np.tanh(z, a)
    np.multiply(a, a, left)
    np.subtract(ONE, left, left)


def _relu(z: NDArray, a: NDArray, left: NDArray) -> None:
    np.maximum(z, ZERO, out=a)
    np.greater(z, ZERO, out=left)


def _identity(z: NDArray, a: NDArray, left: NDArray) -> None:
    np.copyto(a, z)


def _times_sigmoid_grad(delta: NDArray, left: NDArray, a: NDArray) -> None:
    np.multiply(delta, a, delta)
    np.divide(delta, left, delta)


def _times_left(delta: NDArray, left: NDArray, a: NDArray) -> None:
    np.multiply(delta, left, delta)


def _times_one(delta: NDArray, left: NDArray, a: NDArray) -> None:
    pass


ACTIVATIONS_IN_PLACE: dict[str, ActivationInPlace] = {
    "sigmoid": ActivationInPlace(_sigmoid, _times_sigmoid_grad),
    "tanh": ActivationInPlace(_tanh, _times_left),
    "relu": ActivationInPlace(_relu, _times_left),
    "identity": ActivationInPlace(_identity, _times_one),
}


class LossInPlace(NamedTuple):
    """A row of the second table: delta at the output is factor (a - y), times g' or not.

    `value(z, a, y, free)` returns the sum of the losses and may use up z and free.
    """

    value: Callable[[NDArray, NDArray, NDArray, NDArray], float]
    factor: float
    times_grad: bool


def _sum_of_squares(z: NDArray, a: NDArray, y: NDArray, free: NDArray) -> float:
    np.subtract(a, y, free)
    return np.vdot(free, free)


def _half_sum_of_squares(z: NDArray, a: NDArray, y: NDArray, free: NDArray) -> float:
    return _sum_of_squares(z, a, y, free) / 2


def _sum_of_cross_entropies(z: NDArray, a: NDArray, y: NDArray, free: NDArray) -> float:
    """Sum ((z > 0) - y) z + log(1 + e^-|z|), in which nothing overflows or cancels."""
    np.copysign(HALF, z, free)
    np.add(free, HALF, free)
    np.subtract(free, y, free)
    linear = np.vdot(free, z)
    np.copysign(z, MINUS_ONE, z)
    np.exp(z, z)
    np.log1p(z, z)
    return linear + np.add.reduce(z, axis=None)


LOSSES_IN_PLACE: dict[str, LossInPlace] = {
    "half_squared_error": LossInPlace(_half_sum_of_squares, 1.0, True),
    "squared_error": LossInPlace(_sum_of_squares, 2.0, True),
    "cross_entropy": LossInPlace(_sum_of_cross_entropies, 1.0, False),
}
