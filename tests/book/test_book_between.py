"""Every explorer of the book takes every value between, as its number box in a kernel asks for."""

import json
import re
from html import unescape
from itertools import pairwise

import matplotlib
import nbformat
import numpy as np
import pytest
from site_pages import ROOT

import backprop.figures.explorer
from backprop.figures.explorer.frames import frame_of
from backprop.figures.explorer.grid import grid_of


def _fractions(cell) -> bool:
    """Whether a cell shows an explorer with values that are not all whole."""
    html = "".join(out.get("data", {}).get("text/html", "") for out in cell.get("outputs", []))
    lists = [json.loads(unescape(text)) for text in re.findall(r"data-values='(.*?)'", html)]
    return any(re.fullmatch(r"-?\d*\.\d+(e-?\d+)?", text) for texts in lists for text in texts)


def _chapters() -> dict[str, list[str]]:
    """Return, of each chapter that has such an explorer, the code up to the last of them."""
    found = {}
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        cells = [one for one in nbformat.read(path, 4).cells if one.cell_type == "code"]
        if places := [at for at, cell in enumerate(cells) if _fractions(cell)]:
            found[path.stem] = [cell.source for cell in cells[: places[-1] + 1]]
    return found


CHAPTERS = _chapters()


@pytest.fixture
def tried(monkeypatch):
    """Let explorers draw nothing but their values between; return their titles."""
    titles = []

    def asked(draw, /, *, title="", initial=None, between=True, play=None, caption=None, **rest):
        rest.pop("interval", None)
        choices = tuple(rest.pop("choices", ()))
        parameters, _ = grid_of(rest, choices)
        first = {p.name: (initial or {}).get(p.name, p.values[0]) for p in parameters}
        for parameter in parameters:
            for low, high in pairwise(parameter.values if parameter.continuous else ()):
                titles.append(title)
                if between:
                    frame_of(draw, {**first, parameter.name: (low + high) / 2}, "x")

    monkeypatch.setattr(backprop.figures.explorer, "Explorer", asked)
    monkeypatch.chdir(ROOT / "book")
    with matplotlib.rc_context(), np.printoptions():
        yield titles


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_value_between_is_drawn(tried, chapter):
    names = {"__name__": "__main__"}
    for source in CHAPTERS[chapter]:
        exec(compile(source, f"{chapter}.ipynb", "exec"), names)
    assert tried, "no explorer of this chapter was asked for a value between"


def test_the_chapters_are_found():
    assert {"09_learning_rate", "10_training"} <= set(CHAPTERS)
    assert len(CHAPTERS) >= 8
