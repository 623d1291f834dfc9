"""Each check passes the book's own solution, and tells apart the wrong answers that people give."""

import re

import nbformat
import pytest
from chapters import CHAPTERS, DRAFTS, number_of
from wrong_answers import WRONG, answers

from backprop.book.exercises import check, exercises
from backprop.doctor import CATALOGUE

# exercises that have no check, and why: (chapter, number) -> reason
OPEN = {
    (1, 6): "the data are the reader's own",
    (2, 6): "the activation is the reader's own",
    (3, 6): "the program is the reader's own",
    (10, 6): "the data are the reader's own",
    (11, 6): "the gradient is the reader's own",
    (16, 4): "the layer is the reader's own",
    (12, 6): "the network is the reader's own",
    (13, 5): "the program is the reader's own",
}
# hints that any answer of a kind may get
SYMPTOMS = {"type", "shape", "transposed", "keys", "not-finite", "raises", "nothing"}
SYMPTOMS |= {"changes-input", "unsteady", "symbols", "sign", "factor", "other"}
SYMPTOMS |= {"recursion", "layers"}

DRAFT = {number_of(path) for path in DRAFTS}
FINISHED = [name for name, row in exercises().items() if row.chapter not in DRAFT]


def solutions(path):
    """Return number -> (sources, outputs) of the folded cells of a chapter's exercises."""
    found, number = {}, 0
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            numbers = re.findall(r"(?m)^\*\*(\d)\.\*\*", cell.source)
            number = int(numbers[-1]) if numbers else number
        elif "hide-cell" in cell.metadata.get("tags", []) and number:
            texts = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs]
            before = found.get(number, ("", ""))
            found[number] = (before[0] + cell.source + "\n", before[1] + "".join(texts))
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_exercise_has_its_check_and_the_books_solution_passes(path):
    chapter = number_of(path)
    rows = [row for row in exercises().values() if row.chapter == chapter]
    found = solutions(path)
    assert found
    for number, (source, output) in found.items():
        named = set(re.findall(r"check\.(\w+)\(", source))
        assert named == {row.name for row in rows if row.number == number}
        assert named or (chapter, number) in OPEN, (
            f"exercise {number} has no check: print(check.<name>(answer)) in its solution, and a "
            f"row in src/backprop/book/exercises/ch{chapter:02d}.py"
        )
        assert len(re.findall(r"(?m)^Right\. ", output)) >= len(named)
        assert "Not yet." not in output


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_text_names_the_check(path):
    text = "\n".join(
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    for row in exercises().values():
        if row.chapter == number_of(path):
            assert f"`check.{row.name}(" in text, row.name


TOLD = [(name, i, hint) for name, rows in WRONG.items() for i, (_, hint) in enumerate(rows)]


@pytest.mark.parametrize(("name", "index", "hint"), TOLD)
def test_a_wrong_answer_gets_the_hint_that_fits(name, index, hint):
    result = getattr(check, name)(WRONG[name][index][0])
    assert not result
    assert result.hint == hint, str(result)
    assert result.says.endswith((".", "?"))


def untried(name):
    """Say what wrong answers an exercise still lacks."""
    row = exercises()[name]
    hints = {hint for _, hint in answers(name, row.chapter)}
    telling = {slip.id for slip in row.judge.slips}
    if len(answers(name, row.chapter)) < 3:
        yield f"check.{name} is tried with {len(hints)} wrong answers; expected three or more"
    if lacking := telling - hints:
        yield f"check.{name} has hints that no wrong answer gets: {', '.join(sorted(lacking))}"
    if strange := hints - SYMPTOMS - telling - set(CATALOGUE):
        yield f"check.{name} has no hint {', '.join(sorted(strange))}, which a wrong answer expects"


@pytest.mark.parametrize("name", FINISHED)
def test_each_exercise_is_tried_with_three_wrong_answers_and_every_hint(name):
    assert list(untried(name)) == []


def test_what_the_exercises_of_drafts_lack_is_said_and_is_no_failure(record_property):
    for name in sorted(set(exercises()) - set(FINISHED)):
        tried = name in WRONG
        for complaint in untried(name) if tried else [f"check.{name} is tried with nothing"]:
            record_property("summary", f"draft: {complaint}")


def test_an_exercise_without_wrong_answers_says_where_they_belong():
    with pytest.raises(AssertionError, match=r"write WRONG\['bowl'\] in .*wrong_ch13\.py"):
        answers("bowl", 13)


@pytest.mark.parametrize("name", exercises())
def test_no_hint_gives_the_solution_away(name):
    row = exercises()[name]
    right = getattr(row.judge, "right", None)
    right = right() if callable(right) and type(row.judge).__name__ == "Value" else right
    said = [slip.says for slip in row.judge.slips] + [getattr(row.judge, "note", "")]
    if isinstance(right, int | float) and abs(right) not in (0, 1, 2):
        for text in said:
            assert re.search(rf"(?<![\d.]){re.escape(f'{right:g}')}(?![\d.])", text) is None, text


def test_wrong_answers_are_those_of_exercises():
    assert set(WRONG) - set(exercises()) == set()
