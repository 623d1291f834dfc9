"""Points at which a program is tried: near the reader's own, and unlike one another.

Two draws never have as many examples, nor as large a penalty, so that no factor is
taken for another; zeros and zero biases do not stay zeros.  Targets are only ever
dealt out anew: a class or a row of one-hot numbers stays what it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.structure import Leaf, as_floats

__all__ = ["Draw", "draws", "is_penalty", "own"]

PENALTY = re.compile(
    r"_?(lam|lamb|lambd|lmbd|lambda|lmbda|lambda_?reg|reg|reg_?\w*|regul\w*|l2|l2_?\w*|wd|"
    r"weight_?decay|ridge|penalty|decay)_?|λ",
    re.I,
)
COUNTS = (5, 7, 11, 6, 9, 8, 3, 4)
FEW = (3, 4, 5, 7)
STRENGTHS = (0.37, 0.83, 0.59, 0.21)


@dataclass(frozen=True)
class Draw:
    """Arguments with which both functions are called.

    Attributes
    ----------
    arrays : dict
        Path in params -> array.
    data : tuple
        What follows the parameters.
    options : dict
        Arguments by keyword, for the functions that take them.
    settings : tuple of (namespace, key, value)
        What is set in globals, closures and objects while the functions run.
    m : int or None
        The number of examples, where the doctor can tell it.
    """

    arrays: Mapping[tuple, NDArray]
    data: tuple
    options: Mapping[str, float] = field(default_factory=dict)
    settings: tuple = ()
    m: int | None = None

    def moved(self, steps: tuple, array: NDArray) -> "Draw":
        """Return the draw with one array changed."""
        return replace(self, arrays={**self.arrays, steps: array})


def is_penalty(name: str) -> bool:
    """Return whether a name is one for the strength of a penalty.

    Examples
    --------
    >>> [is_penalty(name) for name in ("lam", "lambda_", "reg", "weight_decay", "lr", "W1")]
    [True, True, True, True, False, False]
    """
    return bool(PENALTY.fullmatch(name))


def own(leaves: Sequence[Leaf], data: tuple) -> Draw:
    """Return the reader's own point."""
    return Draw({leaf.steps: leaf.value for leaf in leaves}, data, m=_own_count(data))


def _length(item: Any, axis: int) -> int | None:
    """Return how many examples an item of the data has, counted along an axis."""
    if isinstance(item, list | tuple) and axis == 0:
        return len(item)
    shape = np.shape(item) if isinstance(item, np.ndarray) or hasattr(item, "shape") else ()
    if not shape or (axis == -1 and len(shape) > 2):
        return None
    return shape[axis]


def _axes(data: tuple) -> list[int | None]:
    """Return the axes along which the examples may lie, the likeliest first."""
    items = [one for one in data if getattr(one, "ndim", 0) or isinstance(one, list | tuple)]
    found = []
    for axis in (0, -1):
        lengths = {_length(one, axis) for one in items}
        if len(lengths) == 1 and None not in lengths:
            many = axis == 0 or max((getattr(one, "ndim", 0) for one in items), default=0) == 2
            found += [axis] * many
    wide = [np.shape(one) for one in items if isinstance(one, np.ndarray)]
    if found == [0, -1] and all(len(s) == 2 and s[0] == s[1] for s in wide) and len(wide) > 1:
        return found
    return found or [None]


def _own_count(data: tuple) -> int | None:
    axis = _axes(data)[0]
    if axis is None:
        return None
    return next((_length(one, axis) for one in data if _length(one, axis) is not None), None)


def _dealt(item: Any, axis: int, rows: NDArray) -> Any:
    """Return an item of the data with these examples."""
    if isinstance(item, list | tuple):
        return type(item)(item[i] for i in rows)
    if not getattr(item, "ndim", 0):
        return item
    if isinstance(item, np.ndarray):
        return np.take(item, rows, axis=axis)
    return item[rows] if axis == 0 else item[:, rows]


def _shaken(item: Any, rng: np.random.Generator) -> Any:
    """Return inputs that differ a little, of a size at which units do not saturate."""
    if isinstance(item, list | tuple):
        array = as_floats(item)
        if array is not None:
            tokens = all(isinstance(one, int) for one in item)
            return item if tokens else type(item)(_shaken(array, rng).tolist())
        each = isinstance(item, list)  # of examples; a tuple is (x, y)
        return type(item)(
            _shaken(one, rng) if i == 0 or each else one for i, one in enumerate(item)
        )
    if not isinstance(item, np.ndarray) or item.dtype.kind not in "fiu":
        return item
    if item.dtype.kind in "iu" and item.ndim < 2:
        return item
    array = item.astype(float)
    size = np.abs(array).max() if array.size else 0.0
    if size > 5:
        array, size = array / size * 2, 2.0
    noise = rng.uniform(0.1, 0.3, array.shape) * max(size, 0.5)
    if (array < 0).any():
        noise *= rng.choice([-1, 1], array.shape)
    return array + noise


