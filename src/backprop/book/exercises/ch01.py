"""Chapter 1, *See why one line is not enough*."""

import numpy as np

from backprop.activations import sigmoid
from backprop.book.exercises.functions import call
from backprop.book.exercises.kinds import Conditions, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Refused, Slip, numbers, same_shape
from backprop.data import xor
from backprop.network import Network

__all__ = ["EXERCISES"]

CORNERS, CLASSES = 2 * xor()[0] - 1, xor()[1].ravel()
XOR_NET = Network((2, 2, 1))


def _at_corners(feature) -> np.ndarray:
    values = call(feature, (CORNERS[:, 0], CORNERS[:, 1]))
    same_shape(values, CLASSES, "Called with two coordinates of four points, what it returns")
    return numbers(values)


def _linear(feature) -> bool:
    values = _at_corners(feature)
    fitted = np.column_stack([np.ones(4), CORNERS])
    return bool(np.ptp(values) and np.allclose(fitted @ (fitted.T @ values) / 4, values))


def _overlaps(feature) -> bool:
    values = _at_corners(feature)
    one, other = values[CLASSES == 1], values[CLASSES == 0]
    return bool(one.max() >= other.min() and other.max() >= one.min())


def _bump(w) -> np.ndarray:
    w = numbers(w)
    if w.shape:
        raise Refused("shape", f"The answer has shape {w.shape}; expected one number.")
    places = np.array([0.3, 0.5, 0.7])
    bump = sigmoid(w * (places - 0.4)) - sigmoid(w * (places - 0.6))
    return np.abs(bump - [0, 1, 0])


def _outputs(Theta) -> np.ndarray:
    return _read(Theta)[1]


def _read(Theta) -> tuple[dict, np.ndarray]:
    same_shape(Theta, {k: np.zeros(shape) for k, shape in XOR_NET.shapes.items()})
    Theta = {k: numbers(array) for k, array in Theta.items()}
    return Theta, XOR_NET.forward(Theta, xor()[0]).a[3].ravel()


def _says(outputs: np.ndarray, within: float) -> bool:
    return bool(np.all(np.abs(outputs - CLASSES) < within))


def _bias_last(Theta) -> bool:
    Theta, outputs = _read(Theta)
    rolled = XOR_NET.forward({k: np.roll(T, 1, axis=1) for k, T in Theta.items()}, xor()[0])
    return not _says(outputs, 0.5) and _says(rolled.a[3].ravel(), 0.5)


def _one_line(Theta) -> bool:
    """Whether one hidden unit alone decides, or both are the same."""
    Theta, outputs = _read(Theta)
    parallel = np.linalg.matrix_rank(Theta[1]) < 2 or not Theta[2][0, 1:].all()
    return not _says(outputs, 0.5) and bool(parallel)


