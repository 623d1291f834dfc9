"""Nodes to arrays: one function for each kind of node, in a table."""

from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from backprop.equations import limits
from backprop.equations.arrays import OPERATIONS, add, block, named, power, shape
from backprop.equations.derive import derivative, function_slope
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import Function
from backprop.equations.indices import locate
from backprop.equations.letters import free_indices, mentioned
from backprop.equations.program import Env, find, undeclared
from backprop.equations.tree import (
    Big,
    Call,
    Cases,
    Compare,
    Indexed,
    Matrix,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
)

__all__ = ["visit"]

CONSTANTS = {r"\pi": np.pi}


def visit(node: Node, env: Env, run) -> NDArray:
    """Return the value of a node, of shape (..., rows, columns)."""
    value = HANDLERS[type(node)](node, env, run)
    run.meter.charge(value.size, node.position)
    return value


def number(node: Number, env: Env, run) -> NDArray:
    """Return a number as 1 x 1."""
    return np.array([[node.value]])


def symbol(node: Symbol, env: Env, run) -> NDArray:
    """Return the value of a name, of an entry, of a power of either."""
    bare = node.sub is None and node.sup is None and not node.primes
    if bare and node.base in env.bound:
        return np.array([[float(env.values[node.base])]])
    found = find(node, env, run.has)
    if found is None:
        return _constant(node, env, run)
    value = run.value(found.key)
    if found.sub:
        origin = run.program.origin(found.key, shape(value))
        rows, columns = locate(found.sub, env.values, shape(value), origin, node.position)
        value = value[..., rows, columns]
    return _raised(value, found.sup, node, env, run)


def _raised(value: NDArray, sup, node: Node, env: Env, run) -> NDArray:
    if sup is None:
        return value
    if sup.exponent is None or sup.is_layer:
        raise EquationError(f"cannot read ^{{{sup.text}}} as a power", node.position)
    return power(value, visit(sup.exponent, env, run), node.position)


def _constant(node: Symbol, env: Env, run) -> NDArray:
    """Return e^x, pi, or the number of a layer."""
    if node.sub is None and not node.primes:
        if node.base in ("e", r"\text{e}") and node.sup and node.sup.exponent:
            return np.exp(visit(node.sup.exponent, env, run))
        value = CONSTANTS.get(node.base, env.values.get(node.base))
        if value is not None and not (node.sup and node.sup.is_layer):
            return _raised(np.array([[float(value)]]), node.sup, node, env, run)
    raise undeclared(node, run.program, env)


def total(node: Sum, env: Env, run) -> NDArray:
    """Return the sum of terms with their signs."""
    sign, first = node.terms[0]
    value = visit(first, env, run) * sign
    for sign, term in node.terms[1:]:
        value = _sized(value, term, env, run, partial(_signed, sign, term.position))
    return value


def _signed(sign: int, position: int, a: NDArray, b: NDArray) -> NDArray:
    return add(a, b * sign, position)


def _sized(value: NDArray, node: Node, env: Env, run, operation) -> NDArray:
    """Apply an operation whose result is refused before it is made if it is too large."""
    other = visit(node, env, run)
    lead = np.broadcast_shapes(value.shape[:-2], other.shape[:-2])
    rows, columns = (max(value.shape[i], other.shape[i]) for i in (-2, -1))
    run.meter.allow(int(np.prod(lead)) * rows * columns, node.position)
    return operation(value, other)


def multiplied(node: Product, env: Env, run) -> NDArray:
    """Return a product, factor by factor to the right."""
    value = visit(node.first, env, run)
    for kind, factor in node.rest:
        run.meter.charge(value.size, node.position)
        value = _sized(
            value,
            factor,
            env,
            run,
            lambda a, b, k=kind, f=factor: OPERATIONS[k](a, b, f.position),
        )
    return value


def raised(node: Power, env: Env, run) -> NDArray:
    """Return a power, elementwise."""
    return power(visit(node.base, env, run), visit(node.exponent, env, run), node.position)


def transposed(node: Transpose, env: Env, run) -> NDArray:
    """Return the transpose."""
    return visit(node.inner, env, run).swapaxes(-1, -2)


def indexed(node: Indexed, env: Env, run) -> NDArray:
    """Return an entry of an expression, counted from 1, or of a name, counted as declared."""
    value = visit(node.inner, env, run)
    origin = run.origin(node.inner, env, shape(value))
    rows, columns = locate(node.sub, env.values, shape(value), origin, node.position)
    return value[..., rows, columns]


