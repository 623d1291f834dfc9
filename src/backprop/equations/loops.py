"""What looks at many entries: sums, products, norms, cases and conditions."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from backprop.equations import limits
from backprop.equations.arrays import OPERATIONS, add, named, shape
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.letters import free_indices, mentioned
from backprop.equations.program import Env
from backprop.equations.tree import Big, Cases, Compare, Norm, Number

__all__ = ["big", "chosen", "compared", "normed"]


def normed(node: Norm, env: Env, run) -> NDArray:
    """Return a norm over all entries."""
    value = run.visit(node.inner, env)
    sizes = np.where(value.real < 0, -value, value)
    if node.which == "1":
        return sizes.sum((-2, -1), keepdims=True)
    if node.which == r"\infty":
        return sizes.max((-2, -1), keepdims=True)
    return np.sqrt((value * value).sum((-2, -1), keepdims=True))


def big(node: Big, env: Env, run) -> NDArray:
    """Return a sum or product over its index, or over all entries."""
    if not node.variables:
        value = run.visit(node.body, env)
        return getattr(value, node.kind)((-2, -1), keepdims=True)
    ranges = _ranges(node, env, run)
    count = int(np.prod([len(one) for one in ranges], dtype=float))
    limits.within("terms", count, limits.RANGE, node.position)
    letters = {letter for letter, _ in mentioned(node.body)}
    value = None
    for picked in product(*ranges):
        step = run.visit(node.body, env.bind(dict(zip(node.variables, picked, strict=True))))
        if node.kind == "sum" and shape(step) != (1, 1) and not letters & set(node.variables):
            raise EquationError(
                f"what is summed does not depend on {', '.join(node.variables)} and is "
                rf"{named(shape(step))}; expected entries, or \sum without index for all entries",
                node.position,
            )
        if value is None:
            value = step
        elif node.kind == "sum":
            value = add(value, step, node.position)
        else:
            value = OPERATIONS["matrix"](value, step, node.position)
    return np.array([[0.0 if node.kind == "sum" else 1.0]]) if value is None else value


def _ranges(node: Big, env: Env, run) -> list:
    if node.lower is None:
        found = free_indices(
            [node.body],
            run,
            Env({k: v for k, v in env.values.items() if k not in node.variables}, env.bound),
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
    if node.kind == "sum" or fixed == (True, False):
        return range(0)
    if fixed == (False, False) and low == high + 1:
        raise EquationError(
            f"from {low} to {high}: empty, or downwards? expected a number as one bound",
            node.position,
        )
    return range(low, high - 1, -1)


def chosen(node: Cases, env: Env, run) -> NDArray:
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
        value = np.where(true, here, np.nan if value is None else value)
        open_ = open_ & ~true
        if not open_.any():
            break
    if value is None or open_.any():
        raise EquationError(r"no case applies; expected \text{otherwise}", node.position)
    return value


def compared(node: Compare, env: Env, run) -> NDArray:
    """Return where all relations are true."""
    sides = [run.visit(side, env).real for side in node.sides]
    true = np.array([[True]])
    for left, relation, right in zip(sides[:-1], node.relations, sides[1:], strict=True):
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
