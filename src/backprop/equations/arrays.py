r"""Arithmetic on arrays of shape (..., rows, columns), with the rules of the texts.

Everything is a matrix; a scalar is 1 x 1.  Axes in front hold the draws, and the
perturbations of a derivative.

    a + b       equal shapes, a scalar, or a bias: n x 1 to n x m, 1 x m to n x m
    a .* b      equal shapes, or a scalar
    a b         columns of a = rows of b, or a scalar
    a / b       equal shapes, or a scalar; so has a^b
"""

import numpy as np
from numpy.typing import NDArray

from backprop.equations.errors import EquationError, Misfit

__all__ = ["OPERATIONS", "add", "block", "named", "power", "raised_by", "shape", "spread"]

Shape = tuple[int, int]


def shape(x: NDArray) -> Shape:
    """Return rows and columns."""
    return x.shape[-2:]


def named(size: Shape) -> str:
    """Return a shape for a sentence: "4 x 5"."""
    return f"{size[0]} x {size[1]}"


def _is_bias(small: Shape, large: Shape) -> bool:
    return small in ((large[0], 1), (1, large[1]))


def _alike(a: NDArray, b: NDArray) -> bool:
    return shape(a) == shape(b) or (1, 1) in (shape(a), shape(b))


def add(a: NDArray, b: NDArray, position: int) -> NDArray:
    """Return a + b."""
    if not (_alike(a, b) or _is_bias(shape(a), shape(b)) or _is_bias(shape(b), shape(a))):
        raise Misfit(f"{named(shape(a))} plus or minus {named(shape(b))} does not fit", position)
    return a + b


def matrix(a: NDArray, b: NDArray, position: int) -> NDArray:
    """Return the matrix product a b, or the scaled matrix."""
    if (1, 1) in (shape(a), shape(b)):
        return a * b
    if a.shape[-1] != b.shape[-2]:
        raise Misfit(
            f"{named(shape(a))} times {named(shape(b))} does not fit: a matrix product takes as "
            "many columns on the left as rows on the right",
            position,
        )
    return a @ b


def entry(a: NDArray, b: NDArray, position: int) -> NDArray:
    """Return the elementwise product."""
    if not _alike(a, b):
        raise Misfit(
            f"{named(shape(a))} .* {named(shape(b))} does not fit: an elementwise "
            "product takes equal shapes",
            position,
        )
    return a * b


def over(a: NDArray, b: NDArray, position: int) -> NDArray:
    """Return a / b, elementwise."""
    if not _alike(a, b):
        raise Misfit(f"{named(shape(a))} over {named(shape(b))} does not fit", position)
    return a / b


OPERATIONS = {"matrix": matrix, "beside": matrix, "entry": entry, "over": over}


def power(x: NDArray, p: NDArray, position: int) -> NDArray:
    """Return x^p elementwise; whole powers by multiplication, so that complex steps survive."""
    if not _alike(x, p):
        raise Misfit(f"{named(shape(x))} to the power {named(shape(p))} does not fit", position)
    first = p.flat[0] if p.size else 0
    whole = not np.iscomplexobj(p) and float(first).is_integer() and (p == first).all()
    if not whole or abs(first) > 100:
        return np.exp(p * np.log(x)) if np.iscomplexobj(x) or np.iscomplexobj(p) else x**p
    if first < 0 and shape(x) != (1, 1):
        raise EquationError(
            f"{named(shape(x))} to the power {int(first)} has two readings, an inverse or one "
            "over each entry; expected a fraction",
            position,
        )
    result, square, n = np.ones_like(x), x, abs(int(first))
    while n:
        result = result * square if n % 2 else result
        square, n = square * square if n > 1 else square, n // 2
    return 1 / result if first < 0 else result


def raised_by(value: NDArray, sup, node, env, run) -> NDArray:
    """Return a value to the power that stands in its superscript, if there is one."""
    if sup is None:
        return value
    if sup.exponent is None or sup.is_layer:
        raise EquationError(f"cannot read ^{{{sup.text}}} as a power", node.position)
    return power(value, run.visit(sup.exponent, env), node.position)


def spread(arrays: list[NDArray]) -> list[NDArray]:
    """Return the arrays with equal leading axes."""
    lead = np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
    return [np.broadcast_to(a, lead + a.shape[-2:]) for a in arrays]


def block(rows: list[list[NDArray]], position: int) -> NDArray:
    """Return the matrix made of these cells."""
    cells = iter(spread([cell for row in rows for cell in row]))
    bands = []
    for row in rows:
        band = [next(cells) for _ in row]
        if len({cell.shape[-2] for cell in band}) > 1:
            raise Misfit(
                "cells of a row have different heights: "
                + ", ".join(named(shape(c)) for c in band),
                position,
            )
        bands.append(np.concatenate(band, axis=-1))
    if len({band.shape[-1] for band in bands}) > 1:
        raise Misfit(
            "rows of a matrix have different widths: " + ", ".join(str(b.shape[-1]) for b in bands),
            position,
        )
    return np.concatenate(bands, axis=-2)
