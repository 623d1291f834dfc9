"""Every expression of a function passes a probe: to be recorded, perturbed or replaced.

    A1 = sigmoid(X @ W1 + b1)
    A1 = __probe__(7, sigmoid(__probe__(6, __probe__(4, X @ W1) + b1)))

A probe is known by its number, and an occurrence by the number and how many came
before it.  What is changed in place (`dW += ...`, `dh[dh <= 0] = 0`) passes a probe
*after* its statement; each statement is announced, so that its variables can be kept.
"""

import ast
import builtins
import contextlib
import copy
import sys
import time
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.source import Hang, Unit
from backprop.doctor.state import copied

__all__ = [
    "Hooks",
    "Perturb",
    "Record",
    "RecordCured",
    "Replace",
    "Site",
    "instrument",
    "number_nodes",
]

SHAPES = {"shape", "size", "ndim", "dtype"}
MOST_KEPT = 4_000_000  # numbers in one record
MOST_MARKS = 6_000
MOST_GLOBAL = 100_000  # numbers in a global array whose value is kept with a statement
FIXED = (
    types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type, np.ufunc, str, bool,
)  # fmt: skip
SPAN = 100_000  # numbers per unit


@dataclass(frozen=True, eq=False)
class Site:
    """A place in a function where a value passes.

    Attributes
    ----------
    number : int
    unit : Unit
    function : str
        The name of the function.
    statement : ast.stmt
        In the tree before it was rewritten.
    node : ast.expr
        The expression whose value it is; for "after", what the statement has changed.
    kind : str
        "root" (all that a statement assigns or returns), "after" or "inner".
    target : str
        The name that the value gets, "" if it gets none.
    """

    number: int
    unit: Unit
    function: str
    statement: ast.stmt
    node: ast.expr
    kind: str
    target: str = ""

    @property
    def line(self) -> int:
        """The line on which the statement begins."""
        return self.statement.lineno


def number_nodes(tree: ast.Module, base: int) -> None:
    """Give each node of a tree a number; copies keep it."""
    for i, node in enumerate(ast.walk(tree)):
        node.number = base + i


