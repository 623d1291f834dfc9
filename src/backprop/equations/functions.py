r"""Functions: the ones that need no declaration, and what a sheet declares.

    \log \ln \exp \sqrt \tanh \cosh \sinh            elementwise; \log_2 has base 2
    \sin \cos \tan \cot \arcsin \arccos \arctan      elementwise
    \max \min                                          of one array, or entry by entry of several
    \operatorname{sign}, |x|, n!                       elementwise
    \operatorname{tr}, \det                            of a square matrix
    \operatorname{diag}                                a diagonal matrix of a vector or of numbers;
                                                       of a square matrix its diagonal
    \operatorname{vec}                                 the columns of a matrix under one another
    \operatorname{softmax}, \operatorname{logsumexp}   of a vector
    \operatorname{sigmoid} ...                         every row of backprop.activations
    normal distribution, normal density                in a declaration

Each takes arrays of shape (..., rows, columns), also complex ones, which carry a
derivative in their imaginary part: what compares, compares real parts.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS
from backprop.equations import limits
from backprop.equations.errors import Misfit

__all__ = ["FUNCTIONS", "NAMED", "OF_ENTRIES", "Function", "declared_function"]


@dataclass(frozen=True)
class Function:
    """The function, its derivative where that is known, and what is known of both.

    Parameters
    ----------
    g, grad : callable
    exact : bool
        Whether g rounds nothing: its values are its arguments, or whole numbers.
    ours : bool
        Whether grad is right and takes complex numbers; a reader's need not.
    """

    g: Callable[..., NDArray]
    grad: Callable[[NDArray], NDArray] | None = None
    exact: bool = False
    ours: bool = True


def _absolute(x):
    return np.where(x.real < 0, -x, x)


def _extreme(of_one, wins):
    def pick(*arrays):
        if len(arrays) == 1:
            flat = arrays[0].reshape(*arrays[0].shape[:-2], -1)
            index = of_one(flat.real, axis=-1)[..., None]
            return np.take_along_axis(flat, index, axis=-1)[..., None]
        best = arrays[0]
        for other in arrays[1:]:
            best = np.where(wins(best.real, other.real), best, other)
        return best

    return pick


def _trace(x):
    if x.shape[-1] != x.shape[-2]:
        raise Misfit(f"tr of {x.shape[-2]} x {x.shape[-1]}; expected a square matrix")
    return np.trace(x, axis1=-2, axis2=-1)[..., None, None]


def _diagonal(x):
    if 1 not in x.shape[-2:]:
        if x.shape[-1] != x.shape[-2]:
            raise Misfit(f"diag of {x.shape[-2]} x {x.shape[-1]}; expected a vector")
        return np.einsum("...ii->...i", x)[..., None]
    flat = x.reshape(*x.shape[:-2], -1)
    return flat[..., None] * np.eye(flat.shape[-1])


def _determinant(x):
    if x.shape[-1] != x.shape[-2]:
        raise Misfit(f"det of {x.shape[-2]} x {x.shape[-1]}; expected a square matrix")
    return np.linalg.det(x)[..., None, None]


def _vector(x, name):
    if 1 not in x.shape[-2:]:
        raise Misfit(f"{name} of {x.shape[-2]} x {x.shape[-1]}; expected a vector")


def _softmax(x):
    _vector(x, "softmax")
    powers = np.exp(x - x.real.max((-2, -1), keepdims=True))
    return powers / powers.sum((-2, -1), keepdims=True)


def _log_sum_exp(x):
    _vector(x, "logsumexp")
    most = x.real.max((-2, -1), keepdims=True)
    return most + np.log(np.exp(x - most).sum((-2, -1), keepdims=True))


def _stacked(x):
    """Return the columns of a matrix under one another."""
    return x.swapaxes(-1, -2).reshape(*x.shape[:-2], -1, 1)


def _stacked_by_rows(x):
    return x.reshape(*x.shape[:-2], -1, 1)


def _factorial(x):
    if np.iscomplexobj(x) and x.imag.any():
        raise Misfit("a factorial of what is differentiated by; expected a whole number")
    whole = (x.real == np.rint(x.real)) & (x.real >= 0) & (x.real <= 170)
    values = np.where(whole, x.real, 0)
    found = np.vectorize(lambda n: float(math.factorial(int(n))), otypes=[float])(values)
    return np.where(whole, found, np.nan)


def _normal_density(x):
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def _normal_distribution(x):
    """Return the distribution of the standard normal; its slope is the density."""
    real = np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)), otypes=[float])(x.real)
    if not np.iscomplexobj(x):
        return real
    return real + 1j * _normal_density(x.real) * x.imag


FUNCTIONS: dict[str, Function] = {
    r"\log": Function(np.log, lambda z: 1 / z),
    r"\ln": Function(np.log, lambda z: 1 / z),
    r"\exp": Function(np.exp, np.exp),
    r"\tanh": Function(np.tanh, ACTIVATIONS["tanh"].grad),
    r"\cosh": Function(np.cosh, np.sinh),
    r"\sinh": Function(np.sinh, np.cosh),
    r"\sin": Function(np.sin, np.cos),
    r"\cos": Function(np.cos, lambda z: -np.sin(z)),
    r"\tan": Function(np.tan, lambda z: 1 / np.cos(z) ** 2),
    r"\cot": Function(lambda z: 1 / np.tan(z), lambda z: -1 / np.sin(z) ** 2),
    r"\arctan": Function(np.arctan, lambda z: 1 / (1 + z * z)),
    r"\arcsin": Function(np.arcsin, lambda z: 1 / np.sqrt(1 - z * z)),
    r"\arccos": Function(np.arccos, lambda z: -1 / np.sqrt(1 - z * z)),
    r"\det": Function(_determinant),
    r"\max": Function(_extreme(np.argmax, np.greater_equal), exact=True),
    r"\min": Function(_extreme(np.argmin, np.less_equal), exact=True),
}
EXACT_SIGN = Function(lambda x: np.sign(x.real), exact=True)
NAMED: dict[str, Function] = {
    "|": Function(_absolute, exact=True),
    "!": Function(_factorial, exact=True),
    r"\text{sign}": EXACT_SIGN,
    r"\text{sgn}": EXACT_SIGN,
    r"\text{tr}": Function(_trace),
    r"\text{trace}": Function(_trace),
    r"\text{diag}": Function(_diagonal, exact=True),
    r"\text{det}": Function(_determinant),
    r"\text{vec}": Function(_stacked, exact=True),
    r"\text{softmax}": Function(_softmax),
    r"\text{logsumexp}": Function(_log_sum_exp),
}
NAMED |= {rf"\text{{{name}}}": Function(row.g, row.grad) for name, row in ACTIVATIONS.items()}
NAMED |= {rf"\text{{{name[1:]}}}": row for name, row in FUNCTIONS.items()}
BY_ROWS = Function(_stacked_by_rows, exact=True)  # vec, where a declaration says so
OF_ENTRIES = frozenset(  # not elementwise
    rf"\text{{{name}}}" for name in ("tr", "trace", "diag", "det", "vec", "softmax", "logsumexp")
) | {r"\det"}
DECLARED = {
    "normal distribution": Function(_normal_distribution, _normal_density),
    "normal density": Function(_normal_density, lambda z: -z * _normal_density(z)),
    "softmax": Function(_softmax),
    "identity": Function(lambda z: z, lambda z: np.ones_like(z), exact=True),
} | {name[1:]: row for name, row in FUNCTIONS.items() if name not in (r"\max", r"\min", r"\det")}


def declared_function(name: str, given: object) -> Function:
    """Return what a sheet was given for a function.

    Parameters
    ----------
    name : str
        Its LaTeX, for the error.
    given : str, callable or pair of callables
        A row of `backprop.activations.ACTIVATIONS` or of DECLARED; g; or (g, derivative
        of g).

    Raises
    ------
    ValueError, TypeError
        For an unknown row, and for anything else.
    """
    if isinstance(given, str):
        if given in ACTIVATIONS:
            return Function(ACTIVATIONS[given].g, ACTIVATIONS[given].grad)
        if given in DECLARED:
            return DECLARED[given]
        rows = ", ".join([*ACTIVATIONS, *DECLARED])
        raise ValueError(
            f"function {name} is {given!r:.60}; expected one of {rows}, or a formula, x \u21a6 x^2"
        )
    pair = given if isinstance(given, tuple) else (given, None)
    if len(pair) != 2 or not callable(pair[0]) or not (pair[1] is None or callable(pair[1])):
        raise TypeError(f"function {name} is {given!r}; expected a row's name, g or (g, g')")
    return Function(*pair, ours=False)


def _are_whole(values: object) -> bool:
    return isinstance(values, tuple) and all(
        isinstance(one, int | np.integer) and not isinstance(one, bool) for one in values
    )


def layered(value: object) -> Mapping[str, tuple[int, ...]]:
    """Return layers as a mapping from letter to its values, checked."""
    layers = {}
    for letter, given in dict(value or {}).items():
        values = (given,) if isinstance(given, int) else given
        if isinstance(values, range | tuple | list):
            is_range = isinstance(values, range)  # whose length may be too large for len
            count = values.stop - values.start if is_range else len(values)
            limits.within(f"values of layer {letter}", count, limits.RANGE)
            values = tuple(values)
        if not values or not _are_whole(values):
            raise ValueError(f"layer {letter} is {given!r:.60}; expected an int or a range of them")
        layers[str(letter)] = tuple(int(one) for one in values)
    return layers
