"""Equations in files, in three formats, and the command line."""

import json

import pytest

from backprop.equations.__main__ import main
from backprop.equations.examples import EXAMPLES
from backprop.equations.files import read_equations
from backprop.equations.results import check_file, tally

NOTES = r"""# Notes

<!-- equations
sheet: line
leaves:
  x: 3x1
  w: 3x1
  m: 5
functions:
  g: tanh
-->

$$
% def
z = w^T x
$$ (eq-z)

Inline $z$ and code are no displayed equations: `$$ a = b $$`.

```python
"$$ q = r $$"  # nor is this
```

$$ \frac{\partial z}{\partial w} = x $$ (eq-slope)

$$
\frac{\partial z}{\partial w} = x^T   % refuted (3 x 1, the right side 1 x 3): article B
$$ (eq-shape)

$$ z \approx 1 % exempt: a picture
$$ (eq-about)

<!-- a comment: $$ broken $$ -->
<!-- equations
sheet: more
extends: line
layers:
  l: 1..2
leaves:
  W^{(l)}: 2x2 positive
origin:
  x: 0
-->

```{math}
:label: eq-log

\log W^{(l)} + x_0 = x_0 + \log(W^{(l)}) % claim
```

\begin{align} \label{eq-align}
 u &= g(z) \\ % def
 v &= u + 1
\end{align}

$$ v = x_0 $$

<!-- equations
sheet: line
-->
$$ x_1 z + u = 1 $$ (eq-gone)
"""


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


def test_reads_labels_marks_lines_and_sheets(notes):
    found = read_equations(notes)
    assert [(e.label, e.kind, e.sheet, e.marked) for e in found] == [
        ("eq-z", "def", "line", True),
        ("eq-slope", "claim", "line", False),
        ("eq-shape", "refuted", "line", True),
        ("eq-about", "exempt", "line", True),
        ("eq-log", "claim", "more", True),
        ("eq-align", "def", "more", True),
        ("", "claim", "more", False),
        ("eq-gone", "claim", "line", False),
    ]
    lines = NOTES.split("\n")
    assert "w^T x" in lines[found[0].line + 1]
    assert [e.reason for e in found if e.reason] == ["article B", "a picture"]
    assert found[0].cell is None


def test_judges_each_as_it_is_marked(notes):
    results = check_file(notes)
    assert [(r.standing, r.passed) for r in results] == [
        ("definition", True),
        ("holds", True),
        ("refuted", True),
        ("exempt", True),
        ("holds", True),
        ("definition", True),
        ("does not hold", False),
        ("undeclared", False),
    ]
    assert "3 x 1, the right side 1 x 3" in results[2].message
    assert "u is not declared" in results[7].message
    assert tally(results) == {
        "equations": 8, "def": 2, "claim": 4, "refuted": 1, "exempt": 1,
        "failing": 2, "unlabelled": 1,
    }  # fmt: skip


@pytest.mark.parametrize("form", EXAMPLES)
def test_the_examples_are_the_same_in_three_formats(tmp_path, form, capsys):
    path = tmp_path / f"notes.{form}"
    path.write_text(EXAMPLES[form], encoding="utf-8")
    results = check_file(path)
    assert [r.equation.label for r in results] == [
        "eq-output", "eq-cost", "eq-gradient", "eq-slip", "eq-picture",
    ]  # fmt: skip
    assert [r.standing for r in results] == [
        "definition", "definition", "holds", "refuted", "exempt",
    ]  # fmt: skip
    assert results[3].equation.reason == "the derivative of the output is in already"
    assert (results[0].equation.cell is None) == (form != "ipynb")
    assert main([str(path)]) == 0
    assert "eq-gradient  claim    holds" in capsys.readouterr().out


def test_tex_comments_verbatim_and_brackets(tmp_path):
    path = tmp_path / "notes.tex"
    path.write_text(
        "% $$ commented = out $$\n% equations:\n%   leaves:\n%     x: scalar\n\n"
        "\\begin{verbatim}\n$$ x = y $$\n\\end{verbatim}\n50\\% of\n"
        "\\[ x + x = 2 x \\]\n\\begin{align*} x &= y % exempt: later\n\\end{align*}\n"
    )
    assert [r.standing for r in check_file(path)] == ["holds", "exempt"]
    assert [e.line for e in read_equations(path)] == [10, 11]


@pytest.mark.parametrize(
    ("mark", "latex", "standing"),
    [
        ("claim", "x = 2 x", "does not hold"),
        ("claim", "x = x", "vacuous"),
        ("refuted", "x + x = 2 x", "holds, marked refuted"),
        ("refuted", "x = x", "vacuous"),
        ("refuted", "x = q", "undeclared"),
        ("def", "x = 2", "cannot be read"),
        ("exempt", "x = 2", "exempt without a reason"),
        ("exempt:", "x = 2", "exempt without a reason"),
    ],
)
def test_what_is_not_what_its_mark_says_fails(tmp_path, mark, latex, standing, capsys):
    path = tmp_path / "notes.md"
    path.write_text(f"<!-- equations\nleaves:\n  x: scalar\n-->\n$$\n{latex} % {mark}\n$$ (eq-a)\n")
    status = {"cannot be read": 2, "undeclared": 4}.get(standing, 1)
    assert main([str(path)]) == status
    assert standing in capsys.readouterr().out
    [result] = check_file(path)
    assert (result.standing, result.passed) == (standing, False)


