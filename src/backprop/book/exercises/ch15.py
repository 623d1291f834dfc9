"""Chapter 15, *Choose one class out of several*."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.book.exercises.functions import FunctionAnswer, Gradient
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip
from backprop.network import Network

__all__ = ["EXERCISES"]

P, Y = np.array([3, 2, 1]) / 6, np.array([0, 0, 1])
COLD, HEATED = (np.exp(z) / np.exp(z).sum() for z in (np.r_[2.0, 1, 0], np.r_[1.0, 0.5, 0]))
ENDS = {"output": "softmax", "loss": "categorical_cross_entropy"}


def _price(Z: NDArray, Y: NDArray, over: Callable = len, axis: int | None = 1) -> float:
    """Return the cost from the scores; the largest is taken off along `axis`."""
    low = Z - Z.max(axis=axis, keepdims=True)
    log_p = low - np.log(np.exp(low).sum(axis=1, keepdims=True))
    return -np.sum(Y * log_p) / over(Z)


def _one(Z: NDArray) -> int:
    return 1


def _tries() -> list[tuple]:
    Z = np.array([[2.0, 1.0, 0.0], [0.5, -1.0, 2.0], [0.0, 0.3, -0.2], [1.5, 0.0, 0.0]])
    high = np.array([[1002.0, 1001.0, 1000.0], [-999.5, -1001.0, -998.0]])
    classes = np.eye(3)[[1, 2, 0, 2]]
    return [
        (Z, classes),
        (Z[:, :2], np.eye(2)[[0, 1, 1, 0]]),
        (high, np.eye(3)[[0, 1]]),
    ]


EXERCISES = [
    Exercise(
        "error_of_scores",
        1,
        "The error terms of the scores log 3, log 2 and 0 when the third class is the right one: "
        "three numbers.",
        Value(
            P - Y,
            (
                Slip("shares", "Those are the shares; take the target off.", P),
                Slip("sign", "The error is p − y, not y − p.", Y - P),
                Slip(
                    "slope",
                    "Here p − y has been multiplied by p(1 − p); the Jacobian is in it already.",
                    (P - Y) * P * (1 - P),
                ),
                Slip("diagonal", "The paths through the other shares are missing.", -Y * (1 - P)),
            ),
            "Raise e to each score: that takes the logarithms away.",
            within=2e-3,
        ),
        "They add up to zero, as the shares and the targets both add up to 1.",
    ),
    Exercise(
        "first_cost",
        2,
        "The cost of an example of which a network of ten classes says the same of each: a number.",
        Value(
            np.log(10),
            (
                Slip("two-classes", "That is log 2, of two classes.", np.log(2)),
                Slip(
                    "sigmoids",
                    "That is what ten sigmoids cost, each of which says one half.",
                    10 * np.log(2),
                ),
                Slip("share", "That is the share; the cost is minus its logarithm.", 0.1),
                Slip("sign", "The logarithm of a share is negative; minus it.", -np.log(10)),
                Slip("base", "The logarithm is the natural one.", 1),
            ),
            "What share does the right class get?",
            within=2e-3,
        ),
        "A first cost that is far from log K is a sign that something is wrong before training.",
    ),
    Exercise(
        "heated_error",
        3,
        "The error term of the first of the scores 2, 1 and 0 at temperature 2, when the second "
        "class is the right one: a number.",
        Value(
            HEATED[0] / 2,
            (
                Slip("share", "That is the share; the way back divides by T, too.", HEATED[0]),
                Slip("cold", "That is the error term at temperature 1.", COLD[0]),
                Slip(
                    "cold-divided",
                    "The shares, too, are those of the divided scores.",
                    COLD[0] / 2,
                ),
                Slip(
                    "multiplied", "Divided by T forward, it is so on the way back.", HEATED[0] * 2
                ),
            ),
            "Divide the scores by 2, take the shares, then go back through the division.",
            within=2e-3,
        ),
        "The derivative of z/T with respect to z is 1/T.",
    ),
    Exercise(
        "price_of_scores",
        4,
        "A function of Z and Y, (m, K) each, that returns the mean categorical cross-entropy of "
        "the softmax of Z, scores of 1,000 included: a number.",
        FunctionAnswer(
            _price,
            _tries,
            (
                Slip("sum", "It is the sum over the examples.", lambda Z, Y: _price(Z, Y, _one)),
                Slip(
                    "mean-over-classes",
                    "A mean over all entries divides by the number of classes, too.",
                    lambda Z, Y: _price(Z, Y, np.size),
                ),
                Slip("sign", "The sign is wrong.", lambda Z, Y: -_price(Z, Y)),
            ),
            "Compare it with −log 0.245 for the scores 2, 1 and 0, of which the second is right.",
        ),
        "No share is computed that could round to 0.",
    ),
    Exercise(
        "softmax_backward",
        5,
        "A function of Theta, {layer: (s_{l+1}, s_l + 1)} with biases in column 0, X (m, s_1) and "
        "Y (m, K) that returns {layer: D}: the gradient of the mean categorical cross-entropy of "
        "a network of sigmoids that ends in a softmax.",
        Gradient(
            (Network((3, 3, 3), **ENDS), Network((2, 4, 3, 5), **ENDS)),
            adapt=lambda function, net: lambda Theta, X, Y, lam=0.0: function(Theta, X, Y),
        ),
        "It agrees with the engine's, with two layers of weights and with three.",
    ),
]
