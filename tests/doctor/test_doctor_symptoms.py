"""What the reader's function does wrong before any number is compared."""

import sys
import warnings

import numpy as np
import pytest

from backprop.doctor import diagnose
from backprop.doctor.catalogue.inputs import make_probes
from backprop.network import Network

NET = Network((4, 6, 3), "tanh")


def right(Theta, X, Y, lam):
    return NET.gradient(Theta, X, Y, lam)


def ids(report):
    return [(one.id, one.layer) for one in report.findings]


def text_of(gradient, net=NET, **options):
    report = diagnose(gradient, net, **options)
    assert not report.correct
    return str(report)


def test_an_exception_is_told_with_line_and_shapes():
    def gradient(Theta, X, Y, lam):
        delta = X - Y
        return {1: delta}

    report = diagnose(gradient, NET)
    assert ids(report) == [("exception", None)]
    text = str(report)
    assert "X (5, 4), Y (5, 3), your function raised ValueError" in text
    assert "of test_doctor_symptoms.py (gradient): delta = X - Y" in text
    assert "where X (5, 4), Y (5, 3)" in text


def test_the_line_is_theirs_also_when_numpy_raises_deeper_down():
    def helper(W, x):
        return np.linalg.inv(W[1]) @ x

    def gradient(Theta, X, Y, lam):
        return helper(Theta, X)

    text = text_of(gradient)
    assert "LinAlgError" in text
    assert "(helper): return np.linalg.inv(W[1]) @ x — where W[1] (6, 5)" in text


def test_an_exception_on_one_example_only_does_not_end_the_diagnosis():
    def gradient(Theta, X, Y, lam):
        np.squeeze(X)[:, 0]
        D = right(Theta, X, Y, lam)
        return {layer: array + D[layer] * 0 for layer, array in D.items()}

    report = diagnose(gradient, NET)
    assert ids(report) == [("exception", None)]
    assert "X (1, 4)" in str(report)
    assert "m = 5, 7, 3, 4;" in report.tested


def test_exceptions_outside_their_code_and_exits_are_told_too():
    assert "takes 1 positional argument but 4 were given" in text_of(lambda Theta: Theta)
    assert "SystemExit" in text_of(lambda *given: sys.exit(1))
    assert "KeyError: 0" in text_of(lambda Theta, X, Y, lam: Theta[0])


class Mute(Exception):
    """An exception that cannot say what it is."""

    def __str__(self):
        raise RuntimeError("mute")


def raising(error):
    def gradient(*given):
        raise error

    return gradient


def test_an_exception_that_cannot_be_printed_is_told():
    assert "your function raised Mute: (its text raises RuntimeError), in line" in text_of(
        raising(Mute())
    )


def test_a_generator_that_is_closed_in_their_code_is_told():
    assert ids(diagnose(raising(GeneratorExit()), NET)) == [("exception", None)]


def test_texts_that_would_fill_pages_are_cut():
    assert len(text_of(raising(ValueError("x" * 100_000)))) < 1000
    assert "xxx… (100000 characters)" in text_of(raising(ValueError("x" * 100_000)))
    assert "short, and whole, in line" in text_of(raising(ValueError("short, and whole")))
    assert len(text_of(lambda *given: {"W" * 100_000: 1})) < 1000
    assert len(text_of(lambda *given: dict.fromkeys(map(str, range(100_000)), 1))) < 1000


class Odd(dict):
    """A container whose own ways fail where it is looked at."""

    def items(self):
        raise RuntimeError("odd")

    @property
    def shape(self):
        raise RuntimeError("odd")


def test_values_that_cannot_be_looked_at_do_not_hide_the_exception():
    def gradient(Theta, X, Y, lam):
        odd, more = Odd(), [Odd()]
        raise KeyError(type(odd), type(more))

    assert "KeyError" in text_of(gradient)


def test_a_keyboard_interrupt_is_the_users():
    def gradient(*given):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        diagnose(gradient, NET)


def test_warnings_in_their_code_stay_there():
    def gradient(Theta, X, Y, lam):
        warnings.warn("mine", stacklevel=1)
        np.log(np.zeros(2))
        return right(Theta, X, Y, lam)

    assert diagnose(gradient, NET).correct


def test_a_transposed_gradient_is_named_and_the_rest_diagnosed():
    def gradient(Theta, X, Y, lam):
        D = right(Theta, X, Y, 0)
        return [D[1], D[2].T]

    report = diagnose(gradient, NET)
    assert ids(report) == [("transposed-gradient", 2), ("regularisation-missing", None)]
    assert "has shape (7, 3), Theta has (3, 7): it is transposed" in str(report)


