"""Other texts' weights and biases say the same as Theta, and so do their gradients."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from backprop.book.texts import TEXTS, from_text, to_text
from backprop.checking import relative_difference
from backprop.network import Network

NET = Network((3, 4, 5, 2), loss="half_squared_error")
M = 6
RNG = np.random.default_rng(0)
THETA = {layer: RNG.normal(size=shape) for layer, shape in NET.shapes.items()}
X, Y = RNG.normal(size=(M, 3)), RNG.uniform(size=(M, 2))


def sigma(z):
    return 1 / (1 + anp.exp(-z))


def columns(apart, numbers):
    """Return the cost as Nielsen, Ng, Goodfellow et al. write it."""
    a = X.T
    for number in numbers:
        a = sigma(anp.dot(apart[0][number], a) + apart[1][number])
    return anp.sum((a - Y.T) ** 2) / (2 * M)


def rows(apart, numbers):
    """Return the cost as d2l writes it."""
    H = X
    for number in numbers:
        H = sigma(anp.dot(H, apart[0][number]) + apart[1][number])
    return anp.sum((H - Y) ** 2) / (2 * M)


def torch_like(apart, numbers):
    """Return the cost of a stack of Linear and Sigmoid."""
    x = X
    for number in numbers:
        x = sigma(anp.dot(x, apart[0][number].T) + apart[1][number])
    return anp.sum((x - Y) ** 2) / (2 * M)


COSTS = {
    "Nielsen": (columns, (2, 3, 4)),
    "Ng": (columns, (1, 2, 3)),
    "Goodfellow et al.": (columns, (1, 2, 3)),
    "CS231n": (rows, (1, 2, 3)),
    "d2l": (rows, (1, 2, 3)),
    "PyTorch": (torch_like, (0, 1, 2)),
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_gradient_is_the_same(text):
    cost, numbers = COSTS[text]
    apart = to_text(THETA, text)
    assert cost(apart, numbers) == pytest.approx(NET.cost(THETA, X, Y))
    theirs = from_text(*grad(cost)(tuple(apart), numbers), text)
    assert relative_difference(theirs, NET.gradient(THETA, X, Y)) < 1e-12


@pytest.mark.parametrize("text", TEXTS)
def test_there_and_back_again(text):
    again = from_text(*to_text(THETA, text), text)
    assert all(np.array_equal(again[layer], THETA[layer]) for layer in THETA)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: to_text(THETA, "Bishop"), "text is 'Bishop'; expected one of Nielsen, Ng"),
        (lambda: to_text({2: [[1, 2]]}, "Ng"), r"Theta has \[2\]; expected .* layers 1, 2"),
        (lambda: to_text([[[1, 2]]], "Ng"), "Theta has list"),
        (lambda: to_text({1: [[1]]}, "Ng"), r"Theta\[1\] has shape \(1, 1\)"),
        (lambda: to_text({1: [[1, 2]], 2: [[1, 2, 3]]}, "Ng"), r"Theta\[2\] has shape \(1, 3\)"),
        (lambda: from_text({1: [[1]]}, {1: [1]}, "PyTorch"), r"weights has layers \[1\]"),
        (lambda: from_text({0: [[1]]}, {1: [1]}, "PyTorch"), r"biases has layers \[1\]"),
        (lambda: from_text({1: [[1]]}, {1: [1]}, "Ng"), r"expected \(1, 1\)"),
        (lambda: from_text({1: [[1, 2]]}, {1: [[1]]}, "d2l"), r"expected \(1, 2\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
