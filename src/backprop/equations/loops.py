"""What looks at many entries: sums, products, norms, cases and conditions."""

from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from backprop.equations import limits, scaled
from backprop.equations.arrays import OPERATIONS, add, named, shape
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import FUNCTIONS
from backprop.equations.letters import free_indices, mentioned
from backprop.equations.program import Env
from backprop.equations.scaled import Scaled
from backprop.equations.tree import Big, Cases, Compare, Norm, Number

__all__ = ["big", "chosen", "compared", "normed"]


def normed(node: Norm, env: Env, run) -> Scaled:
    """Return a norm over all entries."""
    inner = run.visit(node.inner, env)
    if node.which in ("1", "2", r"\infty") and 1 not in shape(inner):
        raise EquationError(
            f"the norm {node.which} of {named(shape(inner))} has two readings, of the matrix or of "
            r"its entries; expected F, or no index: the root of all squares",
            node.position,
        )
    if node.which == "1":
        return _all(_absolute(inner), "sum")
    if node.which == r"\infty":
        return scaled.applied(FUNCTIONS[r"\max"].g, None, _absolute(inner))
    squared = _all(scaled.times(inner, inner), "sum")
    return scaled.power(squared, scaled.exact(np.array([[0.5]])))


def _absolute(x: Scaled) -> Scaled:
    return Scaled(np.where(x.value.real < 0, -x.value, x.value), x.scale, x.exact)


def _all(x: Scaled, kind: str) -> Scaled:
    """Return the sum or the product of all entries."""
    if kind == "sum":
        return x.sum()
    rows, columns = shape(x)
    entries = (
        x.map(lambda one, i=i, j=j: one[..., i : i + 1, j : j + 1])
        for i in range(rows)
        for j in range(columns)
    )
    return reduce(scaled.times, entries)


def big(node: Big, env: Env, run) -> Scaled:
    """Return a sum, product, maximum or minimum over its index, or over all entries."""
    if not node.variables:
        value = run.visit(node.body, env._replace(entries=True))
        if node.kind == "prod":
            run.meter.charge(5 * limits.VISIT * shape(value)[0] * shape(value)[1], node.position)
        return _all(value, node.kind)
    ranges = _ranges(node, env, run)
    count = int(np.prod([len(one) for one in ranges], dtype=float))
    limits.within("terms", count, limits.RANGE, node.position)
    value = None
    for picked in product(*ranges):
        step = run.visit(node.body, env.bind(dict(zip(node.variables, picked, strict=True))))
        if value is None and node.kind != "prod" and shape(step) != (1, 1) and _is_fixed(node):
            raise EquationError(
                f"what is summed does not depend on {', '.join(node.variables)} and is "
                rf"{named(shape(step))}; expected entries, or \sum without index for all entries",
                node.position,
            )
        value = step if value is None else STEPS[node.kind](value, step, node.position)
    if value is None and node.kind not in EMPTY:
        raise EquationError(f"a {node.kind} over nothing; expected a term", node.position)
    return scaled.exact(np.array([[EMPTY[node.kind]]])) if value is None else value


def _is_fixed(node: Big) -> bool:
    """Return whether what is summed does not depend on the index."""
    return not {letter for letter, _ in mentioned(node.body)} & set(node.variables)


def _extreme(name: str):
    """Return what keeps the larger or the smaller of two, entry by entry."""
    g = FUNCTIONS[name].g

    def step(a: Scaled, b: Scaled, position: int) -> Scaled:
        if shape(a) != shape(b):
            raise Misfit(
                f"{name} of {named(shape(a))} and {named(shape(b))} does not fit", position
            )
        value = scaled.applied(g, None, a, b)
        return scaled.exact(value.value) if a.exact and b.exact else value

    return step


STEPS = {
    "sum": add,
    "prod": OPERATIONS["matrix"],
    "max": _extreme(r"\max"),
    "min": _extreme(r"\min"),
}
EMPTY = {"sum": 0.0, "prod": 1.0}


def _ranges(node: Big, env: Env, run) -> list:
    if node.lower is None:
        found = free_indices(
            [node.body],
            run,
            env._replace(values={k: v for k, v in env.values.items() if k not in node.variables}),
            node.variables,
        )
        return [found[letter] for letter in node.variables]
    low, high = run.whole(node.lower, env), run.whole(node.upper, env)
    limits.within("terms", abs(high - low), limits.RANGE, node.position)
    return [_between(low, high, node)]


def _between(low: int, high: int, node: Big) -> range:
    """Return low ... high; a product whose upper bound is a number also runs downwards."""
    if low <= high:
        return range(low, high + 1)
    fixed = isinstance(node.lower, Number), isinstance(node.upper, Number)
    if node.kind != "prod" or fixed == (True, False):
        return range(0)
    if fixed == (False, False) and low == high + 1:
        raise EquationError(
            f"from {low} to {high}: empty, or downwards? expected a number as one bound",
            node.position,
        )
    return range(low, high - 1, -1)


def chosen(node: Cases, env: Env, run) -> Scaled:
    """Return for each entry the first value whose condition is true."""
    value, open_ = None, np.array([[True]])
    for choice, conditions in node.rows:
        true = open_
        for condition in conditions:
            true = true & compared(condition, env, run)
        if not true.any():
            continue
        here = run.visit(choice, env)
        if shape(here) != (1, 1) and shape(true) not in ((1, 1), shape(here)):
            raise Misfit(
                f"a case of {named(shape(here))} under a condition of "
                f"{named(shape(true))} does not fit",
                node.position,
            )
        before = value or Scaled(np.array(np.nan), np.array(np.nan), True)
        value = Scaled(
            np.where(true, here.value, before.value),
            np.where(true, here.scale, before.scale),
            here.exact and before.exact,
        )
        open_ = open_ & ~true
        if not open_.any():
            break
    if value is None or open_.any():
        raise EquationError(r"no case applies; expected \text{otherwise}", node.position)
    return value


def compared(node: Compare, env: Env, run) -> NDArray:
    """Return where all relations are true."""
    true = np.array([[True]])
    right = run.visit(node.sides[0], env).value.real
    for relation, side in zip(node.relations, node.sides[1:], strict=True):
        left, right = right, run.visit(side, env).value.real
        if shape(left) != shape(right) and (1, 1) not in (shape(left), shape(right)):
            raise Misfit(
                f"{named(shape(left))} against {named(shape(right))} does not fit", node.position
            )
        true = true & RELATIONS[relation](left, right)
    return true


RELATIONS = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}
