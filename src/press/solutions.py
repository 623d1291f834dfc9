"""What is said after a folded solution is folded with it, lest it give the answer away.

An exercise is a paragraph that begins with its number in bold; its solution is a cell
tagged ``hide-cell``.  Whatever follows the cell, up to the next exercise or the end of
the section, goes into the same fold.  A cell that is tagged so and that MyST-NB does not fold
is a warning: its solution would stand open.
"""

import itertools
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import NodeMatcher

__all__ = ["Solutions"]

logger = logging.getLogger(__name__)
TAGGED = "tag_hide-cell"  # MyST-NB's class for a cell with this tag


def _begins_exercise(node: nodes.Node) -> bool:
    said = [child for child in node.children if child.astext()]
    strong = said[0] if isinstance(node, nodes.paragraph) and said else None
    return isinstance(strong, nodes.strong) and bool(re.fullmatch(r"\d+\.", strong.astext()))


def _is_solution(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("hide_mode") == "all"


def _ends_remark(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section) or _begins_exercise(node) or _is_solution(node)


class Solutions(SphinxPostTransform):
    """Move remarks into the cells before them, before those are folded (at 199)."""

    default_priority = 198
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Change the solutions of one page."""
        for cell in list(self.document.findall(NodeMatcher(nodes.container))):
            if _is_solution(cell):
                after = cell.parent[cell.parent.index(cell) + 1 :]
                remark = list(itertools.takewhile(lambda node: not _ends_remark(node), after))
                for node in remark:
                    cell.parent.remove(node)
                cell.extend(remark)
            elif TAGGED in cell.get("classes", []):
                logger.warning("a solution would not be folded", location=cell, type="press")


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(Solutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
