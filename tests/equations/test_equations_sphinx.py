"""The Sphinx extension: foreign projects, in a theme that is not ours."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from backprop.equations.__main__ import main
from backprop.equations.files import read_equations
from backprop.equations.results import check_file

sphinx = pytest.importorskip("sphinx.application")

CONF = """\
extensions = ["myst_nb", "backprop.equations.sphinx"]
myst_enable_extensions = ["amsmath", "dollarmath", "colon_fence"]
myst_dmath_double_inline = True
nb_execution_mode = "off"
html_theme = "alabaster"
"""
REST = r"""
Rules
=====

.. equations:
   leaves:
     x: 3x1
     w: 3x1

.. math:: f = w^T x  % def
   :label: right-def

Some text.

.. math::
   :label: right

   \frac{\partial f}{\partial w} = x

.. note::

   .. math::
      :label: wrong

      \frac{\partial f}{\partial w} =
      2 x

.. math:: x = \foo{y}

.. math:: x^T v = v^T x
"""
MYST = r"""
# Rules

<!-- equations
leaves:
  x: 3x1
  w: 3x1
-->

$$
% def
f = w^T x
$$ (right-def)

$$
\frac{\partial f}{\partial w} = x
$$ (right)

:::{note}
```{math}
:label: wrong
\frac{\partial f}{\partial w} = 2 x
```
:::

\begin{align}
x &= \foo{y}
\end{align}

