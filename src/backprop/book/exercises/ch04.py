"""Chapter 4, *Send numbers forward*."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_grad
from backprop.book.exercises.functions import FunctionAnswer
from backprop.book.exercises.kinds import Conditions, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip, numbers, same_shape
from backprop.data import houses
from backprop.network import Layers, Network, add_bias_unit

__all__ = ["EXERCISES"]

EQUAL = Network((2, 3, 1))
HOUSES = Network((4, 5, 1), loss="half_squared_error")
STARTS = ((0.0, 1.0), (-0.5, 0.5))


def _weights(sizes: tuple[int, ...], seed: int) -> Layers:
    rng = np.random.default_rng(seed)
    return {k: rng.normal(size=shape) for k, shape in Network(sizes).shapes.items()}


def _collapse(Theta: Layers, *, first: bool = True, second: bool = True) -> NDArray:
    """Return the one layer that two linear ones make, with or without each bias."""
    W = Theta[2][:, 1:] @ Theta[1]
    W[:, 0] = W[:, 0] * first + Theta[2][:, 0] * second
    return W


def _alike(Theta) -> Layers:
    same_shape(Theta, {k: np.zeros(shape) for k, shape in EQUAL.shapes.items()})
    return {k: numbers(array) for k, array in Theta.items()}


def _spread(array: NDArray, axis: int) -> bool:
    return bool(np.ptp(array, axis=axis).max() > 0)


@cache
def _measured(what: str) -> tuple[float, ...]:
    """Return, for both starts, a mean over eight seeds and all hidden units and houses."""
    read = {
        "slopes": lambda passed: sigmoid_grad(passed.z[2]),
        "values": lambda passed: passed.a[2],
        "of-activation": lambda passed: sigmoid_grad(passed.a[2]),
        "output": lambda passed: sigmoid_grad(passed.z[3]),
    }[what]
    means = []
    for low, high in STARTS:
        found = []
        for seed in range(8):
            rng = np.random.default_rng(seed)
            Theta = {k: rng.uniform(low, high, s) for k, s in HOUSES.shapes.items()}
            found.append(read(HOUSES.forward(Theta, houses()[0])).mean())
        means.append(float(np.mean(found)))
    return tuple(means)


def _forward(Theta: Layers, X: NDArray, *, bias=0, bend_last=True, bias_outside=False) -> NDArray:
    """Send columns forward; the keywords make the mistakes."""
    a = X.T
    for layer, T in Theta.items():
        T = np.roll(T, 1, axis=1) if bias == -1 else T
        z = a @ T[:, 1:].T if bias is None or bias_outside else add_bias_unit(a) @ T.T
        a = sigmoid(z) if bend_last or layer < max(Theta) else z
        a = a + T[:, 0] if bias_outside else a
    return a.T


def _forward_tries() -> list[tuple]:
    rng = np.random.default_rng(4)
    nets = (((3, 4, 2), 5), ((2, 3, 3, 1), 1), ((3, 3), 3))
    return [(_weights(sizes, 4), rng.normal(size=(sizes[0], m))) for sizes, m in nets]


EXERCISES = [
    Exercise(
        "count_parameters",
        1,
        "The number of parameters of article A's [4, 5, 1] network with one bias per layer, and "
        "with one bias per unit: two numbers.",
        Value(
            (27, 31),
            (
                Slip("no-bias", "Those are the weights alone.", (25, 25)),
                Slip("output-bias", "The output is a unit with a bias as well.", (26, 30)),
                Slip("inputs", "Inputs have no bias: nothing is added to them.", (28, 35)),
                Slip(
                    "order", "One bias per layer is the smaller number, which is first.", (31, 27)
                ),
            ),
            "Count the weights between the layers first, then the biases.",
        ),
        "One bias per unit costs four numbers more.",
    ),
    Exercise(
        "one_layer",
        2,
        "A function of Theta, {1: (s_2, s_1 + 1), 2: (s_3, s_2 + 1)} with biases in column 0, "
        "that returns the one layer, of shape (s_3, s_1 + 1), that both are without a curve.",
        FunctionAnswer(
            _collapse,
            lambda: [(_weights((3, 3, 1), 0),), (_weights((2, 4, 3), 1),)],
            (
                Slip(
                    "second-bias",
                    "The bias of the second layer is missing.",
                    lambda T: _collapse(T, second=False),
                ),
                Slip(
                    "first-bias",
                    "The bias of the first layer goes through the second layer's weights.",
                    lambda T: _collapse(T, first=False),
                ),
                Slip(
                    "no-bias",
                    "Both biases are missing.",
                    lambda T: _collapse(T, first=False, second=False),
                ),
            ),
            "Write z3 with the brackets multiplied out: what stands before x, and what stands "
            "alone?",
        ),
        "Without a curve in between, depth buys nothing.",
    ),
    Exercise(
        "equal_for_ever",
        3,
        "Weights {1: of shape (3, 3), 2: of shape (1, 4)} of a (2, 3, 1) network, not all the "
        "same number, with which the hidden units stay equal however long one trains.",
        Conditions(
            (
                Slip(
                    "one-number",
                    "They would stay equal; but not all of these numbers need be the same.",
                    lambda T: not np.ptp(np.concatenate([t.ravel() for t in _alike(T).values()])),
                ),
                Slip(
                    "columns",
                    "A unit is a row of Θ(1); you made the columns equal.",
                    lambda T: _spread(_alike(T)[1], 0) and not _spread(_alike(T)[1], 1),
                ),
                Slip(
                    "units",
                    "The hidden units differ from the start.",
                    lambda T: _spread(_alike(T)[1], 0),
                ),
                Slip(
                    "outgoing",
                    "They start alike, but the output weighs them differently, so their "
                    "gradients differ.",
                    lambda T: _spread(_alike(T)[2][:, 1:], 1),
                ),
            )
        ),
        "Equal rows and equal weights out are enough; within a row the weights may differ.",
    ),
    Exercise(
        "bias_shape",
        4,
        "The shape, a tuple, of b in W.T @ X + b for five hidden units with a bias each; X holds "
        "one house per column.",
        Value(
            (5, 1),
            (
                Slip("row", "With five houses that would add one bias per house.", (1, 5)),
                Slip("flat", "NumPy takes that for a row: one bias per house.", (5,)),
                Slip("shared", "That is one bias for the layer.", (1, 1)),
                Slip("full", "Then each house would have its own biases.", (5, 5)),
            ),
            "W.T @ X has a row for each unit; along which axis does the bias not change?",
        ),
        "One column, which is repeated for each house.",
    ),
    Exercise(
        "start_slopes",
        5,
        "The mean slope of article A's hidden units on its five houses over seeds 0 to 7, for "
        "weights drawn between 0 and 1, and between −0.5 and 0.5: two numbers.",
        Value(
            lambda: _measured("slopes"),
            (
                Slip("order", "Those are in the other order.", lambda: _measured("slopes")[::-1]),
                Slip("values", "Those are activations, not slopes.", lambda: _measured("values")),
                Slip(
                    "of-activation",
                    "The slope is taken at the activations; it belongs to z.",
                    lambda: _measured("of-activation"),
                ),
                Slip(
                    "output",
                    "Those are the slopes of the output; asked for are the hidden units.",
                    lambda: _measured("output"),
                ),
            ),
            "Draw layer 1 first, then layer 2, both from default_rng(seed); average sigmoid_grad "
            "over units, houses and seeds.",
            within=0.02,
        ),
        "Around zero the units start nearly twice as steep.",
    ),
    Exercise(
        "forward_columns",
        6,
        "A function of Theta, {layer: (s_{l+1}, s_l + 1)} with biases in column 0, and X of "
        "shape (s_1, m), one example per column, that returns the output of a network of sigmoids "
        "of any depth, of shape (s_L, m).",
        FunctionAnswer(
            _forward,
            _forward_tries,
            (
                Slip(
                    "bias-last",
                    "You take the last column of Θ for the bias; it is column 0.",
                    lambda T, X: _forward(T, X, bias=-1),
                ),
                Slip("no-bias", "The biases are missing.", lambda T, X: _forward(T, X, bias=None)),
                Slip(
                    "output-not-bent",
                    "The output is a sigmoid as well.",
                    lambda T, X: _forward(T, X, bend_last=False),
                ),
                Slip(
                    "bias-outside",
                    "The bias is added before the curve, not after it.",
                    lambda T, X: _forward(T, X, bias_outside=True),
                ),
            ),
            "Test it on one unit and one example, by hand.",
        ),
        "It goes through any number of layers, with any number of examples.",
    ),
]
