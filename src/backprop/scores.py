"""How often a network is right, which is what one wants and what no gradient sees."""

from collections.abc import Mapping

from numpy.typing import ArrayLike

from backprop.network import Network

__all__ = ["accuracy"]

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
