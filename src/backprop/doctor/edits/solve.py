"""Rules that are not guessed but worked out: from what a line gives and what it ought to give.

T / v = c f(u)      a factor: 1/m, a derivative, a mask
T - v = c u         a term: a penalty, another path
T     = ...         the whole line: a product, a sum, a softmax's Jacobian
"""

import ast
from collections.abc import Iterator
from itertools import combinations, islice

import numpy as np

from backprop.doctor.edits.exchange import Rule
from backprop.doctor.edits.fit import all_matches, broadcasts, constant_of, matches, ratio_of
from backprop.doctor.edits.inverse import wanted_inside
from backprop.doctor.edits.pieces import of_rows, pieces, products
from backprop.doctor.edits.scene import Scene, alike, guarded
from backprop.doctor.edits.scene import _relation as relation_of
from backprop.doctor.rewriting import build, parse

__all__ = ["SOLUTIONS", "scaled", "solutions"]

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
    if given.shape != wanted.shape or (ratio := ratio_of(given, wanted)) is None:
        return
    known = ~np.isnan(ratio)
    if not known.any():
        return
    if (c := constant_of(ratio)) is not None and (known.sum() > 1 or given.size == 1):
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
            if not broadcasts(np.shape(entry.value), ratio.shape):
                continue
            fu = build(f"{name}(_0)", entry.node)
            value = scene.number(fu)
            if (
                value is not None
                and np.shape(value)
                and broadcasts(np.shape(value), ratio.shape)
                and (c := matches(np.asarray(value, dtype=float), ratio, known)) is not None
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
            for i, c in all_matches(f(values), ratio):
                for times, more in scaled(scene, c):
                    inner = build(text, entries[i].node)
                    whole = build(times.replace("_0", "_0 * _1"), node, inner)
                    yield whole, cost + entries[i].cost + more
        for text, f, cost in INVERSES:
            for i, c in all_matches(1 / f(values), ratio):
                for times, more in scaled(scene, c):
                    inner = build(text, entries[i].node)
                    whole = build(times.replace("_0", "_0 / _1"), node, inner)
                    yield whole, cost + entries[i].cost + more + 0.2


def exchanged_factor(node, scene, given, wanted):
    """A factor exchanged for a derivative or a mask: some of a product kept, f(u) put in."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        value = scene.number(node.left)
        if value is not None and broadcasts(np.shape(value), wanted.shape):
            value = np.broadcast_to(np.asarray(value, dtype=float), wanted.shape)
            if (ratio := ratio_of(value, wanted)) is not None and constant_of(ratio) is None:
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
        if product.shape != wanted.shape and broadcasts(product.shape, wanted.shape):
            product = np.broadcast_to(product, wanted.shape)
        if product.shape != wanted.shape or (ratio := ratio_of(product, wanted)) is None:
            continue
        known = ~np.isnan(ratio)
        if known.sum() > 2 and constant_of(ratio) is None:
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
    if (c := constant_of(gap)) is not None:
        for text, number in scene.scalars:
            if number and abs(abs(c / number) - 1) < 1e-6:
                yield build(f"_0 {'+' if c / number > 0 else '-'} {text}", node), 0.0
    for piece, value, cost in pieces(scene, gap.shape, False):
        if (c := matches(value, gap, known)) is not None:
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
    for piece, value, cost in products(short, gap.shape):
        if (c := matches(value, gap, known)) is not None:
            yield from _added(node, scene, piece, c, cost)
    if gap.ndim == 2:
        for text, nodes, c, cost in of_rows(scene.arrays, gap, known):
            yield from _added(node, scene, build(text, *nodes), c, cost)


def _amounts(scene, c: float) -> Iterator[tuple[str, float]]:
    """Yield ways to write c times something, with a bare number as the last resort."""
    some = False
    for text, cost in scaled(scene, c):
        some = True
        yield text, cost
    if not some and abs(float(f"{c:.3g}") / c - 1) < 1e-6:
        yield f"{c:.3g} * _0", 0.8


def whole(node, scene, given, wanted):
    """The whole line anew: a product, a sum, an entry, each with a factor."""
    known = ~np.isnan(wanted)
    if wanted.size < 2 or not known.any():
        return
    for piece, value, cost in pieces(scene, wanted.shape, True):
        value = np.broadcast_to(value, wanted.shape)
        if (c := matches(value, wanted, known)) is not None:
            for text, more in scaled(scene, c):
                yield build(text, piece), 1.2 + cost + more
            continue
        if np.ptp(value) == 0 or (ratio := ratio_of(np.asarray(value), wanted)) is None:
            continue
        some = ~np.isnan(ratio)
        if some.sum() < 3:
            continue
        for entry in scene.arrays[:40]:
            u = np.asarray(entry.value, dtype=float)
            if not broadcasts(u.shape, wanted.shape):
                continue
            for form, f, extra in FORMS[:4]:
                if (c := matches(f(u), ratio, some)) is not None:
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
                if np.ptp(value) and (c := matches(value, wanted, known)) is not None:
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
    if given.shape != wanted.shape and broadcasts(given.shape, wanted.shape):
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
