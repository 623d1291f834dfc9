"""What comments name is in the index, and leads to where the comment stands."""

import nbformat
import pytest
import small_book
from bs4 import BeautifulSoup

from press.index import entries

INDEXED = "html_use_index = True\n"
PAGE = """# Title

A sentence about the chain rule that is long enough.
<!-- index: chain rule; gradient, numerical -->
<!-- A comment of another kind. -->

```{glossary}
unit
  A sum and a curve.
```
"""
TWO = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_markdown_cell("# Two\n\nText of a cell."),
        nbformat.v4.new_markdown_cell("<!-- index: chain rule -->"),
    ]
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("a", ["a"]),
        (" a ;\n  b  c ", ["a", "b c"]),
        ("a, b; c", ["a; b", "c"]),
    ],
)
def test_entries_of_a_comment(said, expected):
    assert entries(said) == expected


@pytest.mark.parametrize("said", ["", "a;", "a, b, c", ", b"])
def test_an_entry_that_says_nothing_is_refused(said):
    with pytest.raises(ValueError, match="is no entry; expected 'entry' or 'entry, below it'"):
        entries(said)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    toc = "\n```{toctree}\ntwo\n```\n"
    pages = {"index.md": PAGE + toc, "two.ipynb": nbformat.writes(TWO)}
    folder = small_book.write(tmp_path_factory.mktemp("book"), pages, INDEXED)
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    return folder


def parsed(site, name):
    return BeautifulSoup(small_book.page(site, name), "html.parser")


@pytest.mark.slow
def test_an_entry_leads_to_where_the_comment_stands(site):
    links = parsed(site, "genindex.html").find("article").find_all("a")
    places = {link.parent.find(string=True).strip(": "): link["href"] for link in links}
    assert set(places) == {"chain rule", "numerical", "unit"}
    name, _, anchor = places["numerical"].partition("#")
    # search shows the text of what an entry leads to, and fails where there is none
    assert "the chain rule" in parsed(site, name).find(id=anchor).get_text()


@pytest.mark.slow
def test_an_entry_of_two_pages_has_two_places_each_by_its_title(site):
    entry = next(
        item
        for item in parsed(site, "genindex.html").find("article").find_all("li")
        if item.get_text().startswith("chain rule")
    )
    assert [link.get_text() for link in entry.find_all("a")] == ["Title", "Two"]
    second = entry.find_all("a")[1]
    name, _, anchor = second["href"].partition("#")
    assert "Text of a cell." in parsed(site, name).find(id=anchor).get_text()


@pytest.mark.slow
def test_comments_are_not_in_the_page(site):
    assert "index:" not in small_book.page(site, "index.html").replace("index.html", "")


@pytest.mark.slow
def test_an_empty_entry_stops_the_build(tmp_path):
    text = "# Title\n\nA sentence.\n\n<!-- index: a; -->\n"
    run = small_book.build(small_book.write(tmp_path / "book", {"index.md": text}, INDEXED))
    assert run.returncode != 0
    assert "in the index: '' is no entry" in run.stderr
