"""What looks at many entries: sums, products, norms, cases and conditions."""

import re
from collections.abc import Sequence
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from backprop.equations import limits, scaled
from backprop.equations.arrays import OPERATIONS, add, block, named, shape
from backprop.equations.errors import EquationError, Misfit, Undeclared
from backprop.equations.functions import FUNCTIONS
from backprop.equations.letters import free_indices, mentioned
from backprop.equations.program import Env
from backprop.equations.scaled import Scaled
from backprop.equations.tree import Big, Cases, Compare, Expectation, Node, Norm, Number, Symbol

__all__ = ["big", "chosen", "compared", "expected", "normed"]


def normed(node: Norm, env: Env, run) -> Scaled:
    """Return a norm over all entries."""
    inner = run.visit(node.inner, env._replace(entries=False))
    _refuse_identity(inner, node.position)
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
    """Return a sum, product, maximum, row or column over its index, or over all entries."""
    if not node.variables:
        return _over_entries(node, env, run)
    ranges = _ranges(node, env, run)
    count = int(np.prod([len(one) for one in ranges], dtype=float))
    limits.within("terms", count, limits.RANGE, node.position)
    value, cells = None, []
    for picked in product(*ranges):
        here = env.bind(dict(zip(node.variables, picked, strict=True)))
        if node.conditions and not _is_meant(node, here, run):
            continue
        step = run.visit(node.body, here)
        if value is None and node.kind != "prod" and shape(step) != (1, 1) and _is_fixed(node):
            raise EquationError(
                f"what is summed does not depend on {', '.join(node.variables)} and is "
                rf"{named(shape(step))}; expected entries, or \sum without index for all entries",
                node.position,
            )
        if node.kind in LISTED:
            cells.append(step)
            run.meter.allow(len(cells) * step.value.size, node.position)
            continue
        value = step if value is None else STEPS[node.kind](value, step, node.position)
    if cells:
        return block([cells] if node.kind == "row" else [[one] for one in cells], node.position)
    if value is None and node.kind not in EMPTY:
        raise EquationError(f"a {node.kind} over nothing; expected a term", node.position)
    return scaled.exact(np.array([[EMPTY[node.kind]]])) if value is None else value


def _over_entries(node: Big, env: Env, run) -> Scaled:
    """Return the sum or product of all entries; of numbers, over the layers that are open."""
    value = run.visit(node.body, env._replace(entries=True))
    _refuse_identity(value, node.position)
    if shape(value) == (1, 1) and (letters := _open_layers(node, env, run)):
        ranges = [run.program.layers[letter] for letter in letters]
        limits.within("terms", int(np.prod([len(r) for r in ranges])), limits.RANGE, node.position)
        terms = (
            run.visit(node.body, env.bind(dict(zip(letters, picked, strict=True))))
            for picked in product(*ranges)
        )
        return reduce(lambda a, b: STEPS[node.kind](a, b, node.position), terms)
    if node.kind == "prod":
        run.meter.charge(5 * limits.VISIT * shape(value)[0] * shape(value)[1], node.position)
    return _all(value, node.kind)


def _open_layers(node: Big, env: Env, run) -> list[str]:
    r"""Return the letters in scripts of \sum x_i that stand for several layers."""
    return sorted(
        {
            letter
            for letter, in_script in mentioned(node.body)
            if in_script and len(run.program.layers.get(letter, ())) > 1 and letter not in env.bound
        }
    )


def _is_meant(node: Big, env: Env, run) -> bool:
    """Return whether the conditions leave this value of the index in."""
    for condition in node.conditions:
        true = compared(condition, env, run)
        if true.all() != true.any():
            raise EquationError(
                "a condition under a sum differs from draw to draw; expected one of indices",
                condition.position,
            )
        if not true.all():
            return False
    return True


def _refuse_identity(value: Scaled, position: int) -> None:
    if value.identity:
        raise EquationError("how large I is cannot be told; expected I_n with n declared", position)


def _is_fixed(node: Big) -> bool:
    """Return whether what is summed does not depend on the index."""
    return not {letter for letter, _ in mentioned(node.body)} & set(node.variables)


