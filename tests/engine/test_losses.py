"""Losses: their three columns agree with each other, also where outputs saturate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS
from backprop.losses import LOSSES, cross_entropy, cross_entropy_of_z

STEP = 1e-20


@pytest.mark.parametrize("name", LOSSES)
@given(z=st.floats(-8, 8).filter(lambda z: abs(z) > 1e-6), y=st.floats(0, 1))
def test_value_grad_and_delta_belong_together(name, z, y):
    loss = LOSSES[name]
    g, g_grad = ACTIVATIONS[loss.output or "tanh"]
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
