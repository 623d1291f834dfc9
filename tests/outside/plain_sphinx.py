"""The book on the newest Sphinx: run by `make plain`, not by `make test`."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tools import plain

HTML = plain.PLACE / "html"
STOCK = Path(plain.ROOT, "_build", "html")
CHAPTER = "book/09_learning_rate.html"


@pytest.fixture(scope="module", autouse=True)
def built():
    assert plain.main() == 0


def page(site):
    return BeautifulSoup((site / CHAPTER).read_text(encoding="utf-8"), "html.parser")


def test_a_chapter_has_what_the_pinned_build_gives_it():
    if not (STOCK / CHAPTER).is_file():
        pytest.skip("there is no pinned build beside it; run `make book`")
    for what in ("math", ".eqno", ".standing", "figure.explorer", ".question", "details.hide"):
        counts = [len(page(site).select(what)) for site in (HTML, STOCK)]
        assert counts[0] == counts[1] > 0, what
    headings = [
        [" ".join(one.get_text().split()) for one in page(site).find_all(["h1", "h2", "h3"])]
        for site in (HTML, STOCK)
    ]
    assert headings[0] == headings[1]


def test_it_loads_one_style_sheet_and_our_scripts():
    found = page(HTML)
    assert [one["href"].partition("?")[0] for one in found.find_all("link", rel="stylesheet")] == [
        "../_static/press.css",
        "../_static/explorer.css",
    ]
    assert all("_static/" in one["src"] for one in found.find_all("script", src=True))
