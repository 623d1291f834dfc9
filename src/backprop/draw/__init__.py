"""Functions from data to a Matplotlib figure, in one style, without Graphviz."""

from backprop.draw.canvas import PALETTE, STYLE, Drawing, figure, svg
from backprop.draw.inline import themed

__all__ = ["PALETTE", "STYLE", "Drawing", "figure", "svg", "themed"]
