"""Costs, fits and matrices as figures: the numbers that went in are the ones that are drawn."""

import numpy as np
import pytest

from backprop.figures.plots import cost_grid, draw_contour, draw_fit, draw_matrices, draw_surface
from backprop.figures.plots.canvas import PALETTE

U, V = np.linspace(-1, 1, 5), np.linspace(0, 2, 7)
BOWL = cost_grid(lambda u, v: u**2 + (v - 1) ** 2, U, V)
PATH = [(1.0, 2.0), (0.5, 1.5), (0.0, 1.0)]


def said(fig):
    return [text.get_text() for ax in fig.axes for text in ax.texts]


def test_a_grid_has_the_first_weight_along_its_columns():
    assert BOWL.shape == (7, 5)
    assert BOWL[0, 0] == 2
    assert BOWL[3, 2] == 0


def test_a_contour_shows_paths_and_their_costs_and_keeps_angles():
    fig = draw_contour(U, V, BOWL, levels=[0.5, 1], paths=[PATH], costs=[[2, 0.5, 0]])
    above, beside = fig.axes
    assert above.get_aspect() == 1
    steps = above.lines[0]
    assert np.column_stack(steps.get_data()).tolist() == [list(p) for p in PATH]
    assert beside.lines[0].get_ydata().tolist() == [2, 0.5, 0]
    assert beside.lines[0].get_color() == steps.get_color() == PALETTE["orange"]


def test_without_costs_there_is_one_panel():
    assert len(draw_contour(U, V, BOWL, levels=[1]).axes) == 1


def test_two_paths_differ_in_colour():
    fig = draw_contour(U, V, BOWL, levels=[1], paths=[PATH, PATH[::-1]])
    assert fig.axes[0].lines[0].get_color() != fig.axes[0].lines[3].get_color()


def test_a_surface_carries_a_path():
    fig = draw_surface(U, V, BOWL, path=PATH, path_heights=[2, 0.5, 0])
    x, y, z = fig.axes[0].lines[0].get_data_3d()
    assert list(zip(x, y, strict=True)) == PATH
    assert list(z) == [2, 0.5, 0]


def test_a_fit_shows_sign_by_dashes_and_size_by_width():
    Theta = {1: np.array([[0.0, 2.0], [0.0, -0.5]]), 2: np.array([[0.0, 1.0, -3.0]])}
    fig = draw_fit(Theta, [[0.0], [1.0]], [[0.0], [1.0]], [0, 1], [0, 1], limits=(0, 1))
    edges = fig.axes[0].lines[:4]
    assert [line.get_linestyle() for line in edges] == ["-", "--", "-", "--"]
    assert edges[0].get_linewidth() > edges[1].get_linewidth()


def test_matrices_show_every_number_and_every_shape():
    fig = draw_matrices(
        [("$A$", [[1, -2.5]]), r"$\cdot$", ("$B$", [[3], [4]]), "=", ("$C$", -7)],
        heading="a product",
    )
    texts = said(fig)
    for expected in ("1.00", "−2.50", "3.00", "4.00", "−7.00", "(1, 2)", "(2, 1)", "a number", "="):
        assert expected in texts
    assert texts[0] == "a product"


def test_a_spared_column_has_a_ground():
    one, two = (draw_matrices([("$A$", np.ones((2, 3)))], spared=spared) for spared in ((), (0,)))
    assert len(two.axes[0].patches) == len(one.axes[0].patches) + 1


def test_more_than_two_axes_are_refused():
    with pytest.raises(ValueError, match=r"an array of shape \(1, 1, 1\)"):
        draw_matrices([("$A$", [[[1]]])])


PRODUCT = [("$A$", np.ones((3, 2))), r"$\cdot$", ("$B$", np.ones((2, 4)))]


def framed(fig):
    """Return width and height of each frame, in entries, and where it begins, from the left."""
    boxes = [patch for patch in fig.axes[0].patches if patch.get_edgecolor()[2] > 0.5]
    boxes = [box.get_bbox() for box in sorted(boxes, key=lambda box: box.get_x())]
    return [(round(box.width / 0.44), round(box.height / 0.25), round(box.y0, 6)) for box in boxes]


@pytest.mark.parametrize(
    "signs", [["="], ["+ b ="], [")", r"$\odot$", ("s", np.ones((3, 4))), "="]]
)
def test_a_row_and_a_column_are_framed_with_the_entry_that_they_make(signs):
    terms = [*PRODUCT, *signs, ("$C$", np.ones((3, 4)))]
    row, column, entry = framed(draw_matrices(terms, lit=(1, 2)))
    assert (row[:2], column[:2], entry[:2]) == ((2, 1), (1, 2), (1, 1))
    assert row[2] == entry[2]  # at one height
    below = framed(draw_matrices(terms, lit=(2, 2)))
    assert below[0][2] == pytest.approx(row[2] - 0.25)
    assert below[1][2] == column[2]
    assert framed(draw_matrices(terms)) == []


@pytest.mark.parametrize("lit", [(3, 0), (0, 4), (-1, 0)])
def test_an_entry_that_there_is_not_is_named(lit):
    with pytest.raises(ValueError, match=r"lit is .*\(3, 2\) and \(2, 4\)"):
        draw_matrices([*PRODUCT, "=", ("$C$", np.ones((3, 4)))], lit=lit)


def test_only_a_product_has_rows_and_columns_to_frame():
    with pytest.raises(ValueError, match="there is no"):
        draw_matrices([("$A$", [[1]]), "+", ("$B$", [[1]])], lit=(0, 0))
