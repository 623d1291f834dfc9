"""Gradient descent: by hand, in batches, and when it runs away."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.data import xor
from backprop.network import Network
from backprop.training import Diverged, minimize, train
from problems import MIXED, problem

OLD = np.random.RandomState(0)
LINE = Network((1, 1), output="identity", loss="half_squared_error")


def test_a_step_is_theta_minus_alpha_d():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    run = train(net, Theta, X, Y, alpha=0.3, steps=1, lam=0.5)
    D = net.gradient(Theta, X, Y, 0.5)
    for layer in Theta:
        assert (run.Theta[layer] == Theta[layer] - 0.3 * D[layer]).all()
    assert run.costs.tolist() == [net.cost(T, X, Y, 0.5) for T in (Theta, run.Theta)]


def test_history_has_an_entry_before_the_first_step_and_one_after_each():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    run = train(net, Theta, X, Y, alpha=0.3, steps=5, keep_path=True)
    assert len(run.costs) == len(run.path) == 6
    assert run.costs.tolist() == [net.cost(T, X, Y) for T in run.path]
    assert run.path[-1] is run.Theta
    assert train(net, Theta, X, Y, alpha=0.3, steps=5).path == []


def test_weights_that_came_in_are_not_modified():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    held = {layer: Theta[layer].copy() for layer in Theta}
    train(net, Theta, X, Y, alpha=0.3, steps=5)
    assert all((held[layer] == Theta[layer]).all() for layer in Theta)


@pytest.mark.parametrize("run_away", [False, True])
def test_what_a_run_returns_is_no_array_of_the_callers(run_away):
    held_out = ([[5.0]], [[10.0]])  # made worse by every step: the start stays the best
    Theta = {1: np.array([[0.0, 2.0]])}
    options = {"alpha": 3 if run_away else 0.05, "steps": 40, "keep_path": True}
    options |= {"validation": held_out, "patience": 99}
    try:
        run = train(LINE, Theta, [[1.0], [2.0]], [[1.0], [2.0]], **options)
        assert run.best == 0
    except Diverged as error:
        run = error.history
        assert run_away
    for kept in (run.Theta, *run.path):
        assert not np.shares_memory(kept[1], Theta[1])
    Theta[1][:] = 7
    assert run.path[0][1].tolist() == [[0.0, 2.0]]


def test_xor_is_learnt():
    X, Y = xor()
    net = Network((2, 3, 1), hidden="tanh")
    run = train(net, net.init(np.random.default_rng(0)), X, Y, alpha=1.0, steps=2000)
    assert np.round(net.forward(run.Theta, X).a[3]).tolist() == Y.tolist()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), hidden=st.sampled_from(["sigmoid", "tanh"]))
def test_a_small_step_lowers_the_cost(seed, hidden):
    net, Theta, X, Y = problem(Network((3, 4, 2), hidden), seed=seed)
    run = train(net, Theta, X, Y, alpha=1e-3, steps=3)
    assert (np.diff(run.costs) < 0).all()


def test_mini_batches_use_every_example_once_an_epoch():
    X, Y = np.arange(1.0, 8.0)[:, None], np.zeros((7, 1))
    net = Network((1, 1), output="identity", loss="half_squared_error", reduction="sum")
    # the gradient of the bias of a batch is the sum of its inputs while Theta = (0, 1)
    run = train(
        net,
        {1: [[0.0, 1.0]]},
        X,
        Y,
        alpha=1e-9,
        steps=3,
        batch_size=3,
        rng=np.random.default_rng(0),
        keep_path=True,
    )
    moved = -np.diff([T[1][0, 0] for T in run.path]) / 1e-9
    assert moved.sum() == pytest.approx(X.sum(), rel=1e-5)
    assert len(set(moved.round())) == 3


def test_mini_batches_are_repeatable():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    runs = [
        train(net, Theta, X, Y, alpha=0.3, steps=9, batch_size=2, rng=np.random.default_rng(1))
        for _ in range(2)
    ]
    assert (runs[0].costs == runs[1].costs).all()


def test_divergence_says_when_and_keeps_what_was():
    with pytest.raises(Diverged, match=r"after step \d+ the cost is .*alpha is 3") as caught:
        train(LINE, {1: [[0, 0]]}, [[1.0]], [[1.0]], alpha=3, steps=100, keep_path=True)
    error = caught.value
    assert len(error.history.costs) == error.step == len(error.history.path)
    assert np.isfinite(error.history.costs).all()
    assert str(error.step) in str(error)


@pytest.mark.parametrize(("start", "last"), [(0.5, 1e10), (50.0, 50e10)])
def test_a_cost_that_has_grown_ten_thousand_million_times_does_not_come_back(start, last):
    y = np.sqrt(2 * start)
    with pytest.raises(Diverged) as caught:  # each step multiplies the cost by 25
        train(LINE, {1: [[0, 0]]}, [[1.0]], [[y]], alpha=3, steps=100)
    costs = caught.value.history.costs
    assert costs[1:] == pytest.approx(25 * costs[:-1])
    assert costs[-1] < last < 25 * costs[-1]


def test_divergence_to_infinity_in_one_step_is_no_warning():
    with pytest.raises(Diverged) as caught:
        train(LINE, {1: [[0, 0]]}, [[1e150]], [[1e150]], alpha=1e20, steps=9)
    assert caught.value.step == 1


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"alpha": 0}, ValueError, "alpha is 0; expected a number > 0"),
        ({"alpha": -1}, ValueError, "alpha is -1; expected a number > 0"),
        ({"alpha": np.inf}, ValueError, "alpha is inf; expected a finite number"),
        ({"steps": 0}, ValueError, "steps is 0; expected a whole number >= 1"),
        ({"steps": 2.5}, TypeError, "steps is 2.5; expected a whole number"),
        ({"lam": -1}, ValueError, "lam is -1"),
        ({"batch_size": 0}, ValueError, "batch_size is 0"),
        ({"batch_size": 1}, ValueError, "batch_size needs rng"),
        ({"momentum": 1}, ValueError, "momentum is 1; expected a number below 1"),
        ({"momentum": -0.1}, ValueError, "momentum is -0.1; expected a number >= 0"),
        ({"patience": 3}, ValueError, "patience needs validation"),
        ({"patience": 0}, ValueError, "patience is 0; expected a whole number >= 1"),
        ({"validation": ([[1.0, 2.0]], [[1.0]])}, ValueError, "validation: X has 2 columns"),
        ({"validation": np.ones((2, 1))}, TypeError, "validation is a ndarray; expected a pair"),
        ({"validation": np.ones((3, 1))}, TypeError, "validation is a ndarray; expected a pair"),
        ({"validation": [[[1.0]]] * 3}, TypeError, "validation is a list of 3; expected a pair"),
        ({"validation": 0.2}, TypeError, "validation is a float; expected a pair"),
        ({"rng": 0}, TypeError, "rng is 0; expected a numpy.random.Generator"),
        ({"rng": 0, "batch_size": 1}, TypeError, "rng is 0; expected a numpy.random.Generator"),
        ({"rng": OLD, "batch_size": 1}, TypeError, "rng is RandomState.*; expected a numpy"),
        ({"lam": Decimal("0.1")}, TypeError, r"lam is Decimal\('0.1'\); expected a number"),
        ({"lam": 10**400}, ValueError, "lam is 1000*; expected a finite number"),
    ],
)
def test_bad_arguments_are_refused_by_name(change, error, message):
    arguments = {"alpha": 0.1, "steps": 2} | change
    with pytest.raises(error, match=message):
        train(LINE, {1: [[0, 0]]}, [[1.0], [2.0]], [[1.0], [2.0]], **arguments)


def test_a_number_may_be_a_fraction():
    arguments = {1: [[0, 0]]}, [[1.0], [2.0]], [[1.0], [2.0]]
    tenth = train(LINE, *arguments, alpha=Fraction(1, 10), lam=Fraction(1, 5), steps=3)
    floats = train(LINE, *arguments, alpha=0.1, lam=0.2, steps=3)
    assert tenth.costs.tolist() == floats.costs.tolist()
    assert LINE.gradient(*arguments, Fraction(1, 2))[1].dtype == float


def test_momentum_keeps_a_share_of_the_last_step():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    run = train(net, Theta, X, Y, alpha=0.3, steps=3, momentum=0.6, keep_path=True)
    for k in (1, 2):
        D = net.gradient(run.path[k], X, Y)
        for layer in Theta:
            last = run.path[k][layer] - run.path[k - 1][layer]
            expected = run.path[k][layer] + 0.6 * last - 0.3 * D[layer]
            assert run.path[k + 1][layer] == pytest.approx(expected, abs=1e-14)


def test_a_schedule_is_asked_for_each_step():
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.5 / step

    run = train(LINE, {1: [[0, 0]]}, [[1.0]], [[1.0]], alpha=schedule, steps=3, keep_path=True)
    assert asked == [1, 2, 3]
    for step, (before, after) in enumerate(pairwise(run.path), start=1):
        D = LINE.gradient(before, [[1.0]], [[1.0]])
        assert (after[1] == before[1] - 0.5 / step * D[1]).all()


def test_a_schedule_that_gives_no_rate_is_refused_with_the_step():
    with pytest.raises(ValueError, match=r"alpha\(3\) is 0.0; expected a number > 0"):
        train(LINE, {1: [[0, 0]]}, [[1.0]], [[1.0]], alpha=lambda step: 0.75 - step / 4, steps=5)


def test_validation_costs_carry_no_penalty_and_change_nothing():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    alone = train(net, Theta, X[:5], Y[:5], alpha=0.3, steps=4, lam=0.7)
    run = train(
        net,
        Theta,
        X[:5],
        Y[:5],
        alpha=0.3,
        steps=4,
        lam=0.7,
        validation=(X[5:], Y[5:]),
        keep_path=True,
    )
    assert run.validation.tolist() == [net.cost(T, X[5:], Y[5:]) for T in run.path]
    assert run.costs.tolist() == alone.costs.tolist()
    assert (run.gradients, alone.validation.size) == (4, 0)


def overfitting(**options):
    """Two examples that agree with the held-out one at first, and not later."""
    X, Y = [[1.0], [-1.0]], [[1.0], [0.0]]
    return train(
        Network((1, 1)),
        {1: [[0.0, 0.0]]},
        X,
        Y,
        alpha=1.0,
        steps=60,
        validation=([[1.0]], [[0.8]]),
        keep_path=True,
        **options,
    )


def test_early_stopping_waits_and_returns_the_best():
    whole, run = overfitting(), overfitting(patience=4)
    lowest = int(np.argmin(whole.validation))
    assert 0 < lowest < 50
    assert run.best == whole.best == lowest
    assert len(run.costs) == len(run.validation) == lowest + 5
    assert run.gradients == lowest + 4
    assert run.Theta is run.path[lowest]
    assert "not fallen for 4 steps" in run.ended
    assert whole.Theta is whole.path[-1]
    assert whole.ended == "60 steps taken"


def test_patience_ends_on_a_plateau():
    # an input of zero and no bias to learn: the held-out cost stays what it is
    net = Network((1, 1), output="identity", loss="half_squared_error")
    run = train(
        net,
        {1: [[0.0, 1.0]]},
        [[1.0], [-1.0]],
        [[3.0], [-3.0]],
        alpha=0.1,
        steps=50,
        validation=([[0.0]], [[2.0]]),
        patience=4,
        keep_path=True,
    )
    assert set(run.validation.tolist()) == {2.0}
    assert run.gradients == 4
    assert run.best == 0
    assert run.Theta is run.path[0]


def test_class_numbers_train_as_their_rows_do():
    net, Theta, X, _ = problem(MIXED, m=30)
    labels = np.random.default_rng(0).integers(0, 4, 30)
    options = {"alpha": 0.1, "steps": 9, "batch_size": 7, "lam": 0.1}
    runs = [
        train(net, Theta, X, Y, **options, rng=np.random.default_rng(1), validation=(X, Y))
        for Y in (labels, labels[:, None], np.eye(4)[labels])
    ]
    assert (runs[0].costs == runs[1].costs).all()
    assert (runs[0].costs == runs[2].costs).all()
    assert (runs[0].validation == runs[2].validation).all()
    assert (runs[0].Theta[2][:, 0] == Theta[2][:, 0]).all()  # a layer without a bias
    assert minimize(net, Theta, X, labels).costs[-1] < 0.5 * runs[0].costs[0]


def test_a_run_without_validation_has_no_best():
    run = train(LINE, {1: [[0, 0]]}, [[1.0]], [[1.0]], alpha=0.1, steps=2)
    with pytest.raises(ValueError, match="no validation costs"):
        _ = run.best


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_batches_of_an_epoch_pull_as_hard_as_the_whole(reduction):
    net = Network((1, 1), output="identity", loss="half_squared_error", reduction=reduction)
    X, Y = np.ones((8, 1)), np.zeros((8, 1))  # equal examples: every batch sees the same
    options = {"alpha": 1e-6, "lam": 100.0, "rng": np.random.default_rng(0)}
    moved = {}
    for size in (8, 2):
        run = train(net, {1: [[0.0, 1.0]]}, X, Y, steps=8 // size, batch_size=size, **options)
        moved[size] = (run.Theta[1] - [[0.0, 1.0]]) / (8 // size if reduction == "mean" else 1)
    assert moved[2] == pytest.approx(moved[8], rel=1e-3)
