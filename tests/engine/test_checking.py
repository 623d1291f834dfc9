"""The check itself: right where it must pass, loud where it must not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.agreement import gap
from backprop.checking import (
    GradientError,
    check_gradient,
    numerical_gradient,
    relative_difference,
    roll,
    unroll,
)
from backprop.data import xor
from backprop.loop import accumulate
from backprop.network import Network
from backprop.training import minimize
from problems import PAIRS, network, problem

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


@pytest.mark.parametrize("kind", [list, tuple])
def test_a_list_and_a_tuple_of_arrays_will_do(kind):
    arrays = kind([np.array([[1.0, -2.0]]), 3.0])

    def cost(given):
        assert type(given) is kind
        return (given[0] ** 3).sum() * given[1]

    slopes = numerical_gradient(cost, arrays, method="complex")
    assert type(slopes) is kind
    assert slopes[0] == pytest.approx(np.array([[9.0, 36.0]]))
    assert slopes[1] == pytest.approx(-7.0)


@pytest.mark.parametrize(
    ("cost", "Theta", "said"),
    [
        (3, {1: [[1.0]]}, "cost is 3"),
        (cubic, np.ones(2), "Theta is a ndarray; expected a dict, list or tuple"),
        (cubic, {}, "Theta has no arrays"),
        (cubic, {1: ["a"]}, r"Theta\[1\] holds <U1"),
        (cubic, [[1.0, np.nan]], r"Theta\[0\] has nan at \[1\]"),
        (lambda Theta: Theta[1], {1: [[1.0, 2.0]]}, r"cost returned an array of shape \(1, 2\)"),
        (lambda Theta: None, {1: [[1.0]]}, "cost returned NoneType"),
    ],
)
def test_what_cannot_be_differentiated_is_named(cost, Theta, said):
    with pytest.raises((TypeError, ValueError), match=said):
        numerical_gradient(cost, Theta)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gradient": 3}, "gradient is 3"),
        ({"net": 3}, "net is 3"),
        (
            {"Theta": list(THETA.values())},
            "Theta is a list; expected a dict keyed by layer",
        ),
        ({"Theta": {1: THETA[1]}}, "Theta lacks layer 2"),
    ],
)
def test_a_bad_argument_of_the_check_is_named(change, said):
    given = {"gradient": NET.gradient, "net": NET, "Theta": THETA, "X": X, "Y": Y}
    with pytest.raises((TypeError, ValueError), match=said):
        check_gradient(**(given | change))


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


TALL = problem(Network((3,) + (5,) * 14 + (2,)), m=6)  # layer 1: a billionth of the last


def changed(change, net=NET):
    """Return the network's gradient after change(D, Theta, X, lam)."""

    def gradient(Theta, X, Y, lam):
        D = net.gradient(Theta, X, Y, lam)
        change(D, Theta, X, lam)
        return D

    return gradient


@pytest.mark.parametrize("factor", [10, 1.001, -1, 0])
@pytest.mark.parametrize("layer", [1, 8, 15])
def test_no_layer_hides_behind_larger_ones(layer, factor):
    net, Theta, X, Y = TALL

    def scaled(D, *_):
        D[layer] *= factor

    D = net.gradient(Theta, X, Y)
    assert np.linalg.norm(D[1]) < 1e-7 * np.linalg.norm(D[15])
    for lam in (0.0, None):
        with pytest.raises(GradientError) as caught:
            check_gradient(changed(scaled, net), net, Theta, X, Y, lam)
        told = str(caught.value)
        assert f"with λ = 0, the gradient of layer {layer} is " in told
        assert f"relative difference {abs(factor - 1) / (abs(factor) + 1):.3g} (tol" in told
        kind = {0: "zero, and should not be", -1: "-1 times the numerical one at best, 180° off"}
        times = f"{factor:g} times the numerical one at best, 0° off in direction"
        assert kind.get(factor, times) in told
        assert told.count("layer") == 1
        assert "the others agree" in told


