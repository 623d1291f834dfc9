"""The programs by which the doctor is measured, and the measuring itself.

Doctors that are right, silent, lying, greedy or asleep stand in for ours.
"""

import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "benchmarks"))

from doctor_programs import ask, cases, children, mend, structure, truth, verify  # noqa: E402

PROGRAMS = ROOT / "benchmarks" / "doctor_programs" / "programs"
LINE = """
import numpy as np


def cost(params, X, Y):
    return 0.5 * np.sum((X @ params["W"] + params["b"] - Y) ** 2)


def gradient(params, X, Y):
    error = X @ params["W"] + params["b"] - Y
    grads = {}
    grads["dW"] = X.T @ error
    grads["db"] = error.sum(axis=0)
    return grads
"""
ENTRY = {
    "style": "a line",
    "cost": "cost",
    "gradient": "gradient",
    "params": "{'W': rng.normal(size=(2, 3)), 'b': np.zeros(3)}",
    "data": "(rng.normal(size=(m, 2)), rng.normal(size=(m, 3)))",
}
HALF = {"line": 'grads["dW"] = X.T @ error', "with": 'grads["dW"] = X.T @ error / len(X)'}
BIAS = {"line": 'grads["db"] = error.sum(axis=0)', "with": 'grads["db"] = error.sum()'}
COST = {"line": 'return 0.5 * np.sum((X @ params["W"] + params["b"] - Y) ** 2)'}
ERROR = {"line": 'error = X @ params["W"] + params["b"] - Y'}
IDLE = {"line": "grads = {}", "with": "grads = dict()"}


@pytest.fixture
def program(tmp_path):
    """Return a function that writes a program with given slips, and gives its path."""

    def write(text=LINE, **more):
        (tmp_path / "line.py").write_text(text)
        (tmp_path / "line.yaml").write_text(yaml.safe_dump(ENTRY | more))
        return tmp_path / "line.py"

    return write


def report(findings=(), correct=False, repaired=True):
    return SimpleNamespace(findings=list(findings), correct=correct, repaired=repaired)


def finding(line, fix, source=None, file="line.py"):
    return SimpleNamespace(line=line, fix=fix, source=source, file=file)


def oracle(case):
    """Return a doctor that knows what was planted, and takes it back."""
    text, before = case.source.split("\n"), cases.apply(case.source, [])[0]
    assert before == case.source
    lines = {min(place): edit for place, edit in zip(case.places, case.edits, strict=True)}
    found = [finding(n, edit["line"], text[n - 1]) for n, edit in lines.items()]

    def diagnose(gradient, cost, params, data):
        return report(found, correct=not found)

    return diagnose


class TestEdits:
    TEXT = "def f():\n    a = 1\n    b = 2\n    a = 1\n    return a"

    def test_a_line_is_replaced_with_its_indentation(self):
        text, places = cases.apply(self.TEXT, [{"line": "b = 2", "with": "b = 3\nc = 4"}])
        assert text == "def f():\n    a = 1\n    b = 3\n    c = 4\n    a = 1\n    return a"
        assert places == ({3, 4},)

    def test_a_line_taken_out_is_named_by_its_neighbours(self):
        text, places = cases.apply(self.TEXT, [{"line": "b = 2", "with": ""}])
        assert text == "def f():\n    a = 1\n    a = 1\n    return a"
        assert places == ({2, 3},)

    def test_lines_exchanged_are_named_and_so_is_where_they_stood(self):
        edit = {"line": "a = 1\nb = 2", "with": "b = 2\na = 1"}
        text, places = cases.apply(self.TEXT, [edit])
        assert text.startswith("def f():\n    b = 2\n    a = 1\n")
        assert {2} < places[0] <= {2, 3, 4}

    def test_a_line_given_with_its_spaces_is_taken_literally(self):
        text, _ = cases.apply("if x:\n    y += 1", [{"line": "    y += 1", "with": "y += 1"}])
        assert text == "if x:\ny += 1"

    def test_which_of_equal_lines_has_to_be_said(self):
        with pytest.raises(ValueError, match="2 times 'a = 1': say which"):
            cases.apply(self.TEXT, [{"line": "a = 1", "with": ""}])
        _, places = cases.apply(self.TEXT, [{"line": "a = 1", "with": "a = 2", "occurrence": 2}])
        assert places == ({4},)
        with pytest.raises(ValueError, match="2 times 'a = 1', not 3"):
            cases.apply(self.TEXT, [{"line": "a = 1", "with": "", "occurrence": 3}])

    def test_places_count_lines_of_the_new_text_whatever_the_order_of_edits(self):
        edits = [{"line": "return a", "with": "return b"}, {"line": "b = 2", "with": ""}]
        text, places = cases.apply(self.TEXT, edits)
        assert text.split("\n")[3] == "    return b"
        assert places == ({4}, {2, 3})

    def test_edits_of_the_same_line_are_refused(self):
        with pytest.raises(ValueError, match="two edits meet at line 3"):
            cases.apply(self.TEXT, [{"line": "b = 2", "with": ""}, {"line": "b = 2", "with": "x"}])


