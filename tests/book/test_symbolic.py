"""The chapters' derivations: every factor and every product against sympy's own derivative."""

import itertools

import pytest
import sympy as sp

from backprop.book.symbolic import (
    chain_factors,
    chain_products,
    put_in,
    sigmoid_derivation,
    tiny_network,
    z,
)

PARAMETERS = ["theta2", "b2", "theta1", "b1"]
AT = {"x": 2, "y": sp.Rational(9, 10), "theta1": sp.Rational(1, 2), "b1": sp.log(4) - 1}
AT |= {"theta2": sp.Rational(-3, 2), "b2": sp.Rational(6, 5) - sp.log(sp.Rational(3, 2))}


def symbol(name):
    return sp.Symbol(name, real=True)


def test_every_line_of_the_sigmoids_derivation_is_its_derivative():
    wanted = sigmoid_derivation()[0].value
    assert all(sp.simplify(step.value - wanted) == 0 for step in sigmoid_derivation())
    assert wanted.subs(z, 0) == sp.Rational(1, 4)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_the_factors_multiply_to_the_derivative_of_the_whole(parameter):
    product = put_in(sp.prod(factor.expression for factor in chain_factors(parameter)))
    whole = sp.diff(put_in(symbol("J")), symbol(parameter))
    assert sp.simplify(product - whole) == 0


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_chain_leads_from_the_error_to_the_parameter_without_a_gap(parameter):
    factors = chain_factors(parameter)
    assert factors[0].of == "J"
    assert factors[-1].by == parameter
    assert all(a.by == b.of for a, b in itertools.pairwise(factors))


def test_the_chapters_numbers():
    exact = {symbol(name): value for name, value in AT.items()}
    values = {name: sp.nsimplify(put_in(symbol(name)).subs(exact)) for name in tiny_network()}
    assert values["a2"] == sp.Rational(4, 5)
    assert values["a3"] == sp.Rational(2, 5)
    wanted = {"theta2": "-12/125", "b2": "-3/25", "theta1": "36/625", "b1": "18/625"}
    for parameter, number in wanted.items():
        product = put_in(sp.prod(factor.expression for factor in chain_factors(parameter)))
        assert sp.simplify(product.subs(exact)) == sp.Rational(number)


def test_what_the_network_computes_itself_is_no_parameter():
    with pytest.raises(ValueError, match=r"parameter is 'a2'; expected one of b1, b2, theta1"):
        chain_factors("a2")
    with pytest.raises(ValueError, match="depth is 0; expected a whole number >= 1"):
        chain_products(0)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_multiplications_with_and_without_reuse(depth):
    products = chain_products(depth)
    assert sum(product.count_ops() for product in products) == 2 * depth**2 + depth
    kept, rest = sp.cse(products)
    assert sum(e.count_ops() for _, e in kept) + sum(e.count_ops() for e in rest) == 3 * depth - 1
