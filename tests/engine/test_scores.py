"""The share of right answers."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from backprop.network import Network
from backprop.scores import accuracy
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
