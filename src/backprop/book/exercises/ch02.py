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

A = sp.Symbol("a")
POINTS = ({"a": 0.1}, {"a": 0.35}, {"a": 0.8})
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
        "The value σ(−z) in terms of a = σ(z): a sympy expression in the symbol a.",
        Formula(
            1 - A,
            (
                Slip("even", "Then the curve would be its own mirror image, as a bell is.", A),
                Slip("odd", "Then the sigmoid would be negative somewhere, and 0 at z = 0.", -A),
                Slip("inverse", "The sigmoid is below 1; that one is above.", 1 / A),
                Slip("slope", "That is the slope.", A * (1 - A)),
            ),
            "Put −z into the second form of the sigmoid.",
            POINTS,
        ),
        "So the slope a(1 − a) is the same at z and at −z.",
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
            "Write σ(2z) in terms of a, and use σ′ = σ(1 − σ) there.",
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
                Slip("value", "There σ is 0.99; it is the slope that counts.", math.log(99)),
                Slip(
                    "negative",
                    "That one is as good, on the other side; asked for is the positive one.",
                    lambda: math.log(199 - math.sqrt(199**2 - 1)),
                ),
                Slip("t", "That is t; z is minus its logarithm.", 199 - math.sqrt(199**2 - 1)),
            ),
            "The peak is a quarter; solve σ(z)(1 − σ(z)) = 1/400.",
            within=1e-3,
        ),
        "Beyond it, a unit learns a hundred times more slowly than it could.",
    ),
    Exercise(
        "second_slope",
        4,
        "The derivative of σ′ with respect to z in terms of a = σ(z): a sympy expression in the "
        "symbol a.",
        Formula(
            A * (1 - A) * (1 - 2 * A),
            (
                Slip(
                    "inner-derivative",
                    "That is the derivative with respect to a; asked for is the one with respect "
                    "to z.",
                    1 - 2 * A,
                ),
                Slip("squared", "That is the slope times itself.", (A * (1 - A)) ** 2),
                Slip(
                    "each-alone",
                    "In a product, differentiate one factor and keep the other.",
                    -((A * (1 - A)) ** 2),
                ),
                Slip(
                    "one-term",
                    "Of the product rule's two terms, one is missing.",
                    A * (1 - A) * (1 - A),
                ),
            ),
            "Differentiate a(1 − a) with the product rule, and put a(1 − a) for a′.",
            POINTS,
        ),
        "It is 0 where a is one half, which is the peak.",
    ),
    Exercise(
        "stable_slope",
        5,
        "A function of an array z that returns σ′(z), right to ten digits for every z from "
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
                    "It returns σ′ of the activation; z is what it is given.",
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
