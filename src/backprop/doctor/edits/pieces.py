"""What a line could be made from: entries in scope, class numbers, sums and products of them."""

import ast
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.edits.fit import broadcasts, matches
from backprop.doctor.edits.scene import Scene
from backprop.doctor.rewriting import build

__all__ = ["of_rows", "pieces", "products"]


def pieces(
    scene: Scene, shape: tuple, also_products: bool
) -> Iterator[tuple[ast.expr, NDArray, float]]:
    """Yield what could be added to an array of this shape: entries, sums and products of them."""
    named = [one for one in scene.arrays if np.asarray(one.value).dtype.kind in "fiu"]
    for one in named:
        value = np.asarray(one.value, dtype=float)
        if value.shape == shape or (value.ndim and broadcasts(value.shape, shape)):
            yield one.node, value, one.cost
        elif value.shape == shape[::-1]:
            yield build("_0.T", one.node), value.T, one.cost + 0.3
    yield from _one_hot(named, [one for one in scene.scope if np.size(one.value) == 1][:30], shape)
    short = [one for one in named if one.cost <= 0.55][:36]
    for one in short:
        value = np.asarray(one.value, dtype=float)
        if value.ndim == 2:
            for axis in (0, 1):
                total = value.sum(axis=axis, keepdims=True)
                if broadcasts(total.shape, shape) and total.shape != shape:
                    yield (
                        build(f"_0.sum(axis={axis}, keepdims=True)", one.node),
                        total,
                        0.6 + one.cost,
                    )
                elif total.size == np.prod(shape):
                    yield (
                        build(f"_0.sum(axis={axis})", one.node),
                        total.reshape(shape),
                        0.6 + one.cost,
                    )
    if also_products:
        yield from products(short, shape)


def _one_hot(entries, scalars, shape: tuple) -> Iterator[tuple[ast.expr, NDArray, float]]:
    """Yield class numbers as rows, or columns, of zeros with a single 1."""
    wide = [one for one in entries if np.shape(one.value) == shape and one.cost <= 0.3][:2]
    if len(shape) == 1:
        for one in scalars:
            if isinstance(one.value, int | np.integer) and 0 <= one.value < shape[0]:
                for other in wide:
                    text = "np.eye(len(_1))[_0]"
                    yield build(text, one.node, other.node), np.eye(shape[0])[one.value], 0.45
        return
    if len(shape) != 2:
        return
    for one in entries:
        numbers = np.asarray(one.value)
        if numbers.dtype.kind not in "iu" or numbers.size < 2 or numbers.min() < 0:
            continue
        for axis, turned in ((1, ""), (0, ".T")):
            if numbers.shape == (shape[1 - axis],) and numbers.max() < shape[axis]:
                value = np.eye(shape[axis])[numbers]
                for other in wide:
                    text = f"np.eye(_1.shape[{axis}])[_0]{turned}"
                    yield build(text, one.node, other.node), value if axis else value.T, 0.35


def products(entries, shape: tuple) -> Iterator[tuple[ast.expr, NDArray, float]]:
    """Yield the products of two entries that have this shape."""
    for a in entries:
        x = np.asarray(a.value, dtype=float)
        for b in entries:
            y = np.asarray(b.value, dtype=float)
            cost = 0.7 + a.cost + b.cost
            if (x.ndim == 2 and y.ndim in (1, 2)) or (x.ndim == 1 and y.ndim == 2):
                for text, p, q in (("_0 @ _1", x, y), ("_0.T @ _1", x.T, y), ("_0 @ _1.T", x, y.T)):
                    if _product_shape(p.shape, q.shape) == shape:
                        yield build(text, a.node, b.node), p @ q, cost
            if x.ndim == y.ndim == 1 and (x.size, y.size) == shape:
                yield build("np.outer(_0, _1)", a.node, b.node), np.outer(x, y), cost
            if (
                x.shape == shape
                and broadcasts(y.shape, shape)
                and ast.dump(a.node) <= ast.dump(b.node)
            ):
                yield build("_0 * _1", a.node, b.node), x * y, cost + 0.1


def of_rows(entries, gap: NDArray, known: NDArray) -> Iterator[tuple[str, list, float, float]]:
    """Yield (text, nodes, c, cost) for gaps c u sum(v w), the sum along rows or columns."""
    same = [one for one in entries if np.shape(one.value) == gap.shape and one.cost < 0.3][:12]
    arrays = [np.asarray(one.value, dtype=float) for one in same]
    for i, v in enumerate(arrays):
        for j, w in enumerate(arrays[i:], start=i):
            for axis in range(gap.ndim):
                total = (v * w).sum(axis=axis, keepdims=True)
                for k, u in enumerate(arrays):
                    if (c := matches(u * total, gap, known)) is None:
                        continue
                    n, how = gap.shape[axis], "sum"
                    if abs(abs(c * n) - 1) < 1e-6:
                        how, c = "mean", c * n
                    text = f"_0 * (_1 * _2).{how}(axis={axis}, keepdims=True)"
                    yield text, [same[k].node, same[i].node, same[j].node], c, 0.8


def _product_shape(a: tuple, b: tuple) -> tuple | None:
    if a[-1] != b[0]:
        return None
    return a[:-1] + b[1:]
