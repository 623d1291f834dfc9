"""A figure with sliders that lives with a kernel and without one.

    from backprop.figures.explorer import Explorer

    def draw(z):
        fig, ax = figure()
        ...
        return fig, f"At z = {z:g} the tangent's slope is {slope:.2f}."

    Explorer(draw, z=np.linspace(-6, 6, 40), play="z")

In a kernel it shows itself as stock ipywidgets; in a stored notebook and on a
published page as a native <figure>, whose script and style sheet lie in STATIC.
Both show the same frames, drawn once when the Explorer is made.
"""

from pathlib import Path

from backprop.figures.explorer.explorer import Explorer
from backprop.figures.explorer.grid import MAX_FRAMES, MAX_PARAMETERS

__all__ = ["MAX_FRAMES", "MAX_PARAMETERS", "STATIC", "Explorer"]

STATIC = Path(__file__).parent / "static"  # explorer.js, explorer.css