EXERCISES = [
    Exercise(
        "xor_feature",
        1,
        "A function of the centred coordinates x1 and x2 (arrays of −1 and 1, of shape (4,)) "
        "that returns a feature of shape (4,) which alone separates the classes of exclusive or.",
        Conditions(
            (
                Slip(
                    "square",
                    "At all four corners that feature is the same: a square forgets signs.",
                    lambda f: not np.ptp(_at_corners(f)),
                ),
                Slip(
                    "linear",
                    "That is linear in the coordinates, so a threshold on it is a line again.",
                    _linear,
                ),
                Slip(
                    "overlap",
                    "Sorted by that feature the classes overlap: no threshold parts them.",
                    _overlaps,
                ),
            )
        ),
        "One threshold on it separates the classes.",
    ),
    Exercise(
        "moved_circle",
        2,
        "The five coefficients of 1, x1, x2, x1², x2² whose zeros are the circle of radius 0.5 "
        "about (1, 2); any multiple of them will do.",
        Value(
            (4.75, -2, -4, 1, 1),
            (
                Slip(
                    "not-moved",
                    "That circle lies about the origin: where are the linear terms?",
                    (-0.25, 0, 0, 1, 1),
                ),
                Slip(
                    "other-way",
                    "That circle lies about (−1, −2): mind the sign in (x − c)².",
                    (4.75, 2, 4, 1, 1),
                ),
                Slip(
                    "radius-not-squared",
                    "That circle has the radius √0.5: ρ enters as its square.",
                    (4.5, -2, -4, 1, 1),
                ),
                Slip(
                    "twice-missing",
                    "In (x − c)² the middle term has a factor 2.",
                    (4.75, -1, -2, 1, 1),
                ),
                Slip(
                    "constants-missing",
                    "The squares of the centre's coordinates are missing in the constant.",
                    (-0.25, -2, -4, 1, 1),
                ),
            ),
            "Multiply (x1 − 1)² + (x2 − 2)² − ρ² out, and mind the order: 1, x1, x2, x1², x2².",
            scaled=True,
        ),
        "The linear terms move the centre.",
    ),
    Exercise(
        "bump_steepness",
        3,
        "The smallest whole number w for which the bump is within 0.01 at 0.3, 0.5 and 0.7.",
        Conditions(
            (
                Slip(
                    "edges",
                    "At 0.3 and 0.7 the bump still misses by more than 0.01.",
                    lambda w: _bump(w)[[0, 2]].max() >= 0.01,
                ),
                Slip(
                    "middle",
                    "At the edges that will do; in the middle the errors of both curves add up.",
                    lambda w: _bump(w)[1] >= 0.01,
                ),
                Slip("whole", "Expected a whole number.", lambda w: float(w) % 1 != 0),
                Slip(
                    "steeper",
                    "That is steep enough, and a smaller number would be.",
                    lambda w: _bump(float(w) - 1).max() < 0.01,
                ),
            )
        ),
        "In the middle two errors of half the size add up.",
    ),
    Exercise(
        "as_many_parameters",
        4,
        "The number k for which a (784, k, 1) network has, as nearly as can be, as many "
        "parameters as there are products of 784 features up to degree 2, the constant included.",
        Value(
            392,
            (
                Slip("squares-only", "Mixed products x_i x_j are features as well.", 2),
                Slip("squares-missing", "The squares of the 784 features are missing.", 391),
                Slip("twice", "You count x_i x_j and x_j x_i as two.", 783),
                Slip(
                    "no-bias",
                    "Each hidden unit has a bias, too.",
                    393,
                ),
            ),
            "A hidden unit costs its 784 weights, its bias, and its weight in the output.",
            within=1e-9,
        ),
        "The price of the fixed products pays for nearly four hundred features that are found.",
    ),
    Exercise(
        "xor_weights",
        5,
        "Weights {1: of shape (2, 3), 2: of shape (1, 3)}, biases in column 0, with which a "
        "(2, 2, 1) network of sigmoids is within 0.1 of exclusive or at the four corners "
        "(0, 0), (0, 1), (1, 0), (1, 1).",
        Conditions(
            (
                Slip(
                    "bias-last",
                    "With the last column as the bias it would be right; the bias is column 0.",
                    _bias_last,
                ),
                Slip(
                    "negated",
                    "The output is 1 where it should be 0, and the other way round.",
                    lambda Theta: _says(1 - _outputs(Theta), 0.5),
                ),
                Slip(
                    "one-line",
                    "Only one line is at work: the hidden units are alike, or one is not used.",
                    _one_line,
                ),
                Slip(
                    "corner",
                    "At one corner at least the output lies on the wrong side of 0.5: let each "
                    "hidden unit cut off one corner.",
                    lambda Theta: not _says(_outputs(Theta), 0.5),
                ),
                Slip(
                    "soft",
                    "Every corner is on its side, but not within 0.1: multiply all weights "
                    "by a number.",
                    lambda Theta: not _says(_outputs(Theta), 0.1),
                ),
            )
        ),
        "Two lines, and a unit that wants to be between them.",
    ),
]
