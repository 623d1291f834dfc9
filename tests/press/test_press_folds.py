"""Code that only draws is folded behind its picture, on the page and in the notebook."""

import json

import nbformat
import pytest
import small_book
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from press.drawing import drawing_cells, hide_drawing

SVG = {"image/svg+xml": "<svg/>"}
SLIDERS = {"text/html": '<figure class="explorer" id="x"></figure>'}
IMPORT = "import numpy as np\n\nfrom backprop.figures.plots import figure\n\nnp.seterr(all='raise')"


def cell(source, data=None, printed="", tags=()):
    outputs = [new_output("stream", name="stdout", text=printed)] if printed else []
    outputs += [new_output("display_data", data=data)] if data else []
    metadata = {"tags": list(tags)} if tags else {}
    return new_code_cell(source, outputs=outputs, metadata=metadata)


def folded(*cells):
    return sorted(drawing_cells(new_notebook(cells=[cell(IMPORT), *cells])))


def test_imports_are_folded_and_what_computes_beside_them_is_not():
    assert folded() == [0]
    assert sorted(drawing_cells(new_notebook(cells=[cell("import numpy as np\nx = 1")]))) == []


def test_a_picture_is_folded_and_one_with_printed_numbers_is_not():
    assert folded(cell("fig, ax = figure()\nfig", SVG)) == [0, 1]
    assert folded(cell("figure()", SLIDERS)) == [0, 1]
    assert folded(cell("fig, ax = figure()\nprint(1)\nfig", SVG, "1\n")) == [0]


def test_what_an_open_cell_takes_up_stays_open():
    draws = cell("run = train()\nfig, ax = figure()\nfig", SVG)
    assert folded(draws, cell("print(run)", printed="1\n")) == [0]
    # bound anew before it is used: nothing of the picture is taken up
    assert folded(draws, cell("run = 2\nprint(run)", printed="2\n")) == [0, 1]
    assert folded(draws, cell("print([run for run in 'ab'])", printed="2\n")) == [0, 1]
    assert folded(draws, cell("def f(run):\n    return run\nf(1)", printed="2\n")) == [0, 1]
    assert folded(draws, cell("print(run)", printed="1\n", tags=["hide-cell"])) == [0]


def test_what_prepares_pictures_alone_is_folded_with_them():
    table, way = cell("TEXTS = {'a': 'b'}"), cell("def way():\n    return figure(), TEXTS")
    shown = cell("way()", SLIDERS)
    assert folded(table, way, shown) == [0, 1, 2, 3]
    assert folded(table, way, shown, cell("print(TEXTS)", printed="1\n")) == [0, 2, 3]
    assert folded(table, way) == [0]
    assert folded(cell("runs = train(alpha=2)"), cell("figure(runs)", SVG)) == [0, 2]


def test_marks_are_set_and_taken_away():
    notebook = new_notebook(cells=[cell(IMPORT), cell("x = 1\nprint(x)", printed="1\n")])
    notebook.cells[1].metadata["jupyter"] = {"source_hidden": True}
    hide_drawing(notebook)
    assert [c.metadata.get("jupyter") for c in notebook.cells] == [{"source_hidden": True}, None]


META = {
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
    "language_info": {"name": "python", "pygments_lexer": "python"},
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    cells = [
        new_markdown_cell("# T\n\nA sentence that is long enough."),
        cell(IMPORT),
        new_markdown_cell("Look."),
        cell("TEXTS = {'a': 'b'}"),
        cell("figure(TEXTS)", SLIDERS),
        new_markdown_cell("And."),
        cell("MORE = {}"),
        new_markdown_cell("Then."),
        cell("print('taught')", printed="taught\n"),
        cell("figure(MORE)", SLIDERS),
    ]
    notebook = hide_drawing(new_notebook(cells=cells, metadata=META))
    folder = tmp_path_factory.mktemp("book")
    small_book.write(folder, {"index.ipynb": json.dumps(json.loads(nbformat.writes(notebook)))})
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    return BeautifulSoup(small_book.page(folder, "index.html"), "html.parser")


@pytest.mark.slow
def test_the_picture_comes_first_and_its_code_is_behind_it(page):
    folds = page.select("details.fold")
    said = [" ".join(box.summary.get_text().split()) for box in folds]
    assert said == [
        "Show the imports",
        "Show the code of this figure",
        "Show the code behind the figures below",
        "Show the code of this figure",
    ]
    assert "TEXTS = " in folds[1].get_text()  # with what prepares it
    assert folds[1].find_previous("figure").find_next("details") is folds[1]
    assert [box.select_one("[open]") for box in folds] == [None] * 4


@pytest.mark.slow
def test_code_that_teaches_stands_open(page):
    for box in page.select("details"):
        box.decompose()
    assert [pre.get_text().strip() for pre in page.select(".cell_input pre")] == ["print('taught')"]
