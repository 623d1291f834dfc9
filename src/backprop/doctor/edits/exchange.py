"""Rules that exchange, add or drop one thing in an expression.

Each is make(node, scene): it yields what could stand in the place of the node, or pairs
of that and how much more far-fetched it is.  `EXCHANGES` is the table.
"""

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from backprop.doctor.edits.scene import Scene
from backprop.doctor.rewriting import build, exchanged, parse

__all__ = ["EXCHANGES", "Rule"]


class Rule(NamedTuple):
    """A kind of edit.

    Attributes
    ----------
    id : str
    cost : float
        How far-fetched it is: 1 for a slip of the pen.
    kinds : tuple of type
        The nodes that it is for.
    make : callable
        make(node, scene) yields nodes, or pairs (node, additional cost).
    sentence : str
        What was wrong, if this cures it.
    """

    id: str
    cost: float
    kinds: tuple
    make: Callable[[ast.expr, Scene], Iterator]
    sentence: str


REDUCTIONS = ("sum", "mean", "max", "min", "prod")
PRODUCTS = ("dot", "matmul", "multiply", "outer")
OPERATIONS = (ast.Add(), ast.Sub(), ast.Mult(), ast.Div(), ast.MatMult())


def callee(node: ast.expr) -> str:
    """Return the last name of what a call calls."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def with_op(node: ast.BinOp, op: ast.operator) -> ast.BinOp:
    """Return the operation with another operator."""
    return ast.BinOp(node.left, op, node.right)


def call(function: ast.expr, *given: ast.expr, **options: ast.expr) -> ast.Call:
    """Return a call."""
    keywords = [ast.keyword(name, value) for name, value in options.items()]
    return ast.Call(function, list(given), keywords)


def other_value(node, scene):
    """Another value in scope, of the same shape or of one that fits a product."""
    value = scene.value(node)
    if value is not None and not isinstance(value, np.ndarray | int | float | np.number):
        return
    shape = np.shape(value) if value is not None else None
    if isinstance(node, ast.Subscript):
        yield from _same_index(node, scene)
    small = isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
    if not small and not isinstance(node, ast.Call):
        return
    for entry in scene.scope:
        if entry.node is node or isinstance(entry.value, bool):
            continue
        theirs = np.shape(entry.value)
        if shape is not None and theirs != shape:
            if len(theirs) == 2 and theirs[::-1] == shape:
                yield build("_0.T", entry.node), entry.cost + 0.5
            if len(theirs) != len(shape) or 0 in (len(shape), len(theirs)):
                continue
        yield entry.node, entry.cost + (0 if small else 0.5) + (0.2 if theirs != shape else 0)


HOLDERS = (list, tuple, dict, np.ndarray)


def _same_index(node, scene):
    """Yield the entry of another container with the same index."""
    base = getattr(node.value, "id", None)
    for names in (scene.first.variables, scene.first.namespace):
        for name, value in names.items():
            if (
                name != base
                and name in scene.names
                and isinstance(value, HOLDERS)
                and getattr(value, "ndim", 1)
                and len(value)
            ):
                yield ast.Subscript(parse(name), node.slice, ast.Load())


def transpose(node, scene):
    """A transpose added or dropped."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif callee(node) == "transpose" and len(node.args) == 1:
        yield node.args[0]
    elif np.ndim(scene.number(node)) == 2 and not isinstance(node, ast.Constant):
        yield build("_0.T", node)


def operation(node, scene):
    """Another operation, or the operands the other way round."""
    if isinstance(node, ast.BinOp):
        for op in OPERATIONS:
            if type(op) is not type(node.op):
                yield with_op(node, op)
        if not isinstance(node.op, ast.Add | ast.Mult):
            yield ast.BinOp(node.right, node.op, node.left)
            yield ast.BinOp(build("_0.T", node.right), node.op, build("_0.T", node.left)), 0.3
        if isinstance(node.op, ast.MatMult | ast.Mult) and "np" in scene.first.namespace:
            yield build("np.outer(_0, _1)", node.left, node.right), 0.3
            yield build("np.outer(_1, _0)", node.left, node.right), 0.4
        return
    name = callee(node)
    if name in PRODUCTS and isinstance(node.func, ast.Attribute):
        if len(node.args) == 2:
            a, b = node.args
            yield call(node.func, b, a)
            for other in PRODUCTS:
                if other != name:
                    yield call(ast.Attribute(node.func.value, other, ast.Load()), a, b)
            yield build("_0 * _1", a, b), 0.1
        elif len(node.args) == 1:
            yield call(ast.Attribute(node.args[0], node.func.attr, ast.Load()), node.func.value)
            yield build("_0 * _1", node.func.value, node.args[0]), 0.1