def _targets_first(data: tuple, rows: int, count: int, axis: int, rng: np.random.Generator):
    """Return which examples to take: of each class one, as far as they reach."""
    classes: dict[Any, int] = {}
    last = next((one for one in reversed(data) if _length(one, axis) == rows), None)
    if isinstance(last, np.ndarray):
        table = np.moveaxis(np.asarray(last), axis, 0).reshape(rows, -1)
        table = table[:2000]
        for i in rng.permutation(len(table)):
            classes.setdefault(tuple(table[i].tolist()), int(i))
    kept = sorted(classes.values(), key=lambda i: tuple(table[i]), reverse=True)[:count]
    more = rng.integers(0, rows, count - len(kept))
    return rng.permutation(np.concatenate([np.array(kept, dtype=int), more]).astype(int))


def _weights(array: NDArray, rng: np.random.Generator, signs: bool) -> NDArray:
    """Return parameters near these: zeros get a size, and no entry stays what it is.

    With `signs`, some get the other sign, so that a function of the sign is seen to be one.
    """
    near = _near(array, rng)
    if not signs or near.size < 2:
        return near
    if near.ndim == 1:  # any part of it has both signs, and neighbours have the same or not
        every = 2 if near.size == 2 else 3
        return np.abs(near) * np.where((np.arange(near.size) + rng.integers(every)) % every, -1, 1)
    return near * rng.choice([-1, 1], near.shape, p=[0.25, 0.75])


def _near(array: NDArray, rng: np.random.Generator) -> NDArray:
    size = float(np.abs(array).max())
    wide = max(array.shape, default=1)
    if size < 0.15:
        if array.ndim < 2 or 1 in array.shape:
            return rng.uniform(0.1, 0.4, array.shape) * rng.choice([-1, 1], array.shape)
        return rng.normal(size=array.shape) * min(0.7, 1.5 / np.sqrt(wide))
    if np.ptp(array) == 0 or (array >= 0).all():
        return array * rng.uniform(0.7, 1.3, array.shape) + 0.05 * size * rng.random(array.shape)
    new = array + 0.2 * float(array.std() + 0.1 * size) * rng.normal(size=array.shape)
    too_wide = float(np.sqrt((new**2).mean()) * np.sqrt(wide))
    return new / max(1.0, too_wide / 4) if array.ndim > 1 else new


def _counts(leaves: Sequence[Leaf], data: tuple, axis: int, rows: int, few: bool) -> list[int]:
    """Return numbers of examples that are no other size in the program."""
    sizes = {n for leaf in leaves for n in leaf.value.shape} | {rows}
    for one in data:
        shape = np.shape(one) if isinstance(one, np.ndarray) else ()
        sizes |= set(shape) - ({shape[axis]} if shape else set())
    usual = (*FEW, *COUNTS) if few else COUNTS
    return [n for n in dict.fromkeys(usual) if n not in sizes] or list(COUNTS)


def draws(
    leaves: Sequence[Leaf],
    data: tuple,
    *,
    penalties: Sequence[Callable[[float], tuple[Mapping, tuple]]] = (),
    seed: int = 0,
    few: bool = False,
) -> Iterator[Callable[[int], Draw]]:
    """Yield families of draws, from the boldest to the reader's own data.

    Each is a function of a number, and of how often that was redrawn.  The caller takes the first
    family on which the cost can be computed.

    Parameters
    ----------
    leaves : sequence of Leaf
        The parameters.
    data : tuple
    penalties : sequence of callable
        strength -> (options, settings) that give a penalty this strength.
    seed : int
    few : bool
        Take as few examples as there can be, for functions that are slow.
    """
    axes = [*_axes(data), None]
    ways = ((True, True), (True, False), (False, False))
    kinds = [(axis, *way) for way in ways for axis in axes[:-1]]
    for axis, bold, signs in [*kinds, *((None, *way) for way in ways)]:

        def family(k: int, again: int = 0, axis=axis, bold=bold, signs=signs) -> Draw:
            rng = np.random.default_rng([seed, k, again])
            arrays = {leaf.steps: _weights(leaf.value, rng, signs) for leaf in leaves}
            taken, m = data, None
            rows = (
                None
                if axis is None
                else next(n for one in data if (n := _length(one, axis)) is not None)
            )
            if rows:
                counts = _counts(leaves, data, axis, rows, few)
                m = counts[k % len(counts)]
                chosen = _targets_first(data, rows, m, axis, rng)
                taken = tuple(_dealt(one, axis, chosen) for one in data)
            if bold and taken:
                first = _shaken(taken[0], rng)
                same = [_equal(one, taken[0]) for one in taken]
                taken = tuple(
                    first if alike else one for one, alike in zip(taken, same, strict=True)
                )
            options, settings = {}, ()
            for i, penalty in enumerate(penalties):
                more, set_too = penalty(STRENGTHS[(k + i) % len(STRENGTHS)])
                options, settings = {**options, **more}, (*settings, *set_too)
            return Draw(arrays, taken, options, settings, m or _own_count(data))

        yield family


def _equal(a: Any, b: Any) -> bool:
    if a is b:
        return True
    x, y = as_floats(a), as_floats(b)
    return x is not None and y is not None and x.shape == y.shape and bool((x == y).all())
