"""Chapter 5, *Find each weight's share of the error*."""

from collections.abc import Callable

import numpy as np

from backprop.activations import sigmoid
from backprop.book.exercises.functions import Gradient, call
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip, same_shape
from backprop.network import Network

__all__ = ["EXERCISES"]

X, Y = 2.0, 0.9
W_IH, B_IH = 0.5, float(np.log(4) - 1)
W_HO, B_HO = -1.5, float(1.2 - np.log(1.5))
V, TARGET = 1.0, 0.3
BY_HAND = np.array([0.0576, 0.0288, -0.096, -0.12])


def _shares(
    x: float = X,
    bend: Callable = sigmoid,
    slope: Callable = lambda z, h: h * (1 - h),
    out: Callable = sigmoid,
) -> np.ndarray:
    """Return dJ with respect to theta1, b1, theta2, b2 for another input, activation or slope."""
    z = W_IH * x + B_IH
    h = bend(z)
    o = out(W_HO * h + B_HO)
    delta_2 = (o - Y) * (o * (1 - o) if out is sigmoid else 1 - o**2)
    delta_1 = delta_2 * W_HO * slope(z, h)
    return np.array([delta_1 * x, delta_1, delta_2 * h, delta_2])


def _way(w: float, target: float, weighted: bool = True, bias: float = 0.0) -> float:
    """Return the share of theta1 along the path through one output."""
    h = 0.8
    o = sigmoid(w * h + bias)
    return float((o - target) * o * (1 - o) * (w if weighted else 1) * h * (1 - h) * X)


FIRST = _way(W_HO, Y, bias=B_HO)
SECOND = _way(V, TARGET)


def _as_network(shares: Callable, net: Network) -> Callable:
    """Adapt a function of the four parameters to gradient(Theta, X, Y, lam)."""

    def gradient(Theta, X, Y, lam):
        (b_ih, w_ih), (b_ho, w_ho) = Theta[1][0], Theta[2][0]
        found = np.asarray(shares(X[:, 0], Y[:, 0], w_ih, b_ih, w_ho, b_ho), dtype=float)
        return {1: found[[1, 0]][None], 2: found[[3, 2]][None]}

    return gradient


def _four_numbers(shares: Callable) -> None:
    houses, prices = np.array([0.5, -1.0, 2.0]), np.array([0.1, 0.9, 0.4])
    found = call(shares, (houses, prices, 0.5, 0.1, -1.5, 0.2))
    same_shape(found, np.zeros(4), "For three examples, what it returns")


EXERCISES = [
    Exercise(
        "without_half",
        1,
        "The derivatives of J = (y − a3)² with respect to theta1, b1, theta2, b2, for this "
        "chapter's numbers.",
        Value(
            2 * BY_HAND,
            (
                Slip("same", "Those belong to the error with the half.", BY_HAND),
                Slip("halved", "Leaving the half out makes the error larger.", BY_HAND / 2),
                Slip("squared", "Only the first factor of each chain changes.", 4 * BY_HAND),
            ),
            "Only dJ/da3 changes; by what?",
            within=2e-3,
        ),
        "Only dJ/da3 changes, and every chain begins with it.",
    ),
    Exercise(
        "input_zero",
        2,
        "The derivatives with respect to theta1, b1, theta2, b2 when the input is 0: four numbers.",
        Value(
            lambda: _shares(0.0),
            (
                Slip(
                    "old-pass",
                    "With another input a2 and a3 are others, too: go forward again.",
                    BY_HAND * [0, 1, 1, 1],
                ),
                Slip(
                    "both",
                    "The bias of the hidden unit still moves it: its last factor is 1.",
                    lambda: _shares(0.0) * [0, 0, 1, 1],
                ),
                Slip(
                    "bias",
                    "The weight was multiplied by the input, the bias was not.",
                    lambda: _shares(0.0)[[1, 0, 2, 3]],
                ),
                Slip(
                    "hidden-zero",
                    "The hidden unit is not 0 when the input is.",
                    lambda: _shares(0.0) * [0, 1, 0, 1],
                ),
            ),
            "Go forward with x = 0 first, then back.",
            within=2e-3,
        ),
        "Only the weight from the input has a derivative of 0: it was multiplied by nothing.",
    ),
    Exercise(
        "tanh_shares",
        3,
        "The derivatives with respect to theta1, b1, theta2, b2 when the hidden unit is a tanh: "
        "four numbers.",
        Value(
            lambda: _shares(bend=np.tanh, slope=lambda z, h: 1 - h**2),
            (
                Slip(
                    "sigmoids-slope",
                    "The hidden unit is a tanh, and you used the slope of the sigmoid.",
                    lambda: _shares(bend=np.tanh),
                ),
                Slip(
                    "of-activation",
                    "You took tanh of a2 once more; a2 is tanh z2 already.",
                    lambda: _shares(bend=np.tanh, slope=lambda z, h: 1 - np.tanh(h) ** 2),
                ),
                Slip(
                    "old-pass",
                    "You changed the slope, but a2 is still the sigmoid's.",
                    lambda: _shares(slope=lambda z, h: 1 - h**2),
                ),
                Slip(
                    "output-too",
                    "The output is a sigmoid as before.",
                    lambda: _shares(bend=np.tanh, slope=lambda z, h: 1 - h**2, out=np.tanh),
                ),
            ),
            "Go forward with tanh first; on the way back one factor is another.",
            within=2e-3,
        ),
        "One factor changed, and the numbers that went forward.",
    ),
    Exercise(
        "two_ways",
        4,
        "The derivative of the sum of both errors with respect to theta1, when the hidden unit "
        "feeds a second output with v = 1, bias 0 and target 0.3: a number.",
        Value(
            FIRST + SECOND,
            (
                Slip("first-way", "That is the path through the first output alone.", FIRST),
                Slip("second-way", "That is the path through the second output alone.", SECOND),
                Slip("subtracted", "The two contributions are added.", FIRST - SECOND),
                Slip("mean", "The errors are added, not averaged.", (FIRST + SECOND) / 2),
                Slip(
                    "weight-missing",
                    "Going back through an output, its weight is a factor.",
                    _way(W_HO, Y, False, B_HO) + _way(V, TARGET, False),
                ),
            ),
            "Find the error term of each output, bring both back to a2, add, and go on.",
            within=2e-3,
        ),
        "Both contributions are added before the common rest is multiplied.",
    ),
    Exercise(
        "chain_length",
        5,
        "The number of factors in the chain of the first weight, in a network with three layers "
        "of weights, one unit each: a whole number.",
        Value(
            7,
            (
                Slip("one-hidden", "That is the chain of the network with one hidden unit.", 5),
                Slip("weights-only", "Every curve that is passed has its slope, too.", 4),
                Slip(
                    "last-missing",
                    "The last factor is what the weight itself was multiplied by.",
                    6,
                ),
                Slip("extra", "The first weight is not passed: the path ends at it.", 8),
            ),
            "Begin with dJ/da3, then a slope and a weight for each layer passed.",
            within=1e-12,
        ),
        "Each layer adds two factors: a slope and a weight.",
    ),
    Exercise(
        "tiny_gradient",
        6,
        "A function of x, y (arrays of shape (m,)), theta1, b1, theta2, b2 that returns the "
        "derivatives of the mean of (y − a3)²/2 over the examples with respect to the four "
        "parameters, in this order: four numbers.",
        Gradient(
            (Network((1, 1, 1), loss="half_squared_error"),),
            _as_network,
            first=_four_numbers,
        ),
        "It agrees with the gradient of the engine on every batch that was tried.",
    ),
]
