"""Arrays in files, which each worker opens for itself and reads in chunks."""

import functools
import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from backprop.validation import as_count

__all__ = ["Opened", "Rows", "from_file", "from_npy", "reopened", "rows_of"]


class Rows(NamedTuple):
    """Rows start to stop - 1 of whatever `open()` returns; read where they are needed.

    `total` is how many rows it had when it was described.
    """

    open: Callable[[], Any]
    start: int
    stop: int
    total: int


@dataclass(frozen=True)
class Opened:
    """An array in a file, as `from_file` describes it.

    `rows` is the number of examples a chunk, None where that is left open.
    """

    open: Callable[[], Any]
    shape: tuple[int, ...]
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
        Where open is no function, or what it opens has not one example a row, nor one
        class number an example.

    Examples
    --------
    >>> from_file(lambda: np.zeros((100, 3)), rows=40).shape
    (100, 3)
    """
    if not callable(open):
        raise TypeError(f"open is a {type(open).__name__}; expected a function that opens the file")
    array = open()
    if not hasattr(array, "shape") or not hasattr(array, "__getitem__"):
        raise TypeError(
            f"open() returned a {type(array).__name__}; expected an array, with .shape and slices"
        )
    shape = tuple(int(size) for size in array.shape)
    dtype = np.dtype(getattr(array, "dtype", float))
    if len(shape) != 2 and not (len(shape) == 1 and dtype.kind in "iu"):
        raise ValueError(f"the opened array has shape {shape}; expected one example a row")
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

    Raises
    ------
    ValueError, TypeError
        For a file that is no single array of numbers; for one that has not one
        example a row.
    OSError
        Where the file cannot be read.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path is {path!r}; expected the name of a .npy file")
    path = Path(path).absolute()
    open = functools.partial(np.load, path, mmap_mode="r")
    try:
        array = open()
    except (ValueError, EOFError) as error:
        raise ValueError(
            f"path is {path}; expected a .npy file, with one array of numbers"
        ) from error
    if not isinstance(array, np.ndarray):  # an archive, as np.savez and save_weights write it
        names = ", ".join(array.files[:5])
        array.close()
        raise ValueError(
            f"path is {path}, an archive of arrays ({names}); expected a .npy file, with one"
        )
    return from_file(open, rows)


def reopened(mapped: np.memmap) -> Opened | np.ndarray:
    """Return a memory-mapped file as Opened, or as an array what its file does not have.

    That is a view of a part of it, and a copy-on-write map (mode "c"), whose changes
    are in this process's memory and nowhere else.
    """
    whole = isinstance(mapped.base, mmap.mmap) and mapped.flags.c_contiguous
    if not whole or mapped.mode == "c" or mapped.filename is None:
        return np.asarray(mapped)
    place = (mapped.filename, mapped.dtype, "r", mapped.offset, mapped.shape)
    return from_file(functools.partial(np.memmap, *place))


def rows_of(part: Any) -> np.ndarray:
    """Return a chunk's x or y as an array, masked if it is; on the worker."""
    if isinstance(part, Rows):
        array = part.open()
        if array.shape[0] > part.total:  # fewer are noticed where rows are missing
            raise ValueError(
                f"the opened array has {array.shape[0]} rows; it had {part.total} when it was "
                "described (by from_file, from_npy or a mapped array)"
            )
        part = array[part.start : part.stop]
    return part if isinstance(part, np.ma.MaskedArray) else np.asarray(part)
