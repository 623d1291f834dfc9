"""The published gradients are wrong as published, right when mended, and named."""

import ast
import datetime
import re
from pathlib import Path

import numpy as np
import pytest

import backprop.book.clinic
from backprop.book.clinic import PATIENTS, descend_with, train_tutorial
from backprop.checking import numerical_gradient, relative_difference
from backprop.data import mnist
from backprop.doctor import CATALOGUE, diagnose
from backprop.network import Network

BIBLIOGRAPHY = (Path(__file__).parents[2] / "book" / "references.bib").read_text("utf-8")
EACH = pytest.mark.parametrize("patient", PATIENTS.values(), ids=PATIENTS)
FOUND = {  # typed a second time, beside the clinic's own table
    "mask-of-activation": {("relu-mask-of-activation", 2)},
    "undoubled-dropout": set(),
    "delta-for-theta": {("regularisation-of-delta", None)},
    "ones-for-zeros": {("ones-in-bias-column", None)},
    "two-planted": {("weights-factor-2", 2), ("bias-factor-4", 1)},
    "updated-weights": {("stale-weights", 2)},
    "error-for-delta": {("error-for-delta", 2)},
    "updated-and-error": {("error-for-delta", 2), ("stale-weights", 2)},
    "squared-as-entropy": {("output-derivative-missing", 3), ("stale-weights", 2)},
    "one-bias-for-all": {("bias-gradient-over-units", None)},
}


def point(net, m=5):
    rng = np.random.default_rng(4)
    Theta = {k: rng.normal(size=shape) for k, shape in net.shapes.items()}
    return Theta, rng.normal(size=(m, net.sizes[0])), rng.uniform(0.1, 0.9, (m, net.sizes[-1]))


def gap(patient, gradient):
    Theta, X, Y = point(patient.net)
    numeric = numerical_gradient(lambda T: patient.cost(T, X, Y, patient.lam), Theta)
    return relative_difference(gradient(Theta, X, Y, patient.lam), numeric)


@EACH
def test_as_published_it_is_wrong(patient):
    assert gap(patient, patient.published) > 1e-3


@EACH
def test_mended_it_is_right(patient):
    assert gap(patient, patient.mended) < 1e-8
    if patient.other_cost is None:
        assert diagnose(patient.mended, patient.net, lam=patient.lam).correct


@EACH
def test_the_doctor_names_the_mistake_or_says_that_it_knows_none(patient):
    report = diagnose(patient.published, patient.net, lam=patient.lam)
    sets = [{(one.id, one.layer) for one in found} for found in (report.findings,)]
    sets += [{(one.id, one.layer) for one in found} for found in report.alternatives]
    assert set(patient.findings) == FOUND[patient.id]
    assert FOUND[patient.id] in sets
    assert (report.unexplained is None) == bool(FOUND[patient.id])
    assert all(name in CATALOGUE for name, _ in patient.findings)


def test_there_are_at_least_six_and_all_are_known_here():
    assert set(PATIENTS) == set(FOUND)
    assert len({patient.source.repository for patient in PATIENTS.values()}) >= 8


@EACH
def test_its_source_can_be_found(patient):
    source = patient.source
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", source.repository)
    assert re.fullmatch(r"[0-9a-f]{40}", source.commit)
    assert Path(source.path).suffix in {".md", ".py", ".ipynb", ".js"}
    assert datetime.date(2015, 1, 1) <= datetime.date.fromisoformat(source.date)
    entry = re.search(rf"(?s)@\w+\{{{source.cite},(.*?)\n\}}", BIBLIOGRAPHY)
    assert entry, source.cite
    for part in (source.repository, source.commit[:10], source.date):
        assert part in entry[1], part


@EACH
def test_its_lines_are_few_and_are_those_that_run(patient):
    lines = patient.lines.splitlines()
    assert 1 <= len(lines) <= 2
    assert all(" if mended else " in line and len(line) < 80 for line in lines)


