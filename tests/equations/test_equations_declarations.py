"""Declarations: plain YAML, each mistake named with its line and key."""

import os
import subprocess
import sys

import pytest

from backprop.equations.__main__ import main
from backprop.equations.plain_yaml import LineError, load
from backprop.equations.results import check_file


@pytest.fixture
def notes(tmp_path):
    """Return a function that writes notes with a declaration and reads them."""

    def write(declaration, *equations, form="md", before=""):
        path = tmp_path / f"notes.{form}"
        if form == "tex":
            said = "% equations:\n" + "".join(f"%   {line}\n" for line in declaration.split("\n"))
        else:
            said = f"<!-- equations\n{declaration}\n-->\n"
        blocks = "".join(f"$$ {latex} $$\n" for latex in equations)
        path.write_text(before + said + blocks, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("1e-8", "10^{-8}"), ("1E+3", "1000"), ("-2.5e1", "-25"), (".5", "0.5"), ("5.", "5"),
        ("010", "10"), ("+3", "3"), ("[1e-2, 2]", "[0.01, 2]^T"), ("0.25", r"\frac{1}{4}"),
    ],
)  # fmt: skip
def test_numbers_are_those_that_they_look_like(notes, given, value):
    path = notes(f"leaves:\n  x: {given}\n  y: scalar", f"x y = {value} y")
    assert [result.standing for result in check_file(path)] == ["holds"]


@pytest.mark.parametrize("name", ["y", "n", "e", "no", "on", "yes", "null", "12"])
def test_names_are_taken_as_they_are_written(name):
    assert list(load(f"leaves:\n  {name}: 3x1")["leaves"]) == [name]


MISTAKES = [
    # a declaration, and what is said of it: line 1 is that of the comment
    ("leaves:\n  x: 3\n  x: 4", "line 4: x is there twice; expected it once"),
    ("leaves:\n  x: 3\nleaves:\n  y: 4", "line 4: leaves is there twice"),
    ("leaves: {x: 1, y: 2, x: 3}", "line 2: x is there twice"),
    ("leaves:\n  x_1: 3\n  x_{1}: 4", "line 4: x_{1} is declared already"),
    ("leaves:\n  x: 3\norigin:\n  x: foo", "line 5: origin of x is 'foo'; expected a whole number"),
    ("origin:\n  x: null", "line 3: origin of x is None; expected a whole number"),
    ("origin:\n  x: 1.5", "line 3: origin of x is 1.5; expected a whole number"),
    ("origin:\n  x: true", "line 3: origin of x is True"),
    ("origin:\n  x: [1, 2, 3]", "line 3: origin of x is [1, 2, 3]; expected a whole"),
    ("origin:\n  x: [0, a]", "line 3: origin of x is [0, 'a']"),
    ("layers:\n  l: 1.5", "line 3: layer l is 1.5; expected an int or a range"),
    ("layers:\n  l: many", "line 3: layer l is 'many'; expected an int or a range"),
    ("layers:\n  l: 3..1", "line 3: layer l is range(3, 2); expected an int or a range"),
    ("layers:\n  l: {a: 1}", "line 3: layer l is"),
    ("layers:\n  l: true", "line 3: layer l is True"),
    ("leaves:\n  a: 3x1\n  x: 4y5", "line 4: leaf x is '4y5'"),
    ("leaves:\n  x:", "line 3: leaf x is None"),
    ("leaves:\n  x: 1e999", "line 3: leaf x"),
    ("leaves:\n  x: " + "9" * 6000, "line 3: 99999999999999999999... has 6000 digits"),
    ("leaves:\n  x: !!str 3x1", "line 3: tag:yaml.org,2002:str is a tag"),
    ("leaves:\n  x: .nan", "line 3: leaf x is '.nan'"),
    ("leaves:\n  x: 12:30", "line 3: leaf x is '12:30'"),
    ("leaves:\n  x + y: 3", "line 3: came 'x + y'; expected one name"),
    ("leaves:\n  [x, y]: 3", "line 3: a key is a list or a mapping; expected a name"),
    ("leaves: 3", "line 2: leaves is 3; expected names with what they are"),
    ("functions:\n  g: sigmoyd", "line 3: function g is 'sigmoyd'; expected one of sigmoid"),
    ("functions:\n  g: 3", "line 3: function g is 3"),
    ("seed: 0\ndraws: 0", "line 3: draws is 0; expected a whole number up to 10000"),
    ("seed: true", "line 2: seed is True"),
    ("seed: 1e2", "line 2: seed is 100.0"),
    ("leafs:\n  x: 3", "line 2: a declaration has 'leafs'; expected one of sheet"),
    ("extends: nothing", "line 2: extends 'nothing'; the sheets before it are none"),
    ("sheet: [1]", "line 2: sheet is [1]; expected the name of a sheet"),
    ("leaves:\n  x: [1, 2", "this is no plain YAML: while parsing a flow sequence"),
    ("leaves:\n\tx: 3", "line 3: this is no plain YAML"),
    ("leaves: &a {x: 1}\norigin: *a", "line 3: *a is an alias; expected the value itself"),
    ("leaves:\n  <<: {x: 3}", "line 3: "),
    ("draws: 10000\nleaves:\n  x: 100x100", "100000000 numbers in 10000 draws"),
]  # fmt: skip


