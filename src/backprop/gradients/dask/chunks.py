"""X and Y in chunks: arrays in memory, files that each worker opens itself, Dask arrays.

A chunk is whatever a task can turn into rows on the worker: an array that travels
with the task, an `Opened` file and the rows wanted from it, or a block of a Dask
array.  Only the last two may be larger than a machine's memory in all.
"""

import itertools
import math
import pickle
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from backprop.gradients.dask.files import Opened, Rows, from_file, reopened
from backprop.validation import as_array, refuse_mask

__all__ = ["Chunk", "pair_up"]

BYTES = 2**25  # the most that a chunk holds where nobody says how many rows
CHUNKS = 8  # how many there are at least, where there are examples enough


class Chunk(NamedTuple):
    """Some rows of X and of Y; start and stop are NaN where nobody knows them."""

    number: int
    start: float
    stop: float
    x: Any
    y: Any

    @property
    def place(self) -> str:
        """The chunk's number and rows, as messages name it."""
        if math.isnan(self.start) or math.isnan(self.stop):
            return f"chunk {self.number}"
        return f"chunk {self.number}, rows {self.start} to {self.stop - 1}"


def pair_up(X: Any, Y: Any) -> list[Chunk]:
    """Return the chunks of X with those of Y; what has none is cut like its partner.

    Raises
    ------
    ValueError
        Naming the first chunk in which X and Y do not have the same rows.
    TypeError
        For an array that cannot be sent to a worker.
    """
    X, Y = _source("X", X), _source("Y", Y)
    _same_total(X.shape[0], Y.shape[0])
    x, y = _chunks(X), _chunks(Y)
    if x is None and y is None:
        x = _split(X.shape[0], min(_fitting(X), _fitting(Y)))
    x, y = x or y, y or x
    _same_chunks(x, y)
    ends = list(itertools.accumulate(x, initial=0))
    pairs = zip(_parts(X, ends), _parts(Y, ends), strict=True)
    return [Chunk(i, ends[i], ends[i + 1], *pair) for i, pair in enumerate(pairs)]


def _source(name: str, value: Any) -> Any:
    """Return value as a Dask array in whole rows, an Opened file, or an array."""
    if isinstance(value, Opened):
        _refuse_flat(name, value)
        return value
    refuse_mask(name, getattr(value, "_meta", value))  # what the blocks of a Dask array are
    if not hasattr(value, "__getitem__") or not hasattr(value, "shape"):
        value = as_array(name, value)
    _refuse_flat(name, value)
    if hasattr(value, "__dask_graph__"):
        return value.rechunk({1: -1}) if value.numblocks[1:] > (1,) else value
    if isinstance(value, np.memmap):
        return reopened(value)
    return value if isinstance(value, np.ndarray) else from_file(_sent(name, value))


def _refuse_flat(name: str, value: Any) -> None:
    """Raise ValueError for other than one example a row, or one class number an example."""
    classes = name == "Y" and len(value.shape) == 1 and np.dtype(value.dtype).kind in "iu"
    if len(value.shape) != 2 and not classes:
        raise ValueError(f"{name} has shape {value.shape}; expected one example a row")


def _sent(name: str, array: Any) -> Callable[[], Any]:
    """Return a function that hands out an array-like on the worker, if it can travel there."""
    try:
        pickle.dumps(array)
    except (TypeError, pickle.PicklingError, AttributeError) as error:
        raise TypeError(
            f"{name} is a {type(array).__name__} that cannot be sent to a worker ({error}); "
            f"expected from_file(f), with a function f that opens it there"
        ) from error
    return lambda: array


def _chunks(source: Any) -> tuple | None:
    """Return the rows of each chunk; None where that is open."""
    if hasattr(source, "__dask_graph__"):
        return source.chunks[0]
    rows = getattr(source, "rows", None)
    return None if rows is None else _split(source.shape[0], rows)


def _parts(source: Any, ends: Sequence[int]) -> list[Any]:
    if hasattr(source, "__dask_graph__"):
        return list(source.to_delayed().ravel())
    if isinstance(source, Opened):
        return [Rows(source.open, a, b, source.shape[0]) for a, b in itertools.pairwise(ends)]
    return [source[a:b] for a, b in itertools.pairwise(ends)]


def _split(m: int, rows: int) -> tuple[int, ...]:
    return tuple(min(rows, m - start) for start in range(0, m, rows))


def _fitting(source: Any) -> int:
    """Return how many rows make a chunk."""
    bytes_a_row = max(1, math.prod(source.shape[1:]) * source.dtype.itemsize)
    return max(1, min(BYTES // bytes_a_row, math.ceil(source.shape[0] / CHUNKS)))


def _same_total(m: float, k: float) -> None:
    if m != k and not (math.isnan(m) or math.isnan(k)):
        raise ValueError(f"X has {m} rows and Y has {k}; expected one target a row")
    if m == 0:
        raise ValueError("X has no rows; expected at least one example")


def _same_chunks(x: tuple, y: tuple) -> None:
    for number, (a, b) in enumerate(itertools.zip_longest(x, y)):
        if a != b and (a is None or b is None or (not math.isnan(a) and not math.isnan(b))):
            raise ValueError(
                f"X and Y are chunked differently: chunk {number}, from row {sum(x[:number])}, "
                f"has {a or 'no'} rows of X and {b or 'no'} of Y; expected the same rows "
                f"(for Dask arrays: Y.rechunk({{0: X.chunks[0]}}))"
            )
