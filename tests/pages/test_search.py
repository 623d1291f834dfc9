"""The search, typed as a reader would: numbers, letters, words."""

import re
import unicodedata

import nbformat
import pytest
from chapters import CHAPTERS, PRINTED
from playwright.sync_api import expect
from site_pages import TEX


def results(page):
    """Wait for the end of a search; return of each result its link, title and text, in order."""
    expect(page.locator(".search-summary")).to_have_text(re.compile("found|did not match"))
    page.wait_for_load_state("networkidle")
    items = page.locator("#search-results ul.search li").all()
    return [
        (item.locator("a").get_attribute("href"), item.locator("a").inner_text(), item.inner_text())
        for item in items
    ]


@pytest.fixture
def search(open_page):
    def ask(query, **options):
        page = open_page("search.html", **options)
        page.locator("main input[name=q]").fill(query)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return results(page)

    return ask


TYPED = ["8.9", "(8.9)", "eq 8.9", "Eq. (8.9)", "equation 8.9", "formula (8.9)"]


@pytest.mark.parametrize("query", TYPED)
def test_an_equation_is_found_by_its_number(search, open_page, query):
    href, title, text = search(query)[0]
    assert title == "Equation (8.9)"
    assert not TEX.search(text)
    assert "<" not in text
    assert "Accumulate the gradient" in text
    page = open_page(href)
    shown = page.locator(f'[id="{href.partition("#")[2]}"] .eqno')
    assert "(8.9)" in shown.inner_text()
    expect(shown).to_be_in_viewport()


@pytest.mark.parametrize("query", ["fig 3.1", "Fig. 3.1", "figure 3.1"])
def test_a_figure_is_found_by_its_number(search, open_page, query):
    [(href, title, _)] = search(query)
    assert title == "Fig. 3.1"
    page = open_page(href)
    figure = page.locator(f'[id="{href.partition("#")[2]}"]')
    assert "Fig. 3.1" in figure.locator("figcaption").inner_text()


def test_a_number_alone_finds_equation_and_figure(search):
    assert [title for _, title, _ in search("3.1")] == ["Equation (3.1)", "Fig. 3.1"]


def test_a_chapter_is_found_by_its_number(search):
    href, title, _ = search("chapter 8")[0]
    assert href == "book/08_accumulation.html"
    assert title.startswith("Chapter 8: ")


def test_a_number_that_there_is_not_is_not_found(search):
    assert search("99.99") == []


def test_every_equation_of_the_book_has_its_number_in_the_search(open_page, site):
    page = open_page("search.html")
    known = page.evaluate("places.equations.map(([number, page]) => [page, number])")
    shown = []
    for path in PRINTED:
        text = (site / "book" / f"{path.stem}.html").read_text(encoding="utf-8")
        numbers = re.findall(r'class="eqno">\(([\d.]+)\)', text)
        shown += [[f"book/{path.stem}", number] for number in numbers]
    assert sorted(known) == sorted(shown)
    assert len(shown) > 150


@pytest.mark.parametrize(
    ("query", "letter"),
    [
        ("δ", "δ"),
        ("delta", "δ"),
        ("Delta", "Δ"),
        (r"\delta", "δ"),
        ("δ⁽²⁾", "δ"),
        ("δ^(2)", "δ"),
        ("Θ", "Θ"),
        ("Theta", "Θ"),
        (r"$\Theta$", "Θ"),
        ("λ", "λ"),
        ("lambda", "λ"),
    ],
)
def test_a_symbol_is_found_by_its_letter_and_by_its_name(search, query, letter):
    found = search(query)
    symbols = [(href, text) for href, title, text in found if title.startswith(f"{letter} — ")]
    assert symbols
    assert any(href.startswith("book/notation.html#") for href, _ in symbols)
    assert found[0][1].startswith(f"{letter} — ")


def test_a_name_without_a_capital_finds_both(search):
    letters = {title[0] for _, title, _ in search("theta") if title[1:4] == " — "}
    assert letters == {"Θ", "θ"}


def test_a_letter_of_the_alphabet_is_a_symbol_too(search):
    assert any("pre-activation" in title for _, title, _ in search("z"))
    assert any("activation" in title for _, title, _ in search("a"))


def test_a_symbol_leads_to_where_it_stands(search, open_page):
    href = next(href for href, title, _ in search("δ") if "08_" in href and title[0] == "δ")
    page = open_page(href)
    text = page.locator(f'[id="{href.partition("#")[2]}"]').inner_text()
    assert "δ" in unicodedata.normalize("NFKC", text)


def sentences(word):
    """Return the prose of the chapters that has a word, apart from the press."""
    for path in CHAPTERS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown" and word in cell.source.lower():
                yield path.stem


@pytest.mark.parametrize("word", ["mirror", "momentum", "checkpointing", "xor"])
def test_what_is_quoted_is_the_sentence_that_was_hit(search, word):
    found = [one for one in search(word) if word not in one[1].lower()]
    quoted = [text.partition("\n")[2] for _, _, text in found if "\n" in text]
    assert quoted
    assert [text for text in quoted if word[:6] not in text.lower()] == []
    pages = {href for href, _, _ in search(word)}
    assert {f"book/{stem}.html" for stem in sentences(word)} <= {
        href.partition("#")[0] for href in pages
    }


def test_the_sentence_is_shown_with_the_section_that_it_stands_in(search, open_page):
    found = [one for one in search("mirror") if "›" in one[1]]
    assert found
    href, title, text = found[0]
    page = open_page(href)
    section = page.locator(f'[id="{href.partition("#")[2]}"]')
    assert title.partition(" › ")[2] in section.inner_text()
    assert "mirror" in section.inner_text().lower()
    assert "mirror" in text.lower()


def test_two_words_are_quoted_together_where_they_stand_together(search):
    texts = [text.lower() for _, _, text in search("vanishing gradient")]
    assert any("vanishing gradient" in text.partition("\n")[2] for text in texts)


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("chain rule", "book/03_chain_rule.html"),
        ("sigmoid", "book/02_sigmoid.html"),
        ("notation", "book/notation.html"),
        ("learning rate", "book/09_learning_rate.html"),
        ("glossary", "book/glossary.html"),
    ],
)
def test_titles_weigh(search, query, page):
    assert any(href.startswith(page) for href, _, _ in search(query)[:3])
