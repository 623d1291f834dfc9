"""Whether an array is a number, or another array, times what is looked for."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["all_matches", "broadcasts", "constant_of", "matches", "ratio_of"]


def ratio_of(given: NDArray, wanted: NDArray) -> NDArray | None:
    """Return wanted / given where it is known, NaN elsewhere; None if none can be."""
    size = np.abs(given).max(initial=0.0)
    small = np.abs(given) <= 1e-9 * max(size, 1e-300)
    bad = small & (np.abs(np.nan_to_num(wanted)) > 1e-9 * np.nanmax(np.abs(wanted), initial=0.0))
    if bad.any():
        return None
    with np.errstate(all="ignore"):
        return np.where(small, np.nan, wanted / np.where(small, 1.0, given))


def constant_of(ratio: NDArray) -> float | None:
    """Return the number that a whole array is, if it is one."""
    known = ratio[~np.isnan(ratio)]
    if not known.size or not np.isfinite(known).all():
        return None
    middle = float(np.median(known))
    return middle if np.abs(known - middle).max() <= 1e-6 * max(abs(middle), 1e-300) else None


def broadcasts(a: tuple, b: tuple) -> bool:
    """Return whether an array of the first shape can be taken for one of the second."""
    try:
        return np.broadcast_shapes(a, b) == b
    except ValueError:
        return False


def matches(u: NDArray, ratio: NDArray, known: NDArray) -> float | None:
    """Return the c for which ratio = c u, if there is one and u is not all the same."""
    u = np.broadcast_to(u, ratio.shape)[known].astype(float)
    r = ratio[known]
    if not np.isfinite(u).all() or not np.isfinite(r).all() or np.ptp(u) == 0:
        return None
    c = float(u @ r) / max(float(u @ u), 1e-300)
    return c if c and np.abs(c * u - r).max() <= 1e-6 * np.abs(r).max() else None


def all_matches(table: NDArray, ratio: NDArray) -> list[tuple[int, float]]:
    """Return the rows u, each with its c, for which ratio = c u and u is not all the same."""
    u = table.astype(float)
    c = (u @ ratio) / np.maximum((u * u).sum(axis=1), 1e-300)
    off = np.abs(c[:, None] * u - ratio).max(axis=1)
    good = (off <= 1e-6 * np.abs(ratio).max()) & (np.ptp(u, axis=1) > 0) & (c != 0)
    return [(int(i), float(c[i])) for i in np.flatnonzero(good)]
