"""A slip in a formula, or in the code beside it, shows: the two are compared number by number."""

import contextlib
import io
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from backprop.book import ties
from backprop.book.ties import confront, written
from backprop.book.ties.compare import Tied, compared
from backprop.book.ties.declared import declared_in, markdown_of
from backprop.book.ties.words import TABLE, meaning, role
from backprop.equations.files import walk
from tools.wheel import carry_formulas

BOOK = Path(__file__).parents[2] / "book"
CONFRONTED = sorted(
    path for path in BOOK.glob("[01]*.ipynb") if "<!-- names" in path.read_text(encoding="utf-8")
)
SHEET = r"""<!-- equations
sheet: small
leaves:
  x: 3x1
  w: 3x1
  c: scalar
functions:
  \sigma: sigmoid
-->
"""
NAMES = r"""<!-- names
small
  x: x
  w: w
  c: -; a number that the code has not
  z: z; pre-activation
  a: a
  \frac{\partial a}{\partial w}: grads["w"]
  \frac{1}{2}: half
-->
"""
TEXT = (
    SHEET
    + r"""
$$
% def
z = w^T x
$$ (eq-z)

$$
% def
a = \sigma(z)
$$ (eq-a)

$$
% claim
\frac{\partial a}{\partial w} = a (1 - a) x
$$ (eq-gradient)

$$
% refuted: the slope is missing
\frac{\partial a}{\partial w} = x
$$ (eq-slip)

$$
% def
b = c a
$$ (eq-loose)
"""
    + NAMES
)
VALUES = {"x": np.array([1.0, 2.0, -1.0]), "w": np.array([0.5, 0.25, 2.0])}
VALUES["half"] = 0.5
VALUES["z"] = VALUES["w"] @ VALUES["x"]
VALUES["a"] = 1 / (1 + np.exp(-VALUES["z"]))
VALUES["grads"] = {"w": VALUES["a"] * (1 - VALUES["a"]) * VALUES["x"]}


@pytest.fixture
def outcome(tmp_path):
    def of(text=TEXT, **changed):
        (tmp_path / "small.md").write_text(text, encoding="utf-8")
        outcomes, values = compared(tmp_path / "small.md", {**VALUES, **changed})
        return {one.label: one for one in outcomes}, values["small"]

    return of


def test_formulas_and_code_that_agree(outcome):
    found, values = outcome()
    assert list(found) == ["eq-z", "eq-a", "eq-gradient", "eq-loose"]
    assert {label for label, one in found.items() if one.tied} == {"eq-z", "eq-a", "eq-gradient"}
    assert found["eq-loose"].fault == ""
    assert values.code["z"] == "z"
    assert values.numbers["z"].shape == (1, 1)
    assert set(values.numbers) == {
        "x",
        "w",
        "z",
        "a",
        r"\frac{\partial a}{\partial w}",
        r"\frac{1}{2}",
    }


@pytest.mark.parametrize(
    ("right", "wrong", "label"),
    [
        ("z = w^T x", "z = w^T x + 1", "eq-z"),
        (r"a = \sigma(z)", r"a = \sigma(-z)", "eq-a"),
        ("a (1 - a) x", "a (1 - a) w", "eq-gradient"),
        ("a (1 - a) x", "a (1 - a) x^T", "eq-gradient"),
    ],
)
def test_a_slip_in_a_formula_shows(outcome, right, wrong, label):
    found, _ = outcome(TEXT.replace(right, wrong))
    assert found[label].fault


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"z": VALUES["z"] * (1 + 1e-8)}, "eq-z"),
        ({"a": VALUES["a"] + 1e-8}, "eq-a"),
        ({"a": np.full(3, VALUES["a"])}, "eq-a"),
        ({"z": np.nan}, "eq-z"),
        ({"grads": {"w": VALUES["x"]}}, "eq-gradient"),
        ({"grads": {"w": VALUES["grads"]["w"].reshape(3, 1).repeat(2, 1)}}, "eq-gradient"),
        ({"grads": {}}, "eq-gradient"),
        ({"half": 0.4}, r"\frac{1}{2}"),
    ],
)
def test_a_slip_in_the_code_shows(outcome, changed, label):
    found, _ = outcome(**changed)
    assert found[label].fault


def test_a_formula_that_was_read_keeps_its_place_in_memory(tmp_path):
    # a run remembers derivatives by the identity of their nodes: where one was gone, another
    # derivative by the same name could get its identity, and its numbers
    (tmp_path / "small.md").write_text(TEXT, encoding="utf-8")
    *_, (_, sheet) = walk(tmp_path / "small.md")
    tied = Tied(sheet, declared_in([NAMES]).of("small"), VALUES)
    slopes = [rf"\frac{{\partial ({k} a)}}{{\partial w}}" for k in range(20)]
    assert len({id(tied._node(slope)) for slope in slopes}) == len(slopes)


def test_the_last_bits_do_not(outcome):
    found, _ = outcome(z=VALUES["z"] * (1 + 1e-12))
    assert [one.fault for one in found.values() if one.fault] == []


def test_a_formula_written_once_more_is_no_name(outcome):
    text = TEXT.replace("z: z;", "z: sum(w * x) + 0;")
    with pytest.raises(ValueError, match="expected a name that the code has given"):
        outcome(text)


