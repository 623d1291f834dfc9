"""Data sets, made here, printed in a source or held by a library; nothing is downloaded."""

import numpy as np
from numpy.typing import NDArray

from backprop.images import digits, mnist, one_hot
from backprop.splitting import Examples, Split, split
from backprop.validation import as_count, as_generator, as_number

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
