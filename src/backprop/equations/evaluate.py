"""Nodes to arrays: one function for each kind of node, in a table."""

import numpy as np

from backprop.equations import scaled
from backprop.equations.arrays import OPERATIONS, add, block, power, raised_by, shape
from backprop.equations.calls import called
from backprop.equations.derive import derivative
from backprop.equations.indices import locate
from backprop.equations.loops import big, chosen, compared, normed
from backprop.equations.program import Env, find, undeclared
from backprop.equations.scaled import Scaled
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


def visit(node: Node, env: Env, run) -> Scaled:
    """Return the value of a node, of shape (..., rows, columns)."""
    value = HANDLERS[type(node)](node, env, run)
    run.meter.charge(value.value.size, node.position)
    return value


def number(node: Number, env: Env, run) -> Scaled:
    """Return a number as 1 x 1."""
    return scaled.exact(np.array([[node.value]]))


def symbol(node: Symbol, env: Env, run) -> Scaled:
    """Return the value of a name, of an entry, of a power of either."""
    bare = node.sub is None and node.sup is None and not node.primes
    if bare and node.base in env.bound:
        return scaled.exact(np.array([[float(env.values[node.base])]]))
    found = find(node, env, run.has)
    if found is None:
        return _constant(node, env, run)
    value = run.value(found.key)
    if found.sub:
        origin = run.program.origin(found.key, shape(value))
        rows, columns = locate(found.sub, env.values, shape(value), origin, node.position)
        value = value.map(lambda x: x[..., rows, columns])
    return raised_by(value, found.sup, node, env, run)


def _constant(node: Symbol, env: Env, run) -> Scaled:
    """Return e^x, pi, or the number of a layer."""
    if node.sub is None and not node.primes:
        if node.base in ("e", r"\text{e}") and node.sup and node.sup.exponent:
            return scaled.applied(np.exp, np.exp, visit(node.sup.exponent, env, run))
        value = CONSTANTS.get(node.base, env.values.get(node.base))
        if value is not None and not (node.sup and node.sup.is_layer):
            return raised_by(scaled.exact(np.array([[float(value)]])), node.sup, node, env, run)
    raise undeclared(node, run.program, env)


def total(node: Sum, env: Env, run) -> Scaled:
    """Return the sum of terms with their signs."""
    terms = [visit(node.terms[0][1], env, run)]
    value = terms[0] if node.terms[0][0] > 0 else -terms[0]
    for sign, term in node.terms[1:]:
        terms.append(visit(term, env, run))
        _allow(value, terms[-1], term, run)
        value = add(value, terms[-1] if sign > 0 else -terms[-1], term.position)
    if len(terms) > 1 and not run.perturbed:
        for (_, term), number in zip(node.terms, terms, strict=True):
            run.weigh(term, number, value)
    return value


def _allow(value: Scaled, other: Scaled, node: Node, run) -> None:
    """Refuse the result of an operation before it is made, if it is too large."""
    lead = np.broadcast_shapes(value.shape[:-2], other.shape[:-2])
    rows, columns = (max(value.shape[i], other.shape[i]) for i in (-2, -1))
    run.meter.allow(int(np.prod(lead)) * rows * columns, node.position)


def multiplied(node: Product, env: Env, run) -> Scaled:
    """Return a product, factor by factor to the right."""
    value = visit(node.first, env, run)
    for kind, factor in node.rest:
        run.meter.charge(value.value.size, node.position)
        other = visit(factor, env, run)
        scalar = (1, 1) in (shape(value), shape(other))
        if env.entries and kind in ("matrix", "beside") and not scalar:
            return multiplied(node, env._replace(entries=False), run)
        _allow(value, other, factor, run)
        value = OPERATIONS[kind](value, other, factor.position)
    return value


def raised(node: Power, env: Env, run) -> Scaled:
    """Return a power, elementwise."""
    base, exponent = visit(node.base, env, run), visit(node.exponent, env, run)
    return power(base, exponent, node.position, node.entries or env.entries)


def transposed(node: Transpose, env: Env, run) -> Scaled:
    """Return the transpose."""
    return visit(node.inner, env, run).map(lambda x: x.swapaxes(-1, -2))


def indexed(node: Indexed, env: Env, run) -> Scaled:
    """Return an entry of an expression, counted from 1, or of a name, counted as declared."""
    value = visit(node.inner, env, run)
    origin = run.origin(node.inner, env, shape(value))
    rows, columns = locate(node.sub, env.values, shape(value), origin, node.position)
    return value.map(lambda x: x[..., rows, columns])


def made(node: Matrix, env: Env, run) -> Scaled:
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
