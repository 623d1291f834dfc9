r"""Numbers, and beside each its scale: how large the numbers were that it was made of.

Rounding errors are proportional to what is added up, not to what is left of it:
\sin^2 x + \cos^2 x - 1 is -1.1e-16, its scale is 2.  Two numbers are compared
relative to their scales, entry by entry (`backprop.equations.compare`).

    x           scale of x
    a leaf      |x|
    a + b       s_a + s_b
    a b         s_a |b| + |a| s_b - |a b|      so for a sum of products
    a / b       s_a / |b| + |a| (s_b - |b|) / b^2
    g(a)        |g(a)| + |g'(a)| s_a           a power is one: g'(a) = p a^(p-1)

So a scale is at least |x|, and as large for products and sums without cancellation.
A complex number carries a derivative in its imaginary part (`derive`), and so does its
scale: both parts of a scale are absolute values, and to first order in the tiny
imaginary part the rules above hold as they stand, in complex arithmetic.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "STEP",
    "Scaled",
    "absolute",
    "applied",
    "determinant",
    "exact",
    "inverse",
    "kron",
    "matrix_power",
    "over",
    "power",
    "times",
    "whole",
]

STEP = 1e-20  # so small that its square is lost: the imaginary part is a derivative
WHOLE = 2**20  # 10,000 products of two such numbers still add up without rounding
NUDGE = 1e-6  # of a number; for the slope of a function whose derivative is not known


@dataclass(frozen=True, slots=True)
class Scaled:
    """An array of shape (..., rows, columns), the scale of each entry, and whether it is exact.

    Exact are leaves, and sums and products of whole numbers: nothing was rounded.
    """

    value: NDArray
    scale: NDArray
    exact: bool = False
    identity: bool = False  # times the identity matrix, of a size that its place will tell

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array; that of the scale is the same."""
        return self.value.shape

    def map(self, action: Callable[[NDArray], NDArray]) -> "Scaled":
        """Return what an action that moves entries makes of both arrays."""
        return Scaled(action(self.value), action(self.scale), self.exact)

    def sum(self) -> "Scaled":
        """Return the sum of all entries, as 1 x 1."""
        both = (x.sum((-2, -1), keepdims=True) for x in (self.value, self.scale))
        return Scaled(*both, whole(self))

    def __neg__(self) -> "Scaled":
        return Scaled(-self.value, self.scale, self.exact, self.identity)

    def __add__(self, other: "Scaled") -> "Scaled":
        total = self.value + other.value
        return Scaled(total, self.scale + other.scale, whole(self, other))


def exact(value: NDArray) -> Scaled:
    """Return numbers that were not computed, such as leaves."""
    return Scaled(value, absolute(value), True)


def whole(*those: Scaled) -> bool:
    """Return whether these are exact whole numbers, so small that sums and products are."""
    return all(
        one.exact and (one.value == np.rint(one.value)).all() and (abs(one.value) <= WHOLE).all()
        for one in those
    )


def absolute(x: NDArray) -> NDArray:
    """Return |x|, of real and imaginary part apart."""
    return abs(x.real) + 1j * abs(x.imag) if np.iscomplexobj(x) else abs(x)


def times(a: Scaled, b: Scaled, product: Callable = np.multiply) -> Scaled:
    """Return a b, elementwise, or another product that is linear in both."""
    size_a, size_b = absolute(a.value), absolute(b.value)
    scale = product(size_a, b.scale)
    beyond = a.scale - size_a
    if beyond.any():
        scale = scale + product(beyond, size_b)
    return Scaled(product(a.value, b.value), scale, whole(a, b))


def over(a: Scaled, b: Scaled) -> Scaled:
    """Return a / b, elementwise."""
    one_over = absolute(1 / b.value)
    beyond = absolute(a.value) * one_over**2 * (b.scale - absolute(b.value))
    return Scaled(a.value / b.value, a.scale * one_over + beyond)


def power(x: Scaled, p: Scaled) -> Scaled:
    """Return x^p, elementwise, also for a negative x and a whole p."""
    value = _power(x.value, p.value)
    slope = absolute(_times_power(p.value, x.value, p.value - 1))
    scale = absolute(value) + slope * x.scale
    if np.iscomplexobj(p.value) or not (p.value == np.rint(p.value)).all():
        scale = scale + abs(_times_log(value.real, x.value.real)) * p.scale
    return Scaled(value, scale, whole(x, p) and not (p.value < 0).any() and whole(exact(value)))


