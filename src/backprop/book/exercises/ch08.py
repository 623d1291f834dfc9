"""Chapter 8, *Accumulate the gradient*."""

from collections.abc import Callable, Iterable

import numpy as np

from backprop.book.exercises.functions import Gradient, call
from backprop.book.exercises.kinds import Conditions, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Refused, Slip, same_shape
from backprop.network import Network

__all__ = ["EXERCISES"]

NET = Network((3, 3, 1))
LOOPED = (NET, Network((3, 4, 3)), Network((2, 3, 4, 1)))


def _delta(factor: float = 1, slope: Callable = lambda a: a * (1 - a)) -> float:
    """Return delta(3) of the example (0, 0, 1) with the chapter's weights."""
    rng = np.random.default_rng(8)
    Theta = {layer: rng.normal(size=shape) for layer, shape in NET.shapes.items()}
    a = float(NET.forward(Theta, [[0, 0, 1]]).a[3][0, 0])
    return factor * (a - 1) * slope(a)


def _layers(answer: object) -> set[int]:
    if not isinstance(answer, Iterable) or isinstance(answer, str):
        kind = type(answer).__name__
        raise Refused("type", f"The answer is a {kind}; expected a set of numbers.")
    if extra := set(answer) - {1, 2}:
        raise Refused("layers", f"There is no D({extra.pop()!r}); expected 1 and 2 at most.")
    return set(answer)


def _by_layer(gradient: Callable) -> None:
    net = LOOPED[1]
    Theta = net.init(np.random.default_rng(0))
    found = call(gradient, (Theta, np.full((4, 3), 0.3), np.full((4, 3), 0.4), 1.0))
    same_shape(found, Theta, "For four examples and three outputs, what it returns")


EXERCISES = [
    Exercise(
        "squared_delta",
        1,
        "δ(3) of the example (0, 0, 1) under half the squared error: a number.",
        Value(
            _delta,
            (
                Slip(
                    "cross-entropy",
                    "That is a − y, which belongs to the cross-entropy.",
                    lambda: _delta(slope=lambda a: 1),
                ),
                Slip(
                    "sign",
                    "δ is the derivative of the cost, and the output is too small.",
                    lambda: _delta(-1),
                ),
                Slip(
                    "two", "That belongs to the squared error without the half.", lambda: _delta(2)
                ),
                Slip(
                    "slope-alone",
                    "That is the slope; by what is it multiplied?",
                    lambda: _delta(slope=lambda a: a * (1 - a) / (a - 1)),
                ),
            ),
            "∂J/∂a, and then through the sigmoid to z.",
            within=2e-3,
        ),
        "Under the squared error there is a g′(z) more.",
    ),
    Exercise(
        "two_copies",
        2,
        "The factors by which Δ/m and (λ/m) Θ change when every example is there twice: two "
        "numbers.",
        Value(
            (1, 0.5),
            (
                Slip("sum", "Δ doubles, but so does m.", (2, 1)),
                Slip("sum-and-half", "Δ doubles, but so does m.", (2, 0.5)),
                Slip("both-the-same", "The pull has no examples in it, only their number.", (1, 1)),
                Slip("pull-doubled", "The pull is divided by the number of examples.", (1, 2)),
                Slip(
                    "mean-halved",
                    "The sum over the examples grows as well as their number.",
                    (0.5, 0.5),
                ),
            ),
            "Write both terms down with 2m examples.",
            within=1e-9,
        ),
        "With the same λ twice as many examples are pulled half as hard.",
    ),
    Exercise(
        "dropped_column",
        3,
        "The numbers of the gradients that are wrong when the last column of Θ(2) is dropped on "
        "the way back in place of the first: a set.",
        Conditions(
            (
                Slip(
                    "none",
                    "The shapes fit, but the numbers are those of other edges.",
                    lambda answer: not _layers(answer),
                ),
                Slip(
                    "output",
                    "D(2) is made of δ(3), which has not gone back yet.",
                    lambda answer: 2 in _layers(answer),
                ),
            )
        ),
        "Each hidden unit gets the message of its neighbour, and D(1) alone is made of those.",
    ),
    Exercise(
        "two_machines",
        4,
        "The weights with which the mean gradients of three and of five examples are averaged: "
        "two numbers.",
        Value(
            (3 / 8, 5 / 8),
            (
                Slip(
                    "plain", "Then an example of the smaller part would count for more.", (0.5, 0.5)
                ),
                Slip("swapped", "The larger part has the larger say.", (5 / 8, 3 / 8)),
                Slip(
                    "counts",
                    "That turns the means into sums; the whole has to become a mean.",
                    (3, 5),
                ),
                Slip("inverse", "The means are divided by three and five already.", (1 / 3, 1 / 5)),
            ),
            "Write the mean over eight examples as two sums.",
            within=1e-3,
        ),
        "Each by its share of the examples.",
    ),
    Exercise(
        "mirrored_output",
        5,
        "The factor by which the gradient of the hidden layer grows when a second output with "
        "the weights of the first turned round is added, and the target 1 − y: a number.",
        Value(
            2,
            (
                Slip("cancel", "Two signs are turned: the error's and the weights'.", 0),
                Slip("same", "The second output sends a message, too.", 1),
                Slip("mean", "The outputs' losses are added, not averaged.", 0.5),
                Slip("squared", "Each output sends one message; they add up.", 4),
            ),
            "What does the second output say, what is its error term, and what does it send back?",
            within=1e-9,
        ),
        "The hidden layer hears the same message a second time.",
    ),
    Exercise(
        "accumulation_loop",
        6,
        "A function of Theta, {layer: (s_{l+1}, s_l + 1)} with biases in column 0, X (m, s_1), "
        "Y (m, s_L) and lam that returns {layer: D}: the gradient of the mean cross-entropy of "
        "a network of sigmoids plus lam/(2m) times the squares of the weights, biases spared.",
        Gradient(LOOPED, lam=1.0, first=_by_layer),
        "It agrees with the engine's, with one output and with several.",
    ),
]
