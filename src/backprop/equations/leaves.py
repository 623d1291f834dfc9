r"""Leaves: what a sheet starts from, and how it is drawn.

    (4, 5) or "4x5"       4 rows, 5 columns, standard normal, anew in each draw
    "identity 3"          the identity matrix
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

__all__ = ["DRAWS", "Leaf", "as_chances", "as_leaf", "as_members", "as_origin"]


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

IDENTITY = re.compile(r"identity\s+(\d{1,4})(?:\s*[x\u00d7]\s*\1)?", re.ASCII)


@dataclass(frozen=True)
class Leaf:
    """How to draw: `draw(rng, draws)` returns an array (draws or 1, rows, columns).

    `entries` are drawn anew each time; none where the value is fixed or not known before.
    `whole` is the value where that is one whole number.
    """

    draw: Callable[[np.random.Generator, int], NDArray]
    entries: int = 0
    whole: int | None = None


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
        if identity := IDENTITY.fullmatch(given.strip()):
            size = int(identity[1])
            limits.within(f"rows of the leaf {name}", size, int(limits.LEAF**0.5))
            return as_leaf(name, np.eye(size))
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
    number = array.item() if array.size == 1 else 0.5
    whole = int(number) if number.is_integer() and abs(number) < 1e9 else None
    return Leaf(lambda rng, draws: array, 0, whole)


def as_members(name: str, given: object) -> tuple[int, ...]:
    """Return the members of a set that a sum runs through.

    Raises
    ------
    ValueError
        For anything but a range or a list of whole numbers.
    """
    listed = isinstance(given, range | list | tuple)
    if listed:
        count = given.stop - given.start if isinstance(given, range) else len(given)
        limits.within(f"members of {name}", count, limits.RANGE)
    if not listed or not all(type(one) is int for one in given):
        raise ValueError(f"the set {name} is {given!r:.60}; expected 1..4 or [1, 3]")
    return tuple(given)


def as_chances(name: str, given: object, others: dict[str, tuple[float, ...]]) -> tuple[float, ...]:
    """Return the chances of what is random; all that is random has the same outcomes.

    Raises
    ------
    ValueError
        For anything but numbers from 0 to 1 that add up to 1.
    """
    numbers = isinstance(given, list | tuple) and all(
        isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 1
        for one in given
    )
    if not numbers or abs(sum(given) - 1) > 1e-9 or len(given) > limits.LEAF:
        raise ValueError(
            f"random {name} is {given!r:.60}; expected chances that add up to 1, one for each entry"
        )
    chances = tuple(float(one) for one in given)
    if any(one != chances for one in others.values()):
        raise ValueError(
            f"random {name} has other chances than {next(iter(others))}; expected the same outcomes"
        )
    return chances


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