class TestStructure:
    def test_any_tree_goes_to_arrays_and_back(self):
        tree = {"a": [np.ones(2), (2.0, 3)], "o": SimpleNamespace(w=np.zeros((1, 2)), rate=0.1)}
        leaves = structure.leaves(tree)
        assert list(leaves) == ["a.0", "a.1.0", "o.w"]
        moved = structure.rebuilt(tree, {k: v + 1 for k, v in leaves.items()})
        assert moved["a"][1] == (3.0, 3)
        assert moved["o"].w.tolist() == [[1, 1]]
        assert tree["o"].w.tolist() == [[0, 0]]

    @pytest.mark.parametrize("prefix", ["", "d", "d_", "grad_", "g"])
    def test_names_with_a_prefix_belong_together_whatever_their_order(self, prefix):
        params = {"W": np.zeros(2), "b": np.zeros(1)}
        grads = {f"{prefix}b": np.ones(1), f"{prefix}W": np.full(2, 3.0)}
        assert structure.aligned(grads, params)["W"].tolist() == [3, 3]

    def test_others_belong_together_by_order(self):
        params = {"W": np.zeros(2), "b": np.zeros(1)}
        assert structure.aligned([np.ones(2), 5.0], params)["b"].tolist() == [5]

    def test_a_gradient_may_broadcast_as_training_would_and_not_otherwise(self):
        assert structure.aligned([np.ones((1, 3))], [np.zeros(3)])["0"].shape == (3,)
        with pytest.raises(ValueError, match=r"the gradient has shape \(3, 1\)"):
            structure.aligned([np.ones((3, 1))], [np.zeros(3)])

    def test_a_loss_before_the_gradient_is_left_out(self):
        pair = (np.float64(3), [np.ones(2)])
        assert structure.without_loss(pair, [np.zeros(2)]) is pair[1]
        two = (2.0, 3.0)
        assert structure.without_loss(two, (1.0, 1.0)) is two


class TestTruth:
    def test_a_right_gradient_is_right_to_rounding(self, program):
        case = cases.cases_of(program())[0]
        assert truth.measured(case) < 1e-9

    def test_a_wrong_one_is_not(self, program):
        _, case = cases.cases_of(program(slips=[{"id": "mean", "edits": [HALF]}]))
        assert truth.measured(case) > 0.5

    def test_biases_are_moved_away_from_zero(self, program):
        penalised = {"line": BIAS["line"], "with": BIAS["line"] + ' + params["b"]'}
        _, case = cases.cases_of(program(slips=[{"id": "penalty", "edits": [penalised]}]))
        assert truth.measured(case) > 1e-4

    def test_a_step_is_judged_by_what_it_changes(self, program):
        text = LINE + "\n\ndef step(params, X, Y):\n    g = gradient(params, X, Y)\n"
        text += "    for k in params:\n        params[k] -= 0.1 * g['d' + k]\n"
        entry = {"kind": "step", "step": "step", "alpha": 0.1}
        assert truth.measured(cases.cases_of(program(text, **entry))[0]) < 1e-8


class TestVerify:
    @pytest.mark.parametrize(
        ("more", "complaint"),
        [
            ({"slips": [{"id": "a", "edits": [{**HALF, "with": HALF["line"] + " * 1"}]}]}, "by no"),
            ({"slips": [{"id": "a", "edits": [{**HALF, "with": "oops()"}]}]}, "raises NameError"),
            ({"slips": [{"id": "a", "edits": [HALF], "crashes": True}]}, "does not raise"),
            (
                {
                    "slips": [
                        {
                            "id": "a",
                            "edits": [HALF, {"line": "grads = {}", "with": "grads = dict()"}],
                        }
                    ]
                },
                "edit 2 has no effect",
            ),
            ({"variants": [{"id": "v", "replace": [["0.5 *", "0.6 *"]]}]}, "the variant is off"),
        ],
    )
    def test_what_is_not_as_it_is_said_is_reported(self, program, more, complaint):
        problems = verify.problems_of(program(**more))
        assert problems
        assert all(complaint in problem for problem in problems)

    def test_a_wrong_program_is_reported(self, program):
        problems = verify.problems_of(program(LINE.replace("X.T @ error", "2 * X.T @ error")))
        assert "the gradient is off by 1.0e+00 (draw 0)" in problems[0]

    def test_what_holds_is_not(self, program):
        slips = [{"id": "two", "edits": [HALF, BIAS]}, {"id": "one", "edits": [HALF]}]
        assert verify.problems_of(program(slips=slips)) == []


class TestMending:
    def test_fixes_of_several_lines_of_none_and_taken_out(self):
        text = "def f():\n    a\n    b\n    c"
        found = [finding(2, "x\ny"), finding(4, ""), finding(3, None)]
        assert mend.with_fixes(text, found) == "def f():\n    x\n    y\n    b"

    def test_a_statement_over_several_lines_is_replaced_whole(self):
        text = "f(a,\n  b)\nc"
        assert mend.with_fixes(text, [finding(1, "g()", "f(a,\n  b)")]) == "g()\nc"


