"""From an edit that was found to the name of the mistake, where the catalogue has one.

A row says what was changed, in what; the first that fits names it.  No name is an
ordinary answer: a line and its fix are worth more.
"""

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from backprop.doctor.catalogue import CATALOGUE
from backprop.doctor.draws import is_penalty

__all__ = ["name_of"]

COUNT = re.compile(r"m|n|N|M|B|num\w*|batch\w*|n_\w+|len\(\w+\)|\w+\.shape\[-?\d\]|\w+\.size", re.A)
PRIME = re.compile(r"prime|deriv|grad|slope|(^|_)d(_|$)|dash|diff", re.I)
PRODUCTS = ("dot", "matmul", "outer", "einsum")


@dataclass(frozen=True)
class Change:
    """What an edit has done.

    Attributes
    ----------
    rule : str
    kind : str
        Of what it makes right: "weight", "bias", "hidden" or "output" for the derivative by
        a pre-activation there, "" if that is not known.
    old, new : ast.stmt or None
        The statement, None if there is none.
    added, removed : Counter
        Factors, as they are written; 1 / x for a divisor.
    terms, lost : Counter
        Terms that were added, and removed.
    stale : bool
        Whether lines of an update change places.
    """

    rule: str
    kind: str
    old: ast.stmt | None
    new: ast.stmt | None
    added: Counter
    removed: Counter
    terms: Counter
    lost: Counter
    stale: bool = False


def _statement(lines: list[str]) -> ast.stmt | None:
    try:
        body = ast.parse(textwrap.dedent("\n".join(lines))).body
    except SyntaxError:
        return None
    return body[-1] if body else None


def _factors(node: ast.AST | None, over: bool = False) -> Counter:
    """Count the factors of a product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        turned = over != isinstance(node.op, ast.Div)
        return _factors(node.left, over) + _factors(node.right, turned)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _factors(node.operand, over) + Counter(["-1"])
    name = getattr(getattr(node, "func", None), "attr", "")
    if name == "multiply" and len(node.args) == 2:
        return _factors(node.args[0], over) + _factors(node.args[1], over)
    return Counter([("1/" if over else "") + ast.unparse(node)]) if node else Counter()


def _terms(node: ast.AST | None) -> Counter:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return _terms(node.left) + _terms(node.right)
    return Counter([ast.unparse(node)]) if node else Counter()


def _value(statement: ast.stmt | None) -> ast.AST | None:
    return getattr(statement, "value", None)


def _factors_of(statement: ast.stmt | None) -> Counter:
    """Count the factors by which a statement multiplies: those of `x *= a`, too."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Mult | ast.Div):
        return _factors(statement.value, isinstance(statement.op, ast.Div))
    return _factors(_value(statement))


def _changed(fix, label, pool) -> Change:
    _, before, after = fix.place
    old, new = _statement(before), _statement(after)
    a, b = _factors_of(old), _factors_of(new)
    if fix.edit.swaps and a - b + (b - a) != Counter():
        inner_old, inner_new = fix.edit.swaps[0]
        if sum(((a - b) + (b - a)).values()) > 4 or isinstance(old, ast.Return):
            a, b = _factors(inner_old), _factors(inner_new)
    x, y = _terms(_value(old)), _terms(_value(new))
    stale = pool.program.step and fix.edit.rule.id in ("swapped", "later")
    kind = _kind(label, pool)
    return Change(fix.edit.rule.id, kind, old, new, b - a, a - b, y - x, x - y, stale)


def _kind(label, pool) -> str:
    """Return of what a label is the derivative: a weight, a bias, a hidden or an output z."""
    if label is None or label.source != "slope":
        return ""
    value = pool.values[label.number][0]
    if isinstance(label.number, tuple):
        return "weight" if sum(n > 1 for n in value.shape) > 1 else "bias"
    order = [number for number in pool.order if number in pool.values]
    behind = order[order.index(label.number) + 1 :]
    return "hidden" if any(_multiplies(pool, number) for number in behind) else "output"


def _multiplies(pool, number: int) -> bool:
    """Return whether a site is a product of matrices."""
    node = pool.sites[number].node
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.MatMult)
    return getattr(getattr(node, "func", None), "attr", "") in PRODUCTS


# what a factor or a term is


def _is_slope(text: str) -> bool:
    """Return whether a factor is a derivative of an activation, by its form or by its name.

    Examples
    --------
    >>> [_is_slope(text) for text in ("1 - a ** 2", "z > 0", "relu_prime(z)", "a", "1 - a")]
    [True, True, True, False, True]
    """
    node = ast.parse(text, mode="eval").body
    if isinstance(node, ast.Compare):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return getattr(node.left, "value", None) == 1
    if isinstance(node, ast.Call):
        return bool(PRIME.search(ast.unparse(node.func)))
    return False


def _any(counter: Counter, test: Callable[[str], bool]) -> bool:
    return any(test(text) for text in counter)


def _is_count(text: str) -> bool:
    return text.startswith("1/") and bool(COUNT.fullmatch(text[2:]))


def _is_penalty(text: str) -> bool:
    return any(is_penalty(name) for name in re.findall(r"\w+", text))


def _slopes(change: Change) -> tuple[bool, bool]:
    return _any(change.added, _is_slope), _any(change.removed, _is_slope)


def _two(change: Change) -> float:
    """Return by what a statement was multiplied, in powers of 2: 1 for twice, -1 for half."""
    power = {"2": 1, "2.0": 1, "0.5": -1, "1/2": -1, "1/2.0": -1}
    more = sum(power.get(text, 0) * n for text, n in change.added.items())
    return more - sum(power.get(text, 0) * n for text, n in change.removed.items())


