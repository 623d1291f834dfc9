"""Losses: their three columns agree with each other, also where outputs saturate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS, softmax
from backprop.losses import (
    LOSSES,
    categorical_cross_entropy,
    categorical_cross_entropy_of_z,
    cross_entropy,
    cross_entropy_of_z,
)

STEP = 1e-20


@pytest.mark.parametrize("name", [name for name, row in LOSSES.items() if not row.shares])
@given(z=st.floats(-8, 8).filter(lambda z: abs(z) > 1e-6), y=st.floats(0, 1))
def test_value_grad_and_delta_belong_together(name, z, y):
    loss = LOSSES[name]
    g, g_grad = ACTIVATIONS[loss.output or "tanh"][:2]
    a = g(z)
    by_z = np.imag(loss.value(z + 1j * STEP, g(z + 1j * STEP), y)) / STEP
    assert loss.delta(z, a, y, g_grad) == pytest.approx(by_z, rel=1e-9, abs=1e-12)
    assert loss.grad(a, y) * g_grad(z) == pytest.approx(by_z, rel=1e-9, abs=1e-12)


@given(z=st.floats(-30, 30), y=st.floats(0, 1))
def test_cross_entropy_of_z_is_cross_entropy_of_a(z, y):
    a = ACTIVATIONS["sigmoid"].g(z)
    assert cross_entropy_of_z(z, y) == pytest.approx(cross_entropy(a, y), rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(
    ("z", "y", "cost"), [(1e4, 0, 1e4), (-1e4, 1, 1e4), (1e4, 1, 0), (-50, 1, 50)]
)
def test_saturated_units_cost_what_they_should(z, y, cost):
    assert float(cross_entropy_of_z(z, y)) == pytest.approx(cost, rel=1e-15)


def test_confident_and_right_still_costs_something():
    assert float(cross_entropy_of_z(50.0, 1)) == pytest.approx(np.exp(-50.0), rel=1e-12)


def test_zero_times_log_zero_is_zero():
    assert cross_entropy([0, 1], [0, 1]).tolist() == [0, 0]


rows = st.lists(st.floats(-8, 8), min_size=3, max_size=3)


@given(z=rows, y=st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_categorical_value_grad_and_delta_belong_together(z, y):
    z, y = np.array(z), np.array(y) / np.sum(y)
    loss, a = LOSSES["categorical_cross_entropy"], softmax(z)
    jacobian = np.diag(a) - np.outer(a, a)
    for k in range(3):
        moved = z + 1j * STEP * np.eye(3)[k]
        by_z = np.imag(loss.value(moved, softmax(moved), y).sum()) / STEP
        assert loss.delta(z, a, y, None)[k] == pytest.approx(by_z, rel=1e-9, abs=1e-12)
        assert loss.grad(a, y) @ jacobian[k] == pytest.approx(by_z, rel=1e-9, abs=1e-12)
    assert loss.value(z, a, y) == pytest.approx(categorical_cross_entropy(a, y), rel=1e-9)


@pytest.mark.parametrize(
    ("z", "y", "cost"),
    [
        ([1e4, 0, -1e4], [0, 1, 0], 1e4),
        ([50, 0, 0], [1, 0, 0], 2 * np.exp(-50)),
        ([3, 3], [1, 0], np.log(2)),
    ],
)
def test_a_sure_softmax_costs_what_it_should(z, y, cost):
    found = categorical_cross_entropy_of_z(np.array(z, float), np.array(y, float)).sum()
    assert found == pytest.approx(cost, rel=1e-14)


def test_categorical_zero_times_log_zero_is_zero():
    assert categorical_cross_entropy([0, 1], [0, 1]).tolist() == [0, 0]
