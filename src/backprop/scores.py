"""How often a network is right, which is what one wants and what no gradient sees."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from backprop.network import Network
from backprop.validation import as_array

__all__ = ["accuracy", "best_line"]

HALF = 0.5  # from here on a single output says class 1


def accuracy(net: Network, Theta: Mapping[int, ArrayLike], X: ArrayLike, Y: ArrayLike) -> float:
    """Return the share of examples whose class the network names.

    With one output the class is 1 where it is above one half; with several it is
    that of the largest, the first of equal ones.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
    X : array_like of shape (m, s_1)
    Y : array_like of shape (m, s_L)
        Targets 0 or 1; with several outputs a single 1 in each row.  Class numbers
        where `Network.checked` takes them.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError, TypeError
        For arguments that do not fit the network, by name.

    References
    ----------
    Chapter 10, *Train on real data*.

    Examples
    --------
    >>> net = Network((2, 2), output="identity", loss="half_squared_error")
    >>> swap = {1: [[0, 0, 1], [0, 1, 0]]}
    >>> accuracy(net, swap, [[1, 0], [0, 1]], [[1, 0], [1, 0]])
    0.5
    """
    X, Y = net.checked(X, Y)
    said = net.forward(Theta, X).a[net.L]
    right = said.argmax(axis=1) == Y.argmax(axis=1)
    if said.shape[1] == 1:
        right = (said > HALF) == (Y == 1)
    return float(right.mean())


def best_line(X: ArrayLike, Y: ArrayLike) -> float:
    """Return the largest share of points in a plane that a straight line gets right.

    A line that turns or moves changes what it gets right only when it passes over a
    point.  So it is enough to try one direction between any two neighbouring ones in
    which two points line up, and in each of them one place between any two points.

    Parameters
    ----------
    X : array_like of shape (m, 2)
        At least two points, no two in the same place.
    Y : array_like of shape (m, 1)
        1 for one class, 0 for the other.

    Returns
    -------
    float
        From one half to 1; either side of a line may be that of class 1.

    References
    ----------
    Chapter 1, *See why one line is not enough*.

    Examples
    --------
    >>> from backprop.data import xor
    >>> best_line(*xor())
    0.75
    """
    X, Y = as_array("X", X), as_array("Y", Y)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) < 2:
        raise ValueError(f"X has shape {X.shape}; expected (m, 2), with m of 2 or more")
    if Y.size != len(X) or not np.isin(Y, (0, 1)).all():
        raise ValueError(f"Y has shape {Y.shape}; expected ({len(X)}, 1), of zeros and ones")
    first, second = np.triu_indices(len(X), 1)
    along = X[second] - X[first]
    if not along.any(axis=1).all():
        raise ValueError("X has two points in the same place; no line passes between them")
    angles = np.unique(np.arctan2(along[:, 1], along[:, 0]) % np.pi)
    between = (angles + np.append(angles[1:], angles[0] + np.pi)) / 2
    across = X @ [-np.sin(between), np.cos(between)]  # a column per direction
    signs = np.where(Y.ravel() == 1, 1, -1)[across.argsort(axis=0)]
    passed = np.vstack([np.zeros(len(between)), np.cumsum(signs, axis=0)])
    ones = int((Y == 1).sum())
    right = np.maximum(len(X) - ones + passed, ones - passed).max()
    return float(right / len(X))
