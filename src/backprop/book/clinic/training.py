"""What a mended gradient changes: training with it, and without."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.activations import relu
from backprop.network import Layers

__all__ = ["descend_with", "train_tutorial"]


def descend_with(
    gradient: Callable,
    Theta: Layers,
    X: NDArray,
    Y: NDArray,
    lam: float = 0.0,
    *,
    alpha: float,
    epochs: int,
    batch: int | None = None,
) -> Layers:
    """Return the weights after gradient descent with any gradient, right or wrong.

    Parameters
    ----------
    gradient : callable
        gradient(Theta, X, Y, lam).
    Theta : dict of ndarray
        The start; it is left as it is.
    X, Y : ndarray of shape (m, s_1) and (m, s_L)
    lam, alpha : float
        Regularisation and learning rate.
    epochs : int
        How often the examples are gone through, in their order.
    batch : int, optional
        How many of them make a step; all, if left out.

    Returns
    -------
    dict of ndarray

    Examples
    --------
    >>> from backprop.network import Network
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> one = np.ones((1, 1))
    >>> Theta = descend_with(net.gradient, {1: np.zeros((1, 2))}, one, one, alpha=0.5, epochs=9)
    >>> Theta[1].tolist()
    [[0.5, 0.5]]
    """
    size = batch or len(X)
    for start in list(range(0, len(X), size)) * epochs:
        few = slice(start, start + size)
        D = gradient(Theta, X[few], Y[few], lam)
        Theta = {layer: Theta[layer] - alpha * D[layer] for layer in Theta}
    return Theta


def train_tutorial(
    X: NDArray, Y: NDArray, *, mask: bool, factor: bool, epochs: int = 20
) -> Callable[[NDArray], NDArray]:
    """Train as the tutorial on MNIST does, with its numbers, and return the network.

    One example a step, 100 relu units without biases, half of them dropped,
    learning rate 0.005, its seed.

    Parameters
    ----------
    X, Y : ndarray of shape (m, n) and (m, 10)
        Images, and their digits as unit vectors.
    mask : bool
        Mended: relu's mask asks z, not the activation.
    factor : bool
        Mended: the 2 of dropout is there on the way back too.
    epochs : int

    Returns
    -------
    callable
        X -> the outputs, no unit dropped.
    """
    rng = np.random.default_rng(884736743)
    W1 = 0.2 * rng.random((X.shape[1], 100)) - 0.1
    W2 = 0.2 * rng.random((100, 10)) - 0.1
    inked = [np.flatnonzero(image) for image in X]  # what is blank changes nothing
    for i in np.tile(np.arange(len(X)), epochs):
        ink = inked[i]
        z = X[i, ink] @ W1[ink]
        kept = rng.integers(0, 2, z.shape)
        a = relu(z) * kept * 2
        error = Y[i] - a @ W2
        back = (W2 @ error) * (z > 0 if mask else 1) * kept * (2 if factor else 1)
        W1[ink] += 0.005 * np.outer(X[i, ink], back)
        W2 += 0.005 * np.outer(a, error)
    return lambda X: relu(X @ W1) @ W2