def called(node: Call, env: Env, run) -> NDArray:
    """Return the value of a function, or of its derivative where it has a prime."""
    function, key, sup = run.program.function(node.function, env)
    if not isinstance(function, Function) and _means_itself(node, function, run):
        return _raised(run.value(function.key), sup, node, env, run)
    arguments = [visit(argument, env, run) for argument in node.arguments]
    primes = node.function.primes
    if primes > 1:
        raise EquationError("came a second derivative; expected one prime", node.position)
    if primes or not isinstance(function, Function):
        value = function_slope(function, key, arguments, primes, run, node.position)
    else:
        value = _applied(function, key, arguments, node)
    value = _based(value, node, env, run)
    return _raised(value, sup if key not in (r"\log",) else None, node, env, run)


def _means_itself(node: Call, function, run) -> bool:
    r"""Return whether f(x) is just f: defined as f(x), and x not replaced on the way here."""
    if node.written != function.written or node.function.primes:
        return False
    names = function.parameters
    return all(map(run.program.has, names)) or not any(map(run.has, names))


def _applied(function: Function, key: str, arguments: list, node: Call) -> NDArray:
    if len(arguments) > 1 and key not in (r"\max", r"\min"):
        raise EquationError(f"{key} of {len(arguments)} arguments; expected one", node.position)
    sizes = {shape(a) for a in arguments} - {(1, 1)}
    if len(sizes) > 1:
        said = " and ".join(sorted(map(named, sizes)))
        raise Misfit(f"{key} of {said} does not fit: expected equal shapes", node.position)
    try:
        value = np.asarray(function.g(*arguments))
    except Misfit as error:
        error.position = node.position
        raise
    if value.ndim < 2:
        raise EquationError(
            f"{key} returned shape {value.shape}; expected that of its argument", node.position
        )
    return value


def _based(value: NDArray, node: Call, env: Env, run) -> NDArray:
    r"""Return \log_b x from \log x."""
    sub = node.function.sub
    if sub is None or node.function.base != r"\log":
        return value
    try:
        return value / np.log(float(sub.text))
    except ValueError:
        raise EquationError(
            f"log to the base {sub.text}; expected a number", node.position
        ) from None


def normed(node: Norm, env: Env, run) -> NDArray:
    """Return a norm over all entries."""
    value = visit(node.inner, env, run)
    sizes = np.where(value.real < 0, -value, value)
    if node.which == "1":
        return sizes.sum((-2, -1), keepdims=True)
    if node.which == r"\infty":
        return sizes.max((-2, -1), keepdims=True)
    return np.sqrt((value * value).sum((-2, -1), keepdims=True))


def big(node: Big, env: Env, run) -> NDArray:
    """Return a sum or product over its index, or over all entries."""
    if not node.variables:
        value = visit(node.body, env, run)
        return getattr(value, node.kind)((-2, -1), keepdims=True)
    ranges = _ranges(node, env, run)
    count = int(np.prod([len(one) for one in ranges], dtype=float))
    limits.within("terms", count, limits.RANGE, node.position)
    letters = {letter for letter, _ in mentioned(node.body)}
    value = None
    for picked in product(*ranges):
        step = visit(node.body, env.bind(dict(zip(node.variables, picked, strict=True))), run)
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
        here = visit(choice, env, run)
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
    sides = [visit(side, env, run).real for side in node.sides]
    true = np.array([[True]])
    for left, relation, right in zip(sides[:-1], node.relations, sides[1:], strict=True):
        if shape(left) != shape(right) and (1, 1) not in (shape(left), shape(right)):
            raise Misfit(
                f"{named(shape(left))} against {named(shape(right))} does not fit", node.position
            )
        true = true & RELATIONS[relation](left, right)
    return true


def made(node: Matrix, env: Env, run) -> NDArray:
    """Return a matrix from its cells."""
    return block([[visit(cell, env, run) for cell in row] for row in node.rows], node.position)


RELATIONS = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}
HANDLERS = {
    Number: number,
    Symbol: symbol,
    Sum: total,
    Product: multiplied,
    Power: raised,
    Transpose: transposed,
    Indexed: indexed,
    Call: called,
    Norm: normed,
    Big: big,
    Partial: derivative,
    Cases: chosen,
    Compare: compared,
    Matrix: made,
}
