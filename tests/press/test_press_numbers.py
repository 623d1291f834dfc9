"""A chapter, its sections, figures and equations carry the number of its file."""

import pytest
import small_book
from bs4 import BeautifulSoup

INDEX = "# Book\n\n```{toctree}\n:numbered: 2\n02_second\n07_seventh\nappendix\n```\n"
CHAPTER = "# Title\n\n## Part\n\n$$\nx = 1\n$$ (eq-%s)\n\nSee {eq}`eq-%s`.\n"


@pytest.mark.slow
def test_numbers_come_from_file_names(tmp_path):
    pages = {"index.md": INDEX, "appendix.md": "# Appendix\n\nA text without formulas.\n"}
    pages |= {f"{n}.md": CHAPTER % (n[:2], n[:2]) for n in ("02_second", "07_seventh")}
    book = small_book.write(tmp_path, pages, "math_numfig = True\nnumfig_secnum_depth = 1\n")
    run = small_book.build(book)
    assert run.returncode == 0, run.stderr
    page = BeautifulSoup(small_book.page(book, "07_seventh.html"), "html.parser")
    assert page.h1.get_text().startswith("7. Title")
    assert page.h2.get_text().startswith("7.1. Part")
    assert page.find(class_="eqno").get_text().startswith("(7.1)")
    assert "See (7.1)" in page.get_text()
    first = BeautifulSoup(small_book.page(book, "index.html"), "html.parser").get_text()
    assert "2. Title" in first
    assert "7. Title" in first
