"""The sheet that every figure is drawn on, and how it becomes SVG.

A figure is an ordinary Matplotlib figure that shows itself, in a notebook, as an
<img> that holds an SVG: that is what a notebook shows which nobody has run or
trusted yet.  It is the same bytes every time it is drawn.  Its colours are the few of
PALETTE, so that a page may exchange them for those of its theme; text stays
text, so that it may be searched, selected and set in the page's own font.
"""

import io
import re

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from backprop.figures.plots.inline import themed
from backprop.figures.plots.palette import PALETTE
from backprop.figures.plots.picture import picture

__all__ = ["PALETTE", "STYLE", "Drawing", "figure", "svg"]

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
_REFERENCE = re.compile(r'(?:(?<=url\(#)|(?<=href="#))[^")]+(?=[")])')
# the page and the reader's edition put the description of the cell in its place
ALT = "A drawing; the text beside it says what it shows."


class Drawing(Figure):
    """A Matplotlib figure that a notebook shows as a picture, without pyplot."""

    def _repr_html_(self) -> str:
        return picture(themed(svg(self), ALT, "drawing"), ALT)


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
    >>> fig._repr_html_()[:31]
    '<img class="drawing" alt="A dra'
    """
    matplotlib.rcParams.update(STYLE)
    fig = Drawing(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(fig)
    return fig, fig.subplots(**subplots)


def svg(fig: Figure) -> str:
    """Return the figure as one <svg> element, the same text on every machine.

    No date, no XML preamble, no names that nothing refers to, a path on one line;
    coordinates rounded to a hundredth of a point, and names that are numbers (a last
    bit that differs between processors must not show, and Matplotlib makes its names
    of them).

    Examples
    --------
    >>> svg(figure()[0]) == svg(figure()[0])
    True
    """
    text = _printed(fig)
    text = text[text.index("<svg") :]
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = _ROUNDED.sub(lambda found: _NUMBERS.sub(_round, found.group()), text)
    text = _PATH.sub(lambda found: " ".join(found.group().split()), text)
    return re.sub(r"\n\s*", "\n", _numbered(text))


def _printed(fig: Figure) -> str:
    """Return what Matplotlib's SVG canvas prints, drawn once.

    `Figure.savefig` draws everything twice, and throws the first drawing away: it is there
    for what is cropped or laid out at another size.
    """
    out, canvas, dpi = io.StringIO(), fig.canvas, fig.dpi
    with matplotlib.rc_context(STYLE):
        try:
            FigureCanvasSVG(fig).print_svg(out, metadata={"Date": None, "Creator": None})
        finally:
            fig.set_canvas(canvas)
            fig.dpi = dpi
    return out.getvalue()


def _numbered(text: str) -> str:
    """Give what is referred to numbers for names, and take the names of all else."""
    used = set(_REFERENCE.findall(text))
    wanted = [name for name in _ID.findall(text) if name in used]
    names = {name: f"{name[0]}{number}" for number, name in enumerate(wanted, start=1)}
    text = _ID.sub(lambda at: f' id="{names[at[1]]}"' if at[1] in names else "", text)
    return _REFERENCE.sub(lambda at: names.get(at.group(), at.group()), text)


def _round(number: re.Match) -> str:
    short = f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short
