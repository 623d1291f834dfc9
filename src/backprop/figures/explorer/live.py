"""An explorer where there is a kernel: stock ipywidgets over the same frames."""

from collections.abc import Callable
from html import escape
from typing import Protocol

import ipywidgets as widgets

from backprop.figures.explorer.grid import Parameter

__all__ = ["Live"]


class Shown(Protocol):
    """What an explorer is to its sliders."""

    parameters: tuple[Parameter, ...]
    initial: dict
    title: str | None
    caption: str | None
    play: str | None
    interval: int

    def frame(self, **values: object) -> tuple[str, str]:
        """Return the <svg> and the sentence for some values."""


class Live:
    """Sliders and choices, and boxes for values between, that show an explorer's frames.

    Attributes
    ----------
    box : ipywidgets.VBox
        What is displayed.
    sliders, numbers : dict
        The control of each parameter, by name; numbers only where one between two
        of its values may be asked for.
    play : ipywidgets.Play or None
    picture, sentence : ipywidgets.HTML
    """

    def __init__(self, explorer: Shown) -> None:
        self.explorer = explorer
        self.values = dict(explorer.initial)
        self.sliders, self.numbers, self.play = {}, {}, None
        self.picture, self.sentence = widgets.HTML(), widgets.HTML()
        self._busy = False
        rows = [self._row(parameter) for parameter in explorer.parameters]
        self.box = widgets.VBox(
            [
                *_said("strong", explorer.title),
                self.picture,
                self.sentence,
                *rows,
                *_said("small", explorer.caption),
            ]
        )
        self._show()

    def _row(self, parameter: Parameter) -> widgets.HBox:
        name, value = parameter.name, self.values[parameter.name]
        options = list(zip(parameter.texts, parameter.values, strict=True))
        kind = widgets.RadioButtons if parameter.choice else widgets.SelectionSlider
        slider = kind(options=options, value=value, description=parameter.label)
        slider.observe(self._moved(name), "value")
        self.sliders[name] = slider
        row = [slider]
        if parameter.continuous and self.explorer.between:
            row.append(self._number(parameter))
        if name == self.explorer.play:
            row.append(self._player(slider, parameter))
        return widgets.HBox(row)

    def _player(self, slider: widgets.SelectionSlider, parameter: Parameter) -> widgets.Play:
        """Return the buttons that play a parameter.

        They stand at the end while nothing has been touched, and from the end they begin
        anew: the first press shows all frames, not the few behind the one shown first.
        """
        last = len(parameter.values) - 1
        self.play = widgets.Play(
            value=last if slider.index else 0,
            max=last,
            interval=self.explorer.interval,
            tooltip=f"Play {parameter.label}",
        )
        self.play.observe(lambda change: setattr(slider, "index", change["new"]), "value")
        slider.observe(lambda change: setattr(self.play, "value", change["new"]), "index")
        return self.play

    def _number(self, parameter: Parameter) -> widgets.BoundedFloatText:
        first, last = parameter.values[0], parameter.values[-1]
        number = widgets.BoundedFloatText(
            value=self.values[parameter.name],
            min=first,
            max=last,
            step=(last - first) / 1000 or 1,
            tooltip=f"{parameter.label}: any value from {first:g} to {last:g}",
            layout=widgets.Layout(width="7em"),
        )
        number.observe(self._typed(parameter), "value")
        self.numbers[parameter.name] = number
        return number

    def _moved(self, name: str) -> Callable:
        """Return what a slider does: the box follows it."""

        def moved(change: dict) -> None:
            if not self._busy:
                self._set(name, change["new"], self.numbers.get(name), change["new"])

        return moved

    def _typed(self, parameter: Parameter) -> Callable:
        """Return what a box does: the slider goes to the nearest value it has."""

        def typed(change: dict) -> None:
            if not self._busy:
                nearest = min(parameter.values, key=lambda value: abs(value - change["new"]))
                slider = self.sliders[parameter.name]
                self._set(parameter.name, change["new"], slider, nearest)

        return typed

    def _set(self, name: str, value: object, partner: widgets.Widget | None, its: object) -> None:
        self.values[name] = value
        self._busy = True
        try:
            if partner is not None:
                partner.value = its
        finally:
            self._busy = False
        self._show()

    def _show(self) -> None:
        try:
            svg, sentence = self.explorer.frame(**self.values)
        except Exception as error:  # a callback's error would be seen by nobody
            self.sentence.value = f"<strong>{escape(str(error))}</strong>"
            return
        self.picture.value = svg
        self.sentence.value = escape(sentence)


def _said(element: str, text: str | None) -> list[widgets.HTML]:
    return [widgets.HTML(f"<{element}>{escape(text)}</{element}>")] if text else []