@pytest.mark.parametrize(("declaration", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_key(notes, declaration, says, capsys):
    path = notes(declaration)
    assert main([str(path)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith(f"{path}: notes.md, ")


def test_the_line_is_that_of_the_file(notes, capsys):
    main([str(notes("leaves:\n  x: 3\n  x: 4", before="one\ntwo\n\n"))])
    assert "notes.md, line 7: x is there twice" in capsys.readouterr().err
    main([str(notes("leaves:\n  x: 3\n  x: 4", form="tex", before="% one\n\n"))])
    assert "notes.tex, line 6: x is there twice" in capsys.readouterr().err


RUNS_CODE = [
    "!!python/object/apply:os.mkdir [{0}]",
    "!!python/object/new:os.mkdir [{0}]",
    "!!python/object/apply:os.mkdir {{args: [{0}]}}",
    "!!python/object/apply:subprocess.check_call [[mkdir, {0}]]",
    "!!python/object/new:subprocess.Popen [[mkdir, {0}]]",
    "!!python/object/apply:eval [\"__import__('os').mkdir('{0}')\"]",
    "!!python/name:os.mkdir",
    "!!python/module:os",
    "!!python/tuple [1, 2]",
    "!!set {{a, b}}",
    "!!binary aGVsbG8=",
]


@pytest.mark.parametrize("value", RUNS_CODE)
@pytest.mark.parametrize("place", ["{}", "leaves:\n  x: {}", "leaves:\n  {}: 1", "draws: {}"])
def test_a_declaration_runs_nothing(tmp_path, notes, value, place):
    """YAML is loaded safely: a tag makes no object and calls no function."""
    made = tmp_path / "made"
    path = notes(place.format(value.format(made)))
    with pytest.raises(ValueError, match=r"notes\.md"):
        check_file(path)
    assert not made.exists()
    with pytest.raises(LineError):
        load(f"- {value.format(made)}")
    assert not made.exists()


@pytest.mark.parametrize("form", ["md", "tex"])
def test_a_mark_at_the_beginning_of_the_file_hides_nothing(notes, form):
    path = notes("leaves:\n  x: scalar", "x + x = 2 x", form=form, before="\ufeff")
    assert [result.standing for result in check_file(path)] == ["holds"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16"])
def test_a_pipe_of_any_encoding_gets_all_that_is_said(notes, encoding):
    equation = "x + x = 2 x % exempt: \u03a3 \u4e2d \U0001f600\n"
    path = notes("leaves:\n  x: scalar", equation, "x = 2")
    command = [sys.executable, "-m", "backprop.equations", str(path)]
    env = os.environ | {"PYTHONIOENCODING": encoding}
    run = subprocess.run(command, capture_output=True, env=env, check=False)
    assert run.returncode == 1
    assert run.stderr == b""
    said = run.stdout.decode(encoding)
    assert "failing 1" in said
    assert ("\u03a3" in said) or (r"\u03a3" in said)
