r"""Derivatives of the program by complex step: Im A(B + ih) / h.

B is perturbed with everything upstream of it held: what was computed before B
stays, what depends on B is computed again.  The formula under test is not used.

    A                             B               dA/dB
    scalar                        any             in the shape of B
    any                           scalar, entry   in the shape of A
    elementwise in B              any             elementwise, in their shape
    anything else                                 refused: a Jacobian

Whether A is elementwise in B is measured: no entry of A changes with another
entry of B.  A Jacobian is refused, with how to write its entries, for there are two
layouts in use and an array of more than two indices has none.
"""

from collections.abc import Iterator

import numpy as np

from backprop.equations import scaled
from backprop.equations.arrays import named, shape
from backprop.equations.compare import TOLERANCE
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import Function
from backprop.equations.indices import locate
from backprop.equations.letters import mentioned
from backprop.equations.limits import VISIT
from backprop.equations.program import Env, find, undeclared, written
from backprop.equations.scaled import STEP, Scaled
from backprop.equations.tree import Call, Indexed, Node, Partial, Symbol

__all__ = ["derivative", "function_slope"]

CHUNK = 1_000_000  # numbers that one pass may perturb, in all arrays that are known


def derivative(node: Partial, env: Env, run) -> Scaled:
    """Return the derivative in the shape that the module's table says."""
    of, by = node.of, node.by
    bare = isinstance(of, Symbol) and find(of, env, run.has) is None
    if bare and run.program.is_function(of):  # dg/dz with g a function: dg(z)/dz
        of = Call(of, (by,), "", of.position)
    name = by.inner if isinstance(by, Indexed) else by
    found = find(name, env, run.has)
    if found is None:
        raise undeclared(name, run.program, env)
    if found.sup:
        raise Misfit(f"a derivative by {written(name)}, a power; expected a name", by.position)
    if isinstance(by, Indexed):
        if found.sub:
            raise Misfit(f"an entry of {written(name)}, an entry; expected a name", by.position)
        found = found._replace(sub=by.sub)
    key = run.program.target(found.key)
    here = run.value(key)
    run.meter.charge(10 * VISIT, node.position)
    value, reads = run.watched(of, env)
    at = range(here.shape[-2] * here.shape[-1])
    if found.sub:
        origin = run.program.origin(found.key, shape(here))
        places = np.arange(len(at)).reshape(shape(here))
        picked = places[locate(found.sub, env.values, shape(here), origin, by.position)]
        if picked.size > 1:
            raise Misfit("a derivative by a block; expected one entry or the array", by.position)
        at = range(picked.item(), picked.item() + 1)
    if key not in reads:
        return _unrelated(value, here, found.sub is not None, node)
    slopes = run.remembered(_signature(node, of, key, env), lambda: _slopes(of, key, env, run))
    known = np.isfinite(value.value)
    slopes = Scaled(np.where(known, slopes.value, np.nan), slopes.scale)
    if found.sub:
        return slopes.map(lambda x: x[at.start])
    return _shaped(slopes, shape(here), shape(value), node)


def _signature(node: Partial, of: Node, key: str, env: Env) -> tuple:
    letters = {letter for letter, _ in mentioned(of)}
    return id(node), key, tuple(sorted((k, v) for k, v in env.values.items() if k in letters))


def _unrelated(value: Scaled, here: Scaled, one: bool, node: Partial) -> Scaled:
    """Return zeros in the shape that the derivative would have."""
    sizes = shape(value), shape(here)
    if one or sizes[1] == (1, 1) or sizes[0] == sizes[1]:
        return scaled.exact(np.zeros(sizes[0]))
    if sizes[0] == (1, 1):
        return scaled.exact(np.zeros(sizes[1]))
    raise _jacobian(*sizes, node)


def _jacobian(of, by, node: Partial) -> EquationError:
    """Return the refusal of a Jacobian, whose rows and columns have no one order."""
    above, below = (_entry_of(one) for one in (node.of, node.by))
    of_index, by_index = _index(of, "ij"), _index(by, "kl" if 1 not in of else "jk")
    return EquationError(
        f"a derivative of {named(of)} by {named(by)} is a Jacobian of {of[0] * of[1]} x "
        f"{by[0] * by[1]} numbers, in one of several layouts; expected its entries, "
        rf"\frac{{\partial {above}_{of_index}}}{{\partial {below}_{by_index}}} = ...",
        node.position,
    )


