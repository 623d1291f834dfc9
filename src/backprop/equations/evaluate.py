"""Nodes to arrays: one function for each kind of node, in a table.

Each takes the node, the letters that have a value (`Env`) and the evaluation (`Run`), and
returns an array of shape (..., rows, columns): the axes in front hold the draws.
"""

from collections.abc import Iterator

import numpy as np

from backprop.equations import limits, scaled
from backprop.equations.arrays import (
    OPERATIONS,
    add,
    block,
    named,
    raised,
    raised_by,
    shape,
    sized,
)
from backprop.equations.calls import called, composed
from backprop.equations.derive import derivative, differential, gradient, hessian
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import OF_ENTRIES, Function
from backprop.equations.indices import locate
from backprop.equations.loops import big, chosen, compared, expected, normed
from backprop.equations.program import Env, undeclared
from backprop.equations.reach import reached
from backprop.equations.scaled import Scaled
from backprop.equations.tree import (
    Applied,
    At,
    Big,
    Call,
    Cases,
    Compare,
    Composed,
    Differential,
    Expectation,
    Gradient,
    Hessian,
    Indexed,
    Inner,
    Matrix,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Reach,
    Sum,
    Symbol,
    Transpose,
)

__all__ = ["visit"]

CONSTANTS = {r"\pi": np.pi}
IDENTITIES = ("I", r"\mathbf{I}", r"\mathbb{I}", r"\boldsymbol{I}", r"\text{I}", r"\bm{I}")
KRONECKER = r"\delta"


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
    found = run.find(node, env)
    if found is None:
        return _constant(node, env, run)
    value = run.value(found.key)
    if found.sub:
        run.meter.charge(limits.VISIT, node.position)
        origin = run.program.origin(found.key, shape(value))
        value = entry_of(value, found.sub, origin, node.position, env, run)
    return raised_by(value, found.sup, node, env, run)


def entry_of(value: Scaled, sub, origin, position: int, env: Env, run) -> Scaled:
    """Return the entry, or the block, of an array that an index picks.

    Parameters
    ----------
    value : Scaled
        Of shape (..., rows, columns).
    sub : Script
        The index.
    origin : (int, int)
        Numbers of the first row and column.
    """
    sub = run.counted(sub, env, position)
    rows, columns = locate(sub, env.values, shape(value), origin, position)
    return value.map(lambda x: x[..., rows, columns])


def _constant(node: Symbol, env: Env, run) -> Scaled:
    """Return e^x, pi, the number of a layer, the identity, or an entry of it."""
    if node.sub is None and not node.primes:
        if node.base in ("e", r"\text{e}") and node.sup and node.sup.exponent:
            return scaled.applied(np.exp, np.exp, visit(node.sup.exponent, env, run))
        value = CONSTANTS.get(node.base, env.values.get(node.base))
        if value is not None and not (node.sup and node.sup.is_layer):
            return raised_by(scaled.exact(np.array([[float(value)]])), node.sup, node, env, run)
        if node.base in ("e", r"\text{e}") and node.sup is None:
            return scaled.exact(np.array([[np.e]]))
    if node.base in IDENTITIES and not node.primes and not run.program.has_base(node.base):
        return raised_by(_identity(node, env), node.sup, node, env, run)
    if node.base == KRONECKER and node.sub is not None and not run.program.has_base(KRONECKER):
        return raised_by(_kronecker(node, env), node.sup, node, env, run)
    raise undeclared(node, run.program, env)


def _identity(node: Symbol, env: Env) -> Scaled:
    """Return I_n where n has a value, else the identity of a size that its place tells."""
    if node.sub is not None:
        token = node.sub.tokens[0]
        size = int(token.text) if token.text.isdecimal() else env.values.get(node.sub.text)
        if size is not None:
            limits.within("rows of I", size, int(limits.LEAF**0.5), node.position)
            return scaled.exact(np.eye(size))
    one = np.array([[1.0]])
    return Scaled(one, one, True, True)


def _kronecker(node: Symbol, env: Env) -> Scaled:
    r"""Return \delta_{ij}: 1 where both indices are equal, else 0."""
    letters = [token for token in node.sub.tokens if token.text != ","]
    numbers = [env.values.get(t.text, t.text if t.text.isdecimal() else None) for t in letters]
    if len(letters) != 2 or None in numbers:
        raise EquationError(
            r"\delta is not declared; as Kronecker's it takes two indices, \delta_{ij}, that run "
            "over something",
            node.position,
        )
    return scaled.exact(np.array([[float(int(numbers[0]) == int(numbers[1]))]]))


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
        for (_, term), one in zip(node.terms, numbers, strict=False):
            run.weigh(term, one, value)
    return value