def test_of_layers_of_very_different_sizes_all_may_be_right():
    net, Theta, X, Y = TALL
    assert check_gradient(net.gradient, net, Theta, X, Y) < 1e-12


def test_of_several_layers_the_one_nearest_to_the_output_is_described():
    net, Theta, X, Y = TALL

    def turned(D, *_):
        for layer in (2, 5, 9):
            D[layer][:] = D[layer][:, ::-1]

    with pytest.raises(GradientError, match=r"of layer 9 is .*; wrong as well: layers 5, 2; the"):
        check_gradient(changed(turned, net), net, Theta, X, Y)


def test_factor_and_angle_are_those_of_the_layer():
    numeric = np.array([[1.0, 0.0], [0.0, 2.0]])
    found = gap(1, np.array([[0.0, 1.0], [0.0, 4.0]]), numeric)
    assert found.factor == pytest.approx(8 / 5)
    assert found.angle == pytest.approx(np.degrees(np.arccos(8 / np.sqrt(5 * 17))))
    assert (found.row, found.column, found.analytic, found.numeric) == (1, 1, 4, 2)
    huge = gap(1, 1e200 * np.array([[3.0, 4.0]]), 1e200 * np.array([[6.0, 8.0]]))
    assert (huge.factor, huge.angle) == (pytest.approx(0.5), pytest.approx(0, abs=1e-12))
    assert gap(1, np.zeros((1, 2)), np.ones((1, 2))).kind == "zero, and should not be"
    assert gap(1, np.ones((1, 2)), np.zeros((1, 2))).kind == "not zero, and should be"
    assert gap(1, np.zeros((1, 2)), np.zeros((1, 2))).difference == 0


def penalty(power, first=1):
    """Return a change that adds another penalty: lam, lam/m, -lam/m on some columns."""

    def change(D, Theta, X, lam):
        for layer in D:
            D[layer][:, first:] += lam * power(len(X)) * Theta[layer][:, first:]

    return change


SLIPS = {
    "missing": penalty(lambda m: -1 / m),
    "not averaged": penalty(lambda m: 1 - 1 / m),
    "sign": penalty(lambda m: -2 / m),
    "on the biases": lambda D, Theta, X, lam: [
        np.add.at(D[k], np.s_[:, 0], lam / len(X) * Theta[k][:, 0]) for k in D
    ],
}


@pytest.mark.parametrize("slip", SLIPS)
def test_mistakes_in_the_penalty_show_without_asking(slip):
    wrong = changed(SLIPS[slip])
    with pytest.raises(GradientError, match="with λ = 1, the gradient of layer 2"):
        check_gradient(wrong, NET, THETA, X, Y)
    assert check_gradient(wrong, NET, THETA, X, Y, 0) < 1e-12  # who has none says so


def test_a_mistake_does_not_hide_behind_the_penalty():
    net, Theta, X, Y = problem(Network((3,) + (5,) * 30 + (2,)), m=6)

    def wrong(Theta, X, Y, lam):
        D, data = net.gradient(Theta, X, Y, lam), net.gradient(Theta, X, Y)
        return D | {1: D[1] + data[1]}  # twice the data's share, the penalty once

    assert check_gradient(wrong, net, Theta, X, Y, 1.0) < 1e-12
    with pytest.raises(GradientError, match="with λ = 0, the gradient of layer 1 is 2 times"):
        check_gradient(wrong, net, Theta, X, Y)


@pytest.mark.parametrize(("method", "off"), [("complex", 1e-11), ("central", 1e-6)])
def test_the_tolerance_follows_the_method(method, off):
    def slightly(D, *_):
        D[2] *= 1 + 4 * off

    with pytest.raises(GradientError, match=f"for method '{method}'"):
        check_gradient(changed(slightly), NET, THETA, X, Y, method=method)
    assert check_gradient(NET.gradient, NET, THETA, X, Y, method=method) < off / 10


def test_of_a_layer_lost_in_the_rounding_of_quotients_nothing_is_claimed():
    net, Theta, X, Y = TALL
    for method in ("central", "forward"):
        with pytest.raises(GradientError, match=r"cannot be judged.*take method='complex'"):
            check_gradient(net.gradient, net, Theta, X, Y, 0, method=method)


