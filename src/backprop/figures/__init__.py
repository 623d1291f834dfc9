"""What is seen: functions from data to a Matplotlib figure, and the figure with sliders.

============================  ==================================================================
`backprop.figures.plots`      from data to a Matplotlib figure, in one style; an SVG in the page
`backprop.figures.explorer`   a figure with sliders, with a kernel and without one; its script
============================  ==================================================================

They need the extra ``figures`` (Matplotlib, ipywidgets).
"""

from backprop.optional import import_extra

import_extra("matplotlib", "matplotlib", "figures")