def _allow(value: Scaled, other: Scaled, node: Node, run, kron: bool = False) -> None:
    """Refuse the result of an operation before it is made, if it is too large."""
    if value.value.size * other.value.size <= limits.CELLS:
        return
    lead = np.broadcast_shapes(value.shape[:-2], other.shape[:-2])
    rows, columns = (max(value.shape[i], other.shape[i]) for i in (-2, -1))
    if kron:
        rows, columns = (value.shape[i] * other.shape[i] for i in (-2, -1))
    run.meter.allow(int(np.prod(lead)) * rows * columns, node.position)


def _charge_matrices(value: Scaled, other: Scaled, node: Node, run) -> None:
    """Charge the multiplications of a matrix product, and what each small one costs."""
    matrices = int(np.prod(np.broadcast_shapes(value.shape[:-2], other.shape[:-2])))
    each = value.shape[-2] * value.shape[-1] * other.shape[-1] // limits.PRODUCTS
    run.meter.charge(matrices * (each + 30), node.position)


def _operations(node: Product, run) -> Iterator[tuple[str, Node]]:
    r"""Yield what is multiplied by, and how; a \odot b \cdot c may be (a \odot b) c."""
    for kind, factor in node.rest:
        signed = isinstance(factor, Product) and factor.rest[0][0] in ("dot", "matrix")
        if kind == "entry" and signed and run.reads("entries first", factor.position):
            yield kind, factor.first
            yield from factor.rest
        else:
            yield kind, factor


def multiplied(node: Product, env: Env, run) -> Scaled:
    """Return a product, factor by factor to the right."""
    value = visit(node.first, env, run)
    for kind, factor in _operations(node, run):
        other = visit(factor, env, run)
        scalar = (1, 1) in (shape(value), shape(other))
        if env.entries and kind in ("matrix", "beside", "dot") and not scalar:
            return multiplied(node, env._replace(entries=None), run)
        _allow(value, other, factor, run, kron=kind == "kron")
        kind = _settled(kind, value, other, factor.position, run)
        if kind == "inner":
            value = inner_product(value, other)
            continue
        if kind == "outer":
            kind, other = "matrix", other.map(lambda x: x.swapaxes(-1, -2))
        if kind in ("matrix", "beside", "dot") and not scalar:
            _charge_matrices(value, other, factor, run)
        value = OPERATIONS[kind](value, other, factor.position)
    return value


def _settled(kind: str, value: Scaled, other: Scaled, position: int, run) -> str:
    r"""Return how \cdot of two columns, and \otimes, are read here."""
    alike = shape(value) == shape(other) != (1, 1)
    if kind == "dot" and alike and value.shape[-1] == 1:
        return "entry" if run.reads("dot", position) else "inner"
    if kind == "kron" and (1, 1) not in (shape(value), shape(other)):
        if alike and run.reads("kron as entries", position):
            return "entry"
        columns = value.shape[-1] == other.shape[-1] == 1
        if columns and run.reads("kron as outer", position):
            return "outer"
    return kind


def inner_product(left: Scaled, right: Scaled) -> Scaled:
    """Return the sum of the products of all entries, as 1 x 1."""
    return scaled.times(left, right).sum()


def inner(node: Inner, env: Env, run) -> Scaled:
    r"""Return \langle a, b \rangle."""
    left, right = visit(node.left, env, run), visit(node.right, env, run)
    if left.identity != right.identity:
        left = sized(left, shape(right), node.position) if left.identity else left
        right = sized(right, shape(left), node.position) if right.identity else right
    if shape(left) != shape(right):
        raise Misfit(
            f"an inner product of {named(shape(left))} and {named(shape(right))} does not fit",
            node.position,
        )
    return inner_product(left, right)


def powered(node: Power, env: Env, run) -> Scaled:
    """Return a power: of a square matrix a product, else of each entry."""
    base, exponent = visit(node.base, env, run), visit(node.exponent, env, run)
    if node.entries:
        env = env._replace(entries=True)
    elif _is_elementwise(node.base, env, run) and env.entries is False:
        env = env._replace(entries=None)
    return raised(base, exponent, node.position, env, run)


def _is_elementwise(node: Node, env: Env, run) -> bool:
    """Return whether a node is a function of each entry, whose power would be too."""
    if not isinstance(node, Call) or node.function.primes:
        return False
    function, key, _ = run.program.function(node.function, env)
    return isinstance(function, Function) and key not in OF_ENTRIES


def transposed(node: Transpose, env: Env, run) -> Scaled:
    """Return the transpose."""
    value = visit(node.inner, env, run)
    return value if value.identity else value.map(lambda x: x.swapaxes(-1, -2))