def _entry_of(node: Node) -> str:
    """Return a name as it takes an index: x, (W_{ho}), (...) for an expression."""
    if not isinstance(node, Symbol):
        return "(...)"
    return f"({written(node)})" if node.sub else written(node)


def _index(size, letters: str) -> str:
    """Return i for a vector, {ij} for a matrix."""
    return letters[0] if 1 in size else f"{{{letters}}}"


def _chunks(here: Scaled, run) -> Iterator[Scaled]:
    """Yield `here` with ih on one entry after another, in bunches."""
    rows, columns = shape(here)
    count = rows * columns
    size = max(1, CHUNK // max(run.cells(), here.value.size))
    for start in range(0, count, size):
        some = np.arange(start, min(start + size, count))
        unit = np.zeros((len(some), count))
        unit[np.arange(len(some)), some] = STEP
        along = 1j * unit.reshape(len(some), 1, rows, columns)
        yield here.map(lambda x, along=along: x + along)


def _slopes(of: Node, key: str, env: Env, run) -> Scaled:
    """Return dA/dB_k for each entry k of B: (entries, draws, rows, columns) of A."""
    if run.perturbed:
        raise EquationError(
            "a derivative within a derivative; expected a first one", getattr(of, "position", 0)
        )
    found, total = [], 0
    for moved in _chunks(run.value(key), run):
        value = run.child({key: moved}, perturbed=True).evaluate(of, env)
        lead = np.broadcast_shapes(value.shape[:-2], (moved.shape[0], 1))
        full = lead + shape(value)
        total += int(np.prod(full))
        run.meter.allow(total)
        found.append(value.map(lambda x, full=full: np.broadcast_to(np.imag(x) / STEP, full)))
    run.meter.charge(total)
    values, scales = [one.value for one in found], [one.scale for one in found]
    return Scaled(np.concatenate(values), np.concatenate(scales))


def _shaped(slopes: Scaled, by, of, node: Partial) -> Scaled:
    if by == (1, 1):
        return slopes.map(lambda x: x[0])
    if of == (1, 1):
        return slopes.map(lambda x: np.moveaxis(x[..., 0, 0], 0, -1).reshape(x.shape[1], *by))
    if of != by:
        raise _jacobian(of, by, node)
    flat = slopes.map(lambda x: x.reshape(*x.shape[:2], -1))  # (B's entry, draw, A's entry)
    own = flat.map(lambda x: np.einsum("knk->nk", x))
    others = np.nan_to_num(flat.value) * (1 - np.eye(flat.shape[-1]))[:, None]
    if (abs(others) > TOLERANCE * flat.scale).any():
        raise _jacobian(of, by, node)
    return own.map(lambda x: x.reshape(-1, *by))


def function_slope(function, key: str, arguments, primes: int, run, position: int) -> Scaled:
    """Return g'(x), or the value of a function that an equation defined."""
    if isinstance(function, Function):
        if len(arguments) != 1:
            raise EquationError(f"{key}' of {len(arguments)} arguments; expected one", position)
        if function.grad is not None:
            return scaled.applied(function.grad, None, arguments[0])
        if run.perturbed:
            raise EquationError(f"{key}' within a derivative; expected (g, g') for it", position)
        moved = arguments[0].map(lambda x: x + 1j * STEP)
        return _slope(scaled.applied(function.g, None, moved))
    if len(arguments) != len(function.parameters):
        raise EquationError(
            f"{key} of {len(arguments)} arguments; expected {len(function.parameters)}", position
        )
    if not primes:
        given = dict(zip(function.parameters, arguments, strict=True))
        return run.call(function, given, False, position)
    if len(arguments) != 1:
        raise EquationError(f"{key}' of {len(arguments)} arguments; expected one", position)
    if run.perturbed:
        raise EquationError(f"{key}' within a derivative; expected a declared one", position)
    moved = {function.parameters[0]: arguments[0].map(lambda x: x + 1j * STEP)}
    value = run.call(function, moved, True, position)
    if shape(value) != shape(arguments[0]):
        raise Misfit(
            f"{key}' of {named(shape(arguments[0]))} where {key} is "
            f"{named(shape(value))}; expected equal shapes",
            position,
        )
    return _slope(value)


def _slope(value: Scaled) -> Scaled:
    return value.map(lambda x: np.imag(x) / STEP)
