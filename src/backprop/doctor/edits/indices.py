"""Rules for indices: off by one, another part, one entry of an array, a class's own 1."""

import ast

import numpy as np

from backprop.doctor.rewriting import build, exchanged, parse

__all__ = ["index", "indicator", "number_by_one", "part"]


def index(node, scene):
    """An index off by one, or a slice that takes another part."""
    where = node.slice
    if isinstance(where, ast.Slice):
        for fresh in _slices(where, scene):
            yield ast.Subscript(node.value, fresh, ast.Load())
        for i in (0, -1):
            yield ast.Subscript(node.value, parse(str(i)), ast.Load()), 0.4
    elif isinstance(where, ast.Tuple):
        for i, one in enumerate(where.elts):
            fresh = _slices(one, scene) if isinstance(one, ast.Slice) else _shifted(one, scene)
            fresh = [*fresh, *_counted(where, i, scene)]
            for part in fresh:
                parts = [*where.elts[:i], part, *where.elts[i + 1 :]]
                yield ast.Subscript(node.value, ast.Tuple(parts, ast.Load()), ast.Load())
        yield ast.Subscript(node.value, ast.Tuple(where.elts[::-1], ast.Load()), ast.Load()), 0.1
    else:
        for part in _shifted(where, scene):
            yield ast.Subscript(node.value, part, ast.Load())
        for one in ast.walk(where):
            if isinstance(one, ast.Name | ast.BinOp) and one is not where:
                for part in _shifted(one, scene):
                    yield ast.Subscript(node.value, exchanged(where, one, part), ast.Load())


def part(node, scene):
    """One entry of an array, by the number that a loop is at."""
    value = scene.value(node)
    if not isinstance(value, np.ndarray) or not value.ndim or len(value) < 2:
        return
    for name in _at(scene):
        yield build("_0[_1]", node, parse(name))


def indicator(node, scene):
    """A 1 subtracted where the number that a loop is at is the label."""
    value = scene.value(node)
    if not isinstance(value, float | np.floating) and np.ndim(value) != 1:
        return
    at = _at(scene)
    whole = [one for one in scene.scope if np.asarray(one.value).dtype.kind in "iu"]
    labels = [(one.node, one.cost) for one in whole if isinstance(one.node, ast.Subscript)][:6]
    vectors = [one.node for one in whole if np.ndim(one.value) == 1]
    labels += [(build("_0[_1]", one, parse(name)), 0.05) for one in vectors[:4] for name in at]
    labels += [(parse(name), 0.05) for name in at]
    for name in at:
        for label, cost in labels:
            if ast.unparse(getattr(label, "slice", label)) != name:
                yield build("_0 - (_1 == _2)", node, parse(name), label), cost


def _at(scene) -> list[str]:
    """Return the names of whole numbers that loops around the statement are at."""
    loops = [one.target for one in ast.walk(scene.function) if isinstance(one, ast.For)]
    names = [one.id for loop in loops for one in ast.walk(loop) if isinstance(one, ast.Name)]
    known = scene.first.variables
    return [name for name in dict.fromkeys(names) if type(known.get(name)) in (int, np.int64)][:4]


def _counted(where: ast.Tuple, at: int, scene):
    """Yield 0, 1, 2, ... beside an index that is an array of whole numbers."""
    if not isinstance(where.elts[at], ast.Slice):
        return
    for one in (*where.elts[:at], *where.elts[at + 1 :]):
        value = scene.value(one)
        if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iu":
            yield build("np.arange(len(_0))" if "np" in scene.names else "range(len(_0))", one)


def _shifted(node, scene):
    """Yield an index one more and one less."""
    value = scene.value(node)
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        return
    if isinstance(node, ast.Constant):
        for step in (-1, 1, -2, 2):
            yield parse(str(node.value + step))
        return
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
        yield node.left
    for text in ("_0 - 1", "_0 + 1"):
        yield build(text, node)
    for entry in scene.scope:
        if isinstance(entry.value, int | np.integer) and isinstance(entry.node, ast.Name):
            yield entry.node


def number_by_one(node, scene):
    """Yield a whole number one more, and one less, where it is an index."""
    value = scene.number(node)
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        yield build("_0 + 1", node)
        yield build("_0 - 1", node)


def _slices(node, scene):
    """Yield other slices: each bound dropped, moved by one, exchanged, negated."""
    bounds = [None, parse("1"), parse("-1")]
    for entry in scene.scope:
        if (
            isinstance(entry.value, int | np.integer)
            and not isinstance(entry.value, bool)
            and isinstance(entry.node, ast.Name)
        ):
            bounds += [entry.node, build("-_0", entry.node)]
    for one in (node.lower, node.upper):
        if one is not None:
            bounds += [one, build("-_0", one), *_shifted(one, scene)]
    now = ast.dump(node)
    for lower in bounds[:14]:
        for upper in bounds[:14]:
            fresh = ast.Slice(lower, upper, node.step)
            if ast.dump(fresh) != now:
                yield fresh
    if node.step is not None:
        yield ast.Slice(node.lower, node.upper, None)
