"""The figure with sliders that readers make."""

import sys
from collections.abc import Iterable
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING

from backprop.figures.explorer.frames import Draw, Frame, frame_of
from backprop.figures.explorer.grid import Parameter, grid_of
from backprop.figures.explorer.html import address_of, figure_html, prefix_of
from backprop.optional import import_extra

if TYPE_CHECKING:
    from backprop.figures.explorer.live import Live

__all__ = ["Explorer"]


class Explorer:
    """A figure with one to three sliders or choices, with a kernel and without one.

    Parameters
    ----------
    draw : callable
        `draw(**values)` returns a Matplotlib figure and a sentence that describes it.
        It is called once for each combination of values, when the Explorer is made.
    title, caption : str, optional
        What stands above and below.
    initial : dict, optional
        The values shown first, where they are not the first of their lists.
    play : str, optional
        The parameter that is time, and gets a button that plays it.
    choices : iterable of str
        The parameters that are no quantity: in place of a slider each of their values is a
        button to choose, with its name.
    interval : int
        Milliseconds from frame to frame while it plays.
    between : bool
        Whether `draw` also takes a number between two of a list that are not all whole,
        as the boxes ask for that a kernel shows.  It is tried once, when the Explorer is
        made.
    **parameters : iterable
        For each parameter its values: numbers in ascending order, or different strings.

    Raises
    ------
    ValueError, TypeError
        For values, names or figures that cannot be shown, naming them.
    RuntimeError
        Where `draw` fails, naming the values; the error itself is its cause.  Also where it
        fails for a number between two others, and `between` is not False.

    Examples
    --------
    >>> from backprop.figures.plots import figure
    >>> def parabola(a):
    ...     fig, ax = figure()
    ...     _ = ax.plot([-1, 0, 1], [a, 0, a])
    ...     return fig, f"A valley, {a} high on both sides."
    >>> Explorer(parabola, a=[1, 2, 3])
    Explorer(a=1; 3 frames)
    """

    def __init__(
        self,
        draw: Draw,
        /,
        *,
        title: str | None = None,
        caption: str | None = None,
        initial: dict | None = None,
        play: str | None = None,
        choices: Iterable[str] = (),
        interval: int = 500,
        between: bool = True,
        **parameters: Iterable,
    ) -> None:
        if not callable(draw):
            raise TypeError(f"draw is {draw!r}; it must be a function of the parameters")
        if isinstance(choices, str):
            raise TypeError(f"choices is {choices!r}; it is a list of parameters' names")
        choices = tuple(choices)
        self.parameters, self._grid = grid_of(parameters, choices)
        self.initial = self._initial(initial or {})
        for name in choices:
            self._parameter(name, "choices")
        if play is not None and self._parameter(play, "play").choice:
            raise ValueError(f"play names {play!r}, which is one of choices; time has an order")
        if not isinstance(interval, Integral) or interval < 100:
            raise ValueError(f"interval is {interval!r}; it is at least 100 milliseconds")
        self.draw, self.title, self.caption = draw, title, caption
        self.play, self.interval, self.between = play, int(interval), bool(between)
        texts = [(parameter.name, parameter.texts) for parameter in self.parameters]
        self.address = address_of(title, (caption, texts, getattr(draw, "__name__", "")))
        self._prefix = prefix_of(self.address)
        self._drawn: dict[tuple, Frame] = {}
        for values in self._grid:
            self._frame(values)
        self._try_between()

    def frame(self, **values: object) -> tuple[str, str]:
        """Return the <svg> and the sentence for some values, drawing them if need be.

        A parameter that is not named has its initial value.  A number may lie between
        two values of the grid, and is a whole one where all of the grid's are; not so
        with `between=False`.
        """
        for name, value in values.items():
            parameter = self._parameter(name, "frame")
            parameter.check(value) if self.between else parameter.index(value)
        frame = self._frame({**self.initial, **values})
        return frame.svg, frame.sentence

    @cached_property
    def html(self) -> str:
        """The figure as HTML that needs no kernel."""
        return figure_html(
            self.address,
            self.parameters,
            [self._frame(values) for values in self._grid],
            self.initial,
            title=self.title,
            caption=self.caption,
            play=self.play,
            interval=self.interval,
        )

    @cached_property
    def live(self) -> "Live":
        """The figure as ipywidgets; `.sliders` may be set."""
        import_extra("ipywidgets", "ipywidgets", "figures")
        from backprop.figures.explorer.live import Live

        return Live(self)

    def __repr__(self) -> str:
        values = ", ".join(f"{p.name}={p.text(self.initial[p.name])}" for p in self.parameters)
        return f"Explorer({values}; {len(self._grid)} frames)"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bundle = {"text/plain": repr(self), "text/html": self.html}
        if _in_kernel():
            view = {"version_major": 2, "version_minor": 0, "model_id": self.live.box.model_id}
            bundle["application/vnd.jupyter.widget-view+json"] = view
        return bundle

    def _frame(self, values: dict) -> Frame:
        key = tuple(values[parameter.name] for parameter in self.parameters)
        if key not in self._drawn:
            first = next(iter(self._drawn.values()), None)
            self._drawn[key] = frame_of(self.draw, values, self._prefix, like=first)
        return self._drawn[key]

    def _try_between(self) -> None:
        """Ask `draw` once for numbers that lie between two values, one for each parameter."""
        halfway = {p.name: p.halfway(self.initial[p.name]) for p in self.parameters if p.continuous}
        if not self.between or not halfway:
            return
        try:
            self._frame({**self.initial, **halfway})
        except (RuntimeError, ValueError, TypeError) as error:
            raise RuntimeError(
                f"{error}; a reader may ask for a number between two values of "
                f"{' and '.join(halfway)}: let draw take it, or say between=False"
            ) from error

    def _initial(self, initial: dict) -> dict:
        for name, value in initial.items():
            self._parameter(name, "initial").index(value)
        return {p.name: initial.get(p.name, p.values[0]) for p in self.parameters}

    def _parameter(self, name: str, where: str) -> Parameter:
        named = {parameter.name: parameter for parameter in self.parameters}
        if name not in named:
            raise ValueError(f"{where} names {name!r}; the parameters are {', '.join(named)}")
        return named[name]


def _in_kernel() -> bool:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")
