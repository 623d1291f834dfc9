"""What the download button hands out: plain Markdown that says what the page says."""

import copy
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

LEFT = re.compile(  # what only MyST reads
    r"\{[\w:-]+\}`|^\s*(?:```|:::)\{|<!--|\$\$[ \t]*\([\w-]+\)|^\([\w-]+\)=|^:class:"
    r"|\[[xX ]\] |\[= |\[else\]|^% (?:def|claim|refuted|exempt)",
    re.MULTILINE,
)
CODE = re.compile(r"(\{[\w:-]+\})?(?<!`)(`{1,2})(?!`)[^`]+\2")  # of a role, or by itself
NUMBER = re.compile(r"\\tag\*\{(\([\d.]+\)) ?(\S*)\}")
PAGES = sorted(
    path.stem for path in Path(__file__).parents[2].glob("book/*.ipynb") if path.name[0] != "_"
)
SIGNS = {"✓": "✓", "≔": ":=", "✗": "✗", "○": "○"}


@pytest.fixture(scope="module", params=PAGES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def page(site, name):
    return BeautifulSoup((site / f"book/{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def notebook(site, page):
    """Return the notebook that the button of a page leads to."""
    (button,) = page.select(".page-facts a[download]")
    return nbformat.read((site / "book" / button["href"]).resolve(), as_version=4)


def prose(made):
    """Return all that is shown as Markdown, without spans of code."""
    parts = [cell.source for cell in made.cells if cell.cell_type == "markdown"]
    for cell in made.cells:
        for output in cell.get("outputs", ()):
            parts.append(output.get("data", {}).get("text/markdown", ""))
    return CODE.sub(lambda found: found.group() if found[1] else "", "\n\n".join(parts))


def test_it_is_a_valid_notebook_of_plain_markdown(notebook):
    nbformat.validate(notebook)
    assert LEFT.findall(prose(notebook)) == []


def test_equations_have_the_numbers_and_signs_of_the_page(page, notebook):
    theirs = []
    for equation in page.select("div.math.display"):
        if number := equation.select_one(".eqno"):
            said = re.search(r"\([\d.]+\)", number.get_text())[0]
            sign = equation.select_one(".standing-sign")
            theirs.append((said, SIGNS[sign.get_text()] if sign else ""))
    assert NUMBER.findall(prose(notebook)) == theirs


def words(text):
    """Return the words of a text without marks, which the site sets as printers do."""
    return re.sub(r"[`*_\s'’\"“”]+|\$[^$]*\$", "", text)


def test_figures_have_the_numbers_and_captions_of_the_page(page, notebook):
    theirs = []
    for caption in page.select("figcaption .caption-number"):
        text = copy.copy(caption.find_next_sibling(class_="caption-text"))
        for formula in text.select("math, code"):
            formula.decompose()
        theirs.append((caption.get_text().strip(), words(text.get_text())))
    ours = re.findall(r"(?m)^\*\*(Fig\. [\d.]+)\*\* (.*)$", prose(notebook))
    assert [(number, words(text)) for number, text in ours] == theirs


def test_citations_are_those_of_the_page(page, notebook):
    article = page.select_one("article")
    theirs = {link.get_text() for link in article.select('a[href*="bibliography.html#id"]')}
    made = prose(notebook)
    ours = set(re.findall(r"(?m)^- \[([\w+]+)\] ", made.partition("## References")[2]))
    assert ours == theirs
    said = re.findall(r"\[([\w+]+(?:, [\w+]+)*)\](?!\()", made.partition("## References")[0])
    assert theirs <= {label for group in said for label in group.split(", ")}


def test_it_opens_as_jupyterlab_would_have_saved_it(notebook):
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
        assert cell.metadata.get("collapsed", False) == hidden
        assert "mystnb" not in cell.metadata


def test_nbconvert_leaves_nothing_as_typed(notebook):
    """Of what GitHub and nbconvert show, which know plain Markdown and no more."""
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    shown = BeautifulSoup(html, "html.parser")
    for code in shown.select("pre, script, style"):
        code.decompose()
    assert LEFT.findall(shown.get_text()) == []
    assert all(image.get("alt", "").strip() for image in shown.select("img"))
    assert "**" not in shown.get_text()
