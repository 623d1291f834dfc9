"""The network's door: what is taken, what is refused and how it is said."""

import ast
from pathlib import Path

import numpy as np
import pytest

import backprop
from backprop.loop import accumulate
from backprop.network import Network
from problems import problem

CATEGORICAL = "categorical_cross_entropy"
NET, THETA, X, Y = problem(Network((3, 4, 2)), m=5)


def broken(layer, value):
    return THETA | {layer: value}


def with_nan(array):
    array = np.array(array)
    array[1, 1] = np.nan
    return array


REFUSED = [
    (THETA, X[:, :2], Y, 0, ValueError, "X has 2 columns; the network takes 3 inputs"),
    (THETA, X, Y[:, :1], 0, ValueError, "Y has 1 columns; the network has 2 outputs"),
    (THETA, X[:4], Y, 0, ValueError, "X has 4 rows and Y has 5"),
    (THETA, X[0], Y, 0, ValueError, r"X has shape \(3,\); expected two dimensions.*X\[None, :\]"),
    (THETA, X[:0], Y[:0], 0, ValueError, "X has no rows"),
    (THETA, with_nan(X), Y, 0, ValueError, r"X has nan at \[1, 1\]"),
    (THETA, X, with_nan(Y), 0, ValueError, r"Y has nan at \[1, 1\]"),
    (THETA, X * np.inf, Y, 0, ValueError, "X has .*inf at"),
    (broken(1, with_nan(THETA[1])), X, Y, 0, ValueError, r"Theta\[1\] has nan"),
    (
        broken(2, THETA[2].T),
        X,
        Y,
        0,
        ValueError,
        r"Theta\[2\] has shape \(5, 2\); expected \(2, 5\)",
    ),
    (broken(2, THETA[2][:, 1:]), X, Y, 0, ValueError, r"Theta\[2\] has shape \(2, 4\); expected"),
    ({1: THETA[1]}, X, Y, 0, ValueError, "Theta lacks layer 2; expected layers 1 to 2"),
    (broken(3, THETA[2]), X, Y, 0, ValueError, "Theta has a layer 3; expected layers 1 to 2"),
    ([THETA[1], THETA[2]], X, Y, 0, TypeError, "Theta is a list; expected a dict"),
    (THETA, X, Y + 1, 0, ValueError, r"Y has the target .*expects targets in \[0, 1\]"),
    (THETA, X, Y - 1, 0, ValueError, r"Y has the target -"),
    (THETA, X, Y, -1, ValueError, "lam is -1; expected a number >= 0"),
    (THETA, X, Y, np.nan, ValueError, "lam is nan; expected a finite number"),
    (THETA, X, Y, "1", TypeError, "lam is '1'; expected a number"),
    (THETA, [["a", "b", "c"]], Y[:1], 0, TypeError, "X holds .*; expected real numbers"),
    (THETA, X + 0j, Y, 0, TypeError, "X holds complex128"),
    (THETA, [[1, 2, 3], [1, 2]], Y[:2], 0, ValueError, "X is not rectangular"),
]


@pytest.mark.parametrize(("Theta", "X", "Y", "lam", "error", "message"), REFUSED)
def test_bad_input_is_refused_by_name(Theta, X, Y, lam, error, message):
    for function in (NET.cost, NET.gradient, NET.cost_and_gradient):
        with pytest.raises(error, match=message):
            function(Theta, X, Y, lam)
    with pytest.raises(error, match=message):
        accumulate(NET, Theta, X, Y, lam)


