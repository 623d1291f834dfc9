"""The fast gradient is the readable one: in every row, in any pieces, on any threads."""

import os
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from backprop.activations import ACTIVATIONS, OUTPUTS, Activation
from backprop.gradients.fast import Repeated
from backprop.gradients.fast.blocks import threads_for
from backprop.gradients.fast.in_place import ACTIVATIONS_IN_PLACE, LOSSES_IN_PLACE, refuse_gaps
from backprop.losses import LOSSES
from backprop.network import Network
from problems import ENDS, PAIRS, network, problem

DEEPEST = 6


def assert_same(net, Theta, X, Y, lam=0.0, **settings):
    repeated = Repeated(net, X, Y, lam, **settings)
    cost, D = net.cost_and_gradient(Theta, X, Y, lam)
    for _ in range(2):  # buffers that have been used before
        again, found = repeated.cost_and_gradient(Theta)
        np.testing.assert_allclose(again, cost, rtol=1e-12)
        for layer in D:
            scale = np.abs(D[layer]).max()
            np.testing.assert_allclose(found[layer], D[layer], rtol=0, atol=1e-12 * scale)
            np.testing.assert_array_equal(repeated.gradient(Theta)[layer], found[layer])


def test_a_row_is_not_of_what_has_none_in_the_engine():
    assert ACTIVATIONS_IN_PLACE.keys() <= OUTPUTS.keys()
    assert LOSSES_IN_PLACE.keys() == LOSSES.keys()


def test_a_new_activation_is_one_row_in_activations(monkeypatch):
    row = Activation(lambda z: z**3, lambda z: 3 * z**2)
    monkeypatch.setitem(ACTIVATIONS, "cube", row)
    monkeypatch.setitem(OUTPUTS, "cube", row)
    net = Network((3, 4, 5, 2), "cube", "cube", "squared_error")
    assert_same(*problem(net), lam=0.7, block=4, threads=2)


def test_what_cannot_do_without_a_row_is_named():
    refuse_gaps(OUTPUTS, LOSSES)
    with pytest.raises(ImportError, match=r"LOSSES has 'hinge', and LOSSES_IN_PLACE in backprop"):
        refuse_gaps(OUTPUTS, LOSSES | {"hinge": LOSSES["squared_error"]})
    with pytest.raises(ImportError, match="OUTPUTS has 'sparsemax', which has no elementwise"):
        refuse_gaps(OUTPUTS | {"sparsemax": OUTPUTS["softmax"]}, LOSSES)


@given(data=st.data(), end=st.sampled_from(ENDS), block=st.integers(1, 25) | st.none())
def test_the_same_with_an_activation_and_a_bias_for_each_layer(data, end, block):
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=DEEPEST))
    many = len(sizes) - 1
    hidden = data.draw(st.tuples(*[st.sampled_from(list(ACTIVATIONS))] * (many - 1)))
    bias = data.draw(st.booleans() | st.tuples(*[st.booleans()] * many))
    net = network(sizes, hidden, *end, bias=bias)
    assert_same(*problem(net, m=11), lam=0.7, block=block, threads=2)


@pytest.mark.parametrize("z", [-1e4, -720.0, -30.0, 0.0, 30.0, 720.0, 1e4])
@pytest.mark.parametrize("y", [0, 1])
def test_a_sure_softmax_costs_what_it_should(z, y):
    net = Network((1, 3), output="softmax", loss="categorical_cross_entropy")
    Theta = {1: [[z, 0.0], [0.0, 0.0], [-1.0, 0.0]]}
    cost, D = Repeated(net, [[1.0]], [y]).cost_and_gradient(Theta)
    assert cost == pytest.approx(net.cost(Theta, [[1.0]], [y]), rel=1e-12)
    assert np.allclose(D[1], net.gradient(Theta, [[1.0]], [y])[1], rtol=1e-12, atol=0)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_the_same_in_every_row_of_the_tables(hidden, output, loss, reduction):
    net = network((3, 4, 5, 2), hidden, output, loss, reduction)
    assert_same(*problem(net, m=11), lam=0.7, block=4, threads=2)


