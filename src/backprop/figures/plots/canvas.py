"""The sheet that every figure is drawn on, and how it becomes SVG.

A figure is an ordinary Matplotlib figure that shows itself, in a notebook, as
SVG that is the same bytes every time it is drawn.  Its colours are the few of
PALETTE, so that a page may exchange them for those of its theme; text stays
text, so that it may be searched, selected and set in the page's own font.
"""

import io
import re

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = ["PALETTE", "STYLE", "Drawing", "figure", "svg"]

# Each is legible on PALETTE["paper"]; the press has a partner for dark pages.
PALETTE = {
    "paper": "#fdfdfc",  # behind everything
    "ink": "#1c2126",  # text, axes
    "muted": "#68707a",  # what steps back: ticks, unlit edges
    "faint": "#d9dde2",  # grid, fills of unlit nodes
    "blue": "#1b62a5",
    "orange": "#c4500c",
    "green": "#1a7a42",
    "purple": "#7a3fa0",
    "teal": "#0b6e78",
    "red": "#b3261e",
    "wash": "#e6eff8",  # a light ground of blue
}

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "backprop",
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "mathtext.fontset": "dejavusans",
    "figure.facecolor": PALETTE["paper"],
    "axes.facecolor": "none",
    "axes.edgecolor": PALETTE["muted"],
    "axes.labelcolor": PALETTE["ink"],
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": matplotlib.cycler(
        color=[PALETTE[name] for name in ("blue", "orange", "green", "purple", "red")]
    )
    + matplotlib.cycler(linestyle=["-", "--", "-.", ":", (0, (5, 1))]),
    "axes.grid": True,
    "grid.color": PALETTE["faint"],
    "grid.linewidth": 0.6,
    "xtick.color": PALETTE["muted"],
    "ytick.color": PALETTE["muted"],
    "xtick.labelcolor": PALETTE["ink"],
    "ytick.labelcolor": PALETTE["ink"],
    "text.color": PALETTE["ink"],
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "patch.edgecolor": PALETTE["ink"],
}

_NUMBERS = re.compile(r"-?\d+\.\d+")
_ROUNDED = re.compile(r'(?<= )(d|x|y|x1|x2|y1|y2|cx|cy|width|height|transform|points)="[^"]*"')
_PATH = re.compile(r'(?<= )d="[^"]*"')
_ID = re.compile(r' id="(?!(?:matplotlib\.axis|legend)_)([^"]*)"')  # what a page styles stays
_REFERENCE = re.compile(r'#([^")]+)[")]')


class Drawing(Figure):
    """A Matplotlib figure that a notebook shows as SVG, without pyplot."""

    def _repr_svg_(self) -> str:
        return svg(self)


def figure(width: float = 6.4, height: float = 3.6, **subplots) -> tuple[Drawing, Axes]:
    """Return an empty figure and its axes, in the house style.

    The style stays in force for what is drawn afterwards, as after
    `matplotlib.style.use`: legends and texts are styled when they are made.

    Parameters
    ----------
    width, height : float
        In inches; the text column of a page is 7 inches wide.
    **subplots
        As `matplotlib.figure.Figure.subplots` takes them.

    Returns
    -------
    (Drawing, Axes)
        An array of axes where more than one is asked for.

    Examples
    --------
    >>> fig, ax = figure()
    >>> line, = ax.plot([0, 1], [0, 1])
    >>> fig._repr_svg_().startswith("<svg")
    True
    """
    matplotlib.rcParams.update(STYLE)
    fig = Drawing(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(fig)
    return fig, fig.subplots(**subplots)


def svg(fig: Figure) -> str:
    """Return the figure as one <svg> element, the same text on every machine.

    No date, no XML preamble, no names that nothing refers to, a path on one line,
    coordinates rounded to a hundredth of a point (a last bit that differs between
    processors must not show).

    Examples
    --------
    >>> svg(figure()[0]) == svg(figure()[0])
    True
    """
    out = io.StringIO()
    with matplotlib.rc_context(STYLE):
        fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = _ROUNDED.sub(lambda found: _NUMBERS.sub(_round, found.group()), text)
    text = _PATH.sub(lambda found: " ".join(found.group().split()), text)
    used = set(_REFERENCE.findall(text))
    text = _ID.sub(lambda found: found.group() if found.group(1) in used else "", text)
    return re.sub(r"\n\s*", "\n", text)


def _round(number: re.Match) -> str:
    short = f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
