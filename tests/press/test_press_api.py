"""A page of functions is made from docstrings, and stays out of the index."""

import pytest
import small_book
from bs4 import BeautifulSoup

from press.api import first_paragraph, literal

PAGE = """# Functions

```{eval-rst}
.. automodule:: backprop.network
   :members:

.. automodule:: backprop.activations
   :members:
```
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a", "b", "", "c"], ["a", "b", ""]),
        (["a"], ["a", ""]),
    ],
)
def test_the_first_paragraph(lines, expected):
    assert first_paragraph(lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Say.", "", "    z = 1", "", "    y = 2"],
         ["Say.", "", "::", "", "    z = 1", "", "    y = 2"]),
        (["Say::", "", "    z = 1"], ["Say::", "", "    z = 1"]),
        (["|z| is.", "", "Notes", "-----", "", "    |x|"],
         [r"\|z\| is.", "", "Notes", "-----", "", "    |x|"]),
    ],
)  # fmt: skip
def test_what_is_set_in_stays_as_it_is(lines, expected):
    assert literal(lines) == expected


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    conf = "html_use_index = True\n"
    folder = small_book.write(tmp_path_factory.mktemp("book"), {"index.md": PAGE}, conf)
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.mark.slow
def test_functions_are_there_with_their_parameters(site):
    page = BeautifulSoup(small_book.page(site, "index.html"), "html.parser")
    cost = page.find(id="backprop.network.Network.cost")
    assert cost.get_text().strip().startswith("cost(Theta, X, Y, lam=0.0)")
    said = cost.find_next_sibling("dd").get_text()
    assert "Parameters:" in said
    assert "(array_like of shape (m, s_L))" in said
    assert "minutes to read" not in page.get_text()


@pytest.mark.slow
def test_functions_are_not_in_the_index(site):
    assert "sigmoid" not in small_book.page(site, "genindex.html")
