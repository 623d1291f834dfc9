"""Layouts: three ways of writing one network, and the way back from each."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.activations import sigmoid
from backprop.book.layouts import from_article_a, from_article_b, to_article_a, to_article_b
from backprop.network import Network
from problems import problem

SIZES = st.tuples(*[st.integers(1, 6)] * 3)


def drawn(sizes, seed=0):
    return problem(Network(sizes), m=4, seed=seed)


@given(SIZES, st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_there_and_back_changes_nothing(sizes, seed):
    Theta = drawn(sizes, seed).Theta
    for there, back in ((to_article_a, from_article_a), (to_article_b, from_article_b)):
        again = back(*there(Theta))
        assert again.keys() == Theta.keys()
        assert all(np.array_equal(again[layer], Theta[layer]) for layer in Theta)


@given(SIZES, st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_all_three_send_the_same_numbers_forward(sizes, seed):
    net, Theta, X, _ = drawn(sizes, seed)
    wanted = net.forward(Theta, X).a[3]
    W_ih, b_ih, W_ho, b_ho = to_article_a(Theta)
    by_a = sigmoid(W_ho.T @ sigmoid(W_ih.T @ X.T + b_ih) + b_ho)
    W_1, B_1, W_2, B_2 = to_article_b(Theta)
    by_b = sigmoid(sigmoid(X @ W_1 + B_1) @ W_2 + B_2)
    np.testing.assert_allclose(by_a.T, wanted, rtol=1e-12)
    np.testing.assert_allclose(by_b, wanted, rtol=1e-12)


def test_shapes_are_those_of_the_articles():
    Theta = drawn((4, 5, 1)).Theta
    assert [p.shape for p in to_article_a(Theta)] == [(4, 5), (5, 1), (5, 1), (1, 1)]
    assert [p.shape for p in to_article_b(Theta)] == [(4, 5), (1, 5), (5, 1), (1, 1)]


def test_one_number_is_the_bias_of_every_unit():
    Theta = from_article_a(np.ones((4, 5)), 0.25, np.ones((5, 1)), -1)
    assert Theta[1][:, 0].tolist() == [0.25] * 5
    assert Theta[2][:, 0].tolist() == [-1.0]


def test_complex_weights_are_let_through():
    Theta = {1: np.full((2, 3), 1 + 1j), 2: np.ones((1, 3))}
    assert from_article_b(*to_article_b(Theta))[1].dtype.kind == "c"


GOOD = {"W": np.ones((4, 5)), "b": np.ones((5, 1)), "V": np.ones((5, 1)), "c": np.ones((1, 1))}
REFUSED = [
    ({"W": np.ones(4)}, "W_ih has shape (4,); expected two axes"),
    ({"V": np.ones((4, 1))}, "W_ho has 4 rows and W_ih 5 columns; expected as many"),
    ({"b": np.ones((1, 5))}, "b_ih has shape (1, 5); expected (5, 1), or one number"),
    ({"c": np.ones(1)}, "b_ho has shape (1,); expected (1, 1), or one number"),
    ({"W": np.full((4, 5), np.nan)}, "W_ih has nan at [0, 0]; expected finite numbers"),
    ({"V": [[1], [2, 3]]}, "W_ho is not rectangular"),
]


@pytest.mark.parametrize(("wrong", "message"), REFUSED, ids=lambda p: str(p)[:30])
def test_what_does_not_fit_is_refused_by_name(wrong, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        from_article_a(*(GOOD | wrong).values())


def test_article_b_wants_its_biases_in_a_row():
    with pytest.raises(ValueError, match=re.escape("B_1 has shape (5, 1); expected (1, 5)")):
        from_article_b(*GOOD.values())
    with pytest.raises(TypeError, match="W_1 holds <U1; expected numbers"):
        from_article_b([["a"]], 0, [[1]], 0)


BAD_THETA = [
    ({1: np.ones((3, 4))}, "Theta has [1]; expected a dict with layers 1 and 2"),
    ([1, 2], "Theta has list; expected a dict"),
    ({1: np.ones((3, 4)), 2: np.ones((1, 5))}, "Theta[2] has shape (1, 5); expected (1, 4)"),
    ({1: np.ones((3, 1)), 2: np.ones((1, 4))}, "Theta[1] has shape (3, 1); expected two axes"),
]


@pytest.mark.parametrize(("Theta", "message"), BAD_THETA, ids=lambda p: str(p)[:30])
@pytest.mark.parametrize("convert", [to_article_a, to_article_b])
def test_a_theta_of_another_form_is_refused(convert, Theta, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        convert(Theta)
