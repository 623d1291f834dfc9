r"""Derivatives of the program by complex step: Im A(B + ih) / h.

B is perturbed with everything upstream of it held: what was computed before B
stays, what depends on B is computed again.  The formula under test is not used.

    A                             B               dA/dB
    scalar                        any             in the shape of B; under `layout:
                                                  numerator` a row for a column
    any                           scalar, entry   in the shape of A
    elementwise in B              any             elementwise, in their shape
    anything else                                 a Jacobian: under `layout: numerator` with
                                                  the rows of A, under `layout: denominator`
                                                  with those of B; else refused

Whether A is elementwise in B is measured: no entry of A changes with another
entry of B.  A matrix counts as a vector of its columns, under `vec: rows` of its rows.

\partial f(a, b) / \partial a holds b even where b depends on a; d f(a, b) / d a does not,
and neither does the derivative of a name.

A derivative of a derivative is taken by differences: the outer one by complex step, the
inner one from eight values around.  How far it is off is estimated from half the steps
and counts as its scale, so that what is too uncertain is not decided.

A differential d f is the part of f that is linear in the differentials of what varies:
what `differentials:` names, else the leaves that stand behind a d in the equation.
"""

from collections.abc import Callable, Iterator

import numpy as np

from backprop.equations import scaled
from backprop.equations.arrays import named, shape
from backprop.equations.compare import TOLERANCE
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import Function
from backprop.equations.indices import locate
from backprop.equations.letters import mentioned
from backprop.equations.limits import VISIT
from backprop.equations.program import Defined, Env, Reference, undeclared, written
from backprop.equations.scaled import STEP, Scaled
from backprop.equations.tree import (
    Applied,
    Call,
    Differential,
    Gradient,
    Hessian,
    Indexed,
    Node,
    Partial,
    Symbol,
)

__all__ = [
    "called_by",
    "derivative",
    "differential",
    "function_slope",
    "gradient",
    "hessian",
    "variable",
]

CHUNK = 1_000_000  # numbers that one pass may perturb, in all arrays that are known
AROUND = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))  # of the first derivative
WIDTH = 1 / 32  # of the differences, relative to the number or to one
ARGUMENT = "\u2207{}"  # the name of an argument of a function whose gradient is taken


def derivative(node: Partial, env: Env, run) -> Scaled:
    """Return the derivative in the shape that the module's table says.

    Parameters
    ----------
    node : Partial
    env : Env
    run : Run
        Its values have shape (draws, rows, columns).
    """
    of, by = called_by(node.of, node.by, env, run), node.by
    found = variable(by, env, run)
    key = run.program.target(found.key)
    here = run.value(key)
    run.meter.charge(10 * VISIT, node.position)
    held = _held(node, of, by, key, env, run)
    value, reads = held.watched(of, env)
    at = _places(found, here, by, env, run)
    run.relate(node, key in reads)
    if key not in reads:
        return _unrelated(value, here, found.sub is not None, node, run)
    if run.perturbed:
        slopes = _differences(of, key, env, held, at)
    else:
        slopes = run.remembered(_signature(node, of, key, env), lambda: _slopes(of, key, env, held))
        slopes = slopes.map(lambda x: x[at.start : at.stop])
    known = np.isfinite(value.value)
    slopes = Scaled(np.where(known, slopes.value, np.nan), slopes.scale)
    if found.sub:
        return slopes.map(lambda x: x[0])
    return _shaped(slopes, shape(here), shape(value), node, run)


def called_by(of: Node, by: Node, env: Env, run) -> Node:
    """Return g(z) for dg/dz where g is a function: of z, or of its own parameters."""
    if not isinstance(of, Symbol) or not run.program.is_function(of):
        return of
    function = run.program.function(of, env)[0]
    found = run.find(of, env)
    valued = not isinstance(function, Defined) or all(map(run.has, function.parameters))
    if found is not None and valued:
        return of
    if isinstance(function, Defined) and len(function.parameters) > 1:
        names = tuple(Symbol(name, position=of.position) for name in function.parameters)
        if all(run.find(name, env) is not None for name in names):
            return Call(of, names, function.written, of.position)
    return Call(of, (_whole(by, env, run),), "", of.position)