def test_the_error_of_the_bias_unit_is_seen_in_the_shape():
    def gradient(Theta, X, Y, lam):
        D = right(Theta, X, Y, lam)
        D[1] = np.vstack([np.ones(5), D[1]])
        return D

    report = diagnose(gradient, NET)
    assert ids(report) == [("bias-error-kept", 1)]
    assert "was not dropped" in str(report)


def test_a_gradient_without_bias_column_is_named():
    def gradient(Theta, X, Y, lam):
        return {layer: D[:, 1:] for layer, D in right(Theta, X, Y, lam).items()}

    assert ids(diagnose(gradient, NET)) == [("bias-gradient-missing", None)]


def test_other_shapes_are_told():
    report = diagnose(lambda *given: {1: np.ones((2, 2)), 2: right(*given)[2]}, NET)
    assert ids(report) == [("wrong-shape", 1)]
    assert "(2, 2), Theta has (6, 5)" in str(report)
    one = Network((4, 3, 1))
    flat = diagnose(lambda *given: [D.squeeze() for D in one.gradient(*given).values()], one)
    assert ids(flat) == [("wrong-shape", 2)]
    assert flat.unexplained is None


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_placed(bad):
    def gradient(Theta, X, Y, lam):
        D = right(Theta, X, Y, lam)
        D[2][1, 3] = bad
        return D

    report = diagnose(gradient, NET)
    assert ids(report) == [("not-finite", 2)]
    assert f"{bad} at [1, 3]" in str(report)


def test_a_gradient_that_changes_between_calls_is_named():
    rng = np.random.default_rng(0)
    report = diagnose(
        lambda *given: {layer: D * rng.normal() for layer, D in right(*given).items()}, NET
    )
    assert ids(report) == [("changes-between-calls", None)]


class Keeps:
    """Keeps Delta from the last call."""

    def __init__(self):
        self.Delta = {layer: np.zeros(shape) for layer, shape in NET.shapes.items()}

    def gradient(self, Theta, X, Y, lam):
        for layer, D in right(Theta, X, Y, 0).items():
            self.Delta[layer] += D * len(X)
        return {k: Delta / len(X) + lam / len(X) * Theta[k] for k, Delta in self.Delta.items()}


@pytest.mark.parametrize("used_before", [False, True])
def test_delta_kept_from_the_last_call_is_named(used_before):
    gradient = Keeps()
    if used_before:
        rng = np.random.default_rng(1)
        gradient.gradient(NET.init(rng), rng.normal(size=(2, 4)), np.ones((2, 3)), 1)
    assert ids(diagnose(gradient.gradient, NET)) == [("accumulates-between-calls", None)]


def test_a_buffer_that_is_returned_each_time_is_no_mistake():
    kept = {layer: np.zeros(shape) for layer, shape in NET.shapes.items()}

    def gradient(*given):
        for layer, D in right(*given).items():
            kept[layer][:] = D
        return kept

    assert diagnose(gradient, NET).correct


@pytest.mark.parametrize("name", ["X", "Y", "Theta[1]", "Theta[2]"])
def test_each_argument_that_is_changed_is_named(name):
    def gradient(Theta, X, Y, lam):
        D = right(Theta, X, Y, lam)
        changed = {"X": X, "Y": Y, "Theta[1]": Theta[1], "Theta[2]": Theta[2]}[name]
        changed += 1
        return D

    report = diagnose(gradient, NET)
    assert ids(report) == [("modifies-inputs", None)]
    assert f"changes its arguments: {name} —" in str(report)


ONLY_FOR_CLASSES = {
    "rounded": np.round,
    "one-hot": lambda Y: np.eye(Y.shape[1])[Y.argmax(axis=1)],
    "masked": lambda Y: np.where(Y == 1, 1.0, 0.0),
}


@pytest.mark.parametrize("kind", ONLY_FOR_CLASSES)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_gradient_that_is_right_for_classes_only_is_not_called_correct(kind, seed):
    def gradient(Theta, X, Y, lam):
        return right(Theta, X, ONLY_FOR_CLASSES[kind](Y), lam)

    report = diagnose(gradient, NET, seed=seed)
    assert ids(report) == [("classes-only", None)]
    assert "where each target is 0 or 1, and wrong where one lies between" in str(report)


