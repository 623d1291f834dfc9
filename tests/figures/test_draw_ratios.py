"""The plot of ratios shows each entry's ratio, and no more entries than differ."""

import numpy as np
import pytest

from backprop.book.clinic import PATIENTS
from backprop.figures.plots import draw_ratios
from backprop.figures.plots.ratios import ratios_of


def texts(given, right):
    fig = draw_ratios(given, right)
    return [text.get_text() for text in fig.axes[0].texts]


def gradients(name):
    patient = PATIENTS[name]
    rng = np.random.default_rng(8)
    Theta = {k: rng.normal(size=shape) for k, shape in patient.net.shapes.items()}
    X, Y = rng.normal(size=(5, patient.net.sizes[0])), rng.uniform(size=(5, patient.net.sizes[-1]))
    return [g(Theta, X, Y, patient.lam) for g in (patient.published, patient.mended)]


def test_a_right_gradient_leaves_nothing_but_signs_of_equality():
    _, right = gradients("two-planted")
    assert set(texts(right, right)) == {"=", "$D^{(1)}$", "$D^{(2)}$", "$D^{(3)}$"}


def test_the_planted_factors_stand_where_they_were_planted():
    wrong, right = gradients("two-planted")  # units that are off have no gradient
    drawn = texts(wrong, right)
    assert drawn.count("4.0") == np.count_nonzero(right[1][:, 0]) > 0
    assert drawn.count("2.0") == np.count_nonzero(right[2][:, 1:]) > 0
    assert drawn.count("=") + drawn.count("4.0") + drawn.count("2.0") == 5 * 5 + 3 * 6 + 4


def test_what_is_not_zero_where_zero_is_right_is_marked():
    given, right = np.array([[0.0, 1.0, -3.0, 1e4]]), np.array([[0.0, 0.0, 1.5, 1.0]])
    assert ratios_of(given, right).tolist() == [[1.0, np.inf, -2.0, 1e4]]
    assert texts({1: given}, {1: right})[:4] == ["=", "≠", "−2.0", "≫"]


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"given has the shapes \{1: \(1, 2\)\}"):
        draw_ratios({1: np.ones((1, 2))}, {1: np.ones((2, 1))})
