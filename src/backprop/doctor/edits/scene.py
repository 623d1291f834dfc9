"""A statement, its variables wherever it ran, and the value that it ought to give."""

import ast
import contextlib
import functools
import inspect
import itertools
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.evaluate import Evaluator, execute
from backprop.doctor.probe import Site
from backprop.doctor.rewriting import exchanged, parse
from backprop.doctor.source import Hang
from backprop.doctor.state import copied

__all__ = ["Edit", "Entry", "Scene", "Spot", "alike", "expressions", "guarded", "names_in", "scene"]

MOST_ENTRIES = 160
MOST_SPOTS = 24
LOOP = 200  # turns of a loop that are looked at
LONG = 9  # nodes of an expression that is taken over from elsewhere in the function


@dataclass(frozen=True)
class Edit:
    """A change of one line.

    Attributes
    ----------
    rule : Rule
    swaps : tuple of (node, node)
        Expressions and what takes their place.
    cost : float
        How far-fetched it is.
    lines : list of str or None
        The new text of the unit, for edits of whole statements.
    """

    rule: Any
    swaps: tuple[tuple[ast.expr, ast.expr], ...] = ()
    cost: float = 1.0
    lines: tuple[str, ...] | None = None
    line: int = 0

    def applied(self, tree: ast.AST) -> ast.AST:
        """Return a tree with the edit made."""
        for old, new in self.swaps:
            tree = exchanged(tree, old, new)
        return tree


@dataclass
class Spot:
    """One occurrence of a statement: variables before it, and what is wanted."""

    variables: dict
    namespace: dict
    memo: dict
    wanted: NDArray | None

    def evaluate(self, node: ast.expr) -> Any:
        """Return the value of an expression here."""
        return Evaluator(self.variables, self.namespace, self.memo)(node)


@dataclass(frozen=True)
class Entry:
    """Something in scope: how it is written, and its value where the statement first ran."""

    node: ast.expr
    value: Any
    cost: float = 0.0


def alike(given: Any, wanted: NDArray, tolerance: float = 1e-6) -> bool:
    """Return whether a value is the one that is wanted; unknown entries are NaN."""
    if not isinstance(given, np.ndarray | int | float | np.number | list):
        return False
    try:
        given = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        return False
    if given.shape != wanted.shape:
        return False
    known = ~np.isnan(wanted)
    if not known.any():
        return False
    size = np.abs(wanted[known]).max()
    with np.errstate(all="ignore"):
        return bool((np.abs(given - wanted)[known] <= tolerance * max(size, 1e-300)).all())