Within a sentence, $$x^T v = v^T x$$ stands.
"""
EXPECTED = [
    ("≔", "", "Definition"),
    ("✓", "", "Checked: both sides evaluated on 20 random draws"),
    ("✗", "false", "Does not hold: sides differ by"),
    ("?", "unreadable", "Cannot be read: "),
    ("?", "undeclared", "Undeclared: v is not declared"),
]


def notebook(text):
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


class Built:
    def __init__(self, folder, files, conf="", builder="html"):
        for name, text in {"conf.py": CONF + conf, **files}.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.folder, self.out, self.log = folder, folder / "_out", folder / "warnings.txt"
        from sphinx.cmd.build import build_main
        from sphinx.util.docutils import docutils_namespace

        with docutils_namespace():
            args = ["-q", "-b", builder, "-w", str(self.log), str(folder), str(self.out)]
            self.code = build_main(args)
        self.warnings = self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def page(self, name="index.html"):
        return BeautifulSoup((self.out / name).read_text(encoding="utf-8"), "html.parser")

    def marks(self):
        found = self.page().select(".equation-standing")
        return [(one.get_text(), one["class"][2:], one["title"]) for one in found]

    def places(self):
        """Return file, line and first words of each warning."""
        pattern = r"(?m)^.*?(index\.\w+:(?:cell \d+:)?\d+): WARNING: (.*)$"
        return re.findall(pattern, self.warnings)


FORMS = {"index.rst": REST, "index.md": MYST, "index.ipynb": notebook(MYST)}


@pytest.mark.parametrize("name", FORMS)
def test_each_equation_of_a_foreign_project_is_marked_and_each_bad_one_warned_of(tmp_path, name):
    built = Built(tmp_path, {name: FORMS[name]})
    marks = built.marks()
    assert len(marks) == len(EXPECTED)
    for (sign, fault, title), (shown, kind, words) in zip(marks, EXPECTED, strict=True):
        assert (sign, fault) == (shown, [kind] if kind else [])
        assert title.startswith(words)
    for one in built.page().select(".equation-standing"):
        assert one["aria-label"] == one["title"]
        assert (one["role"], one["tabindex"]) == ("img", "0")
    beside = built.page().select(".equation-judged")
    assert all(one.find(class_="math") and one.find(class_="equation-standing") for one in beside)
    assert built.page().find("link", href=re.compile("backprop_equations.css"))
    assert (built.out / "_static" / "backprop_equations.css").is_file()

    # the places are those of the command, and so are the words
    results = [one for one in check_file(tmp_path / name) if one.fault]
    cell = "" if name != "index.ipynb" else "cell 0:"
    places = built.places()
    assert [place for place, _ in places] == [f"{name}:{cell}{one.spot[0]}" for one in results]
    for (_, said), result in zip(places, results, strict=True):
        assert f"{result.standing}: {result.message.splitlines()[0]}" in said


def test_what_is_judged_is_what_the_command_reads(tmp_path):
    built = Built(tmp_path, {"index.md": MYST})
    assert len(built.marks()) == len(read_equations(tmp_path / "index.md"))


@pytest.mark.parametrize("kind", ["false", "unreadable", "undeclared"])
def test_a_kind_of_warning_can_be_silenced(tmp_path, kind):
    words = {"false": "does not hold", "unreadable": "cannot be read", "undeclared": "undeclared"}
    built = Built(tmp_path, {"index.rst": REST}, f"suppress_warnings = ['equations.{kind}']\n")
    assert words.pop(kind) not in built.warnings
    assert all(one in built.warnings for one in words.values())


def test_marked_only_leaves_the_rest_alone(tmp_path):
    built = Built(tmp_path, {"index.rst": REST}, "equations_marked = True\n")
    assert [one[0] for one in built.marks()] == ["≔"]
    assert not built.warnings


DECLARED = "sheet: book\nleaves:\n  x: 3x1\n  w: 3x1\n"
SHORT = "Rules\n=====\n\n.. math:: x^T w = w^T x\n"
OTHER = "Other\n=====\n\n.. equations::\n\n   extends: book\n   leaves:\n     v: 3x1\n\n" + (
    ".. math:: x^T v = v^T x\n"
)


def test_a_file_declares_for_all_pages(tmp_path):
    files = {"index.rst": SHORT, "other.rst": ":orphan:\n\n" + OTHER, "names.yml": DECLARED}
    built = Built(tmp_path, files, "equations_declarations = 'names.yml'\n")
    assert not built.warnings
    assert [one[0] for one in built.marks()] == ["✓"]
    assert built.page("other.html").select_one(".equation-standing").get_text() == "✓"


def test_macros_of_the_configuration_are_known(tmp_path):
    conf = "mathjax3_config = {'tex': {'macros': {'tp': ['{#1}^T', 1]}}}\n"
    text = SHORT.replace("w^T x", r"\tp{w} x")
    files = {"index.rst": text, "names.yml": DECLARED}
    built = Built(tmp_path, files, conf + "equations_declarations = 'names.yml'\n")
    assert [one[0] for one in built.marks()] == ["✓"]


def test_a_declaration_that_cannot_be_read_is_named_with_its_line(tmp_path):
    built = Built(tmp_path, {"index.rst": REST.replace("w: 3x1", "w: 3xx1")})
    ((place, said),) = built.places()
    assert (place, said[:14]) == ("index.rst:8", "leaf w is '3xx")
    assert not built.marks()


def test_project_declarations_that_cannot_be_read_stop_the_build(tmp_path):
    conf = "equations_declarations = 'names.yml'\n"
    built = Built(tmp_path, {"index.rst": SHORT, "names.yml": "leafs:\n  x: 3\n"}, conf)
    assert built.code != 0


def test_other_builders_show_no_marks(tmp_path):
    built = Built(tmp_path, {"index.rst": REST}, builder="text")
    assert "does not hold" in built.warnings
    assert "✗" not in (built.out / "index.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_what_is_known_to_fail_is_no_warning_and_keeps_its_sign(tmp_path, name, monkeypatch):
    text = FORMS[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["--write-baseline", "known.json", name]) == 0
    built = Built(tmp_path, {name: text}, "equations_baseline = 'known.json'\n")
    assert not built.warnings
    assert [one[0] for one in built.marks()] == [one[0] for one in EXPECTED]


def test_what_fails_otherwise_than_known_is_a_warning(tmp_path, monkeypatch):
    (tmp_path / "index.rst").write_text(REST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["--write-baseline", "known.json", "index.rst"])
    changed = REST.replace("2 x", "3 x")
    built = Built(tmp_path, {"index.rst": changed}, "equations_baseline = 'known.json'\n")
    ((_, said),) = built.places()
    assert "does not hold" in said


def test_a_baseline_that_cannot_be_read_stops_the_build(tmp_path):
    files = {"index.rst": SHORT, "known.json": "[]"}
    assert Built(tmp_path, files, "equations_baseline = 'known.json'\n").code != 0
