"""From the reader's `draw` to frames: an <svg> and a sentence each."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib
from matplotlib.figure import Figure

from backprop.figures.plots.canvas import STYLE, svg
from backprop.figures.plots.inline import themed

__all__ = ["Frame", "frame_of"]

Draw = Callable[..., tuple[Figure, str]]
GRAIN = 10  # a tenth of a point: a quarter of what an eye makes out on a screen


@dataclass(frozen=True)
class Frame:
    """What one setting of the sliders shows."""

    svg: str
    sentence: str

    @property
    def opening(self) -> str:
        """The <svg …> itself, whose name is the sentence."""
        return self.svg[: self.svg.index(">") + 1]

    @property
    def body(self) -> str:
        """What is inside the <svg>."""
        return self.svg[len(self.opening) : -len("</svg>")]

    @property
    def size(self) -> str:
        """Width and height, as the viewBox has them."""
        return re.search(r'viewBox="0 0 ([^"]*)"', self.opening)[1].replace(" ", " by ")


def frame_of(draw: Draw, values: dict, prefix: str, like: Frame | None = None) -> Frame:
    """Draw one frame in the house style, as large as another; refuse by its values."""
    call = _called(draw, values)
    with matplotlib.rc_context(STYLE):
        try:
            drawn = draw(**values)
        except Exception as error:
            raise RuntimeError(f"{call} failed: {type(error).__name__}: {error}") from error
        fig, sentence = _pair(drawn, call)
        text = svg(fig)
    if "matplotlib.pyplot" in sys.modules:  # a figure made by it would be shown twice
        sys.modules["matplotlib.pyplot"].close(fig)
    frame = Frame(themed(text, sentence, prefix, grain=GRAIN), sentence)
    if like is not None and frame.size != like.size:
        raise ValueError(
            f"{call} is {frame.size} points, the first frame {like.size}; all have one size"
        )
    return frame


def _called(draw: Draw, values: dict) -> str:
    """Return the call as a reader would write it."""
    name = getattr(draw, "__name__", "draw")
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in values.items())})"


def _pair(drawn: object, call: str) -> tuple[Figure, str]:
    if isinstance(drawn, Figure):
        raise TypeError(f"{call} returned a figure without a sentence that describes it")
    if not isinstance(drawn, tuple) or len(drawn) != 2:
        raise TypeError(f"{call} returned {type(drawn).__name__}, not (figure, sentence)")
    fig, sentence = drawn
    if not isinstance(fig, Figure):
        raise TypeError(f"{call} returned {type(fig).__name__} where a Matplotlib figure belongs")
    if not isinstance(sentence, str):
        raise TypeError(f"{call} returned {type(sentence).__name__} where the sentence belongs")
    if not sentence.strip():
        raise ValueError(f"{call} returned an empty sentence; it is what a blind reader sees")
    return fig, " ".join(sentence.split())
