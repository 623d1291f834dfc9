"""What a gradient costs: multiplications, activations kept, and talk between workers."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.book.scaling import SCHEMES, TrainingStep, ring_rounds
from backprop.checking import relative_difference
from backprop.gradients.checkpointed import checkpointed_gradient
from backprop.gradients.counting import count_multiplications
from backprop.network import Network
from problems import MIXED, problem

SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=6).map(tuple)


@given(sizes=SIZES, m=st.integers(1, 3))
def test_multiplications_are_those_of_the_products_and_slopes(sizes, m):
    pairs = list(itertools.pairwise(sizes))
    forward = m * sum(s * t for s, t in pairs)
    Delta = m * sum((s + 1) * t for s, t in pairs)
    delta = m * sum(s * t for s, t in pairs[1:]) + m * sum(sizes[1:])
    assert count_multiplications(Network(sizes), m) == (forward, Delta + delta)


# --- checkpoints


@given(depth=st.integers(2, 9), every=st.integers(1, 10), lam=st.sampled_from([0.0, 0.7]))
def test_checkpoints_change_nothing_but_what_is_held(depth, every, lam):
    net, Theta, X, Y = problem(Network((3, *[4] * (depth - 2), 2), "tanh"), seed=depth)
    few = checkpointed_gradient(net, Theta, X, Y, lam, every=every)
    assert relative_difference(few.D, net.gradient(Theta, X, Y, lam)) < 1e-12
    assert few.held[-1] == 0
    again = sum((layer - 1) % every != 0 for layer in range(2, depth))
    assert few.layers == depth - 1 + again


def test_checkpoints_hold_about_two_roots():
    net, Theta, X, Y = problem(Network((2,) * 102), m=2)  # 100 hidden layers
    held = {k: max(checkpointed_gradient(net, Theta, X, Y, every=k).held) for k in (1, 10, 101)}
    assert held[1] == held[101] == 101
    assert held[10] <= 2 * 10 + 1


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_checkpoints_know_the_reduction(reduction):
    net, Theta, X, Y = problem(Network((3, 4, 4, 2), reduction=reduction))
    few = checkpointed_gradient(net, Theta, X, Y, 0.3, every=2)
    assert relative_difference(few.D, net.gradient(Theta, X, Y, 0.3)) < 1e-12


@pytest.mark.parametrize("every", [1, 2, 3])
def test_checkpoints_take_layers_that_differ(every):
    net, Theta, X, Y = problem(MIXED)
    few = checkpointed_gradient(net, Theta, X, Y, 0.3, every=every)
    assert relative_difference(few.D, net.gradient(Theta, X, Y, 0.3)) < 1e-12


def test_a_column_that_counts_for_nothing_is_not_multiplied():
    with_bias, without = (
        count_multiplications(Network((3, 4, 2), bias=b), 5) for b in (True, False)
    )
    assert with_bias.forward == without.forward
    assert with_bias.backward - without.backward == 5 * (4 + 2)


def test_checkpoints_refuse_by_name():
    net, Theta, X, Y = problem(Network((3, 2)))
    with pytest.raises(ValueError, match="every is 0; expected a whole number >= 1"):
        checkpointed_gradient(net, Theta, X, Y, every=0)


# --- the model


def test_one_worker_does_not_talk():
    step = TrainingStep(compute=3, size=1e9, bandwidth=1, latency=1)
    assert [step.time(1, scheme) for scheme in SCHEMES] == [3, 3]


def test_a_server_talks_p_times_as_long_as_a_ring_and_waits_less():
    step = TrainingStep(compute=1, size=5e6, bandwidth=1e9)
    for p in (2, 8, 64):
        talk = {scheme: step.time(p, scheme) - 1 / p for scheme in SCHEMES}
        assert talk["server"] == pytest.approx(p * talk["ring"])
    late = TrainingStep(compute=1, size=1e-9, bandwidth=1e9, latency=0.01)
    assert late.time(8, "ring") == pytest.approx(1 / 8 + 14 * 0.01)
    assert late.time(8, "server") == pytest.approx(1 / 8 + 2 * 0.01)


@given(
    compute=st.floats(1e-3, 1e2),
    size=st.floats(1e3, 1e9),
    latency=st.floats(0, 1e-2),
    scheme=st.sampled_from(list(SCHEMES)),
)
def test_the_best_number_of_workers_is_the_best(compute, size, latency, scheme):
    step = TrainingStep(compute, size, 1e9, latency)
    times = [step.time(p, scheme) for p in range(1, 200)]
    assert step.time(step.best(scheme, most=199), scheme) == pytest.approx(min(times), rel=1e-12)


def test_the_speedup_of_a_ring_ends_at_the_link():
    step = TrainingStep(compute=10, size=1e9, bandwidth=1e9)
    assert step.speedup(2**20, "ring") == pytest.approx(10 / 2, rel=1e-4)


@pytest.mark.parametrize("name", ["compute", "size", "bandwidth", "latency"])
def test_a_step_refuses_by_name(name):
    given = {"compute": 1, "size": 1, "bandwidth": 1, "latency": 0} | {name: -1}
    with pytest.raises(ValueError, match=f"{name} is -1; expected a number"):
        TrainingStep(**given)
    with pytest.raises(ValueError, match="scheme is 'tree'; expected one of ring, server"):
        TrainingStep(1, 1, 1).time(2, "tree")


# --- the ring


@given(p=st.integers(1, 7), n=st.integers(1, 20), seed=st.integers(0, 9))
def test_the_ring_adds(p, n, seed):
    parts = list(np.random.default_rng(seed).normal(size=(p, n)))
    states = list(ring_rounds(parts))
    assert len(states) == 2 * (p - 1) + 1
    for blocks in states[-1]:
        assert np.concatenate(blocks) == pytest.approx(sum(parts), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("p", [2, 3, 5])
def test_each_worker_is_sent_one_block_a_round(p):
    states = list(ring_rounds([np.random.default_rng(i).normal(size=p) for i in range(p)]))
    for before, after in itertools.pairwise(states):
        for worker in range(p):
            pairs = zip(before[worker], after[worker], strict=True)
            assert sum(bool((a != b).any()) for a, b in pairs) == 1


def test_the_ring_refuses_what_differs():
    with pytest.raises(ValueError, match="parts differ in shape"):
        list(ring_rounds([np.ones(2), np.ones(3)]))
