"""Chapters keep to the house style, and the style's rules can tell."""

import copy
import shutil
import subprocess
import sys

import chapter_style
import nbformat
import pytest
from chapters import BOOK, CHAPTERS, DRAFTS, NOTEBOOKS, PRINTED, number_of, sort

from tools.execute import execute, normalise

LONG = [path for path in PRINTED if path.name[:2].isdigit()]  # all but the notation


def read(path):
    return nbformat.read(path, as_version=4)


def test_there_are_chapters():
    assert len(CHAPTERS) >= 3


def test_a_draft_is_what_the_table_of_contents_does_not_have(tmp_path):
    (tmp_path / "book").mkdir()
    for name in ("01_a.ipynb", "13_b.ipynb", "_template.ipynb", "90_c.ipynb"):
        (tmp_path / "book" / name).touch()
    toc = "root: book/intro\nparts:\n- chapters:\n  - file: book/01_a\n  - file: book/90_c\n"
    (tmp_path / "_toc.yml").write_text(toc)
    printed, drafts = sort(tmp_path)
    assert [number_of(path) for path in printed] == [1, None]
    assert [number_of(path) for path in drafts] == [13, None]


@pytest.mark.parametrize("rule", chapter_style.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_style(path, rule):
    assert list(rule(read(path))) == []


@pytest.mark.parametrize("rule", chapter_style.CHAPTER_RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LONG, ids=lambda path: path.stem)
def test_skeleton(path, rule):
    assert list(rule(read(path))) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_questions(path):
    assert list(chapter_style.questions(read(path))) == []


def test_what_drafts_lack_is_said_and_is_no_failure(record_property):
    """Until it stands in _toc.yml it may be thin; `make check` ends with what is left to do."""
    rules = chapter_style.RULES + chapter_style.CHAPTER_RULES + chapter_style.NUMBERED_RULES
    for path in filter(number_of, DRAFTS):
        for complaint in (text for rule in rules for text in rule(read(path))):
            record_property("summary", f"draft {path.name}: {complaint}")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_files_are_small_and_normalised(path):
    text = path.read_text(encoding="utf-8")
    assert list(chapter_style.small(text)) == []
    normal = nbformat.writes(normalise(nbformat.reads(text, as_version=4))) + "\n"
    assert normal == text, f"run `python -m tools.execute book/{path.name}`"


def test_a_file_that_is_too_large_says_what_to_do():
    (said,) = chapter_style.small("x" * (chapter_style.LARGEST_FILE + 1))
    assert "fewer values per slider" in said
    assert "LARGEST_FILE" in said


# whose formulas are not held against their code yet: the list that shrinks
NOT_CONFRONTED: set[int] = set()


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_formulas_are_held_against_code(path):
    complaints = list(chapter_style.confronted(read(path)))
    if int(path.name[:2]) in NOT_CONFRONTED:
        assert complaints, "it is done: strike it off the list"
    else:
        assert complaints == []


# which take longer to read than they should: the list that shrinks
TOO_LONG: set[str] = set()


@pytest.mark.parametrize("path", LONG, ids=lambda path: path.stem)
def test_a_chapter_is_read_in_time(path):
    complaints = list(chapter_style.short_enough(read(path)))
    if path.name[:2] in TOO_LONG:
        assert complaints, "it is short enough: strike it off the list"
    else:
        assert complaints == []


def test_reading_time_counts_words_displays_and_shown_lines():
    written = nbformat.v4.new_notebook()
    words = "word " * 200
    question = (
        "```{admonition} Question\n:class: question\nWhich?\n\n"
        "- [x] This\n  One two three.\n- [= 5]\n  Four.\n```\n"
    )
    written.cells = [nbformat.v4.new_markdown_cell(f"{words}\n\n$$\nx = 1\n$$ (eq-a)\n")]
    written.cells += [nbformat.v4.new_code_cell("x = 1\n\ny = 2\nz = x + y\nz\n" * 6 + "print(z)")]
    hidden = nbformat.v4.new_code_cell("x = 1\n" * 20)
    hidden.metadata["tags"] = ["hide-cell"]
    written.cells += [hidden, nbformat.v4.new_markdown_cell("<!-- names\n$$ not $$ shown\n-->")]
    once = chapter_style.reading_minutes(written)
    assert once == pytest.approx(201 / 200 + 12 / 60 + 25 * 2 / 60)
    written.cells += [nbformat.v4.new_markdown_cell(question)]
    # of the replies the longest counts, and a number that is asked for is not shown
    read_now = "Question Which? [x] This One two three."
    assert chapter_style.read_words(written) == 201 + len(read_now.split())


def test_a_formula_that_differs_from_its_code_is_complained_of():
    notebook = read(BOOK / "05_each_weight.ipynb")
    cell = next(c for c in notebook.cells if c.source.startswith("confront("))
    cell.outputs[0]["data"]["text/plain"] += "\neq-05-who differs: 0.1 in the formula, 1 in dw_ho"
    assert list(chapter_style.confronted(notebook))


def first_code(notebook):
    return next(cell for cell in notebook.cells if cell.cell_type == "code")


def figure_cell(notebook):
    return next(cell for cell in notebook.cells if "mystnb" in cell.metadata)


BREAKS = {
    "counted": lambda nb: first_code(nb).update(execution_count=None),
    "no_errors_no_stderr": lambda nb: first_code(nb).outputs.append(
        nbformat.v4.new_output("stream", name="stderr", text="warning")
    ),
    "allowed_metadata": lambda nb: first_code(nb).metadata.update(tags=["nbval-skip"]),
    "drawing_folded": lambda nb: first_code(nb).metadata.pop("jupyter"),
    "short_cells": lambda nb: first_code(nb).update(source="\n" * 26 + "x = 1"),
    "quiet_code": lambda nb: first_code(nb).update(source="x = 1;"),
    "imports_first": lambda nb: figure_cell(nb).update(source="import os"),
    "nothing_defined_again": lambda nb: first_code(nb).update(source="def sigmoid(z): ..."),
    "figures_described": lambda nb: figure_cell(nb).metadata.mystnb.image.update(alt="a figure"),
    "sentence_a_line": lambda nb: nb.cells[0].update(source="# T\n\nOne thing. Another thing."),
    "tables_headed": lambda nb: nb.cells[0].update(source="| | a |\n|---|---|\n| b | c |"),
    "skeleton": lambda nb: nb.cells[0].update(source="no title"),
    "exercises": lambda nb: nb.cells.append(nbformat.v4.new_markdown_cell("**9.** More.")),
    "questions": lambda nb: nb.cells.append(
        nbformat.v4.new_markdown_cell("```{admonition} Question\n:class: question\n```\n" * 20)
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_rule_can_fail(name):
    notebook = copy.deepcopy(read(BOOK / "02_sigmoid.ipynb"))
    BREAKS[name](notebook)
    assert list(getattr(chapter_style, name)(notebook))


def test_every_rule_is_tried():
    rules = chapter_style.RULES + chapter_style.CHAPTER_RULES + chapter_style.NUMBERED_RULES
    assert {rule.__name__ for rule in rules} == set(BREAKS)


@pytest.mark.slow
@pytest.mark.parametrize("stem", ["06_matrix_form", "91_where_is_it"])
def test_executing_again_gives_the_same_bytes(stem, tmp_path):
    """Of what nbval does not compare: ids, metadata, widgets; the outputs of all are its work."""
    path = BOOK / f"{stem}.ipynb"
    shutil.copytree(BOOK, tmp_path, dirs_exist_ok=True)  # one of them reads the others
    again = tmp_path / path.name
    assert not execute(again)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_a_notebook_that_fails_is_left_as_it_was(tmp_path):
    path = tmp_path / "broken.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    before = path.read_bytes()
    run = subprocess.run(
        [sys.executable, "-m", "tools.execute", str(path)], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert "ZeroDivisionError" in run.stderr
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["broken.ipynb"]