def dropped(node, scene):
    """An operand, a function or an index dropped."""
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Call):
        for one in node.args[:3]:
            yield one, 0.1
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value, scene):
            yield node.func.value, 0.1
    elif isinstance(node, ast.Subscript):
        yield node.value, 0.2
    elif isinstance(node, ast.IfExp):
        yield node.body, 0.2
        yield node.orelse, 0.2


def _is_module(node, scene) -> bool:
    return type(scene.value(node)).__name__ == "module"


def two_dropped(node, scene):
    """Two factors of a product, or two terms of a sum, dropped."""
    if isinstance(node, ast.BinOp):
        for inner, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(inner, ast.BinOp):
                yield inner.left if other is node.right else inner.right
                yield other


def sign(node, scene):
    """The sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return
    if isinstance(node, ast.Constant):
        return
    yield build("-_0", node)


def bare(node):
    """Return whether a call reduces an array, and by method: (function, array, options)."""
    name = callee(node)
    if name not in REDUCTIONS or not isinstance(node.func, ast.Attribute):
        return None
    options = {one.arg: one.value for one in node.keywords}
    return name, options


AXES = ("None", "0", "1", "-1")


def reduction(node, scene):
    """A sum over another axis, with or without keepdims, for a mean, or where there was none."""
    if (found := bare(node)) is not None:
        name, options = found
        of_module = _is_module(node.func.value, scene)
        array = node.args[:1] if of_module else []
        function = node.func
        base = {k: v for k, v in options.items() if k not in ("axis", "keepdims")}
        positional = node.args[1:] if of_module else node.args
        axis = options.get("axis") or (positional[0] if positional else None)
        keep = options.get("keepdims")
        for text in AXES:
            for kept in (None, "True"):
                more = dict(base)
                if text != "None":
                    more["axis"] = parse(text)
                if kept:
                    more["keepdims"] = parse(kept)
                same_axis = _same(axis, text)
                same_keep = (keep is not None and getattr(keep, "value", False)) == bool(kept)
                if same_axis and same_keep:
                    continue
                yield call(function, *array, **more), 0.0 if same_axis or same_keep else 0.2
        for other in ("sum", "mean"):
            if other != name:
                renamed = ast.Attribute(function.value, other, ast.Load())
                yield ast.Call(renamed, node.args, node.keywords)
        return
    value = scene.value(node)
    if isinstance(value, np.ndarray) and value.ndim and not isinstance(node, ast.Constant):
        for name in ("sum", "mean"):
            for options in (
                "axis=0",
                "axis=1",
                "axis=0, keepdims=True",
                "axis=1, keepdims=True",
                "",
            ):
                yield build(f"_0.{name}({options})", node), 0.3 if name == "sum" else 0.5


def _same(axis, text: str) -> bool:
    return ast.unparse(axis) == text if axis is not None else text == "None"


def constant(node, scene):
    """Another constant."""
    value = node.value
    if isinstance(value, bool):
        yield parse(str(not value))
    elif isinstance(value, int | float):
        for text, number in scene.scalars:
            if number != value:
                yield parse(text), 0.1 if text.isidentifier() else 0.15
        others = [0, 1, 2, -1, 0.5, value + 1, value - 1, value * 2, value / 2, -value]
        if isinstance(value, float):
            others = [float(one) if one != int(one) else int(one) for one in others]
        for one in dict.fromkeys(others):
            if one != value:
                yield parse(repr(one))
    elif isinstance(value, str):
        for one in scene.strings:
            if one != value:
                yield parse(repr(one))


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


OPPOSITE = {ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Lt: ast.GtE, ast.GtE: ast.Lt}
OPPOSITE |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


def comparison(node, scene):
    """Another comparison, its opposite first."""
    if len(node.ops) != 1:
        return
    for op in (ast.Gt(), ast.Lt(), ast.GtE(), ast.LtE(), ast.Eq(), ast.NotEq()):
        if type(op) is not type(node.ops[0]):
            far = 0.0 if type(op) is OPPOSITE.get(type(node.ops[0])) else 0.05
            yield ast.Compare(node.left, [op], node.comparators), far


MATHS = ("exp", "log", "tanh", "sqrt", "square", "sign", "abs", "cosh", "sinh", "sin", "cos")
MAKERS = ("zeros", "ones", "zeros_like", "ones_like", "empty")


def function(node, scene):
    """Another function, or one more."""
    name = callee(node)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            for other in scene.functions + _alike(node, scene):
                if other != name:
                    yield ast.Call(parse(other), node.args, node.keywords)
        elif isinstance(node.func, ast.Attribute):
            if _is_module(node.func.value, scene):
                groups = [
                    group for group in (MATHS, MAKERS, ("maximum", "minimum")) if name in group
                ]
                for other in (one for group in groups for one in group if one != name):
                    renamed = ast.Attribute(node.func.value, other, ast.Load())
                    yield ast.Call(renamed, node.args, node.keywords), 0.2
                if len(node.args) == 1:
                    for other in scene.functions:
                        yield build(f"{other}(_0)", node.args[0]), 0.3
            else:
                for other in _methods(scene.value(node.func.value)):
                    if other != name:
                        renamed = ast.Attribute(node.func.value, other, ast.Load())
                        yield ast.Call(renamed, node.args, node.keywords)
        if len(node.args) > 1:
            for i in range(len(node.args) - 1):
                given = list(node.args)
                given[i], given[i + 1] = given[i + 1], given[i]
                yield ast.Call(node.func, given, node.keywords)
    if isinstance(node, ast.Subscript | ast.Name | ast.Attribute | ast.Call | ast.BinOp) and (
        np.ndim(scene.number(node)) or isinstance(scene.number(node), float)
    ):
        for other in scene.functions:
            yield build(f"{other}(_0)", node), 0.4


def _alike(node: ast.Call, scene: Scene) -> list[str]:
    """Return the reader's other functions that take as many arguments."""
    import inspect
    import types

    found = []
    for name, value in scene.first.namespace.items():
        if isinstance(value, types.FunctionType) and name not in scene.functions:
            try:
                inspect.signature(value).bind(*node.args, **{k.arg: 0 for k in node.keywords})
            except TypeError:
                continue
            found.append(name)
    return found[:20]


