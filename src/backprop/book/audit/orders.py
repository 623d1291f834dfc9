"""Training one layer at a time, in an order: what articles mean when they count layers."""

from collections.abc import Sequence

from numpy.typing import ArrayLike, NDArray

from backprop.network import Network

__all__ = ["layer_by_layer"]


def layer_by_layer(
    net: Network,
    Theta: dict[int, NDArray],
    X: ArrayLike,
    Y: ArrayLike,
    alpha: float,
    order: Sequence[Sequence[int]],
    gradients: int,
) -> dict[int, NDArray]:
    """Return the weights after gradient descent that changes some layers at a time.

    Parameters
    ----------
    net : Network
    Theta : dict of int to ndarray
        The weights to start from; left as they are.
    X, Y : array_like
        Inputs and targets, one example per row.
    alpha : float
        Learning rate.
    order : sequence of sequences of int
        Which layers change after each gradient, in turn: [[2], [1]] is the last layer of
        two, then the first; [[1, 2]] both at once.
    gradients : int
        How many gradients are computed, one before each change.

    Returns
    -------
    dict of int to ndarray

    Examples
    --------
    >>> import numpy as np
    >>> net, X, Y = Network((1, 1)), [[1.0]], [[0.0]]
    >>> layer_by_layer(net, {1: np.zeros((1, 2))}, X, Y, 1.0, [[1]], 1)[1].tolist()
    [[-0.5, -0.5]]
    """
    layers = set(range(1, net.L))
    if not order or not all(set(turn) <= layers for turn in order):
        raise ValueError(f"order is {order}; expected lists of layers from 1 to {net.L - 1}")
    weights = {layer: array.copy() for layer, array in Theta.items()}
    for step in range(gradients):
        D = net.gradient(weights, X, Y)
        for layer in order[step % len(order)]:
            weights[layer] = weights[layer] - alpha * D[layer]
    return weights