@dataclass
class Scene:
    """What is known about a statement.

    Attributes
    ----------
    site : Site
        Of the value that is wanted.
    tree : ast.Module
        That the statement stands in.
    spots : list of list of Spot
        For each point, the occurrences of the statement, in order.
    values : list of list
        For each point, what passed the site.
    elsewhere : tuple of ast.expr
        What gives the variable its value in other functions, such as the cost.
    strings : tuple of str
        Short strings in the reader's text.
    later : tuple of (ast.stmt, list)
        The statements that follow, as far as the first that uses the variable, and the
        variables before each, for each point.
    borrowed : tuple of (ast.expr, set)
        Expressions in other functions, and the names in them.
    groups : list or None
        The edits by what they come to, once they are known.
    """

    site: Site
    tree: ast.Module
    spots: list[list[Spot]]
    values: list[list]
    elsewhere: tuple[ast.expr, ...] = ()
    strings: tuple[str, ...] = ()
    later: tuple = ()
    borrowed: tuple = ()
    groups: list | None = None
    _scope: list | None = field(default=None)
    _first: Spot | None = field(default=None)

    @property
    def statement(self) -> ast.stmt:
        """The statement."""
        return self.site.statement

    @property
    def first(self) -> Spot:
        """The first occurrence, at the first point, that does not give what is wanted."""
        if self._first is None:
            found = [s for s in self.spots[0] if s.wanted is not None] or self.spots[0][-1:]
            wrong = found
            if self.site.kind != "after":
                pairs = zip(self.spots[0], self.values[0], strict=False)
                wrong = [s for s, v in pairs if s.wanted is not None and not alike(v, s.wanted)]
            self._first = (wrong or found)[0]
        return self._first

    @property
    def roots(self) -> list[ast.expr]:
        """The expressions in which an edit may be made."""
        if self.site.kind != "after":
            return [self.site.node]
        found = []
        statement = self.statement
        for target in getattr(statement, "targets", [getattr(statement, "target", None)]):
            while isinstance(target, ast.Subscript):
                found.append(target.slice)
                target = target.value
        return [statement.value, *found]

    @property
    def targets(self) -> list[ast.Subscript]:
        """What the statement assigns to, where that is a part of something."""
        if self.site.kind != "after":
            return []
        found = getattr(self.statement, "targets", [getattr(self.statement, "target", None)])
        return [one for one in found if isinstance(one, ast.Subscript)]

    def nodes(self) -> list[ast.expr]:
        """Return the expressions in the statement that may be edited, the outermost first."""
        found = []
        for root in self.roots:
            found += [one for one in ast.walk(root) if isinstance(one, ast.expr)]
        return found

    @functools.cached_property
    def stack(self) -> list[Spot]:
        """The occurrences whose values are looked at together: of single numbers, all."""
        wanted = [spot for spot in self.spots[0] if spot.wanted is not None]
        single = self.site.kind != "after" and len(wanted) > 2
        single = single and all(spot.wanted.size == 1 for spot in wanted)
        return wanted if single else []

    @property
    def wanted(self) -> NDArray | None:
        """What is wanted: at the first occurrence, or of single numbers at all."""
        if self.stack:
            return np.array([spot.wanted.item() for spot in self.stack])
        return self.first.wanted

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression where the statement first ran, None if it has none.

        Where the statement gives single numbers, its values each time are one array.
        """
        try:
            if self.stack:
                values = [spot.evaluate(node) for spot in self.stack]
                if all(_numeric(one) and np.size(one) == 1 for one in values):
                    return np.array([np.asarray(one, dtype=float).item() for one in values])
                return values[0]
            return self.first.evaluate(node)
        except (Exception, Hang):
            return None

    def number(self, node: ast.expr) -> Any:
        """Return the value of an expression if it is a number or an array, else None."""
        value = self.value(node)
        return value if isinstance(value, np.ndarray | int | float | np.number) else None

    # judging

    def results(self, edit: Edit, point: int) -> Iterator[tuple[Any, NDArray | None]]:
        """Yield what the edited statement gives at each occurrence, and what is wanted."""
        spots = self.spots[point]
        if self.site.kind != "after":
            root = edit.applied(self.site.node)
            for spot in spots:
                if spot.wanted is not None or spot is self.first:
                    yield spot.evaluate(root), spot.wanted
            return
        statement = edit.applied(self.statement)
        last = max((i for i, s in enumerate(spots) if s.wanted is not None), default=len(spots) - 1)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add | ast.Sub):
            yield from self._added_up(statement, spots[: last + 1], point)
            return
        names = {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}
        target = self.site.node
        for i, spot in enumerate(spots[: last + 1]):
            if spot.wanted is None and i != last:
                continue
            variables = copied({k: v for k, v in spot.variables.items() if k in names})
            execute(statement, variables, spot.namespace)
            yield Evaluator(variables, spot.namespace)(_fresh(target)), spot.wanted

    def _added_up(self, statement: ast.AugAssign, spots, point: int):
        """Yield what `x += value` leaves in what the site is of, the edit made every time.

        The same statement may add to many entries, each known by its indices; what other
        statements do to them in between is as recorded, and so are fresh starts.
        """
        sign = 1.0 if isinstance(statement.op, ast.Add) else -1.0
        now, left, begun = {}, {}, {}
        relation = _relation(statement.target, self.site.node)
        target, slices = _fresh(self.site.node), _slices(self.site.node)
        for spot, after in zip(spots, self.values[point], strict=False):
            evaluate = Evaluator(spot.variables, spot.namespace)
            place = evaluate(target)
            key = "; ".join(repr(evaluate(one)) for one in slices)
            before = np.array(place, dtype=float)
            if key not in now or (_same(before, begun[key]) and not _same(before, left[key])):
                current, begun[key] = before.copy(), before
            else:
                current = now[key] + (before - left[key])
            value = sign * np.asarray(spot.evaluate(statement.value), dtype=float)
            if not relation:
                current = current + value
            else:
                inside = [evaluate(one) for one in relation]
                current[inside[0] if len(inside) == 1 else tuple(inside)] += value
            now[key], left[key] = current, np.array(after, dtype=float)
            if spot.wanted is not None or spot is spots[-1]:
                yield current, spot.wanted

    def outcome(self, edit: Edit, point: int = 0) -> Any:
        """Return what the edited statement comes to at the last occurrence of a point."""
        try:
            with np.errstate(all="ignore"):
                return [value for value, _ in self.results(edit, point)][-1]
        except (Exception, Hang):
            return None

    def outcomes(self, edit: Edit) -> list | None:
        """Return what the edited statement gives the first and the last time; None if nowhere.

        At the other point first, where another m tells apart what is equal by chance; at the
        first point at last.
        """
        if self.site.kind == "after":
            value = self.outcome(edit)
            other = [self.outcome(edit, point) for point in range(1, len(self.spots))]
            return None if value is None else [*other, value]
        root, found = edit.applied(self.site.node), []
        spots = self.spots[0]
        chosen = {id(many[0]): many[0] for many in self.spots[1:] if many}
        chosen |= {id(spots[i]): spots[i] for i in (0, len(spots) // 2, -1)}
        for spot in chosen.values():
            try:
                with np.errstate(all="ignore"):
                    value = spot.evaluate(root)
                many = self.site.kind == "head" and hasattr(value, "__iter__")
                found.append([*itertools.islice(value, LOOP)] if many else value)
            except (Exception, Hang):
                found.append(None)
        return None if all(one is None for one in found) else found

    def judge(self, edit: Edit, once: bool = False) -> bool:
        """Return whether an edit gives what is wanted, at every occurrence and point.

        Or once at each point: where a later occurrence is reached with wrong variables.
        """
        try:
            with np.errstate(all="ignore"):
                for point in range(len(self.spots)):
                    some = False
                    for given, wanted in self.results(edit, point):
                        some = True
                        if not alike(given, wanted):
                            return False
                        if once:
                            break
                    if not some:
                        return False
        except (Exception, Hang):
            return False
        return True

    # what is in scope

    @property
    def scope(self) -> list[Entry]:
        """Numbers and arrays that the statement could name, the nearest first."""
        if self._scope is None:
            found = list(self._entries())
            if self.stack:
                found = [Entry(one.node, self.value(one.node), one.cost) for one in found]
                found = [
                    Entry(one.node, float(one.value[0]), one.cost)
                    if isinstance(one.value, np.ndarray) and np.ptp(one.value) == 0
                    else one
                    for one in found
                    if isinstance(one.value, np.ndarray)
                ]
            self._scope = found
        return self._scope

    def _entries(self) -> Iterator[Entry]:
        spot, seen = self.first, set()
        spaces = [
            (spot.variables, 0.0),
            ({k: spot.namespace[k] for k in sorted(self.names) if k in spot.namespace}, 0.3),
        ]
        count = 0
        for names, cost in spaces:
            for name, value in names.items():
                if name in spot.variables and names is not spot.variables:
                    continue
                for text, one, more in _reach(name, value):
                    if text not in seen and count < MOST_ENTRIES:
                        seen.add(text)
                        count += 1
                        yield Entry(parse(text), one, cost + more)
        dumps = {ast.dump(parse(text)) for text in seen}
        for node, far in self._written():
            dump = ast.dump(node)
            if dump in dumps or not 2 <= _length(node) <= LONG:
                continue
            dumps.add(dump)
            value = self.number(node) if _plain(node) else None
            if _numeric(value) and count < 2 * MOST_ENTRIES:
                count += 1
                yield Entry(node, value, far + 0.03 * _length(node))

    def _written(self) -> Iterator[tuple[ast.expr, float]]:
        """Yield expressions that the reader has written, in this function and in others.

        Those from elsewhere where all names mean something here, too.
        """
        for one in expressions(self.function):
            yield one, 0.0
        spot = self.first
        for node, names in self.borrowed:
            if names & spot.variables.keys() and all(
                name in spot.variables or name in spot.namespace for name in names
            ):
                yield node, 0.1

    @functools.cached_property
    def names(self) -> set[str]:
        """The names in the reader's text, and those of single numbers that are global."""
        found = {one.id for one in ast.walk(self.tree) if isinstance(one, ast.Name)}
        found = found.union(*(names for _, names in self.borrowed), self.first.variables)
        numbers = (k for k, v in self.first.namespace.items() if type(v) in (int, float))
        return found.union(itertools.islice(numbers, 40))

    @functools.cached_property
    def function(self) -> ast.AST:
        """The innermost function that the statement stands in."""
        found = self.tree
        for one in ast.walk(self.tree):
            if isinstance(one, ast.FunctionDef | ast.Lambda):
                first, last = one.lineno, one.end_lineno
                if first <= self.statement.lineno and self.statement.end_lineno <= last:
                    found = one
        return found

    @functools.cached_property
    def names_here(self) -> set[str]:
        """The names in that function."""
        return names_in(self.function)

    @functools.cached_property
    def arrays(self) -> list[Entry]:
        """The entries that are arrays of more than one number."""
        return [one for one in self.scope if np.size(one.value) > 1]

    def stacked(self, shape: tuple) -> tuple[list[Entry], NDArray] | None:
        """Return the arrays that broadcast to a shape, and their values as one table."""
        if shape not in self._stacks:
            found, rows = [], []
            for one in self.arrays:
                value = np.asarray(one.value, dtype=float)
                try:
                    rows.append(np.broadcast_to(value, shape))
                    found.append(one)
                except ValueError:
                    continue
            self._stacks[shape] = (found, np.stack(rows)) if found else None
        return self._stacks[shape]

    @functools.cached_property
    def _stacks(self) -> dict:
        return {}

    @functools.cached_property
    def scalars(self) -> list[tuple[str, float]]:
        """Single numbers in scope, and the sizes of arrays, as they would be written."""
        found: dict[str, float] = {}
        for one in self.scope:
            if np.size(one.value) == 1 and not isinstance(one.value, np.ndarray):
                found.setdefault(ast.unparse(one.node), float(one.value))
        named = set(found.values())
        for one in self.scope:
            plain = isinstance(one.node, ast.Name | ast.Attribute)
            if isinstance(one.value, np.ndarray) and plain and one.value.ndim:
                text = ast.unparse(one.node)
                if text.endswith((".T", ".shape")):
                    continue
                for axis, n in enumerate(one.value.shape):
                    if float(n) not in named or len(found) < 6:
                        how = f"{text}.shape[{axis}]"
                        how = f"len({text})" if axis == 0 and self._counts_by_len else how
                        found.setdefault(how, float(n))
        return list(found.items())

    @functools.cached_property
    def _counts_by_len(self) -> bool:
        """Whether the reader writes len(X) rather than X.shape[0]."""
        text = "\n".join(self.site.unit.lines)
        return text.count("len(") > text.count(".shape[0]")

    @functools.cached_property
    def functions(self) -> list[str]:
        """The names of the reader's functions that take one argument."""
        found = []
        for names in (self.first.variables, self.first.namespace):
            for name, value in names.items():
                if isinstance(value, types.FunctionType) and name not in found and _unary(value):
                    found.append(name)
        return found


