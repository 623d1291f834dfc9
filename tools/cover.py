"""Draw the book's cover picture, which other sites show beside a link to it.

    python -m tools.cover

A network of three layers: what it computes goes forward in blue, the errors come back in
orange, dashed, from the one output that is compared with a target.  The title is that of
``_config.yml``, and is written into the file as well, so that a test can compare it.
"""

import itertools
import sys
from pathlib import Path

import yaml
from matplotlib.patches import Circle, FancyArrowPatch

from backprop.figures.plots import PALETTE, figure
from press import STATIC

__all__ = ["main"]

ROOT = Path(__file__).parent.parent
TARGET = STATIC / "cover.png"
LAYERS = [4, 5, 1]


def draw(title: str):
    """Return the cover with this title as a figure of 1200 by 630 pixels."""
    fig, ax = figure(12, 6.3)
    ax.set(xlim=(0, 12), ylim=(0, 6.3), aspect="equal")
    ax.axis("off")
    places = [
        [(7.0 + 1.9 * layer, 3.15 + 1.05 * (unit - (size - 1) / 2)) for unit in range(size)]
        for layer, size in enumerate(LAYERS)
    ]
    for here, there in itertools.pairwise(places):
        for x, y in here:
            for a, b in there:
                ax.plot(
                    [x, a], [y, b], color=PALETTE["muted"], lw=0.9, alpha=0.55, ls="-", zorder=1
                )
    for layer in places:
        for place in layer:
            fill = PALETTE["orange"] if layer is places[-1] else PALETTE["wash"]
            edge = PALETTE["orange"] if layer is places[-1] else PALETTE["blue"]
            ax.add_patch(Circle(place, 0.34, facecolor=fill, edgecolor=edge, lw=2.2, zorder=3))
    forward = {"color": PALETTE["blue"], "lw": 3, "arrowstyle": "-|>", "mutation_scale": 24}
    back = {**forward, "color": PALETTE["orange"], "linestyle": (0, (4, 2))}
    ax.add_patch(FancyArrowPatch((6.9, 5.85), (10.9, 5.85), **forward))
    ax.add_patch(FancyArrowPatch((10.9, 0.45), (6.9, 0.45), **back))
    text = {"color": PALETTE["ink"], "ha": "left", "va": "center"}
    for line, words in enumerate(title.replace(", ", ",\n").split("\n")):
        ax.text(0.7, 4.25 - 0.8 * line, words, fontsize=38, fontweight="bold", **text)
    ax.text(0.7, 2.45, "Every equation is executed,\nevery number is re-run.", fontsize=17, **text)
    return fig


def main() -> int:
    """Write the picture."""
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    draw(title).savefig(TARGET, dpi=100, metadata={"Software": None, "Title": title})
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