@pytest.mark.parametrize("line", ["z z", r"\delta^{(2)}:delta2", "z:"])
def test_a_line_without_a_name_is_refused(line):
    with pytest.raises(ValueError, match="expected 'formula: name in code; meaning'"):
        declared_in([f"<!-- names\n  {line}\n-->"])
    assert not declared_in(["no names"])


def test_what_is_said_names_the_labels_that_differ(tmp_path, monkeypatch):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(TEXT)])
    (tmp_path / "small.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = repr(confront("small", VALUES))
    assert said.startswith("3 formulas of this chapter give the numbers of its code\n1 has no")
    assert "eq-loose" in said
    assert "eq-z differs" in repr(confront("small", {**VALUES, "z": 0.0}))
    data, metadata = confront("small", VALUES)._repr_mimebundle_()
    assert list(data) == ["text/plain"]
    assert metadata[ties.METADATA]["sheets"]["small"]["z"].startswith("z | a number | ")
    json.dumps(metadata)


def test_without_its_formulas_a_notebook_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "not at hand" in confront("nowhere", {})


def test_the_wheel_carries_the_formulas(tmp_path):
    made = carry_formulas(BOOK, tmp_path / "formulas")
    assert [path.stem for path in made] == [path.stem for path in CONFRONTED]
    for path, chapter in zip(made, CONFRONTED, strict=True):
        assert declared_in(markdown_of(path)) == declared_in(markdown_of(chapter))


# --- the chapters themselves


@pytest.fixture(scope="module", params=CONFRONTED, ids=lambda path: path.stem)
def chapter(request):
    """Return a chapter and the variables that its code has left when it confronts them."""
    notebook = nbformat.read(request.param, as_version=4)
    variables = {"__name__": "chapter"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if cell.source.startswith("confront("):
                break
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, request.param.name, "exec"), variables)
    return request.param, variables


def copy_with(path, folder, change):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = change(cell.source)
    copy = folder / path.name
    copy.write_text(nbformat.writes(notebook), encoding="utf-8")
    return copy


@pytest.mark.slow
def test_a_slip_planted_in_any_definition_of_a_chapter_shows(chapter, tmp_path):
    path, variables = chapter
    outcomes, _ = compared(path, variables)
    assert [one for one in outcomes if one.fault] == []
    tied = {one.label for one in outcomes if one.tied}
    unseen = []
    for label in sorted(tied):
        # the last side of the equation, a tenth larger, and all else as it was
        def slip(text, label=label):
            block = re.search(
                rf"\$\$\n(% (?:def|claim)\n)([^$]*)\n\$\$ \({re.escape(label)}\)", text
            )
            if not block or r"\begin" in block[2]:
                return text
            slipped = re.sub(
                r"= (?!.*= )(.*)", r"= 1.1 \\left( \1 \\right)", block[2], flags=re.DOTALL
            )
            return text.replace(block[2] + f"\n$$ ({label})", slipped + f"\n$$ ({label})")

        before = "".join(markdown_of(path))
        copy = copy_with(path, tmp_path, slip)
        if "".join(markdown_of(copy)) == before:
            continue
        found = compared(copy, variables)[0]
        # a fault, or a formula less that is tied: both are printed
        if not any(one.fault for one in found) and {x.label for x in found if x.tied} == tied:
            unseen.append(label)
    assert unseen == []


@pytest.mark.slow
def test_a_slip_planted_in_any_variable_of_a_chapter_shows(chapter):
    path, variables = chapter
    declared, unseen, tried = declared_in(markdown_of(path)), [], 0
    names = {
        tie.code
        for sheet in declared.sheets.values()
        for tie in sheet.values()
        if re.fullmatch(r"[A-Za-z_]\w*", tie.code)
    }
    for name in sorted(names):
        value = np.asarray(variables[name], dtype=float)
        if not value.any() or value.dtype.kind != "f" or name in ("m", "N"):
            continue
        tried += 1
        more = 1e6 if name == "eps" else 1.001  # which is to keep out of everything's way
        found, _ = compared(path, {**variables, name: value * more})
        if not any(one.fault for one in found):
            unseen.append(name)
    assert unseen == []
    assert tried > 2


def test_the_table_of_meanings_is_that_of_the_notation_page():
    text = "".join(markdown_of(BOOK / "notation.ipynb")).partition("## What the three")[0]
    rows = re.findall(r"(?m)^\| (\$.*?) \| (.*?) \|", text)
    said = {
        symbol: words for symbols, words in rows for symbol in re.findall(r"\$(.*?)\$", symbols)
    }
    for symbol, words in (
        (r"\delta^{(l)}", "error term"),
        (r"\Theta^{(l)}", "weights"),
        (r"\lambda", "regularisation"),
        (r"\alpha", "learning rate"),
        (r"\varepsilon", "perturbation"),
        (r"J(\Theta)", "cost"),
        (r"D^{(l)}", "gradient"),
    ):
        assert words in said[symbol]
        assert words in meaning(symbol, {})


def test_words_and_roles():
    assert meaning(r"D^{(2)}", {}) == "gradient, from layer 2 to layer 3"
    assert meaning(r"q", {}) == ""
    assert {role(said) for said in TABLE.values()} >= {"error", "weight", "input", "gradient"}
    assert role("weight from the input to the hidden unit") == "weight"


def test_arrays_in_short():
    assert written(np.arange(12.0).reshape(3, 4))[1].count(";") == 2
    assert written(np.zeros((1, 40))) == ("1 × 40", "0, 0, 0, 0, 0, …")
