r"""Leaves: what a sheet starts from, and how it is drawn.

    (4, 5) or "4x5"       4 rows, 5 columns, standard normal, anew in each draw
    () or "scalar"        one number; (4,) is a column of 4
    "4x1 positive"        drawn by a row of DRAWS: normal, positive, unit, labels, classes, integers
    5.0, an array, a list that value in every draw
    a callable            called with a numpy.random.Generator, once for each draw

`positive` and `unit` are for what stands in a logarithm; `labels` are targets of questions
with yes or no, `classes` those of a softmax: one 1 in each row, or in a column.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.equations import limits

__all__ = ["DRAWS", "Leaf", "as_leaf", "as_origin"]


def _classes(rng: np.random.Generator, size: tuple[int, int, int]) -> NDArray:
    """Return rows with a single 1; a column is the row of one example, set upright."""
    draws, rows, columns = size
    upright = columns == 1
    units = rows if upright else columns
    of = rng.integers(0, units, (draws, 1 if upright else rows))
    return np.eye(units)[of].reshape(size)


DRAWS: dict[str, Callable[[np.random.Generator, tuple], NDArray]] = {
    "normal": lambda rng, size: rng.standard_normal(size),  # any real number
    "positive": lambda rng, size: np.exp(rng.standard_normal(size)),  # (0, inf)
    "unit": lambda rng, size: rng.uniform(0.05, 0.95, size),  # (0, 1)
    "labels": lambda rng, size: rng.integers(0, 2, size).astype(float),  # 0 or 1
    "classes": _classes,  # one 1 in each row
    "integers": lambda rng, size: rng.integers(1, 10, size).astype(float),  # 1 ... 9
}
WRITTEN = re.compile(r"(?:(\d{1,6})\s*[x×]\s*(\d{1,6})|scalar)(?:\s+([a-z]+))?", re.ASCII)


@dataclass(frozen=True)
class Leaf:
    """How to draw: `draw(rng, draws)` returns an array (draws or 1, rows, columns).

    `entries` are drawn anew each time; none where the value is fixed or not known before.
    """

    draw: Callable[[np.random.Generator, int], NDArray]
    entries: int = 0


def _drawn(name: str, size: tuple[int, int], kind: str) -> Leaf:
    if kind not in DRAWS:
        raise ValueError(f"leaf {name} is drawn {kind!r}; expected one of {', '.join(DRAWS)}")
    if min(size) < 1 or size[0] * size[1] > limits.LEAF:
        raise ValueError(
            f"leaf {name} is {size[0]} x {size[1]}; expected 1 to {limits.LEAF} entries"
        )
    return Leaf(lambda rng, draws: DRAWS[kind](rng, (draws, *size)), size[0] * size[1])


def _as_matrix(name: str, value: object) -> NDArray:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"leaf {name} is {value!r:.60}; expected a shape or numbers") from error
    if array.ndim > 2 or not 0 < array.size <= limits.LEAF or not np.isfinite(array).all():
        raise ValueError(
            f"leaf {name} has shape {array.shape}; expected 1 to {limits.LEAF} finite "
            "numbers in at most two dimensions"
        )
    return array.reshape(-1, 1) if array.ndim < 2 else array


def _called(name: str, given: Callable) -> Leaf:
    def draw(rng, draws):
        arrays = np.stack([_as_matrix(name, given(rng)) for _ in range(draws)])
        return arrays

    return Leaf(draw)


def as_leaf(name: str, given: object) -> Leaf:
    """Return how the leaf is drawn.

    Parameters
    ----------
    name : str
        Its LaTeX, for the error.
    given : tuple of int, str, number, array_like or callable
        As the module's table has it.

    Raises
    ------
    ValueError
        For anything else.
    """
    if isinstance(given, str):
        match = WRITTEN.fullmatch(given.strip())
        if match is None:
            raise ValueError(
                f"leaf {name} is {given!r:.60}; expected such as '4x5', 'scalar' or '4x1 positive'"
            )
        return _drawn(name, (int(match[1] or 1), int(match[2] or 1)), match[3] or "normal")
    if isinstance(given, tuple):
        if len(given) > 2 or not all(isinstance(n, int | np.integer) for n in given):
            raise ValueError(f"leaf {name} is {given!r:.60}; expected a shape of two ints at most")
        rows, columns = (*given, 1, 1)[:2]
        return _drawn(name, (int(rows), int(columns)), "normal")
    if callable(given):
        return _called(name, given)
    if isinstance(given, bool) or given is None:
        raise ValueError(f"leaf {name} is {given!r}; expected a shape or numbers")
    array = _as_matrix(name, given)[None]
    return Leaf(lambda rng, draws: array)


def as_origin(name: str, given: object) -> int | tuple[int, int]:
    """Return the number of the first entry, or of the first row and column.

    Raises
    ------
    ValueError
        For anything but a whole number or two of them.
    """
    both = tuple(given) if isinstance(given, list | tuple) else (given,)
    if len(both) not in (1, 2) or not all(
        isinstance(one, int | np.integer) and not isinstance(one, bool) for one in both
    ):
        raise ValueError(
            f"origin of {name} is {given!r:.60}; expected a whole number, or two: of the first "
            "row and the first column"
        )
    return (int(both[0]), int(both[1])) if len(both) == 2 else int(both[0])