CERTIFIED = [
    # mark, formula, standing, part of the message
    ("refuted: a slip", "x + p = x - p", "refuted", "on the left"),
    ("refuted (3 x 1, the right side 1 x 3): it stands upright", "v = v^T", "refuted", ""),
    ("refuted (index 4 is outside): there are three", "v_4 = x", "refuted", ""),
    ("refuted (3 x 1 times 3 x 1): so we are told", "v v = x", "refuted", ""),
    # what is no counter-example
    ("refuted: a typo", "v = v^T", "does not fit, marked refuted", r"mark it % refuted (...)"),
    ("refuted (does not fit): any", "v v = x", "does not fit, marked refuted", "expected does"),
    (
        "refuted (3 x 1, the right side 3 x 3): other",
        "v = v^T",
        "does not fit, marked refuted",
        "the left side is 3 x 1, the right side 1 x 3; expected 3 x 1, the right side 3 x 3",
    ),
    ("refuted (3 x 1): but it fits", "v = 2 v", "fits, marked a misfit", "sides differ by 0.5"),
    ("refuted: no numbers", r"\log(-p) = p", "cannot be decided", "0 of 200 draws"),
    ("refuted: overflow", r"e^{1000 + p} = 0", "cannot be decided", "not finite"),
    ("refuted: rounding", "(x + 10^{10}) - 10^{10} = x", "cannot be decided", "rounding"),
    ("refuted: it is true", r"\sin^2 x + \cos^2 x - 1 = 0", "holds, marked refuted", ""),
    ("refuted: a bound", "x^2 < 100", "holds, marked refuted", "draws can refute"),
    ("refuted: nothing", "x = x + 0", "vacuous", "the same on both sides"),
    # claims
    ("claim", "x^2 < 100", "not refuted", "draws can refute an inequality, not show it"),
    ("claim", r"x \neq 7", "not refuted", "draws can refute an inequality, not show it"),
    ("claim", r"x + x = 2 x \leq 2 |x|", "not refuted", ""),
    ("claim", r"\log(x^2) = 2 \log x", "holds", "on one side only"),
    ("claim", r"\log(-p) = \log(-p) + x", "cannot be decided", "0 of 200 draws"),
]


@pytest.mark.parametrize(("mark", "latex", "standing", "says"), CERTIFIED)
def test_refuted_takes_finite_numbers_or_a_stated_shape(tmp_path, mark, latex, standing, says):
    path = tmp_path / "notes.md"
    leaves = "  x: scalar\n  p: scalar positive\n  v: 3x1"
    path.write_text(f"<!-- equations\nleaves:\n{leaves}\n-->\n$$\n{latex} % {mark}\n$$ (eq-a)\n")
    [result] = check_file(path)
    assert result.standing == standing
    assert result.passed == (standing in ("refuted", "holds", "not refuted"))
    assert says in result.message


UNREADABLE = {
    "missing.md": None,
    "notes.txt": "x",
    "notes.ipynb": "{",
    "list.ipynb": "[1]",
    "cells.ipynb": '{"cells": [1]}',
    "open.md": "$$ x = y",
    "marks.md": "$$ x = y % def\n% claim\n$$",
    "yaml.md": "<!-- equations\n[: \n-->",
    "key.md": "<!-- equations\nleafs: 3\n-->",
    "text.md": "<!-- equations\nhello\n-->",
    "leaf.md": "<!-- equations\nleaves:\n  x: 4y5\n-->",
    "function.md": "<!-- equations\nfunctions:\n  g: 3\n-->",
    "layers.md": "<!-- equations\nlayers:\n  l: many\n-->",
    "extends.md": "<!-- equations\nextends: nothing\n-->",
    "twice.md": "<!-- equations\nsheet: a\n-->\n<!-- equations\nsheet: a\nseed: 1\n-->",
    "draws.md": "<!-- equations\ndraws: 0\n-->",
    "deep.md": "<!-- equations\n" + "[" * 5000 + "\n-->",
    "long.md": "<!-- equations\n" + "x" * 30_000 + "\n-->",
    "bytes.md": b"\xff\xfe$$",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_input_is_two(tmp_path, name, capsys):
    path = tmp_path / name
    content = UNREADABLE[name]
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main([str(path)]) == 2
    assert name in capsys.readouterr().err


def test_json_is_json(notes, capsys):
    assert main(["--json", str(notes), str(notes)]) == 1 + 4
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 16
    assert rows[1]["label"] == "eq-slope"
    assert rows[1]["difference"] < 1e-9
    assert rows[1]["draws"] >= 20
    assert rows[2]["difference"] is None  # infinite: shapes that do not fit
    assert rows[7]["passed"] is False


def test_help_names_an_example_that_works(tmp_path, capsys):
    def run(*arguments):
        try:
            code = main(arguments)
        except SystemExit as end:  # --help, or a mistake in the arguments
            code = end.code
        return code, capsys.readouterr().out

    code, shown = run("--help")
    assert code == 0
    assert "python -m backprop.equations --example md > notes.md" in shown
    (tmp_path / "notes.md").write_text(run("--example", "md")[1])
    code, checked = run(str(tmp_path / "notes.md"))
    assert code == 0
    assert "failing 0" in checked
    assert run()[0] == 2


def test_other_text_that_begins_like_a_declaration_is_none(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("<!-- equations are hard -->\n$$ 1 + 1 = 2 $$ (eq-sum)\n")
    assert [r.passed for r in check_file(path)] == [True]
