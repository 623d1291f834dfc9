"""What was taken for what: a table of counts whose errors stand out."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure
from backprop.validation import as_array

__all__ = ["confusion", "draw_confusion"]


def confusion(Y: ArrayLike, output: ArrayLike) -> NDArray:
    """Count what was taken for what: a row for what it is, a column for what was said.

    Parameters
    ----------
    Y : array_like of shape (m, K)
        One-hot targets.
    output : array_like of shape (m, K)
        What a network says; the largest entry of a row is its answer.

    Returns
    -------
    ndarray of int of shape (K, K)

    Examples
    --------
    >>> confusion([[1, 0], [0, 1], [0, 1]], [[0.9, 0.2], [0.3, 0.4], [0.6, 0.5]]).tolist()
    [[1, 0], [1, 1]]
    """
    Y, output = as_array("Y", Y), as_array("output", output)
    if Y.shape != output.shape or Y.ndim != 2:
        raise ValueError(f"Y has shape {Y.shape} and output {output.shape}; expected both (m, K)")
    counts = np.zeros((Y.shape[1], Y.shape[1]), dtype=int)
    np.add.at(counts, (Y.argmax(axis=1), output.argmax(axis=1)), 1)
    return counts


def draw_confusion(
    counts: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    axes: tuple[str, str] = ("what it is", "what was said"),
    width: float = 4.6,
) -> Drawing:
    """Draw a table of counts; right answers on a light ground, errors framed and bold.

    Parameters
    ----------
    counts : array_like of int of shape (K, K)
        A row for what it is, a column for what was said.
    names : sequence of str, optional
        Of the classes; by default their numbers.
    axes : (str, str)
        What the rows and the columns are called.
    width : float
        In inches.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        For counts that are no square, or names that are not one a class.

    Examples
    --------
    >>> from backprop.figures.plots import svg
    >>> fig = draw_confusion([[5, 1], [0, 4]], ["cat", "dog"])
    >>> "cat" in svg(fig)
    True
    """
    counts = as_array("counts", counts)
    K = len(counts)
    if counts.shape != (K, K):
        raise ValueError(f"counts has shape {counts.shape}; expected a square")
    names = [str(i) for i in range(K)] if names is None else names
    if len(names) != K:
        raise ValueError(f"names has {len(names)} entries; expected {K}, one a class")
    fig, ax = figure(width, width * 0.94)
    for (row, column), count in np.ndenumerate(counts):
        right = row == column
        place = (column - 0.5, row - 0.5)
        if right:
            ax.add_patch(Rectangle(place, 1, 1, fc=PALETTE["wash"], lw=0))
        elif count:
            inner = (place[0] + 0.08, place[1] + 0.08)
            ax.add_patch(Rectangle(inner, 0.84, 0.84, fill=False, ec=PALETTE["orange"], lw=1.2))
        if right or count:
            weight = "normal" if right else "bold"
            ax.text(column, row, str(count), ha="center", va="center", fontsize=9, weight=weight)
    ax.set(xlim=(-0.5, K - 0.5), ylim=(K - 0.5, -0.5), xlabel=axes[1], ylabel=axes[0])
    ax.set_xticks(range(K), names)
    ax.set_yticks(range(K), names)
    ax.tick_params(length=0)
    ax.grid(False)
    ax.set_aspect("equal")
    return fig
