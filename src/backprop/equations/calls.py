"""Functions of their arguments: built in, declared, defined by an equation, primed."""

import numpy as np

from backprop.equations import scaled
from backprop.equations.arrays import named, raised_by, shape
from backprop.equations.derive import derivative, function_slope
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import OF_ENTRIES, Function
from backprop.equations.indices import locate
from backprop.equations.parser import TWO_INVERSES
from backprop.equations.program import Defined, Env
from backprop.equations.scaled import Scaled
from backprop.equations.tree import MINUS_ONE, Call, Composed, Node, Partial, Symbol

__all__ = ["called", "composed"]

DETERMINANTS = (r"\det", r"\text{det}")


def called(node: Call, env: Env, run) -> Scaled:
    """Return the value of a function, or of its derivative where it has a prime."""
    if node.function.primes and (slope := _slope_of_a_name(node, env, run)) is not None:
        return slope
    function, key, sup = run.program.function(node.function, env)
    if sup is not None and sup.exponent == MINUS_ONE:
        raise EquationError(TWO_INVERSES.format(key), node.position)
    if not isinstance(function, Function) and _means_itself(node, function, run):
        return raised_by(run.value(function.key), sup, node, env, run)
    arguments = _arguments(node, env, run)
    primes = node.function.primes
    if primes or not isinstance(function, Function):
        value = function_slope(function, key, arguments, primes, run, node.position)
    else:
        if key == r"\text{diag}":
            total = sum(one.value.size for one in arguments)
            run.meter.allow(total * max(shape(arguments[0])), node.position)
        value = _applied(function, key, arguments, node)
    value = _based(value, node, env, run)
    each = env._replace(entries=True)  # \sigma^2(A) is \sigma(A) squared, entry by entry
    return raised_by(value, sup if key not in (r"\log",) else None, node, each, run)


def _arguments(node: Call, env: Env, run) -> list[Scaled]:
    """Return the values of the arguments; several of diag are one column."""
    arguments, total = [], 0
    inside = env._replace(entries=False) if node.function.base in OF_ENTRIES else env
    for argument in node.arguments:
        arguments.append(run.visit(argument, inside))
        total += arguments[-1].value.size
        run.meter.allow(total, argument.position)
        if arguments[-1].identity:
            raise EquationError(
                "a function of the identity, whose size cannot be told; expected I_n with n "
                "declared",
                argument.position,
            )
    if len(arguments) > 1 and node.function.base.lower() == r"\text{diag}":
        flat = [one if one.shape[-1] == 1 else one.map(_upright) for one in arguments]
        values, scales = ([getattr(one, part) for one in flat] for part in ("value", "scale"))
        lead = np.broadcast_shapes(*(one.shape[:-2] for one in flat))
        values, scales = (
            np.concatenate([np.broadcast_to(x, lead + x.shape[-2:]) for x in those], axis=-2)
            for those in (values, scales)
        )
        return [Scaled(values, scales, all(one.exact for one in flat))]
    return arguments


def _upright(x):
    return x.swapaxes(-1, -2)


def _slope_of_a_name(node: Call, env: Env, run) -> Scaled | None:
    """Return dC/dw for C'(w), where C is defined by an equation and w one of its names."""
    plain = Symbol(node.function.base, node.function.sub, node.function.sup)
    argument = node.arguments[0] if len(node.arguments) == 1 else None
    if node.function.primes != 1 or not isinstance(argument, Symbol):
        return None
    found = run.find(plain, env)
    if found is None or found.sub or found.sup or found.key not in run.program.definitions:
        return None
    if any(isinstance(one, Defined) and one.key == found.key and found.key in run.program.functions
           for one in run.program.functions.values()):  # fmt: skip
        return None
    return derivative(Partial(plain, argument, node.position), env, run)


def composed(node: Composed, env: Env, run) -> Scaled:
    r"""Return (f \circ g)(x)."""
    inner: Node = node.argument
    for function in reversed(node.functions):
        inner = Call(function, (inner,), "", node.position)
    return run.visit(inner, env)


def _means_itself(node: Call, function: Defined, run) -> bool:
    r"""Return whether f(x) is just f: defined as f(x), and x not replaced on the way here."""
    if node.written != function.written or node.function.primes:
        return False
    names = function.parameters
    return all(map(run.program.has, names)) or not any(map(run.has, names))


def _applied(function: Function, key: str, arguments: list[Scaled], node: Call) -> Scaled:
    if len(arguments) > 1 and key not in (r"\max", r"\min", r"\text{max}", r"\text{min}"):
        raise EquationError(f"{key} of {len(arguments)} arguments; expected one", node.position)
    sizes = {shape(a) for a in arguments} - {(1, 1)}
    if len(sizes) > 1:
        said = " and ".join(sorted(map(named, sizes)))
        raise Misfit(f"{key} of {said} does not fit: expected equal shapes", node.position)
    try:
        if key in DETERMINANTS:
            function.g(arguments[0].value)  # says what is not square
            return scaled.determinant(arguments[0])
        slope = function.grad if function.ours else None
        value = scaled.applied(function.g, slope, *arguments)
        if function.exact and all(one.exact for one in arguments):
            value = scaled.exact(value.value)
    except Misfit as error:
        error.position = node.position
        raise
    if value.value.ndim < 2:
        raise EquationError(
            f"{key} returned shape {value.shape}; expected that of its argument", node.position
        )
    return value


def _based(value: Scaled, node: Call, env: Env, run) -> Scaled:
    r"""Return \log_b x from \log x, or an entry of a softmax."""
    sub = node.function.sub
    if sub is None or node.function.base in run.program.bases:
        return value
    if node.function.base.lower() == r"\text{softmax}":
        rows, columns = locate(sub, env.values, shape(value), (1, 1), node.position)
        return value.map(lambda x: x[..., rows, columns])
    if node.function.base not in (r"\log", r"\text{log}"):
        return value
    try:
        base = float(sub.text)
    except ValueError:
        base = 0.0
    if not 0 < base < np.inf or base == 1:
        raise EquationError(
            f"log to the base {sub.text}; expected a positive number other than 1", node.position
        )
    return scaled.over(value, scaled.exact(np.array([[np.log(base)]])))
