"""What could stand in a backward pass: the derivative of the cost by each value in it.

A value of the cost is perturbed where it passes, everything before it held; one that
passes several times, in a loop, has a derivative each time.  A `Recipe` says how the
derivatives are dealt out to a place in the gradient that may loop in another way:
over layers backwards, over examples where the cost has all in one array.
"""

import ast
import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.draws import Draw
from backprop.doctor.probe import Perturb, Record, Replace, Site
from backprop.doctor.program import Program
from backprop.doctor.source import segment
from backprop.doctor.truth import Truth

__all__ = ["Pool", "Recipe", "recipes"]

STEP = 1e-5
MOST_ENTRIES = 3000
LONG = (1.0, 0.2)  # seconds that the derivatives by one value may take; by a part of a line
SHOWN = 48  # letters of an expression that stands for a name
Number = int | tuple


class Pool:
    """Values in the cost at one draw, and the derivatives of the cost by them.

    Parameters
    ----------
    program : Program
        Running.
    draw : Draw
    truth : Truth
        Whose arrays are in the pool too.
    """

    def __init__(self, program: Program, draw: Draw, truth: Truth):
        self.program, self.draw, self.truth, self.m = program, draw, truth, draw.m
        record = Record(marking=False)
        program.cost(draw, record)
        self.sites = program.version.sites
        self.values: dict[Number, list] = {
            number: [np.asarray(one, dtype=float) for one in record.values[number]]
            for number in record.order
            if all(_real(one) for one in record.values[number])
        }
        self.executed = frozenset(record.values)
        self.order = list(record.order)
        self._matters: dict[int, bool] = {}
        self._slopes: dict[Number, list | None] = {}
        self._first: dict[tuple, Number] = {}
        for i, (leaf, array) in enumerate(zip(program.leaves, truth.arrays, strict=True)):
            number = ("param", i)
            self.values[number] = [draw.arrays[leaf.steps]]
            self._slopes[number] = None if np.isnan(array).any() else [array]
            if program.step:
                moved = self.values[number][0] - program.rate.value * array
                self.values["stepped", i] = [moved]
                self._slopes["stepped", i] = None
        for name, members in _groups(program.leaves).items():
            number = ("params", name)
            self.values[number] = [self.values["param", i][0] for i in members]
            slopes = [self._slopes["param", i] for i in members]
            self._slopes[number] = None if None in slopes else [one[0] for one in slopes]
        self._names = [self._parameter(leaf) for leaf in program.leaves]
        self.numbers = self._in_order()
        self._views: dict[tuple, list | None] = {}

    def _in_order(self) -> list[Number]:
        """Return the values: parameters first, then what has a name, then the longest."""
        loads: dict[tuple, int] = {}
        for number in self.values:
            site = self.sites.get(number)
            if site and isinstance(site.node, ast.Name) and site.kind == "inner":
                key = site.unit, site.function, site.node.id
                loads[key] = loads.get(key, 0) + 1
        within = self._within()
        kept = {0: [], 1: [], 2: [], 3: []}
        for number in self.values:
            site = self.sites.get(number)
            if site is None:
                kept[0].append(number)
            elif site.kind != "inner":
                kept[1 if site.target else 2].append(number)
            elif number not in within:
                name = getattr(site.node, "id", None)
                if name is None or loads[site.unit, site.function, name] > 1:
                    kept[3].append(number)
        kept[3].sort(key=lambda number: -len(list(ast.walk(self.sites[number].node))))
        return kept[0] + kept[1] + kept[2] + kept[3]

    def _within(self) -> set[int]:
        """Return the values that move the cost as the expression does that they are part of."""
        found = set()
        for number in self.values:
            node = self.sites[number].node if number in self.sites else None
            if isinstance(node, ast.UnaryOp):
                found.add(node.operand.number)
            elif isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult | ast.Pow):
                scale = isinstance(node.op, ast.Mult | ast.Div)
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if (
                        scale
                        and (self._size(other) > 1 or one is not node.left)
                        and not (isinstance(node.op, ast.Mult) and self._size(other) <= 1)
                    ):
                        continue
                    if self._shapes(one.number) == self._shapes(number):
                        found.add(one.number)
        return found

    def _shapes(self, number: int) -> list[tuple] | None:
        return [one.shape for one in self.values[number]] if number in self.values else None

    def _size(self, node: ast.expr) -> int:
        """Return how many numbers an operand has; 1 for what was not recorded, a constant."""
        return max((one.size for one in self.values.get(node.number, ())), default=1)

    def repeats(self, number: Number, source: str) -> bool:
        """Return whether a value, or derivative, is up to a factor one that came before."""
        whole = self.values[number] if source == "value" else self.slopes(number)
        if not whole:
            return True
        flat = np.concatenate([one.ravel() for one in whole])
        largest = flat[np.abs(flat).argmax()] if flat.size else 0.0
        if not largest or not np.isfinite(flat).all():
            return True
        flat = flat / (largest if source == "slope" else 1.0)
        key = source, tuple(one.shape for one in whole), np.round(flat, 7).tobytes()
        return self._first.setdefault(key, number) != number

    def _parameter(self, leaf) -> str:
        """Return the name that a parameter has in the cost, if it has one."""
        array = self.draw.arrays[leaf.steps]
        for number in self.values:
            site = self.sites.get(number)
            if (
                site
                and isinstance(site.node, ast.Name)
                and site.kind == "inner"
                and all(np.array_equal(one, array) for one in self.values[number][:3])
            ):
                return site.node.id
        return self.program.label(leaf)

    def is_use(self, number: Number) -> bool:
        """Return whether a value is a variable where it is used, once of several times."""
        site = self.sites.get(number)
        return site is not None and site.kind == "inner" and isinstance(site.node, ast.Name)

    def text(self, number: Number) -> str:
        """Return the reader's name for a value, or the expression."""
        if isinstance(number, tuple):
            if number[0] == "stepped":
                return f"{self._names[number[1]]} - α ∂J/∂{self._names[number[1]]}"
            return self._names[number[1]] if number[0] == "param" else number[1]
        return describe(self.sites[number])

    def name(self, number: Number) -> str:
        """Return the last name in what stands for a value: W1 of p["W1"], of self.W1."""
        text = self.text(number).split(".")[-1].strip("[]'\"")
        return text if text.isidentifier() else " "

    def line(self, number: Number) -> int | None:
        """Return the line in which a value arises."""
        return None if isinstance(number, tuple) else self.sites[number].node.lineno

    def slopes(self, number: Number) -> list | None:
        """Return the derivative of the cost by each occurrence of a value."""
        if number not in self._slopes:
            values = self.values[number]
            total = sum(one.size for one in values)
            found = None
            exact = self.truth.exact and self.sites[number].kind != "after"
            long = total * (1 if exact else 2) * self.program.cost_seconds
            if total <= MOST_ENTRIES and long <= LONG[self.sites[number].kind == "inner"]:
                program, site = self.program, self.sites[number]
                with program.probing(program.version, site):
                    for way in (True, False) if exact else (False,):
                        with contextlib.suppress(Exception):
                            found = [self._slope(number, k, a, way) for k, a in enumerate(values)]
                            break
            self._slopes[number] = found
        return self._slopes[number]

    def _slope(self, number: int, k: int, value: NDArray, exact: bool) -> NDArray:
        found = np.zeros(value.size)
        h = STEP * max(1e-2, float(np.abs(value).max()) if value.size else 1.0)
        for i in range(value.size):
            if exact:
                cost = self.program.cost(self.draw, Perturb(number, k, i, 1e-25j))
                found[i] = np.imag(cost) / 1e-25
            else:
                up = self.program.cost(self.draw, Perturb(number, k, i, h))
                down = self.program.cost(self.draw, Perturb(number, k, i, -h))
                found[i] = (up - down) / (2 * h)
        return found.reshape(value.shape)

    def matters(self, number: int) -> bool:
        """Return whether the cost passes a site, and changes with what passes there."""
        if number not in self._matters:
            self._matters[number] = number in self.executed and self._changes(number)
        return self._matters[number]

    def _changes(self, number: int) -> bool:
        if number not in self.values:
            return True
        rng, other = np.random.default_rng(0), {}
        for k, value in enumerate(self.values[number]):
            size = 1e-3 * max(1.0, float(np.abs(value).max(initial=0.0)))
            other[k] = value + size * rng.uniform(0.5, 1, value.shape)
        try:
            return self.program.cost(self.draw, Replace({number: other})) != self.truth.cost
        except Exception:
            return True

    def view(self, source: str, number: Number, view: str) -> list | None:
        """Return values or derivatives of a site as a sequence: whole, by rows, stacked, ..."""
        key = source, number, view
        if key not in self._views:
            whole = self.values[number] if source == "value" else self.slopes(number)
            self._views[key] = None if whole is None else _viewed(whole, view, self.m)
        return self._views[key]


