"""The gradient with few activations kept: the others are computed a second time."""

from typing import NamedTuple

from numpy.typing import ArrayLike, NDArray

from backprop.losses import LOSSES
from backprop.network import Layers, Network
from backprop.passes import add_bias_unit, gradient_from_sums, pre_activation
from backprop.validation import as_count, as_number, as_weights

__all__ = ["Checkpointed", "checkpointed_gradient"]


class Checkpointed(NamedTuple):
    """The gradient, and what it took.

    Attributes
    ----------
    D : dict of ndarray
        The gradient.
    held : list of int
        How many layers' z were held, noted whenever a layer had been computed,
        forward or backward.
    layers : int
        How many layers were computed forward, those computed again included.
    """

    D: Layers
    held: list[int]
    layers: int


def checkpointed_gradient(
    net: Network, Theta: Layers, X: ArrayLike, Y: ArrayLike, lam: float = 0.0, *, every: int
) -> Checkpointed:
    """Return `net.gradient`, keeping only every so-maniest layer of the forward pass.

    z is kept for each layer that stands a multiple of `every` behind the inputs,
    and for the output.  On the way back the layers in between are computed again
    from the one kept before them, a stretch at a time.

    Parameters
    ----------
    net, Theta, X, Y, lam
        As `Network.gradient` takes them.
    every : int
        1 keeps all layers; L - 1 or more none.

    Returns
    -------
    Checkpointed

    References
    ----------
    Chapter 12, *Pay for it*.  Griewank & Walther, ACM Trans. Math. Softw. 26
    (2000) 19-45; Chen, Xu, Zhang & Guestrin, arXiv:1604.06174 (2016).

    Examples
    --------
    >>> import numpy as np
    >>> net = Network((2,) * 10)
    >>> Theta = net.init(np.random.default_rng(0))
    >>> few = checkpointed_gradient(net, Theta, [[1, 2]], [[0, 1]], every=3)
    >>> max(few.held), few.layers
    (5, 15)
    """
    every, lam = as_count("every", every), as_number("lam", lam, least=0)
    (X, Y), Theta = net.checked(X, Y), as_weights(Theta, net.shapes)
    z, held, layers = {}, [], 0

    def activation(layer: int) -> NDArray:
        return X if layer == 1 else net.activation(layer).g(z[layer])

    def compute(layer: int, a: NDArray) -> NDArray:
        nonlocal layers
        layers += 1
        z[layer + 1] = pre_activation(net, Theta, layer, a)
        held.append(len(z))
        return activation(layer + 1)

    a = X
    for layer in net.shapes:
        a = compute(layer, a)
        if layer > 1 and (layer - 1) % every:
            del z[layer]  # the next layer has been computed from it

    delta = LOSSES[net.loss].delta(z[net.L], a, Y, net.activation(net.L).grad)
    Delta = {}
    for layer in range(net.L - 1, 0, -1):
        if layer > 1 and layer not in z:
            kept = max((i for i in z if i < layer), default=1)
            a = activation(kept)
            for again in range(kept, layer):
                a = compute(again, a)
        Delta[layer] = delta.T @ add_bias_unit(activation(layer))
        if layer > 1:
            delta = delta @ Theta[layer][:, 1:] * net.activation(layer).grad(z[layer])
        del z[layer + 1]
        held.append(len(z))
    return Checkpointed(gradient_from_sums(net, Theta, Delta, len(X), lam), held, layers)
