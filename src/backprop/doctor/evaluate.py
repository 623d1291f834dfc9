"""Judging an edit where it stands: the edited expression on the variables that were recorded.

A small interpreter of expressions, which knows the values of the parts that were not
edited, looks at sizes before it computes, and works on copies where something could
be changed in place.
"""

import ast
import builtins
import operator
from collections.abc import Mapping
from typing import Any

import numpy as np

from backprop.doctor.state import copied

__all__ = ["Evaluator", "Unsafe", "execute"]

MOST = 2_000_000  # numbers in a result
MUTATORS = {
    "append", "pop", "update", "extend", "insert", "remove", "clear", "sort", "fill", "put",
    "itemset", "resize", "setdefault", "popitem", "reverse", "setfield", "partition", "add",
    "discard", "zero_", "write", "writelines", "save", "tofile", "dump", "unlink", "system",
}  # fmt: skip
OUTER = {"outer", "kron", "tensordot", "einsum", "convolve", "correlate", "meshgrid"}
MAKERS = {
    "zeros",
    "ones",
    "full",
    "empty",
    "eye",
    "arange",
    "linspace",
    "identity",
    "tile",
    "repeat",
}
FORBIDDEN = {
    "open", "exec", "eval", "input", "exit", "quit", "breakpoint", "__import__", "compile",
    "setattr", "delattr", "print", "save", "savez", "savetxt", "tofile", "seed",
}  # fmt: skip
BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.MatMult: operator.matmul, ast.Pow: operator.pow,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}  # fmt: skip
INPLACE = {
    ast.Add: operator.iadd, ast.Sub: operator.isub, ast.Mult: operator.imul,
    ast.Div: operator.itruediv, ast.MatMult: operator.matmul, ast.Pow: operator.ipow,
}  # fmt: skip
UNARY = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_,
    ast.Invert: operator.invert,
}  # fmt: skip
COMPARE = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Is: operator.is_,
    ast.IsNot: operator.is_not, ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,  # codespell:ignore
}  # fmt: skip


USUAL = (np.ndarray, np.generic, int, float, complex, list)


class Unsafe(Exception):
    """An expression that is not evaluated here: too large a result, or it would change things."""


class Evaluator:
    """Evaluates expressions on recorded variables.

    Parameters
    ----------
    variables : mapping
        Of the function, where the statement stands; never changed.
    namespace : mapping
        The function's globals.
    memo : dict, optional
        id of a node of the tree as it was -> its value.
    """

    def __init__(self, variables: Mapping, namespace: Mapping, memo: dict | None = None):
        self.variables, self.namespace = variables, namespace
        self.memo = {} if memo is None else memo

    def __call__(self, node: ast.expr) -> Any:
        """Return the value of an expression; errors are its own, or Unsafe."""
        if id(node) in self.memo:
            return self.memo[id(node)]
        method = getattr(self, "_" + type(node).__name__, None)
        if method is None:
            raise Unsafe(type(node).__name__)
        value = method(node)
        if hasattr(node, "number"):
            self.memo[id(node)] = value
        return value

    def _Constant(self, node):
        return node.value

    def _Name(self, node):
        for names in (self.variables, self.namespace, vars(builtins)):
            if node.id in names:
                return names[node.id]
        raise NameError(node.id)

    def _Attribute(self, node):
        return getattr(self(node.value), node.attr)

    def _Subscript(self, node):
        return self(node.value)[self(node.slice)]

    def _Slice(self, node):
        parts = (node.lower, node.upper, node.step)
        return slice(*(None if part is None else self(part) for part in parts))

    def _Tuple(self, node):
        return tuple(self._elements(node.elts))

    def _List(self, node):
        return self._elements(node.elts)

    def _elements(self, nodes) -> list:
        found = []
        for one in nodes:
            found += self(one.value) if isinstance(one, ast.Starred) else [self(one)]
        return found

    def _Dict(self, node):
        return {self(key): self(one) for key, one in zip(node.keys, node.values, strict=True)}

    def _UnaryOp(self, node):
        return UNARY[type(node.op)](self(node.operand))

    def _BinOp(self, node):
        left, right = self(node.left), self(node.right)
        guard(node.op, left, right)
        return BINARY[type(node.op)](left, right)

    def _BoolOp(self, node):
        value = self(node.values[0])
        for one in node.values[1:]:
            if bool(value) != isinstance(node.op, ast.And):
                return value
            value = self(one)
        return value

    def _Compare(self, node):
        left, result = self(node.left), None
        for op, one in zip(node.ops, node.comparators, strict=True):
            right = self(one)
            this = COMPARE[type(op)](left, right)
            result = this if result is None else result and this
            left = right
        return result

    def _IfExp(self, node):
        return self(node.body) if self(node.test) else self(node.orelse)

    def _JoinedStr(self, node):
        parts = []
        for one in node.values:
            if isinstance(one, ast.Constant):
                parts.append(str(one.value))
            else:
                spec = self(one.format_spec) if one.format_spec else ""
                parts.append(format(self(one.value), spec))
        return "".join(parts)

    def _ListComp(self, node):
        return [*self._generated(node)]

    def _GeneratorExp(self, node):
        return iter([*self._generated(node)])

    def _generated(self, node):
        if len(node.generators) != 1:
            raise Unsafe("nested comprehension")
        (one,) = node.generators
        for count, value in enumerate(self(one.iter)):
            if count > 1000:
                raise Unsafe("a long loop")
            inner = Evaluator(dict(self.variables), self.namespace)
            inner.variables.update(_bound(one.target, value))
            if all(inner(test) for test in one.ifs):
                yield inner(node.elt)

    def _Call(self, node):
        function = self(node.func)
        given = self._elements(node.args)
        options = {one.arg: self(one.value) for one in node.keywords}
        name = getattr(function, "__name__", "")
        if None in options or "out" in options or name in FORBIDDEN:
            raise Unsafe(name)
        if (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in MUTATORS
            and not _of_module(self, node.func)
        ):
            raise Unsafe(node.func.attr)
        guard_call(name, function, given)
        if not _numeric(function):
            given, options = copied(given), copied(options)
        return function(*given, **options)