def names_in(tree: ast.AST) -> set[str]:
    """Return the variables and arguments that are named in a tree."""
    found = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    return found | {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)}


def expressions(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions in a tree that could be written elsewhere, too."""
    kinds = ast.BinOp | ast.Subscript | ast.Attribute | ast.Call | ast.Compare | ast.UnaryOp
    for one in ast.walk(tree):
        if isinstance(one, kinds) and isinstance(getattr(one, "ctx", ast.Load()), ast.Load):
            yield one


def _same(a: NDArray, b: NDArray) -> bool:
    return a.shape == b.shape and np.array_equal(a, b)


def _slices(node: ast.expr) -> list[ast.expr]:
    """Return the indices that tell an entry of a container from its others."""
    found = []
    while isinstance(node, ast.Subscript):
        found.append(node.slice)
        node = node.value
    return found


def _relation(target: ast.expr, of: ast.expr) -> list[ast.expr]:
    """Return the indices of a target in what a site is of; none if they are the same.

    Raises
    ------
    ValueError
        If the target is no single entry or slice of it.
    """
    base, inner = ast.dump(_fresh(of)), target
    for depth in range(3):
        if ast.dump(_fresh(inner)) == base:
            return _slices(target)[:depth][::-1]
        if not isinstance(inner, ast.Subscript):
            break
        inner = inner.value
    raise ValueError("another target")


def guarded(found: Iterator) -> Iterator:
    """Yield until a rule stumbles over values that it is not made for."""
    try:
        with np.errstate(all="ignore"):
            yield from found
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        return


def _fresh(node: ast.expr) -> ast.expr:
    """Return the node without its number, so that its value is not remembered."""
    fields = {name: getattr(node, name) for name in node._fields if name != "ctx"}
    return type(node)(**fields, ctx=ast.Load()) if hasattr(node, "ctx") else node


def _stored(node: ast.expr) -> ast.expr:
    fields = {name: getattr(node, name) for name in node._fields if name != "ctx"}
    return type(node)(**fields, ctx=ast.Store())


def _unary(function: types.FunctionType) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = [p for p in parameters if p.default is p.empty and p.kind in (0, 1)]
    return len(needed) == 1


def _numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub" and value.size > 0
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _length(node: ast.AST) -> int:
    return sum(isinstance(one, ast.expr) for one in ast.walk(node))


def _plain(node: ast.AST) -> bool:
    """Return whether an expression calls nothing but functions that change nothing."""
    return not any(
        isinstance(one, ast.Lambda | ast.Starred | ast.NamedExpr) for one in ast.walk(node)
    )


def _reach(text: str, value: Any, deep: int = 0) -> Iterator[tuple[str, Any, float]]:
    """Yield what can be written with a name: itself, its entries, its attributes."""
    cost = 0.1 * deep
    if _numeric(value):
        if not text.startswith("_"):
            yield text, value, cost
        return
    if deep > 2:
        return
    if isinstance(value, dict):
        for key, one in list(value.items())[:40]:
            if isinstance(key, str | int):
                yield from _reach(f"{text}[{key!r}]", one, deep + 1)
    elif isinstance(value, list | tuple) and len(value) <= 12:
        for i, one in enumerate(value):
            yield from ((a, b, c + 0.3) for a, b, c in _reach(f"{text}[{i}]", one, deep + 1))
    elif (
        hasattr(value, "__dict__")
        and not isinstance(value, type | types.ModuleType)
        and not callable(value)
    ):
        for name, one in list(vars(value).items())[:40]:
            yield from _reach(f"{text}.{name}", one, deep + 1)


def scene(site: Site, tree, readings, wanted, namespace, sites, free=False, whole=False):
    """Put together what was recorded about a statement; None if too little was.

    A free scene has nothing that is wanted: edits are judged by what they come to.  Of
    `x[i] = value` the value is looked at if what is wanted of it is known, unless the
    whole statement is to be.
    """
    spots, values = [], []
    number = site.statement.number
    inner = [one for one in sites if one.statement is site.statement and one.kind != "after"]
    for reading, given in zip(readings, wanted, strict=True):
        marks = reading.record.variables.get(number, [])
        passed = reading.record.values.get(site.number, [])
        odd = len(marks) - len(passed) not in (0, 1) and site.kind != "head"
        if not marks or odd:
            return None
        here = []
        for k, variables in enumerate(marks[: max(MOST_SPOTS, max(given, default=0) + 1)]):
            memo = {}
            for one in inner:
                kept = reading.record.values.get(one.number, ())
                if len(kept) == len(marks):
                    memo[id(one.node)] = kept[k]
            here.append(Spot(variables, namespace, memo, given.get(k)))
        spots.append(here)
        values.append(passed)
    if not free and not any(spot.wanted is not None for spot in spots[0]):
        return None
    if site.kind == "after" and isinstance(site.statement, ast.Assign) and not free and not whole:
        parts = [_parts(site, many) for many in spots]
        if None not in parts and all(parts):
            value = replace(site, kind="root", node=site.statement.value)
            return Scene(value, tree, *zip(*parts, strict=True))
    return Scene(site, tree, spots, values)


def _parts(site: Site, spots: Sequence[Spot]) -> tuple[list[Spot], list] | None:
    """Return what is wanted of the value of `x[i] = value`, where what is wanted of x is known.

    As long as no part is assigned a second time, what is wanted of x at last holds for
    each of its parts.
    """
    (target,) = site.statement.targets[:1]
    try:
        relation = _relation(target, site.node)
    except ValueError:
        return None
    if not relation:
        return None
    found, later, seen = [], None, set()
    for spot in reversed(spots):
        evaluate = Evaluator(spot.variables, spot.namespace)
        inside = tuple(evaluate(one) for one in relation)
        if spot.wanted is not None:
            later, seen = spot.wanted, set()
        wanted = None
        if later is not None and repr(inside) not in seen:
            seen.add(repr(inside))
            value = spot.evaluate(site.statement.value)
            with contextlib.suppress(IndexError):  # wanted of another array of that name
                wanted = later[inside[0] if len(inside) == 1 else inside]
                if np.shape(value) != np.shape(wanted):
                    value, wanted = _narrowed(value, wanted)
        else:
            later = None
        found.append(Spot(spot.variables, spot.namespace, spot.memo, wanted))
    found.reverse()
    if all(one.wanted is None for one in found):
        return None
    return found, [one.evaluate(site.statement.value) for one in found]


def _narrowed(value: Any, wanted: NDArray) -> tuple[Any, NDArray]:
    """Return what is wanted of a value that is broadcast, if that can be."""
    shape = np.shape(value)
    wide = (1,) * (wanted.ndim - len(shape)) + shape
    index = tuple(slice(0, 1) if n == 1 else slice(None) for n in wide)
    narrow = wanted[index] if len(index) == wanted.ndim else wanted
    same = np.broadcast_shapes(narrow.shape, wanted.shape) == wanted.shape
    if same and np.allclose(np.broadcast_to(narrow, wanted.shape), wanted):
        return value, narrow.reshape(shape)
    return value, wanted
