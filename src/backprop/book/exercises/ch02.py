"""Chapter 2, *Differentiate the sigmoid*."""

import math

import numpy as np
import sympy as sp

from backprop.activations import sigmoid, sigmoid_grad
from backprop.book.exercises.functions import FunctionAnswer, call
from backprop.book.exercises.kinds import Conditions, Formula, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip, same_shape

__all__ = ["EXERCISES"]

G = sp.Symbol("g")
POINTS = ({"g": 0.1}, {"g": 0.35}, {"g": 0.8})
FAR = np.array([-1000.0, -40.0, -3.0, 0.0, 0.5, 3.0, 40.0, 700.0])


def _slopes(function) -> np.ndarray:
    slopes = call(function, (FAR,))
    same_shape(np.nan_to_num(np.asarray(slopes, dtype=float)), FAR, "What it returns")
    return np.asarray(slopes, dtype=float)


def _close(given: np.ndarray, wanted: np.ndarray) -> bool:
    return bool(np.allclose(given, wanted, rtol=1e-9, atol=0))


EXERCISES = [
    Exercise(
        "mirrored",
        1,
        "The value g(−z) in terms of g = g(z): a sympy expression in the symbol g.",
        Formula(
            1 - G,
            (
                Slip("even", "Then the curve would be its own mirror image, as a bell is.", G),
                Slip("odd", "Then g would be negative somewhere, and 0 at z = 0.", -G),
                Slip("inverse", "Values of g are below 1; that one is above.", 1 / G),
                Slip("slope", "That is the slope.", G * (1 - G)),
            ),
            "Put −z into the second form of the sigmoid.",
            POINTS,
        ),
        "So the slope g(1 − g) is the same at z and at −z.",
    ),
    Exercise(
        "tanh_slope",
        2,
        "A function of the activation a = tanh z, an array, that returns the slope of tanh at z.",
        FunctionAnswer(
            lambda a: 1 - a**2,
            lambda: [(np.array([-0.9, -0.2, 0.0, 0.5, 0.99]),)],
            (
                Slip("sigmoids", "That is the sigmoid's; tanh has another.", lambda a: a * (1 - a)),
                Slip(
                    "of-activation",
                    "It takes tanh of what is tanh z already.",
                    lambda a: 1 - np.tanh(a) ** 2,
                ),
                Slip("square-missing", "The slope is the same at z and −z.", lambda a: 1 - a),
                Slip(
                    "square-of-all",
                    "The slope of tanh is 1 at 0, and nearly 0 at both ends.",
                    lambda a: (1 - a) ** 2,
                ),
                Slip(
                    "inner",
                    "With z for 2z inside, the inner derivative and the factor in front change.",
                    lambda a: (1 - a**2) / 2,
                ),
            ),
            "Write g(2z) in terms of a, and use g′ = g(1 − g) there.",
        ),
        "At 0 it is four times as steep as the sigmoid.",
    ),
    Exercise(
        "fading_edge",
        3,
        "The positive z at which the slope of the sigmoid is one percent of its peak, to three "
        "digits.",
        Value(
            lambda: -math.log(199 - math.sqrt(199**2 - 1)),
            (
                Slip(
                    "of-one",
                    "There the slope is 0.01; one percent of the peak is less.",
                    lambda: -math.log(49 - math.sqrt(49**2 - 1)),
                ),
                Slip("value", "There g is 0.99; it is the slope that counts.", math.log(99)),
                Slip(
                    "negative",
                    "That one is as good, on the other side; asked for is the positive one.",
                    lambda: math.log(199 - math.sqrt(199**2 - 1)),
                ),
                Slip("t", "That is t; z is minus its logarithm.", 199 - math.sqrt(199**2 - 1)),
            ),
            "The peak is a quarter; solve g(z)(1 − g(z)) = 1/400.",
            within=1e-3,
        ),
        "Beyond it, a unit learns a hundred times more slowly than it could.",
    ),
    Exercise(
        "second_slope",
        4,
        "The derivative of g′ by z in terms of g = g(z): a sympy expression in the symbol g.",
        Formula(
            G * (1 - G) * (1 - 2 * G),
            (
                Slip(
                    "inner-derivative",
                    "That is the derivative by g; asked for is the one by z.",
                    1 - 2 * G,
                ),
                Slip("squared", "That is the slope times itself.", (G * (1 - G)) ** 2),
                Slip(
                    "each-alone",
                    "In a product, differentiate one factor and keep the other.",
                    -((G * (1 - G)) ** 2),
                ),
                Slip(
                    "one-term",
                    "Of the product rule's two terms, one is missing.",
                    G * (1 - G) * (1 - G),
                ),
            ),
            "Differentiate g(1 − g) by z with the product rule, and put g(1 − g) for g′.",
            POINTS,
        ),
        "It is 0 where g is one half, which is the peak.",
    ),
    Exercise(
        "stable_slope",
        5,
        "A function of an array z that returns g′(z), right to ten digits for every z from "
        "−1000 to 700.",
        Conditions(
            (
                Slip(
                    "overflow",
                    "At one end it returns nan or inf: take exponentials of numbers that are "
                    "not positive.",
                    lambda f: not np.isfinite(_slopes(f)).all(),
                ),
                Slip(
                    "rounded",
                    "At z = 40 it returns 0: there a is rounded to 1, and 1 − a is lost.",
                    lambda f: _close(_slopes(f), sigmoid(FAR) * (1 - sigmoid(FAR))),
                ),
                Slip(
                    "of-activation",
                    "It returns g′ of the activation; z is what it is given.",
                    lambda f: _close(_slopes(f), sigmoid_grad(sigmoid(FAR))),
                ),
                Slip(
                    "one-side",
                    "For positive z it is right, for negative z it is not.",
                    lambda f: (
                        _close(_slopes(f)[3:], sigmoid_grad(FAR[3:]))
                        and not _close(_slopes(f), sigmoid_grad(FAR))
                    ),
                ),
                Slip(
                    "digits",
                    "Not all of its values are right to ten digits.",
                    lambda f: not _close(_slopes(f), sigmoid_grad(FAR)),
                ),
            )
        ),
        "Nothing overflows, and nothing is subtracted.",
    ),
]
