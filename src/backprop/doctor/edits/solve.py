"""Rules that are not guessed but worked out: from what a line gives and what it ought to give.

T / v = c f(u)      a factor: 1/m, a derivative, a mask
T - v = c u         a term: a penalty, another path
T     = ...         the whole line: a product, a sum, a softmax's Jacobian
"""

import ast
from collections.abc import Iterator
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.edits.exchange import Rule
from backprop.doctor.edits.scene import Scene, alike, guarded
from backprop.doctor.edits.scene import _relation as relation_of
from backprop.doctor.rewriting import build, parse

__all__ = ["SOLUTIONS", "scaled", "solutions", "wanted_inside"]

FORMS = (
    ("_0 > 0", lambda u: u > 0, 0.0),
    ("_0", lambda u: u, 0.1),
    ("1 - _0 ** 2", lambda u: 1 - u**2, 0.0),
    ("_0 * (1 - _0)", lambda u: u * (1 - u), 0.0),
    ("1 - _0", lambda u: 1 - u, 0.3),
    ("_0 ** 2", lambda u: u**2, 0.5),
    ("_0 >= 0", lambda u: u >= 0, 0.4),
    ("_0 < 0", lambda u: u < 0, 0.6),
    ("1 - np.tanh(_0) ** 2", lambda u: 1 - np.tanh(u) ** 2, 0.5),
    ("np.exp(_0)", np.exp, 0.6),
    ("np.sign(_0)", np.sign, 0.6),
)
INVERSES = (
    ("_0", lambda u: u, 0.0),
    ("_0 ** 2", lambda u: u**2, 0.4),
    ("np.sqrt(_0)", np.sqrt, 0.4),
    ("_0 * (1 - _0)", lambda u: u * (1 - u), 0.5),
)
CONSTANTS = (1.0, 2.0, 0.5, -1.0, -2.0, -0.5, 4.0, 0.25, 3.0)


def _ratio(given: NDArray, wanted: NDArray) -> NDArray | None:
    """Return wanted / given where it is known, NaN elsewhere; None if none can be."""
    size = np.abs(given).max(initial=0.0)
    small = np.abs(given) <= 1e-9 * max(size, 1e-300)
    bad = small & (np.abs(np.nan_to_num(wanted)) > 1e-9 * np.nanmax(np.abs(wanted), initial=0.0))
    if bad.any():
        return None
    with np.errstate(all="ignore"):
        return np.where(small, np.nan, wanted / np.where(small, 1.0, given))


def _constant(ratio: NDArray) -> float | None:
    """Return the number that a whole array is, if it is one."""
    known = ratio[~np.isnan(ratio)]
    if not known.size or not np.isfinite(known).all():
        return None
    middle = float(np.median(known))
    return middle if np.abs(known - middle).max() <= 1e-6 * max(abs(middle), 1e-300) else None


def scaled(scene: Scene, c: float) -> Iterator[tuple[str, float]]:
    """Yield ways to write "c times _0" with the numbers in scope; and their cost."""
    if abs(c - 1) < 1e-6:
        yield "_0", 0.0
        return
    plain = any(abs(c / k - 1) < 1e-6 for k in CONSTANTS)
    for k in CONSTANTS:
        if abs(c / k - 1) < 1e-6:
            if k == -1.0:
                yield "-_0", 0.0
            elif abs(k) < 1:
                yield f"_0 / {1 / k:g}", 0.1
            else:
                yield f"{k:g} * _0", 0.1
    for text, value in scene.scalars:
        if not value or abs(abs(value) - 1) < 1e-9:
            continue
        far = 0.1 if text.isidentifier() else 0.15 if ".shape" in text else 0.2
        for k in CONSTANTS[: 1 if plain else None]:
            more = far + (0.0 if k == 1 else 0.2)
            if abs(c * value / k - 1) < 1e-6:
                yield (f"_0 / {text}" if k == 1 else _over(k, text)), more
            if abs(c / value / k - 1) < 1e-6:
                yield (f"{text} * _0" if k == 1 else f"{k:g} * {text} * _0"), more
    if plain:
        return
    for a, x in scene.scalars[:12]:
        for b, y in scene.scalars[:12]:
            if a != b and x and y and abs(c / (x / y) - 1) < 1e-6:
                yield f"{a} / {b} * _0", 0.4
            if a < b and x and y and abs(c * x * y - 1) < 1e-6:
                yield f"_0 / ({a} * {b})", 0.5


