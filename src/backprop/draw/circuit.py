"""A computation graph of `backprop.graph`, with its values and derivatives."""

from collections.abc import Collection, Mapping

from backprop.draw.canvas import Drawing
from backprop.draw.graph import draw_graph
from backprop.graph import Node

__all__ = ["draw_circuit"]

SIGNS = {
    "*": "×",
    "-": "−",
    "neg": "−",
    "sigmoid": "σ",
    "** 2": "squared",
}  # how an operation is written


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _is_number(node: Node) -> bool:
    """Return whether the node is a plain number, which has no box of its own."""
    return not node.operation and not node.name


def _label(node: Node) -> str:
    """Return what stands in the box: the name, and below it the operation."""
    words = [SIGNS.get(node.operation, node.operation)]
    if any(_is_number(parent) for parent in node.parents):
        sides = [_number(p.value) if _is_number(p) else "" for p in node.parents]
        words = [sides[0], *words, *sides[1:]]
    return "\n".join(filter(None, (node.name, " ".join(filter(None, words)))))


def draw_circuit(
    output: Node,
    *,
    values: Collection[Node] | None = None,
    grads: Collection[Node] = (),
    lit: Collection[Node] = (),
    slopes: bool = False,
    rows: Mapping[str, float] | None = None,
) -> Drawing:
    """Draw what a node is computed from, with values and derivatives below the boxes.

    An input without a name is a plain number: it stands in the box that uses it.

    Parameters
    ----------
    output : Node
        The last node of the graph.
    values : collection of Node, optional
        Whose values are shown; all by default.
    grads : collection of Node
        Whose derivatives are shown, as `output.backward()` left them.
    lit : collection of Node
        Drawn strong, with the edges between them.
    slopes : bool
        Whether each edge carries its local derivative; one that stands for two
        uses of a node carries both.
    rows : dict, optional
        Name -> height; by default the nodes of a column are spread evenly.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the node is computed from nothing that has a name; for a name in `rows`
        that no node has.

    Examples
    --------
    >>> a, c = Node(2, "a"), Node(-10, "c")
    >>> fig = draw_circuit((a * c).named("e"))
    >>> "−20" in fig._repr_svg_()
    True
    """
    nodes = [node for node in output.order() if not _is_number(node)]
    if len(nodes) < 2:
        raise ValueError(f"output is {output!r}; expected a node computed from inputs with names")
    key = {node: f"{place} {node.name}" for place, node in enumerate(nodes)}
    words: dict[tuple[str, str], str] = {}
    for node in nodes:
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            if _is_number(parent):
                continue
            edge = (key[parent], key[node])
            said = f"{words[edge]} + {_number(slope)}" if edge in words else _number(slope)
            words[edge] = said
    below = dict.fromkeys(key.values(), "")
    for node in key.keys() & (nodes if values is None else values):
        below[key[node]] = _number(node.value)
    for node in key.keys() & grads:
        below[key[node]] += f"\n∂ = {_number(node.grad)}"
    by_name = {node.name: key[node] for node in nodes}
    if unknown := sorted(set(rows or {}) - set(by_name)):
        raise ValueError(f"rows names {unknown[0]!r}; the nodes are {', '.join(by_name)}")
    return draw_graph(
        list(words),
        texts={key[node]: _label(node) for node in nodes},
        below=below,
        operations=words if slopes else None,
        lit=[key[node] for node in key if node in lit],
        rows={by_name[name]: height for name, height in (rows or {}).items()},
    )