def indexed(node: Indexed, env: Env, run) -> Scaled:
    """Return an entry of an expression, counted from 1, or of a name, counted as declared."""
    value = visit(node.inner, env, run)
    origin = run.origin(node.inner, env, shape(value))
    return entry_of(value, node.sub, origin, node.position, env, run)


def applied(node: Applied, env: Env, run) -> Scaled:
    """Return J where J(w) says what J depends on, else the product of both."""
    value = visit(node.name, env, run)
    names = [one for argument in node.arguments for one in _names(argument)]
    if names and all(_depends(node.name, name, env, run) for name in names):
        return value
    if len(node.arguments) == 1 and isinstance(node.arguments[0], Symbol):
        other = visit(node.arguments[0], env, run)
        return OPERATIONS["beside"](value, other, node.position)
    raise EquationError(
        f"{node.name.base} is no function, and does not depend on all that stands in the "
        "parentheses; expected a function, or its name alone",
        node.name.position,
    )


def _names(argument: Node) -> list[Symbol]:
    if isinstance(argument, Matrix):
        return [one for row in argument.rows for one in row]
    return [argument]


def _depends(name: Symbol, other: Symbol, env: Env, run) -> bool:
    """Return whether a definition is made of another name; of names in a family, of each."""
    mine, theirs = run.find(name, env), run.find(other, env)
    if mine is None or mine.key in run.program.leaves:
        return False
    reads = run.reads_of(run.program.target(mine.key))
    if theirs is not None:
        return run.program.target(theirs.key) in reads and theirs.key != mine.key
    if other.base in IDENTITIES:
        return False
    family = run.program.family(other, env)
    return bool(family) and all(
        _depends(name, other, env.bind({letter: values[0]}), run)
        for letter, values in family.items()
    )


def placed(node: At, env: Env, run) -> Scaled:
    """Return a value where a name has another one: |_{z = a}."""
    value = visit(node.value, env, run)
    found = run.find(node.name, env)
    key = run.program.target(found.key) if found else node.name.base
    child = run.child({key: value}, perturbed=False)
    return child.evaluate(node.inner, env)


def made(node: Matrix, env: Env, run) -> Scaled:
    """Return a matrix from its cells; an empty one, or 0 beside matrices, is zero."""
    rows: list[list[Scaled | None]] = []
    total = 0
    for row in node.rows:
        rows.append([])
        for cell in row:
            rows[-1].append(None if cell is None else visit(cell, env, run))
            total += 1 if cell is None else rows[-1][-1].value.size
            run.meter.allow(total, node.position)
    filled = _filled(rows, node)
    lead = np.broadcast_shapes(*(cell.shape[:-2] for row in filled for cell in row))
    total = sum(cell.shape[-1] * cell.shape[-2] for row in filled for cell in row)
    run.meter.allow(total * int(np.prod(lead)), node.position)
    return block(filled, node.position)


def _filled(rows: list[list[Scaled | None]], node: Matrix) -> list[list[Scaled]]:
    """Return cells in which what takes its size from its neighbours has it."""
    loose = [
        [cell is None or cell.identity or _is_nought(node.rows[i][j]) for j, cell in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    if not any(map(any, loose)):
        return rows  # type: ignore[return-value]
    heights = [_largest(-2, zip(*two, strict=True)) for two in zip(rows, loose, strict=True)]
    places = [
        [(row[j], free[j]) for row, free in zip(rows, loose, strict=True) if j < len(row)]
        for j in range(max(map(len, rows)))
    ]
    widths = [_largest(-1, column) for column in places]
    filled = []
    for i, row in enumerate(rows):
        filled.append([])
        for j, cell in enumerate(row):
            size = heights[i], widths[j]
            if cell is not None and cell.identity:
                cell = sized(cell, size, node.position)
            elif cell is None or (loose[i][j] and size != (1, 1)):
                cell = scaled.exact(np.zeros(size))
            filled[-1].append(cell)
    return filled


def _largest(axis: int, cells) -> int:
    """Return the largest size of the cells that have one of their own."""
    return max((cell.shape[axis] for cell, free in cells if not free), default=1)


def _is_nought(node: Node | None) -> bool:
    return isinstance(node, Number) and node.value == 0


WEIGHTS = {Call: 4, Power: 4, Partial: 2, Norm: 2, Cases: 2}  # steps for each number
HANDLERS = {
    Number: number,
    Symbol: symbol,
    Sum: total,
    Product: multiplied,
    Power: powered,
    Transpose: transposed,
    Indexed: indexed,
    Call: called,
    Applied: applied,
    Composed: composed,
    Norm: normed,
    Inner: inner,
    Big: big,
    Partial: derivative,
    Gradient: gradient,
    Reach: reached,
    Hessian: hessian,
    Differential: differential,
    At: placed,
    Expectation: expected,
    Cases: chosen,
    Compare: compared,
    Matrix: made,
}
