"""Tangent and secant: each through the points that it is defined by."""

import pytest

from backprop.figures.plots import draw_secant


def cube(w):
    return w**3


def drawn(method, eps=0.5):
    fig = draw_secant(cube, 12.0, 2.0, eps, method=method, limits=(0, 4), heights=(0, 20))
    lines = {line.get_label(): line.get_xydata() for line in fig.axes[0].lines}
    return fig, lines


def slope(line):
    (x0, y0), (x1, y1) = line
    return (y1 - y0) / (x1 - x0)


@pytest.mark.parametrize(
    ("method", "expected"), [("forward", 12 + 3 * 2 * 0.5 + 0.25), ("central", 12 + 0.25)]
)
def test_the_secant_has_the_slope_of_the_quotient(method, expected):
    fig, lines = drawn(method)
    assert slope(lines["secant"]) == pytest.approx(expected)
    assert slope(lines["tangent"]) == pytest.approx(12)
    assert fig.axes[0].get_title("left") == f"tangent 12.0000, secant {expected:.4f}"


@pytest.mark.parametrize(("method", "left"), [("forward", 2.0), ("central", 1.5)])
def test_the_secant_passes_through_its_two_points(method, left):
    fig, lines = drawn(method)
    (x0, y0), _ = lines["secant"]
    for x in (left, 2.5):
        assert y0 + slope(lines["secant"]) * (x - x0) == pytest.approx(cube(x))
    dots = next(line for line in fig.axes[0].lines if line.get_marker() == "o")
    assert dots.get_xdata().tolist() == [left, 2.5]


def test_frames_share_their_axes():
    assert (
        drawn("forward", 1.0)[0].axes[0].get_ylim() == drawn("central", 0.1)[0].axes[0].get_ylim()
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"eps": 0}, "eps is 0; expected a number > 0"),
        ({"method": "complex"}, "method is 'complex'"),
    ],
)
def test_what_makes_no_secant_is_refused(changes, message):
    given = {"eps": 0.1, "method": "forward"} | changes
    eps = given.pop("eps")
    with pytest.raises(ValueError, match=message):
        draw_secant(cube, 12.0, 2.0, eps, limits=(0, 4), heights=(0, 20), **given)
