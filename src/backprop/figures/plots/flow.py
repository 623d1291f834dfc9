"""A network while a message passes through it: numbers in the units, one set of edges lit."""

from collections.abc import Collection, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike, NDArray

from backprop.figures.plots.canvas import PALETTE, Drawing, figure
from backprop.validation import as_weights

__all__ = ["draw_flow"]

RADIUS, STEP = 0.4, 2.1  # of a unit; from layer to layer
Numbers = Mapping[int, ArrayLike]
Edge = tuple[int, int, int]


def _edges(ax: Axes, theta: NDArray, layer: int, places, lit: bool) -> None:
    """Draw weights as edges: wide where large, solid where > 0, dashed where < 0."""
    for i, row in enumerate(theta[:, 1:], start=1):
        for j, weight in enumerate(row, start=1):
            xs, ys = zip(places[layer, j], places[layer + 1, i], strict=True)
            style = "-" if weight > 0 else (0, (4, 2))
            width = min(4.5, 0.4 + 1.4 * abs(weight)) * (1 if lit else 0.6)
            colour = PALETTE["orange"] if lit else PALETTE["muted"]
            ax.plot(xs, ys, color=colour, lw=width, ls=style, zorder=2 if lit else 1)


def _written(ax: Axes, number: float, edge: tuple[int, int, int], places) -> None:
    """Write a number on an edge, nearer to the unit that it leads from."""
    layer, i, j = edge
    (x, y), (to_x, to_y) = places[layer, j], places[layer + 1, i]
    at = 0.34  # of the way
    said = f"{number:z.3g}".replace("-", "−")
    ax.text(
        x + at * (to_x - x), y + at * (to_y - y), said, ha="center", va="center",
        fontsize=9.5, color=PALETTE["ink"], zorder=6,
        bbox={"boxstyle": "round,pad=0.12", "fc": PALETTE["paper"], "ec": "none"},
    )  # fmt: skip


def _unit(ax: Axes, place: tuple[float, float], text: str, error: bool) -> None:
    ring = Circle(
        place,
        RADIUS,
        facecolor=PALETTE["wash"] if error else PALETTE["paper"],
        edgecolor=PALETTE["orange"] if error else PALETTE["ink"],
        linewidth=2.0 if error else 1.0,
        zorder=4,
    )
    ax.add_patch(ring)
    ax.text(*place, text, ha="center", va="center", fontsize=9, zorder=5)


def draw_flow(
    Theta: Mapping[int, ArrayLike],
    units: Numbers,
    *,
    names: Mapping[int, str] | None = None,
    errors: Collection[int] = (),
    lit: int | None = None,
    written: Collection[Edge] | Mapping[Edge, float] = (),
    heading: str = "",
    digits: int = 3,
    width: float = 6.6,
) -> Drawing:
    r"""Draw a network with a number in each unit and the weights now in use lit.

    Parameters
    ----------
    Theta : dict of array_like
        Theta[layer] of shape (s_{l+1}, s_l + 1); the biases are not drawn.
    units : dict of array_like of shape (s_l,)
        layer -> the numbers in its units; a layer that is left out stays empty.
    names : dict, optional
        layer -> what its numbers are, written under it.
    errors : collection of int
        Layers whose numbers are error terms: on a ground of their own, with a
        strong ring.
    lit : int, optional
        The layer whose weights the message passes now.
    written : collection of (layer, i, j), or dict
        Edges, from unit j of that layer to unit i of the next, with their weight on them; a
        dict has other numbers for them, such as a weight's derivative.
    heading : str
        Above the network.
    digits : int
        After the decimal point.
    width : float
        Of the drawing, in inches.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        For a layer that the network has not, or that has another number of units; for
        an edge that it has not.

    Examples
    --------
    >>> from backprop.figures.plots import svg
    >>> Theta = {1: [[0, 1, -1]], 2: [[0, 2]]}
    >>> fig = draw_flow(Theta, {1: [0.5, 2]}, names={1: "inputs"}, lit=1)
    >>> "0.500" in svg(fig)
    True
    """
    weights = as_weights(Theta, {layer: np.shape(Theta[layer]) for layer in sorted(Theta)})
    sizes = [weights[1].shape[1] - 1] + [weights[layer].shape[0] for layer in sorted(weights)]
    for layer, numbers in units.items():
        if not 1 <= layer <= len(sizes) or len(numbers) != sizes[layer - 1]:
            raise ValueError(
                f"units[{layer}] has {len(numbers)} numbers; the layers have {tuple(sizes)} units"
            )
    places = {
        (layer, unit): (STEP * (layer - 1), (size + 1) / 2 - unit)
        for layer, size in enumerate(sizes, start=1)
        for unit in range(1, size + 1)
    }
    low, high = -max(sizes) / 2 - 0.55, max(sizes) / 2 + 0.5
    right = STEP * (len(sizes) - 1) + 0.8
    fig, ax = figure(width, width * (high - low) / (right + 0.8))
    ax.set(xlim=(-0.8, right), ylim=(low, high), aspect="equal")
    ax.axis("off")
    for layer, theta in weights.items():
        _edges(ax, theta, layer, places, layer == lit)
    for edge in written:
        layer, i, j = edge
        if (layer, j) not in places or (layer + 1, i) not in places:
            raise ValueError(
                f"written has the edge {(layer, i, j)}; the layers have {tuple(sizes)} units"
            )
        number = written[edge] if isinstance(written, Mapping) else weights[layer][i - 1, j]
        _written(ax, float(number), edge, places)
    for (layer, unit), place in places.items():
        number = f"{units[layer][unit - 1]:z.{digits}f}" if layer in units else ""
        _unit(ax, place, number.replace("-", "−"), layer in errors)
    for layer, name in (names or {}).items():
        ax.text(STEP * (layer - 1), low + 0.3, name, ha="center", va="center", fontsize=9.5)
    ax.text((right - 0.8) / 2, high - 0.02, heading, ha="center", va="top", fontsize=10)
    return fig
