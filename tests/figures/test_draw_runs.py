"""Strips of dots: one for each run, stacked where equal, and a count of those that gave up."""

import pytest

from backprop.figures.plots import draw_runs


def dots(fig):
    return [line for line in fig.axes[0].lines if line.get_marker() == "o"]


def test_each_run_has_a_dot_where_it_ended_and_the_others_are_counted():
    fig = draw_runs({"a": [100, 300, None, None], "b": [200]}, limit=1000)
    assert [line.get_xdata()[0] for line in dots(fig)] == [100, 300, 1050, 200]
    hollow = [line.get_markerfacecolor() == "none" for line in dots(fig)]
    assert hollow == [False, False, True, False]
    assert [text.get_text() for text in fig.axes[0].texts] == ["2", "a", "b"]


def test_equal_runs_are_stacked():
    heights = [line.get_ydata()[0] for line in dots(draw_runs({"a": [5, 5, 5]}, limit=9))]
    assert len(set(heights)) == 3


def test_what_was_published_stands_in_its_own_row():
    fig = draw_runs({"a": [1], "b": [2]}, limit=9, marks={"b": 7})
    (mark,) = (line for line in fig.axes[0].lines if line.get_marker() == "v")
    assert mark.get_xdata() == [7]
    assert 1 < mark.get_ydata()[0] < 1.5
    assert [text.get_text() for text in fig.legends[0].get_texts()] == [
        "learned",
        "gave up",
        "published",
    ]


def test_a_mark_without_runs_is_refused():
    with pytest.raises(ValueError, match="marks has 'c'; expected one of a, b"):
        draw_runs({"a": [1], "b": [2]}, limit=9, marks={"c": 7})
