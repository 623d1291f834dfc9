"""Chapter 6, *Write it with matrices*."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.activations import sigmoid, sigmoid_grad
from backprop.book.exercises.functions import FunctionAnswer, Gradient, call
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip, same_shape
from backprop.data import houses
from backprop.network import Network

__all__ = ["EXERCISES"]

PARTS = ("W_ih", "b_ih", "W_ho", "b_ho")


def _normal(*shapes: tuple[int, ...]) -> tuple[NDArray, ...]:
    rng = np.random.default_rng(sum(sum(shape) for shape in shapes))
    return tuple(rng.normal(size=shape) for shape in shapes)


def _step(
    W_ih: NDArray,
    b_ih: float,
    W_ho: NDArray,
    b_ho: float,
    X: NDArray,
    Y: NDArray,
    alpha: float,
    *,
    updated: bool = False,
    units: bool = True,
    slopes: bool = True,
    sign: int = -1,
) -> dict:
    """Take one step of article A's network; the keywords make the mistakes."""
    h = sigmoid(W_ih.T @ X + b_ih)
    O = sigmoid(W_ho.T @ h + b_ho)  # noqa: E741  the article's letter
    delta_2 = (O - Y) * O * (1 - O)
    new = W_ho + sign * alpha * h @ delta_2.T
    delta_1 = (new if updated else W_ho) @ delta_2 * (h * (1 - h) if slopes else 1)
    return {
        "W_ih": W_ih + sign * alpha * X @ delta_1.T,
        "b_ih": b_ih + sign * alpha * (delta_1.sum() if units else delta_1.sum(axis=1).mean()),
        "W_ho": new,
        "b_ho": b_ho + sign * alpha * delta_2.sum(),
    }


def _step_tries() -> list[tuple]:
    tries = []
    for s, hidden, m in ((4, 5, 5), (3, 2, 7)):
        W_ih, W_ho, X = _normal((s, hidden), (hidden, 1), (s, m))
        tries.append((W_ih, 0.3, W_ho, -0.2, X, np.linspace(0.1, 0.9, m)[None], 0.5))
    return tries


def _scaled(axis: int = 0, ddof: int = 0, centre: bool = True, by: Callable = np.std) -> NDArray:
    X = houses()[0]
    spread = by(X, axis=axis, keepdims=True, **({"ddof": ddof} if by is np.std else {}))
    moved = X - X.mean(axis=axis, keepdims=True) * centre
    return moved / np.where(spread > 0, spread, 1)


def _in_columns(gradient: Callable, net: Network) -> Callable:
    """Adapt article A's columns, weights and biases to gradient(Theta, X, Y, lam)."""

    def adapted(Theta, X, Y, lam):
        W = {k: T[:, 1:].T.copy() for k, T in Theta.items()}
        b = {k: T[:, :1].copy() for k, T in Theta.items()}
        found = gradient(X.T, Y.T, W[1], b[1], W[2], b[2])
        return {
            1: np.column_stack([np.ravel(found["b_ih"]), np.transpose(found["W_ih"])]),
            2: np.column_stack([np.ravel(found["b_ho"]), np.transpose(found["W_ho"])]),
        }

    return adapted


def _parts(gradient: Callable) -> None:
    W_ih, b_ih, W_ho, b_ho, X = _normal((4, 5), (5, 1), (5, 2), (2, 1), (4, 3))
    found = call(gradient, (X, np.full((2, 3), 0.4), W_ih, b_ih, W_ho, b_ho))
    wanted = dict(zip(PARTS, (W_ih, b_ih, W_ho, b_ho), strict=True))
    same_shape(found, wanted, "With three houses and two outputs, what it returns")


