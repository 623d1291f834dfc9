"""Functions of their arguments: built in, declared, defined by an equation, primed."""

import numpy as np

from backprop.equations import scaled
from backprop.equations.arrays import named, raised_by, shape
from backprop.equations.derive import function_slope
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import Function
from backprop.equations.parser import TWO_INVERSES
from backprop.equations.program import Env
from backprop.equations.scaled import Scaled
from backprop.equations.tree import MINUS_ONE, Call

__all__ = ["called"]


def called(node: Call, env: Env, run) -> Scaled:
    """Return the value of a function, or of its derivative where it has a prime."""
    function, key, sup = run.program.function(node.function, env)
    if sup is not None and sup.exponent == MINUS_ONE:
        raise EquationError(TWO_INVERSES.format(key), node.position)
    if not isinstance(function, Function) and _means_itself(node, function, run):
        return raised_by(run.value(function.key), sup, node, env, run)
    arguments, total = [], 0
    for argument in node.arguments:
        arguments.append(run.visit(argument, env))
        total += arguments[-1].value.size
        run.meter.allow(total, argument.position)
    primes = node.function.primes
    if primes > 1:
        raise EquationError("came a second derivative; expected one prime", node.position)
    if primes or not isinstance(function, Function):
        value = function_slope(function, key, arguments, primes, run, node.position)
    else:
        if key == r"\text{diag}":
            run.meter.allow(total * max(shape(arguments[0])), node.position)
        value = _applied(function, key, arguments, node)
    value = _based(value, node, env, run)
    each = env._replace(entries=True)  # \sigma^2(A) is \sigma(A) squared, entry by entry
    return raised_by(value, sup if key not in (r"\log",) else None, node, each, run)


def _means_itself(node: Call, function, run) -> bool:
    r"""Return whether f(x) is just f: defined as f(x), and x not replaced on the way here."""
    if node.written != function.written or node.function.primes:
        return False
    names = function.parameters
    return all(map(run.program.has, names)) or not any(map(run.has, names))


def _applied(function: Function, key: str, arguments: list[Scaled], node: Call) -> Scaled:
    if len(arguments) > 1 and key not in (r"\max", r"\min"):
        raise EquationError(f"{key} of {len(arguments)} arguments; expected one", node.position)
    sizes = {shape(a) for a in arguments} - {(1, 1)}
    if len(sizes) > 1:
        said = " and ".join(sorted(map(named, sizes)))
        raise Misfit(f"{key} of {said} does not fit: expected equal shapes", node.position)
    try:
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
    r"""Return \log_b x from \log x."""
    sub = node.function.sub
    if sub is None or node.function.base != r"\log":
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
