"""The message: each unit with its number, the weights in use lit."""

import numpy as np
import pytest

from backprop.figures.plots import PALETTE, draw_flow

THETA = {1: [[9, 1, -2], [9, 0.5, 0], [9, 1, 1]], 2: [[9, 1, 2, 3]]}


def shown(drawing):
    return [text.get_text() for text in drawing.axes[0].texts]


def rings(drawing):
    return [patch.get_linewidth() for patch in drawing.axes[0].patches]


def test_every_unit_has_its_number_and_every_weight_an_edge():
    drawing = draw_flow(THETA, {1: [0.25, -3], 3: np.array([1.0])}, heading="forward")
    assert len(drawing.axes[0].lines) == 2 * 3 + 3
    assert {"0.250", "−3.000", "1.000", "forward"} <= set(shown(drawing))
    assert shown(drawing).count("") == 3  # layer 2 has none yet


def test_nought_has_no_sign():
    assert "0.000" in shown(draw_flow(THETA, {3: [-0.0]}))


def test_the_bias_column_is_no_edge_and_negative_weights_are_dashed():
    lines = draw_flow(THETA, {}).axes[0].lines
    assert max(line.get_linewidth() for line in lines) < 4.5  # a 9 would be the widest there is
    assert [line.get_linestyle() == "--" for line in lines][:2] == [False, True]


def test_only_the_weights_in_use_are_lit():
    lines = draw_flow(THETA, {}, lit=2).axes[0].lines
    assert [line.get_color() == PALETTE["orange"] for line in lines] == [False] * 6 + [True] * 3


def test_error_terms_stand_out_by_more_than_colour():
    assert rings(draw_flow(THETA, {2: [1, 2, 3]}, errors=[2])) == [1, 1, 2, 2, 2, 1]


def test_digits_and_names():
    drawing = draw_flow(THETA, {3: [0.125]}, names={3: "output"}, digits=1)
    assert {"0.1", "output"} <= set(shown(drawing))


@pytest.mark.parametrize("units", [{1: [1, 2, 3]}, {4: [1]}, {0: [1]}])
def test_what_does_not_fit_is_refused(units):
    with pytest.raises(
        ValueError, match=r"units\[\d\] has \d numbers; the layers have \(2, 3, 1\)"
    ):
        draw_flow(THETA, units)


def test_weights_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match=r"Theta\[1\] has nan"):
        draw_flow({1: [[0, np.nan]]}, {})


def test_weights_are_written_on_the_edges_that_are_asked_for():
    drawing = draw_flow(THETA, {}, written=[(1, 1, 2), (1, 2, 1)])
    texts = {t.get_text(): t.get_position() for t in drawing.axes[0].texts if t.get_text()}
    assert set(texts) == {"−2", "0.5"}  # column 0, the 9, is the bias
    (x, _), (other_x, _) = texts.values()
    assert 0 < x == other_x < 1.05  # nearer to layer 1, at 0, than to layer 2, at 2.1


@pytest.mark.parametrize("edge", [(1, 4, 1), (1, 1, 0), (1, 1, 3), (3, 1, 1)])
def test_an_edge_that_is_not_there_is_refused(edge):
    with pytest.raises(ValueError, match=r"written has the edge .*; the layers have \(2, 3, 1\)"):
        draw_flow(THETA, {}, written=[edge])