def _over(k: float, text: str) -> str:
    if abs(k) < 1:
        return f"_0 / ({1 / k:g} * {text})"
    return (
        f"{k:g} * _0 / {text}"
        if k > 0
        else f"-{abs(k):g} * _0 / {text}"
        if k != -1
        else f"-_0 / {text}"
    )


def factor(node, scene, given, wanted):
    """A number, a derivative or a mask as a factor."""
    if given.shape != wanted.shape or (ratio := _ratio(given, wanted)) is None:
        return
    known = ~np.isnan(ratio)
    if not known.any():
        return
    if (c := _constant(ratio)) is not None and (known.sum() > 1 or given.size == 1):
        for text, cost in scaled(scene, c):
            if text not in ("_0", "-_0"):  # the sign has a rule of its own
                yield build(text, node), cost
        if abs(c) != 1 and float(f"{c:.4g}") == float(f"{c:.9g}") and known.sum() > 1:
            yield build(f"{c:.4g} * _0", node), 0.9
        return
    if known.sum() < 2:
        return
    yield from _functions(node, scene, ratio, known)
    yield from _leaky(node, scene, ratio, known)


def _functions(node, scene, ratio, known):
    """Yield the node times f(u), or divided by it."""
    table = scene.stacked(ratio.shape)
    if table is not None:
        yield from _of_table(node, scene, ratio, known, *table)
    for name in scene.functions:
        for entry in scene.arrays[:40]:
            if not _broadcasts(np.shape(entry.value), ratio.shape):
                continue
            fu = build(f"{name}(_0)", entry.node)
            value = scene.number(fu)
            if (
                value is not None
                and np.shape(value)
                and _broadcasts(np.shape(value), ratio.shape)
                and (c := _matches(np.asarray(value, dtype=float), ratio, known)) is not None
            ):
                for times, more in scaled(scene, c):
                    yield (
                        build(times.replace("_0", "_0 * _1"), node, fu),
                        0.1 + entry.cost + more,
                    )


def _of_table(node, scene, ratio, known, entries, table):
    """Yield the node times, or over, a form of one of these entries."""
    values, ratio = table[:, known], ratio[known]
    with np.errstate(all="ignore"):
        for text, f, cost in FORMS:
            for i, c in _all_matches(f(values), ratio):
                for times, more in scaled(scene, c):
                    inner = build(text, entries[i].node)
                    whole = build(times.replace("_0", "_0 * _1"), node, inner)
                    yield whole, cost + entries[i].cost + more
        for text, f, cost in INVERSES:
            for i, c in _all_matches(1 / f(values), ratio):
                for times, more in scaled(scene, c):
                    inner = build(text, entries[i].node)
                    whole = build(times.replace("_0", "_0 / _1"), node, inner)
                    yield whole, cost + entries[i].cost + more + 0.2


def _all_matches(table: NDArray, ratio: NDArray) -> list[tuple[int, float]]:
    """Return the rows u, each with its c, for which ratio = c u and u is not all the same."""
    u = table.astype(float)
    c = (u @ ratio) / np.maximum((u * u).sum(axis=1), 1e-300)
    off = np.abs(c[:, None] * u - ratio).max(axis=1)
    good = (off <= 1e-6 * np.abs(ratio).max()) & (np.ptp(u, axis=1) > 0) & (c != 0)
    return [(int(i), float(c[i])) for i in np.flatnonzero(good)]