def _groups(leaves) -> dict[str, list[int]]:
    """Return the parameters that only differ in a number, such as W1 and W2."""
    found: dict[str, list[int]] = {}
    for i, leaf in enumerate(leaves):
        key = "".join(
            re.sub(r"\d+", "", str(at)) if kind != "item" else "[]" for kind, at in leaf.steps
        )
        found.setdefault(key.strip("[]") or f"{leaf.value.ndim}-d", []).append(i)
    return {key: members for key, members in found.items() if len(members) > 1}


VIEWS = ("whole", "rows", "columns", "stack", "flat")


def _viewed(whole: Sequence[NDArray], view: str, m: int | None) -> list | None:
    if view == "whole":
        return list(whole)
    if view == "flat":
        return [np.array(x) for one in whole for x in one.ravel()] if whole[0].ndim else None
    if not m or m < 2:
        return None
    if view == "rows":
        if all(one.ndim and len(one) == m for one in whole):
            return [one[i] for i in range(m) for one in whole]
    elif view == "columns":
        if all(one.ndim == 2 and one.shape[1] == m for one in whole):
            return [one[:, i] for i in range(m) for one in whole]
    elif len(whole) % m == 0:
        each = len(whole) // m
        parts = [whole[j::each] for j in range(each)]
        if all(one.shape == part[0].shape for part in parts for one in part):
            return [np.stack(part) for part in parts]
    return None


