"""The cost over two weights: seen from above, as a surface, and descended."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure

__all__ = ["contour", "cost_grid", "draw_contour", "draw_surface", "path_on"]

MOST_DOTS = 31  # on a path; more would hide each other, and weigh on the page


def cost_grid(cost: Callable[[float, float], float], u: ArrayLike, v: ArrayLike) -> NDArray:
    """Return cost(u, v) for every pair: shape (len(v), len(u)), as contours want it.

    Examples
    --------
    >>> cost_grid(lambda u, v: u + 10 * v, [1, 2], [3, 4]).tolist()
    [[31.0, 32.0], [41.0, 42.0]]
    """
    return np.array([[float(cost(a, b)) for a in np.ravel(u)] for b in np.ravel(v)])


def contour(ax: Axes, u: ArrayLike, v: ArrayLike, heights: NDArray, levels: Sequence[float]):
    """Draw lines of equal cost, named on the line, and the axes' names."""
    lines = ax.contour(u, v, heights, levels=levels, colors=PALETTE["muted"], linewidths=0.9)
    ax.clabel(lines, fontsize=7.5, fmt="%g")
    ax.grid(False)


def path_on(ax: Axes, path: ArrayLike, colour: str = "orange", label: str | None = None) -> None:
    """Draw the steps of a descent, of shape (steps + 1, 2): dots, the first one a ring.

    More than 30 steps are a line without dots; what lies outside the axes is cut
    off at their edge.
    """
    path, ink = np.asarray(path, dtype=float), PALETTE[colour]
    dots = "." if len(path) <= MOST_DOTS else ""
    ax.plot(*path.T, "-", color=ink, lw=1.2, marker=dots, ms=4, label=label, zorder=3)
    ax.plot(*path[0], "o", mfc=PALETTE["paper"], mec=ink, ms=7, zorder=4)
    ax.plot(*path[-1], "o", color=ink, ms=6, zorder=4)


def draw_contour(
    u: ArrayLike,
    v: ArrayLike,
    heights: NDArray,
    *,
    levels: Sequence[float],
    paths: Sequence[ArrayLike] = (),
    costs: Sequence[ArrayLike] = (),
    names: tuple[str, str] = (r"$\theta_0$", r"$\theta_1$"),
    width: float = 6.6,
) -> Drawing:
    """Draw a cost from above, with descents on it and, beside it, their costs.

    Parameters
    ----------
    u, v : array_like of shape (p,), (q,)
        Values of the two weights.
    heights : ndarray of shape (q, p)
        As `cost_grid` returns it.
    levels : sequence of float
        Costs whose lines are drawn, ascending.
    paths : sequence of array_like of shape (steps + 1, 2)
        Descents, in orange, then purple, then green.
    costs : sequence of array_like of shape (steps + 1,)
        One curve a path; without any there is no second panel.
    names : (str, str)
        What the axes are called.
    width : float
        In inches.

    Returns
    -------
    Drawing
    """
    panels = 2 if len(costs) else 1
    fig, axes = figure(width, 3.3, ncols=panels, squeeze=False)
    ax = axes[0, 0]
    contour(ax, u, v, heights, levels)
    ax.set(xlabel=names[0], ylabel=names[1])
    ax.set(xlim=(np.min(u), np.max(u)), ylim=(np.min(v), np.max(v)))
    ax.set_aspect("equal")  # else a gradient would not stand at right angles to its line
    colours = ["orange", "purple", "green"]
    for path, colour in zip(paths, colours, strict=False):
        path_on(ax, path, colour)
    for curve, colour in zip(costs, colours, strict=False):
        dots = "." if len(curve) <= MOST_DOTS else ""
        axes[0, 1].plot(curve, color=PALETTE[colour], marker=dots, ms=3, lw=1.2)
    if panels == 2:
        axes[0, 1].set(xlabel="step", title="cost")
    return fig


def draw_surface(
    u: ArrayLike,
    v: ArrayLike,
    heights: NDArray,
    *,
    path: ArrayLike | None = None,
    path_heights: ArrayLike | None = None,
    names: tuple[str, str] = (r"$\theta_0$", r"$\theta_1$"),
    view: tuple[float, float] = (32, -60),
) -> Drawing:
    """Draw the same cost as a surface of lines, seen from the side.

    Parameters
    ----------
    u, v, heights
        As `draw_contour` takes them; at most 20 lines each way are drawn.
    path, path_heights : array_like of shape (steps + 1, 2), (steps + 1,), optional
        A descent to lay on the surface.
    names : (str, str)
        What the axes are called.
    view : (float, float)
        Elevation and azimuth, in degrees.

    Returns
    -------
    Drawing
    """
    fig, ax = figure(5.2, 3.9, subplot_kw={"projection": "3d"})
    U, V = np.meshgrid(u, v)
    ax.plot_wireframe(U, V, heights, color=PALETTE["blue"], lw=0.6, rcount=20, ccount=20)
    if path is not None:
        path = np.asarray(path, dtype=float)
        ax.plot(path[:, 0], path[:, 1], path_heights, color=PALETTE["orange"], marker=".", ms=4)
    ax.set(xlabel=names[0], ylabel=names[1])
    ax.set_zlabel("cost", labelpad=9)  # clear of its own numbers
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
    ax.view_init(*view)
    return fig
