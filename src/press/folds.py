"""The figure first: what only draws stands folded behind its picture, imports behind a word.

A cell is folded where its metadata say ``jupyter.source_hidden`` (JupyterLab folds it by the
same words; `press.drawing` says which cells those are).  Cells that prepare a picture and
stand right before it go into its fold.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import NodeMatcher

__all__ = ["Folds", "is_folded"]

IMPORTS = "Show the imports"
FIGURE = "Show the code of this figure"
BEHIND = "Show the code behind the figures below"


def is_folded(node: nodes.Node) -> bool:
    """Whether a node is a cell whose code is folded."""
    metadata = node.get("cell_metadata", {}) if isinstance(node, nodes.container) else {}
    return bool(metadata.get("jupyter", {}).get("source_hidden"))


def _part(cell: nodes.container, kind: str) -> nodes.Element | None:
    return next((part for part in cell.children if part.get("nb_element") == kind), None)


class Folds(SphinxPostTransform):
    """Fold the code of one page's pictures, and put it behind them."""

    default_priority = 197
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Change the cells that are marked."""
        waiting: list[nodes.Element] = []
        for cell in list(self.document.findall(NodeMatcher(nodes.container))):
            source = _part(cell, "cell_code_source") if is_folded(cell) else None
            if source is None:
                continue
            cell.remove(source)
            if not cell.children and is_folded(_after(cell)) and _after(cell).children:
                waiting.append(source)
                cell.parent.remove(cell)
                continue
            shows = _part(cell, "cell_code_output") is not None
            said = FIGURE if shows else _without_picture(source)
            cell.extend(_folded(said, [*waiting, source]))
            waiting = []


def _after(cell: nodes.Element) -> nodes.Node | None:
    place = cell.parent.index(cell) + 1
    return cell.parent[place] if place < len(cell.parent) else None


def _without_picture(source: nodes.Element) -> str:
    return IMPORTS if source.astext().lstrip().startswith(("import ", "from ")) else BEHIND


def _folded(said: str, sources: list[nodes.Element]) -> list[nodes.Node]:
    opening = f'<details class="fold"><summary>{said}</summary>'
    return [
        nodes.raw("", opening, format="html"),
        *sources,
        nodes.raw("", "</details>\n", format="html"),
    ]


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(Folds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
