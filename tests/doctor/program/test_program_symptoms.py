"""Chapter 13's table from the symptom to the line: what is planted is what the report says."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from planted_programs import STEP, module_of, planted

from backprop.doctor import diagnose, diagnose_step

CHAPTER = Path(__file__).parents[3] / "book" / "13_your_own_code.ipynb"
WHOLE = """import numpy as np


def cost(w, X, y):
    return ((X @ w - y) ** 2).mean()


def gradient(w, X, y):
    e = X @ w - y
    g = np.zeros_like(X[0])
    for j in range(len(w)):
        g[j] = 2 * np.mean(e * X[:, j])
    return g


rng = np.random.default_rng(0)
params = rng.normal(size=3)
data = (rng.integers(-4, 5, (6, 3)), rng.normal(size=6))
"""


def asked(folder, program, *pairs, about=("", "")):
    """Return the report on a program with mistakes, the lines that they stand in, the module."""
    text, lines = planted(program, *pairs)
    one = module_of(text.replace(*about) if about[0] else text, folder)
    report = diagnose(one.gradient, cost=one.cost, params=one.params, data=one.data, seconds=200)
    return report, lines, one


def lines_of(report):
    return {one.line for one in report.findings}


def wrong(report):
    return {one.path for one in report.arrays if not one.correct}


def multiple(folder):
    pair = ("l2_error = l2 - y", "l2_error = 2 * (l2 - y)")
    report, lines, _ = asked(folder, "no_bias", pair)
    assert "All of it is 2 times what it ought to be" in str(report)
    assert (lines_of(report), report.findings[0].id) == (lines, "factor-2")


def average(folder):
    report, lines, _ = asked(folder, "tied", ("dr = (r - X) / m", "dr = r - X"))
    assert re.search(r"All of it is (\d+) times what", str(report))
    assert np.ptp([one.factor for one in report.arrays]) < 1e-6
    assert (lines_of(report), report.findings[0].id) == (lines, "missing-1/m")


PENALTIES = [(f'lam / m * params["W{i}"]\n    db', f'lam * params["W{i}"]\n    db') for i in (1, 2)]


def penalty(folder):
    report, lines, one = asked(folder, "dict_net", *PENALTIES)
    assert wrong(report) == {"W1", "W2"}
    assert lines_of(report) == lines
    assert {found.id for found in report.findings} == {"regularisation-not-averaged"}
    assert_right_without_penalty(folder, one)


def penalty_on_biases(folder):
    pair = ("db2 = np.sum(dZ2, axis=0) / m", 'db2 = np.sum(dZ2, axis=0) / m + lam * params["b2"]')
    report, lines, one = asked(folder, "dict_net", pair)
    assert wrong(report) == {"b2"}
    assert (lines_of(report), report.findings[0].id) == (lines, "bias-regularised")
    assert_right_without_penalty(folder, one)


def assert_right_without_penalty(folder, one):
    right = module_of(planted("dict_net")[0], folder, "right")
    given, wanted = (each.gradient(one.params, *one.data, lam=0.0) for each in (one, right))
    assert all(np.allclose(given[key], wanted[key]) for key in wanted)


def shape_of_a_bias(folder):
    report, lines, _ = asked(folder, "dict_net", ("np.sum(dZ1, axis=0) / m", "np.sum(dZ1) / m"))
    assert wrong(report) == {"b1"}
    assert "shape ()" in str(report)
    assert (lines_of(report), report.findings[0].id) == (lines, "bias-gradient-over-units")
    assert "axis=0" in report.findings[0].fix


def last_example(folder):
    pair = ("D1 += np.outer(d2, a1)", "D1 = np.outer(d2, a1)")
    report, lines, one = asked(folder, "unrolled", pair)
    assert (lines_of(report), report.findings[0].id) == (lines, "last-example-only")
    right = module_of(planted("unrolled")[0], folder, "right")
    X, Y, lam = one.data
    for m, same in ((1, True), (3, False)):
        given, wanted = (each.gradient(one.params, X[:m], Y[:m], lam) for each in (one, right))
        assert np.allclose(given, wanted) == same


BACK = {
    "dA1 * (1 - A1**2)": ("dA1", "hidden-derivative-missing"),
    "(1 - A1**2)": ("(1 - dA1**2)", ""),
}


def step_back(folder):
    for i, (right, (slip, id)) in enumerate(BACK.items()):
        (part := folder / str(i)).mkdir()
        report, lines, _ = asked(part, "dict_net", (right, slip))
        assert wrong(report) == {"W1", "b1"}
        assert all(one.angle > 1 for one in report.arrays if not one.correct)
        assert (lines_of(report), report.findings[0].id) == (lines, id)
    pair = ("g_h1 = g_h2 + g_z2 @ W2.T", "g_h1 = g_h2 + g_z2 @ W2")
    report, lines, _ = asked(folder, "residual", pair)
    assert wrong(report) == {"theta[0]"}
    assert lines_of(report) == lines


def one_product(folder):
    report, lines, _ = asked(folder, "residual", ("g_W2 = h1.T", "g_W2 = h2.T"))
    assert wrong(report) == {"theta[1]"}
    assert lines_of(report) == lines
    assert report.findings[0].fix == "g_W2 = h1.T @ g_z2"


def stale_weights(folder):
    angles = []
    for rate in ("0.2", "0.02"):
        one = module_of(STEP.replace("lr = 0.5", f"lr = {rate}"), folder, f"step{rate[2:]}")
        report = diagnose_step(one.step, cost=one.cost, params=one.params, data=one.data)
        assert {found.id for found in report.findings} == {"stale-weights"}
        assert lines_of(report) <= {13, 14}
        angles.append(max(each.angle or 0.0 for each in report.arrays))
    assert 20 > angles[0] > 5 * angles[1] > 0


def integers(folder):
    one = module_of(WHOLE, folder)
    given = {"cost": one.cost, "params": one.params}
    report = diagnose(one.gradient, data=one.data, **given)
    assert not report.correct
    assert "integers" in str(report)
    X, y = one.data
    assert diagnose(one.gradient, data=(X + 0.5, y), **given).correct


def nothing(folder):
    report, _, _ = asked(folder, "ridge")
    assert report.correct
    assert report.findings == ()


# the beginning of the first column: what is planted, and looked for in the report
SYMPTOMS = {
    "everything is the same multiple": multiple,
    "everything is $m$ or $1/m$": average,
    "all weights are wrong, no biases": penalty,
    "biases are wrong": penalty_on_biases,
    "only one bias is wrong": shape_of_a_bias,
    "right for one example": last_example,
    "the output layer is right": step_back,
    "one layer's weights are wrong": one_product,
    "an update is off": stale_weights,
    "right with random numbers": integers,
    "all of it right": nothing,
}


def test_every_row_of_the_chapter_is_planted():
    cells = nbformat.read(CHAPTER, as_version=4).cells
    (table,) = (cell.source for cell in cells if "| what you see |" in cell.source)
    table = table[table.index("| what you see |") :].split("\n\n")[0]
    rows = [line.split("|")[1].strip() for line in table.split("\n")[2:]]
    assert len(rows) == len(SYMPTOMS)
    for row, begins in zip(rows, SYMPTOMS, strict=True):
        assert row.startswith(begins)


@pytest.mark.slow
@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_what_the_report_says_is_what_was_planted(symptom, tmp_path):
    SYMPTOMS[symptom](tmp_path)
