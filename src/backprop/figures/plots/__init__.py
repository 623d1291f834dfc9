"""Functions from data to a Matplotlib figure, in one style, without Graphviz."""

from backprop.figures.plots.boundary import Panel, boundary_on, draw_boundary, draw_lift
from backprop.figures.plots.canvas import PALETTE, STYLE, Drawing, figure, svg
from backprop.figures.plots.circuit import draw_circuit, draw_step
from backprop.figures.plots.confusion import confusion, draw_confusion
from backprop.figures.plots.cost import cost_grid, draw_contour, draw_surface
from backprop.figures.plots.fit import draw_fit
from backprop.figures.plots.flow import draw_flow
from backprop.figures.plots.graph import draw_graph
from backprop.figures.plots.images import draw_images
from backprop.figures.plots.inline import themed
from backprop.figures.plots.matrices import draw_matrices
from backprop.figures.plots.network import draw_network
from backprop.figures.plots.ratios import draw_ratios, ratios_of
from backprop.figures.plots.runs import draw_runs
from backprop.figures.plots.secant import draw_secant

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
    "draw_fit",
    "draw_flow",
    "draw_graph",
    "draw_images",
    "draw_lift",
    "draw_matrices",
    "draw_network",
    "draw_ratios",
    "draw_runs",
    "draw_secant",
    "draw_step",
    "draw_surface",
    "figure",
    "ratios_of",
    "svg",
    "themed",
]