class _Rewriter(ast.NodeTransformer):
    """Puts the probes into a copy of a tree."""

    def __init__(self, unit: Unit, originals: Mapping[int, ast.AST], modules: set[str], only):
        self.unit, self.originals, self.modules, self.only = unit, originals, modules, only
        self.sites: dict[int, Site] = {}
        self.names: list[str] = []
        self.statement: ast.stmt | None = None
        self.after = 0

    # statements

    def visit_FunctionDef(self, node):
        outer, self.statement = self.statement, None
        self.names.append(node.name)
        node.body = self._block(node.body)
        self.names.pop()
        self.statement = outer
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_Lambda(self, node):
        outer, self.statement = self.statement, self.originals[node.number]
        self.names.append("lambda")
        node.body = self._marked(self._root(node.body, ""), node.number)
        self.names.pop()
        self.statement = outer
        return node

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found = []
        for one in body:
            outer, self.statement = self.statement, self.originals[one.number]
            plain = isinstance(one, ast.FunctionDef | ast.ClassDef | ast.Global | ast.Nonlocal)
            if not plain and self.only is None:
                found.append(_call_statement("__mark__", one, ast.Constant(one.number)))
            found.append(self.visit(one))
            found += self._afters(one)
            self.statement = outer
        return found

    def _loop(self, node):
        for part in ("iter", "test"):
            if hasattr(node, part):
                setattr(node, part, self.visit(getattr(node, part)))
        tick = _call_statement("__tick__", node, ast.Constant(node.lineno))
        node.body = [tick, *self._block(node.body)]
        node.orelse = self._block(node.orelse)
        return node

    visit_For = visit_While = _loop

    def visit_If(self, node):
        node.test = self.visit(node.test)
        node.body, node.orelse = self._block(node.body), self._block(node.orelse)
        return node

    def visit_With(self, node):
        node.body = self._block(node.body)
        return node

    def visit_Try(self, node):
        for part in ("body", "orelse", "finalbody"):
            setattr(node, part, self._block(getattr(node, part)))
        for handler in node.handlers:
            handler.body = self._block(handler.body)
        return node

    def visit_Assign(self, node):
        name = _name(node.targets[0]) if len(node.targets) == 1 else ""
        node.value = self._root(node.value, name)
        return node

    def visit_AnnAssign(self, node):
        if node.value is not None:
            node.value = self._root(node.value, _name(node.target))
        return node

    def visit_AugAssign(self, node):
        node.value = self.visit(node.value)
        return node

    def visit_Return(self, node):
        if node.value is not None:
            node.value = self._root(node.value, "")
        return node

    def visit_Expr(self, node):
        call = node.value
        if (
            isinstance(call, ast.Call)
            and getattr(call.func, "attr", "") == "append"
            and len(call.args) == 1
        ):
            call.args = [self._root(call.args[0], _name(call.func.value))]
            return node
        return self.generic_visit(node)

    def visit_Assert(self, node):
        return node

    visit_Delete = visit_Import = visit_ImportFrom = visit_JoinedStr = visit_Raise = visit_Assert

    def _afters(self, node: ast.stmt) -> list[ast.stmt]:
        """Return the probes behind a statement, for what it has changed in place."""
        if not self.names:
            return []
        if isinstance(node, ast.AugAssign):
            return self._after(node, node.target)
        if isinstance(node, ast.Assign):
            found = []
            for target in node.targets:
                if isinstance(target, ast.Tuple | ast.List):
                    for one in target.elts:
                        found += self._after(node, one) if isinstance(one, ast.Name) else []
                elif isinstance(target, ast.Subscript):
                    found += self._after(node, target, base_only=True)
            return found
        if isinstance(node, ast.Expr) and isinstance(self.originals[node.number].value, ast.Call):
            call = self.originals[node.number].value
            names = [one for one in call.args if isinstance(one, ast.Name)]
            return [one for name in names[:1] for one in self._seen(node, name, "")]
        return []

    def _after(self, node, target, base_only=False) -> list[ast.stmt]:
        found = []
        original = self.originals[target.number]
        if isinstance(target, ast.Name | ast.Attribute) or not base_only:
            number = self._site(original, "after", _name(original))
            if self.only is None or number in self.only:
                value = _call("__after__", ast.Constant(number), _load(original))
                write = ast.Assign([copy.deepcopy(original)], value)
                found.append(ast.fix_missing_locations(ast.copy_location(write, node)))
        base = original
        while isinstance(base, ast.Subscript):
            base = base.value
        if base is not original and isinstance(base, ast.Name | ast.Attribute):
            found += self._seen(node, base, _name(base))
        return found

    def _seen(self, node, value, name: str) -> list[ast.stmt]:
        """Return the probe of a variable that a statement has changed inside."""
        number = self._site(value, "after", name)
        if self.only is not None and number not in self.only:
            return []
        return [_call_statement("__after__", node, ast.Constant(number), _load(value))]

    # expressions

    def _site(self, node: ast.expr, kind: str, target: str = "") -> int:
        number = node.number
        if kind == "after":
            self.after += 1
            number = (node.number // SPAN) * SPAN + SPAN // 2 + self.after
        names = [name for name in self.names if name != "lambda"] or self.names
        self.sites[number] = Site(number, self.unit, names[-1], self.statement, node, kind, target)
        return number

    def _wrap(self, node: ast.expr, kind: str = "inner", target: str = "") -> ast.expr:
        if not self.names:
            return node
        number = self._site(self.originals[node.number], kind, target)
        if self.only is not None and number not in self.only:
            return node
        wrapped = _call("__probe__", ast.Constant(number), node)
        return ast.fix_missing_locations(ast.copy_location(wrapped, node))

    def _root(self, node: ast.expr, target: str) -> ast.expr:
        """Rewrite what a statement assigns or returns; of a display, each element."""
        if isinstance(node, ast.Tuple | ast.List):
            node.elts = [self._root(one, _name(one)) for one in node.elts]
            return node
        if isinstance(node, ast.Dict):
            keys = [str(getattr(key, "value", "")) for key in node.keys]
            node.values = [self._root(one, key) for one, key in zip(node.values, keys, strict=True)]
            return node
        if isinstance(node, ast.Starred):
            return self.visit(node)
        target = target or _name(node)
        if isinstance(node, ast.Constant):
            number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
            return self._wrap(node, "root", target) if number else node
        if isinstance(node, ast.ListComp):
            return self._wrap(self._comprehension(node), "root", target)
        bare = self._children(node)
        if isinstance(bare, ast.Compare | ast.BoolOp | ast.Lambda | ast.JoinedStr):
            return bare
        return self._wrap(bare, "root", target)

    def _comprehension(self, node: ast.ListComp) -> ast.ListComp:
        """Rewrite a list that is built in one expression: each element is what a line gives."""
        for one in node.generators:
            one.iter = self.visit(one.iter)
            one.ifs = [self.visit(test) for test in one.ifs]
        outer, self.statement = self.statement, self.originals[node.number]
        node.elt = self._marked(self._root(node.elt, ""), node.number)
        self.statement = outer
        return node

    def _marked(self, node: ast.expr, number: int) -> ast.expr:
        """Return an expression before which a statement is announced."""
        if self.only is not None:
            return node
        mark = _call("__mark__", ast.Constant(number))
        both = ast.Subscript(ast.Tuple([mark, node], ast.Load()), ast.Constant(1), ast.Load())
        return ast.fix_missing_locations(ast.copy_location(both, node))

    def _children(self, node: ast.expr) -> ast.expr:
        """Rewrite the parts of an expression, not itself."""
        if isinstance(node, ast.Name | ast.Constant | ast.JoinedStr):
            return node
        if isinstance(node, ast.Lambda):
            return self.visit_Lambda(node)
        if isinstance(node, ast.Attribute | ast.Subscript):
            node.value = self._base(node.value)
            return node
        if isinstance(node, ast.Call):
            return self._call_parts(node)
        return self.generic_visit(node)

    def _base(self, node: ast.expr) -> ast.expr:
        """Rewrite what an attribute or an index is taken of: inside it, not as a whole."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return self._children(node)
        return self.visit(node)

    def _call_parts(self, node: ast.Call) -> ast.Call:
        if isinstance(node.func, ast.Attribute):
            of_module = _root_name(node.func.value) in self.modules
            if not of_module and not _is_super(node.func.value):
                node.func.value = self.visit(node.func.value)
        elif not isinstance(node.func, ast.Name):
            node.func = self._base(node.func)
        node.args = [self.visit(one) for one in node.args]
        for keyword in node.keywords:
            if keyword.arg != "out":
                keyword.value = self.visit(keyword.value)
        return node

    def _expression(self, node):
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            return node
        node = self._children(node)
        if isinstance(node, ast.Attribute) and node.attr in SHAPES:
            return node
        if isinstance(node, ast.Name) and node.id in self.modules:
            return node
        return self._wrap(node)

    visit_ListComp = _comprehension
    visit_BinOp = visit_UnaryOp = visit_Call = visit_IfExp = _expression
    visit_Name = visit_Attribute = visit_Subscript = _expression

    def visit_Starred(self, node):
        node.value = self._children(node.value)
        return node


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"


def _root_name(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", "")


def _name(node: ast.expr) -> str:
    """Return the last name in a target: W1 of `W1`, `self.W1` and `p["W1"]`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            return node.slice.value
        return _name(node.value)
    return ""


def _load(node: ast.expr) -> ast.expr:
    node = copy.deepcopy(node)
    node.ctx = ast.Load()
    return node


def _call(name: str, *given: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(given), [])


def _call_statement(name: str, like: ast.stmt, *given: ast.expr) -> ast.stmt:
    made = ast.copy_location(ast.Expr(_call(name, *given)), like)
    made.end_lineno, made.end_col_offset = like.lineno, like.col_offset
    return ast.fix_missing_locations(made)


def instrument(unit: Unit, base: int, modules: set[str], only: set[int] | None = None):
    """Rewrite a unit; return its tree as it was, the code objects by place, and the sites.

    With `only`, probes are put in these places and nowhere else.
    """
    tree, fresh = unit.tree(), unit.tree()
    number_nodes(tree, base)
    number_nodes(fresh, base)
    originals = {node.number: node for node in ast.walk(tree)}
    rewriter = _Rewriter(unit, originals, modules, only)
    fresh.body = [rewriter.visit(one) for one in fresh.body]
    return tree, unit.compiled(ast.fix_missing_locations(fresh)), rewriter.sites


def with_ticks(unit: Unit) -> dict:
    """Return the code objects of a unit whose loops look at the clock, nothing else."""
    tree = unit.tree()
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While):
            node.body.insert(0, _call_statement("__tick__", node, ast.Constant(node.lineno)))
    return unit.compiled(ast.fix_missing_locations(tree))


