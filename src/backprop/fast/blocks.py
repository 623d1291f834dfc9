r"""Examples in blocks: buffers for one, and the passes through them.

Examples stand in columns, as in the mathematics of one example.  A row of ones
above the activations makes [1; a] one buffer and Theta [1; a] one product with
the bias in it, and what is below the ones is one contiguous piece.

    forward    Z = Theta[l] [1; a[l]]      a[l+1] = g(Z)
    backward   delta[l] = (Theta[l][:, 1:]^T delta[l+1]) * g'
               Delta[l] = Delta[l] + delta[l+1] [1; a[l]]^T
"""

import itertools

import numpy as np
from numpy.typing import NDArray

from backprop.fast.in_place import ACTIVATIONS_IN_PLACE, LOSSES_IN_PLACE
from backprop.network import Layers, Network

__all__ = ["Block", "Share", "cut"]

CACHE = 1 << 20  # bytes: what a core has to itself, on today's machines


class Block:
    """Buffers for m examples, and the two passes through them."""

    def __init__(self, net: Network, m: int):
        units = dict(enumerate(net.sizes[1:], start=2))
        self.net = net
        self.loss = LOSSES_IN_PLACE[net.loss]
        self.row = dict.fromkeys(units, ACTIVATIONS_IN_PLACE[net.hidden])
        self.row[net.L] = ACTIVATIONS_IN_PLACE[net.output]
        self.with_ones = {layer: np.ones((s + 1, m)) for layer, s in units.items()}
        self.a = {layer: array[1:] for layer, array in self.with_ones.items()}
        self.z = {layer: np.empty((s, m)) for layer, s in units.items()}
        self.left = self.z | {net.L: np.empty((units[net.L], m))}  # the losses want z[L] as it was
        self.delta = {layer: np.empty((s, m)) for layer, s in units.items()}

    def forward(self, Theta: Layers, X: NDArray) -> None:
        """Fill a and left from X, an example a row."""
        for layer, theta in Theta.items():
            z = self.z[layer + 1]
            if layer == 1:
                np.dot(theta[:, 1:], X.T, out=z)  # starts sooner than matmul
                z += theta[:, :1]
            else:
                np.dot(theta, self.with_ones[layer], out=z)
            self.row[layer + 1].forward(z, self.a[layer + 1], self.left[layer + 1])

    def losses(self, Y: NDArray) -> float:
        """Return the sum of the losses; to be called once after `forward`."""
        return self.loss.value(self.z[self.net.L], self.a[self.net.L], Y.T)

    def backward(self, Theta: Layers, X: NDArray, Y: NDArray, Delta: Layers) -> None:
        """Fill delta, and write this block's share to Delta."""
        L = self.net.L
        np.subtract(self.a[L], Y.T, out=self.delta[L])
        if self.loss.factor != 1:
            self.delta[L] *= self.loss.factor
        if self.loss.times_grad:
            self.row[L].backward(self.delta[L], self.left[L], self.a[L])
        for layer in range(L - 1, 1, -1):
            np.dot(self.delta[layer + 1], self.with_ones[layer].T, out=Delta[layer])
            np.dot(Theta[layer][:, 1:].T, self.delta[layer + 1], out=self.delta[layer])
            self.row[layer].backward(self.delta[layer], self.left[layer], self.a[layer])
        np.matmul(self.delta[2], X, out=Delta[1][:, 1:])
        np.add.reduce(self.delta[2], axis=1, out=Delta[1][:, 0])


class Share:
    """The blocks that one thread works through, and its sums over them."""

    def __init__(self, net: Network, blocks: list[slice]):
        self.blocks = blocks
        self.buffers = {m: Block(net, m) for m in {rows.stop - rows.start for rows in blocks}}
        self.Delta = {layer: np.empty(shape) for layer, shape in net.shapes.items()}
        self.next = {layer: np.empty(shape) for layer, shape in net.shapes.items()}

    def sum_up(self, Theta: Layers, X: NDArray, Y: NDArray, with_cost: bool) -> float:
        """Leave the sum over the blocks in Delta; return that of the losses, or 0."""
        total = 0.0
        for number, rows in enumerate(self.blocks):
            block, x, y = self.buffers[rows.stop - rows.start], X[rows], Y[rows]
            block.forward(Theta, x)
            if with_cost:
                total += block.losses(y)
            block.backward(Theta, x, y, self.next if number else self.Delta)
            if number:
                for layer, Delta in self.Delta.items():
                    Delta += self.next[layer]
        return total


def cut(net: Network, m: int, size: int | None, threads: int) -> list[slice]:
    """Return slices of m rows, as even as can be, each of at most `size`.

    Where one block is not enough there are as many for each thread.  By default a
    block with all that is kept of its examples fills the cache.
    """
    numbers = net.sizes[0] + sum(3 * s + 1 for s in net.sizes[1:])
    count = -(-m // (size or max(32, CACHE // (8 * numbers))))
    if count > 1:
        count = min(m, -(-count // threads) * threads)
    edges = [m * i // count for i in range(count + 1)]
    return [slice(*pair) for pair in itertools.pairwise(edges)]
