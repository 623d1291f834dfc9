"""Nodes to arrays: one function for each kind of node, in a table."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from backprop.equations.arrays import OPERATIONS, add, block, power, raised_by, shape
from backprop.equations.calls import called
from backprop.equations.derive import derivative
from backprop.equations.indices import locate
from backprop.equations.loops import big, chosen, compared, normed
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
    return raised_by(value, found.sup, node, env, run)


def _constant(node: Symbol, env: Env, run) -> NDArray:
    """Return e^x, pi, or the number of a layer."""
    if node.sub is None and not node.primes:
        if node.base in ("e", r"\text{e}") and node.sup and node.sup.exponent:
            return np.exp(visit(node.sup.exponent, env, run))
        value = CONSTANTS.get(node.base, env.values.get(node.base))
        if value is not None and not (node.sup and node.sup.is_layer):
            return raised_by(np.array([[float(value)]]), node.sup, node, env, run)
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


def made(node: Matrix, env: Env, run) -> NDArray:
    """Return a matrix from its cells."""
    return block([[visit(cell, env, run) for cell in row] for row in node.rows], node.position)


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
