r"""Arithmetic on arrays of shape (..., rows, columns), with the rules of the texts.

Everything is a matrix; a scalar is 1 x 1.  Axes in front hold the draws, and the
perturbations of a derivative.

    a + b       equal shapes, a scalar, or a bias: n x 1 to n x m, 1 x m to n x m
    a .* b      equal shapes, or a scalar
    a b         columns of a = rows of b, or a scalar
    a \cdot b   the same; of two columns of one length their inner product
    a / b       equal shapes, or a scalar; so has a^b
    A^n         of a square matrix and a whole number: a product, or one of inverses
    A \otimes B the Kronecker product

The identity I, where its size is not said, takes that of the matrix that it meets.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.equations import scaled
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.scaled import Scaled

__all__ = [
    "MOST_POWER",
    "OPERATIONS",
    "add",
    "block",
    "named",
    "power",
    "raised_by",
    "shape",
    "sized",
    "spread",
]

Shape = tuple[int, int]
MOST_POWER = 100  # factors of a power of a matrix


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


def sized(x: Scaled, size: Shape, position: int | None) -> Scaled:
    """Return a multiple of the identity as a matrix of this size."""
    if size[0] != size[1]:
        raise Misfit(f"the identity beside {named(size)} does not fit", position)
    eye = np.eye(size[0])
    return Scaled(x.value * eye, x.scale * eye, x.exact)


def _met(a: Scaled, b: Scaled, position: int) -> tuple[Scaled, Scaled]:
    """Return both, a multiple of the identity in the size of the other."""
    if a.identity == b.identity:
        return a, b
    if shape(b if a.identity else a) == (1, 1):
        raise EquationError(
            "the identity beside a number: how large it is cannot be told; expected I_n with n "
            "declared, or a matrix beside it",
            position,
        )
    if a.identity:
        return sized(a, shape(b), position), b
    return a, sized(b, shape(a), position)


def add(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return a + b."""
    if a.identity and b.identity:
        total = a + b
        return Scaled(total.value, total.scale, total.exact, True)
    a, b = _met(a, b, position)
    if not (_alike(a, b) or _is_bias(shape(a), shape(b)) or _is_bias(shape(b), shape(a))):
        raise Misfit(f"{named(shape(a))} plus or minus {named(shape(b))} does not fit", position)
    return a + b


def matrix(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return the matrix product a b, or the scaled matrix."""
    if (1, 1) in (shape(a), shape(b)):
        return _scaled_by(a, b, scaled.times(a, b))
    if a.shape[-1] != b.shape[-2]:
        raise Misfit(
            f"{named(shape(a))} times {named(shape(b))} does not fit: a matrix product takes as "
            "many columns on the left as rows on the right",
            position,
        )
    return scaled.times(a, b, np.matmul)


def _scaled_by(a: Scaled, b: Scaled, product: Scaled) -> Scaled:
    """Return a product of a number and something; of the identity it is a multiple."""
    if (a.identity or b.identity) and shape(product) == (1, 1):
        return Scaled(product.value, product.scale, product.exact, True)
    return product


def entry(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return the elementwise product."""
    a, b = _met(a, b, position)
    if not _alike(a, b):
        raise Misfit(
            f"{named(shape(a))} .* {named(shape(b))} does not fit: an elementwise "
            "product takes equal shapes",
            position,
        )
    return scaled.times(a, b)


def kron(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return the Kronecker product."""
    if a.identity or b.identity:
        raise EquationError("how large I is cannot be told; expected I_n", position)
    return scaled.kron(a, b)


def over(a: Scaled, b: Scaled, position: int) -> Scaled:
    """Return a / b, elementwise."""
    if b.identity or (a.identity and shape(b) != (1, 1)):
        raise EquationError("a quotient of the identity; expected a product", position)
    if not _alike(a, b):
        raise Misfit(f"{named(shape(a))} over {named(shape(b))} does not fit", position)
    return _scaled_by(a, b, scaled.over(a, b))


OPERATIONS: dict[str, Callable[[Scaled, Scaled, int], Scaled]] = {
    "matrix": matrix,
    "beside": matrix,
    "dot": matrix,
    "entry": entry,
    "over": over,
    "kron": kron,
}


def power(x: Scaled, p: Scaled, position: int, entries: bool = False) -> Scaled:
    r"""Return x^p: of a square matrix and a whole number a product, else of each entry.

    Parameters
    ----------
    x, p : Scaled
        Of shapes (..., rows, columns); p is 1 x 1, or has the shape of x.
    position : int
        Of the formula, for errors.
    entries : bool
        Whether each entry is meant in any case.
    """
    if not _alike(x, p):
        raise Misfit(f"{named(shape(x))} to the power {named(shape(p))} does not fit", position)
    if x.identity:
        value = scaled.power(x, p)
        return Scaled(value.value, value.scale, value.exact, True)
    if not entries and shape(x) != (1, 1) and shape(p) == (1, 1):
        whole = _whole(p.value)
        if x.shape[-1] == x.shape[-2] and whole is not None:
            if abs(whole) > MOST_POWER:
                said = f"a matrix to the power {whole}; expected at most {MOST_POWER}"
                raise EquationError(said, position)
            return scaled.matrix_power(x, whole)
        if readings := _two_readings(shape(x), p.value):
            raise EquationError(
                f"{named(shape(x))} to the power {p.value.flat[0]:g} has two readings, {readings}",
                position,
            )
    return scaled.power(x, p)


def _whole(p: NDArray) -> int | None:
    """Return an exponent that is one whole number in all draws, None for others."""
    if np.iscomplexobj(p) or not (p == p.flat[0]).all() or not float(p.flat[0]).is_integer():
        return None
    return int(p.flat[0])


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
    """Return a value to the power that stands in its superscript, if there is one.

    Parameters
    ----------
    value : Scaled
        Of shape (..., rows, columns).
    sup : Script or None
    node : Node
        What the superscript stands on, for errors.
    env : Env
    run : Run
    """
    if sup is None:
        return value
    if sup.exponent is None or sup.is_layer:
        raise EquationError(f"cannot read ^{{{sup.text}}} as a power", node.position)
    exponent = run.visit(sup.exponent, env)
    return raised(value, exponent, node.position, env, run)


def raised(value: Scaled, exponent: Scaled, position: int, env, run) -> Scaled:
    """Return a power, of the matrix or, where that is the reading now, of each entry."""
    square = value.shape[-1] == value.shape[-2] > 1 and not env.entries
    if square and env.entries is None and _whole(exponent.value) not in (None, 1):
        raise EquationError(
            "a power within a sum of all entries has two readings, "
            r"of the matrix or of each entry; expected products, A A or A \odot A",
            position,
        )
    if env.entries and value.shape[-1] == value.shape[-2] > 1:
        return _within_a_sum(value, exponent, position, run)
    if square and _whole(exponent.value) not in (None, 1, -1) and run.reads("power"):
        return power(value, exponent, position, True)
    if square:
        run.charge_power(value, exponent, position)
    return power(value, exponent, position, bool(env.entries))


def _within_a_sum(value: Scaled, exponent: Scaled, position: int, run) -> Scaled:
    r"""Return the power of a square matrix under a \sum of all entries.

    A^{-1} is the inverse there as elsewhere, A^2 is of each entry; each may be the other.
    """
    whole = _whole(exponent.value)
    entries = True
    if whole == -1:
        entries = run.reads("inverse", position)
    elif whole not in (None, 1):
        entries = not run.reads("power in a sum", position)
    if not entries:
        run.charge_power(value, exponent, position)
    return power(value, exponent, position, entries)


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