def _methods(value) -> list[str]:
    """Return the names of the methods that a class of the reader's has."""
    import types

    if not type(value).__flags__ & (1 << 9):
        return []
    return [
        k
        for k, v in vars(type(value)).items()
        if isinstance(v, types.FunctionType) and k[:2] != "__"
    ]


def power(node, scene):
    """A square taken, or not, or of something else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield node.left
        inner = node.left
        if isinstance(inner, ast.BinOp):
            yield ast.BinOp(inner.left, inner.op, ast.BinOp(inner.right, node.op, node.right))
            yield ast.BinOp(ast.BinOp(inner.left, node.op, node.right), inner.op, inner.right), 0.2
    elif (
        isinstance(node, ast.BinOp)
        and isinstance(node.right, ast.BinOp)
        and isinstance(node.right.op, ast.Pow)
    ):
        inner = node.right
        yield ast.BinOp(ast.BinOp(node.left, node.op, inner.left), inner.op, inner.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield build("2 * _0", node.left), 0.2
    elif (
        isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
        and scene.number(node) is not None
    ):
        yield build("_0 ** 2", node), 0.3
        yield build("1 - _0", node), 0.3
        yield build("_0 > 0", node), 0.3


def brackets(node, scene):
    """The same operations, bracketed in another way.

    (a + s) * f for a * f + s, and back; g(a, b) * f for g(a, b * f), and back.
    """
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            for core, around in _peeled(side):
                left, right = (core, other) if side is node.left else (other, core)
                yield around(ast.BinOp(left, node.op, right))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        for core, around in _peeled(node):
            if isinstance(core, ast.BinOp) and isinstance(core.op, ast.Add | ast.Sub):
                yield ast.BinOp(around(core.left), core.op, core.right)
                yield ast.BinOp(core.left, core.op, around(core.right))
        if isinstance(node.left, ast.Call) and node.left.args:
            *rest, last = node.left.args
            inside = ast.BinOp(last, node.op, node.right)
            yield ast.Call(node.left.func, [*rest, inside], node.left.keywords)
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[-1], ast.BinOp):
        *rest, last = node.args
        bare = ast.Call(node.func, [*rest, last.left], node.keywords)
        yield ast.BinOp(bare, last.op, last.right)


def _peeled(node):
    """Yield (core, around): a product without its last factors, and the way back."""
    around = lambda inner: inner  # noqa: E731
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        around = lambda inner, op=node.op, right=node.right, outer=around: outer(  # noqa: E731
            ast.BinOp(inner, op, right)
        )
        node = node.left
        yield node, around


def display(node, scene):
    """Two elements exchanged; or one more, or one less, in a list of constants or names."""
    for i in range(len(node.elts) if isinstance(getattr(node, "ctx", None), ast.Load) else 0):
        for j in range(i):
            parts = list(node.elts)
            parts[i], parts[j] = parts[j], parts[i]
            yield type(node)(parts, ast.Load())
    kinds = {type(one) for one in node.elts}
    if not node.elts or len(kinds) != 1 or not isinstance(node.elts[0], ast.Constant | ast.Name):
        return
    for i in range(len(node.elts)):
        yield type(node)([*node.elts[:i], *node.elts[i + 1 :]], ast.Load()), 0.1
    known = [ast.dump(one) for one in node.elts]
    if isinstance(node.elts[0], ast.Constant):
        others = [parse(repr(one)) for one in scene.strings]
    else:
        others = [one.node for one in scene.scope if isinstance(one.node, ast.Name)]
    for one in others[:60]:
        if ast.dump(one) not in known:
            yield type(node)([*node.elts, one], ast.Load())
            yield type(node)([one, *node.elts], ast.Load()), 0.05


def elements(node, scene):
    """An array made to lie another way: a copy, a column, a row."""
    value = scene.value(node)
    if isinstance(value, np.ndarray) and not isinstance(node, ast.Constant):
        yield build("_0.copy()", node), 0.2
        if value.ndim == 1:
            yield build("_0[:, None]", node), 0.4
            yield build("_0[None, :]", node), 0.4
        if value.ndim == 2 and 1 in value.shape:
            yield build("_0.ravel()", node), 0.5
    if callee(node) == "reshape":
        yield build("_0.T", node), 0.4


ANY = (ast.expr,)
EXCHANGES = (
    Rule("other-value", 1.0, (ast.Name, ast.Attribute, ast.Subscript, ast.Call), other_value,
         "another value belongs here"),
    Rule("transpose", 1.0, ANY, transpose, "a transpose is missing, or too many"),
    Rule("operation", 1.1, (ast.BinOp, ast.Call), operation, "another kind of product, or order"),
    Rule("dropped", 1.1, ANY, dropped, "something is there that does not belong"),
    Rule("two-dropped", 1.3, (ast.BinOp,), two_dropped, "two things are there that do not belong"),
    Rule("sign", 1.15, ANY, sign, "the sign is the other one"),
    Rule("reduction", 1.0, ANY, reduction, "the sum goes over something else"),
    Rule("constant", 1.1, (ast.Constant,), constant, "the constant is another one"),
    Rule("index", 1.1, (ast.Subscript,), index, "the index takes another part"),
    Rule("part", 1.2, (ast.Name, ast.Attribute), part, "an entry belongs here, not all of them"),
    Rule("indicator", 1.4, (ast.Name,), indicator, "the 1 of the right class is not subtracted"),
    Rule("by-one", 1.2, (ast.Name,), number_by_one, "the index is off by one"),
    Rule("comparison", 1.0, (ast.Compare,), comparison, "the comparison is another one"),
    Rule("function", 1.0, ANY, function, "another function belongs here"),
    Rule("power", 1.2, ANY, power, "a square is missing, or too many"),
    Rule("brackets", 1.1, (ast.BinOp, ast.Call), brackets, "the brackets stand elsewhere"),
    Rule("display", 1.1, (ast.Tuple, ast.List), display, "the list has another order or element"),
    Rule("elements", 1.3, ANY, elements, "the array is shared, or lies another way"),
)  # fmt: skip
