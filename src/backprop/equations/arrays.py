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

from backprop.equations import scaled
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.scaled import Scaled

__all__ = ["OPERATIONS", "add", "block", "named", "power", "raised_by", "shape", "spread"]

Shape = tuple[int, int]


def shape(x: Scaled | NDArray) -> Shape:
    """Return rows and columns."""
    return x.shape[-2:]


def named(size: Shape) -> str:
    """Return a shape for a sentence: "4 x 5"."""
    return f"{size[0]} x {size[1]}"


def _is_bias(small: Shape, large: Shape) -> bool:
    return small in ((large[0], 1), (1, large[1]))


def _alike(a: Scaled, b: Scaled) -> bool:
    return shape(a) == shape(b) or (1, 1) in (shape(a), shape(b))


def add(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return a + b."""
    if not (_alike(a, b) or _is_bias(shape(a), shape(b)) or _is_bias(shape(b), shape(a))):
        raise Misfit(f"{named(shape(a))} plus or minus {named(shape(b))} does not fit", position)
    return a + b


def matrix(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return the matrix product a b, or the scaled matrix."""
    if (1, 1) in (shape(a), shape(b)):
        return scaled.times(a, b)
    if a.shape[-1] != b.shape[-2]:
        raise Misfit(
            f"{named(shape(a))} times {named(shape(b))} does not fit: a matrix product takes as "
            "many columns on the left as rows on the right",
            position,
        )
    return scaled.times(a, b, np.matmul)


def entry(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return the elementwise product."""
    if not _alike(a, b):
        raise Misfit(
            f"{named(shape(a))} .* {named(shape(b))} does not fit: an elementwise "
            "product takes equal shapes",
            position,
        )
    return scaled.times(a, b)


def over(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return a / b, elementwise."""
    if not _alike(a, b):
        raise Misfit(f"{named(shape(a))} over {named(shape(b))} does not fit", position)
    return scaled.over(a, b)


OPERATIONS = {"matrix": matrix, "beside": matrix, "entry": entry, "over": over}


def power(x: Scaled, p: Scaled, position: int, entries: bool = False) -> Scaled:
    r"""Return x^p elementwise; what could also be a power of the matrix is refused."""
    if not _alike(x, p):
        raise Misfit(f"{named(shape(x))} to the power {named(shape(p))} does not fit", position)
    if not entries and shape(x) != (1, 1) and (readings := _two_readings(shape(x), p.value)):
        raise EquationError(
            f"{named(shape(x))} to the power {p.value.flat[0]:g} has two readings, {readings}",
            position,
        )
    return scaled.power(x, p)


def _two_readings(size: Shape, p: NDArray) -> str:
    """Return what a power of an array could mean, and what to write; "" where it is clear."""
    if np.iscomplexobj(p) or (p == 1).all():
        return ""
    whole = (p == np.rint(p)).all()
    if whole and (p < 0).any():
        return "an inverse or one over each entry; expected a fraction"
    if size[0] == size[1] and (whole or (p == p.flat[0]).all()):
        return r"of the matrix or of each entry; expected products, A A or A \odot A"
    return ""


def raised_by(value: Scaled, sup, node, env, run) -> Scaled:
    """Return a value to the power that stands in its superscript, if there is one."""
    if sup is None:
        return value
    if sup.exponent is None or sup.is_layer:
        raise EquationError(f"cannot read ^{{{sup.text}}} as a power", node.position)
    return power(value, run.visit(sup.exponent, env), node.position, env.entries)


def spread(arrays: list[NDArray]) -> list[NDArray]:
    """Return the arrays with equal leading axes."""
    lead = np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
    return [np.broadcast_to(a, lead + a.shape[-2:]) for a in arrays]


def block(rows: list[list[Scaled]], position: int) -> Scaled:
    """Return the matrix made of these cells."""
    for row in rows:
        if len({cell.shape[-2] for cell in row}) > 1:
            raise Misfit(
                "cells of a row have different heights: " + ", ".join(named(shape(c)) for c in row),
                position,
            )
    widths = [sum(cell.shape[-1] for cell in row) for row in rows]
    if len(set(widths)) > 1:
        raise Misfit(
            "rows of a matrix have different widths: " + ", ".join(map(str, widths)), position
        )
    values = [[cell.value for cell in row] for row in rows]
    scales = [[cell.scale for cell in row] for row in rows]
    exact = all(cell.exact for row in rows for cell in row)
    return Scaled(_joined(values), _joined(scales), exact)


def _joined(rows: list[list[NDArray]]) -> NDArray:
    cells = iter(spread([cell for row in rows for cell in row]))
    bands = [np.concatenate([next(cells) for _ in row], axis=-1) for row in rows]
    return np.concatenate(bands, axis=-2)
