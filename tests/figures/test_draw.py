"""Figures: every unit and edge is there, and the same bytes every time."""

import re
import subprocess
import sys

import pytest

from backprop.figures.plots import PALETTE, draw_graph, draw_network, figure, svg

SCRIPT = "from backprop.figures.plots import draw_network, svg; print(svg(draw_network((2, 2, 1))))"


def texts(drawing):
    return {text.get_text() for ax in drawing.axes for text in ax.texts}


def strong_lines(drawing):
    return [line for line in drawing.axes[0].lines if line.get_color() == PALETTE["orange"]]


def test_a_network_has_its_units_its_bias_units_and_its_edges():
    drawing = draw_network((3, 3, 1))
    assert len(drawing.axes[0].patches) == 4 + 4 + 1
    assert len(drawing.axes[0].lines) == 3 * 4 + 1 * 4
    assert {"$x_{0}$", "$x_{3}$", "$a_{0}^{(2)}$", r"$\hat{y}$"} <= texts(drawing)


def test_outputs_are_numbered_where_there_are_several():
    assert {r"$\hat{y}_{1}$", r"$\hat{y}_{2}$"} <= texts(draw_network((1, 2)))


def test_without_bias_units():
    drawing = draw_network((4, 5, 1), bias=False)
    assert len(drawing.axes[0].patches) == 10
    assert len(drawing.axes[0].lines) == 25
    assert "$x_{0}$" not in texts(drawing)


def test_edges_light_up_and_carry_names():
    drawing = draw_network((2, 2, 1), lit=[(1, 2, 0)], weights={(1, 2, 0): "bias of 2"})
    assert len(strong_lines(drawing)) == 1
    assert "bias of 2" in texts(drawing)


def test_a_graph_goes_from_left_to_right():
    edges = [("a", "d"), ("b", "d"), ("d", "e"), ("c", "e")]
    drawing = draw_graph(edges, texts={"d": "sum"}, below={"e": "-20"})
    at = {text.get_text(): text.get_position()[0] for text in drawing.axes[0].texts}
    assert at["a"] == at["b"] < at["sum"] == at["c"] + 0 < at["e"] or at["c"] == at["sum"]
    assert at["-20"] == at["e"]


def test_a_cycle_or_an_empty_graph_is_refused():
    with pytest.raises(ValueError, match=r"edges form a cycle through \['a', 'b'\]"):
        draw_graph([("a", "b"), ("b", "a")])
    with pytest.raises(ValueError, match="edges is empty"):
        draw_graph([])


@pytest.mark.slow
def test_svg_is_the_same_in_another_process():
    outputs = [
        subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert outputs[0].stdout == outputs[1].stdout == svg(draw_network((2, 2, 1))) + "\n"


def test_svg_has_text_as_text_no_date_and_short_numbers():
    fig, ax = figure()
    ax.plot([0, 1 / 3, 1], [0, 2 / 3, 1])
    ax.set_title("a title")
    text = svg(fig)
    assert ">a title<" in text
    assert "<dc:date>" not in text
    assert "<?xml" not in text
    assert not re.search(r' d="[^"]*\d\.\d{3}', text)


def test_colours_are_those_of_the_palette():
    fig, ax = figure()
    for line in range(5):
        ax.plot([0, 1], [line, line], label=str(line))
    ax.legend()
    colours = set(re.findall(r"#[0-9a-f]{6}", svg(fig)))
    assert colours <= set(PALETTE.values())
