"""How many multiplications a pass takes: counted by the numbers themselves."""

import dataclasses
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.network import Network
from backprop.passes import add_bias_unit, error_terms, forward_pass
from backprop.validation import as_count

__all__ = ["Multiplications", "count_multiplications"]


class Multiplications(NamedTuple):
    """Multiplications of the forward pass, and of the backward pass with its Deltas."""

    forward: int
    backward: int


class _Counting(float):
    """A number that notes in `tally` whenever it is multiplied."""

    tally = None

    def __mul__(self, other):
        self.tally.append(1)
        return type(self)(float(self) * float(other))

    def __add__(self, other):
        return type(self)(float(self) + float(other))

    def __sub__(self, other):
        return type(self)(float(self) - float(other))

    def __rsub__(self, other):
        return type(self)(float(other) - float(self))

    __rmul__, __radd__ = __mul__, __add__


def _counting(tally: list, values: NDArray) -> NDArray:
    number = type("Number", (_Counting,), {"tally": tally})
    return np.vectorize(number, otypes=[object])(values)


def count_multiplications(net: Network, m: int = 1) -> Multiplications:
    """Run both passes on numbers that count, and return how often they were multiplied.

    The activation functions and the loss are left out: what is counted are the
    matrix products, and the products with the slopes on the way back.

    Parameters
    ----------
    net : Network
        Small: every multiplication is one in Python.
    m : int
        Number of examples.

    Returns
    -------
    Multiplications

    References
    ----------
    Chapter 12, *Pay for it*.

    Examples
    --------
    >>> count_multiplications(Network((2, 1)))
    Multiplications(forward=2, backward=4)
    """
    tally, m = [], as_count("m", m)
    plain = dataclasses.replace(
        net, hidden="identity", output="identity", loss="half_squared_error"
    )
    Theta = {i: _counting(tally, np.ones(shape)) for i, shape in net.shapes.items()}
    X, Y = (_counting(tally, np.ones((m, size))) for size in (net.sizes[0], net.sizes[-1]))
    passed = forward_pass(plain, Theta, X)
    forward = len(tally)
    delta = error_terms(plain, Theta, passed, Y)
    for layer in net.shapes:
        a = passed.a[layer]
        delta[layer + 1].T @ (add_bias_unit(a) if net.has_bias(layer) else a)
    return Multiplications(forward, len(tally) - forward)