def test_huge_numbers_are_finite():
    assert np.isfinite(NET.forward(broken(1, THETA[1] * 1e300), X).a[3]).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"sizes": (3, 0, 1)}, ValueError, r"sizes\[1\] is 0; expected a whole number >= 1"),
        ({"sizes": (3,)}, ValueError, "sizes has 1 entries"),
        ({"sizes": (3, 1.5)}, TypeError, r"sizes\[1\] is 1.5; expected a whole number"),
        ({"sizes": "31"}, TypeError, "sizes is '31'; expected a sequence"),
        ({"sizes": (2, 1), "hidden": "sigmod"}, ValueError, "hidden is 'sigmod'; expected one of"),
        ({"sizes": (2, 1), "loss": "mse"}, ValueError, "loss is 'mse'; expected one of"),
        ({"sizes": (2, 1), "reduction": "max"}, ValueError, "reduction is 'max'"),
        ({"sizes": (2, 1), "output": "identity"}, ValueError, "makes no sense.*logarithm"),
        ({"sizes": (2, 1), "output": "tanh"}, ValueError, "makes no sense"),
        ({"sizes": (2, 1), "output": "relu"}, ValueError, "makes no sense"),
        (
            {"sizes": (2, 3), "output": "softmax"},
            ValueError,
            "'cross_entropy' with output 'softmax' makes no sense.*expected output 'sigmoid', or "
            "loss 'categorical_cross_entropy'",
        ),
        (
            {"sizes": (2, 3), "loss": CATEGORICAL},
            ValueError,
            "with output 'sigmoid' makes no sense.*outputs that add up to 1.*output 'softmax'",
        ),
        (
            {"sizes": (2, 3), "output": "softmax", "loss": "squared_error"},
            ValueError,
            "'softmax' with loss 'squared_error' is not supported.*expected loss 'categorical",
        ),
        ({"sizes": (2, 1), "output": "softmax", "loss": CATEGORICAL}, ValueError, "always 1"),
        ({"sizes": (2, 3, 1), "hidden": "softmax"}, ValueError, "hidden is 'softmax'; expected"),
        ({"sizes": (2, 3, 1), "hidden": ("relu", "tanh")}, ValueError, "hidden has 2 entries;.*1"),
        ({"sizes": (2, 3, 1), "hidden": ["sigmod"]}, ValueError, r"hidden\[0\] is 'sigmod'"),
        ({"sizes": (2, 1), "bias": 1}, TypeError, "bias is 1; expected True or False"),
        ({"sizes": (2, 1), "bias": (True, 0)}, ValueError, "bias has 2 entries;.*1 of them"),
        ({"sizes": (2, 3, 1), "bias": (True, 0)}, TypeError, r"bias is \(True, 0\)"),
    ],
)
def test_networks_that_make_no_sense_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        Network(**arguments)


def test_lists_and_integers_are_taken():
    net = Network([2, 1])
    Theta = {1: [[0, 1, -1]]}
    assert net.sizes == (2, 1)
    assert net.cost(Theta, [[1, 0]], [[1]]) == pytest.approx(np.log1p(np.exp(-1)))
    assert net.forward(Theta, [[1, 0]]).a[2].dtype == float


def test_inputs_are_never_modified():
    held = {k: THETA[k].copy() for k in THETA}, X.copy(), Y.copy()
    NET.cost_and_gradient(THETA, X, Y, 2.0)
    accumulate(NET, THETA, X, Y, 2.0)
    assert all((THETA[k] == held[0][k]).all() for k in THETA)
    assert (X == held[1]).all()
    assert (Y == held[2]).all()


def test_the_bias_column_is_not_regularised():
    base, pulled = NET.gradient(THETA, X, Y), NET.gradient(THETA, X, Y, 3.0)
    for layer in THETA:
        assert (pulled[layer][:, 0] == base[layer][:, 0]).all()
        extra = (pulled[layer] - base[layer])[:, 1:]
        assert extra == pytest.approx(3.0 / len(X) * THETA[layer][:, 1:])


def test_a_network_is_a_frozen_description():
    assert Network((3, 4, 2)) == Network([3, 4, 2])
    with pytest.raises(AttributeError):
        NET.sizes = (1, 1)


def test_init_is_centred_and_repeatable():
    net = Network((50, 60, 10))
    Theta, again = (net.init(np.random.default_rng(3)) for _ in range(2))
    assert all((Theta[k] == again[k]).all() for k in Theta)
    for layer, shape in net.shapes.items():
        assert Theta[layer].shape == shape
        assert not Theta[layer][:, 0].any()
        assert abs(Theta[layer][:, 1:].mean()) < 0.02
    with pytest.raises(TypeError, match="rng is 3; expected a numpy"):
        net.init(3)


def test_forward_by_hand():
    net = Network((2, 2, 1), hidden="relu", output="identity", loss="squared_error")
    Theta = {1: [[1, 1, 0], [0, -1, 2]], 2: [[0.5, 2, -1]]}
    passed = net.forward(Theta, [[2, 3]])
    assert passed.z[2].tolist() == [[3, 4]]
    assert passed.a[2].tolist() == [[3, 4]]
    assert passed.z[3].tolist() == [[2.5]]
    assert net.cost(Theta, [[2, 3]], [[0.5]]) == 4.0


