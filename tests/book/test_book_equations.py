"""Every displayed equation of the book is marked, and is what its mark says."""

import json
import subprocess
import sys

import equation_rules
import pytest

from backprop.equations import check_file, tally

FILES = equation_rules.FILES


@pytest.mark.parametrize("rule", equation_rules.FILE_RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_equations_of(path, rule):
    assert list(rule(path, equation_rules.results(path))) == []


@pytest.mark.parametrize("rule", equation_rules.BOOK_RULES, ids=lambda rule: rule.__name__)
def test_equations_of_the_book(rule):
    assert list(rule({path: equation_rules.results(path) for path in FILES})) == []


def test_tally(record_property):
    counts = tally([result for path in FILES for result in equation_rules.results(path)])
    names = {"equations": "equations", "definitions": "def", "checked": "claim"}
    names |= {"refuted": "refuted", "exempt": "exempt"}
    said = ", ".join(f"{name} {counts[key]}" for name, key in names.items())
    record_property("summary", f"the book's equations: {said}")
    assert counts["claim"] >= 20
    assert counts["failing"] == counts["unlabelled"] == 0


@pytest.mark.slow
def test_a_summary_comes_through_from_the_workers(tmp_path):
    tests = equation_rules.BOOK.parent / "tests"
    (tmp_path / "conftest.py").write_bytes((tests / "conftest.py").read_bytes())
    (tmp_path / "test_it.py").write_text("def test_it(record_property):\n    "
                                         "record_property('summary', 'tally: 3')\n")  # fmt: skip
    run = [sys.executable, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider", "."]
    printed = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "\ntally: 3\n" in printed


SHEET = "<!-- equations\nleaves:\n  x: 3x1\n  w: 3x1\nfunctions:\n  g: tanh\n-->\n"
GOOD = "$$\n% def\na = g(w^T x)\n$$ (eq-07-a)\n", "$$\n% claim\na^2 = a a\n$$ (eq-07-b)\n"


@pytest.fixture
def notes(tmp_path):
    """Return a function that judges cells of Markdown as if they were chapter 7."""

    def read(*cells, name="07_small.ipynb"):
        path = tmp_path / name
        sources = [{"cell_type": "markdown", "source": [cell]} for cell in (SHEET, *cells)]
        path.write_text(json.dumps({"cells": sources}), encoding="utf-8")
        return path, check_file(path)

    return read


def complaints(path, results):
    return [text for rule in equation_rules.FILE_RULES for text in rule(path, results)]


def test_a_good_notebook_has_no_complaints(notes):
    assert complaints(*notes(*GOOD)) == []


BROKEN = {
    "unlabelled": ("$$\n% claim\na^2 = a a\n$$\n", "without a label"),
    "unlabelled environment": (
        "\\begin{align}\n% claim\na^2 &= a a\n\\end{align}\n",
        "without a label",
    ),
    "label of another chapter": ("$$\n% claim\na^2 = a a\n$$ (eq-08-b)\n", "such as eq-07-name"),
    "label without a name": ("$$\n% claim\na^2 = a a\n$$ (eq-07)\n", "such as eq-07-name"),
    "unmarked": ("$$\na^2 = a a\n$$ (eq-07-b)\n", "expected % def"),
    "false claim": ("$$\n% claim\na^2 = a\n$$ (eq-07-b)\n", "does not hold: sides differ"),
    "misfit": ("$$\n% claim\na = w x\n$$ (eq-07-b)\n", "does not hold: 3 x 1 times 3 x 1"),
    "true refuted": ("$$\n% refuted: no\na^2 = a a\n$$ (eq-07-b)\n", "holds, marked refuted"),
    "vacuous": ("$$\n% claim\na = a\n$$ (eq-07-b)\n", "vacuous"),
    "vacuous, refuted": ("$$\n% refuted: no\na = a\n$$ (eq-07-b)\n", "vacuous"),
    "no reason": ("$$\n% exempt:\na \\approx b\n$$ (eq-07-b)\n", "exempt without a reason"),
    "unknown name": ("$$\n% claim\nq = a\n$$ (eq-07-b)\n", "undeclared"),
    "second definition": ("$$\n% def\na = x\n$$ (eq-07-b)\n", "cannot be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_of_a_file_can_fail(notes, name):
    cell, complaint = BROKEN[name]
    found = complaints(*notes(GOOD[0], cell))
    assert len(found) == 1
    assert complaint in found[0]


def test_two_marks_stop_the_reading(notes):
    with pytest.raises(ValueError, match="one mark"):
        notes("$$\n% def\na = x % claim\n$$ (eq-07-b)\n")


def test_labels_are_unique_over_the_book(notes):
    book = {name: notes(*GOOD, name=name)[1] for name in ("07_a.ipynb", "07_b.ipynb")}
    assert list(equation_rules.unique_labels(book)) == [
        "eq-07-a stands 2 times",
        "eq-07-b stands 2 times",
    ]
    del book["07_b.ipynb"]
    assert list(equation_rules.unique_labels(book)) == []


def test_one_equation_has_one_sign(notes):
    one = notes("$$\n% def\nf(x) = \\frac{1}{1 + e^{-x}}\n$$ (eq-07-a)\n")[1]
    again = SHEET + "$$\n% claim\n\\sigma(w) = \\frac{1}{1 + e^{-w}}\n$$ (eq-08-b)\n"
    two = notes(again.replace("g: tanh", r"\sigma: sigmoid"), name="08_a.ipynb")[1]
    assert list(equation_rules.one_sign({"07": one, "08": two})) == [
        "one equation, two signs: eq-07-a is a def and eq-08-b is a claim"
    ]
    assert list(equation_rules.one_sign({"07": one})) == []


def test_one_exemption_in_ten_and_no_more(notes):
    cells = [f"$$\n% claim\na^2 = a a\n$$ (eq-07-c{i})\n" for i in range(8)]
    exempt = [f"$$\n% exempt: a picture\nq\n$$ (eq-07-e{i})\n" for i in range(2)]
    ten = notes(GOOD[0], *cells, exempt[0])[1]
    assert list(equation_rules.few_exemptions({"07": ten})) == []
    eleven = notes(GOOD[0], *cells, *exempt)[1]
    assert "2 of 11" in next(equation_rules.few_exemptions({"07": eleven}))


def test_an_unnumbered_file_names_its_equations_after_itself(notes):
    path, _ = notes(name="notation.ipynb")
    assert equation_rules.stem(path) == "eq-notation"