def at_the_bottom():
    """Return weights at which the gradients of the examples cancel."""
    net, Theta, X, Y = problem(Network((3, 4, 2), "tanh", "identity", "half_squared_error"), m=40)
    return net, minimize(net, Theta, X, Y, lam=0.1, method="BFGS").Theta, X, Y


def fitted():
    """Return weights at which a network fits its targets to eight digits and more."""
    net, Theta, X, _ = problem(Network((3, 4, 2), "tanh", "identity", "half_squared_error"))
    return net, Theta, X, net.forward(Theta, X).a[3] * (1 + 1e-9)


def symmetric():
    """Return the point from which most write: no weights, balanced targets."""
    net = Network((2, 3, 1))
    return net, {k: np.zeros(shape) for k, shape in net.shapes.items()}, *xor()


@pytest.mark.parametrize("place", [at_the_bottom, fitted, symmetric])
def test_a_right_gradient_passes_where_little_is_left_of_it(place):
    net, Theta, X, Y = place()

    def loop(Theta, X, Y, lam):  # other sums in another order: other rounding
        return accumulate(net, Theta, X, Y, lam).D

    for lam in (0.0, 0.1):
        assert check_gradient(loop, net, Theta, X, Y, lam) < 1e-12

    def doubled(*given):
        return {layer: 2 * D + 1e-6 for layer, D in loop(*given).items()}

    with pytest.raises(GradientError):
        check_gradient(doubled, net, Theta, X, Y)


@pytest.mark.slow
@given(seed=st.integers(0, 10_000), pair=st.sampled_from(PAIRS), data=st.data())
def test_right_gradients_of_any_network_pass(seed, pair, data):
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=2, max_size=12))
    net = network(sizes, *pair, data.draw(st.sampled_from(["mean", "sum"])))
    scale = data.draw(st.sampled_from([0.1, 1.0, 3.0]))
    net, Theta, X, Y = problem(net, data.draw(st.integers(1, 9)), seed, scale)
    assert check_gradient(net.gradient, net, Theta, X, Y) < 1e-12


def test_what_is_no_dict_of_real_arrays_is_refused_by_name():
    for wrong, message in (
        (lambda *a: list(NET.gradient(*a).values()), "gradient is a list; expected a dict"),
        (lambda *a: {k: D + 0j for k, D in NET.gradient(*a).items()}, "gradient.1. holds complex"),
        (lambda *a: {k: np.ma.array(D) for k, D in NET.gradient(*a).items()}, "gradient.1. is a m"),
    ):
        with pytest.raises(TypeError, match=message):
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


def test_relative_difference_compares_entry_with_entry_or_not_at_all():
    six, turned = np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2)
    with pytest.raises(ValueError, match=r"A\[1\] has shape \(2, 3\), B\[1\] \(3, 2\)"):
        relative_difference({1: six}, {1: turned})
    with pytest.raises(ValueError, match=r"A has layers \[1\] and B has \[2\]"):
        relative_difference({1: six}, {2: six})


@pytest.mark.parametrize("size", [1e200, 1.7e308, 1e-200, 5e-324])
def test_relative_difference_of_the_largest_and_smallest_floats(size):
    assert relative_difference({1: [[size]]}, {1: [[-size]]}) == 1
    assert relative_difference({1: [[size, 0]]}, {1: [[0, size]]}) == pytest.approx(0.5**0.5)
    assert relative_difference({1: [[size]]}, {1: [[size]]}) == 0


def test_relative_difference_of_what_is_not_finite_is_no_number():
    assert np.isnan(relative_difference({1: [[np.inf]]}, {1: [[np.inf]]}))
    assert np.isnan(relative_difference({1: [[np.nan]]}, {1: [[0.0]]}))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"method": "cental"}, "method is 'cental'"), ({"eps": 0}, "eps is 0; expected a number > 0")],
)
def test_bad_arguments_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        numerical_gradient(cubic, {1: [[1.0]]}, **arguments)