def test_the_clinic_knows_nothing_of_the_catalogue():
    for path in Path(backprop.book.clinic.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert "doctor" not in node.module


def exercise():
    """Return the data of the exercise in gradient checking."""
    draw = np.random.RandomState(1).randn
    X, W1, b1, W2, b2, W3, b3 = (
        draw(*shape) for shape in [(4, 3), (5, 4), (5, 1), (3, 5), (3, 1), (1, 3), (1, 1)]
    )
    Theta = {1: np.hstack([b1, W1]), 2: np.hstack([b2, W2]), 3: np.hstack([b3, W3])}
    return Theta, X.T, np.array([[1.0], [1.0], [0.0]])


def test_the_exercise_prints_these_numbers():
    (Theta, X, Y), patient = exercise(), PATIENTS["two-planted"]

    def cost(T):  # from a, as the exercise computes it, not from z
        a = patient.net.forward(T, X).a[4]
        return float(np.mean(-np.log(a) * Y - np.log(1 - a) * (1 - Y)))

    numeric = numerical_gradient(cost, Theta, eps=1e-7)
    wrong, right = (g(Theta, X, Y, 0.0) for g in (patient.published, patient.mended))
    assert relative_difference(wrong, numeric) == pytest.approx(0.2850931567, abs=2e-9)
    assert 1e-7 < relative_difference(right, numeric) < 2e-7
    half = relative_difference({**right, 2: wrong[2]}, numeric)
    assert half == pytest.approx(0.17344, abs=1e-5)
    twice = relative_difference(right, {k: 2 * numeric[k] for k in numeric})
    assert twice == pytest.approx(0.33333, abs=1e-5)


@pytest.mark.parametrize(("mended", "printed"), [(False, 0.291027924), (True, 0.291027774)])
def test_the_worked_example_prints_one_number_and_means_the_other(mended, printed):
    patient = PATIENTS["updated-weights"]
    Theta = {1: np.array([[0.35, 0.15, 0.2], [0.35, 0.25, 0.3]])}
    Theta[2] = np.array([[0.6, 0.4, 0.45], [0.6, 0.5, 0.55]])
    X, Y = np.array([[0.05, 0.1]]), np.array([[0.01, 0.99]])
    assert patient.cost(Theta, X, Y, 0.0) == pytest.approx(0.298371109, abs=5e-10)
    D = patient.gradient(Theta, X, Y, 0.0, mended=mended)
    for k in Theta:
        Theta[k][:, 1:] -= 0.5 * D[k][:, 1:]  # the example leaves its biases as they are
    assert patient.cost(Theta, X, Y, 0.0) == pytest.approx(printed, abs=5e-10)


def test_descent_follows_the_gradient_it_is_given():
    net = Network((3, 2), output="identity", loss="half_squared_error")
    Theta, X, Y = point(net, 20)
    start = {k: Theta[k].copy() for k in Theta}
    found = descend_with(net.gradient, Theta, X, Y, alpha=0.3, epochs=500)
    best = np.linalg.lstsq(np.column_stack([np.ones(20), X]), Y, rcond=None)[0].T
    assert np.allclose(found[1], best, atol=1e-6)
    assert np.array_equal(Theta[1], start[1])


def test_descent_in_batches_is_one_step_a_batch():
    net = Network((3, 2), output="identity", loss="half_squared_error")
    Theta, X, Y = point(net, 5)
    found = descend_with(net.gradient, Theta, X, Y, alpha=0.3, epochs=1, batch=3)
    for few in (slice(3), slice(3, 5)):
        Theta = {1: Theta[1] - 0.3 * net.gradient(Theta, X[few], Y[few])[1]}
    assert np.allclose(found[1], Theta[1], rtol=1e-12)


@pytest.mark.slow
def test_mending_the_tutorial_moves_its_accuracy():
    X, Y = mnist()
    order = np.random.default_rng(0).permutation(len(X))
    X, Y = X[order], Y[order]
    score = {}
    for mended in (False, True):
        predict = train_tutorial(X[:1000], Y[:1000], mask=mended, factor=mended)
        hits = predict(X[1000:]).argmax(axis=1) == Y[1000:].argmax(axis=1)
        score[mended] = hits.mean()
    assert 0.79 < score[False] < 0.84
    assert 0.87 < score[True] < 0.91


def test_one_step_of_the_tutorial_is_that_of_the_gradients():
    """With one example and one epoch: the update is the learning rate times them."""
    rng = np.random.default_rng(6)
    x, y = rng.uniform(size=(1, 5)), np.eye(10)[:1]
    right = train_tutorial(x, y, mask=True, factor=True, epochs=1)
    wrong = train_tutorial(x, y, mask=False, factor=False, epochs=1)
    idle = train_tutorial(x, y, mask=True, factor=True, epochs=0)
    error = [float(((net(x) - y) ** 2).sum()) for net in (idle, right, wrong)]
    assert error[1] < error[0]
    assert error[1] != error[2]
