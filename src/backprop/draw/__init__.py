"""Functions from data to a Matplotlib figure, in one style, without Graphviz."""

from backprop.draw.boundary import Panel, boundary_on, draw_boundary, draw_lift
from backprop.draw.canvas import PALETTE, STYLE, Drawing, figure, svg
from backprop.draw.circuit import draw_circuit, draw_step
from backprop.draw.confusion import confusion, draw_confusion
from backprop.draw.cost import cost_grid, draw_contour, draw_surface
from backprop.draw.fingerprint import draw_fingerprint, entry_ratios
from backprop.draw.fit import draw_fit
from backprop.draw.graph import draw_graph
from backprop.draw.images import draw_images
from backprop.draw.inline import themed
from backprop.draw.matrices import draw_matrices
from backprop.draw.message import draw_message
from backprop.draw.network import draw_network
from backprop.draw.secant import draw_secant
from backprop.draw.strips import draw_strips

__all__ = [
    "PALETTE",
    "STYLE",
    "Drawing",
    "Panel",
    "boundary_on",
    "confusion",
    "cost_grid",
    "draw_boundary",
    "draw_circuit",
    "draw_confusion",
    "draw_contour",
    "draw_fingerprint",
    "draw_fit",
    "draw_graph",
    "draw_images",
    "draw_lift",
    "draw_matrices",
    "draw_message",
    "draw_network",
    "draw_secant",
    "draw_step",
    "draw_strips",
    "draw_surface",
    "entry_ratios",
    "figure",
    "svg",
    "themed",
]
