"""Whether one of the small functions of the reader is the derivative of another one.

Many a backward pass calls a function for the derivative of the activation, of z or of
a = g(z).  One that is right is not where the mistake is, however well an edit of it would
do; one that is named after g and is not its derivative is.
"""

import re
import types
from collections.abc import Callable

import numpy as np

from backprop.doctor.edits.scene import _unary as takes_one
from backprop.doctor.probe import Hooks
from backprop.doctor.source import Hang

__all__ = ["suspicion"]

POINTS = np.array([-1.63, -0.71, -0.29, 0.17, 0.38, 0.83, 1.44])
STEP = 1e-5
DERIVED = re.compile(r"prime|deriv|grad|diff|slope|(^|_)d(_|$)|_?d$|^d|back", re.I)
RIGHT, WRONG = 1.0, -0.4


def _values(function: Callable, x) -> np.ndarray | None:
    try:
        with np.errstate(all="ignore"), Hooks().active(0.2):
            found = np.asarray(function(np.array(x)), dtype=float)
    except (Exception, Hang):
        return None
    return found if found.shape == np.shape(x) and np.isfinite(found).all() else None


def _derivative_of(f: Callable, g: Callable) -> bool:
    """Return whether f(x), or f(g(x)), is the derivative of g at x."""
    up, down, here = (_values(g, POINTS + h) for h in (STEP, -STEP, 0.0))
    if up is None or down is None or here is None:
        return False
    slope = (up - down) / (2 * STEP)
    if not slope.any():
        return False
    given = [_values(f, POINTS), _values(f, here)]
    return any(one is not None and np.allclose(one, slope, rtol=1e-6, atol=1e-8) for one in given)


def suspicion(program, pool) -> dict[types.CodeType, float]:
    """Return, for functions that the cost does not depend on, how far-fetched edits are.

    More if the function is the derivative of one that the cost runs, less if its name
    says that it is and it is not.
    """
    functions = {
        code: many[0]
        for code, many in program.sources.functions.items()
        if takes_one(many[0]) and code.co_argcount
    }
    forward = {code: one for code, one in functions.items() if _decides(code, program, pool)}
    found = {}
    for code, f in functions.items():
        if code in forward:
            continue
        if any(_derivative_of(f, g) for g in forward.values()):
            found[code] = RIGHT
        elif any(_named_after(f.__name__, g.__name__) for g in forward.values()):
            found[code] = WRONG
    return found


def _decides(code: types.CodeType, program, pool) -> bool:
    """Return whether the cost depends on what a function gives."""
    if code not in program.cost_codes:
        return False
    sites = program.version.sites
    return any(
        sites[number].function == code.co_name and pool.matters(number) for number in pool.executed
    )


def _named_after(name: str, other: str) -> bool:
    """Return whether a name says "the derivative of that".

    Examples
    --------
    >>> _named_after("elu_prime", "elu"), _named_after("relu", "elu"), _named_after("d_f", "f")
    (True, False, True)
    """
    rest = name.lower().replace(other.lower(), "", 1)
    return rest != name.lower() and bool(DERIVED.search(rest))
