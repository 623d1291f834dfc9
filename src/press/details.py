"""Boxes that open without script.

An admonition of class ``dropdown`` (a solution, say) becomes a ``<details>``.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import NodeMatcher

__all__ = ["Boxes"]


class Boxes(SphinxPostTransform):
    """Turn what opens into what opens by itself."""

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Change the admonitions of one page."""
        for node in list(self.document.findall(NodeMatcher(nodes.Admonition))):
            if "dropdown" in node.get("classes", []):
                self._details(node)

    @staticmethod
    def _details(node: nodes.Element) -> None:
        title = node.children[0] if isinstance(node.children[0], nodes.title) else nodes.title()
        # docutils has no such element: markup around what stays ordinary content
        classes = " ".join(["admonition", *(x for x in node["classes"] if x != "dropdown")])
        ids = f' id="{node["ids"][0]}"' if node.get("ids") else ""
        opening = f'<details{ids} class="{classes}"><summary class="admonition-title">'
        parts: list[nodes.Node] = [nodes.raw("", opening, format="html")]
        parts += [nodes.inline("", "", *[child.deepcopy() for child in title.children])]
        parts += [nodes.raw("", '</summary><div class="admonition-content">', format="html")]
        parts += [child for child in node.children if child is not title]
        parts += [nodes.raw("", "</div></details>\n", format="html")]
        here = node.parent.index(node)
        node.parent[here : here + 1] = parts


def setup(app: Sphinx) -> dict:
    """Register the transform."""
    app.add_post_transform(Boxes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
