"""Chapter 13, *Debug your own code*."""

import numpy as np
from numpy.typing import NDArray

from backprop.book.exercises.functions import FunctionAnswer
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip

__all__ = ["EXERCISES"]


def _tanh_back(d: NDArray, A: NDArray) -> NDArray:
    return d * (1 - A**2)


def _tries() -> list[tuple]:
    rng = np.random.default_rng(13)
    shapes = ((2, 3), (5, 4))
    return [(rng.normal(size=shape), np.tanh(rng.normal(size=shape))) for shape in shapes]


EXERCISES = [
    Exercise(
        "first_wrong_layer",
        1,
        "Of five layers W5, b5, W4 and b4 are right, all others wrong: the number of the layer "
        "whose error term is the first to be wrong on the way back.",
        Value(
            3,
            (
                Slip("last-right", "W4 and b4 are right, so the error term of layer 4 is.", 4),
                Slip("from-the-input", "The way back begins at the output, with layer 5.", 1),
                Slip(
                    "too-late",
                    "There is a wrong array nearer the output than those of layer 2.",
                    2,
                ),
            ),
            "Find the wrong array nearest the output.",
        ),
        "W3 and b3 share it, and what comes before layer 3 is wrong because of it.",
    ),
    Exercise(
        "factor_to_correct",
        2,
        "The gradient is 0.1429 times the right one with 7 examples and 0.0909 times with 11: "
        "the number to multiply it by with 20 examples.",
        Value(
            20,
            (
                Slip("inverse", "That is what is wrong with it; you want to undo it.", 1 / 20),
                Slip("of-seven", "That corrects it for 7 examples; now there are 20.", 7),
                Slip("of-eleven", "That corrects it for 11 examples; now there are 20.", 11),
            ),
            "What are 0.1429 and 0.0909, as fractions?",
        ),
        "It is divided by m twice.",
    ),
    Exercise(
        "tanh_back",
        3,
        "A function of the message d and of the output A of a tanh layer: the message to what "
        "went into the layer.",
        FunctionAnswer(
            _tanh_back,
            _tries,
            (
                Slip(
                    "slope-only",
                    "That is the slope; the message has to be multiplied by it.",
                    lambda d, A: 1 - A**2,
                ),
                Slip(
                    "tanh-twice",
                    "A is the output: the tanh has been taken already.",
                    lambda d, A: d * (1 - np.tanh(A) ** 2),
                ),
                Slip(
                    "sigmoid",
                    "That is the slope of a sigmoid.",
                    lambda d, A: d * A * (1 - A),
                ),
                Slip(
                    "not-squared",
                    "It is one minus the square of the output.",
                    lambda d, A: d * (1 - A),
                ),
                Slip(
                    "of-message",
                    "The slope is that of the layer, so it depends on A, not on the message.",
                    lambda d, A: d * (1 - d**2),
                ),
            ),
            "One minus the square of the output, times the message.",
        ),
        "Nothing has to be computed again.",
    ),
    Exercise(
        "rate_of_the_step",
        4,
        "The learning rate of an update from 0.80 to 0.74, where the gradient is 0.3.",
        Value(
            0.2,
            (
                Slip("move", "That is the move itself; divide it by the gradient.", 0.06),
                Slip("uphill", "A step goes against the gradient: before minus after.", -0.2),
                Slip("inverse", "The other way round: the move, divided by the gradient.", 5),
                Slip("product", "The move is the rate times the gradient; divide.", 0.018),
            ),
            "Before minus after is the learning rate times the gradient.",
        ),
        "Known, it turns every update into a gradient that can be checked.",
    ),
]
