r"""Activations and losses again, without new arrays: what `blocks` puts together.

    name       written to a    left for the way back    g'
    sigmoid    g(z)            1 + e^z                  a / (1 + e^z)
    tanh       tanh z          1 - a^2                  what is left
    relu       max(0, z)       1 where z > 0, else 0    what is left
    identity   z               nothing                  1
    softmax    e^z / sum e^z   nothing                  has none
    any other  g(z)            g'(z)                    what is left

An activation without a row here is computed by its own functions, in new arrays; a
loss must have a row, and so must an output whose units depend on each other.

The sigmoid's g' = a / (1 + e^z) keeps its digits where a (1 - a) has none left;
that of tanh is wrong by up to 1e-16, which is all of it once |z| > 18.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import LEAK, OUTPUTS
from backprop.losses import LOSSES

__all__ = ["ACTIVATIONS_IN_PLACE", "LOSSES_IN_PLACE", "activation_in_place", "refuse_gaps"]

FARTHEST = np.array(700.0)  # e^709 is the last that a float can hold; g' there is 1e-304
# A ufunc starts soonest on arrays without axes, and where `out` comes by its place.
ZERO, HALF, ONE, MINUS_ONE, LEAKING = map(np.array, (0.0, 0.5, 1.0, -1.0, LEAK))


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


def _leaky_relu(z: NDArray, a: NDArray, left: NDArray) -> None:
    np.multiply(z, LEAKING, a)
    np.maximum(z, a, out=a)
    np.greater(z, ZERO, out=left)
    np.maximum(left, LEAKING, out=left)


def _softmax(z: NDArray, a: NDArray, left: NDArray) -> None:
    """Take the largest z of each column off, in z too: the loss wants it so."""
    np.subtract(z, np.maximum.reduce(z, axis=0), z)
    np.exp(z, a)
    np.divide(a, np.add.reduce(a, axis=0), a)


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
    "leaky_relu": ActivationInPlace(_leaky_relu, _times_left),
    "identity": ActivationInPlace(_identity, _times_one),
    "softmax": ActivationInPlace(_softmax, _times_one),
}


def activation_in_place(name: str) -> ActivationInPlace:
    """Return the row of the table, or one made of the activation's own two functions."""
    if name in ACTIVATIONS_IN_PLACE:
        return ACTIVATIONS_IN_PLACE[name]
    row = OUTPUTS[name]

    def forward(z: NDArray, a: NDArray, left: NDArray) -> None:
        a[...], left[...] = row.g(z), row.grad(z)

    return ActivationInPlace(forward, _times_left)


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


def _sum_of_categorical_cross_entropies(z: NDArray, a: NDArray, y: NDArray, free: NDArray) -> float:
    """Sum log sum e^z - sum y z by columns, z at most 0; the sum of e^z is 1 / the largest a.

    The largest a is 1 less the sum of the others, which log1p takes as it is.
    """
    np.copyto(free, a)
    free[a.argmax(axis=0), np.arange(a.shape[1])] = 0
    others = np.add.reduce(free, axis=0)
    np.multiply(y, z, free)
    return -np.log1p(-others).sum() - np.add.reduce(free, axis=None)


LOSSES_IN_PLACE: dict[str, LossInPlace] = {
    "half_squared_error": LossInPlace(_half_sum_of_squares, 1.0, True),
    "squared_error": LossInPlace(_sum_of_squares, 2.0, True),
    "cross_entropy": LossInPlace(_sum_of_cross_entropies, 1.0, False),
    "categorical_cross_entropy": LossInPlace(_sum_of_categorical_cross_entropies, 1.0, False),
}


def refuse_gaps(outputs: Mapping, losses: Mapping) -> None:
    """Raise ImportError for what has no row here and cannot do without one."""
    for name, row in outputs.items():
        if row.grad is None and name not in ACTIVATIONS_IN_PLACE:
            raise ImportError(
                f"OUTPUTS has {name!r}, which has no elementwise derivative, and "
                "ACTIVATIONS_IN_PLACE in backprop.gradients.fast.in_place has no row of that "
                "name; write one"
            )
    for name in losses:
        if name not in LOSSES_IN_PLACE:
            raise ImportError(
                f"LOSSES has {name!r}, and LOSSES_IN_PLACE in backprop.gradients.fast.in_place "
                "has no row of that name; write one"
            )


refuse_gaps(OUTPUTS, LOSSES)
