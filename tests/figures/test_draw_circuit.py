"""A circuit's figure says the numbers that its nodes hold."""

import pytest

from backprop.figures.plots import PALETTE, draw_circuit, draw_step, svg
from backprop.graph import Node


@pytest.fixture
def circuit():
    a, b, c = Node(-12, "a"), Node(14, "b"), Node(-10, "c")
    d = (a + b).named("d")
    e = (d * c).named("e")
    e.backward()
    return a, b, c, d, e


def texts(drawing):
    return [text.get_text() for text in drawing.axes[0].texts if text.get_text()]


def test_names_operations_and_values(circuit):
    said = texts(draw_circuit(circuit[-1]))
    assert {"a", "d\n+", "e\n×", "−12", "14", "2", "−20"} <= set(said)
    assert not any("∂" in text for text in said)


def test_only_the_values_and_derivatives_asked_for(circuit):
    a, _, c, d, e = circuit
    said = texts(draw_circuit(e, values=[a, c, d], grads=[c]))
    assert "−10\n∂ = 2" in said
    assert "14" not in said
    assert "−20" not in said


def test_local_derivatives_on_the_edges(circuit):
    said = texts(draw_circuit(circuit[-1], values=[], slopes=True))
    assert sorted(said) == sorted(["a", "b", "c", "d\n+", "e\n×", "1", "1", "2", "−10"])


def test_an_edge_that_is_two_carries_both():
    x = Node(3.0, "x")
    assert "3 + 3" in texts(draw_circuit(x * x, slopes=True))
    x = Node(-1.0, "x")
    assert "−1 − 1" in texts(draw_circuit(x * x, slopes=True))


def test_lit_nodes_and_the_edge_between_them(circuit):
    a, _, _, d, e = circuit
    drawing = draw_circuit(e, lit=[a, d])
    strong = [p for p in drawing.axes[0].patches if p.get_linewidth() == 1.8]
    assert len(strong) == 2
    arrows = [t.arrow_patch for t in drawing.axes[0].texts if getattr(t, "arrow_patch", None)]
    assert sum(arrow.get_linewidth() == 2.2 for arrow in arrows) == 1
    assert PALETTE["orange"] in svg(drawing)


def test_nodes_without_a_name_are_kept_apart():
    x = Node(3.0, "x")
    y = (x + 1) * (x + 1)
    assert texts(draw_circuit(y, values=[])) == ["x", "+ 1", "+ 1", "×"]


def test_plain_numbers_stand_in_the_box_that_uses_them():
    x = Node(3.0, "x")
    drawing = draw_circuit(((2 * x).named("y") - 1).named("z"), slopes=True, values=[])
    assert set(texts(drawing)) == {"x", "y\n2 ×", "z\n− 1", "2", "1"}


def test_rows_by_name(circuit):
    drawing = draw_circuit(circuit[-1], rows={"c": 2.0})
    at = {text.get_text(): text.get_position()[1] for text in drawing.axes[0].texts}
    assert at["c"] == 2.0


def test_an_input_alone_is_refused():
    with pytest.raises(ValueError, match=r"output is Node\(value=1.0, name='x'"):
        draw_circuit(Node(1.0, "x"))


def test_a_row_for_nobody_is_refused(circuit):
    with pytest.raises(ValueError, match="rows names 'f'; the nodes are a, b, d, c, e"):
        draw_circuit(circuit[-1], rows={"f": 1})


def test_plain_numbers_may_be_among_the_nodes_asked_for():
    y = Node(3.0, "x") * 2
    assert "6\n∂ = 0" in texts(draw_circuit(y, values=y.order(), grads=y.order(), lit=y.order()))


SENTENCES = [
    "The inputs are given.",
    "Forward: d = 2.",
    "Forward: e = −20.",
    "Backward: the derivative of e with respect to itself is 1.",
    "Backward: e hands 1 × −10 = −10 to d and 1 × 2 = 2 to c.",
    "Backward: d hands −10 × 1 = −10 to a and −10 × 1 = −10 to b.",
]


@pytest.mark.parametrize("step", range(6))
def test_steps_forward_and_backward(circuit, step):
    drawing, said = draw_step(circuit[-1], step)
    assert said == SENTENCES[step]
    below = [t.get_text() for t in drawing.axes[0].texts if t.get_va() == "top" and t.get_text()]
    assert len(below) == min(3 + step, 5)
    assert sum("∂" in text for text in below) == [0, 0, 0, 1, 3, 5][step]


def arrows(drawing):
    """Return where each arrow of a drawing starts and ends, in columns."""
    found = [t for t in drawing.axes[0].texts if getattr(t, "arrow_patch", None)]
    return [(arrow.xyann[0], arrow.xy[0]) for arrow in found]


def test_a_message_points_the_way_it_goes_and_shows_what_it_is_multiplied_with(circuit):
    forward, backward = (draw_step(circuit[-1], step)[0] for step in (2, 4))
    assert all(start < end for start, end in arrows(forward))
    assert sum(start > end for start, end in arrows(backward)) == 2  # from e to d and to c
    assert "2" in texts(backward)
    assert "1" not in texts(forward)


def test_the_head_of_an_arrow_ends_before_the_box(circuit):
    drawing = draw_circuit(circuit[-1])
    ax = drawing.axes[0]
    box = next(p for p in ax.patches)
    column = ax.transData.transform([(0, 0), (1, 0)])
    half = (column[1, 0] - column[0, 0]) * (box.get_width() / 2 + 0.04) * 72 / drawing.dpi
    arrow = next(t.arrow_patch for t in ax.texts if getattr(t, "arrow_patch", None))
    assert arrow.shrinkB > half


def test_messages_are_added_up_as_they_arrive():
    x = Node(3.0, "x")
    y = ((x + 1).named("u") * x).named("y")
    assert "3\n∂ = 4" in texts(draw_step(y, 4)[0])
    drawing, said = draw_step(y, 5)
    assert "3\n∂ = 7" in texts(drawing)
    assert said == "Backward: u hands 3 × 1 = 3 to x."
    after = x.grad
    y.backward()
    assert x.grad == after


@pytest.mark.parametrize("step", [-1, 6])
def test_a_step_that_there_is_not(circuit, step):
    with pytest.raises(ValueError, match=f"step is {step}; expected 0 to 5"):
        draw_step(circuit[-1], step)
