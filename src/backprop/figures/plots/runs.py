"""Many runs of several tasks, a dot each: what one number leaves out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from matplotlib.lines import Line2D

from backprop.figures.plots.canvas import PALETTE, Drawing, figure

__all__ = ["draw_runs"]


def draw_runs(
    runs: Mapping[str, Sequence[float | None]],
    *,
    limit: float,
    marks: Mapping[str, float] | None = None,
    xlabel: str = "sweeps",
) -> Drawing:
    """Draw each task as a strip of dots; beyond a line, how many came to nothing.

    Parameters
    ----------
    runs : dict of sequences
        For each task what its runs took, None where one gave up.  Equal values
        are stacked; those that gave up are counted.
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
        ended = [value for value in found if value is not None]
        for value, height in _stacked(ended):
            ax.plot(value, row - 0.08 * height, "o", ls="", ms=4.5, color=PALETTE["blue"])
        if lost := len(found) - len(ended):
            ax.plot(1.05 * limit, row, "o", ls="", ms=4.5, mec=PALETTE["blue"], mfc="none")
            ax.text(1.08 * limit, row, f"{lost}", va="center")
        ax.text(0.01 * limit, row - 0.3, name, va="center")
        if name in marks:
            ax.plot(marks[name], row + 0.22, marker="v", ls="", ms=7, color=PALETTE["orange"])
    ax.axvline(limit, color=PALETTE["muted"], lw=1, ls="--")
    ax.set(xlim=(0, 1.16 * limit), ylim=(len(runs) - 0.5, -0.6), xlabel=xlabel, yticks=[])
    fig.legend(handles=_legend(bool(marks)), loc="outside upper left", ncols=3)
    return fig


def _stacked(values: Sequence[float]) -> Iterator[tuple[float, int]]:
    """Yield each value with the number of equal ones before it."""
    seen: Counter[float] = Counter()
    for value in values:
        yield value, seen[value]
        seen[value] += 1


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