CLASSES = Network((3, 4), output="softmax", loss=CATEGORICAL)


@pytest.mark.parametrize(
    "numbers", [[3, 0, 3, 1, 2], [[3], [0], [3], [1], [2]], np.uint8([3, 0, 3, 1, 2])]
)
def test_class_numbers_are_targets(numbers):
    rows = np.eye(4)[[3, 0, 3, 1, 2]]
    assert (CLASSES.checked(X, numbers)[1] == rows).all()
    Theta = {1: np.arange(16.0).reshape(4, 4) / 10}
    for function in (CLASSES.cost, lambda *given: CLASSES.gradient(*given)[1]):
        assert np.array_equal(function(Theta, X, numbers), function(Theta, X, rows))
    assert np.array_equal(
        accumulate(CLASSES, Theta, X, numbers).D[1], accumulate(CLASSES, Theta, X, rows).D[1]
    )


@pytest.mark.parametrize(
    ("targets", "error", "message"),
    [
        ([0, 1, 2, 3, 4], ValueError, "Y has 4; expected numbers from 0 to 3"),
        ([0, 1, -1, 3, 3], ValueError, "Y has -1; expected numbers from 0 to 3"),
        ([0, 1, 2, 3], ValueError, "X has 5 rows and Y has 4"),
        ([0.0, 1, 2, 3, 3], TypeError, "Y is float64 of shape .*class numbers as integers, or a"),
        ([True] * 5, TypeError, "Y is bool of shape"),
        (np.full((5, 4), 0.5), ValueError, r"adds up to 2, at \[0\]; expected 1"),
        (np.eye(4)[[0, 1, 2, 3, 3]] * [1, 1, 1, 0], ValueError, r"adds up to 0, at \[3\]"),
        ([[2, -1, 0, 0]] * 5, ValueError, r"Y has the target -1.*in \[0, 1\]"),
        (np.eye(3)[[0, 1, 2, 2, 2]], ValueError, "Y has 3 columns; the network has 4 outputs"),
        (np.ones((5, 4, 1)), ValueError, "expected two dimensions"),
        (["a"] * 5, TypeError, "Y is <U1"),
    ],
)
def test_targets_that_share_out_nothing_are_refused(targets, error, message):
    with pytest.raises(error, match=message):
        CLASSES.checked(X, targets)


def test_class_numbers_are_for_the_categorical_loss_only():
    with pytest.raises(ValueError, match=r"Y has shape \(5,\); expected two dimensions"):
        NET.checked(X, [0, 1, 0, 1, 1])


def test_hidden_layers_have_their_own_activations():
    net = Network(
        (1, 1, 1, 1), hidden=["relu", "identity"], output="identity", loss="squared_error"
    )
    assert net.hidden == ("relu", "identity")
    assert hash(net) == hash(Network(net.sizes, net.hidden, net.output, net.loss))
    Theta = {k: [[0, -1]] for k in (1, 2, 3)}
    passed = net.forward(Theta, [[2.0], [-2.0]])
    assert passed.a[2].tolist() == [[0], [2]]
    assert passed.a[3].tolist() == [[0], [-2]]


def test_without_a_bias_column_0_counts_for_nothing():
    net = Network((3, 4, 2), bias=(False, True))
    other = {k: THETA[k].copy() for k in THETA}
    other[1][:, 0] += 1e6
    (J, D), (K, E) = (net.cost_and_gradient(weights, X, Y, 1) for weights in (THETA, other))
    assert J == K
    assert all(np.array_equal(D[layer], E[layer]) for layer in D)
    assert not net.gradient(THETA, X, Y, 1.0)[1][:, 0].any()
    assert net.gradient(THETA, X, Y)[2][:, 0].all()
    origin = Network((3, 2), output="identity", loss="squared_error", bias=False)
    assert not origin.forward({1: np.ones((2, 4))}, np.zeros((1, 3))).a[2].any()


# underscored, and public: of a named tuple; of CPython, the caller of a probe
PRIVATE = {"_replace", "_asdict", "_fields", "_getframe"}


def test_no_module_reaches_for_what_is_private_elsewhere():
    found = []
    for path in Path(backprop.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                if not own and node.attr not in PRIVATE and not node.attr.startswith("__"):
                    found.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    assert found == []
