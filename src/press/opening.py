"""The first page: one picture that moves, and the chapters as cards.

Two directives::

    ```{pass}
    ```
    ```{chapters}
    01_why_networks: what a network is for, and what a hidden unit does
    ```

``pass`` shows one pass forward and one pass back through three layers, with the numbers that
the book's engine computes.  It plays once of itself, where the reader's system does not ask
for less motion.  ``chapters`` shows for each line the chapter's number, title and sentence,
with the first picture of its notebook, without its words: at that size none could be read.
"""

import re
from html import escape
from pathlib import Path

import nbformat
import numpy as np
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from backprop.figures.plots.flow import draw_flow
from backprop.figures.plots.picture import inlined
from backprop.network import Network

__all__ = ["Chapters", "Pass", "first_picture", "one_pass"]

THETA = {
    1: np.array([[0.2, 0.9, -0.6], [-0.3, 0.5, 0.8]]),
    2: np.array([[0.4, 1.5, -0.5]]),
}
X, Y = np.array([[0.5, 1.0]]), np.array([[0.0]])
NAMES = {1: "inputs", 2: "hidden", 3: "output"}
# a page of code with one line marked, for a chapter that draws nothing
PAGE = (
    '<svg class="drawing" aria-hidden="true" width="320" height="170" viewBox="0 0 320 170">'
    '<g fill="none" stroke-width="7" stroke-linecap="round" stroke="var(--fig-muted,#59626c)">'
    '<path d="M60 30h90M85 58h130M85 114h110M60 142h70"/>'
    '<path stroke="var(--fig-orange,#c4500c)" d="M85 86h160"/></g></svg>'
)
_LINE = re.compile(r"(?P<name>[\w-]+): +(?P<said>\S.*)")
_PICTURE = re.compile(r'<img class="drawing"[^>]*>')


class Frames:
    """What is seen and said at each step of one pass forward and one back.

    Parameters
    ----------
    alpha : float
        The step that the last sentence takes.
    """

    def __init__(self, alpha: float = 0.5) -> None:
        net = Network((2, 2, 1))
        self.a = {layer: values[0] for layer, values in net.forward(THETA, X).a.items()}
        self.D = net.gradient(THETA, X, Y)
        self.delta = {layer + 1: self.D[layer][:, 0] for layer in THETA}  # what enters is 1
        after = {layer: THETA[layer] - alpha * self.D[layer] for layer in THETA}
        self.after, self.alpha = float(net.forward(after, X).a[3][0, 0]), alpha

    def draw(self, step: int) -> tuple:
        """Return the drawing and the sentence of a step, from 0 to 5."""
        a, delta = self.a, self.delta
        units = [
            {1: a[1]},
            {1: a[1], 2: a[2]},
            a,
            {1: a[1], 2: a[2], 3: delta[3]},
            {1: a[1], 2: delta[2], 3: delta[3]},
            {1: a[1], 2: delta[2], 3: delta[3]},
        ][step]
        edges = {
            (layer, i, j): float(f"{self.D[layer][i - 1, j]:.2g}")
            for layer, theta in THETA.items()
            for i in range(1, theta.shape[0] + 1)
            for j in range(1, theta.shape[1])
        }
        forward = {1: [e for e in edges if e[0] == 1], 2: [e for e in edges if e[0] == 2]}
        drawing = draw_flow(
            THETA,
            units,
            names=NAMES,
            errors=[(), (), (), (3,), (2, 3), (2, 3)][step],
            lit=[None, 1, 2, None, 2, None][step],
            written=[(), forward[1], forward[2], (), forward[2], edges][step],
            heading=["", "forward →", "forward →", "", "← backward", "every derivative"][step],
            digits=2,
            width=4.6,
        )
        return drawing, self.sentence(step)

    def sentence(self, step: int) -> str:
        """Return what is said of a step."""
        a, delta, D = self.a, self.delta, self.D
        said = [
            f"Two numbers enter a network: {a[1][0]:g} and {a[1][1]:g}.",
            "Forward: each hidden unit adds up what comes in, times the weights on the way, "
            f"and squashes the sum to {a[2][0]:.2f} and {a[2][1]:.2f}.",
            f"The output unit does the same with these, and gives {a[3][0]:.2f}. "
            "It should have given 0.",
            f"The error term of the output is the difference, {delta[3][0]:.2f}.",
            "Backward: through the same weights each hidden unit gets its share of it, times "
            f"the slope of its own squashing: {delta[2][0]:.2f} and {delta[2][1]:.2f}.",
            "What entered a weight times the error term where it leads is the weight's "
            f"derivative: {a[2][0]:.2f} × {delta[3][0]:.2f} = {D[2][0, 1]:.2f} for the upper "
            f"one on the right. A step of {self.alpha:g} against all of them brings the output "
            f"from {a[3][0]:.2f} to {self.after:.2f}.",
        ]
        return said[step].replace("-", "−")


def one_pass() -> str:
    """Return the figure of one pass forward and one back, as HTML that needs no kernel."""
    from backprop.figures.explorer import Explorer

    frames = Frames()
    explorer = Explorer(
        frames.draw,
        title="One pass forward, one pass back",
        step=[0, 1, 2, 3, 4, 5],
        initial={"step": 5},
        play="step",
        interval=2500,
    )
    return explorer.html.replace('<figure class="explorer"', '<figure class="explorer" data-once')


class Pass(SphinxDirective):
    """One pass forward and one back, that plays once."""

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        return [nodes.raw("", one_pass(), format="html")]


def first_picture(notebook: dict) -> str:
    """Return the first drawing of a notebook as an <svg> without words; a page if it has none.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs.
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            found = _PICTURE.search(html)
            if found:
                svg = inlined(found[0], prefix=f"c{len(html)}")
                svg = re.sub(r"<text\b.*?</text>", "", svg, flags=re.DOTALL)
                svg = re.sub(r' role="img" aria-label="[^"]*"', ' aria-hidden="true"', svg)
                return svg
    return PAGE


class Chapters(SphinxDirective):
    """The chapters as cards, each with its number, title, sentence and first picture."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a list of links."""
        folder = Path(self.env.doc2path(self.env.docname)).parent
        cards = []
        for line in self.content:
            found = _LINE.fullmatch(line.strip())
            if not found:
                raise self.error(f"{line!r} is not `file: sentence`")
            file = folder / f"{found['name']}.ipynb"
            if not file.is_file():
                raise self.error(f"there is no chapter {file.name} beside {self.env.docname}")
            self.env.note_dependency(str(file))
            cards.append(_card(file, found["said"]))
        return [nodes.raw("", f'<ol class="chapter-cards">{"".join(cards)}</ol>', format="html")]


def _card(file: Path, said: str) -> str:
    notebook = nbformat.read(file, as_version=4)
    title = re.match(r"# (.+)", notebook["cells"][0]["source"])[1].strip()
    title, said = title.replace("'", "’"), said.replace("'", "’")
    number = int(file.name[:2])
    return (
        f'<li><a class="chapter-card" href="{file.stem}.html">'
        f'<span class="chapter-picture">{first_picture(notebook)}</span>'
        f'<span class="chapter-title">{number}. {escape(title)}</span> '
        f'<span class="chapter-said">{escape(said)}</span></a></li>'
    )


def setup(app: Sphinx) -> dict:
    """Register the directives."""
    app.add_directive("pass", Pass)
    app.add_directive("chapters", Chapters)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