# what the probes do


def _number(value: Any) -> bool:
    """Return whether a value is a number, or an array or a list of numbers."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiucb"
    if isinstance(value, list):
        return 0 < len(value) < 200 and _numbers(value)
    return isinstance(value, int | float | complex | np.number) and not isinstance(value, bool)


def _numbers(value: list) -> bool:
    """Return whether a list holds floats, or lists of them of one length."""
    if all(type(one) is float for one in value):
        return True
    same = all(isinstance(one, list) and len(one) == len(value[0]) for one in value if value)
    return same and isinstance(value[0], list) and bool(value[0]) and all(map(_numbers, value))


class Hooks:
    """Probes that let everything pass; others change what they do with a value."""

    deadline = float("inf")
    ticks = 0

    def probe(self, number: int, value: Any) -> Any:
        """Return what an expression is to be worth."""
        return value

    def after(self, number: int, value: Any) -> Any:
        """Return what a variable that was changed in place is to be worth."""
        return value

    def mark(self, number: int) -> None:
        """Take note that a statement is about to run."""

    def tick(self, line: int) -> None:
        """Stop a loop that goes on for too long."""
        self.ticks += 1
        if self.ticks > 32 and self.ticks & 31:
            return
        if time.monotonic() > self.deadline:
            frame = sys._getframe(1)
            raise Hang(frame.f_code.co_filename, line)

    @contextlib.contextmanager
    def active(self, seconds: float) -> Iterator[None]:
        """Let the probes do this for as long as the block lasts."""
        self.deadline = time.monotonic() + seconds
        vars(builtins).update(
            __probe__=self.probe, __after__=self.after, __mark__=self.mark, __tick__=self.tick
        )
        try:
            yield
        finally:
            for name in ("__probe__", "__after__", "__mark__", "__tick__"):
                vars(builtins).pop(name, None)


@dataclass
class Record(Hooks):
    """Keeps every number that passes, and the variables before each statement."""

    values: dict[int, list] = field(default_factory=dict)
    variables: dict[int, list[dict]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    marking: bool = True
    kept: int = 0
    marks: int = 0

    def probe(self, number, value):
        """Keep a copy."""
        if _number(value) and self.kept < MOST_KEPT:
            taken = self.values.setdefault(number, [])
            if not taken:
                self.order.append(number)
            kept = value.copy() if isinstance(value, np.ndarray) else value
            kept = np.array(value) if isinstance(value, list) else kept
            taken.append(kept)
            self.kept += getattr(kept, "size", 1)
        return value

    after = probe

    def mark(self, number):
        """Keep the variables of the function that is about to execute a statement."""
        if self.marking and self.marks < MOST_MARKS:
            self.marks += 1
            frame = sys._getframe(1)
            known = {**_changing(frame), **frame.f_locals}
            self.variables.setdefault(number, []).append(copied(known))


def _changing(frame) -> dict:
    """Return the globals that a function names and may change: no functions, no modules."""
    space, found = frame.f_globals, {}
    for name in frame.f_code.co_names:
        value = space.get(name)
        if (
            value is not None
            and not isinstance(value, FIXED)
            and (not isinstance(value, np.ndarray) or value.size <= MOST_GLOBAL)
        ):
            found[name] = value
    return found


class RecordCured(Record):
    """Records what passes, and then puts other values in its place.

    So a line in a loop is seen with the right variables, although what it gives the time
    before was wrong.
    """

    def __init__(self, values: Mapping[int, Mapping[int, NDArray]]):
        super().__init__()
        self.replace = Replace(values)

    def probe(self, number, value):
        """Keep a copy of the value, return the other."""
        super().probe(number, value)
        return self.replace.probe(number, value)

    def after(self, number, value):
        """Keep a copy of the value, put the other in place."""
        super().probe(number, value)
        return self.replace.after(number, value)


class Perturb(Hooks):
    """Adds h to one entry of one occurrence."""

    def __init__(self, number: int, occurrence: int, index: int, h: complex):
        self.number, self.left, self.index, self.h = number, occurrence, index, h

    def probe(self, number, value):
        """Change the entry in a copy."""
        if number != self.number:
            return value
        self.left -= 1
        if self.left != -1:
            return value
        if isinstance(value, list):
            return _with_entry(value, self.index, self.h)
        if not isinstance(value, np.ndarray):
            return value + self.h
        value = value.astype(complex if isinstance(self.h, complex) else float)
        value.flat[self.index] += self.h
        return value

    def after(self, number, value):
        """Change the entry in place, so that other names for the array see it."""
        if number != self.number or not isinstance(value, np.ndarray | list):
            return self.probe(number, value)
        self.left -= 1
        if self.left == -1 and isinstance(value, np.ndarray):
            value.flat[self.index] += self.h
        elif self.left == -1:
            value[:] = _with_entry(value, self.index, self.h)
        return value


def _with_entry(value: list, index: int, h: complex) -> list:
    """Return a list of numbers, or of lists, with one number changed."""
    array = np.array(value, dtype=complex if isinstance(h, complex) else float)
    array.flat[index] += h
    return array.tolist()


class Replace(Hooks):
    """Puts other values in the place of some occurrences."""

    def __init__(self, values: Mapping[int, Mapping[int, NDArray]]):
        self.values = values
        self.counts = dict.fromkeys(values, -1)

    def probe(self, number, value):
        """Return the other value, if there is one."""
        if number not in self.counts:
            return value
        self.counts[number] += 1
        given = self.values[number].get(self.counts[number])
        if given is None:
            return value
        if isinstance(value, list) and isinstance(given, np.ndarray):
            return given.tolist()
        if isinstance(given, np.ndarray):
            return given.copy() if given.ndim else float(given)
        return given

    def after(self, number, value):
        """Put the other value in place, so that other names for the array see it."""
        given = self.probe(number, value)
        if (
            given is not value
            and isinstance(value, np.ndarray)
            and value.dtype.kind == "f"
            and np.shape(given) == value.shape
        ):
            value[...] = given
            return value
        if given is not value and isinstance(value, list) and isinstance(given, list):
            value[:] = given
            return value
        return given
