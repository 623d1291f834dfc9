"""Words that were decided against are found, where they are the book's own, and nowhere else."""

import json

import pytest

from tools.wording import RULES, complaints, main, passages

MARKDOWN = {"cell_type": "markdown", "metadata": {}, "source": ["One.\n", "It is mended.\n"]}
FIGURE = {
    "cell_type": "code",
    "metadata": {"mystnb": {"figure": {"caption": "Two parted rings."}}},
    "source": ["walk = 1\n", 'print("the walk ends")\n'],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.pattern[:20])
def test_a_rule_finds_its_example_and_lets_the_other_pass(rule):
    assert rule.instead in [instead for _, _, instead in complaints(rule.caught)]
    assert list(complaints(rule.passes)) == []


@pytest.mark.parametrize(
    "text",
    [
        "`walk` and ``mend`` in code",
        "$mend$ in a formula",
        "```\nwalk()\n```",
        'as the article has it, "the mended network"',
        "[chapter](10_walk.ipynb#a-walk)",
        "Who talks to whom?",
        "the rings depart; the path is recommended",
    ],
)
def test_what_is_not_the_books_own_is_left_alone(text):
    assert list(complaints(text)) == []


def test_a_place_is_counted_in_lines_of_the_passage():
    text = "$$\n% def\na = b\n$$ (eq-1)\n\nIt walks."
    assert [(line, words) for line, words, _ in complaints(text)] == [(6, "walks")]


def test_a_notebook_is_read_in_text_captions_and_what_its_code_says(tmp_path):
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps({"cells": [MARKDOWN, FIGURE]}), encoding="utf-8")
    found = [
        (place, words) for place, _, text in passages(path) for _, words, _ in complaints(text)
    ]
    assert found == [("cell 1", "mended"), ("cell 2", "walk"), ("cell 2, caption", "parted")]


def test_the_book_keeps_to_its_words(capsys):
    ended = main([])
    assert capsys.readouterr().out == ""
    assert ended == 0
