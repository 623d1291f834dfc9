"""Which cells of a notebook only draw, and so are folded: the figure comes first.

A reader came for the figure, and for code that teaches.  Folded are

- imports: a cell of nothing but imports and settings of what is imported;
- a cell that shows a picture and prints nothing;
- a cell that shows nothing and prepares pictures: it uses what `backprop.figures` offers, or
  is a table of texts and places, and whatever it names is used in folded cells alone.

A cell that names what an open cell uses stays open, whatever it shows: its reader would look
for the name in vain.  Solutions are folded by their tag, as a whole.
"""

import ast

from nbformat import NotebookNode

__all__ = ["drawing_cells", "hide_drawing"]

PICTURES = {"image/svg+xml", "image/png", "image/jpeg"}
IN_HTML = ('class="explorer', 'class="drawing"')  # explorers and figures that show before a run
FIGURES = "backprop.figures"


def _tree(cell: NotebookNode) -> ast.Module:
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.Module([], [])


def _is_solution(cell: NotebookNode) -> bool:
    return "hide-cell" in cell.metadata.get("tags", ())


def _imports(tree: ast.Module, modules: set[str]) -> bool:
    """Whether a cell imports, and does no more than set what it has imported."""

    def sets(node: ast.stmt) -> bool:
        call = node.value if isinstance(node, ast.Expr) else None
        while isinstance(call, ast.Call | ast.Attribute):
            call = call.func if isinstance(call, ast.Call) else call.value
        return isinstance(call, ast.Name) and call.id in modules

    kinds = [isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body]
    return any(kinds) and all(
        kind or sets(node) for kind, node in zip(kinds, tree.body, strict=True)
    )


def _imported(trees: list[ast.Module]) -> tuple[set[str], set[str]]:
    """Return the names of imported modules and functions, and those that draw among them."""
    names, draw = set(), set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                here = {alias.asname or alias.name.split(".")[0] for alias in node.names}
                names |= here
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(FIGURES):
                    draw |= here
    return names, draw


def _names(node: ast.AST, context: type) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a cell gives to its notebook."""
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    others = [n for n in tree.body if not isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return defined.union(*(_names(node, ast.Store) for node in others))


def _used(tree: ast.Module) -> set[str]:
    """Return the names that a cell takes from the cells before it."""
    used, bound = set(), set()
    for node in tree.body:
        own = set()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            own = {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)} | {node.name}
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
            own |= _names(node, ast.Store)  # a loop's variable, a function's own
        for inner in ast.walk(node):
            if isinstance(inner, ast.comprehension):
                own |= _names(inner.target, ast.Store)
            elif isinstance(inner, ast.Lambda):
                own |= {n.arg for n in ast.walk(inner.args) if isinstance(n, ast.arg)}
        loaded = _names(node, ast.Load)
        if isinstance(node, ast.AugAssign):
            loaded |= _names(node.target, ast.Store)
        used |= loaded - own - bound
        bound |= {node.name} if hasattr(node, "name") else _names(node, ast.Store)
    return used


def _needs(trees: dict[int, ast.Module]) -> set[tuple[int, int]]:
    """Return pairs of cells: the first named something that the second takes up."""
    last: dict[str, int] = {}
    pairs = set()
    for place in sorted(trees):
        pairs |= {(last[name], place) for name in _used(trees[place]) if name in last}
        last |= dict.fromkeys(_bound(trees[place]), place)
    return pairs


def _shows(cell: NotebookNode) -> bool:
    """Whether all that a cell has to show is pictures."""
    kinds = [
        bool(PICTURES & set(data))
        or any(mark in "".join(data.get("text/html", "")) for mark in IN_HTML)
        for data in (output.get("data", {}) for output in cell.get("outputs", ()))
    ]
    return bool(kinds) and all(kinds)


def _is_table(tree: ast.Module) -> bool:
    """Whether a cell lists, and computes nothing."""
    return bool(tree.body) and not any(isinstance(node, ast.Call) for node in ast.walk(tree))


def drawing_cells(notebook: NotebookNode) -> set[int]:
    """Return the places of the cells whose code is folded.

    Parameters
    ----------
    notebook : NotebookNode
        Of nbformat 4, with its outputs.
    """
    cells = {at: cell for at, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    trees = {place: _tree(cell) for place, cell in cells.items()}
    modules, draw = _imported(list(trees.values()))
    taught = {place for place, cell in cells.items() if not _is_solution(cell)}
    imports = {place for place in taught if _imports(trees[place], modules)}
    pictures = {place for place in taught - imports if _shows(cells[place])}
    prepare = {
        place
        for place in taught - imports
        if not cells[place].get("outputs")
        and (_used(trees[place]) & draw or _is_table(trees[place]))
    }
    needs, folded = _needs(trees), pictures | prepare
    while True:
        stay = {first for first, then in needs if first in folded and then not in folded}
        asked = {first for first, then in needs if then in folded}
        stay |= folded - pictures - asked
        if not stay:
            return imports | folded
        folded -= stay


def hide_drawing(notebook: NotebookNode) -> NotebookNode:
    """Say in the metadata of each cell whether its code is folded; changes the notebook."""
    folded = drawing_cells(notebook)
    for place, cell in enumerate(notebook.cells):
        cell.metadata.pop("jupyter", None)
        if place in folded:
            cell.metadata["jupyter"] = {"source_hidden": True}
    return notebook
