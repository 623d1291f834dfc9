"""The share of right answers."""

import itertools

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from backprop.data import circles
from backprop.network import Network
from backprop.scores import accuracy, best_line
from problems import MIXED, problem


def test_one_output_is_split_at_one_half():
    net = Network((1, 1))
    X, Y = [[-2], [-1], [1], [3]], [[0], [1], [1], [1]]
    assert accuracy(net, {1: [[0, 1]]}, X, Y) == 0.75
    assert accuracy(net, {1: [[0, -1]]}, X, Y) == 0.25


def test_several_outputs_as_scikit_learn_counts_them():
    rng = np.random.default_rng(3)
    net = Network((4, 5, 3))
    Theta, X = net.init(rng), rng.normal(size=(50, 4))
    labels = rng.integers(0, 3, 50)
    said = net.forward(Theta, X).a[3].argmax(axis=1)
    assert accuracy(net, Theta, X, np.eye(3)[labels]) == accuracy_score(labels, said)


def test_class_numbers_are_compared_as_rows_are():
    net, Theta, X, _ = problem(MIXED, m=50)
    labels = np.random.default_rng(3).integers(0, 4, 50)
    share = accuracy_score(labels, net.forward(Theta, X).a[4].argmax(axis=1))
    assert accuracy(net, Theta, X, labels) == accuracy(net, Theta, X, np.eye(4)[labels]) == share


def test_examples_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="Y"):
        accuracy(Network((1, 1)), {1: [[0, 1]]}, [[1], [2]], [[1]])


def by_pairs(X, Y):
    """Return what the best line gets, of those that pass close by two of the points."""
    best = 0.5
    for i, j in itertools.combinations(range(len(X)), 2):
        across = np.array([-(X[j] - X[i])[1], (X[j] - X[i])[0]])
        z = (X - X[i]) @ across
        for tip in itertools.product((-1, 1), repeat=2):
            z[[i, j]] = 1e-9 * np.array(tip)
            best = max(best, np.mean((z > 0) == (Y.ravel() == 1)), np.mean((z < 0) == Y.ravel()))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_best_line_is_that_of_all_pairs_of_points(seed):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(11, 2)), rng.integers(0, 2, (11, 1))
    assert best_line(X, Y) == pytest.approx(by_pairs(X, Y))


def test_the_best_line_separates_what_a_line_separates_and_no_rings():
    X = np.random.default_rng(1).normal(size=(30, 2))
    assert best_line(X, X[:, :1] > 0.3) == 1.0
    assert best_line(X, np.ones((30, 1))) == 1.0
    assert best_line(*circles(np.random.default_rng(1), 100)) == 0.72


@pytest.mark.parametrize(
    ("X", "Y", "words"),
    [
        (np.eye(3), [0, 1, 1], r"X has shape \(3, 3\)"),
        (np.eye(2), [0, 1, 1], r"Y has shape \(3,\)"),
        (np.eye(2), [0, 0.5], "zeros and ones"),
        (np.ones((2, 2)), [0, 1], "in the same place"),
    ],
)
def test_what_has_no_best_line_is_refused(X, Y, words):
    with pytest.raises(ValueError, match=words):
        best_line(X, Y)
