"""A computation graph of `backprop.graph`, with its values and derivatives."""

from collections.abc import Collection, Mapping

from backprop.figures.plots.canvas import Drawing
from backprop.figures.plots.graph import draw_graph
from backprop.graph import Node

__all__ = ["draw_circuit", "draw_step"]

SPACING = 1.6  # inches from column to column
SIGNS = {
    "*": "×",
    "-": "−",
    "neg": "−",
    "sigmoid": "σ",
    "** 2": "squared",
}  # how an operation is written


def _number(value: float) -> str:
    return f"{value:z.4g}".replace("-", "−")


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
    sender: Node | None = None,
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
    sender : Node, optional
        The node that hands on its messages: the arrows to what it was computed from point
        backward.

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
    >>> from backprop.figures.plots import svg
    >>> a, c = Node(2, "a"), Node(-10, "c")
    >>> fig = draw_circuit((a * c).named("e"))
    >>> "−20" in svg(fig)
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
            more = f" + {_number(slope)}" if slope >= 0 else f" − {_number(-slope)}"
            words[edge] = words[edge] + more if edge in words else _number(slope)
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
        back=[edge for edge in words if sender and edge[1] == key[sender]],
        spacing=SPACING,
    )


def draw_step(
    output: Node, step: int, *, rows: Mapping[str, float] | None = None
) -> tuple[Drawing, str]:
    """Draw a circuit while it is computed: forward box by box, then backward.

    With n computed nodes, step 0 has the inputs alone, steps 1 to n compute a node
    each, step n + 1 sets the output's derivative to 1, and in each of the n steps
    after it a node hands on its messages: what it has, times the local derivative on
    the edge.

    Parameters
    ----------
    output : Node
        Its graph's `grad` become what has arrived so far.
    step : int
        0 to 2n + 1.
    rows : dict, optional
        As `draw_circuit` takes it.

    Returns
    -------
    (Drawing, str)
        The sentence says what has just been done.

    Raises
    ------
    ValueError
        For a step that there is not.

    Examples
    --------
    >>> a, c = Node(2, "a"), Node(-10, "c")
    >>> draw_step((a * c).named("e"), 3)[1]
    'Backward: e hands 1 × −10 = −10 to a and 1 × 2 = 2 to c.'
    """
    nodes = output.order()
    computed = [node for node in nodes if node.parents]
    n = len(computed)
    if not 0 <= step <= 2 * n + 1:
        raise ValueError(f"step is {step}; expected 0 to {2 * n + 1}")
    inputs = [node for node in nodes if not node.parents]
    senders = computed[::-1][: max(0, step - n - 1)]
    for node in nodes:
        node.grad = 0.0
    output.grad, reached, messages = 1.0, [output][: max(0, step - n)], []
    for node in senders:
        messages = []
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += node.grad * slope
            if not _is_number(parent):
                product = f"{_number(node.grad)} × {_number(slope)} = {_number(node.grad * slope)}"
                messages.append(f"{product} to {_called(parent)}")
        reached += node.parents
    if senders:
        lit = [senders[-1], *senders[-1].parents]
        said = f"Backward: {_called(senders[-1])} hands {' and '.join(messages)}."
    elif step == n + 1:
        said = f"Backward: the derivative of {_called(output)} with respect to itself is 1."
        lit = [output]
    elif step:
        last = computed[step - 1]
        lit, said = [last, *last.parents], f"Forward: {_called(last)} = {_number(last.value)}."
    else:
        lit, said = inputs, "The inputs are given."
    shown = inputs + computed[:step]
    sender = senders[-1] if senders else None
    marks = {"values": shown, "grads": reached, "lit": lit, "slopes": step > n}
    return draw_circuit(output, rows=rows, sender=sender, **marks), said


def _called(node: Node) -> str:
    return node.name or f"the box {_label(node)}"
