"""The fixture in a reader's own tests: a run of pytest inside a run of pytest."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "backprop.pytest_plugin"
TESTS = """
import sys

import numpy as np

X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 0.0, 2.0])
params = {"w": np.array([0.5, -1.0])}


def cost(params, X, y):
    return ((X @ params["w"] - y) ** 2).mean()


def gradient(params, X, y):
    return {"w": 2 * X.T @ (X @ params["w"] - y) / len(X)}


def halved(params, X, y):
    e = X @ params["w"] - y
    return {"w": X.T @ e / len(X)}


def test_it_waits_until_it_is_asked():
    assert "backprop.doctor" not in sys.modules


def test_right(assert_gradient):
    assert_gradient(gradient, cost=cost, params=params, data=(X, y))


def test_wrong(assert_gradient):
    assert_gradient(halved, cost=cost, params=params, data=(X, y))
"""


def run(folder, *options):
    (folder / "test_mine.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", NAME, "-p", "no:cacheprovider"]
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True).stdout


@pytest.mark.parametrize(
    ("options", "answer"), [((), True), (("--hide-fix", "--doctor-seconds", "20"), False)]
)
def test_a_test_that_fails_shows_the_report(options, answer, tmp_path):
    said = run(tmp_path, *options)
    assert "1 failed, 2 passed" in said
    assert "line 20   return" in said
    assert ("2 * (X.T @ e" in said) == answer
    assert "doctor/diagnosis.py" not in said, "the reader's own test is shown, not our code"


def test_an_installation_tells_pytest_of_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {NAME: NAME}
