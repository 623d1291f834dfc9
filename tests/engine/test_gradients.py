"""Four gradients of one cost agree: formula, complex step, HIPS autograd, the loop."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import LOSS, G

from backprop.activations import ACTIVATIONS
from backprop.checking import numerical_gradient, relative_difference
from backprop.loop import accumulate, accumulation
from backprop.network import Network
from problems import ENDS, PAIRS, network, problem


def oracle_cost(layers, net, X, Y, lam):
    """Return J as anybody would write it, without a line of `backprop`."""
    a, penalty, hidden = X, 0.0, net.L - 2
    names = [*([net.hidden] * hidden if isinstance(net.hidden, str) else net.hidden), net.output]
    biased = [net.bias] * (hidden + 1) if isinstance(net.bias, bool) else net.bias
    for number, theta in enumerate(layers, start=2):
        z = anp.dot(a, theta[:, 1:].T) + (theta[:, 0] if biased[number - 2] else 0)
        a = G[names[number - 2]](z)
        penalty = penalty + anp.sum(theta[:, 1:] ** 2)
    total = anp.sum(LOSS[net.loss](a, Y))
    scale = len(X) if net.reduction == "mean" else 1
    return total / scale + lam / (2 * len(X)) * penalty


def oracle_gradient(net, Theta, X, Y, lam):
    layers = autograd_grad(oracle_cost)([Theta[k] for k in sorted(Theta)], net, X, Y, lam)
    return dict(enumerate(layers, start=1))


def assert_four_agree(net, Theta, X, Y, lam):
    formula = net.gradient(Theta, X, Y, lam)
    complex_step = numerical_gradient(lambda T: net.cost(T, X, Y, lam), Theta, method="complex")
    assert relative_difference(formula, complex_step) < 1e-10
    assert relative_difference(formula, oracle_gradient(net, Theta, X, Y, lam)) < 1e-10
    assert relative_difference(formula, accumulate(net, Theta, X, Y, lam).D) < 1e-10


@pytest.mark.parametrize("lam", [0.0, 1.5])
@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_every_pair_of_activation_and_loss(hidden, output, loss, lam):
    for sizes in [(1, 1), (4, 5, 1), (3, 6, 4, 2)]:
        for reduction in ("mean", "sum"):
            assert_four_agree(*problem(network(sizes, hidden, output, loss, reduction)), lam)


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 7), min_size=2, max_size=6),
    pair=st.sampled_from(PAIRS),
    reduction=st.sampled_from(["mean", "sum"]),
    m=st.integers(1, 9),
    lam=st.sampled_from([0.0, 0.01, 10.0]),
    seed=st.integers(0, 2**16),
)
def test_any_architecture_and_batch(sizes, pair, reduction, m, lam, seed):
    net = network(sizes, *pair, reduction)
    assert_four_agree(*problem(net, m, seed), lam)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), end=st.sampled_from(ENDS), lam=st.sampled_from([0.0, 0.7]))
def test_layers_with_an_activation_and_a_bias_of_their_own(data, end, lam):
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=6))
    many = len(sizes) - 1
    hidden = data.draw(st.tuples(*[st.sampled_from(list(ACTIVATIONS))] * (many - 1)))
    bias = data.draw(st.booleans() | st.tuples(*[st.booleans()] * many))
    net, Theta, X, Y = problem(network(sizes, hidden, *end, bias=bias))
    assert_four_agree(net, Theta, X, Y, lam)
    for layer, biased in enumerate([bias] * many if isinstance(bias, bool) else bias, start=1):
        column = net.gradient(Theta, X, Y, lam)[layer][:, 0]
        assert biased or not column.any()


@pytest.mark.slow
@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_large_network(hidden, output, loss):
    """(64, 100, 10): along random directions, for a weight at a time takes minutes."""
    net, Theta, X, Y = problem(Network((64, 100, 10), hidden, output, loss), m=20)
    D = net.gradient(Theta, X, Y, 0.5)
    assert relative_difference(D, oracle_gradient(net, Theta, X, Y, 0.5)) < 1e-10
    assert relative_difference(D, accumulate(net, Theta, X, Y, 0.5).D) < 1e-10
    rng = np.random.default_rng(1)
    for _ in range(20):
        V = {k: rng.normal(size=Theta[k].shape) for k in Theta}
        nudged = {k: Theta[k] + 1e-20j * V[k] for k in Theta}
        slope = np.imag(net.cost(nudged, X, Y, 0.5)) / 1e-20
        terms = np.concatenate([(D[k] * V[k]).ravel() for k in Theta])
        assert abs(slope - terms.sum()) < 1e-10 * np.linalg.norm(terms)


@settings(max_examples=40, deadline=None)
@given(
    pair=st.sampled_from(PAIRS),
    reach=st.sampled_from([1.0, 1e2, 1e4]),
    seed=st.integers(0, 2**16),
)
def test_saturated_networks_stay_finite_and_silent(pair, reach, seed):
    net, Theta, X, Y = problem(Network((3, 4, 2), *pair), seed=seed)
    grow = reach / max(abs(array).max() for array in net.forward(Theta, X).z.values())
    first = {1: Theta[1] * min(grow, reach), 2: Theta[2]}
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        J, D = net.cost_and_gradient(first, X, Y, 0.1)
    assert np.isfinite(J)
    assert all(np.isfinite(D[layer]).all() for layer in D)


def test_delta_is_the_derivative_of_an_examples_own_loss_by_z():
    net, Theta, X, Y = problem(Network((3, 5, 4, 2), "tanh", "sigmoid", "squared_error"))
    delta = net.deltas(Theta, X, Y)
    for layer in (2, 3, 4):
        for unit in range(net.sizes[layer - 1]):
            # a nudge of the bias of layer - 1 is a nudge of z[layer]
            moved = {k: Theta[k].astype(complex) for k in Theta}
            moved[layer - 1][unit, 0] += 1e-20j
            for i in range(len(X)):
                slope = np.imag(net.cost(moved, X[i : i + 1], Y[i : i + 1])) / 1e-20
                assert delta[layer][i, unit] == pytest.approx(slope, rel=1e-10)


def test_accumulation_fills_example_by_example():
    net, Theta, X, Y = problem(Network((3, 3, 1)))
    steps = list(accumulation(net, Theta, X, Y))
    assert len(steps) == len(X) + 1
    assert not any(steps[0][layer].any() for layer in steps[0])
    for i in range(len(X)):
        share = {k: steps[i + 1][k] - steps[i][k] for k in Theta}
        alone = net.gradient(Theta, X[i : i + 1], Y[i : i + 1])
        assert relative_difference(share, alone) < 1e-12
