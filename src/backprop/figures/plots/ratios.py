"""Where a gradient is wrong, entry by entry: the pattern that a mistake leaves."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure
from backprop.validation import as_array

__all__ = ["draw_ratios", "ratios_of"]

SAME = 1e-9  # of the largest entry
CELL, ROW = 0.46, 0.3  # inches


def ratios_of(given: NDArray, right: NDArray) -> NDArray:
    """Return given / right, entry by entry: 1 where they agree, inf where right is 0.

    Examples
    --------
    >>> ratios_of(np.array([2.0, 3.0, 0.0, 1.0]), np.array([1.0, 3.0, 0.0, 0.0])).tolist()
    [2.0, 1.0, 1.0, inf]
    """
    largest = max(np.abs(given).max(), np.abs(right).max())
    quotient = np.full(np.shape(given), np.inf)
    np.divide(given, right, out=quotient, where=np.abs(right) > SAME * largest)
    return np.where(np.abs(given - right) <= SAME * largest, 1.0, quotient)


def _text(ratio: float) -> str:
    if ratio == 1:
        return "="
    if not np.isfinite(ratio):
        return "≠"
    return f"{ratio:z.1f}".replace("-", "−") if abs(ratio) < 100 else "≫"


def _grid(ax: Axes, table: NDArray, left: float, top: float, name: str) -> None:
    """Draw one layer's table, with its name above; entries that differ on a ground."""
    rows, columns = table.shape
    for (i, j), ratio in np.ndenumerate(table):
        x, y = left + j * CELL, top - (i + 1) * ROW
        wrong = ratio != 1
        ground = PALETTE["wash"] if wrong else "none"
        ax.add_patch(Rectangle((x, y), CELL, ROW, fc=ground, ec=PALETTE["faint"], lw=0.8))
        ink = PALETTE["red"] if wrong else PALETTE["muted"]
        ax.text(
            x + CELL / 2, y + ROW / 2, _text(ratio), ha="center", va="center", color=ink, fontsize=8
        )
    ax.plot([left + CELL] * 2, [top, top - rows * ROW], "-", color=PALETTE["ink"], lw=1)
    ax.text(left + columns * CELL / 2, top + 0.07, name, ha="center", va="bottom")


def draw_ratios(
    given: Mapping[int, NDArray], right: Mapping[int, NDArray], *, height: float = 2.2
) -> Drawing:
    """Draw how many times too large each entry of a gradient is.

    "=" stands where an entry is right, a number c where it is c times the right
    one, "≠" where the right one is zero; the bias column stands left of the line.

    Parameters
    ----------
    given, right : dict of ndarray
        Two gradients, by layer, of the same shapes.
    height : float
        In inches.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If they have not the same layers and shapes.

    Examples
    --------
    >>> fig = draw_ratios({1: np.array([[1.0, 4.0]])}, {1: np.array([[1.0, 2.0]])})
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['=', '2.0', '$D^{(1)}$']
    """
    shapes = [{layer: np.shape(D[layer]) for layer in D} for D in (given, right)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"given has the shapes {shapes[0]}, right {shapes[1]}")
    tables = {
        layer: ratios_of(
            as_array(f"given[{layer}]", given[layer]), as_array(f"right[{layer}]", right[layer])
        )
        for layer in given
    }
    span = sum(table.shape[1] * CELL for table in tables.values()) + 0.4 * (len(tables) + 1)
    fig, ax = figure(6.8, height)
    left = max(0.4, (6.8 - span) / 2 + 0.4)
    ax.set(xlim=(0, max(6.8, span)), ylim=(0, height))
    ax.axis("off")
    for layer, table in tables.items():
        _grid(ax, table, left, height - 0.35, f"$D^{{({layer})}}$")
        left += table.shape[1] * CELL + 0.4
    return fig
