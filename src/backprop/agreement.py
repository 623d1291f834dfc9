"""How far a layer's gradient is from the numerical one: by how much, which way, and where."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Gap", "apart", "gap", "verdict"]


def apart(a: NDArray, b: NDArray, least: float = 0.0) -> float:
    """Return ||a - b|| / (||a|| + ||b||), or over `least` where that is larger.

    0 where all is zero, nan where an entry is not finite.  No float can hold the square
    of 1e200, so all are first divided by the power of two below the largest, which
    changes no digit.
    """
    largest = max((float(abs(array).max(initial=0.0)) for array in (a, b)), default=0.0)
    if not np.isfinite(largest):
        return float("nan")
    if largest == 0:
        return 0.0
    size = math.ldexp(1.0, math.frexp(largest)[1] - 1)
    a, b = a / size, b / size
    total = max(np.linalg.norm(a) + np.linalg.norm(b), least / size)
    return float(np.linalg.norm(a - b) / total)


@dataclass(frozen=True)
class Gap:
    """What lies between a layer's gradient and the numerical one.

    Attributes
    ----------
    layer : int
    difference : float
        As `apart` measures it.
    factor : float
        The number c for which c times the numerical gradient comes closest.
    angle : float
        Between the two, in degrees; nan where one of them is zero.
    row, column : int
        The entry in which they are furthest apart.
    analytic, numeric : float
        What they have there.
    """

    layer: int
    difference: float
    factor: float
    angle: float
    row: int
    column: int
    analytic: float
    numeric: float

    @property
    def largest(self) -> float:
        """How far apart they are in that entry."""
        return abs(self.analytic - self.numeric)

    @property
    def kind(self) -> str:
        """The layer's gradient, compared with the numerical one as a whole."""
        if np.isnan(self.difference):
            return "not finite"
        if np.isnan(self.angle):
            return "not zero, and should be" if self.analytic else "zero, and should not be"
        return (
            f"{self.factor:.6g} times the numerical one at best, {round(self.angle, 3):g}° off "
            "in direction"
        )


def gap(layer: int, analytic: NDArray, numeric: NDArray, least: float = 0.0) -> Gap:
    """Compare a layer's gradient with the numerical one, of the same shape.

    Examples
    --------
    >>> half = gap(1, np.array([[1.5, 0.0]]), np.array([[3.0, 0.0]]))
    >>> print(f"{half.kind}: {half.difference:.3f}")
    0.5 times the numerical one at best, 0° off in direction: 0.333
    """
    with np.errstate(all="ignore"):
        off = np.nan_to_num(abs(analytic - numeric), nan=np.inf, posinf=np.inf)
        row, column = (int(i) for i in np.unravel_index(off.argmax(), off.shape))
        largest = abs(analytic).max(), abs(numeric).max()  # lest squares leave the floats
        a, b = np.ravel(analytic) / largest[0], np.ravel(numeric) / largest[1]
        factor = a @ b / (b @ b) * (largest[0] / largest[1])
        a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
        angle = 2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))
    return Gap(
        layer,
        apart(analytic, numeric, least),
        float(factor),
        float(np.degrees(angle)),
        row,
        column,
        float(analytic[row, column]),
        float(numeric[row, column]),
    )


def verdict(gaps: Sequence[Gap], wrong: Sequence[Gap], off: float, held_to: str) -> str:
    """Return what is wrong, in the layer nearest to the output: mistakes are felt behind it.

    Parameters
    ----------
    gaps : sequence of Gap
        Of all layers, from the inputs to the output.
    wrong : sequence of Gap
        Those of them that are too wide.
    off : float
        What an entry of the numerical gradient may be off by.
    held_to : str
        The tolerance, in words.
    """
    sure = [one for one in wrong if not one.largest <= off]
    if not sure:
        return (
            f"the gradient of layer {wrong[-1].layer} cannot be judged: the relative difference "
            f"is {wrong[-1].difference:.3g} {held_to}, and may be nothing but the rounding of "
            "difference quotients; take method='complex', which has none"
        )
    *others, one = sure
    said = [
        f"the gradient of layer {one.layer} is {one.kind}",
        f"relative difference {one.difference:.3g} {held_to}",
        f"most at Theta[{one.layer}][{one.row}, {one.column}]: analytic {one.analytic:.6g}, "
        f"numeric {one.numeric:.6g}",
    ]
    if others:
        layers = ", ".join(str(other.layer) for other in reversed(others))
        said.append(f"wrong as well: layer{'s' * (len(others) > 1)} {layers}")
    said += ["the others agree"] * (len(gaps) > len(wrong))
    return "; ".join([*said, "call backprop.doctor.diagnose(gradient, net) to learn why"])
