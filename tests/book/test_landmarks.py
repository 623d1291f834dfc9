"""The landmarks: what was printed, and whether the comparison would notice another number."""

import math

import numpy as np
import pytest

from backprop.book.landmarks import (
    Landmark,
    gradient_check,
    mazur,
    mazur_at_length,
    micrograd,
    moons_run,
    prince,
    table,
    toy_network,
)
from backprop.book.landmarks.learning import (
    TASKS,
    attempt,
    attempts,
    descend,
    epochs,
    go_on,
    uniform,
)
from backprop.book.landmarks.printed import _EXAMPLE, _MAZUR, _mazur_weights, _step
from backprop.network import Network
from backprop.training import train


@pytest.mark.parametrize("numbers", [mazur, micrograd, prince, toy_network, gradient_check])
def test_every_printed_number_comes_out(numbers):
    assert [landmark.row for landmark in numbers() if not landmark.agrees] == []


@pytest.mark.parametrize(
    ("theirs", "ours", "agrees"),
    [
        ("0.333", 1 / 3, True),
        ("0.334", 1 / 3, False),
        ("0.5", 0.55, True),
        ("0.5", 0.551, False),
        ("-17.060", -17.0604, True),
        ("-17.060", 17.0604, False),
        ("12", 12.4, True),
        ("12", math.nan, False),
    ],
)
def test_a_number_agrees_to_half_of_its_last_digit(theirs, ours, agrees):
    assert Landmark("", theirs, ours).agrees is agrees


def test_a_table_shows_the_difference():
    rows = table([Landmark("a", "0.50", 0.5), Landmark("b", "0.50", 0.52)]).splitlines()
    assert rows[2:] == ["| a | 0.50 | 0.50 | none |", "| b | 0.50 | 0.52 | 2e-02 |"]


def test_an_update_follows_the_gradient_unless_it_is_mixed():
    Theta = _mazur_weights()
    D = _MAZUR.gradient(Theta, *_EXAMPLE)
    for mixed in (False, True):
        after = _step(Theta, mixed)
        np.testing.assert_allclose(after[2][:, 1:], (Theta[2] - 0.5 * D[2])[:, 1:], rtol=1e-14)
        np.testing.assert_array_equal(after[1][:, 0], Theta[1][:, 0])
        right = np.allclose(after[1][:, 1:], (Theta[1] - 0.5 * D[1])[:, 1:], rtol=1e-9)
        assert right is not mixed


def test_the_last_paragraph_of_the_worked_example_mixes_two_ways():
    agrees = {way: [n.agrees for n in numbers] for way, numbers in mazur_at_length().items()}
    assert agrees == {
        "all weights at once": [False, False, True, False, False],
        "output weights first": [True, False, False, True, True],
    }


def test_the_moons_run_is_the_published_one():
    run = moons_run()
    theirs = {0: 0.8958441028683222, 1: 1.7235905336972022, 99: 0.010978370135492717}
    for step, loss in theirs.items():
        assert run.losses[step] == pytest.approx(loss, rel=1e-12)
    assert run.accuracies[0] == 0.5
    assert run.accuracies[-1] == 1.0


def test_the_tasks_are_what_their_names_say():
    X, Y = TASKS["symmetry"].X, TASKS["symmetry"].Y
    assert X.shape == (64, 6)
    assert Y.sum() == 8
    assert all((list(x) == list(x[::-1])) == bool(y) for x, (y,) in zip(X, Y, strict=True))
    assert TASKS["parity"].Y.ravel().tolist() == [x.sum() % 2 for x in TASKS["parity"].X]
    assert len({tuple(x) for x in TASKS["parity"].X}) == 16


def test_a_descent_is_that_of_train():
    task, rates = TASKS["encoder"], {"alpha": 0.1, "momentum": 0.9}
    start = uniform(task.net, 0.3, np.random.default_rng(0))
    expected = train(task.net, start, task.X, task.Y, steps=30, **rates).Theta
    found = go_on(task, start, sweeps=30, **rates)
    for layer in expected:
        np.testing.assert_allclose(found[layer], expected[layer], rtol=1e-12)
    np.testing.assert_array_equal(next(descend(task, start, **rates))[1], start[1])


def test_an_attempt_ends_when_all_outputs_are_on_their_side_or_at_the_limit():
    task, rates = TASKS["xor"], {"alpha": 0.5, "momentum": 0.9}
    start = uniform(task.net, 0.3, np.random.default_rng(5))
    run = attempt(task, start, limit=4000, **rates)
    assert run.sweeps % 25 == 0
    before = go_on(task, start, sweeps=run.sweeps - 25, **rates)
    for Theta, right in ((run.Theta, True), (before, False)):
        outputs = task.net.forward(Theta, task.X).a[3]
        assert (np.abs(outputs - task.Y) < 0.5).all() == right
    short = attempts(task, [start], limit=run.sweeps - 25, **rates)
    assert [one.sweeps for one in short] == [None]


def test_epochs_learn_what_batches_of_ten_can():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(95, 2))
    Y = (X[:, :1] > 0).astype(float)
    net = Network((2, 3, 1), loss="half_squared_error")
    Theta = epochs(net, X, Y, count=20, alpha=3.0, rng=rng)
    assert ((net.forward(Theta, X).a[3] > 0.5) == Y).mean() > 0.95
