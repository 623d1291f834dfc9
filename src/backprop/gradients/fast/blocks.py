r"""Examples in blocks: buffers for one, and the passes through them.

Examples stand in columns, as in the mathematics of one example.  A row of ones
above the activations makes [1; a] one buffer and Theta [1; a] one product with
the bias in it, and what is below the ones is one contiguous piece.

    forward    Z = Theta[l] [1; a[l]]      a[l+1] = g(Z)
    backward   delta[l] = (Theta[l][:, 1:]^T delta[l+1]) * g'
               Delta[l] = Delta[l] + delta[l+1] [1; a[l]]^T
"""

import itertools
import os

import numpy as np
from numpy.typing import NDArray

from backprop.gradients.fast.in_place import LOSSES_IN_PLACE, activation_in_place
from backprop.network import Layers, Network

__all__ = ["Block", "Share", "cut", "threads_for"]

CACHE = 1 << 20  # bytes: what a core has to itself, on today's machines
FEWEST = 896  # with fewer examples a block, adding up Delta weighs against the products
WORTH_THREADS = 1.5e7  # weights times examples: some 3 ms of work


class Block:
    """Buffers for m examples, and the two passes through them."""

    def __init__(self, net: Network, m: int):
        units = dict(enumerate(net.sizes[1:], start=2))
        self.L, self.loss = net.L, LOSSES_IN_PLACE[net.loss]
        self.row = {layer: activation_in_place(net.activation_name(layer)) for layer in units}
        self.with_ones = {layer: np.ones((s + 1, m)) for layer, s in units.items()}
        for layer in range(2, net.L):
            self.with_ones[layer][0] = net.has_bias(layer)
        self.has_bias = net.has_bias(1)
        self.a = {layer: array[1:] for layer, array in self.with_ones.items()}
        self.z = {layer: np.empty((s, m)) for layer, s in units.items()}
        self.left = self.z | {net.L: np.empty((units[net.L], m))}  # the losses want z[L] as it was
        self.delta = {layer: np.empty((s, m)) for layer, s in units.items()}

    def forward(self, Theta: Layers, X: NDArray) -> None:
        """Fill a and left; X may have its ones, (m, s_1 + 1), or not, (m, s_1)."""
        for layer, theta in Theta.items():
            z = self.z[layer + 1]
            if layer > 1:
                theta.dot(self.with_ones[layer], z)  # starts sooner than matmul
            elif X.shape[1] == theta.shape[1]:
                theta.dot(X.T, z)
            else:
                theta[:, 1:].dot(X.T, z)
                if self.has_bias:
                    z += theta[:, :1]
            self.row[layer + 1].forward(z, self.a[layer + 1], self.left[layer + 1])

    def losses(self, Y: NDArray) -> float:
        """Return the sum of the losses; to be called once, between the passes."""
        L = self.L
        return self.loss.value(self.z[L], self.a[L], Y, self.delta[L])

    def backward(self, Theta: Layers, X: NDArray, Y: NDArray, Delta: Layers) -> None:
        """Fill delta, and write this block's share to Delta; Y is (s_L, m)."""
        delta, L = self.delta, self.L
        np.subtract(self.a[L], Y, delta[L])
        if self.loss.factor != 1:
            delta[L] *= self.loss.factor
        if self.loss.times_grad:
            self.row[L].backward(delta[L], self.left[L], self.a[L])
        for layer in range(L - 1, 1, -1):
            delta[layer + 1].dot(self.with_ones[layer].T, Delta[layer])
            Theta[layer][:, 1:].T.dot(delta[layer + 1], delta[layer])
            self.row[layer].backward(delta[layer], self.left[layer], self.a[layer])
        if X.shape[1] == Delta[1].shape[1]:
            delta[2].dot(X, Delta[1])
        else:
            np.matmul(delta[2], X, out=Delta[1][:, 1:])
            np.add.reduce(delta[2], axis=1, out=Delta[1][:, 0])


class Share:
    """The blocks of examples that one thread works through, and its sums over them."""

    def __init__(self, net: Network, blocks: list[tuple[NDArray, NDArray]]):
        buffers = {m: Block(net, m) for m in {len(X) for X, _ in blocks}}
        self.blocks = [(buffers[len(X)], X, Y.T) for X, Y in blocks]
        self.Delta = {layer: np.empty(shape) for layer, shape in net.shapes.items()}
        self.next = {layer: np.empty(shape) for layer, shape in net.shapes.items()}

    def sum_up(self, Theta: Layers, with_cost: bool) -> float:
        """Leave the sum over the blocks in Delta; return that of the losses, or 0."""
        total, into = 0.0, self.Delta
        for block, X, Y in self.blocks:
            block.forward(Theta, X)
            if with_cost:
                total += block.losses(Y)
            block.backward(Theta, X, Y, into)
            if into is self.next:
                for layer, Delta in self.Delta.items():
                    Delta += into[layer]
            into = self.next
        return total


def cut(net: Network, m: int, size: int | None, threads: int) -> list[slice]:
    """Return slices of m rows, as even as can be, each of at most `size`.

    Where one is not enough there are as many for each thread.  By default a block,
    with all that is kept of its examples, fills the cache, unless that takes fewer
    than FEWEST.
    """
    numbers = net.sizes[0] + sum(3 * s + 1 for s in net.sizes[1:])
    count = -(-m // (size or max(FEWEST, CACHE // (8 * numbers))))
    if count > 1:
        count = min(m, -(-count // threads) * threads)
    edges = [m * i // count for i in range(count + 1)]
    return [slice(*pair) for pair in itertools.pairwise(edges)]


def threads_for(net: Network, m: int) -> int:
    """Return how many threads are worth waking: one, or as many as this process has cores."""
    if m * sum(rows * columns for rows, columns in net.shapes.values()) < WORTH_THREADS:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
