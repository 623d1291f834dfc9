r"""The same network as the three articles write it.

             an example is   hidden layer            biases
    here, C  a row, a column  z = [1, x] Theta[1]^T  column 0 of Theta[1]
    A        a column         Z_1 = W_ih^T X + b_ih  b_ih, (s_2, 1) or one number for the layer
    B        a row            Z_1 = X W_1 + B_1      B_1, (1, s_2)

Article C's matrices are this book's; it applies them to one column.  Articles A
and B keep weights and biases apart, and have one hidden layer.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.validation import as_finite, as_layers

__all__ = [
    "ArticleA",
    "ArticleB",
    "from_article_a",
    "from_article_b",
    "to_article_a",
    "to_article_b",
]


class ArticleA(NamedTuple):
    """Article A's parameters, for examples in columns.

    Attributes
    ----------
    W_ih, b_ih : ndarray of shape (s_1, s_2), (s_2, 1)
    W_ho, b_ho : ndarray of shape (s_2, s_3), (s_3, 1)
    """

    W_ih: NDArray
    b_ih: NDArray
    W_ho: NDArray
    b_ho: NDArray


class ArticleB(NamedTuple):
    """Article B's parameters, for examples in rows.

    Attributes
    ----------
    W_1, B_1 : ndarray of shape (s_1, s_2), (1, s_2)
    W_2, B_2 : ndarray of shape (s_2, s_3), (1, s_3)
    """

    W_1: NDArray
    B_1: NDArray
    W_2: NDArray
    B_2: NDArray


def to_article_a(Theta: Mapping[int, ArrayLike]) -> ArticleA:
    """Take Theta apart into article A's weights and biases, one bias per unit.

    Parameters
    ----------
    Theta : dict of array_like
        Layers 1 and 2, of shape (s_2, s_1 + 1) and (s_3, s_2 + 1), bias in column 0.

    Returns
    -------
    ArticleA

    Raises
    ------
    ValueError, TypeError
        For another number of layers, or shapes that do not follow one another.

    References
    ----------
    Chapter 4, *Send numbers forward*.

    Examples
    --------
    >>> A = to_article_a({1: [[1, 2, 3]], 2: [[4, 5]]})
    >>> A.W_ih.tolist(), A.b_ih.tolist()
    ([[2.0], [3.0]], [[1.0]])
    """
    first, last = _two_layers(Theta)
    return ArticleA(first[:, 1:].T, first[:, :1], last[:, 1:].T, last[:, :1])


def from_article_a(
    W_ih: ArrayLike, b_ih: ArrayLike, W_ho: ArrayLike, b_ho: ArrayLike
) -> dict[int, NDArray]:
    """Return Theta of article A's network; undoes `to_article_a`.

    Parameters
    ----------
    W_ih, W_ho : array_like of shape (s_1, s_2), (s_2, s_3)
    b_ih, b_ho : array_like of shape (s_2, 1), (s_3, 1), or a number
        A number is the bias of every unit of its layer, as the article has it.

    Returns
    -------
    dict of ndarray
        Theta[layer] for layers 1 and 2.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> from_article_a([[2, 6], [3, 7]], 1, [[5], [8]], 4)[1].tolist()
    [[1.0, 2.0, 3.0], [1.0, 6.0, 7.0]]
    """
    W_ih, W_ho = _weights("W_ih", W_ih, "W_ho", W_ho)
    b_ih = _bias("b_ih", b_ih, (W_ih.shape[1], 1))
    b_ho = _bias("b_ho", b_ho, (W_ho.shape[1], 1))
    return {1: np.hstack([b_ih, W_ih.T]), 2: np.hstack([b_ho, W_ho.T])}


def to_article_b(Theta: Mapping[int, ArrayLike]) -> ArticleB:
    """Take Theta apart into article B's weights and biases; as `to_article_a` otherwise.

    Examples
    --------
    >>> B = to_article_b({1: [[1, 2], [3, 4]], 2: [[5, 6, 7]]})
    >>> B.W_1.tolist(), B.B_1.tolist()
    ([[2.0, 4.0]], [[1.0, 3.0]])
    """
    W_1, b_1, W_2, b_2 = to_article_a(Theta)
    return ArticleB(W_1, b_1.T, W_2, b_2.T)


def from_article_b(
    W_1: ArrayLike, B_1: ArrayLike, W_2: ArrayLike, B_2: ArrayLike
) -> dict[int, NDArray]:
    """Return Theta of article B's network; undoes `to_article_b`.

    Parameters
    ----------
    W_1, W_2 : array_like of shape (s_1, s_2), (s_2, s_3)
    B_1, B_2 : array_like of shape (1, s_2), (1, s_3), or a number

    Returns
    -------
    dict of ndarray
        Theta[layer] for layers 1 and 2.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> from_article_b([[2, 4]], [[1, 3]], [[6], [7]], [[5]])[1].tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    W_1, W_2 = _weights("W_1", W_1, "W_2", W_2)
    B_1 = _bias("B_1", B_1, (1, W_1.shape[1]))
    B_2 = _bias("B_2", B_2, (1, W_2.shape[1]))
    return {1: np.hstack([B_1.T, W_1.T]), 2: np.hstack([B_2.T, W_2.T])}


def _weights(first: str, W: ArrayLike, last: str, V: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return both weights, two axes each, if the first leads to where the last begins."""
    W, V = as_finite(first, W), as_finite(last, V)
    for name, array in ((first, W), (last, V)):
        if array.ndim != 2 or 0 in array.shape:
            raise ValueError(
                f"{name} has shape {array.shape}; expected two axes: units it comes from, "
                "units it leads to"
            )
    if W.shape[1] != V.shape[0]:
        raise ValueError(
            f"{last} has {V.shape[0]} rows and {first} {W.shape[1]} columns; expected as many, "
            "one for each hidden unit"
        )
    return W, V


def _bias(name: str, value: ArrayLike, shape: tuple[int, int]) -> NDArray:
    array = as_finite(name, value)
    if array.ndim == 0:
        return np.full(shape, array)
    if array.shape != shape:
        raise ValueError(
            f"{name} has shape {array.shape}; expected {shape}, or one number for all units"
        )
    return array


def _two_layers(Theta: Mapping[int, ArrayLike]) -> tuple[NDArray, NDArray]:
    """Return Theta[1] and Theta[2], if that is all there is and they follow one another."""
    if not isinstance(Theta, Mapping) or set(Theta) != {1, 2}:
        came = sorted(Theta) if isinstance(Theta, Mapping) else type(Theta).__name__
        raise ValueError(f"Theta has {came}; expected a dict with layers 1 and 2")
    weights = as_layers(Theta)
    return weights[1], weights[2]
