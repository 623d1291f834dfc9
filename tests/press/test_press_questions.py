"""A question's source becomes a form that says the reason; bad source ends the build."""

import gzip
from pathlib import Path

import pytest
import small_book
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from docutils.writers.html5_polyglot import Writer
from myst_parser.docutils_ import Parser

from press.questions import form, named, read

STATIC = Path(__file__).parents[2] / "src" / "press" / "static"
CHOICE = """What does the bias unit receive?

- [ ] Its own share, $\\delta_0$.
  No weight leads into it,
  so there is none.
- [x] Nothing.
  It has no *incoming* weights.
"""
NUMBER = """What is the slope of the sigmoid at 0?

It has no unit.

- [= 1/2]
  That is its value.
- [= 0.25 ± 0.005]
  One half times one half.
- [else]
  Use $g(1 - g)$.
"""


def box(text):
    """Return the admonition that a question's source makes."""
    source = "# T\n\n```{admonition} Question\n:class: question\n" + text + "```\n"
    settings = {"myst_enable_extensions": ["dollarmath"], "report_level": 2, "halt_level": 2}
    tree = publish_doctree(source, parser=Parser(), settings_overrides=settings)
    (found,) = tree.findall(nodes.admonition)
    return found


def page(text, number=1):
    """Return the form as docutils writes it."""
    found = box(text)
    tree, here = found.document, found.parent.index(found)
    found.parent[here : here + 1] = form(found, read(found), f"Question {number}")
    settings = {"math_output": "mathml", "embed_stylesheet": False, "stylesheet_path": None}
    written = publish_from_doctree(tree, writer=Writer(), settings_overrides=settings)
    return BeautifulSoup(written.decode(), "html.parser").find("fieldset")


def words(element):
    return " ".join(element.get_text().split())


def test_questions_are_numbered_and_those_of_exercises_keep_theirs():
    titles = ["Question", "Exercise 3", "Question", "Exercise 1", "Guess"]
    boxes = [nodes.admonition("", nodes.title("", title)) for title in titles]
    called = ["Question 1", "Exercise 3", "Question 2", "Exercise 1", "Guess 1"]
    assert named(boxes) == called
    assert form(box(NUMBER), read(box(NUMBER)), "Exercise 3")[0].astext().count('id="exercise-3"')


def test_answers_and_reasons_are_told_apart():
    items = read(box(CHOICE))
    assert [(item.kind, item.right) for item in items] == [("choice", False), ("choice", True)]
    assert [item.answer[0].astext() for item in items] == ["Its own share, ", "Nothing."]
    assert [item.reason[0].astext() for item in items] == [
        "No weight leads into it,\nso there is none.",
        "It has no incoming weights.",
    ]


def test_numbers_are_read_with_their_tolerance():
    items = read(box(NUMBER))
    assert [(item.kind, item.right, item.value, item.within) for item in items] == [
        ("number", False, 0.5, 0.0),
        ("number", True, 0.25, 0.005),
        ("else", False, None, 0.0),
    ]


def test_a_choice_is_a_fieldset_of_radio_buttons_with_reasons_that_open():
    fieldset = page(CHOICE, 2)
    assert fieldset["id"] == "question-2"
    assert words(fieldset.legend) == "Question 2. What does the bias unit receive?"
    assert [words(label) for label in fieldset.find_all("label")][1] == "Nothing."
    inputs = fieldset.find_all("input")
    assert [(one["type"], one["name"]) for one in inputs] == [("radio", "question-2")] * 2
    assert fieldset.label.math is not None
    assert fieldset.button["type"] == "button"
    assert fieldset.find(role="status").get_text() == ""
    answers = fieldset.details
    assert [one.get("class") for one in answers.find_all("li")] == [None, ["right"]]
    assert words(answers.find_all("li")[0]) == "No. No weight leads into it, so there is none."
    assert words(answers.find_all("li")[1]) == "Right. It has no incoming weights."
    assert answers.em.get_text() == "incoming"


def test_a_number_is_typed_into_a_field_that_has_a_label():
    fieldset = page(NUMBER)
    assert words(fieldset.legend) == "Question 1. What is the slope of the sigmoid at 0?"
    assert fieldset.label.input["type"] == "text"
    assert words(fieldset.find("p")) == "It has no unit."
    wrong, right, other = fieldset.details.find_all("li")
    assert (wrong["data-value"], wrong.get("data-within")) == ("0.5", None)
    assert (right["data-value"], right["data-within"]) == ("0.25", "0.005")
    assert words(right) == "0.25: Right. One half times one half."
    assert words(other).startswith("Any other: No. Use")
    assert other.math is not None


