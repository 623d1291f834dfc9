"""Chapter 11, *Check a gradient*."""

import numpy as np

from backprop.book.exercises.functions import FunctionAnswer
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip
from backprop.losses import cross_entropy_of_z

__all__ = ["EXERCISES"]


def _bowl(Theta: dict) -> complex:
    """Return a cost that is quick to compute: cubes and products of all weights."""
    w = np.concatenate([Theta[k].ravel() for k in sorted(Theta)])
    return (w**3).sum() + (w[1:] * w[:-1]).sum()


def _directions() -> list[tuple]:
    rng = np.random.default_rng(11)
    shapes = {1: (2, 3), 2: (1, 3)}
    pairs = [
        [{k: rng.normal(size=shape) for k, shape in shapes.items()} for _ in range(2)]
        for _ in range(3)
    ]
    return [(_bowl, Theta, V) for Theta, V in pairs]


def _moved(Theta: dict, V: dict, by: complex) -> dict:
    return {k: Theta[k] + by * V[k] for k in Theta}


def _along(cost, Theta, V):
    return cost(_moved(Theta, V, 1e-20j)).imag / 1e-20


def _difference(cost, Theta, V):
    return (cost(_moved(Theta, V, 1e-5)) - cost(_moved(Theta, V, -1e-5))) / 2e-5


def _of_activation(z, y):
    a = 1 / (1 + np.exp(-z))
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def _outputs() -> list[tuple]:
    z = np.array([-30.0, -7.0, -0.5, 0.0, 3.0, 20.0, 33.0])
    return [(z, np.zeros(7)), (z, np.ones(7)), (z, np.linspace(0.1, 0.7, 7))]


EXERCISES = [
    Exercise(
        "telling_factor",
        1,
        "How many times too large the gradient is, a number above 1.",
        Value(
            4,
            (
                Slip("two", "A factor of 2 shows as one third.", 2),
                Slip("sign", "A wrong sign shows as 1.", -1),
                Slip("too-small", "That shows the same; asked for is one above 1.", 0.25),
                Slip("the-difference", "That is the difference, not the factor.", 0.6),
            ),
            "Solve (c − 1)/(c + 1) = 0.6.",
        ),
        "It is the number of examples: not divided by m.",
    ),
    Exercise(
        "halved_step",
        2,
        "How many times the error falls when the step is halved, as a whole number.",
        Value(
            16,
            (
                Slip("first-order", "An error of the order of ε would do so.", 2),
                Slip("second-order", "One central difference alone does so; two do better.", 4),
                Slip("third-order", "The errors have even powers of ε only.", 8),
                Slip("inverse", "How many times smaller is asked for, a number above 1.", 1 / 16),
            ),
            "Print the error for a few steps, each half as long as the one before.",
        ),
        "The error is of the order of ε to the fourth.",
    ),
    Exercise(
        "along",
        3,
        "A function of (cost, Theta, V) that returns the derivative of the cost in the direction "
        "V, by one call of cost.",
        FunctionAnswer(
            _along,
            _directions,
            (
                Slip(
                    "difference",
                    "It is right to half of its digits or a little more: a difference of "
                    "costs loses the rest.",
                    _difference,
                ),
                Slip(
                    "not-divided",
                    "The imaginary part has still to be divided by the step.",
                    lambda cost, Theta, V: cost(_moved(Theta, V, 1e-20j)).imag,
                ),
                Slip(
                    "real-part",
                    "The real part is the cost itself; what changes is in the other one.",
                    lambda cost, Theta, V: cost(_moved(Theta, V, 1e-20j)).real,
                ),
                Slip(
                    "long-step",
                    "The step is too long: the truncation error shows.",
                    lambda cost, Theta, V: cost(_moved(Theta, V, 1e-3j)).imag / 1e-3,
                ),
            ),
            "Move all weights by iεV at once, and look at the imaginary part.",
            within=1e-12,
        ),
        "One cost, whatever the number of weights.",
    ),
    Exercise(
        "loss_of_z",
        4,
        "A function of arrays z and y that returns the cross-entropy of a = g(z), right to ten "
        "decimals.",
        FunctionAnswer(
            cross_entropy_of_z,
            _outputs,
            (
                Slip(
                    "of-activation", "For large z it loses digits: 1 − a cancels.", _of_activation
                ),
                Slip(
                    "swapped",
                    "The targets are taken the other way round.",
                    lambda z, y: cross_entropy_of_z(z, 1 - y),
                ),
                Slip(
                    "softplus-only",
                    "That is the loss for y = 0 only; what does the target take off?",
                    lambda z, y: np.logaddexp(0, z),
                ),
                Slip(
                    "squared",
                    "That is half the squared error.",
                    lambda z, y: (1 / (1 + np.exp(-z)) - y) ** 2 / 2,
                ),
            ),
            "Write −log a and −log(1 − a) as log(1 + e^…), each with another sign of z.",
            within=1e-10,
        ),
        "No digit is lost, so the check has them all.",
    ),
    Exercise(
        "sideways_exponent",
        5,
        "The largest k of 100, 300 and 400 for which a complex step of 10 to the −k works.",
        Value(
            300,
            (
                Slip("none-smaller", "Try a smaller one.", 100),
                Slip("vanished", "Print that step: a double cannot hold it.", 400),
                Slip(
                    "as-real", "That is where real differences end; this one subtracts nothing.", 8
                ),
                Slip("negative", "Asked for is k, which is positive.", -300),
            ),
            "Print the step, and the derivative it gives.",
        ),
        "Nothing is subtracted, so nothing is lost on the way there.",
    ),
]
