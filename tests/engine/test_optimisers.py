"""SciPy's optimisers: they get there, are counted, and are refused when they cannot."""

from types import SimpleNamespace

import numpy as np
import pytest

from backprop.checking import unroll
from backprop.data import moons
from backprop.network import Network
from backprop.optimisers import METHODS
from backprop.training import minimize, train
from problems import problem

LINE = Network((1, 1), output="identity", loss="half_squared_error")
X, Y = [[-1.0], [0.0], [1.0], [2.0]], [[0.1], [1.2], [1.6], [2.7]]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_bottom_of_a_bowl(method):
    run = minimize(LINE, {1: [[3, -2]]}, X, Y, method=method)
    intercept, slope = np.linalg.lstsq(np.column_stack([np.ones(4), X]), Y, rcond=None)[0][:, 0]
    assert run.Theta[1][0] == pytest.approx([intercept, slope], abs=1e-3)
    assert run.ended


@pytest.mark.parametrize("method", METHODS)
def test_the_history_is_of_each_evaluation_and_the_best_is_returned(method):
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    run = minimize(net, Theta, X, Y, method=method, lam=0.5, evaluations=10, keep_path=True)
    assert run.gradients == len(run.costs) == len(run.path) == 10
    assert run.costs.tolist() == [net.cost(T, X, Y, 0.5) for T in run.path]
    assert all((run.path[0][layer] == Theta[layer]).all() for layer in Theta)
    assert net.cost(run.Theta, X, Y, 0.5) == run.costs.min() < run.costs[0]
    assert run.ended == "10 evaluations used up"


def test_the_gradient_vanishes_where_it_ends():
    X, Y = moons(np.random.default_rng(0), 40, noise=0.2)
    net = Network((2, 4, 1), hidden="tanh")
    run = minimize(net, net.init(np.random.default_rng(1)), X, Y, lam=1.0)
    assert abs(unroll(net.gradient(run.Theta, X, Y, 1.0))).max() < 1e-3
    assert minimize(net, run.Theta, X, Y, lam=1.0, options={"maxiter": 1}).gradients <= 25


def test_it_is_ahead_of_gradient_descent_at_equal_evaluations():
    X, Y = moons(np.random.default_rng(0), 40, noise=0.2)
    net = Network((2, 8, 1), hidden="tanh")
    Theta = net.init(np.random.default_rng(1))
    descent = train(net, Theta, X, Y, alpha=0.5, steps=100).costs[-1]
    for method in ("CG", "L-BFGS-B"):
        assert minimize(net, Theta, X, Y, method=method, evaluations=100).costs.min() < descent


def test_weights_that_came_in_are_not_modified():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    held = {layer: Theta[layer].copy() for layer in Theta}
    minimize(net, Theta, X, Y, evaluations=20)
    assert all((held[layer] == Theta[layer]).all() for layer in Theta)


def test_the_path_survives_an_optimiser_that_reuses_its_vector(monkeypatch):
    def reuses(function, start, **_):
        vector = start.copy()
        for _ in range(3):
            function(vector)
            vector += 1
        return SimpleNamespace(message="done")

    monkeypatch.setattr("scipy.optimize.minimize", reuses)
    run = minimize(LINE, {1: [[3, -2]]}, X, Y, keep_path=True)
    assert [Theta[1].tolist() for Theta in run.path] == [[[3, -2]], [[4, -1]], [[5, 0]]]
    assert run.Theta is run.path[int(run.costs.argmin())]


def test_upper_and_lower_case_are_alike():
    assert minimize(LINE, {1: [[3, -2]]}, X, Y, method="l-bfgs-b").gradients > 2


def test_a_search_that_leaves_the_numbers_ends_with_what_it_had():
    far = Network((1, 2, 1), hidden="relu", output="identity", loss="half_squared_error")
    Theta = {1: [[0, 1], [0, 1]], 2: [[0, 1, 1]]}
    run = minimize(far, Theta, [[1e70]], [[1e70]], evaluations=40)
    assert np.isfinite(unroll(run.Theta)).all()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"method": "Adam"}, ValueError, "method is 'Adam'; expected one of CG, BFGS, L-BFGS-B"),
        ({"method": "Nelder-Mead"}, ValueError, "'Nelder-Mead', which takes no gradient; expected"),
        ({"method": "dogleg"}, ValueError, "'dogleg', which wants second derivatives"),
        ({"method": "trust-constr"}, ValueError, "which is meant for constraints"),
        ({"method": None}, ValueError, "method is None; expected one of"),
        ({"evaluations": 0}, ValueError, "evaluations is 0; expected a whole number >= 1"),
        ({"lam": -1}, ValueError, "lam is -1"),
        ({"options": [1]}, TypeError, r"options is \[1\]; expected a dict such as"),
        ({"options": "maxiter"}, TypeError, "options is 'maxiter'; expected a dict"),
        ({"Theta": {1: [[1j, 0]]}}, TypeError, "Theta holds complex numbers"),
        ({"Theta": {1: [[1e200, 1e200]]}}, ValueError, "the cost at Theta is not finite"),
    ],
)
def test_bad_arguments_are_refused_by_name(change, error, message):
    with pytest.raises(error, match=message):
        minimize(LINE, **({"Theta": {1: [[0, 0]]}, "X": X, "Y": Y} | change))
