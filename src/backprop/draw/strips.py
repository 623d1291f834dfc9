"""Many runs of several tasks, a dot each: what one number leaves out."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.lines import Line2D

from backprop.draw.canvas import PALETTE, Drawing, figure

__all__ = ["draw_strips"]


def draw_strips(
    runs: Mapping[str, Sequence[float | None]],
    *,
    limit: float,
    marks: Mapping[str, float] | None = None,
    xlabel: str = "sweeps",
) -> Drawing:
    """Draw each task as a strip of dots, and the runs that came to nothing beyond a line.

    Parameters
    ----------
    runs : dict of sequences
        For each task what its runs took, None where one gave up.  Equal values
        are stacked.
    limit : float
        Where runs gave up.
    marks : dict of float, optional
        For some of the tasks a number that was published.
    xlabel : str

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        For a mark of a task that has no runs.
    """
    marks = dict(marks or {})
    if strange := [name for name in marks if name not in runs]:
        raise ValueError(f"marks has {strange[0]!r}; expected one of {', '.join(runs)}")
    fig, ax = figure(6.6, 0.8 + 0.62 * len(runs))
    for row, (name, found) in enumerate(runs.items()):
        seen: dict[float, int] = {}
        for value in found:
            x = 1.08 * limit if value is None else value
            height = seen[x] = seen.get(x, -1) + 1
            look = {"mfc": PALETTE["blue"]} if value is not None else {"mfc": "none"}
            ax.plot(x, row - 0.07 * height, "o", ls="", ms=4.5, mec=PALETTE["blue"], **look)
        if name in marks:
            ax.plot(marks[name], row + 0.22, marker="v", ls="", ms=7, color=PALETTE["orange"])
    ax.axvline(limit, color=PALETTE["muted"], lw=1, ls="--")
    ax.set(xlim=(0, 1.16 * limit), ylim=(len(runs) - 0.2, -0.6), xlabel=xlabel)
    ax.set_yticks(np.arange(len(runs)), list(runs))
    ax.grid(axis="y", visible=False)
    fig.legend(handles=_legend(bool(marks)), loc="outside upper left", ncols=3)
    return fig


def _legend(marked: bool) -> list[Line2D]:
    blue = {"mec": PALETTE["blue"], "ls": "", "marker": "o", "ms": 4.5}
    handles = [
        Line2D([], [], mfc=PALETTE["blue"], label="learned", **blue),
        Line2D([], [], mfc="none", label="gave up", **blue),
    ]
    if marked:
        published = {"marker": "v", "ls": "", "ms": 7, "color": PALETTE["orange"]}
        handles.append(Line2D([], [], label="published", **published))
    return handles