def _whole(by: Node, env: Env, run) -> Node:
    """Return x for x_i: what a function is of where it is differentiated by an entry."""
    if isinstance(by, Indexed):
        return by.inner
    found = run.find(by, env)
    return Symbol(found.key, position=by.position) if found and found.sub else by


def variable(by: Node, env: Env, run) -> Reference:
    """Return what a derivative is taken by: a name, or an entry of one."""
    name = by.inner if isinstance(by, Indexed) else by
    found = run.find(name, env)
    if found is None:
        raise undeclared(name, run.program, env)
    if found.sup:
        raise Misfit(f"a derivative by {written(name)}, a power; expected a name", by.position)
    if isinstance(by, Indexed):
        if found.sub:
            raise Misfit(f"an entry of {written(name)}, an entry; expected a name", by.position)
        found = found._replace(sub=by.sub)
    if found.sub:
        found = found._replace(sub=run.counted(found.sub, env, by.position))
    return found


def _places(found: Reference, here: Scaled, by: Node, env: Env, run) -> range:
    """Return which entries, counted row by row, a derivative is taken by."""
    every = range(here.shape[-2] * here.shape[-1])
    if not found.sub:
        return every
    origin = run.program.origin(found.key, shape(here))
    places = np.arange(len(every)).reshape(shape(here))
    picked = places[locate(found.sub, env.values, shape(here), origin, by.position)]
    if picked.size > 1:
        raise Misfit("a derivative by a block; expected one entry or the array", by.position)
    return range(picked.item(), picked.item() + 1)


def _held(node: Partial, of: Node, by: Node, key: str, env: Env, run):
    r"""Return where to evaluate: \partial f(a, b) / \partial a holds a b that depends on a."""
    if node.total or not isinstance(of, Call) or isinstance(by, Indexed):
        return run
    others = {}
    itself = False
    for argument in of.arguments:
        found = run.find(argument, env) if isinstance(argument, Symbol) else None
        if found is None or found.sub or found.sup:
            continue
        other = run.program.target(found.key)
        if other == key:
            itself = True
        elif key in run.reads_of(other):
            others[other] = run.value(other)
    if not itself or not others or run.reads("total", node.position):
        return run
    return run.child(others, perturbed=run.perturbed)


def _signature(node: Partial, of: Node, key: str, env: Env) -> tuple:
    letters = {letter for letter, _ in mentioned(of)}
    return id(node), key, tuple(sorted((k, v) for k, v in env.values.items() if k in letters))


def _unrelated(value: Scaled, here: Scaled, one: bool, node: Partial, run) -> Scaled:
    """Return zeros in the shape that the derivative would have."""
    of, by = shape(value), shape(here)
    if one or by == (1, 1) or of == by:
        return scaled.exact(np.zeros(of))
    if of == (1, 1):
        return scaled.exact(np.zeros(_upright(by, node, run)))
    if not run.program.layout:
        raise _jacobian(of, by, node)
    rows, columns = of[0] * of[1], by[0] * by[1]
    if run.program.layout == "denominator":
        rows, columns = columns, rows
    return scaled.exact(np.zeros((rows, columns)))


