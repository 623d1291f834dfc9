"""A masked array is refused by name wherever data come in: its mask would be dropped in silence."""

import dask.array as da
import numpy as np
import pytest

from backprop.activations import ACTIVATIONS
from backprop.book import layouts, texts
from backprop.book.scaling import ring_rounds
from backprop.checking import (
    check_gradient,
    numerical_gradient,
    relative_difference,
    roll,
    unroll,
)
from backprop.data import one_hot, split
from backprop.doctor import diagnose, separate_bias
from backprop.figures.plots import confusion, draw_images, draw_ratios
from backprop.gradients.checkpointed import checkpointed_gradient
from backprop.gradients.curvature import hessian, largest_rate
from backprop.gradients.dask import connected, distributed_gradient, from_file, task_names
from backprop.gradients.fast import Repeated
from backprop.loop import accumulate
from backprop.losses import LOSSES, cross_entropy, half_squared_error
from backprop.network import Network
from backprop.rounding import rounding
from backprop.scores import accuracy
from backprop.storage import save_weights
from backprop.training import minimize, train
from problems import problem

NET, THETA, X, Y = problem(Network((3, 4, 2)))
D = NET.gradient(THETA, X, Y)


def masked(array):
    """Return the array with its first number masked out."""
    array = np.ma.masked_array(array)
    array[(0,) * array.ndim] = np.ma.masked
    return array


WITH_DATA = {
    "cost": NET.cost,
    "gradient": NET.gradient,
    "cost and gradient": NET.cost_and_gradient,
    "error terms": NET.deltas,
    "forward": lambda Theta, X, Y: NET.forward(Theta, X),
    "loop": lambda *given: accumulate(NET, *given),
    "fast": lambda Theta, X, Y: Repeated(NET, X, Y).gradient(Theta),
    "checkpointed": lambda *given: checkpointed_gradient(NET, *given, every=2),
    "hessian": lambda *given: hessian(NET, *given),
    "rounding": lambda *given: rounding(NET, *given),
    "accuracy": lambda *given: accuracy(NET, *given),
    "check": lambda *given: check_gradient(NET.gradient, NET, *given),
    "train": lambda *given: train(NET, *given, alpha=0.1, steps=1),
    "minimize": lambda *given: minimize(NET, *given),
    "validation": lambda Theta, X, Y: train(
        NET, Theta, THETA[1][:, 1:][:3], np.ones((3, 2)), alpha=1, steps=1, validation=(X, Y)
    ),
    "distributed": lambda *given: distributed_gradient(NET, *given, client="tcp://nowhere:1"),
}


PLACES = [(path, name) for path in WITH_DATA for name in ("Theta", "X", "Y")]
PLACES.remove(("forward", "Y"))  # which has no targets
PLACES.remove(("validation", "Theta"))


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_weights_examples_and_targets(path, name):
    given = {"Theta": THETA, "X": X, "Y": Y}
    given[name] = THETA | {2: masked(THETA[2])} if name == "Theta" else masked(given[name])
    with pytest.raises(TypeError, match=rf"{name}(\[2\])? is a masked array; expected a plain one"):
        WITH_DATA[path](*given.values())


BY_NAME = {
    "rows of a list": lambda: NET.forward(THETA, [masked(row) for row in X]),
    "nothing masked": lambda: NET.forward(THETA, np.ma.masked_array(X)),
    "a Dask array": lambda: task_names(NET, THETA, da.from_array(masked(X)), da.from_array(Y)),
    "unroll": lambda: unroll({1: masked(X)}),
    "roll": lambda: roll(masked(np.ones(2)), {1: (1, 2)}),
    "relative difference": lambda: relative_difference({1: X}, {1: masked(X)}),
    "numerical gradient": lambda: numerical_gradient(lambda T: 0.0, {1: masked(X)}),
    "a gradient on trial": lambda: check_gradient(
        lambda *a: NET.gradient(*a) | {1: masked(D[1])}, NET, THETA, X, Y
    ),
    "largest rate": lambda: largest_rate(masked(np.eye(2))),
    "labels": lambda: one_hot(masked(np.arange(3)), 3),
    "split": lambda: split(masked(X), Y, np.random.default_rng(0)),
    "cross-entropy": lambda: cross_entropy(masked(np.full(2, 0.5)), np.ones(2)),
    "squared error": lambda: half_squared_error(np.ones(2), masked(np.ones(2))),
    "article A": lambda: layouts.from_article_a(masked(np.ones((2, 2))), 1, np.ones((2, 1)), 1),
    "article B": lambda: layouts.to_article_b({1: masked(np.ones((2, 2))), 2: np.ones((1, 3))}),
    "another text": lambda: texts.from_text({0: masked(np.ones((1, 2)))}, {0: [1.0]}, "PyTorch"),
    "its biases": lambda: texts.from_text({0: np.ones((1, 2))}, {0: masked([1.0])}, "PyTorch"),
    "ring": lambda: list(ring_rounds([masked(np.ones(2)), np.ones(2)])),
    "confusion": lambda: confusion(masked(Y), Y),
    "ratios": lambda: draw_ratios({1: masked(X)}, {1: X}),
    "images": lambda: draw_images(masked(np.ones((1, 4)))),
    "a file of weights": lambda: save_weights("/nowhere/w.npz", NET, THETA | {1: masked(THETA[1])}),
}
BY_NAME |= {f"{name} of z": lambda row=row: row.g(masked(X)) for name, row in ACTIVATIONS.items()}
BY_NAME |= {f"{name}'": lambda row=row: row.grad(masked(X)) for name, row in ACTIVATIONS.items()}
BY_NAME |= {
    f"loss {name}": lambda row=row: row.value(masked(X), masked(X), X)
    for name, row in LOSSES.items()
}


@pytest.mark.parametrize("path", BY_NAME)
def test_other_ways_in(path):
    with pytest.raises(TypeError, match="is a masked array; expected a plain one"):
        BY_NAME[path]()


def test_a_file_whose_rows_come_masked_is_refused_on_the_worker():
    # as netCDF4 hands them out
    x = from_file(lambda: masked(X), rows=4)
    with (
        connected(n_workers=1, processes=False) as client,
        pytest.raises(TypeError, match=r"chunk \d, rows \d to \d: X is a masked array"),
    ):
        distributed_gradient(NET, THETA, x, Y, client=client)


def test_a_masked_gradient_is_not_called_correct():
    report = diagnose(
        lambda *given: {k: np.ma.masked_all_like(D) for k, D in NET.gradient(*given).items()}, NET
    )
    assert {one.id for one in report.findings} == {"wrong-type"}
    assert "Layer 1: the gradient is a masked array" in str(report)

    def apart(W, b, X, Y, lam):
        D = NET.gradient({k: np.column_stack([b[k], W[k]]) for k in W}, X, Y, lam)
        return {k: masked(D[k][:, 1:]) for k in D}, {k: D[k][:, 0] for k in D}

    assert "The gradient is a masked array" in str(diagnose(separate_bias(apart), NET))
