"""How close two arrays are: three bands, and what a difference looks like.

rounding    as close as two ways of computing the same number come
guard       to 1e-7 or so: a guard such as + 1e-8, or single precision
wrong       anything else
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["GUARD", "ROUNDING", "ArrayVerdict", "compare"]

ROUNDING = 1e-8  # of the largest entry
GUARD = 3e-5


@dataclass(frozen=True)
class ArrayVerdict:
    """One array of the gradient beside the derivative of the cost.

    Attributes
    ----------
    path : str
        Which array, as the reader writes it: "W1", "[0]['b']", ".gamma".
    band : str
        "rounding", "guard" or "wrong".
    difference : float
        The largest difference of an entry, as a share of the largest entry.
    factor : float or None
        The c for which c times the right array comes closest; None where the right
        array, or the reader's, is 0.
    angle : float or None
        Between the two, in degrees; None as for `factor`.
    rows, columns : tuple of int
        Where the wrong entries are, if only some rows or only some columns have any.
    note : str
        What else there is to say, such as a shape that had to be broadcast.
    zeros : int
        How many of its entries have the derivative 0, and so prove nothing.
    """

    path: str
    band: str
    difference: float
    factor: float | None = None
    angle: float | None = None
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    note: str = ""
    zeros: int = 0

    @property
    def correct(self) -> bool:
        """Whether the array is right, be it to the band of a guard."""
        return self.band != "wrong"

    def __str__(self):
        if self.correct:
            how = "right" if self.band == "rounding" else f"right to {self.difference:.0e}"
            return f"{self.path}: {how}" + (f" ({self.note})" if self.note else "")
        parts = []
        if self.factor is not None:
            if self.angle in (0, 180):
                parts.append(f"{self.factor:.4g} times the right one")
            else:
                parts.append(f"{self.angle:.0f}° off" if self.angle >= 1 else "less than 1° off")
        if self.rows or self.columns:
            which, kind = (self.rows, "row") if self.rows else (self.columns, "column")
            listed = ", ".join(map(str, which[:6])) + ", …" * (len(which) > 6)
            parts.append(f"only in {kind}{'s' * (len(which) > 1)} {listed}")
        parts += [self.note] * bool(self.note)
        return f"{self.path}: wrong" + (f" ({'; '.join(parts)})" if parts else "")


def _some(bad: NDArray, axis: int) -> tuple[int, ...]:
    """Return the indices of rows (columns) that hold bad entries, if not all do."""
    if bad.ndim != 2 or 1 in bad.shape:
        return ()
    found = np.flatnonzero(bad.any(axis=axis))
    return tuple(map(int, found)) if len(found) < bad.shape[1 - axis] else ()


def compare(path: str, given, right, *, noise: float = 0.0, floor: float = 0.0, note: str = ""):
    """Judge one array of a gradient.

    Parameters
    ----------
    path : str
    given, right : ndarray
        Of one shape.
    noise : float
        How much the entries of `right` may themselves be off.
    floor : float
        What counts as the size of the array if all of it is smaller.
    note : str

    Returns
    -------
    ArrayVerdict

    Examples
    --------
    >>> import numpy as np
    >>> print(compare("W1", np.array([2.0, 4.0]), np.array([1.0, 2.0])))
    W1: wrong (2 times the right one)
    """
    given, right = np.asarray(given, dtype=float), np.asarray(right, dtype=float)
    if not right.size:
        return ArrayVerdict(path, "rounding", 0.0, note=note)
    if not np.isfinite(given).all():
        return ArrayVerdict(path, "wrong", np.inf, note=note or "not all of it is finite")
    size = max(np.abs(right).max(), floor, 1e-300)
    off = np.abs(given - right)
    zeros = int((np.abs(right) <= 1e-9 * size).sum())
    share = float(off.max() / size)
    edge = max(ROUNDING, 30 * noise / size)
    band = "rounding" if share <= edge else "guard" if share <= max(GUARD, edge) else "wrong"
    norms = np.linalg.norm(given), np.linalg.norm(right)
    if band != "wrong" or min(norms) <= 1e-9 * size:
        return ArrayVerdict(path, band, share, note=note, zeros=zeros)
    inner = float(given.ravel() @ right.ravel())
    factor, cosine = inner / norms[1] ** 2, inner / (norms[0] * norms[1])
    bad = off > edge * size
    cosine = cosine if abs(cosine) < 1 - 1e-9 else np.sign(cosine)
    angle = float(np.degrees(np.arccos(cosine)))
    rows = _some(bad, 1)
    columns = () if rows else _some(bad, 0)
    return ArrayVerdict(path, band, share, factor, angle, rows, columns, note, zeros)