def expected(node: Expectation, env: Env, run) -> Scaled:
    """Return a mean, a variance, a covariance or a chance over what is random.

    All that is random stands on one finite set of outcomes, each with its chance.
    """
    random = run.program.random
    if not random:
        raise EquationError(
            f"{MEANS[node.kind]} of nothing that is declared as random; expected random: "
            "{X: [0.2, 0.8]} in the declaration",
            node.position,
        )
    if len(node.arguments) != (2 if node.kind == "Cov" else 1):
        raise EquationError(f"{MEANS[node.kind]} of {len(node.arguments)} arguments", node.position)
    parts = [_outcomes(argument, env, run) for argument in node.arguments]
    chances = next(iter(random.values()))
    if node.kind in ("E", "P"):
        return _mean(parts[0], chances, node.position)
    apart = []
    for part in parts:
        mean = -_mean(part, chances, node.position)
        apart.append([add(one, mean, node.position) for one in part])
    pairs = zip(apart[0], apart[-1], strict=True)
    return _mean([scaled.times(*pair) for pair in pairs], chances, node.position)


MEANS = {
    "E": r"an expectation, \mathbb{E},",
    "Var": "a variance, Var,",
    "Cov": "a covariance, Cov,",
    "P": "a probability, P,",
}


def _outcomes(argument: Node, env: Env, run) -> list[Scaled]:
    """Return the values of something at each outcome."""
    keys = list(run.program.random)
    count = len(run.program.random[keys[0]])
    values = {key: run.value(run.program.target(key)) for key in keys}
    for key, value in values.items():
        if value.shape[-1] * value.shape[-2] != count:
            said = f"{key} has {named(shape(value))} values and {count} chances"
            raise EquationError(said, argument.position)
    found = []
    for outcome in range(count):
        overrides = {}
        for key, value in values.items():
            at = (outcome, 0) if value.shape[-1] == 1 else (0, outcome)
            row, column = at
            overrides[run.program.target(key)] = value.map(
                lambda x, row=row, column=column: x[..., row : row + 1, column : column + 1]
            )
        found.append(run.child(overrides, perturbed=False).evaluate(argument, env))
    return found


def _mean(values: list[Scaled], chances: Sequence[float], position: int) -> Scaled:
    weighted = [
        scaled.times(scaled.exact(np.array([[chance]])), one)
        for one, chance in zip(values, chances, strict=True)
    ]
    return reduce(lambda a, b: add(a, b, position), weighted)


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
LISTED = ("row", "column")


def _ranges(node: Big, env: Env, run) -> list[Sequence[int]]:
    """Return the values of each variable of a sum."""
    if node.members:
        return [_members(node, run)]
    if node.lower is None and node.upper is None:
        return [_free(node, letter, env, run) for letter in node.variables]
    letter = node.variables[0]
    given = node.lower is not None
    low = run.whole(node.lower, env) if given else _free(node, letter, env, run)[0]
    try:
        high = run.whole(node.upper, env)
    except Undeclared as unknown:
        if not isinstance(node.upper, Symbol) or node.upper.base in {*node.variables, *env.bound}:
            raise
        try:
            high = _free(node, letter, env, run)[-1]  # a size that is not declared: the last
        except EquationError:
            raise unknown from None
        if high in run.program.constants().values():  # one that is declared has another name
            raise
    limits.within("terms", abs(high - low), limits.RANGE, node.position)
    return [_between(low, high, node)]


def _free(node: Big, letter: str, env: Env, run) -> Sequence[int]:
    """Return what an index runs over: what it indexes, or the layers that it stands for."""
    values = {k: v for k, v in env.values.items() if k not in node.variables}
    bound = env.bound - set(node.variables)
    open_env = env._replace(values=values, bound=bound)
    try:
        return free_indices([node.body], run, open_env, (letter,))[letter]
    except Misfit:
        raise
    except EquationError:
        if letter in run.program.layers:
            return run.program.layers[letter]
        raise


def _members(node: Big, run) -> Sequence[int]:
    """Return the members of the set that a sum runs through."""
    found = run.program.sets.get(node.members)
    if found is None and re.fullmatch(r"\\\{\d+(,\d+)*\\\}", node.members):
        found = tuple(int(one) for one in node.members[2:-2].split(","))
    if found is None:
        raise Undeclared(
            f"the set {node.members} is not declared; expected sets: {{{node.members}: 1..4}} in "
            "the declaration",
            node.position,
        )
    return found


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
    "~": np.isclose,
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}
