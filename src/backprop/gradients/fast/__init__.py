r"""The gradient once more, for when it is wanted many times: the same, sooner.

`network` is written to be read.  This computes the same numbers from the same
formulas, and differs in how it spends time and memory:

- The examples are checked once, when `Repeated` is made, not at every gradient.
- They are taken in blocks so small that what a block needs stays in the cache.
  Delta is a sum over the examples and may be summed in any pieces; the memory is
  that of a block for each thread, however many examples there are (`blocks`).
- A block is worked on in buffers that are made once: products, sums and
  exponentials write where those of the last block stood (`out=`).
- g' is taken from what the forward pass left, not from z anew (`in_place`).
- Blocks are dealt to threads.  NumPy lets go of Python's lock inside products
  and elementwise functions, so they run side by side; BLAS is held to one thread
  meanwhile, lest its threads and ours fight over the cores.
"""

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike

from backprop.gradients.fast.blocks import Share, cut, threads_for
from backprop.network import Layers, Network
from backprop.optional import import_extra
from backprop.passes import add_bias_unit, cost_from_sum, gradient_from_sums
from backprop.validation import as_count, as_number, as_weights

__all__ = ["Repeated"]


class Repeated:
    """Cost and gradient of a network on the same examples, again and again.

    Parameters
    ----------
    net : Network
    X : array_like of shape (m, s_1)
        Checked here, once, and not copied if it holds floats.
    Y : array_like of shape (m, s_L)
    lam : float
        Regularisation, >= 0.
    block : int, optional
        Examples a block; by default as many as keep it in a core's cache.
    threads : int, optional
        Threads at most; by default as many as there are cores, or one where others
        would cost more in waiting for Python's lock than they save.

    Raises
    ------
    ValueError, TypeError
        As `Network.cost` does.

    Notes
    -----
    Buffers belong to the object: do not call one object from two threads.
    The sums are taken in the same order every time, so that the same weights
    give the same bits; they differ from `Network.gradient` by rounding.

    References
    ----------
    Chapter 8, *Accumulate the gradient*: Delta is a sum.

    Examples
    --------
    >>> net = Network((2, 1))
    >>> repeated = Repeated(net, [[1, 2], [3, 4]], [[1], [1]])
    >>> repeated.gradient({1: [[0, 0, 0]]})[1].tolist()
    [[-0.5, -1.0, -1.5]]
    """

    def __init__(
        self,
        net: Network,
        X: ArrayLike,
        Y: ArrayLike,
        lam: float = 0.0,
        *,
        block: int | None = None,
        threads: int | None = None,
    ):
        self.net, self.lam = net, as_number("lam", lam, least=0)
        X, Y = net.checked(X, Y)
        self.m, self._shapes, self._layers = len(X), net.shapes, list(net.shapes)
        threads = as_count("threads", threads_for(net, self.m) if threads is None else threads)
        size = None if block is None else as_count("block", block)
        blocks = [(X[rows], Y[rows]) for rows in cut(net, self.m, size, threads)]
        if len(blocks) == 1:
            blocks = [(add_bias_unit(X), Y)]  # small enough to be copied, ones and all
            blocks[0][0][:, 0] = net.has_bias(1)
        self._shares = [Share(net, blocks[i::threads]) for i in range(min(threads, len(blocks)))]
        if len(self._shares) > 1:
            pools = import_extra("threadpoolctl", "threadpoolctl", "book").ThreadpoolController()
            self._blas = pools.select(user_api="blas")
            self._pool = ThreadPoolExecutor(len(self._shares) - 1)

    def _weights(self, Theta: Mapping[int, ArrayLike]) -> Layers:
        """Return Theta as arrays, checked; what is plainly right does not wait for `as_weights`."""
        if type(Theta) is dict and list(Theta) == self._layers:
            for layer, shape in self._shapes.items():
                theta = Theta[layer]
                if not (type(theta) is np.ndarray and theta.dtype == float):
                    break
                if theta.shape != shape or not math.isfinite(np.vdot(theta, theta)):
                    break
            else:
                return Theta
        Theta = as_weights(Theta, self._shapes)
        if any(theta.dtype.kind == "c" for theta in Theta.values()):
            raise TypeError("Theta is complex; expected real weights (Network takes complex ones)")
        return Theta

    def _sum_up(self, Theta: Layers, with_cost: bool) -> float:
        """Have every thread do its share, this one the first; return the sum of the losses."""
        first, *others = self._shares
        if not others:
            return first.sum_up(Theta, with_cost)
        running = [self._pool.submit(share.sum_up, Theta, with_cost) for share in others]
        total = first.sum_up(Theta, with_cost) + sum(future.result() for future in running)
        for share in others:
            for layer, Delta in first.Delta.items():
                Delta += share.Delta[layer]
        return total

    def _compute(self, Theta, with_cost: bool) -> tuple[float, Layers]:
        """Return cost and gradient, with BLAS held to one thread where ours are several.

        All of it, since after a single product the threads of BLAS go on looking for
        work for a tenth of a second, on the cores that ours need.
        """
        if len(self._shares) == 1:
            return self._compute_held(Theta, with_cost)
        with self._blas.limit(limits=1):
            return self._compute_held(Theta, with_cost)

    def _compute_held(self, Theta, with_cost: bool) -> tuple[float, Layers]:
        net, m, lam, Theta = self.net, self.m, self.lam, self._weights(Theta)
        total = self._sum_up(Theta, with_cost)
        D = gradient_from_sums(net, Theta, self._shares[0].Delta, m, lam)
        return cost_from_sum(net, Theta, total, m, lam) if with_cost else 0.0, D

    def cost_and_gradient(self, Theta) -> tuple[float, Layers]:
        """Return what `Network.cost_and_gradient(Theta, X, Y, lam)` does."""
        return self._compute(Theta, with_cost=True)

    def gradient(self, Theta) -> Layers:
        """Return what `Network.gradient(Theta, X, Y, lam)` does."""
        return self._compute(Theta, with_cost=False)[1]