EXERCISES = [
    Exercise(
        "rows_weight_gradient",
        1,
        "A function of H, of shape (houses, units), and delta, of shape (houses, outputs), that "
        "returns the gradient of the weights between them, of shape (units, outputs).",
        FunctionAnswer(
            lambda H, delta: H.T @ delta,
            lambda: [_normal((5, 4), (5, 1)), _normal((3, 2), (3, 2))],
            (
                Slip(
                    "mean",
                    "E is a sum over houses here; you took the mean.",
                    lambda H, delta: H.T @ delta / len(H),
                ),
                Slip(
                    "last-house",
                    "Each house has a share; you kept the last one's.",
                    lambda H, delta: np.outer(H[-1], delta[-1]),
                ),
                Slip(
                    "sums",
                    "Sum the products over the houses, not each factor.",
                    lambda H, delta: np.outer(H.sum(axis=0), delta.sum(axis=0)),
                ),
            ),
            "The axis that is summed over stands inside the product: here the houses.",
        ),
        "Now the activations are transposed: the houses have to stand inside.",
    ),
    Exercise(
        "hidden_error_term",
        2,
        "A function of W_ho (units, outputs), delta_2 (outputs, houses) and h_1 (units, houses) "
        "that returns delta_1 of a hidden layer of sigmoids, of shape (units, houses).",
        FunctionAnswer(
            lambda W_ho, delta_2, h_1: W_ho @ delta_2 * h_1 * (1 - h_1),
            lambda: [
                (*_normal((5, 1), (1, 5)), np.linspace(0.1, 0.9, 25).reshape(5, 5)),
                (*_normal((4, 2), (2, 3)), np.linspace(0.1, 0.9, 12).reshape(4, 3)),
            ],
            (
                Slip(
                    "no-slope",
                    "The slope of the hidden units is missing.",
                    lambda W_ho, delta_2, h_1: W_ho @ delta_2,
                ),
                Slip(
                    "of-activation",
                    "h_1 is an activation already: its slope is not g′(h_1).",
                    lambda W_ho, delta_2, h_1: W_ho @ delta_2 * sigmoid_grad(h_1),
                ),
                Slip(
                    "tanh",
                    "That is the slope of a tanh.",
                    lambda W_ho, delta_2, h_1: W_ho @ delta_2 * (1 - h_1**2),
                ),
                Slip(
                    "one-factor",
                    "Of the slope, one factor is missing.",
                    lambda W_ho, delta_2, h_1: W_ho @ delta_2 * (1 - h_1),
                ),
                Slip(
                    "one-factor",
                    "Of the slope, one factor is missing.",
                    lambda W_ho, delta_2, h_1: W_ho @ delta_2 * h_1,
                ),
            ),
            "First the matrix product with the weights, then the slopes, elementwise.",
        ),
        "The matrix product adds over the outputs; the elementwise one does not.",
    ),
    Exercise(
        "one_step",
        3,
        "A function of W_ih, b_ih, W_ho, b_ho, X, Y, alpha, one house per column and one bias per "
        "layer, that returns the four after one step, all changed from the same gradient: "
        '{"W_ih": …, "b_ih": …, "W_ho": …, "b_ho": …}.',
        FunctionAnswer(
            _step,
            _step_tries,
            (
                Slip(
                    "updated-weights",
                    "You went back through W_ho after it was changed.",
                    lambda *given: _step(*given, updated=True),
                ),
                Slip("uphill", "You went uphill.", lambda *given: _step(*given, sign=1)),
                Slip(
                    "one-unit",
                    "The shared bias adds over the units, and is not averaged.",
                    lambda *given: _step(*given, units=False),
                ),
                Slip(
                    "no-slope",
                    "The slope of the hidden units is missing.",
                    lambda *given: _step(*given, slopes=False),
                ),
            ),
            "Compute all four gradients first; E is half the squared error, summed over houses.",
        ),
        "Nothing is changed before everything is known.",
    ),
    Exercise(
        "scaled_features",
        4,
        "The features of the five houses, of shape (5, 4), each scaled to mean 0 and standard "
        "deviation 1; the last one, which is constant, stays.",
        Value(
            _scaled,
            (
                Slip(
                    "by-house",
                    "You scaled each house; a feature is a column here.",
                    lambda: _scaled(axis=1),
                ),
                Slip(
                    "less-one",
                    "You divided by m − 1 under the root; np.std divides by m.",
                    lambda: _scaled(ddof=1),
                ),
                Slip(
                    "not-centred",
                    "The mean of each feature has to become 0.",
                    lambda: _scaled(centre=False),
                ),
                Slip(
                    "range",
                    "You divided by the range; asked for is the standard deviation.",
                    lambda: _scaled(by=np.ptp),
                ),
                Slip("variance", "You divided by the variance.", lambda: _scaled(by=np.var)),
            ),
            "Subtract each column's mean, divide by its standard deviation where that is not 0.",
        ),
        "No feature saturates the units any more because of its unit of measurement.",
    ),
    Exercise(
        "columns_gradient",
        5,
        "A function of X, Y (one house per column) and W_ih, b_ih, W_ho, b_ho, one bias per unit "
        "in a column, any number of outputs, that returns the gradient of E, half the squared "
        'error summed over outputs and houses: {"W_ih": …, "b_ih": …, "W_ho": …, "b_ho": …}.',
        Gradient(
            tuple(
                Network(sizes, loss="half_squared_error", reduction="sum")
                for sizes in ((4, 5, 1), (3, 3, 2))
            ),
            _in_columns,
            first=_parts,
        ),
        "It agrees with the engine's on every batch that was tried.",
    ),
]
