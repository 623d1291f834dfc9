"""An equation between matrices, with every number and every shape shown."""

import re
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure

__all__ = ["draw_matrices"]

CELL, ROW, LETTER = 0.44, 0.25, 0.1  # inches: a number's width, a row's height, a sign's letter

PRODUCT = r"$\cdot$"

Named = tuple[str, ArrayLike]


def _width(term: Named | str) -> float:
    """Return how many inches a term takes; mathtext such as $\\odot$ counts as one letter."""
    if isinstance(term, str):
        return 0.16 + LETTER * len(re.sub(r"\$[^$]*\$", "x", term))
    return _as_grid(term[1]).shape[1] * CELL + 0.14


def _as_grid(array: ArrayLike) -> NDArray:
    array = np.asarray(array, dtype=float)
    if array.ndim > 2:
        raise ValueError(f"terms hold an array of shape {array.shape}; expected at most 2 axes")
    return np.atleast_2d(array)


def draw_matrices(
    terms: Sequence[Named | str],
    *,
    heading: str = "",
    spared: Sequence[int] = (),
    lit: tuple[int, int] | None = None,
    rows: int | None = None,
    width: float = 6.8,
    digits: int = 2,
) -> Drawing:
    r"""Draw matrices and signs from left to right, as an equation is written.

    Parameters
    ----------
    terms : sequence of (str, array_like of at most two axes) or str
        A matrix under its name, or a sign such as "=" between two of them.
    heading : str
        Above the equation; mathtext allowed.
    spared : sequence of int
        Columns of the matrices that stand on a ground of their own, such as the
        bias column.
    lit : (int, int), optional
        Row and column of an entry of the product of the two matrices beside the first
        `$\cdot$`: framed are the row and the column that make it, and the entry behind "=".
    rows : int, optional
        Height of the figure, in rows; by default as many as the tallest has.
    width : float
        In inches; the equation is centred in it, and scaled down where it is wider.
    digits : int
        After the decimal point.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        For an array of more than two axes; for an entry that the product does not have.

    Examples
    --------
    >>> from backprop.figures.plots import svg
    >>> fig = draw_matrices([("$A$", [[1, 2]]), r"$\cdot$", ("$B$", [[3], [4]]), "=", ("$C$", 11)])
    >>> "(1, 2)" in svg(fig)
    True
    """
    sizes = [_width(term) for term in terms]
    tallest = max(_as_grid(t[1]).shape[0] for t in terms if not isinstance(t, str))
    height = (rows or tallest) * ROW + 1.15
    span = max(width, sum(sizes))
    fig, ax = figure(width, height)
    ax.set(xlim=(0, span), ylim=(0, height))
    ax.axis("off")
    scale = width / span
    ax.text(span / 2, height - 0.08, heading, ha="center", va="top", fontsize=10.5)
    frames = {} if lit is None else _made_of(terms, *lit)
    left, middle = (span - sum(sizes)) / 2, (height - 0.3) / 2
    for at, (term, size) in enumerate(zip(terms, sizes, strict=True)):
        if at in frames:
            height_of = _as_grid(term[1]).shape[0] * ROW
            _frame(ax, left + 0.07, middle + height_of / 2, frames[at])
        if isinstance(term, str):
            ax.text(left + size / 2, middle, term, ha="center", va="center", fontsize=11 * scale)
        else:
            grid = _as_grid(term[1])
            _matrix(
                ax, left + 0.07, middle, term[0], np.shape(term[1]), grid, spared, scale, digits
            )
        left += size
    return fig


def _made_of(terms: Sequence[Named | str], row: int, column: int) -> dict[int, tuple[slice, slice]]:
    """Return which part of each term of the first product is framed, by the term's place."""
    dot = next((at for at, term in enumerate(terms) if term == PRODUCT), None)
    if dot is None:
        raise ValueError(f"lit is {(row, column)}, but there is no {PRODUCT} between the terms")
    A, B = _as_grid(terms[dot - 1][1]), _as_grid(terms[dot + 1][1])
    if not (0 <= row < len(A) and 0 <= column < B.shape[1]):
        raise ValueError(
            f"lit is {(row, column)}; the product of {A.shape} and {B.shape} has no such entry"
        )
    across = slice(row, row + 1), slice(0, A.shape[1])
    down = slice(0, len(B)), slice(column, column + 1)
    frames = {dot - 1: across, dot + 1: down}
    equal = next(
        (at for at in range(dot + 2, len(terms) - 1) if str(terms[at]).endswith("=")), None
    )
    if equal is not None and _as_grid(terms[equal + 1][1]).shape == (len(A), B.shape[1]):
        frames[equal + 1] = across[0], down[1]
    return frames


def _frame(ax: Axes, left: float, top: float, part: tuple[slice, slice]) -> None:
    """Frame some of the entries of a matrix whose upper left corner is given."""
    rows, columns = part
    place = (left + columns.start * CELL, top - rows.stop * ROW)
    size = (columns.stop - columns.start) * CELL, (rows.stop - rows.start) * ROW
    look = {"facecolor": PALETTE["wash"], "edgecolor": PALETTE["blue"], "lw": 1.2}
    ax.add_patch(Rectangle(place, *size, **look))


def _matrix(
    ax: Axes,
    left: float,
    middle: float,
    name: str,
    shape: tuple[int, ...],
    grid: NDArray,
    spared: Sequence[int],
    scale: float,
    digits: int,
) -> None:
    """Draw one matrix with brackets, its name above and its shape below."""
    height, width = grid.shape[0] * ROW, grid.shape[1] * CELL
    top, bottom = middle + height / 2, middle - height / 2
    for column in spared:
        if column < grid.shape[1] > 1:
            place = (left + column * CELL, bottom)
            ax.add_patch(Rectangle(place, CELL, height, facecolor=PALETTE["wash"], lw=0))
    for end, inwards in ((left, 0.05), (left + width, -0.05)):
        xs, ys = [end + inwards, end, end, end + inwards], [top, top, bottom, bottom]
        ax.plot(xs, ys, "-", color=PALETTE["muted"], lw=1)
    for (i, j), value in np.ndenumerate(grid):
        text = f"{value:z.{digits}f}".replace("-", "−")
        x, y = left + (j + 0.5) * CELL, top - (i + 0.5) * ROW
        ax.text(x, y, text, ha="center", va="center", fontsize=8 * scale)
    ax.text(left + width / 2, top + 0.06, name, ha="center", va="bottom", fontsize=10 * scale)
    said = str(shape) if shape else "a number"
    ink = PALETTE["muted"]
    ax.text(
        left + width / 2, bottom - 0.07, said, ha="center", va="top", fontsize=8 * scale, color=ink
    )
