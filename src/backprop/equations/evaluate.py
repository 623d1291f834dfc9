"""Nodes to arrays: one function for each kind of node, in a table."""

import numpy as np

from backprop.equations import limits, scaled
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
    steps = value.value.size * WEIGHTS.get(type(node), 1)
    run.meter.charge(3 * steps if np.iscomplexobj(value.value) else steps, node.position)
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
        run.meter.charge(limits.VISIT, node.position)
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
    sign, first = node.terms[0]
    numbers = [visit(first, env, run)]
    value, kept = numbers[0] if sign > 0 else -numbers[0], 0
    for sign, term in node.terms[1:]:
        other = visit(term, env, run)
        _allow(value, other, term, run)
        value = add(value, other if sign > 0 else -other, term.position)
        kept += other.value.size
        if kept < limits.CELLS:
            numbers.append(other)
    if len(numbers) > 1 and not run.perturbed:
        for (_, term), number in zip(node.terms, numbers, strict=False):
            run.weigh(term, number, value)
    return value


def _allow(value: Scaled, other: Scaled, node: Node, run) -> None:
    """Refuse the result of an operation before it is made, if it is too large."""
    if value.value.size * other.value.size <= limits.CELLS:
        return
    lead = np.broadcast_shapes(value.shape[:-2], other.shape[:-2])
    rows, columns = (max(value.shape[i], other.shape[i]) for i in (-2, -1))
    run.meter.allow(int(np.prod(lead)) * rows * columns, node.position)


def _charge_matrices(value: Scaled, other: Scaled, node: Node, run) -> None:
    """Charge the multiplications of a matrix product, and what each small one costs."""
    matrices = int(np.prod(np.broadcast_shapes(value.shape[:-2], other.shape[:-2])))
    each = value.shape[-2] * value.shape[-1] * other.shape[-1] // limits.PRODUCTS
    run.meter.charge(matrices * (each + 30), node.position)


def multiplied(node: Product, env: Env, run) -> Scaled:
    """Return a product, factor by factor to the right."""
    value = visit(node.first, env, run)
    for kind, factor in node.rest:
        other = visit(factor, env, run)
        scalar = (1, 1) in (shape(value), shape(other))
        if env.entries and kind in ("matrix", "beside") and not scalar:
            return multiplied(node, env._replace(entries=False), run)
        _allow(value, other, factor, run)
        if kind in ("matrix", "beside") and not scalar:
            _charge_matrices(value, other, factor, run)
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
    rows, total = [], 0
    for row in node.rows:
        rows.append([])
        for cell in row:
            rows[-1].append(visit(cell, env, run))
            total += rows[-1][-1].value.size
            run.meter.allow(total, cell.position)
    lead = np.broadcast_shapes(*(cell.shape[:-2] for row in rows for cell in row))
    run.meter.allow(total * int(np.prod(lead)), node.position)
    return block(rows, node.position)


WEIGHTS = {Call: 4, Power: 4, Partial: 2, Norm: 2, Cases: 2}  # steps for each number
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
