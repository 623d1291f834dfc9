"""What a reader calls, and what comes back: the report, the patch, the prompt, the assertion."""

import linecache
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from planted_programs import STEP, module_of, planted

from backprop.doctor import assert_gradient, diagnose, diagnose_step
from backprop.doctor.__main__ import main

RIGHT, WRONG = "dZ1 = dA1 * (1 - A1**2)", "dZ1 = dA1"


@pytest.fixture
def net(tmp_path):
    """Return a program in which the derivative of the hidden layer is forgotten."""
    text, _ = planted("dict_net", ("dA1 * (1 - A1**2)", "dA1"))
    return module_of(text, tmp_path, "net")


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory):
    """Return the same program, for what does not change it."""
    text, _ = planted("dict_net", ("dA1 * (1 - A1**2)", "dA1"))
    return module_of(text, tmp_path_factory.mktemp("program"), "net")


@pytest.fixture(scope="module")
def report(forgetful):
    """Return what is said about it."""
    return ask(forgetful)


def ask(one, **more):
    return diagnose(one.gradient, cost=one.cost, params=one.params, data=one.data, **more)


def test_the_report_says_which_arrays_which_line_and_which_fix(forgetful, report):
    assert not report.correct
    assert report.repaired
    assert {one.path: one.correct for one in report.arrays} == {
        "W1": False, "b1": False, "W2": True, "b2": True,
    }  # fmt: skip
    (found,) = report.findings
    assert (found.line, found.file) == (24, forgetful.__file__)
    assert found.source == WRONG
    assert found.fix == "dZ1 = dA1 * (1 - A1 ** 2)"
    assert "∂J/∂" in found.expected
    assert (found.id, found.chapter) == ("hidden-derivative-missing", "08_accumulation")
    assert [(one.line, one.fix) for one in found.alternatives] == [
        (23, 'dA1 = dZ2 @ params["W2"].T * (1 - A1 ** 2)')
    ]
    for said in ("W2 and b2 are right.", WRONG, found.fix, "every entry agrees"):
        assert said in str(report)


def test_a_notebook_shows_the_lines_and_escapes_them(report):
    page = report._repr_html_()
    assert '<tr class="wrong"' in page
    assert '<tr class="right"' in page
    assert "params[&quot;W1&quot;]" in page or 'params["W1"]' in page
    assert "<script" not in page


def test_the_answer_can_be_hidden(forgetful):
    report = ask(forgetful, hide_fix=True)
    assert [(one.line, one.fix, one.alternatives) for one in report.findings] == [(24, None, ())]
    for text in (str(report), report._repr_html_()):
        assert "1 - A1" not in text.replace(WRONG, "")
        assert "0 changes" not in text
    assert report.patch() == ""


def test_what_was_handed_over_is_as_it_was(net):
    before = {name: array.copy() for name, array in net.params.items()}
    source, state = net.gradient.__code__, np.random.get_state()[1].copy()  # noqa: NPY002
    ask(net)
    assert all(np.array_equal(array, before[name]) for name, array in net.params.items())
    assert net.gradient.__code__ is source
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_the_patch_makes_the_file_right(net, tmp_path):
    path = Path(net.__file__)
    assert main([str(path), "--apply"]) == 1
    assert path.read_text().count("dZ1 = dA1\n") == 1, "the file itself is left alone"
    done = subprocess.run(
        ["patch", "-p1", "-i", "net.patch"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    linecache.checkcache(str(path))
    assert main([str(path)]) == 0


def test_the_prompt_infers_what_it_is_not_told(net, capsys):
    assert main([net.__file__]) == 1
    assert "line 24" in capsys.readouterr().out
    named = ["--cost", "cost", "--gradient", "gradient", "--params", "params", "--data", "data"]
    assert main([net.__file__, *named, "--hide-fix"]) == 1
    assert "→" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "--gradient"),
        ("def gradient(w): return w\n", "--params"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("def cost(w, X): return 1\ndef gradient(w, X): return w\nw = 1.0\n", "--data"),
    ],
)
def test_the_prompt_says_what_it_lacks(text, said, tmp_path, capsys):
    path = tmp_path / "lacking.py"
    path.write_text(text)
    assert main([str(path)]) == 2
    assert said in capsys.readouterr().err
    assert main([str(tmp_path / "absent.py")]) == 2


def test_the_command_is_a_module():
    asked = [sys.executable, "-m", "backprop.doctor", "--help"]
    assert "--gradient" in subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def test_an_assertion_fails_with_the_report(net):
    with pytest.raises(AssertionError, match=r"line 24"):
        assert_gradient(net.gradient, cost=net.cost, params=net.params, data=net.data)
    assert_gradient(lambda w: 2 * w, cost=lambda w: (w**2).sum(), params=np.ones(3))


def test_an_update_with_weights_that_were_changed_before_is_named(tmp_path):
    one = module_of(STEP, tmp_path, "update")
    report = diagnose_step(one.step, cost=one.cost, params=one.params, data=one.data)
    assert not report.correct
    assert report.repaired, str(report)
    assert {found.id for found in report.findings} == {"stale-weights"}
    assert report.subject == "update"
    text = STEP.replace(
        "    h = np.tanh(X @ p[0])\n", "    h, old = np.tanh(X @ p[0]), p[1].copy()\n"
    )
    fine = module_of(text.replace("np.outer(d, p[1])", "np.outer(d, old)"), tmp_path, "fine")
    assert diagnose_step(fine.step, cost=fine.cost, params=fine.params, data=fine.data).correct


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"params": 1.0, "cost": 3}, "cost is 3"),
        ({"params": "text", "cost": len}, "params is str"),
        ({}, "net is None"),
        ({"params": 1.0, "cost": len, "seconds": 0}, "seconds"),
        ({"params": 1.0, "cost": len, "seed": -1}, "seed is -1"),
        ({"params": 1.0, "cost": len, "hide_fix": "no"}, "hide_fix is 'no'"),
        ({"params": [1.0, np.nan], "cost": len}, r"params has nan at \[1\]"),
        ({"params": {"W": np.array([np.inf])}, "cost": len}, r"params, at W, has inf at \[0\]"),
        ({"params": np.ones(2) + 1j, "cost": len}, "params holds complex128"),
    ],
)
def test_a_bad_argument_is_named(asked, named):
    with pytest.raises((TypeError, ValueError), match=named):
        diagnose(lambda w: w, **asked)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"params": None, "cost": len}, "params is None"),
        ({"params": 1.0, "cost": None}, "cost is None"),
        ({"params": 1.0, "cost": len, "alpha": -1}, "alpha is -1"),
        ({"params": "text", "cost": len}, "params is str"),
        ({"params": 1.0, "cost": len, "hide_fix": 1}, "hide_fix is 1"),
    ],
)
def test_a_bad_argument_of_an_update_is_named(asked, named):
    with pytest.raises((TypeError, ValueError), match=named):
        diagnose_step(lambda w: w, **asked)


def squares(w, X):
    return (w**2).sum()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"cost": squares, "params": np.ones(2)}, "cost takes (w, X) and would be given (params)"),
        ({"params": np.ones(2), "data": (3,)}, "Cost is None, and your gradient gave no (cost"),
        ({"cost": squares, "params": 3, "data": (np.ones((3, 2)),)}, "same whatever params is"),
        ({"cost": lambda w, X: None, "params": np.ones(2), "data": (3,)}, "cost returned"),
    ],
)
def test_what_cannot_be_asked_about_is_told(asked, said):
    report = diagnose(lambda w, X: 2 * w, **asked)
    assert not report.correct
    assert said in str(report).replace("\n", " ")
