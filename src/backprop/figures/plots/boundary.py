"""Two classes of points in a plane, and what parts them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure

__all__ = ["Panel", "boundary_on", "draw_boundary", "draw_lift"]

GRID = 31  # points each way: a boundary is smooth, and a page is light
Predict = Callable[[NDArray], NDArray]


class Panel(NamedTuple):
    """Examples, and functions of the plane that are drawn among them.

    Parameters
    ----------
    X, Y : array_like of shape (m, 2), (m, 1)
        Y is 1 for discs, 0 for squares.
    predict : callable, optional
        predict(points of shape (p, 2)) returns p numbers; where they are above
        `level` the ground is tinted, where they equal it there is a line.
    level : float
    lines : sequence of callable
        More functions like `predict`; a dashed line where each is 0.
    title : str
    names : (str, str)
        What the axes are called.
    """

    X: ArrayLike
    Y: ArrayLike
    predict: Predict | None = None
    level: float = 0.5
    lines: Sequence[Predict] = ()
    title: str = ""
    names: tuple[str, str] = ("$x_1$", "$x_2$")


def _dots(ax: Axes, places: NDArray, cap: str, ink: str, size: float, zorder: float) -> None:
    """Draw dots as the shortest of lines, whose caps are discs or squares.

    A marker of its own for each point would weigh four times as much in a page.
    """
    hair = np.zeros(places.shape[1])
    hair[0] = 1e-4 * np.ptp(places[:, 0]) if len(places) else 0.0  # some draw no line of length 0
    for start in range(0, len(places), 40):  # Matplotlib would thin out longer lines
        some = places[start : start + 40]
        broken = np.stack([some, some + hair, np.full_like(some, np.nan)], axis=1)
        style = {"solid_capstyle": cap, "color": ink, "lw": size, "zorder": zorder}
        ax.plot(*broken.reshape(-1, places.shape[1]).T, "-", **style)


def _points_on(ax: Axes, places: NDArray, Y: NDArray, zorder: float = 3.0) -> None:
    """Draw class 1 as filled discs, the rest as hollow squares."""
    _dots(ax, places[Y == 1], "round", PALETTE["blue"], 5, zorder)
    _dots(ax, places[Y != 1], "projecting", PALETTE["orange"], 4.6, zorder)
    _dots(ax, places[Y != 1], "projecting", PALETTE["paper"], 2.6, zorder + 0.1)


def _grid(limits: Sequence[tuple[float, float]]) -> tuple[NDArray, NDArray, NDArray]:
    u, v = (np.linspace(low, high, GRID) for low, high in limits)
    return u, v, np.column_stack([part.ravel() for part in np.meshgrid(u, v)])


def boundary_on(ax: Axes, panel: Panel, limits: Sequence[tuple[float, float]]) -> None:
    """Draw a panel on axes that are there, such as those beside another plot."""
    u, v, places = _grid(limits)

    def heights(of: Predict) -> NDArray:
        return np.asarray(of(places), dtype=float).reshape(GRID, GRID)

    if panel.predict is not None:
        ground = heights(panel.predict)
        levels = [panel.level, max(ground.max(), panel.level) + 1]
        ax.contourf(u, v, ground, levels=levels, colors=[PALETTE["wash"]], zorder=0)
        ax.contour(u, v, ground, levels=levels[:1], colors=PALETTE["ink"], linewidths=1.4)
    for line in panel.lines:
        style = {"colors": PALETTE["purple"], "linewidths": 1.0, "linestyles": "dashed"}
        ax.contour(u, v, heights(line), levels=[0], **style)
    _points_on(ax, np.asarray(panel.X, dtype=float), np.ravel(panel.Y))
    ax.locator_params(nbins=4)
    ax.set(title=panel.title, xlabel=panel.names[0], ylabel=panel.names[1])
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.grid(False)


def _own_limits(X: NDArray) -> tuple[tuple[float, float], tuple[float, float]]:
    room = 0.12 * np.ptp(X, axis=0)
    low, high = X.min(axis=0) - room, X.max(axis=0) + room
    return (low[0], high[0]), (low[1], high[1])


def draw_boundary(
    *panels: Panel,
    limits: Sequence[tuple[float, float]] | None = None,
    columns: int | None = None,
    width: float | None = None,
) -> Drawing:
    """Draw examples of two classes, and the lines that functions draw between them.

    Parameters
    ----------
    *panels : Panel
        One for each plot.
    limits : ((low, high), (low, high)), optional
        Of the two axes, for all panels; by default what the points of each need.
    columns : int, optional
        Panels in a row; by default all.
    width : float, optional
        In inches, of the whole figure; by default 3.5 a column, and at most 6.6.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        Without a panel; for points that are not in a plane or not one for each Y.

    Examples
    --------
    >>> from backprop.data import xor
    >>> fig = draw_boundary(Panel(*xor(), predict=lambda P: P.sum(axis=1) > 0.5))
    >>> len(fig.axes)
    1
    """
    if not panels:
        raise ValueError("draw_boundary got no panel; expected at least one")
    for panel in panels:
        if np.ndim(panel.X) != 2 or np.shape(panel.X)[1] != 2:
            raise ValueError(f"X has shape {np.shape(panel.X)}; expected (m, 2)")
        if np.size(panel.Y) != len(panel.X):
            raise ValueError(
                f"X has {len(panel.X)} rows and Y {np.size(panel.Y)}; expected as many"
            )
    columns = columns or len(panels)
    width = width or min(6.6, 3.5 * columns)
    rows = -(-len(panels) // columns)
    if limits is None:
        own = [_own_limits(np.asarray(panel.X, dtype=float)) for panel in panels]
    else:
        own = [tuple(map(tuple, limits))] * len(panels)
    tall = max(np.ptp(v) / np.ptp(u) for u, v in own)
    height = rows * (max(width / columns - 0.55, 0.5) * tall + 0.72)
    fig, axes = figure(width, height, nrows=rows, ncols=columns, squeeze=False)
    for ax in axes.ravel()[len(panels) :]:
        ax.axis("off")
    for ax, panel, around in zip(axes.ravel(), panels, own, strict=False):
        boundary_on(ax, panel, around)
        ax.set_aspect("equal")  # a circle looks like one
    return fig


def draw_lift(X: ArrayLike, Y: ArrayLike, lift: float, height: float) -> Drawing:
    """Draw points of a plane raised by `lift` times their squared distance from 0.

    Parameters
    ----------
    X, Y : array_like of shape (m, 2), (m, 1)
        As `Panel` has them.
    lift : float
        0 leaves the points in the plane, 1 raises them by x1^2 + x2^2.
    height : float
        Where a level plane is drawn.

    Returns
    -------
    Drawing
    """
    X, Y = np.asarray(X, dtype=float), np.ravel(Y)
    reach = abs(X).max()
    fig, ax = figure(5.2, 3.9, subplot_kw={"projection": "3d", "computed_zorder": False})
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * reach
    places = np.column_stack([X, lift * (X**2).sum(axis=1)])
    feet = np.column_stack([X, np.zeros(len(X))])
    stems = np.stack([feet, places, np.full_like(feet, np.nan)], axis=1).reshape(-1, 3)
    ax.plot(*corners.T, 0, "-", color=PALETTE["faint"], lw=1.0, zorder=0)
    ax.plot(*stems.T, "-", color=PALETTE["faint"], lw=0.8, zorder=1)
    above = places[:, 2] >= height
    _points_on(ax, places[~above], Y[~above], zorder=2)
    sheet = np.column_stack([corners, np.full(len(corners), height)])
    style = {"facecolors": PALETTE["wash"], "edgecolors": PALETTE["green"], "lw": 1.4}
    ax.add_collection3d(Poly3DCollection([sheet], alpha=0.55, zorder=3, **style))
    _points_on(ax, places[above], Y[above], zorder=4)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", zlabel="$x_1^2 + x_2^2$")
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), zlim=(0, (X**2).sum(axis=1).max()))
    ax.locator_params(nbins=3)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
    ax.set_box_aspect((4, 4, 3), zoom=1.1)
    ax.view_init(14, -60)
    return fig
