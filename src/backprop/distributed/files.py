"""Arrays in files, which each worker opens for itself and reads in chunks."""

import functools
import mmap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from backprop.validation import as_count

__all__ = ["Opened", "Rows", "from_file", "from_npy", "reopened", "rows_of"]


class Rows(NamedTuple):
    """Rows start to stop - 1 of whatever `open()` returns; read where they are needed."""

    open: Callable[[], Any]
    start: int
    stop: int


@dataclass(frozen=True)
class Opened:
    """An array in a file, as `from_file` describes it.

    `rows` is the number of examples a chunk, None where that is left open.
    """

    open: Callable[[], Any]
    shape: tuple[int, int]
    dtype: np.dtype
    rows: int | None = None


def from_file(open: Callable[[], Any], rows: int | None = None) -> Opened:
    """Describe an array that every worker opens for itself and reads in chunks.

    Parameters
    ----------
    open : callable
        Called without arguments, here (once, for the shape) and on the workers;
        returns anything with `.shape` and slices: a memory-mapped array, an HDF5
        data set (``lambda: h5py.File(path)["X"]``), a Zarr array
        (``lambda: zarr.open(path)``).  The path must lead to the file on each worker.
    rows : int, optional
        Examples a chunk; by default as many as X or Y, its partner, has, or as 32 MB
        hold.

    Returns
    -------
    Opened
        To be passed as X or Y.

    Raises
    ------
    TypeError, ValueError
        Where open is no function, or what it opens has not one example a row.

    Examples
    --------
    >>> from_file(lambda: np.zeros((100, 3)), rows=40).shape
    (100, 3)
    """
    if not callable(open):
        raise TypeError(f"open is a {type(open).__name__}; expected a function that opens the file")
    array = open()
    shape = tuple(int(size) for size in array.shape)
    if len(shape) != 2:
        raise ValueError(f"the opened array has shape {shape}; expected one example a row")
    dtype = np.dtype(getattr(array, "dtype", float))
    return Opened(open, shape, dtype, None if rows is None else as_count("rows", rows))


def from_npy(path: str | Path, rows: int | None = None) -> Opened:
    """Describe a .npy file, memory-mapped on each worker; see `from_file`.

    Parameters
    ----------
    path : str or Path
        The same for each worker.
    rows : int, optional
        As `from_file` takes it.

    Returns
    -------
    Opened
    """
    return from_file(functools.partial(np.load, Path(path).absolute(), mmap_mode="r"), rows)


def reopened(mapped: np.memmap) -> Opened | np.ndarray:
    """Return a memory-mapped file as Opened; a view of a part of one as an array."""
    if not isinstance(mapped.base, mmap.mmap) or not mapped.flags.c_contiguous:
        return np.asarray(mapped)
    place = (mapped.filename, mapped.dtype, "r", mapped.offset, mapped.shape)
    return from_file(functools.partial(np.memmap, *place))


def rows_of(part: Any) -> np.ndarray:
    """Return a chunk's x or y as an array; on the worker."""
    if isinstance(part, Rows):
        part = part.open()[part.start : part.stop]
    return np.asarray(part)
