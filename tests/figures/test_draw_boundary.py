"""Points of two classes look different, and the boundary is where the function says."""

import re

import numpy as np
import pytest

from backprop.data import circles
from backprop.figures.plots import PALETTE, Panel, draw_boundary, draw_lift, svg

X, Y = circles(np.random.default_rng(0), 60)


def radius(points):
    return (points**2).sum(axis=1)


def lines_at(ax):
    """Return the points of each contour line that is drawn, not filled."""
    return [
        np.vstack([path.vertices for path in drawn.get_paths()])
        for drawn in ax.collections
        if not drawn.filled
    ]


def dots_of(ax, colour):
    """Return the points that are drawn in a colour, from the shortest of lines."""
    drawn = [line for line in ax.lines if line.get_color() == PALETTE[colour]]
    pairs = np.vstack([np.column_stack(line.get_data()) for line in drawn])
    first, second, gap = pairs[::3], pairs[1::3], pairs[2::3]
    assert second == pytest.approx(first, abs=1e-3)
    assert (first != second).any(axis=1).all()
    assert np.isnan(gap).all()
    assert all(len(line.get_xdata()) < 128 for line in drawn)  # else Matplotlib thins them out
    return first, {line.get_solid_capstyle() for line in drawn}


def test_classes_differ_in_shape_and_in_filling():
    many, targets = circles(np.random.default_rng(0), 200)
    ax = draw_boundary(Panel(many, targets)).axes[0]
    discs, round_caps = dots_of(ax, "blue")
    squares, square_caps = dots_of(ax, "orange")
    holes, _ = dots_of(ax, "paper")
    assert discs.tolist() == many[targets[:, 0] == 1].tolist()
    assert squares.tolist() == holes.tolist() == many[targets[:, 0] == 0].tolist()
    assert (round_caps, square_caps) == ({"round"}, {"projecting"})


def test_each_dot_is_in_the_svg():
    text = svg(draw_boundary(Panel(X, Y)))
    dots = re.findall(r"M (\S+) (\S+) L (\S+) (\S+)(?= M|\s*\")", text)
    short = [abs(float(a) - float(c)) < 0.1 and b == d for a, b, c, d in dots]
    assert sum(short) == 60 + 30


def test_the_boundary_lies_where_the_function_has_the_level():
    ax = draw_boundary(Panel(X, Y, radius, level=0.5)).axes[0]
    (line,) = lines_at(ax)
    assert len(line) > 20
    assert radius(line) == pytest.approx(0.5, abs=0.01)


def test_lines_are_where_functions_are_zero():
    halves = [lambda P: P[:, 0] - 0.2, lambda P: P[:, 1]]
    ax = draw_boundary(Panel(X, Y, lines=halves)).axes[0]
    first, second = lines_at(ax)
    assert min(len(first), len(second)) > 20
    assert first[:, 0] == pytest.approx(0.2)
    assert second[:, 1] == pytest.approx(0.0)


def test_a_function_that_never_has_the_level_is_no_error():
    for constant in (0.0, 1.0):
        svg(draw_boundary(Panel(X, Y, lambda P, c=constant: np.full(len(P), c))))


def test_panels_rows_titles_and_limits():
    panels = [Panel(X, Y, title=f"number {i}", names=("u", "v")) for i in range(3)]
    fig = draw_boundary(*panels, columns=2, limits=((-2, 2), (-3, 3)))
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["number 0", "number 1", "number 2", ""]
    assert fig.axes[2].get_xlim() == (-2, 2)
    assert fig.axes[0].get_ylabel() == "v"


def test_a_boundary_is_light():
    assert len(svg(draw_boundary(Panel(X, Y, radius)))) < 12_000


def test_what_is_no_panel_is_refused():
    with pytest.raises(ValueError, match="got no panel"):
        draw_boundary()
    with pytest.raises(ValueError, match=r"X has shape \(60, 1\); expected \(m, 2\)"):
        draw_boundary(Panel(X[:, :1], Y))
    with pytest.raises(ValueError, match="X has 60 rows and Y 59; expected as many"):
        draw_boundary(Panel(X, Y[1:]))


def test_the_lift_raises_points_by_their_squared_distance():
    ax = draw_lift(X, Y, 0.5, 0.25).axes[0]
    (sheet,) = ax.collections
    assert set(sheet._faces[0][:, 2]) == {0.25}
    ground, stems, *dots = ax.lines
    assert set(ground.get_data_3d()[2]) == {0}
    points = np.hstack([line.get_data_3d() for line in dots])[:, ::3]
    tops = np.array(stems.get_data_3d())[:, 1::3]
    assert (points.shape, tops.shape) == ((3, 60 + 30), (3, 60))
    for places in (points, tops):
        assert places[2] == pytest.approx(0.5 * (places[0] ** 2 + places[1] ** 2))


def test_what_the_sheet_hides_is_drawn_before_it():
    ax = draw_lift(X, Y, 1.0, 0.5).axes[0]
    (sheet,) = ax.collections
    for line in ax.lines[2:]:
        above = line.get_zorder() > sheet.get_zorder()
        assert np.all((np.array(line.get_data_3d())[2, ::3] >= 0.5) == above)


def test_a_circle_is_drawn_round():
    ax = draw_boundary(Panel(X, Y)).axes[0]
    assert ax.get_aspect() == 1.0
