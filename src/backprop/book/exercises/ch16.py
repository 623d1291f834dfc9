"""Chapter 16, *Differentiate layer norm and attention*."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.book.exercises.functions import FunctionAnswer
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip

__all__ = ["EXERCISES"]

EPS = 1e-5
ROWS = np.array([[3.0, -1.0, 2.0, 0.5], [0.2, 1.4, -2.0, 0.7], [1.0, 2.5, 0.1, -0.6]])
MESSAGE = np.array([[0.3, -1.2, 0.8, 2.0], [1.1, 0.4, -0.7, 0.6], [-0.5, 1.5, 0.2, -0.9]])


def _rms_norm(v: NDArray, x: NDArray, own: float = 1.0, mean: float = 0.0) -> NDArray:
    """Return the message to x; `own` 0 leaves out the path through the size."""
    r = np.sqrt(EPS + (x**2).mean(axis=-1, keepdims=True))
    y = x / r
    along = y * (v * y).mean(axis=-1, keepdims=True)
    return (v - mean * v.mean(axis=-1, keepdims=True) - own * along) / r


def _layer_norm(v: NDArray, X: NDArray, own: float = 1.0, mean: float = 1.0) -> NDArray:
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt(EPS + (centred**2).mean(axis=1, keepdims=True))
    H = centred / s
    along = H * (v * H).mean(axis=1, keepdims=True)
    return (v - mean * v.mean(axis=1, keepdims=True) - own * along) / s


def _turned(way: Callable[..., NDArray], **how) -> Callable[[NDArray, NDArray], NDArray]:
    return lambda v, X: way(v.T, X.T, **how).T


def _tries() -> list[tuple]:
    return [(MESSAGE, ROWS), (MESSAGE[:, :3] - 0.4, 2 * ROWS[:, 1:])]


EXERCISES = [
    Exercise(
        "rms_norm_back",
        1,
        "A function of the message v and the rows x: the message to x through "
        "x / √(10⁻⁵ + mean of x²), row by row.",
        FunctionAnswer(
            _rms_norm,
            _tries,
            (
                Slip(
                    "first-path",
                    "That is the direct path; every entry changes the size as well.",
                    lambda v, x: _rms_norm(v, x, own=0.0),
                ),
                Slip(
                    "mean",
                    "Nothing was shifted here, so no mean of the messages is taken off.",
                    lambda v, x: _rms_norm(v, x, mean=1.0),
                ),
                Slip(
                    "sum",
                    "The part through the size has a factor 1/n: the size is that of a mean.",
                    lambda v, x: _rms_norm(v, x, own=x.shape[-1]),
                ),
                Slip(
                    "size",
                    "It is divided by the size once more, or once less, than it should be.",
                    lambda v, x: (
                        _rms_norm(v, x) * np.sqrt(EPS + (x**2).mean(axis=-1, keepdims=True))
                    ),
                ),
            ),
            "Two paths lead from an entry to its row: directly, and through the size.",
        ),
        "One of layer norm's two parts is enough, since nothing was shifted.",
    ),
    Exercise(
        "batch_norm_back",
        2,
        "A function of the message v and of X, one example in each row: the message to X when "
        "each column is shifted to mean 0 and scaled to size 1, with ε = 10⁻⁵.",
        FunctionAnswer(
            _turned(_layer_norm),
            _tries,
            (
                Slip(
                    "rows",
                    "That is layer norm, over each row; here each column is normalised.",
                    _layer_norm,
                ),
                Slip(
                    "first-path",
                    "That takes mean and size for constants; each example changes both.",
                    _turned(_layer_norm, own=0.0, mean=0.0),
                ),
                Slip(
                    "mean-path",
                    "The path through the mean is there; the one through the size is missing.",
                    _turned(_layer_norm, own=0.0),
                ),
            ),
            "Which axis is normalised, and which sums run over it?",
        ),
        "Transposed, it is a layer norm.",
    ),
    Exercise(
        "masked_scores",
        3,
        "How many of the sixteen scores of four words get the message 0 because a word may not "
        "look at those after it.",
        Value(
            6,
            (
                Slip("used", "So many scores are used; asked for are the others.", 10),
                Slip("with-the-diagonal", "The diagonal is not masked: a word sees itself.", 12),
                Slip("half", "The diagonal belongs to neither half.", 8),
                Slip(
                    "first-word",
                    "The first word's only score gets 0 as well, but was not masked.",
                    7,
                ),
            ),
            "Draw the table, and cross out what lies to the right of the diagonal.",
        ),
        "Their attention weight is 0, and the softmax's rule multiplies by it.",
    ),
]
