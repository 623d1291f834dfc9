"""The forms in which readers write their gradients."""

import numpy as np
import pytest

from backprop.doctor import columns, diagnose, separate_bias, unrolled
from backprop.network import Network

NET = Network((4, 5, 3), "tanh", "sigmoid", "cross_entropy")


def ids(report):
    return [(one.id, one.layer) for one in report.findings]


def column_gradient(Theta, X, Y, lam, slope=True):
    """One example a column, as the articles have it."""
    n, m = X.shape
    assert (n, len(Y)) == (4, 3)
    a1 = np.vstack([np.ones(m), X])
    a2 = np.vstack([np.ones(m), np.tanh(Theta[1] @ a1)])
    d3 = 1 / (1 + np.exp(-Theta[2] @ a2)) - Y
    d2 = Theta[2][:, 1:].T @ d3
    d2 = d2 * (1 - a2[1:] ** 2) if slope else d2
    D = {1: d2 @ a1.T / m, 2: d3 @ a2.T / m}
    for layer in D:
        D[layer][:, 1:] += lam / m * Theta[layer][:, 1:]
    return D


def test_columns():
    assert diagnose(columns(column_gradient), NET).correct
    wrong = columns(lambda *given: column_gradient(*given, slope=False))
    assert ids(diagnose(wrong, NET)) == [("hidden-derivative-missing", 2)]


def test_without_the_adapter_columns_are_told_as_an_exception():
    assert ids(diagnose(column_gradient, NET)) == [("exception", None)]


def apart(transposed=False, column=False, lists=False, wrong=lambda dW, db: (dW, db)):
    """Return a gradient with weights and biases apart, in the form asked for."""

    def gradient(W, b, X, Y, lam):
        assert isinstance(W, list if lists else dict)
        Ws, bs = (one if lists else list(one.values()) for one in (W, b))
        shape = (5, 1) if column else (5,)
        assert bs[0].shape == shape
        assert Ws[0].shape == ((4, 5) if transposed else (5, 4))
        Theta = {
            layer: np.column_stack([b.ravel(), W.T if transposed else W])
            for layer, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1)
        }
        D = NET.gradient(Theta, X, Y, lam)
        dW = {k: one[:, 1:].T if transposed else one[:, 1:] for k, one in D.items()}
        db = {k: one[:, :1] if column else one[:, 0] for k, one in D.items()}
        dW, db = wrong(dW, db)
        return (list(dW.values()), list(db.values())) if lists else (dW, db)

    return separate_bias(gradient, transposed=transposed, column=column, lists=lists)


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("column", [False, True])
@pytest.mark.parametrize("lists", [False, True])
def test_weights_and_biases_apart(transposed, column, lists):
    form = {"transposed": transposed, "column": column, "lists": lists}
    assert diagnose(apart(**form), NET).correct

    def twice(dW, db):
        return dW, {**db, 2: db[2] * 0}

    assert ids(diagnose(apart(**form, wrong=twice), NET)) == [("bias-gradient-missing", 2)]


def test_wrong_shapes_apart_are_named():
    turned = apart(wrong=lambda dW, db: ({**dW, 1: dW[1].T}, db))
    report = diagnose(turned, NET)
    assert ids(report) == [("transposed-gradient", 1)]
    assert "dW has shape (4, 5), W has (5, 4)" in str(report)
    short = apart(wrong=lambda dW, db: (dW, {**db, 2: db[2][:2]}))
    assert "db has shape (2,), b has 3 entries" in str(diagnose(short, NET))
    other = apart(wrong=lambda dW, db: ({**dW, 2: dW[2][:2]}, db))
    assert "dW has shape (2, 5), W has (3, 5)" in str(diagnose(other, NET))
    lacking = apart(wrong=lambda dW, db: ({1: dW[1]}, db))
    assert "dW lacks layer 2" in str(diagnose(lacking, NET))


def test_arguments_changed_through_an_adapter_are_seen():
    def gradient(W, b, X, Y, lam):
        Theta = {k: np.column_stack([b[k], W[k]]) for k in W}
        D = NET.gradient(Theta, X, Y, lam)
        W[1] -= D[1][:, 1:]
        return {k: one[:, 1:] for k, one in D.items()}, {k: one[:, 0] for k, one in D.items()}

    report = diagnose(separate_bias(gradient), NET)
    assert ids(report) == [("modifies-inputs", None)]
    assert "Theta[1]" in str(report)


def ng(order, grad_order=None, with_cost=True):
    """Return a function of the vector, as in exercise 4 of Ng's course."""

    def cost_and_gradient(vector, X, Y, lam):
        Theta = {
            1: vector[:25].reshape((5, 5), order=order),
            2: vector[25:].reshape((3, 6), order=order),
        }
        J, D = NET.cost_and_gradient(Theta, X, Y, lam)
        pieces = [one.ravel(order=grad_order or order) for one in D.values()]
        grad = np.concatenate(pieces)
        return (J, grad) if with_cost else grad

    return cost_and_gradient


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("with_cost", [False, True])
def test_one_vector(order, with_cost):
    assert diagnose(unrolled(ng(order, with_cost=with_cost), order=order), NET).correct


@pytest.mark.parametrize(
    ("order", "grad_order", "name"),
    [("C", "F", "unrolled-by-columns"), ("F", "C", "unrolled-by-rows")],
)
def test_a_vector_in_the_other_order_is_named(order, grad_order, name):
    report = diagnose(unrolled(ng(order, grad_order), order=order), NET)
    assert ids(report) == [(name, None)]


def test_a_vector_of_another_length_is_told():
    report = diagnose(unrolled(lambda vector, X, Y, lam: vector[:-1]), NET)
    assert "The vector has 43 entries, its gradient 42" in str(report)
    with pytest.raises(ValueError, match="order is 'A'"):
        unrolled(ng("C"), order="A")


class Model:
    """A class that keeps its own weights and has a method."""

    def __init__(self):
        self.factor = 2

    def gradient(self, Theta, X, Y, lam):
        return [self.factor * D for D in NET.gradient(Theta, X, Y, lam).values()]


def test_a_method():
    assert ids(diagnose(Model().gradient, NET, lam=0)) == [("factor-2", None)]


def test_adapters_combine():
    def gradient(W, b, X, Y, lam):
        return_to = {k: np.column_stack([b[k], W[k]]) for k in W}
        D = column_gradient(return_to, X, Y, lam)
        return {k: one[:, 1:] for k, one in D.items()}, {k: one[:, :1] for k, one in D.items()}

    assert diagnose(columns(separate_bias(gradient, column=True)), NET).correct