def _of_module(evaluate: Evaluator, node: ast.Attribute) -> bool:
    return type(evaluate(node.value)).__name__ == "module"


def _numeric(function: Any) -> bool:
    """Return whether a function is NumPy's, or a method of an array: it changes no argument."""
    if isinstance(function, np.ufunc) or isinstance(
        getattr(function, "__self__", None), np.ndarray
    ):
        return True
    return str(getattr(function, "__module__", "")).startswith("numpy")


def _bound(target: ast.expr, value: Any) -> dict:
    if isinstance(target, ast.Name):
        return {target.id: value}
    if isinstance(target, ast.Tuple):
        found = {}
        for one, part in zip(target.elts, value, strict=True):
            found.update(_bound(one, part))
        return found
    raise Unsafe("a loop over something else than names")


def guard(op: ast.operator, left: Any, right: Any) -> None:
    """Refuse an operation whose result would be large."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        if not isinstance(left, USUAL) or not isinstance(right, USUAL):
            raise Unsafe("an array with something else")  # np.r_ is a sequence without an end
        a, b = np.shape(left), np.shape(right)
        if isinstance(op, ast.MatMult):
            size = np.prod(a[:-1] + b[:-2] + b[-1:], dtype=float)
        else:
            size = np.prod(np.broadcast_shapes(a, b), dtype=float)
        if size > MOST:
            raise Unsafe("a large result")
    elif isinstance(op, ast.Pow):
        if isinstance(right, int) and abs(right) > 64:
            raise Unsafe("a large power")
    elif isinstance(op, ast.Mult) and (
        isinstance(left, list | str | tuple) or isinstance(right, list | str | tuple)
    ):
        raise Unsafe("a repeated sequence")


def guard_call(name: str, function: Any, given: list) -> None:
    """Refuse a call whose result would be large."""
    if _numeric(function) and any(
        hasattr(one, "__getitem__") and not isinstance(one, (*USUAL, tuple, str, dict, type))
        for one in given
    ):
        raise Unsafe("a sequence that may have no end")
    sizes = [np.size(one) for one in given if isinstance(one, np.ndarray)]
    if name in OUTER and np.prod(sizes, dtype=float) > MOST:
        raise Unsafe(name)
    if (
        name in ("dot", "matmul", "multiply", "add", "subtract", "divide", "inner")
        and len(sizes) == 2
    ):
        if name in ("dot", "matmul", "inner"):
            rows = [
                max(1, np.size(one) // max(1, np.shape(one)[-1] if np.ndim(one) else 1))
                for one in given
            ]
            if np.prod(rows, dtype=float) > MOST:
                raise Unsafe(name)
        elif np.prod(np.broadcast_shapes(*map(np.shape, given[:2])), dtype=float) > MOST:
            raise Unsafe(name)
    if name in MAKERS:
        numbers = [one for one in given if isinstance(one, int | tuple)]
        if any(np.prod(one, dtype=float) > MOST for one in numbers):
            raise Unsafe(name)


def execute(statement: ast.stmt, variables: dict, namespace: Mapping, memo: dict | None = None):
    """Execute an assignment on variables that may be changed; return what it assigned."""
    evaluate = Evaluator(variables, namespace, memo)
    if isinstance(statement, ast.Assign):
        value = evaluate(statement.value)
        for target in statement.targets:
            _store(target, value, evaluate)
        return value
    if isinstance(statement, ast.AugAssign):
        target = _loaded(statement.target)
        old, value = evaluate(target), evaluate(statement.value)
        guard(statement.op, old, value)
        new = INPLACE[type(statement.op)](old, value)
        _store(statement.target, new, evaluate)
        return new
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _call_in_place(statement.value, evaluate)
    raise Unsafe(type(statement).__name__)


def _call_in_place(node: ast.Call, evaluate: Evaluator):
    """Call a function of NumPy that changes its first argument, which is a copy."""
    function = evaluate(node.func)
    given = [evaluate(one) for one in node.args]
    options = {one.arg: evaluate(one.value) for one in node.keywords}
    if not str(getattr(function, "__module__", "numpy")).startswith("numpy"):
        raise Unsafe("a call")
    guard_call(getattr(function, "__name__", ""), function, given)
    return function(*given, **options)


def _loaded(node: ast.expr) -> ast.expr:
    fields = {name: getattr(node, name) for name in node._fields if name != "ctx"}
    return type(node)(**fields, ctx=ast.Load())


def _store(target: ast.expr, value: Any, evaluate: Evaluator) -> None:
    if isinstance(target, ast.Name):
        evaluate.variables[target.id] = value
    elif isinstance(target, ast.Subscript):
        evaluate(_loaded(target.value) if hasattr(target.value, "ctx") else target.value)[
            evaluate(target.slice)
        ] = value
    elif isinstance(target, ast.Attribute):
        setattr(evaluate(target.value), target.attr, value)
    elif isinstance(target, ast.Tuple):
        for one, part in zip(target.elts, value, strict=True):
            _store(one, part, evaluate)
    else:
        raise Unsafe("a target")
