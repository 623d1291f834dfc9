"""Activations: against sympy, under extreme values, as a table."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS, gelu, gelu_tanh, softmax

finite = st.floats(-1e4, 1e4)
Z = sp.Symbol("z", real=True)
FORMULAS = {
    "sigmoid": 1 / (1 + sp.exp(-Z)),
    "tanh": sp.tanh(Z),
    "relu": sp.Max(0, Z),
    "leaky_relu": sp.Piecewise((Z, Z > 0), (Z / 100, True)),
    "gelu": Z / 2 * sp.erfc(-Z / sp.sqrt(2)),
    "gelu_tanh": Z / (1 + sp.exp(-2 * sp.sqrt(2 / sp.pi) * (Z + sp.Rational(44715, 10**6) * Z**3))),
    "identity": Z,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("value", ["-30", "-2.5", "-1/100", "1/3", "4", "37"])
def test_function_and_derivative_match_sympy_to_fourteen_digits(name, value):
    g, grad = ACTIVATIONS[name][:2]
    point = sp.Rational(value)
    exact = sp.N(FORMULAS[name].subs(Z, point), 30)
    slope = sp.N(sp.diff(FORMULAS[name], Z).subs(Z, point), 30)
    assert float(g(float(point))) == pytest.approx(float(exact), rel=1e-14)
    assert float(grad(float(point))) == pytest.approx(float(slope), rel=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.lists(finite, min_size=1, max_size=5))
def test_finite_and_silent_up_to_ten_thousand(name, z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for function in ACTIVATIONS[name][:2]:
            values = function(z)
            assert np.isfinite(values).all()
            assert values.shape == (len(z),)
            assert values.dtype == float


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=st.floats(-30, 30).filter(lambda z: abs(z) > 1e-9))
def test_derivative_is_what_the_complex_step_finds(name, z):
    g, grad = ACTIVATIONS[name][:2]
    assert np.imag(g(z + 1e-20j)) / 1e-20 == pytest.approx(float(grad(z)), rel=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_scalars_lists_and_integers_are_taken_and_left_alone(name):
    z = np.array([-2, 0, 3])
    for function in ACTIVATIONS[name][:2]:
        assert function([-2, 0, 3]).tolist() == function(z).tolist()
        assert np.ndim(function(1)) == 0
    assert z.tolist() == [-2, 0, 3]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_kink_is_where_the_slope_jumps(name):
    row = ACTIVATIONS[name]
    slopes = {float(row.grad(z)) for z in (-2.0, -1.0, -1e-9, 1e-9, 1.5, 3.0)}
    assert row.kink == (len(slopes) == 2)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_from_a_is_the_slope(name):
    row, z = ACTIVATIONS[name], np.linspace(-4, 4, 9)
    if row.grad_of_a is not None:
        assert row.grad_of_a(row.g(z)) == pytest.approx(row.grad(z), rel=1e-11)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-1e308, -1e160, -45.0, -39.0, 39.0, 45.0, 1e160, 1e308])
def test_far_out_it_is_silent_and_the_complex_step_agrees(name, z):
    g, grad = ACTIVATIONS[name][:2]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        slope = np.imag(g(z + 1e-20j)) / 1e-20
    assert slope == pytest.approx(float(grad(z)), abs=1e-300)


def test_the_two_forms_of_gelu_are_apart_by_half_a_thousandth():
    z = np.linspace(-6, 6, 12001)
    assert abs(gelu(z) - gelu_tanh(z)).max() == pytest.approx(0.000473, abs=1e-6)


@given(z=st.lists(st.lists(finite, min_size=3, max_size=3), min_size=1, max_size=4))
def test_softmax_shares_out_one_and_does_not_overflow(z):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = softmax(z)
    assert a.sum(axis=1) == pytest.approx(np.ones(len(z)), rel=1e-14)
    ratio = np.exp(np.clip(np.subtract(z, np.max(z, axis=1, keepdims=True)), -700, 0))
    assert a == pytest.approx(ratio / ratio.sum(axis=1, keepdims=True), rel=1e-9, abs=1e-300)
    assert softmax(np.array(z) + 7.0) == pytest.approx(a, rel=1e-9, abs=1e-300)


def test_softmax_wants_a_row():
    with pytest.raises(ValueError, match=r"z is the number 3\.0; expected a row"):
        softmax(3)
