"""A chapter begins as a copy of a template that passes."""

import json

import pytest
from chapters import BOOK, DRAFTS

from backprop.equations import check_file, tally
from tools import chapter


@pytest.fixture
def book(tmp_path):
    (tmp_path / "_template.ipynb").write_bytes((BOOK / "_template.ipynb").read_bytes())
    (tmp_path / "02_sigmoid.ipynb").touch()
    return tmp_path


def test_the_copy_has_labels_of_its_own_number_and_equations_that_hold(book):
    path = chapter.begin("13_example", book)
    text = path.read_text(encoding="utf-8")
    assert "_template" not in text
    json.loads(text)
    results = check_file(path)
    assert [result.equation.label for result in results] == ["eq-13-c", "eq-13-slope"]
    assert tally(results)["failing"] == 0


def test_the_template_is_a_draft():
    assert BOOK / "_template.ipynb" in DRAFTS


@pytest.mark.parametrize("name", ["", "example", "3_example", "13 Example", "95_late", "../13_a"])
def test_a_name_that_is_none_of_a_chapter_is_refused(book, name):
    with pytest.raises(ValueError, match="expected two digits below 90 and words"):
        chapter.begin(name, book)


def test_a_number_is_given_only_once(book):
    with pytest.raises(ValueError, match="chapter 02 is 02_sigmoid"):
        chapter.begin("02_again", book)
    chapter.begin("13_example", book)
    with pytest.raises(ValueError, match="chapter 13 is 13_example"):
        chapter.begin("13_example", book)
