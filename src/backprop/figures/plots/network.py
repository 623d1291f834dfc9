"""A network drawn as units and edges."""

from collections.abc import Collection, Mapping

from matplotlib.patches import Circle

from backprop.figures.plots.canvas import PALETTE, Drawing, figure
from backprop.validation import as_sizes

__all__ = ["draw_network"]

RADIUS = 0.33
Unit = tuple[int, int]  # (layer, unit), both from 1; unit 0 is the bias unit


def _places(sizes: tuple[int, ...], bias: bool) -> dict[Unit, tuple[float, float]]:
    """Return where each unit stands, layers from left to right, units downwards."""
    places = {}
    for layer, size in enumerate(sizes, start=1):
        first = 0 if bias and layer < len(sizes) else 1
        middle = (first + size) / 2
        for unit in range(first, size + 1):
            places[layer, unit] = (2.2 * (layer - 1), middle - unit)
    return places


def _label(unit: Unit, sizes: tuple[int, ...]) -> str:
    (layer, index), L = unit, len(sizes)
    if layer == 1:
        return f"$x_{{{index}}}$"
    if layer == L:
        return r"$\hat{y}$" if sizes[-1] == 1 else rf"$\hat{{y}}_{{{index}}}$"
    return f"$a_{{{index}}}^{{({layer})}}$"


def draw_network(
    sizes,
    *,
    bias: bool = True,
    labels: Mapping[Unit, str] | None = None,
    weights: Mapping[tuple[int, int, int], str] | None = None,
    lit: Collection[tuple[int, int, int]] = (),
    captions: Mapping[int, str] | None = None,
) -> Drawing:
    r"""Draw a fully connected network with a name in every unit.

    Parameters
    ----------
    sizes : sequence of int
        Units in each layer, bias units not counted.
    bias : bool
        Whether each layer but the last shows its bias unit, dashed, as unit 0.
    labels : dict, optional
        (layer, unit) -> text, in place of x_j, a_i^{(l)} and y-hat.
    weights : dict, optional
        (layer, i, j) -> text on the edge from unit j of that layer to unit i of
        the next; the same index as theta_ij of Theta[layer].
    lit : collection of (layer, i, j)
        Edges drawn strong, their units too.
    captions : dict, optional
        layer -> text under it.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> from backprop.figures.plots import svg
    >>> fig = draw_network((3, 3, 1), lit=[(1, 2, 0)])
    >>> "<svg" in svg(fig)
    True
    """
    sizes = as_sizes(sizes)
    labels, weights, captions = labels or {}, weights or {}, captions or {}
    L, places = len(sizes), _places(sizes, bias)
    lowest = min(y for _, y in places.values()) - 0.75
    highest = max(y for _, y in places.values()) + 0.55
    width, height = 2.2 * (L - 1) + 1.6, highest - lowest + (0.4 if captions else 0)
    fig, ax = figure(min(6.8, 1.25 * width), min(6.8, 1.25 * width) * height / width)
    ax.set(xlim=(-0.8, 2.2 * (L - 1) + 0.8), ylim=(lowest - (0.4 if captions else 0), highest))
    ax.set_aspect("equal")
    ax.axis("off")

    glowing = {(layer, j) for layer, _, j in lit} | {(layer + 1, i) for layer, i, _ in lit}
    for layer in range(1, L):
        for i in range(1, sizes[layer] + 1):
            for j in range(0 if bias else 1, sizes[layer - 1] + 1):
                _edge(ax, places[layer, j], places[layer + 1, i], (layer, i, j) in lit)
                if text := weights.get((layer, i, j)):
                    _edge_label(ax, places[layer, j], places[layer + 1, i], text)
    for unit, place in places.items():
        _unit(ax, place, labels.get(unit, _label(unit, sizes)), unit[1] == 0, unit in glowing)
    for layer, text in captions.items():
        ax.text(2.2 * (layer - 1), lowest + 0.25, text, ha="center", va="top", fontsize=9)
    return fig


def _edge(ax, start, end, strong: bool) -> None:
    colour, width = (PALETTE["orange"], 2.4) if strong else (PALETTE["muted"], 0.7)
    ax.plot(
        *zip(start, end, strict=True), color=colour, lw=width, ls="-", zorder=2 if strong else 1
    )


def _edge_label(ax, start, end, text: str) -> None:
    part = 0.36  # nearer to where the edge starts, where edges lie apart
    x, y = (start[i] + part * (end[i] - start[i]) for i in (0, 1))
    ground = {"facecolor": PALETTE["paper"], "edgecolor": "none", "pad": 1}
    ax.text(x, y, text, ha="center", va="center", fontsize=8, zorder=3, bbox=ground)


def _unit(ax, place, text: str, is_bias: bool, strong: bool) -> None:
    ring = Circle(
        place,
        RADIUS,
        facecolor=PALETTE["wash"] if strong else PALETTE["paper"],
        edgecolor=PALETTE["orange"] if strong else PALETTE["ink"],
        linewidth=1.8 if strong else 1.1,
        linestyle=(0, (3, 2)) if is_bias else "-",
        zorder=4,
    )
    ax.add_patch(ring)
    ax.text(*place, text, ha="center", va="center", fontsize=10, zorder=5)