def _jacobian(of, by, node: Partial) -> EquationError:
    """Return the refusal of a Jacobian, whose rows and columns have no one order."""
    above, below = (_entry_of(one) for one in (node.of, node.by))
    of_index, by_index = _index(of, "ij"), _index(by, "kl" if 1 not in of else "jk")
    return EquationError(
        f"a derivative of {named(of)} by {named(by)} is a Jacobian of {of[0] * of[1]} x "
        f"{by[0] * by[1]} numbers, in one of several layouts; expected its entries, "
        rf"\frac{{\partial {above}_{of_index}}}{{\partial {below}_{by_index}}} = ..., or "
        "layout: numerator, or denominator, in the declaration",
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


def _differences(of: Node, key: str, env: Env, run, at: range) -> Scaled:
    """Return slopes within a derivative, for the entries `at`, from values around.

    The numbers are complex, and so are these slopes: what the outer derivative moves goes
    through.
    """
    here = run.value(key)
    size = shape(here)
    found = []
    for place in at:
        unit = np.zeros(size)
        unit.flat[place] = 1.0

        def moved(times: float, unit=unit) -> Scaled:
            width = WIDTH * np.maximum(abs(here.value.real), 1 / 16)
            step = here.map(lambda x: x + times * (width * unit))
            child = run.child({key: step}, perturbed=True)
            child.deep = run.deep + 1
            if child.deep > 1:
                raise EquationError(
                    "a third derivative; expected a first or a second", getattr(of, "position", 0)
                )
            return child.evaluate(of, env)

        width = (WIDTH * np.maximum(abs(here.value.real), 1 / 16) * unit).sum(
            (-2, -1), keepdims=True
        )
        found.append(_slope_around(moved, width))
    lead = np.broadcast_shapes(*(one.shape for one in found))
    values = [np.broadcast_to(one.value, lead) for one in found]
    scales = [np.broadcast_to(one.scale, lead) for one in found]
    return Scaled(np.stack(values), np.stack(scales))


def _slope_around(moved: Callable[[float], Scaled], width) -> Scaled:
    """Return a first derivative from eight values around, and how far it may be off."""
    whole, half = (
        [(weight, moved(part * n), moved(-part * n)) for n, weight in AROUND] for part in (1, 0.5)
    )
    slopes = [
        sum(weight * (up.value - down.value) for weight, up, down in those) / (part * width)
        for part, those in ((1, whole), (0.5, half))
    ]
    rounding = sum(abs(w) * (up.scale + down.scale) for w, up, down in half) / (0.5 * width)
    off = scaled.absolute(slopes[0] - slopes[1])
    scale = scaled.absolute(slopes[1]) + rounding + off / (4 * TOLERANCE)
    return Scaled(slopes[1], scale)


def _upright(by: tuple[int, int], node: Node, run) -> tuple[int, int]:
    """Return the shape of the derivative of a number by an array of this shape."""
    if 1 not in by or by == (1, 1):
        return by
    turned = run.program.layout == "numerator" and by[1] == 1 and not run.program.upright
    if turned and run.reads("gradient", node.position):
        turned = False
    if not run.program.layout and run.reads("layout", node.position):
        turned = True
    return by[::-1] if turned else by


def _shaped(slopes: Scaled, by, of, node: Partial, run) -> Scaled:
    if by == (1, 1):
        return slopes.map(lambda x: x[0])
    if of == (1, 1):
        size = _upright(by, node, run)
        return slopes.map(lambda x: np.moveaxis(x[..., 0, 0], 0, -1).reshape(*x.shape[1:-2], *size))
    flat = slopes.map(lambda x: x.reshape(*x.shape[:-2], -1))  # (B's entry, draw, A's entry)
    if of == by and not run.program.layout and _is_own(flat):
        own = flat.map(lambda x: np.einsum("k...k->...k", x))
        return own.map(lambda x: x.reshape(*x.shape[:-1], *by))
    if not run.program.layout:
        raise _jacobian(of, by, node)
    order = _order(of, run), _order(by, run)
    found = flat.map(lambda x: np.moveaxis(x, 0, -1)[..., order[0], :][..., order[1]])
    numerator = run.program.layout == "numerator"
    return found if numerator else found.map(lambda x: x.swapaxes(-1, -2))


def _is_own(flat: Scaled) -> bool:
    """Return whether each entry changes with the same entry alone."""
    count = flat.shape[-1]
    apart = (1 - np.eye(count)).reshape(count, *[1] * (flat.value.ndim - 2), count)
    others = np.nan_to_num(flat.value) * apart
    return not (abs(others) > TOLERANCE * flat.scale).any()


def _order(size: tuple[int, int], run) -> np.ndarray:
    """Return the entries of a matrix, counted row by row, in the order of vec."""
    places = np.arange(size[0] * size[1]).reshape(size)
    return (places if run.program.vec == "rows" else places.T).reshape(-1)


def gradient(node: Gradient, env: Env, run) -> Scaled:
    r"""Return \nabla f(x), the derivative by the arguments of f, or \nabla^2 f(x)."""
    of = node.of
    if isinstance(of, Applied):
        if all(isinstance(one, Symbol) for one in of.arguments):
            return _stacked(of.name, of.arguments, node, env, run)
    elif isinstance(of, Symbol) and len(run.program.differentials) == 1:
        return _stacked(of, (Symbol(run.program.differentials[0]),), node, env, run)
    elif isinstance(of, Symbol) and run.find(of, env) is None and run.program.is_function(of):
        function = run.program.function(of, env)[0]
        if isinstance(function, Defined):
            names = tuple(Symbol(name, position=of.position) for name in function.parameters)
            return _stacked(Call(of, names, function.written, of.position), names, node, env, run)
    elif isinstance(of, Call) and not of.function.primes:
        return _of_arguments(of, node, env, run)
    raise EquationError(
        r"a gradient whose variable is not said; expected \nabla_{x} f, or \nabla f(x)",
        node.position,
    )


def _of_arguments(of: Call, node: Gradient, env: Env, run) -> Scaled:
    """Return the gradient of a function at the values of its arguments."""
    names = tuple(
        Symbol(ARGUMENT.format(i), position=of.position) for i in range(len(of.arguments))
    )
    values = {
        name.base: run.visit(argument, env)
        for name, argument in zip(names, of.arguments, strict=True)
    }
    if any(value.identity for value in values.values()):
        raise EquationError("a gradient at the identity, whose size cannot be told", node.position)
    child = run.child(values, perturbed=run.perturbed)
    call = Call(of.function, names, "", of.position)
    return child.attempt(lambda: _stacked(call, names, node, env, child))


def _stacked(of: Node, names: tuple[Node, ...], node: Gradient, env: Env, run) -> Scaled:
    """Return the derivatives by several numbers under one another, or by one array."""
    if len(names) == 1:
        by = names[0]
        if node.order == 2:
            return hessian(Hessian(of, by, node.position), env, run)
        return derivative(Partial(of, by, node.position), env, run)
    if node.order == 2:
        raise EquationError(r"\nabla^2 of several arguments; expected one vector", node.position)
    found = [derivative(Partial(of, name, node.position), env, run) for name in names]
    if any(shape(one) != (1, 1) for one in found):
        raise EquationError(
            r"a gradient by several arrays; expected \nabla_{x} f for one of them", node.position
        )
    found = [one.map(lambda x: x.reshape(-1, 1, 1)) for one in found]
    draws = max(one.shape[0] for one in found)
    columns = [one.map(lambda x: np.broadcast_to(x, (draws, 1, 1))) for one in found]
    values, scales = ([getattr(one, part) for one in columns] for part in ("value", "scale"))
    return Scaled(np.concatenate(values, axis=-2), np.concatenate(scales, axis=-2))


def hessian(node: Hessian, env: Env, run) -> Scaled:
    """Return all second derivatives of a number by a vector, n x n."""
    if run.perturbed:
        raise EquationError("a third derivative; expected a first or a second", node.position)
    found = variable(node.by, env, run)
    if found.sub:
        raise Misfit("second derivatives by an entry; expected a vector", node.position)
    key = run.program.target(found.key)
    here = run.value(key)
    if 1 not in shape(here):
        raise EquationError(
            f"second derivatives by {named(shape(here))} are a tensor of order four, which is not "
            "read; expected a vector",
            node.position,
        )
    inner = Partial(node.of, node.by, node.position)
    value, reads = run.watched(node.of, env)
    if shape(value) != (1, 1):
        raise EquationError(
            f"second derivatives of {named(shape(value))} by a vector are a tensor of order three, "
            "which is not read; expected a number",
            node.position,
        )
    size = here.shape[-2] * here.shape[-1]
    if key not in reads:
        return scaled.exact(np.zeros((size, size)))
    slopes = _slopes(inner, key, env, run)
    flat = slopes.map(lambda x: x.reshape(*x.shape[:-2], -1))  # (entry, draw, entry)
    return flat.map(lambda x: np.moveaxis(x, 0, -1))


def differential(node: Differential, env: Env, run) -> Scaled:
    """Return the part of something that is linear in the differentials of what varies."""
    if run.perturbed:
        raise EquationError("a differential within a derivative is not read", node.position)
    if not run.varying:
        raise EquationError(
            "a differential, d, of what does not vary; expected differentials: x in the "
            r"declaration, or dA/dB, \frac{dA}{dB} for a derivative",
            node.position,
        )
    overrides = {}
    for key in run.varying:
        value, along = run.value(key), run.direction(key)
        overrides[key] = Scaled(
            value.value + 1j * STEP * along.value, value.scale + 1j * STEP * along.scale
        )
    value = run.child(overrides, perturbed=True).evaluate(node.of, env)
    return value.map(lambda x: np.imag(x) / STEP)


def function_slope(
    function: Function | Defined, key: str, arguments: list[Scaled], primes: int, run, position: int
) -> Scaled:
    """Return g'(x) or g''(x), or the value of a function that an equation defined.

    Parameters
    ----------
    function : Function or Defined
    key : str
        Its name, for errors.
    arguments : list of Scaled
        Of shape (..., rows, columns); one, where there is a prime.
    primes : int
        How many.
    run : Run
    position : int
        Of the formula, for errors.
    """
    if primes > 2:
        raise EquationError(
            f"came a derivative of order {primes}; expected one prime or two", position
        )
    if isinstance(function, Function):
        return _slope_of_function(function, key, arguments, primes, run, position)
    if len(arguments) != len(function.parameters):
        raise EquationError(
            f"{key} of {len(arguments)} arguments; expected {len(function.parameters)}", position
        )
    if not primes:
        given = dict(zip(function.parameters, arguments, strict=True))
        return run.call(function, given, False, position)
    if len(arguments) != 1:
        raise EquationError(f"{key}' of {len(arguments)} arguments; expected one", position)

    def called(x: Scaled) -> Scaled:
        value = run.call(function, {function.parameters[0]: x}, True, position)
        if shape(value) != shape(x):
            raise Misfit(
                f"{key}' of {named(shape(x))} where {key} is {named(shape(value))}; expected "
                "equal shapes",
                position,
            )
        return value

    return _slope_of(called, arguments[0], primes, run.perturbed)


def _slope_of_function(
    function: Function, key: str, arguments: list[Scaled], primes: int, run, position: int
) -> Scaled:
    if len(arguments) != 1:
        raise EquationError(f"{key}' of {len(arguments)} arguments; expected one", position)
    if function.grad is not None:
        slope = lambda x: scaled.applied(function.grad, None, x)  # noqa: E731
        if primes == 1:
            return slope(arguments[0])
        return _slope_of(slope, arguments[0], 1, run.perturbed)
    if run.perturbed and not function.ours:
        raise EquationError(f"{key}' within a derivative; expected (g, g') for it", position)
    return _slope_of(
        lambda x: scaled.applied(function.g, None, x), arguments[0], primes, run.perturbed
    )


def _slope_of(g: Callable[[Scaled], Scaled], x: Scaled, order: int, perturbed: bool) -> Scaled:
    """Return the first or second derivative of an elementwise function."""
    if order == 1 and not perturbed:
        return _slope(g(x.map(lambda one: one + 1j * STEP)))
    if order == 2 and not perturbed:
        return _slope_around(lambda n: _slope(g(_beside(x, n, True))), _widths(x))
    if order == 2:
        raise EquationError("a third derivative; expected a first or a second")
    return _slope_around(lambda n: g(_beside(x, n, False)), _widths(x))


def _widths(x: Scaled):
    return WIDTH * np.maximum(abs(x.value.real), 1 / 16)


def _beside(x: Scaled, times: float, imaginary: bool) -> Scaled:
    step = times * _widths(x)
    return x.map(lambda one: one + step + (1j * STEP if imaginary else 0))


def _slope(value: Scaled) -> Scaled:
    return value.map(lambda x: np.imag(x) / STEP)
