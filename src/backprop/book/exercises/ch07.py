"""Chapter 7, *Go to any depth*."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_grad
from backprop.book.exercises.functions import FunctionAnswer, Gradient, call
from backprop.book.exercises.kinds import Conditions, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Refused, Slip, same_shape
from backprop.network import Network

__all__ = ["EXERCISES"]

DEEP = tuple(Network(sizes, hidden="tanh") for sizes in ((3, 4, 2), (2, 3, 3, 1), (3, 4, 5, 3, 2)))


def _row(
    weights: tuple[float, ...],
    biases: tuple[float, ...],
    *,
    slope: Callable = lambda z, h: sigmoid_grad(z),
    factor: float = 2,
    through: int = 0,
) -> list[float]:
    """Return dL/dB_k of a row of units, k = n, ..., 1, for X = 1, T = 0 and L = (Y - T)^2.

    Of the slopes, those of the last `through` layers that are passed are left out.
    """
    h, z = [1.0], []
    for weight, bias in zip(weights, biases, strict=True):
        z.append(h[-1] * weight + bias)
        h.append(float(sigmoid(z[-1])))
    n = len(weights)
    term, found = factor * h[n] * float(slope(z[n - 1], h[n])), []
    for k in range(n, 0, -1):
        if k < n:
            term *= weights[k] * (float(slope(z[k - 1], h[k])) if k > through else 1)
        found.append(term)
    return found


FOUR = ((2.0, -1.0, 1.5, -2.0), (0.0, 0.5, -0.5, 0.0))
THREE = ((2.0, -1.0, 1.5), (0.0, 0.5, -0.5))


def _layers(answer: object) -> set[int]:
    if not isinstance(answer, Iterable) or isinstance(answer, str):
        kind = type(answer).__name__
        raise Refused("type", f"The answer is a {kind}; expected a set of numbers.")
    if extra := set(answer) - {1, 2, 3, 4, 5}:
        raise Refused("layers", f"There is no D({extra.pop()!r}); expected numbers from 1 to 5.")
    return set(answer)


def _squares() -> list[tuple[NDArray, ...]]:
    rng = np.random.default_rng(7)
    return [tuple(rng.normal(size=(3, 3)) for _ in range(3)) for _ in range(2)]


def _without_lam(gradient: Callable, net: Network) -> Callable:
    return lambda Theta, X, Y, lam: gradient(Theta, X, Y)


def _by_layer(gradient: Callable) -> None:
    net = DEEP[-1]
    Theta = net.init(np.random.default_rng(0))
    found = call(gradient, (Theta, np.full((4, 3), 0.3), np.full((4, 2), 0.4)))
    same_shape(found, Theta, "For four examples and four layers of weights, what it returns")


EXERCISES = [
    Exercise(
        "fourth_weight",
        1,
        "The derivative of the cost with respect to θ(1) in the row of four weights: a number.",
        Value(
            lambda: _row(*FOUR)[3],
            (
                Slip(
                    "half",
                    "The 2 of the squared loss is missing.",
                    lambda: _row(*FOUR, factor=1)[3],
                ),
                Slip("three", "That belongs to the row of three.", lambda: _row(*THREE)[2]),
                Slip(
                    "too-early",
                    "That is the error term of layer 2: go one layer further.",
                    lambda: _row(*FOUR)[2],
                ),
                Slip(
                    "last-slope",
                    "The slope of the first unit is missing.",
                    lambda: _row(*FOUR, through=1)[3],
                ),
                Slip(
                    "own-weight",
                    "That is twice as much: the way ends before θ(1), which is 2.",
                    lambda: _row(*FOUR)[3] * FOUR[0][0],
                ),
                Slip(
                    "of-activation",
                    "You took the slopes at the activations; they belong to z.",
                    lambda: _row(*FOUR, slope=lambda z, h: sigmoid_grad(h))[3],
                ),
            ),
            "Start with 2 (a − y) g′(z) at layer 5; each step back is a weight and a slope.",
            within=2e-3,
        ),
        "Four slopes, three weights, and the 2 of the loss.",
    ),
    Exercise(
        "wrong_layers",
        2,
        "The numbers of the gradients D(1), ..., D(5) that are wrong when g′ is forgotten in "
        "δ(4) alone: a set.",
        Conditions(
            (
                Slip(
                    "own",
                    "D(4) is made of δ(5) and a(4): there is no δ(4) in it.",
                    lambda answer: 4 in _layers(answer),
                ),
                Slip(
                    "after",
                    "δ(5) is computed before δ(4), and does not use it.",
                    lambda answer: 5 in _layers(answer),
                ),
                Slip(
                    "none",
                    "δ(4) ends up in some gradient: in which?",
                    lambda answer: not _layers(answer),
                ),
                Slip(
                    "first-only",
                    "Which gradient is made of δ(4) itself?",
                    lambda answer: 3 not in _layers(answer),
                ),
                Slip(
                    "descendants",
                    "The error terms further back descend from δ(4).",
                    lambda answer: len(_layers(answer)) < 3,
                ),
            )
        ),
        "The wrong layer nearest to the output is where the mistake sits.",
    ),
    Exercise(
        "linear_message",
        3,
        "A function of W_1, W_2, W_3 (one example per row: z(2) = X W_1) that returns the matrix M "
        "with δ(2) = δ(4) M when every activation is the identity.",
        FunctionAnswer(
            lambda W_1, W_2, W_3: W_3.T @ W_2.T,
            _squares,
            (
                Slip(
                    "not-transposed",
                    "Going back, the weights are transposed.",
                    lambda W_1, W_2, W_3: W_3 @ W_2,
                ),
                Slip("order", "δ(4) meets W_3 first.", lambda W_1, W_2, W_3: W_2.T @ W_3.T),
                Slip("forward", "That sends numbers forward.", lambda W_1, W_2, W_3: W_2 @ W_3),
                Slip(
                    "first-too",
                    "W_1 leads into z(2): going back to z(2) one does not pass it.",
                    lambda W_1, W_2, W_3: W_3.T @ W_2.T @ W_1.T,
                ),
                Slip(
                    "last-missing",
                    "From z(4) to z(3) it is W_3 that is passed.",
                    lambda W_1, W_2, W_3: W_2.T,
                ),
            ),
            "Write δ_2 in terms of δ_3, then δ_1 in terms of δ_2.",
        ),
        "It is the same for every example: nothing bends it.",
    ),
    Exercise(
        "vanishing_depth",
        4,
        "The smallest number of layers after which a factor of 0.23 a layer leaves less than a "
        "millionth: a whole number.",
        Value(
            10,
            (
                Slip("rounded", "After so many there is still a little more than a millionth.", 9),
                Slip("tenths", "That would be a factor of a tenth per layer.", 6),
                Slip(
                    "divided",
                    "The layers' factors are multiplied; their logarithms add up.",
                    4_347_827,
                ),
                Slip("natural", "Both logarithms have to be of the same kind.", 4.0825),
                Slip("fraction", "Expected a whole number.", float(np.log(1e-6) / np.log(0.23))),
            ),
            "0.23 to the power of n is to be less than 1e-6.",
            within=1e-3,
        ),
        "A network need not be very deep to forget where its error came from.",
    ),
    Exercise(
        "backward_any_depth",
        5,
        "A function of Theta, {layer: (s_{l+1}, s_l + 1)} with biases in column 0, X (m, s_1) "
        "and Y (m, s_L) that returns {layer: D}: the gradient of the mean cross-entropy of a "
        "network of any depth with tanh in the hidden layers and a sigmoid output.",
        Gradient(DEEP, _without_lam, first=_by_layer),
        "At every depth that was tried it agrees with the engine's.",
    ),
]