def test_other_mistakes_are_named_where_targets_lie_between_the_classes():
    report = diagnose(lambda *given: {k: 2 * D for k, D in right(*given).items()}, NET, lam=0)
    assert ids(report) == [("factor-2", None)]
    probes = make_probes(NET, 1.0, 0)
    classes = [probe.m for probe in probes if np.isin(probe.Y, (0, 1)).all()]
    assert classes == [5, 3, 1]


def test_changed_arguments_are_named_and_the_rest_diagnosed():
    def gradient(Theta, X, Y, lam):
        D = right(Theta, X, Y, lam)
        Theta[2] -= 0.1 * D[2]
        X *= 2
        return {layer: 2 * array for layer, array in D.items()}

    report = diagnose(gradient, NET, lam=0)
    assert ids(report) == [("modifies-inputs", None), ("factor-2", None)]
    assert "changes its arguments: X, Theta[2]" in str(report)


FORMS = {
    "dict": lambda D: D,
    "list": lambda D: list(D.values()),
    "tuple": lambda D: tuple(D.values()),
    "list with an empty place": lambda D: [None, *D.values()],
    "dict from 0": lambda D: {layer - 1: array for layer, array in D.items()},
    "cost first": lambda D: (0.5, D),
    "nested lists": lambda D: [array.tolist() for array in D.values()],
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_in_which_a_gradient_may_come(form):
    assert diagnose(lambda *given: FORMS[form](right(*given)), NET).correct


REFUSED = {
    "None": (lambda D: None, "a NoneType"),
    "too few": (lambda D: [D[1]], "a list of 1; expected one array for each of 2"),
    "keys": (lambda D: {"W1": D[1], "W2": D[2]}, "keys ['W1', 'W2']"),
    "one vector": (lambda D: np.concatenate([D[1].ravel(), D[2].ravel()]), "`unrolled`"),
    "one matrix": (lambda D: D[1], "a ndarray"),
    "complex": (lambda D: [D[1] * 1j, D[2]], "Layer 1: the gradient holds complex128"),
    "words": (lambda D: [D[1], "no"], "Layer 2: the gradient holds"),
    "ragged": (lambda D: [D[1], [[1.0], [2.0, 3.0]]], "Layer 2: the gradient holds object"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_forms_that_cannot_be_read_are_told(form):
    make, told = REFUSED[form]
    report = diagnose(lambda *given: make(right(*given)), NET)
    assert {one.id for one in report.findings} == {"wrong-type"}
    assert told in str(report)


class Tensor:
    """Looks like PyTorch's: must be detached before it is an array."""

    def __init__(self, array, attached=True):
        self.array, self.attached, self.shape = array, attached, array.shape

    def detach(self):
        return Tensor(self.array, attached=False)

    def cpu(self):
        return self

    def numpy(self):
        if self.attached:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.array


class Array:
    """Looks like JAX's: `__array__` and no more."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.array(self.array, dtype)


@pytest.mark.parametrize("kind", [Tensor, Array])
def test_other_librarys_arrays_are_read(kind):
    def wrong(Theta, X, Y, lam):
        return [kind(2 * D) for D in NET.gradient(Theta, X, Y, lam).values()]

    assert diagnose(lambda *given: [kind(D) for D in right(*given).values()], NET).correct
    assert ids(diagnose(wrong, NET, lam=0)) == [("factor-2", None)]


def test_single_precision_is_judged_as_such():
    def single(*given):
        return {layer: D.astype("float32") for layer, D in right(*given).items()}

    report = diagnose(single, NET)
    assert report.correct
    assert "single precision" in report.tested
    off = diagnose(lambda *given: {k: D * 1.001 for k, D in single(*given).items()}, NET)
    assert off.findings == ()
    assert off.unexplained.layer == 2


ARGUMENTS = [
    ((3, NET), {}, TypeError, "gradient is 3; expected a function"),
    ((right, (4, 5, 1)), {}, TypeError, r"net is \(4, 5, 1\); expected a Network"),
    ((right, NET), {"lam": -1}, ValueError, "lam is -1; expected a number >= 0"),
    ((right, NET), {"lam": "1"}, TypeError, "lam is '1'; expected a number"),
    ((right, NET), {"seed": 0.5}, TypeError, "seed is 0.5; expected a whole number"),
    ((right, NET), {"seed": -1}, ValueError, "seed is -1"),
]


@pytest.mark.parametrize(("given", "named", "error", "message"), ARGUMENTS)
def test_bad_arguments_are_refused_by_name(given, named, error, message):
    with pytest.raises(error, match=message):
        diagnose(*given, **named)
