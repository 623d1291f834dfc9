"""A computation graph: values in boxes, what is done to them on the arrows."""

from collections.abc import Collection, Mapping, Sequence

from matplotlib.patches import FancyBboxPatch

from backprop.figures.plots.canvas import PALETTE, Drawing, figure

__all__ = ["draw_graph"]


def _columns(edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return each node's column: one right of the rightmost node it needs."""
    parents: dict[str, list[str]] = {}
    for start, end in edges:
        parents.setdefault(start, [])
        parents.setdefault(end, []).append(start)
    column: dict[str, int] = {}
    while len(column) < len(parents):
        ready = [n for n, of in parents.items() if n not in column and all(p in column for p in of)]
        if not ready:
            ring = sorted(set(parents) - set(column))
            raise ValueError(f"edges form a cycle through {ring}; expected a graph without one")
        for node in ready:
            column[node] = 1 + max((column[p] for p in parents[node]), default=-1)
    children: dict[str, list[str]] = {}
    for start, end in edges:
        children.setdefault(start, []).append(end)
    for node, of in parents.items():  # a leaf stands just before where it is used
        if not of:
            column[node] = min(column[child] for child in children[node]) - 1
    return column


def draw_graph(
    edges: Sequence[tuple[str, str]],
    *,
    texts: Mapping[str, str] | None = None,
    below: Mapping[str, str] | None = None,
    operations: Mapping[tuple[str, str], str] | None = None,
    lit: Collection[str] = (),
    rows: Mapping[str, float] | None = None,
    back: Collection[tuple[str, str]] = (),
    spacing: float | None = None,
) -> Drawing:
    r"""Draw a computation graph from left to right.

    Parameters
    ----------
    edges : sequence of (str, str)
        From what is used to what is computed from it.
    texts : dict, optional
        node -> what its box says; by default its name.
    below : dict, optional
        node -> a second line under the box: a value, a derivative.
    operations : dict, optional
        edge -> a word on the arrow.
    lit : collection of str
        Nodes drawn strong; an edge between two of them too.
    rows : dict, optional
        node -> height; by default the nodes of a column are spread evenly.
    back : collection of (str, str)
        Edges whose arrow points backward, the way a message goes.
    spacing : float, optional
        Inches from column to column, as far as the page is wide; the heads of the arrows
        then end before the boxes.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the edges form a cycle or there are none.

    Examples
    --------
    >>> from backprop.figures.plots import svg
    >>> fig = draw_graph([("a", "d"), ("b", "d"), ("d", "e"), ("c", "e")], lit=["a", "d", "e"])
    >>> "<svg" in svg(fig)
    True
    """
    if not edges:
        raise ValueError("edges is empty; expected at least one pair of names")
    texts, below = texts or {}, below or {}
    operations, rows = operations or {}, dict(rows or {})
    column = _columns(edges)
    for index in set(column.values()):
        alone = [node for node in column if column[node] == index]
        for place, node in enumerate(alone):
            rows.setdefault(node, (len(alone) - 1) / 2 - place)

    high, low = max(rows.values()) + 0.5, min(rows.values()) - (0.75 if below else 0.5)
    span = max(column.values()) + 1
    width = min(6.8, (spacing or 1.35) * span)
    away = 24.5 * width / span if spacing else 27  # points from a box's centre to an arrow's end
    fig, ax = figure(width, 0.85 * (high - low))
    ax.set(xlim=(-0.5, span - 0.5), ylim=(low, high))
    ax.axis("off")
    for start, end in edges:
        strong = start in lit and end in lit
        colour = PALETTE["orange"] if strong else PALETTE["muted"]
        ends = [(column[node], rows[node]) for node in (end, start)]
        ends = ends[::-1] if (start, end) in back else ends
        arrow = {"arrowstyle": "-|>", "color": colour, "lw": 2.2 if strong else 1.0}
        arrow |= {"shrinkA": away, "shrinkB": away, "mutation_scale": 11}
        ax.annotate("", ends[0], ends[1], arrowprops=arrow)
        if word := operations.get((start, end)):
            x, y = ((ends[0][i] + ends[1][i]) / 2 for i in (0, 1))
            ground = {"facecolor": PALETTE["paper"], "edgecolor": "none", "pad": 0.5}
            ax.text(x, y + 0.06, word, ha="center", va="bottom", fontsize=8.5, bbox=ground)
    for node, x in column.items():
        _box(ax, x, rows[node], texts.get(node, node), node in lit)
        if node in below:
            ax.text(x, rows[node] - 0.36, below[node], ha="center", va="top", fontsize=8.5)
    return fig


def _box(ax, x: float, y: float, text: str, strong: bool) -> None:
    box = FancyBboxPatch(
        (x - 0.27, y - 0.22),
        0.54,
        0.44,
        boxstyle="round,pad=0.04,rounding_size=0.08",
        facecolor=PALETTE["wash"] if strong else PALETTE["paper"],
        edgecolor=PALETTE["orange"] if strong else PALETTE["ink"],
        linewidth=1.8 if strong else 1.0,
        zorder=3,
    )
    ax.add_patch(box)
    ax.text(x, y, text, ha="center", va="center", fontsize=10, zorder=4)