def test_reasons_may_be_longer_than_a_paragraph():
    text = "Why?\n\n- [x] So.\n\n  Once.\n\n  ~~~\n  code\n  ~~~\n\n- [ ] Not so.\n\n  No.\n"
    right = read(box(text))[0]
    assert [type(block) for block in right.reason] == [nodes.paragraph, nodes.literal_block]


BAD = {
    "no list": ("What?\n", "it ends without a list of answers"),
    "no right answer": ("What?\n\n- [ ] A.\n  a\n- [ ] B.\n  b\n", "it has no right answers"),
    "two right answers": ("What?\n\n- [x] A.\n  a\n- [x] B.\n  b\n", "it has 2 right answers"),
    "one answer": ("What?\n\n- [x] A.\n  a\n", "expected at least two"),
    "no reason": ("What?\n\n- [x] A.\n  a\n- [ ] B.\n", "the answer '[ ] B.' has no reason"),
    "no mark": ("What?\n\n- [x] A.\n  a\n- B.\n  b\n", "an answer begins 'B.'"),
    "an empty answer": ("What?\n\n- [x]\n  a\n- [ ] B.\n  b\n", "marked [x] is empty"),
    "a mixture": ("What?\n\n- [x] A.\n  a\n- [= 2]\n  b\n", "it mixes"),
    "else among choices": ("What?\n\n- [x] A.\n  a\n- [else]\n  b\n", "it mixes"),
    "no number": ("What?\n\n- [= x ± 1]\n  a\n- [else]\n  b\n", "'x' is not a number"),
    "no tolerance": ("What?\n\n- [= 1 ± ]\n  a\n- [else]\n  b\n", "'' is not a number"),
    "no right number": ("What?\n\n- [= 1]\n  a\n- [else]\n  b\n", "it has no right answers"),
    "no hint": ("What?\n\n- [= 1 ± 0]\n  a\n- [= 2]\n  b\n", "it has no items [else]"),
    "unreachable": (
        "What?\n\n- [= 1 ± 0.5]\n  a\n- [= 1.2]\n  b\n- [else]\n  c\n",
        "the wrong answer 1.2 lies within",
    ),
    "unreachable at the edge": (
        "What?\n\n- [= 1 ± 0.5]\n  a\n- [= 1.5]\n  b\n- [else]\n  c\n",
        "the wrong answer 1.5 lies within",
    ),
    # 1.1 - 1 is a little more than 0.1, in the page as well as here
    "unreachable but for rounding": (
        "What?\n\n- [= 1 ± 0.1]\n  a\n- [= 1.1]\n  b\n- [else]\n  c\n",
        "the wrong answer 1.1 lies within",
    ),
    "twice": (
        "What?\n\n- [= 1 ± 0.5]\n  a\n- [= 2]\n  b\n- [= 2]\n  b\n- [else]\n  c\n",
        "the answer 2 occurs twice",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_source_is_refused_and_says_why(what):
    text, said = BAD[what]
    with pytest.raises(ValueError) as refused:
        read(box(text))
    assert said in str(refused.value)


def fenced(text):
    return "```{admonition} Question\n:class: question\n" + text + "```\n\n"


@pytest.mark.slow
def test_a_bad_question_ends_the_build_with_file_and_line(tmp_path):
    text = "# T\n\nA sentence that is long enough.\n\n" + fenced(CHOICE) + fenced(BAD["no list"][0])
    run = small_book.build(small_book.write(tmp_path, {"index.md": text}))
    assert run.returncode != 0
    assert "index.md:16: WARNING: Question 2: it ends without a list" in run.stderr


@pytest.mark.slow
def test_the_script_is_asked_for_where_there_are_questions(tmp_path):
    index = "# T\n\nA sentence that is long enough.\n\n```{toctree}\nasks\n```\n"
    asks = "# Asks\n\nA sentence that is long enough.\n\n" + fenced(CHOICE) + fenced(NUMBER)
    folder = small_book.write(tmp_path, {"index.md": index, "asks.md": asks})
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    assert "questions.js" in small_book.page(folder, "asks.html")
    assert "questions.js" not in small_book.page(folder, "index.html")
    style = (folder / "html" / "_static" / "press.css").read_text(encoding="utf-8")
    assert ".question-right" in style


def test_the_script_is_small_and_asks_nobody():
    script = (STATIC / "questions.js").read_bytes()
    assert len(script) < 2_048
    assert len(gzip.compress(script)) < 1_100
    for word in (b"fetch", b"storage", b"cookie", b"http", b"Beacon"):
        assert word not in script
