"""What the download button hands out: plain Markdown that says what the page says."""

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
NUMBER = re.compile(r"\\tag\*\{(\([\d.]+\)) ?(\S*)\}")
PAGES = sorted(
    path.stem for path in Path(__file__).parents[2].glob("book/*.ipynb") if path.name[0] != "_"
)
SIGNS = {"✓": "✓", "≔": ":=", "✗": "✗", "○": "○"}


def page_of_site(site, name):
    return BeautifulSoup((site / f"book/{name}.html").read_text(encoding="utf-8"), "html.parser")


def notebook(site, name):
    """Return the notebook that the button of a page leads to."""
    (button,) = page_of_site(site, name).select(".page-facts a[download]")
    return nbformat.read((site / "book" / button["href"]).resolve(), as_version=4)


def prose(made):
    """Return all that is shown as Markdown, without spans of code."""
    parts = [cell.source for cell in made.cells if cell.cell_type == "markdown"]
    for cell in made.cells:
        for output in cell.get("outputs", ()):
            parts.append(output.get("data", {}).get("text/markdown", ""))
    return "\n\n".join(parts)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_a_valid_notebook_of_plain_markdown(site, name):
    made = notebook(site, name)
    nbformat.validate(made)
    assert LEFT.findall(prose(made)) == []


@pytest.mark.parametrize("name", PAGES)
def test_equations_have_the_numbers_and_signs_of_the_page(site, name):
    theirs = []
    for equation in page_of_site(site, name).select("div.math.display"):
        if number := equation.select_one(".eqno"):
            said = re.search(r"\([\d.]+\)", number.get_text())[0]
            sign = equation.select_one(".standing-sign")
            theirs.append((said, SIGNS[sign.get_text()] if sign else ""))
    assert NUMBER.findall(prose(notebook(site, name))) == theirs


def words(text):
    return re.sub(r"[`*_\s]+|\$[^$]*\$", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_figures_have_the_numbers_and_captions_of_the_page(site, name):
    theirs = []
    for caption in page_of_site(site, name).select("figcaption .caption-number"):
        text = caption.find_next_sibling(class_="caption-text")
        for formula in text.select("math"):
            formula.decompose()
        theirs.append((caption.get_text().strip(), words(text.get_text())))
    ours = re.findall(r"(?m)^\*\*(Fig\. [\d.]+)\*\* (.*)$", prose(notebook(site, name)))
    assert [(number, words(text)) for number, text in ours] == theirs


@pytest.mark.parametrize("name", PAGES)
def test_citations_are_those_of_the_page(site, name):
    article = page_of_site(site, name).select_one("article")
    theirs = {link.get_text() for link in article.select('a[href*="bibliography.html#id"]')}
    made = prose(notebook(site, name))
    ours = set(re.findall(r"(?m)^- \[(\w+)\] ", made.partition("## References")[2]))
    assert ours == theirs
    for label in theirs:
        assert re.search(rf"\[(?:\w+, )*{label}(?:, \w+)*\]", made.partition("## References")[0])


@pytest.mark.parametrize("name", PAGES)
def test_it_opens_as_jupyterlab_would_have_saved_it(site, name):
    made = notebook(site, name)
    assert (made.nbformat, made.nbformat_minor) == (4, 5)
    assert set(made.metadata) == {"kernelspec", "language_info"}
    assert len({cell.id for cell in made.cells}) == len(made.cells)
    for cell in made.cells:
        hidden = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
        assert cell.metadata.get("collapsed", False) == hidden
        assert "mystnb" not in cell.metadata


@pytest.mark.parametrize("name", PAGES)
def test_nbconvert_leaves_nothing_as_typed(site, name):
    """Of what GitHub and nbconvert show, which know plain Markdown and no more."""
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook(site, name))
    page = BeautifulSoup(html, "html.parser")
    for code in page.select("div.highlight, .jp-CodeCell .jp-InputArea, script, style"):
        code.decompose()
    for output in page.select('[data-mime-type="text/plain"] pre'):
        output.decompose()
    assert LEFT.findall(page.get_text()) == []
    assert all(image.get("alt", "").strip() for image in page.select("img"))
    assert "**" not in page.get_text()