def exchanged_factor(node, scene, given, wanted):
    """A factor exchanged for a derivative or a mask: some of a product kept, f(u) put in."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        value = scene.number(node.left)
        if value is not None and _broadcasts(np.shape(value), wanted.shape):
            value = np.broadcast_to(np.asarray(value, dtype=float), wanted.shape)
            if (ratio := _ratio(value, wanted)) is not None and _constant(ratio) is None:
                yield from _functions(node.left, scene, ratio, ~np.isnan(ratio))
    factors = list(_factors(node))
    if not 2 <= len(factors) <= 6:
        return
    values = [scene.number(one) for one in factors]
    if any(one is None for one in values):
        return
    for kept in _subsets(len(factors)):
        product = 1.0
        for i in kept:
            product = product * np.asarray(values[i], dtype=float)
        product = np.asarray(product, dtype=float)
        if product.shape != wanted.shape and _broadcasts(product.shape, wanted.shape):
            product = np.broadcast_to(product, wanted.shape)
        if product.shape != wanted.shape or (ratio := _ratio(product, wanted)) is None:
            continue
        known = ~np.isnan(ratio)
        if known.sum() > 2 and _constant(ratio) is None:
            rest = factors[kept[0]]
            for i in kept[1:]:
                rest = ast.BinOp(rest, ast.Mult(), factors[i])
            yield from _functions(rest, scene, ratio, known)


def _factors(node):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _subsets(count: int) -> Iterator[tuple[int, ...]]:
    """Yield which of so many factors are kept: all but one, then all but two."""
    everything = range(count)
    for lost in (1, 2):
        if count > lost:
            for out in combinations(everything, lost):
                yield tuple(i for i in everything if i not in out)


def _leaky(node, scene, ratio, known):
    """Yield the node times a mask with two values, neither of which is 0."""
    values = np.unique(np.round(ratio[known], 6))
    if len(values) != 2 or "np" not in scene.first.namespace:
        return
    for entry in scene.arrays:
        u = np.asarray(entry.value, dtype=float)
        if u.shape != ratio.shape:
            continue
        mask = (u > 0)[known]
        if (
            0 < mask.sum() < mask.size
            and np.ptp(ratio[known][mask]) < 1e-6
            and np.ptp(ratio[known][~mask]) < 1e-6
        ):
            on, off = ratio[known][mask][0], ratio[known][~mask][0]
            name = next(
                (t for t, v in scene.scalars if abs(v - off) < 1e-6 and t.isidentifier()),
                f"{off:.4g}",
            )
            yield (
                build(f"_0 * np.where(_1 > 0, {on:.4g}, {name})", node, entry.node),
                0.4 + entry.cost,
            )


def _broadcasts(a: tuple, b: tuple) -> bool:
    try:
        return np.broadcast_shapes(a, b) == b
    except ValueError:
        return False


def _matches(u: NDArray, ratio: NDArray, known: NDArray) -> float | None:
    """Return the c for which ratio = c u, if there is one and u is not all the same."""
    u = np.broadcast_to(u, ratio.shape)[known].astype(float)
    r = ratio[known]
    if not np.isfinite(u).all() or not np.isfinite(r).all() or np.ptp(u) == 0:
        return None
    c = float(u @ r) / max(float(u @ u), 1e-300)
    return c if c and np.abs(c * u - r).max() <= 1e-6 * np.abs(r).max() else None


WRAPS = ("sign", "exp", "tanh", "sqrt", "square", "log", "abs")


def wrapped(node, scene, given, wanted):
    """A function of NumPy that is missing around something."""
    if given.shape != wanted.shape or given.size < 2 or "np" not in scene.names:
        return
    for name in WRAPS:
        if alike(getattr(np, name)(given), wanted):
            yield build("_0 ** 2" if name == "square" else f"np.{name}(_0)", node), 0.0


def term(node, scene, given, wanted):
    """A term that is missing, or counted in another amount."""
    if given.shape != wanted.shape or given.size < 2:
        return
    gap = wanted - given
    known = ~np.isnan(gap)
    if not known.any() or np.abs(gap[known]).max() <= 1e-9 * np.abs(wanted[known]).max():
        return
    if (c := _constant(gap)) is not None:
        for text, number in scene.scalars:
            if number and abs(abs(c / number) - 1) < 1e-6:
                yield build(f"_0 {'+' if c / number > 0 else '-'} {text}", node), 0.0
    for piece, value, cost in _pieces(scene, gap.shape, False):
        if (c := _matches(value, gap, known)) is not None:
            yield from _added(node, scene, piece, c, cost)


def _added(node, scene, piece, c: float, cost: float):
    """Yield the node plus, or minus, so many times a piece."""
    for text, more in _amounts(scene, abs(c)):
        yield build(f"_0 {'+' if c > 0 else '-'} _1", node, build(text, piece)), cost + more


def product_term(node, scene, given, wanted):
    """A term that is missing, and is itself a product."""
    if given.shape != wanted.shape or given.size < 2:
        return
    gap = wanted - given
    known = ~np.isnan(gap)
    if not known.any() or np.abs(gap[known]).max() <= 1e-9 * np.abs(wanted[known]).max():
        return
    short = [one for one in scene.arrays if one.cost <= 0.55][:36]
    for piece, value, cost in _products(short, gap.shape):
        if (c := _matches(value, gap, known)) is not None:
            yield from _added(node, scene, piece, c, cost)
    if gap.ndim == 2:
        for text, nodes, c, cost in _of_rows(scene.arrays, gap, known):
            yield from _added(node, scene, build(text, *nodes), c, cost)


def _amounts(scene, c: float) -> Iterator[tuple[str, float]]:
    """Yield ways to write c times something, with a bare number as the last resort."""
    some = False
    for text, cost in scaled(scene, c):
        some = True
        yield text, cost
    if not some and abs(float(f"{c:.3g}") / c - 1) < 1e-6:
        yield f"{c:.3g} * _0", 0.8


def _pieces(
    scene: Scene, shape: tuple, products: bool
) -> Iterator[tuple[ast.expr, NDArray, float]]:
    """Yield what could be added to an array of this shape: entries, sums and products of them."""
    named = [one for one in scene.arrays if np.asarray(one.value).dtype.kind in "fiu"]
    for one in named:
        value = np.asarray(one.value, dtype=float)
        if value.shape == shape or (value.ndim and _broadcasts(value.shape, shape)):
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
                if _broadcasts(total.shape, shape) and total.shape != shape:
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
    if products:
        yield from _products(short, shape)


def _one_hot(entries, scalars, shape: tuple) -> Iterator[tuple[ast.expr, NDArray, float]]:
    """Yield class numbers as rows, or columns, of zeros with a single 1."""
    if len(shape) == 1:
        wide = [one for one in entries if np.shape(one.value) == shape and one.cost <= 0.3]
        for one in scalars:
            if isinstance(one.value, int | np.integer) and 0 <= one.value < shape[0]:
                for other in wide[:2]:
                    text = "np.eye(len(_1))[_0]"
                    yield build(text, one.node, other.node), np.eye(shape[0])[one.value], 0.45
        return
    if len(shape) != 2:
        return
    wide = [one for one in entries if np.shape(one.value) == shape and one.cost <= 0.3]
    for one in entries:
        numbers = np.asarray(one.value)
        if numbers.dtype.kind not in "iu" or numbers.size < 2 or numbers.min() < 0:
            continue
        for axis, turned in ((1, ""), (0, ".T")):
            if numbers.shape == (shape[1 - axis],) and numbers.max() < shape[axis]:
                value = np.eye(shape[axis])[numbers]
                for other in wide[:2]:
                    text = f"np.eye(_1.shape[{axis}])[_0]{turned}"
                    yield build(text, one.node, other.node), value if axis else value.T, 0.35


def _products(entries, shape: tuple) -> Iterator[tuple[ast.expr, NDArray, float]]:
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
                and _broadcasts(y.shape, shape)
                and ast.dump(a.node) <= ast.dump(b.node)
            ):
                yield build("_0 * _1", a.node, b.node), x * y, cost + 0.1


def _of_rows(entries, gap: NDArray, known: NDArray) -> Iterator[tuple[str, list, float, float]]:
    """Yield (text, nodes, c, cost) for gaps c u sum(v w), the sum along rows or columns."""
    same = [one for one in entries if np.shape(one.value) == gap.shape and one.cost < 0.3][:12]
    arrays = [np.asarray(one.value, dtype=float) for one in same]
    for i, v in enumerate(arrays):
        for j, w in enumerate(arrays[i:], start=i):
            for axis in range(gap.ndim):
                total = (v * w).sum(axis=axis, keepdims=True)
                for k, u in enumerate(arrays):
                    if (c := _matches(u * total, gap, known)) is None:
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


def whole(node, scene, given, wanted):
    """The whole line anew: a product, a sum, an entry, each with a factor."""
    known = ~np.isnan(wanted)
    if wanted.size < 2 or not known.any():
        return
    for piece, value, cost in _pieces(scene, wanted.shape, True):
        value = np.broadcast_to(value, wanted.shape)
        if (c := _matches(value, wanted, known)) is not None:
            for text, more in scaled(scene, c):
                yield build(text, piece), 1.2 + cost + more
            continue
        if np.ptp(value) == 0 or (ratio := _ratio(np.asarray(value), wanted)) is None:
            continue
        some = ~np.isnan(ratio)
        if some.sum() < 3:
            continue
        for entry in scene.arrays[:40]:
            u = np.asarray(entry.value, dtype=float)
            if not _broadcasts(u.shape, wanted.shape):
                continue
            for form, f, extra in FORMS[:4]:
                if (c := _matches(f(u), ratio, some)) is not None:
                    for text, more in scaled(scene, c):
                        inner = build("_0 * _1", piece, build(form, entry.node))
                        yield build(text, inner), 1.5 + cost + entry.cost + extra + more
    yield from softmax(scene, wanted, known)


def softmax(scene, wanted, known):
    """Yield P (dP - sum P dP), the Jacobian of a softmax times what comes back."""
    if wanted.ndim != 2:
        return
    same = [one for one in scene.arrays if np.shape(one.value) == wanted.shape and one.cost < 0.4]
    for a in same:
        P = np.asarray(a.value, dtype=float)
        for b in same:
            dP = np.asarray(b.value, dtype=float)
            for axis in (-1, 0):
                value = P * (dP - (P * dP).sum(axis=axis, keepdims=True))
                if np.ptp(value) and (c := _matches(value, wanted, known)) is not None:
                    for text, more in scaled(scene, c):
                        inner = build(
                            f"_0 * (_1 - (_0 * _1).sum(axis={axis}, keepdims=True))", a.node, b.node
                        )
                        yield build(text, inner), 0.8 + more


SOLUTIONS = (
    Rule("factor", 1.1, (), factor, "a factor is missing, or too many"),
    Rule("term", 1.3, (), term, "a term is missing, or counted in another amount"),
    Rule("wrapped", 1.0, (), wrapped, "a square, or another function, is missing"),
    Rule("factor-exchanged", 1.25, (), exchanged_factor, "another factor belongs here"),
    Rule("product-term", 1.3, (), product_term, "a term is missing"),
    Rule("whole-line", 2.0, (), whole, "the line computes something else"),
)
QUICK = 4  # how many of them are tried first


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
            c = _constant(want)
            want, value = (
                (np.array(c), value) if c is not None else (want, np.full(want.shape, value))
            )
        if np.isinf(want).any():
            want = np.where(np.isinf(want), np.nan, want)
        if want.shape != value.shape and _broadcasts(value.shape, want.shape):
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


def solutions(scene: Scene, quick: bool) -> Iterator[tuple[Rule, ast.expr, ast.expr, float]]:
    """Yield (rule, node, what could take its place, cost), worked out at one occurrence."""
    root = scene.roots[0]
    rules = SOLUTIONS[:QUICK] if quick else SOLUTIONS[QUICK:]
    given, wanted, whole_tree = scene.number(root), scene.wanted, True
    if scene.site.kind == "after":
        given, wanted, whole_tree = _of_accumulated(scene, given)
        if isinstance(scene.statement, ast.Expr):
            root = scene.statement.value.args[-1]
        if wanted is None:
            return
        rules = rules if whole_tree else SOLUTIONS[:1]
    given = np.full(wanted.shape, np.nan) if given is None else np.asarray(given, dtype=float)
    if given.shape != wanted.shape and _broadcasts(given.shape, wanted.shape):
        given = np.broadcast_to(given, wanted.shape)
    inside = [(root, given, wanted)]
    if whole_tree:
        inside = wanted_inside(scene, root, given, wanted)
    for node, value, want in islice(inside, 14):
        if isinstance(node, ast.Constant) or (want.shape == value.shape and alike(value, want)):
            continue
        for rule in rules:
            if rule.id == "whole-line" and node is not root and want.size < 4:
                continue
            if np.isnan(value).any() and rule.id != "whole-line":
                continue
            extra = 0.0 if node is root else 0.05
            for new, cost in guarded(rule.make(node, scene, value, want)):
                yield rule, node, new, rule.cost + cost + extra


def _of_accumulated(scene: Scene, given):
    """Return what is given and wanted of the right side of `x += value`, and whether of each.

    Where the statement runs several times only the total is known.
    """
    statement, spots = scene.statement, scene.spots[0]
    if isinstance(statement, ast.Expr):  # np.add.at(x, i, value)
        last = max(i for i, spot in enumerate(spots) if spot.wanted is not None)
        return np.asarray(scene.values[0][last], dtype=float), spots[last].wanted, False
    if not isinstance(statement, ast.AugAssign) or not isinstance(statement.op, ast.Add | ast.Sub):
        return None, None, False
    sign = 1.0 if isinstance(statement.op, ast.Add) else -1.0
    relation = relation_of(statement.target, scene.site.node)
    before = np.asarray(spots[0].evaluate(parse(ast.unparse(scene.site.node))), dtype=float)
    if len(spots) == 1:
        wanted = sign * (spots[0].wanted - before)
        inside = tuple(spots[0].evaluate(one) for one in relation)
        return given, wanted[inside[0] if len(inside) == 1 else inside] if inside else wanted, True
    last = max(i for i, spot in enumerate(spots) if spot.wanted is not None)
    total = np.asarray(scene.values[0][last], dtype=float)
    if np.shape(before) == total.shape:
        return total - before, sign * (spots[last].wanted - before), False
    return total, spots[last].wanted, False
