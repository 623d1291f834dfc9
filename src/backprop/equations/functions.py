r"""Functions: the ones that need no declaration, and what a sheet declares.

    \log \ln \exp \sqrt \tanh \cosh \sinh \sin \cos    elementwise; \log_2 has base 2
    \max \min                                          of one array, or entry by entry of several
    \operatorname{sign}, |x|                           elementwise
    \operatorname{tr}, \operatorname{diag}             of a matrix; a diagonal matrix of a vector
    \operatorname{sigmoid} ...                         every row of backprop.activations

Each takes arrays of shape (..., rows, columns), also complex ones, which carry a
derivative in their imaginary part: what compares, compares real parts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS
from backprop.equations import limits
from backprop.equations.errors import Misfit

__all__ = ["FUNCTIONS", "Function", "declared_function"]


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
        raise Misfit(f"diag of {x.shape[-2]} x {x.shape[-1]}; expected a vector")
    flat = x.reshape(*x.shape[:-2], -1)
    return flat[..., None] * np.eye(flat.shape[-1])


FUNCTIONS: dict[str, Function] = {
    r"\log": Function(np.log, lambda z: 1 / z),
    r"\ln": Function(np.log, lambda z: 1 / z),
    r"\exp": Function(np.exp, np.exp),
    r"\tanh": Function(np.tanh, ACTIVATIONS["tanh"].grad),
    r"\cosh": Function(np.cosh, np.sinh),
    r"\sinh": Function(np.sinh, np.cosh),
    r"\sin": Function(np.sin, np.cos),
    r"\cos": Function(np.cos, lambda z: -np.sin(z)),
    r"\max": Function(_extreme(np.argmax, np.greater_equal), exact=True),
    r"\min": Function(_extreme(np.argmin, np.less_equal), exact=True),
}
NAMED: dict[str, Function] = {
    "|": Function(_absolute, exact=True),
    r"\text{sign}": Function(lambda x: np.sign(x.real), exact=True),
    r"\text{tr}": Function(_trace),
    r"\text{diag}": Function(_diagonal),
} | {rf"\text{{{name}}}": Function(row.g, row.grad) for name, row in ACTIVATIONS.items()}


def declared_function(name: str, given: object) -> Function:
    """Return what a sheet was given for a function.

    Parameters
    ----------
    name : str
        Its LaTeX, for the error.
    given : str, callable or pair of callables
        A row of `backprop.activations.ACTIVATIONS`; g; or (g, derivative of g).

    Raises
    ------
    ValueError, TypeError
        For an unknown row, and for anything else.
    """
    if isinstance(given, str):
        if given not in ACTIVATIONS:
            rows = ", ".join(ACTIVATIONS)
            raise ValueError(f"function {name} is {given!r}; expected one of {rows}")
        return Function(ACTIVATIONS[given].g, ACTIVATIONS[given].grad)
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