def _power(x: NDArray, p: NDArray) -> NDArray:
    """Return x^p; complex numbers by the rule of the derivative, which no log has to bear."""
    if not (np.iscomplexobj(x) or np.iscomplexobj(p)):
        return x**p
    real = x.real**p.real
    along = _times_power(p.real, x.real, p.real - 1) * x.imag
    if np.iscomplexobj(p):
        along = along + np.where(p.imag == 0, 0, _times_log(real, x.real) * p.imag)
    return real + 1j * along


def _times_power(factor: NDArray, x: NDArray, p: NDArray) -> NDArray:
    """Return factor x^p, which is 0 where the factor is."""
    return np.where(factor == 0, 0, factor * _power(x, p))


def _times_log(factor: NDArray, x: NDArray) -> NDArray:
    """Return factor log x, which is 0 where the factor is."""
    return np.where(factor == 0, 0, factor * np.log(x))


def inverse(x: Scaled) -> Scaled:
    """Return the inverses of square matrices; what has none is not a number."""
    value = _inverted(x.value)
    size = absolute(value)
    return Scaled(value, size + size @ x.scale @ size)


def _inverted(x: NDArray) -> NDArray:
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError:
        flat = x.reshape(-1, *x.shape[-2:])
        if len(flat) == 1:
            return np.full(x.shape, np.nan, dtype=x.dtype)
        return np.concatenate([_inverted(one[None]) for one in flat]).reshape(x.shape)


def determinant(x: Scaled) -> Scaled:
    """Return the determinants of square matrices, as 1 x 1."""
    value = np.linalg.det(x.value)[..., None, None]
    slopes = absolute(value) * absolute(_inverted(x.value)).swapaxes(-1, -2)
    moved = (slopes * x.scale).sum((-2, -1), keepdims=True)
    return Scaled(value, absolute(value) + moved)


def matrix_power(x: Scaled, p: int) -> Scaled:
    """Return a product of a square matrix, or of its inverse, with itself."""
    base = inverse(x) if p < 0 else x
    value = None
    for _ in range(abs(p)):
        value = base if value is None else times(value, base, np.matmul)
    if value is None:
        size = x.shape[-1]
        return exact(np.broadcast_to(np.eye(size), x.shape).copy())
    return value


def kron(a: Scaled, b: Scaled) -> Scaled:
    """Return the Kronecker product."""

    def product(x: NDArray, y: NDArray) -> NDArray:
        cells = x[..., :, None, :, None] * y[..., None, :, None, :]
        rows, columns = x.shape[-2] * y.shape[-2], x.shape[-1] * y.shape[-1]
        return cells.reshape(*cells.shape[:-4], rows, columns)

    return times(a, b, product)


def applied(g: Callable, grad: Callable | None, *arguments: Scaled) -> Scaled:
    """Return g of its arguments; its slope is `grad`, or what a small change shows."""
    value = np.asarray(g(*(one.value for one in arguments)))
    if grad is not None and len(arguments) == 1:
        moved = absolute(np.asarray(grad(arguments[0].value))) * arguments[0].scale
    else:
        moved = _moved(g, value, arguments)
    return Scaled(value, absolute(value) + moved)


def _moved(g: Callable, value: NDArray, arguments: tuple[Scaled, ...]) -> NDArray:
    """Return how far g would move with the scales: a change of 1e-6 of itself, made larger."""
    own = [np.where(one.value == 0, one.scale, one.value) for one in arguments]
    nudged = (one.value + NUDGE * change for one, change in zip(arguments, own, strict=True))
    moved = absolute(np.asarray(g(*nudged)) - value) / NUDGE
    sizes = (np.where(change == 0, 1, abs(change.real)) for change in own)
    larger = [one.scale.real / size for one, size in zip(arguments, sizes, strict=True)]
    times_larger = np.maximum.reduce(np.broadcast_arrays(*larger))
    if times_larger.shape[-2:] != value.shape[-2:]:
        times_larger = times_larger.max((-2, -1), keepdims=True)
    return moved * np.maximum(times_larger, 1)
