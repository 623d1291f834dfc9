"""What is wanted of a line, turned into what is wanted of the operands in it."""

import ast
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.edits.fit import broadcasts, constant_of
from backprop.doctor.edits.scene import Scene

__all__ = ["wanted_inside"]


def wanted_inside(scene: Scene, root: ast.expr, given, wanted: NDArray) -> Iterator[tuple]:
    """Yield (node, its value, the value that it ought to have): the root, then its operands.

    What is done to an operand is undone: T = a b wants a = T / b, and so on.
    """
    yield root, given, wanted
    for child, inverse in _inverses(root, scene):
        value = scene.number(child)
        if value is None:
            continue
        with np.errstate(all="ignore"):
            try:
                want = np.asarray(inverse(wanted), dtype=float)
            except Exception:
                continue
        value = np.asarray(value, dtype=float)
        if value.ndim == 0 and want.ndim:
            c = constant_of(want)
            want, value = (
                (np.array(c), value) if c is not None else (want, np.full(want.shape, value))
            )
        if np.isinf(want).any():
            want = np.where(np.isinf(want), np.nan, want)
        if want.shape != value.shape and broadcasts(value.shape, want.shape):
            value = np.broadcast_to(value, want.shape)
        if want.shape != value.shape or not (~np.isnan(want)).any():
            continue
        yield from wanted_inside(scene, child, value, want)


def _inverses(node, scene):
    """Yield the operands of a node, each with what turns the wanted result into its own."""
    if isinstance(node, ast.BinOp):
        a, b = scene.number(node.left), scene.number(node.right)
        if a is None or b is None:
            return
        if isinstance(node.op, ast.Mult):
            yield node.left, lambda T: _over_zero(T, b)
            yield node.right, lambda T: _over_zero(T, a)
        elif isinstance(node.op, ast.Add):
            yield node.left, lambda T: T - b
            yield node.right, lambda T: T - a
        elif isinstance(node.op, ast.Sub):
            yield node.left, lambda T: T + b
            yield node.right, lambda T: a - T
        elif isinstance(node.op, ast.Div):
            yield node.left, lambda T: T * b
            yield node.right, lambda T: _over_zero(a, T)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand, lambda T: -T
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value, lambda T: T.T
    elif isinstance(node, ast.IfExp):
        yield (node.body if scene.value(node.test) else node.orelse), lambda T: T
    elif isinstance(node, ast.Call):
        yield from _inverses_of_call(node, scene)


INVERTED = {
    "exp": np.log,
    "log": np.exp,
    "sqrt": np.square,
    "tanh": np.arctanh,
    "negative": np.negative,
}
BINARIES = {"multiply": ast.Mult(), "add": ast.Add(), "subtract": ast.Sub(), "divide": ast.Div()}


def _inverses_of_call(node: ast.Call, scene):
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in BINARIES and len(node.args) == 2:
        yield from _inverses(ast.BinOp(node.args[0], BINARIES[name], node.args[1]), scene)
    elif name in INVERTED and len(node.args) == 1:
        yield node.args[0], INVERTED[name]
    elif name == "where" and len(node.args) == 3:
        test = scene.value(node.args[0])
        yield node.args[1], lambda T: np.where(test, T, np.nan)
        yield node.args[2], lambda T: np.where(test, np.nan, T)
    elif name in JOINS:
        yield from _joined(node, scene)
    elif name in ("copy", "astype", "reshape") and isinstance(node.func, ast.Attribute):
        shape = np.shape(scene.number(node.func.value))
        yield node.func.value, lambda T: T.reshape(shape)


JOINS = {"concatenate": 0, "hstack": -1, "vstack": 0}


def _joined(node, scene):
    """Yield the arrays that a call joins, each with what cuts it out of the result."""
    if not node.args or not isinstance(node.args[0], ast.List | ast.Tuple):
        return
    axis = JOINS[node.func.attr]
    for keyword in node.keywords:
        axis = getattr(keyword.value, "value", axis) if keyword.arg == "axis" else axis
    start = 0
    for one in node.args[0].elts:
        value = scene.number(one)
        if value is None or not np.ndim(value):
            return
        size = np.shape(value)[axis]
        yield one, lambda T, a=start, b=start + size: np.take(T, range(a, b), axis=axis)
        start += size


def _over_zero(T, b):
    """Return T / b, NaN where both are 0."""
    T, b = np.asarray(T, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(all="ignore"):
        found = T / b
    return np.where(np.isfinite(found), found, np.nan)