def _arguments(change: Change) -> tuple[str, str]:
    """Return what stands in the brackets of a derivative, before and after."""
    added = [text for text in change.added if _is_slope(text)]
    removed = [text for text in change.removed if _is_slope(text)]
    return (removed or [""])[0], (added or [""])[0]


def _accumulates(change: Change) -> bool:
    was, now = change.old, change.new
    return (
        isinstance(was, ast.Assign)
        and isinstance(now, ast.AugAssign | ast.Assign)
        and (isinstance(now, ast.AugAssign) and isinstance(now.op, ast.Add))
    )


def _sums(statement: ast.stmt | None) -> list[tuple[str, str]]:
    """Return the sums and means in a statement, each with its axis."""
    found = []
    for one in ast.walk(statement) if statement is not None else ():
        name = getattr(getattr(one, "func", None), "attr", "")
        if name in ("sum", "mean"):
            axes = [ast.unparse(word.value) for word in one.keywords if word.arg == "axis"]
            inside = getattr(one.func.value, "id", "") in ("np", "numpy")
            axes += map(ast.unparse, one.args[inside:])
            found.append((name, "".join(axes[:1])))
    return found


def _other_axis(change: Change) -> bool:
    """Return whether nothing was changed in the sums but an axis."""
    was, now = _sums(change.old), _sums(change.new)
    return was != now and [name for name, _ in was] == [name for name, _ in now]


def _averages(change: Change) -> int:
    """Return how many more means there are, in place of sums over the same axis."""
    was, now = _sums(change.old), _sums(change.new)
    if [axis for _, axis in was] != [axis for _, axis in now]:
        return 0
    return sum(name == "mean" for name, _ in now) - sum(name == "mean" for name, _ in was)


def _spares(change: Change) -> bool:
    """Return whether a bias is no longer penalised."""
    lost = _any(change.lost, _is_penalty) and not _any(_all_names(change.new), is_penalty)
    return change.rule == "spared" or (change.kind == "bias" and lost)


def _same_call(change: Change) -> bool:
    """Return whether a derivative was kept, with another argument."""
    was, now = _arguments(change)
    return bool(was and now) and was.split("(")[0] == now.split("(")[0] and "(" in was


DELTA = ("hidden", "output")
ROWS: tuple[tuple[str, Callable[[Change], bool]], ...] = (
    ("stale-weights", lambda c: c.stale),
    ("last-example-only", _accumulates),
    ("regularisation-sign", lambda c: c.rule in ("sign", "subtracted", "operation")
     and _any(c.terms + c.lost + c.added, _is_penalty)),
    ("regularisation-missing", lambda c: _any(c.terms, _is_penalty)
     and not _any(c.lost, _is_penalty)),
    ("regularisation-not-averaged", lambda c: _any(c.terms + c.added, _is_count)
     and _any(_all_names(c.old), is_penalty) and _any(_all_names(c.new), is_penalty)),
    ("bias-regularised", _spares),
    ("derivative-of-activation", lambda c: c.kind != "output" and _same_call(c)),
    ("output-derivative-of-activation", lambda c: c.kind == "output" and _same_call(c)),
    ("hidden-derivative-missing", lambda c: c.kind in ("hidden", "")
     and _slopes(c) == (True, False)),
    ("output-derivative-missing", lambda c: c.kind == "output" and _slopes(c) == (True, False)),
    ("output-derivative-extra", lambda c: c.kind == "output" and _slopes(c) == (False, True)),
    ("bias-missing-1/m", lambda c: c.kind == "bias"
     and (_any(c.added, _is_count) or _averages(c) > 0)),
    ("bias-extra-1/m", lambda c: c.kind == "bias"
     and (_any(c.removed, _is_count) or _averages(c) < 0)),
    ("missing-1/m", lambda c: _any(c.added, _is_count) and not c.removed),
    ("extra-1/m", lambda c: _any(c.removed, _is_count) and not c.added),
    ("factor-half", lambda c: c.kind in ("output", "weight") and _two(c) == 1),
    ("factor-2", lambda c: c.kind in ("output", "weight") and _two(c) == -1),
    ("wrong-sign", lambda c: c.rule in ("sign", "subtracted") and c.kind in ("output", "weight")),
    ("bias-gradient-over-units", lambda c: c.kind == "bias" and _other_axis(c)),
    ("transposed-weights", lambda c: c.rule == "transpose" and c.kind == "hidden"),
    ("swapped-outer-product", lambda c: c.rule == "operation" and c.kind == "weight"
     and _products(c)),
)  # fmt: skip


def _all_names(node: ast.AST | None) -> Counter:
    return (
        Counter(one.id for one in ast.walk(node) if isinstance(one, ast.Name))
        if node
        else Counter()
    )


def _products(change: Change) -> bool:
    return all(
        any(
            isinstance(getattr(one, "op", None), ast.MatMult)
            or getattr(getattr(one, "func", None), "attr", "") in PRODUCTS
            for one in ast.walk(statement)
        )
        for statement in (change.old, change.new)
        if statement is not None
    )


def name_of(fix, label, pool) -> tuple[str, str]:
    """Return (id, place), ("", "") if the mistake has no name.

    Parameters
    ----------
    fix : Fix
    label : Label or None
        What the line gives once it is right.
    pool : Pool
    """
    change = _changed(fix, label, pool)
    for id, fits in ROWS:
        if fits(change):
            return id, CATALOGUE[id].place
    return "", ""
