"""A remark is folded with the solution it belongs to, and nothing else is."""

import json

import pytest
import small_book
from bs4 import BeautifulSoup


def markdown(text):
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def solution(source):
    cell = {"cell_type": "code", "metadata": {"tags": ["hide-cell"]}, "source": source}
    return cell | {"execution_count": None, "outputs": []}


META = {"kernelspec": {"name": "python3"}, "language_info": {"pygments_lexer": "python"}}
CELLS = [
    markdown("# T\n\nA sentence that is long enough.\n\n## Exercises\n\n**1.** How many?"),
    solution("first = 1"),
    markdown("One remark,\n\n- in two pieces.\n\n**2.** And now?\n\n**Think**, says its text."),
    solution("second = 2"),
    markdown("**3.** The last."),
    solution("third = 3"),
    solution("more = 3"),
    markdown("A remark at the end.\n\n## Sources\n\nNobody."),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    notebook = {"cells": CELLS, "metadata": META}
    notebook |= {"nbformat": 4, "nbformat_minor": 4}
    folder = tmp_path_factory.mktemp("book")
    small_book.write(folder, {"index.ipynb": json.dumps(notebook)})
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    return BeautifulSoup(small_book.page(folder, "index.html"), "html.parser")


@pytest.mark.slow
def test_each_solution_holds_its_own_remark(page):
    folded = [" ".join(box.get_text().split()) for box in page.select("details.hide")]
    assert ["first" in folded[0], "in two pieces." in folded[0]] == [True, True]
    assert folded[1].endswith("second = 2")
    assert folded[2].endswith("third = 3")
    assert folded[3].endswith("more = 3 A remark at the end.")


@pytest.mark.slow
def test_exercises_and_sections_stay_open(page):
    for box in page.select("details"):
        box.decompose()
    words = " ".join(page.get_text().split())
    for open_text in ("1. How many?", "2. And now?", "Think, says", "3. The last.", "Nobody."):
        assert open_text in words


@pytest.mark.slow
def test_a_solution_that_would_stand_open_ends_the_build(tmp_path):
    cell = solution("first = 1")
    cells = [markdown("# T\n\nA sentence that is long enough.\n\n**1.** How many?"), cell]
    notebook = {"cells": cells, "metadata": META, "nbformat": 4, "nbformat_minor": 4}
    renamed = """
def renamed(app, doctree):
    for node in doctree.findall(lambda node: "hide_mode" in getattr(node, "attributes", {})):
        node["hiding"] = node.attributes.pop("hide_mode")


def setup(app):
    app.connect("doctree-read", renamed)
"""
    small_book.write(tmp_path, {"index.ipynb": json.dumps(notebook)}, renamed)
    run = small_book.build(tmp_path)
    assert run.returncode != 0
    assert "a solution would not be folded" in run.stderr
