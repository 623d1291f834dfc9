"""The first page: a picture that moves, with the engine's numbers, and the chapters as cards."""

import json
import re

import numpy as np
import pytest
import small_book
from bs4 import BeautifulSoup
from chapters import BOOK, CHAPTERS

from backprop.checking import numerical_gradient
from backprop.network import Network
from press import opening

FRAMES = opening.Frames()


def test_its_derivatives_are_those_of_differences():
    net = Network((2, 2, 1))
    numeric = numerical_gradient(lambda Theta: net.cost(Theta, opening.X, opening.Y), opening.THETA)
    for layer, D in numeric.items():
        np.testing.assert_allclose(FRAMES.D[layer], D, rtol=1e-6)


def test_each_step_says_the_numbers_it_shows():
    for step in range(6):
        fig, sentence = FRAMES.draw(step)
        shown = " ".join(text.get_text() for text in fig.axes[0].texts)
        new = re.findall(r"−?\d\.\d\d", sentence)
        if step in (1, 2, 3, 4):
            assert [number for number in new if number not in shown] == [], step
    assert "brings the output from 0.70 to 0.53" in sentence
    assert FRAMES.after < FRAMES.a[3][0]


def test_it_is_whole_without_a_script_and_ends_where_it_stands():
    page = BeautifulSoup(opening.one_pass(), "html.parser")
    figure = page.find("figure")
    assert "data-once" in figure.attrs
    slider = figure.find("input")
    assert slider["value"] == slider["max"] == "5"
    assert "derivative" in figure.find("output").get_text()


def notebook(*html):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# Do a thing"}]
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": text}}
        for text in html
    ]
    cells.append(
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "outputs": outputs,
            "source": "1",
        }
    )
    return {
        "cells": cells,
        "metadata": {"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def test_a_card_has_the_first_picture_without_its_words_and_a_page_if_there_is_none():
    drawing = json.loads(CHAPTERS[0].read_text("utf-8"))
    picture = opening.first_picture(drawing)
    assert picture.startswith("<svg")
    assert "<path" in picture
    assert "<text" not in picture
    assert "aria-hidden" in picture
    assert opening.first_picture(notebook("<p>no picture</p>")) == opening.PAGE


INDEX = """# A book

```{chapters}
01_one: what one does
```

```{toctree}
01_one
```
"""


@pytest.mark.slow
def test_cards_lead_to_the_chapters(tmp_path):
    files = {"index.md": INDEX, "01_one.ipynb": json.dumps(notebook())}
    folder = small_book.write(tmp_path, files)
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    card = BeautifulSoup(small_book.page(folder, "index.html"), "html.parser").find(
        "a", class_="chapter-card"
    )
    assert card["href"] == "01_one.html"
    assert card.find(class_="chapter-title").get_text() == "1. Do a thing"
    assert card.find(class_="chapter-said").get_text() == "what one does"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [("01_one", "is not `file: sentence`"), ("02_two: none", "there is no chapter 02_two.ipynb")],
)
def test_a_card_that_leads_nowhere_ends_the_build(tmp_path, line, said):
    index = INDEX.replace("01_one: what one does", line)
    files = {"index.md": index, "01_one.ipynb": json.dumps(notebook())}
    run = small_book.build(small_book.write(tmp_path, files))
    assert said in run.stderr
    assert run.returncode != 0


def test_every_chapter_has_a_card():
    text = (BOOK / "intro.md").read_text("utf-8")
    block = re.search(r"```\{chapters\}\n(.*?)```", text, re.DOTALL)[1]
    assert [line.split(":")[0] for line in block.splitlines()] == [path.stem for path in CHAPTERS]