@dataclass(frozen=True)
class Recipe:
    """How values in the cost are dealt out to the occurrences of a place in the gradient.

    Attributes
    ----------
    source : str
        "slope", the derivative of the cost, or "value".
    number : int or tuple
        Of the value in the cost.
    view : str
        How its occurrences, or its rows, are laid out.
    how : str
        "chunks": in order, from `first` on; "single": `first` of ours is `second` of
        theirs; "last": the last of ours is `second` of theirs.
    per_example : bool
        Whether each example has a chunk of its own.
    reverse : bool
        Whether the gradient goes through a chunk backwards.
    natural : bool
        Whether the values keep their own shape, since that of the gradient is wrong.
    """

    source: str
    number: Number
    view: str
    how: str
    first: int = 0
    second: int = 0
    per_example: bool = False
    reverse: bool = False
    natural: bool = False

    def pairs(self, ours: int, theirs: int, m: int | None) -> list[tuple[int, int]] | None:
        """Return (occurrence of ours, of theirs)."""
        if self.how == "single":
            return [(self.first, self.second)] if self.second < theirs else None
        if self.how == "last":
            return [(ours - 1, self.second if self.second >= 0 else theirs + self.second)]
        chunks = m if self.per_example else 1
        if not chunks or ours % chunks or theirs % chunks:
            return None
        a, b = ours // chunks, theirs // chunks
        step = -1 if self.reverse else 1
        start = self.first + (a - 1 if self.reverse else 0)
        inner = [(j, start + step * j) for j in range(a) if 0 <= start + step * j < b]
        return [(i * a + j, i * b + at) for i in range(chunks) for j, at in inner]

    def values(self, pool: Pool, shapes: Sequence[tuple]) -> dict[int, NDArray] | None:
        """Return what the recipe puts into occurrences of these shapes."""
        theirs = pool.view(self.source, self.number, self.view)
        if theirs is None:
            return None
        pairs = self.pairs(len(shapes), len(theirs), pool.m)
        if not pairs:
            return None
        found = {}
        for k, v in pairs:
            if k >= len(shapes):
                return None
            laid = theirs[v] if self.natural else lay(theirs[v], shapes[k])
            if laid is None:
                return None
            found[k] = laid
        return found


