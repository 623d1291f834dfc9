"""Small grey images as shapes of a drawing, so that they follow the page's theme."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure
from backprop.validation import as_array

__all__ = ["draw_images"]

SHADES = 5  # above paper: as many as an eye keeps apart in so small a square


def _runs(mask: NDArray) -> list[tuple[int, int, int]]:
    """Return the runs of True in each row: row, first column, column after the last."""
    edges = np.diff(np.pad(mask.astype(int), ((0, 0), (1, 1))), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    return [(int(row), int(a), int(b)) for (row, a), (_, b) in zip(starts, ends, strict=True)]


def _image_on(ax: Axes, pixels: NDArray) -> None:
    """Draw one shape a shade; row 0 is on top."""
    side, width = pixels.shape
    shades = np.rint(np.clip(pixels, 0, 1) * SHADES)
    for shade in range(1, SHADES + 1):
        boxes = [
            [(a, side - row), (b, side - row), (b, side - row - 1), (a, side - row - 1), (a, 0)]
            for row, a, b in _runs(shades == shade)
        ]
        if boxes:
            codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(boxes)
            path = Path(np.concatenate(boxes), codes)
            ax.add_patch(PathPatch(path, fc=PALETTE["ink"], alpha=shade / SHADES, lw=0))
    frame = {"fill": False, "ec": PALETTE["faint"], "lw": 0.8}
    ax.add_patch(PathPatch(Path([(0, 0), (width, 0), (width, side), (0, side), (0, 0)]), **frame))
    ax.set(xlim=(-0.1, width + 0.1), ylim=(-0.1, side + 0.1))
    ax.set_aspect("equal")
    ax.axis("off")


def draw_images(
    X: ArrayLike,
    captions: Sequence[str] = (),
    *,
    columns: int = 8,
    side: int | None = None,
    width: float = 6.6,
) -> Drawing:
    """Draw images in rows, each with a line of text above it.

    Parameters
    ----------
    X : array_like of shape (m, pixels)
        One image a row, from 0 (paper) to 1 (ink), row by row from the upper left.
    captions : sequence of str
        One an image, or none at all.
    columns : int
        Images in a row.
    side : int, optional
        Rows of pixels; by default images are square.
    width : float
        In inches.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        For pixels that do not fill rows, or captions that are not one an image.

    Examples
    --------
    >>> len(draw_images([[0, 1, 1, 0]], ["a diagonal"], columns=1).axes)
    1
    """
    X = as_array("X", X).astype(float)
    if X.ndim != 2 or not len(X):
        raise ValueError(f"X has shape {X.shape}; expected (m, pixels), one image a row")
    side = side or round(np.sqrt(X.shape[1]))
    if X.shape[1] % side:
        raise ValueError(f"X has {X.shape[1]} pixels a row; expected a multiple of side {side}")
    if len(captions) not in (0, len(X)):
        raise ValueError(f"captions has {len(captions)} entries; expected {len(X)}, or none")
    rows = -(-len(X) // columns)
    cell = width / columns * side / (X.shape[1] // side)
    height = rows * (cell + (0.12 if len(captions) else 0))
    fig, axes = figure(width, height, nrows=rows, ncols=columns, squeeze=False)
    for ax in axes.ravel()[len(X) :]:
        ax.axis("off")
    for i, (ax, row) in enumerate(zip(axes.ravel(), X, strict=False)):
        _image_on(ax, row.reshape(side, -1))
        if len(captions):
            ax.set_title(captions[i], loc="center", fontsize=9)
    return fig
