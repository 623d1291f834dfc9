"""Activations: against sympy, under extreme values, as a table."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS

finite = st.floats(-1e4, 1e4)
Z = sp.Symbol("z", real=True)
FORMULAS = {
    "sigmoid": 1 / (1 + sp.exp(-Z)),
    "tanh": sp.tanh(Z),
    "relu": sp.Max(0, Z),
    "identity": Z,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("value", ["-30", "-2.5", "-1/100", "1/3", "4", "37"])
def test_function_and_derivative_match_sympy_to_fourteen_digits(name, value):
    g, grad = ACTIVATIONS[name]
    point = sp.Rational(value)
    exact = sp.N(FORMULAS[name].subs(Z, point), 30)
    slope = sp.N(sp.diff(FORMULAS[name], Z).subs(Z, point), 30)
    assert float(g(float(point))) == pytest.approx(float(exact), rel=1e-14)
    assert float(grad(float(point))) == pytest.approx(float(slope), rel=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.lists(finite, min_size=1, max_size=5))
def test_finite_and_silent_up_to_ten_thousand(name, z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for function in ACTIVATIONS[name]:
            values = function(z)
            assert np.isfinite(values).all()
            assert values.shape == (len(z),)
            assert values.dtype == float


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.floats(-30, 30).filter(lambda z: abs(z) > 1e-9))
def test_derivative_is_what_the_complex_step_finds(name, z):
    g, grad = ACTIVATIONS[name]
    assert np.imag(g(z + 1e-20j)) / 1e-20 == pytest.approx(float(grad(z)), rel=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_scalars_lists_and_integers_are_taken_and_left_alone(name):
    z = np.array([-2, 0, 3])
    for function in ACTIVATIONS[name]:
        assert function([-2, 0, 3]).tolist() == function(z).tolist()
        assert np.ndim(function(1)) == 0
    assert z.tolist() == [-2, 0, 3]
