"""Functions from data to a Matplotlib figure, in one style, without Graphviz."""

from backprop.draw.canvas import PALETTE, STYLE, Drawing, figure, svg
from backprop.draw.graph import draw_graph
from backprop.draw.inline import themed
from backprop.draw.network import draw_network

__all__ = ["PALETTE", "STYLE", "Drawing", "draw_graph", "draw_network", "figure", "svg", "themed"]
