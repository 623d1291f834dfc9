"""Small data sets, made here or printed in a source; nothing is downloaded."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["HOUSE_COLUMNS", "houses", "xor"]

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
