"""A network and what it says, side by side: its weights as edges, its output as a curve."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure

__all__ = ["draw_fit"]


def _weights_on(ax: Axes, Theta: Mapping[int, NDArray]) -> None:
    """Draw each weight as an edge: wide where large, solid where > 0, dashed where < 0."""
    sizes = [Theta[1].shape[1] - 1] + [Theta[layer].shape[0] for layer in sorted(Theta)]
    places = [
        [(layer, (size - 1) / 2 - i) for i in range(size)] for layer, size in enumerate(sizes)
    ]
    for layer in sorted(Theta):
        for i, end in enumerate(places[layer]):
            for j, start in enumerate(places[layer - 1]):
                weight = Theta[layer][i, j + 1]
                style = ("-", PALETTE["blue"]) if weight > 0 else ("--", PALETTE["orange"])
                ax.plot(
                    *zip(start, end, strict=True),
                    ls=style[0],
                    color=style[1],
                    lw=min(6.0, 0.3 + 1.2 * abs(weight)),
                    zorder=1,
                )
    for column in places:
        units = np.array(column)
        ax.plot(*units.T, "o", ls="", ms=13, mfc=PALETTE["paper"], mec=PALETTE["ink"], zorder=3)
    ax.set(xlim=(-0.3, len(sizes) - 0.7), ylim=(-max(sizes) / 2, max(sizes) / 2))
    ax.axis("off")


def draw_fit(
    Theta: Mapping[int, NDArray],
    X: ArrayLike,
    Y: ArrayLike,
    grid: ArrayLike,
    fitted: ArrayLike,
    *,
    limits: tuple[float, float],
    title: str = "",
) -> Drawing:
    """Draw a network with one input and one output, and the curve it has learnt.

    Parameters
    ----------
    Theta : dict of ndarray
        Its weights; the biases are not drawn.
    X, Y : array_like of shape (m, 1)
        The examples, drawn as dots.
    grid, fitted : array_like of shape (p,)
        Inputs and the network's outputs for them.
    limits : (float, float)
        Range of the vertical axis; the same for all frames of a sequence.
    title : str
        Over the curve.

    Returns
    -------
    Drawing
    """
    fig, axes = figure(6.6, 3.0, ncols=2, width_ratios=[1, 1.5])
    _weights_on(axes[0], Theta)
    axes[1].plot(np.ravel(X), np.ravel(Y), "o", color=PALETTE["ink"], ms=4)
    axes[1].plot(np.ravel(grid), np.ravel(fitted), "-", color=PALETTE["blue"])
    axes[1].set(ylim=limits, xlabel="$x$", title=title)
    return fig