class TestAnswers:
    def both(self, program):
        path = program(slips=[{"id": "two", "edits": [HALF, BIAS]}])
        return cases.cases_of(path)

    def test_a_doctor_that_knows_passes(self, program):
        for case in self.both(program):
            answer = ask.ask(case, oracle(case))
            assert answer.passed
            assert not answer.broken

    def test_half_of_the_lines_is_not_enough(self, program):
        case = self.both(program)[1]
        answer = ask.ask(case, lambda *_, **__: report(oracle(case)(1, 1, 1, 1).findings[:1]))
        assert (answer.verdict, answer.line, answer.fix) == (True, False, False)
        assert answer.broken

    def test_a_repair_is_not_taken_at_its_word(self, program):
        case = self.both(program)[1]
        lines = sorted(min(place) for place in case.places)
        found = [finding(n, case.source.split("\n")[n - 1]) for n in lines]
        answer = ask.ask(case, lambda *_, **__: report(found))
        assert (answer.line, answer.fix, answer.broken) == (True, False, True)

    def test_a_gradient_is_not_mended_by_another_cost(self, program):
        twice = {**ERROR, "with": 'error = 2 * (X @ params["W"] + params["b"] - Y)'}
        case = cases.cases_of(program(slips=[{"id": "twice", "edits": [twice]}]))[1]
        found = [finding(6, 'return np.sum((X @ params["W"] + params["b"] - Y) ** 2)')]
        answer = ask.ask(case, lambda *_, **__: report(found))
        assert (answer.promised, answer.fix) == (True, False)

    @pytest.mark.parametrize("where", ["cost", "gradient"])
    def test_a_mistake_in_the_cost_is_mended_there_or_in_the_gradient(self, program, where):
        whole = {**COST, "with": COST["line"].replace("0.5 * ", "")}
        case = cases.cases_of(program(slips=[{"id": "whole", "edits": [whole]}]))[1]
        double = 'error = 2 * (X @ params["W"] + params["b"] - Y)'
        found = finding(6, COST["line"]) if where == "cost" else finding(10, double)
        assert ask.ask(case, lambda *_, **__: report([found])).fix

    def test_a_finding_in_a_right_program_is_an_alarm(self, program):
        case = self.both(program)[0]
        answer = ask.ask(case, lambda *_, **__: report([finding(9, "x")], correct=True))
        assert not answer.passed

    def test_findings_elsewhere_are_counted(self, program):
        case = self.both(program)[1]
        found = [*oracle(case)(1, 1, 1, 1).findings, finding(3, None)]
        assert ask.ask(case, lambda *_, **__: report(found)).elsewhere == 1

    def test_lines_of_what_the_reader_adds_come_after_theirs(self, program):
        path = program(gradient="lambda p, X, Y: gradient(p, X, Y)", adapter="import math")
        case = cases.cases_of(path)[0]
        text = ask.flat(case).source
        assert text.startswith(case.source.rstrip("\n"))
        assert "my_gradient = lambda p, X, Y" in text
        assert ask.ask(case, oracle(case)).passed


class TestChildren:
    def only(self, program, question, memory=4_000_000_000, seconds=20):
        case = cases.cases_of(program())[0]
        return list(children.answers([case, case], question, seconds, memory, jobs=2))

    def test_answers_come_back(self, program):
        given = self.only(program, lambda case: ask.ask(case, oracle(case)))
        assert [answer.passed for answer in given] == [True, True]

    def test_an_exception_is_said(self, program):
        given = self.only(program, lambda case: 1 / 0)
        assert [answer.said for answer in given] == ["ZeroDivisionError: division by zero"] * 2
        assert not any(answer.passed for answer in given)

    def test_a_doctor_that_never_ends_is_ended(self, program):
        given = self.only(program, lambda case: time.sleep(60), seconds=0.5)
        assert [answer.said for answer in given] == ["no answer within 0.5 s"] * 2

    def test_a_doctor_that_eats_memory_is_refused_it(self, program):
        given = self.only(program, lambda case: np.ones(10**9), memory=6_000_000_000)
        assert "MemoryError" in given[0].said


def test_the_collection_is_as_large_and_as_various_as_is_said():
    everything = cases.cases_in(PROGRAMS)
    programs = {case.program for case in everything}
    assert len(programs) >= 48
    assert len({case.entry["style"] for case in everything if case.id == ""}) == len(programs)
    assert sum(not case.right for case in everything) >= 360
    assert sum(case.kind == "crashes" for case in everything) >= 15
    assert {"doubles", "triples", "steps"} <= {case.kind for case in everything}


def test_a_few_programs_are_what_they_are_said_to_be():
    for name in ("dict_columns_binary", "rnn_characters", "step_online", "float32_net"):
        assert verify.problems_of(PROGRAMS / f"{name}.py") == []


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.py")), ids=lambda path: path.stem)
def test_every_program_is_what_it_is_said_to_be(path):
    assert verify.problems_of(path) == []
