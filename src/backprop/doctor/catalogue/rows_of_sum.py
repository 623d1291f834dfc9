r"""Mistakes in Delta[l], the product summed over the examples, and its mean."""

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.catalogue.steps import Row
from backprop.network import Network

__all__ = ["ROWS"]


def _can_turn(net: Network, layer: int) -> bool:
    """Whether Theta[l], or what is left without its bias column, is square."""
    return net.sizes[layer] - net.sizes[layer - 1] in (0, 1)


def _turned(array: NDArray) -> NDArray:
    """Return the transpose: of the whole array if square, else of all but column 0."""
    if array.shape[0] == array.shape[1]:
        return array.T
    return np.column_stack([array[:, 0], array[:, 1:].T])


def _times(array: NDArray, factor: float) -> NDArray:
    """Return the array with all but column 0 multiplied."""
    return np.column_stack([array[:, 0], factor * array[:, 1:]])


def _mean(net: Network, layer: int) -> bool:
    return net.reduction == "mean"


def _not_first(net: Network, layer: int) -> bool:
    return layer > 1


ROWS = (
    Row(
        "missing-1/m",
        "share",
        "Δ is not divided by m",
        r"D^{(l)} = \Delta^{(l)} + \ldots",
        "average",
        lambda here: 1.0,
        _mean,
    ),
    Row(
        "extra-1/m",
        "share",
        "Δ is divided by m once too often",
        r"D^{(l)} = \frac{1}{m} \left( \frac{1}{m} \Delta^{(l)} \right) + \ldots",
        "average",
        lambda here: here.right / here.probe.m,
    ),
    Row(
        "factor-2",
        "factor",
        "Δ is doubled: a 2 is kept that the cost cancels",
        r"\Delta^{(l)} = 2 \sum \delta^{(l+1)} a^{(l)\top}",
        "output-error",
        lambda here: 2.0,
    ),
    Row(
        "factor-half",
        "factor",
        "Δ is halved: a 2 is lost",
        r"\Delta^{(l)} = \frac{1}{2} \sum \delta^{(l+1)} a^{(l)\top}",
        "output-error",
        lambda here: 0.5,
    ),
    Row(
        "wrong-sign",
        "sign",
        "Δ has the wrong sign: y − a for a − y",
        r"\Delta^{(l)} = -\sum \delta^{(l+1)} a^{(l)\top}",
        "output-error",
        lambda here: -1.0,
    ),
    Row(
        "input-for-activation",
        "entering",
        "Δ has the input X in place of the layer's own activation",
        r"\Delta^{(l)} = \sum \delta^{(l+1)} x^\top",
        "product",
        lambda here: here.probe.X,
        lambda net, layer: layer > 1 and net.sizes[layer - 1] == net.sizes[0],
    ),
    Row(
        "pre-activation-for-activation",
        "entering",
        "Δ has z in place of a",
        r"\Delta^{(l)} = \sum \delta^{(l+1)} z^{(l)\top}",
        "product",
        lambda here: here.z[here.layer],
        _not_first,
    ),
    Row(
        "swapped-outer-product",
        "product",
        "Δ is a δᵀ, not δ aᵀ",
        r"\Delta^{(l)} = \sum a^{(l)} \delta^{(l+1)\top}",
        "product",
        lambda here: _turned(here.right),
        _can_turn,
    ),
    Row(
        "transposed-gradient",
        "returned",
        "the gradient is returned transposed",
        r"D^{(l)\top}",
        "shapes",
        lambda here: _turned,
        _can_turn,
    ),
    Row(
        "unrolled-by-rows",
        "returned",
        "the gradient is unrolled row by row, but cut into columns",
        r"\text{vec}(D^{(l)\top}) \;\text{for}\; \text{vec}(D^{(l)})",
        "shapes",
        lambda here: lambda array: array.ravel().reshape(array.shape, order="F"),
    ),
    Row(
        "unrolled-by-columns",
        "returned",
        "the gradient is unrolled column by column, but cut into rows",
        r"\text{vec}(D^{(l)}) \;\text{for}\; \text{vec}(D^{(l)\top})",
        "shapes",
        lambda here: lambda array: array.ravel(order="F").reshape(array.shape),
    ),
    Row(
        "last-example-only",
        "examples",
        "Δ has the last example only: Δ = … for Δ += …",
        r"\Delta^{(l)} = \delta^{(l+1)}_m a^{(l)\top}_m",
        "accumulation",
        lambda here: slice(-1, None),
    ),
    Row(
        "first-example-only",
        "examples",
        "Δ has the first example only: the loop is left too early",
        r"\Delta^{(l)} = \delta^{(l+1)}_1 a^{(l)\top}_1",
        "accumulation",
        lambda here: slice(1),
    ),
    Row(
        "weights-factor-2",
        "product",
        "Δ is doubled, but for the bias column",
        r"\Delta^{(l)}_{:, 1:} = 2 \sum \delta^{(l+1)} a^{(l)\top}",
        "product",
        lambda here: _times(here.right, 2.0),
    ),
    Row(
        "weights-factor-half",
        "product",
        "Δ is halved, but for the bias column",
        r"\Delta^{(l)}_{:, 1:} = \frac{1}{2} \sum \delta^{(l+1)} a^{(l)\top}",
        "product",
        lambda here: _times(here.right, 0.5),
    ),
)