@given(
    pair=st.sampled_from(PAIRS),
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=DEEPEST),
    m=st.integers(1, 20),
    lam=st.floats(0, 10),
    block=st.integers(1, 25) | st.none(),
    threads=st.integers(1, 3),
    reduction=st.sampled_from(["mean", "sum"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_same_for_any_network_cut_anyhow(pair, sizes, m, lam, block, threads, reduction, seed):
    net = network(sizes, *pair, reduction)
    assert_same(*problem(net, m, seed), lam=lam, block=block, threads=threads)


@pytest.mark.parametrize("z", [-1e4, -720.0, -30.0, 30.0, 720.0, 1e4])
@pytest.mark.parametrize("loss", [loss for output, loss in ENDS if output == "sigmoid"])
def test_saturated_sigmoids_keep_their_digits(z, loss):
    net = Network((1, 1, 1), loss=loss)
    Theta = {1: [[z, 0.1]], 2: [[0.3, 0.2]]}
    repeated = Repeated(net, [[1.0]], [[0.9]])
    for layer, D in net.gradient(Theta, [[1.0]], [[0.9]]).items():
        found = repeated.gradient(Theta)[layer]
        np.testing.assert_allclose(found, D, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("z", [-1e4, 1e4])
def test_the_cost_of_a_saturated_output_is_exact(z):
    net, Theta, Y = Network((1, 1)), {1: [[z, 0.0]]}, [[0.3]]
    cost = Repeated(net, [[1.0]], Y).cost_and_gradient(Theta)[0]
    assert cost == pytest.approx(net.cost(Theta, [[1.0]], Y), rel=1e-12)


def test_the_weights_and_the_examples_are_left_alone():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    before = [array.copy() for array in (*Theta.values(), X, Y)]
    repeated = Repeated(net, X, Y, 1.0)
    first = repeated.gradient(Theta)
    kept = {layer: D.copy() for layer, D in first.items()}
    repeated.gradient({layer: 2 * theta for layer, theta in Theta.items()})
    for array, was in zip((*Theta.values(), X, Y), before, strict=True):
        np.testing.assert_array_equal(array, was)
    for layer in kept:  # what was returned is the caller's to keep
        np.testing.assert_array_equal(first[layer], kept[layer])


def peak(net, m, **settings):
    """Return the most bytes held, buffers included, while gradients of m examples are taken."""
    _, Theta, X, Y = problem(net, m)
    tracemalloc.start()
    repeated = Repeated(net, X, Y, **settings)
    tracemalloc.reset_peak()  # checking the examples has taken a byte an entry
    repeated.cost_and_gradient(Theta)
    repeated.cost_and_gradient(Theta)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


@pytest.mark.parametrize("threads", [1, 2])
def test_memory_is_that_of_a_block_a_thread_however_many_examples(threads):
    net = Network((20, 30, 30, 5))
    few, many = (peak(net, m, block=100, threads=threads) for m in (1_000, 50_000))
    held = 8 * 100 * (3 * (30 + 30 + 5) + 5 + 3)  # a block's a, z, delta; z[L] twice; ones
    assert few < 1.7 * threads * held
    assert many < 1.1 * few + 500 * 500  # and two views a block, of X and of Y


def test_blas_has_one_thread_in_all_that_we_compute_and_its_own_again_afterwards(monkeypatch):
    """A single product on its threads, and they keep a core busy that ours need."""
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=6)
    repeated, seen = Repeated(net, X, Y, lam=1.0, block=3, threads=2), []

    def blas():
        seen.extend(row["num_threads"] for row in threadpool_info() if row["user_api"] == "blas")

    monkeypatch.setattr(np, "vdot", lambda a, b, vdot=np.vdot: (blas(), vdot(a, b))[1])
    monkeypatch.setattr(np, "square", lambda a, square=np.square: (blas(), square(a))[1])
    with threadpool_limits(3, user_api="blas"):
        repeated.cost_and_gradient(Theta)
        assert set(seen) == {1}
        seen.clear()
        blas()
        assert max(seen) > 1


def test_threads_are_woken_only_where_they_are_worth_it(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert threads_for(Network((64, 25, 10)), 1797) == 1
    assert threads_for(Network((64, 300, 300, 10)), 1797) == 2


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"block": 0}, ValueError, "block is 0; expected a whole number >= 1"),
        ({"threads": 1.5}, TypeError, "threads is 1.5; expected a whole number"),
        ({"lam": -1}, ValueError, "lam is -1; expected a number >= 0"),
    ],
)
def test_bad_settings_are_refused_by_name(settings, error, message):
    net, _, X, Y = problem(Network((3, 2)))
    with pytest.raises(error, match=message):
        Repeated(net, X, Y, **settings)


def test_bad_examples_and_weights_are_refused_as_the_network_refuses_them():
    net, Theta, X, Y = problem(Network((3, 2)))
    with pytest.raises(ValueError, match="X has 2 columns; the network takes 3 inputs"):
        Repeated(net, X[:, :2], Y)
    with pytest.raises(ValueError, match=r"Theta\[1\] has shape"):
        Repeated(net, X, Y).gradient({1: Theta[1].T})
    with pytest.raises(TypeError, match="Theta is complex; expected real weights"):
        Repeated(net, X, Y).gradient({1: Theta[1] + 0j})