def lay(array: NDArray, shape: tuple) -> NDArray | None:
    """Return the array in a shape that only turns it, or lacks or has axes of length 1."""
    if array.shape == shape:
        return array
    if array.size != np.prod(shape, dtype=int):
        return None
    ours, theirs = [n for n in array.shape if n > 1], [n for n in shape if n > 1]
    if ours == theirs:
        return array.reshape(shape)
    if ours == theirs[::-1]:
        return array.squeeze().T.reshape(shape)
    return None


def recipes(
    pool: Pool,
    shapes: Sequence[tuple],
    source: str,
    natural: bool = False,
    bold: bool = False,
    singles: bool = False,
) -> Iterator[Recipe]:
    """Yield the recipes that fit a place with occurrences of these shapes.

    Natural ones, in the shape of a parameter, fit whatever the shape is; in bold mode
    those in the shape of any value do.  Single occurrences are paired if asked for.
    """
    ours = len(shapes)
    if source == "slope" and natural:
        for number in pool.numbers:
            if (
                (bold or isinstance(number, tuple))
                and len(pool.values[number]) == 1
                and lay(pool.values[number][0], shapes[-1]) is None
            ):
                yield Recipe(source, number, "whole", "last", 0, 0, natural=True)
    for number in pool.numbers:
        site = pool.sites.get(number)
        if source == "value" and site and site.kind == "inner" and isinstance(site.node, ast.Name):
            continue
        for view in VIEWS:
            theirs = pool.view("value", number, view)
            if theirs is None or (view == "flat" and (ours < 2 or shapes[0] not in ((), (1,)))):
                continue
            for how in _ways(ours, len(theirs), pool.m, view, isinstance(number, tuple), singles):
                recipe = Recipe("value", number, view, **how)
                if recipe.values(pool, shapes) is None:
                    continue
                if pool.repeats(number, source):
                    break
                yield Recipe(source, number, view, **how)


def _ways(
    ours: int, theirs: int, m: int | None, view: str, parameter: bool, singles: bool
) -> Iterator[dict]:
    for per_example in (False, True) if m and m > 1 and ours > 1 else (False,):
        chunks = m if per_example else 1
        if ours % chunks or theirs % chunks:
            continue
        a, b = ours // chunks, theirs // chunks
        for first in _offsets(a, b):
            for reverse in (False, True) if a > 1 else (False,):
                yield {
                    "how": "chunks",
                    "first": first,
                    "per_example": per_example,
                    "reverse": reverse,
                }
    if view == "flat" and theirs <= 60 and parameter:
        for second in range(theirs):
            yield {"how": "last", "second": second}
    if view != "whole" or theirs > 12 or ours < 2 or not (singles or (parameter and theirs == 1)):
        return
    if ours <= 8:
        for first in range(ours):
            for second in range(theirs):
                yield {"how": "single", "first": first, "second": second}
    else:
        for second in range(theirs):
            yield {"how": "last", "second": second}


def _offsets(ours: int, theirs: int) -> list[int]:
    """Return by how much a chunk of ours may be shifted along theirs, the likeliest first.

    One may stand over at either end: a loop back through the layers that goes to the inputs.
    """
    if ours == 1:
        return [i for i in range(theirs) if i < 6 or i >= theirs - 2]
    inside = [i for i in range(theirs - ours + 1) if i < 6 or i >= theirs - ours - 1]
    return inside + ([-1, max(theirs - ours + 1, 0)] if theirs > 1 else [])


def _real(value) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "f" and value.size > 0
    return isinstance(value, float | np.floating)


def describe(site: Site) -> str:
    """Return the name of a value in the reader's code, or its expression."""
    if site.kind == "root" and site.target and not hasattr(site.node, "id"):
        return site.target
    text = " ".join(segment(site.unit.lines, site.node, site.unit.start).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
