"""The check itself: right where it must pass, loud where it must not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.checking import (
    GradientError,
    check_gradient,
    numerical_gradient,
    relative_difference,
    roll,
    unroll,
)
from backprop.network import Network
from problems import problem

NET, THETA, X, Y = problem(Network((3, 4, 2)))


def cubic(Theta):
    return (Theta[1] ** 3).sum()


@pytest.mark.parametrize(("method", "off"), [("forward", 1e-6), ("central", 1e-9), ("complex", 0)])
def test_methods_differentiate_a_cubic(method, off):
    slopes = numerical_gradient(cubic, {1: [[1.0, -2.0]]}, method=method)[1]
    assert slopes == pytest.approx(np.array([[3.0, 12.0]]), rel=max(off, 1e-15))


def test_errors_shrink_with_eps_as_their_order_says():
    def off(method, eps):
        return abs(numerical_gradient(cubic, {1: [[1.0]]}, method=method, eps=eps)[1][0, 0] - 3)

    assert off("forward", 1e-3) / off("forward", 1e-4) == pytest.approx(10, rel=0.01)
    assert off("central", 1e-3) / off("central", 1e-4) == pytest.approx(100, rel=0.01)


def test_only_one_weight_moves_at_a_time_and_theta_stays():
    seen = []
    Theta = {1: np.ones((2, 2))}
    numerical_gradient(lambda T: seen.append(T[1].copy()) or 0.0, Theta)
    assert len(seen) == 8
    assert all((S != 1).sum() == 1 for S in seen)
    assert (Theta[1] == 1).all()


def test_right_gradients_pass():
    for method, bound in [("complex", 1e-13), ("central", 1e-8), ("forward", 1e-5)]:
        gap = check_gradient(NET.gradient, NET, THETA, X, Y, 0.3, method=method, tolerance=bound)
        assert 0 <= gap < bound


@pytest.mark.parametrize("layer", [1, 2])
def test_a_single_wrong_entry_is_found_and_named(layer):
    def wrong(*arguments):
        D = NET.gradient(*arguments)
        D[layer][1, 2] += 0.01
        return D

    with pytest.raises(GradientError, match=rf"most at Theta\[{layer}\]\[1, 2\]: analytic"):
        check_gradient(wrong, NET, THETA, X, Y)


def test_a_nan_never_passes():
    def wrong(*arguments):
        D = NET.gradient(*arguments)
        D[1][0, 0] = np.nan
        return D

    with pytest.raises(GradientError, match=r"most at Theta\[1\]\[0, 0\]: analytic nan"):
        check_gradient(wrong, NET, THETA, X, Y)


def test_missing_and_transposed_layers_are_named():
    with pytest.raises(ValueError, match="gradient lacks layer 2; expected layers 1 to 2"):
        check_gradient(lambda *a: {1: NET.gradient(*a)[1]}, NET, THETA, X, Y)
    turned = r"gradient\[2\] has shape \(5, 2\); Theta\[2\] has \(2, 5\)"
    with pytest.raises(ValueError, match=turned):
        check_gradient(lambda *a: {k: D.T for k, D in NET.gradient(*a).items()}, NET, THETA, X, Y)


shapes = st.dictionaries(
    st.integers(1, 5), st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1
)


@given(shapes=shapes, seed=st.integers(0, 99))
def test_roll_undoes_unroll(shapes, seed):
    rng = np.random.default_rng(seed)
    arrays = {layer: rng.normal(size=shape) for layer, shape in shapes.items()}
    back = roll(unroll(arrays), shapes)
    assert all((back[layer] == arrays[layer]).all() for layer in arrays)
    assert relative_difference(arrays, back) == 0


def test_roll_refuses_a_vector_of_another_length():
    with pytest.raises(ValueError, match="vector has 3 entries; the shapes hold 4"):
        roll([1, 2, 3], {1: (2, 2)})


def test_relative_difference_by_hand():
    assert relative_difference({1: [[3.0, 4.0]]}, {1: [[0.0, 0.0]]}) == 1
    assert relative_difference({1: [[0.0]]}, {1: [[0.0]]}) == 0
    with pytest.raises(ValueError, match="A has 1 entries and B has 2"):
        relative_difference({1: [[1.0]]}, {1: [[1.0, 2.0]]})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"method": "cental"}, "method is 'cental'"), ({"eps": 0}, "eps is 0; expected a number > 0")],
)
def test_bad_arguments_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        numerical_gradient(cubic, {1: [[1.0]]}, **arguments)
