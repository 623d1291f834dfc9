"""Everything that the articles have has a place in the book, and the place is there."""

import itertools
import re
from pathlib import Path

import pytest

from backprop.book.article_index import ITEMS, Item, audited, coverage, missing, read_book
from backprop.book.article_index.book import anchor
from backprop.book.audit import ROWS

IDS = [row.id for row in ROWS]
ALL = list(itertools.chain.from_iterable(ITEMS.values()))
BOOK = read_book(Path(__file__).parents[2] / "book")

# Counted in the articles, by hand.
HEADINGS = {"A": 12, "B": 13, "C": 11}
FIGURES = {"A": 5, "B": 4, "C": 7}
TABLES = {"A": 1, "B": 2, "C": 1}


@pytest.mark.parametrize("article", ITEMS)
def test_every_place_is_there(article):
    assert missing(ITEMS[article], BOOK) == []


@pytest.mark.parametrize("article", ITEMS)
def test_every_heading_figure_and_table_has_an_item(article):
    kinds = [item.kind for item in ITEMS[article]]
    counted = (kinds.count("heading"), kinds.count("figure"), kinds.count("table"))
    assert counted == (HEADINGS[article], FIGURES[article], TABLES[article])


def test_every_row_of_the_audit_has_exactly_one_item():
    assert sorted(itertools.chain(*(audited(item, IDS) for item in ALL))) == sorted(IDS)


def test_an_item_leads_where_its_rows_of_the_audit_lead():
    chapters = {row.id: row.chapter for row in ROWS}
    for item in ALL:
        led = {place.split(" ")[0] for place in item.places}
        named = {re.match(r"\d+|[a-z]*", chapters[i]).group() for i in audited(item, IDS)} - {""}
        assert not named or led & named, f"{item.what}: {led}, the audit says {named}"


def test_no_item_stands_twice():
    for article, items in ITEMS.items():
        said = [(item.kind, item.what) for item in items]
        assert len(said) == len(set(said)), article


def test_a_place_that_is_not_there_is_missing():
    wrong = [Item("claim", "x", "05 No such section; 05 eq-05-nothing; 99; 05 eq-05-who")]
    assert missing(wrong, BOOK) == ["05 No such section", "05 eq-05-nothing", "99"]
    with pytest.raises(ValueError, match="the book has no '05 No such section'"):
        coverage(wrong, BOOK)


def test_a_row_of_the_table():
    item = Item("formula", "the chain", "05 eq-05-who; 05 A slip of the pen", "A10 A12-A13")
    row = coverage([item], BOOK).splitlines()[-1]
    assert row == (
        "| formula: the chain | {eq}`eq-05-who`, [chapter 5, *A slip of the pen*]"
        "(05_each_weight.ipynb#a-slip-of-the-pen), "
        "[A10\u00a0A12\u00a0to\u00a0A13](90_sources_audited.ipynb#article-a) |"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("poem", "x", "05"), "kind of 'x' is 'poem'"),
        (("claim", " ", "05"), "what of .* is empty"),
        (("claim", "x", ""), "where of .* is empty"),
    ],
)
def test_an_item_without_content_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Item(*arguments)


def test_an_unknown_row_is_refused():
    with pytest.raises(ValueError, match="has row A99; expected a row of the audit"):
        audited(Item("claim", "x", "05", rows="A1-A99"), IDS)


def test_anchors_are_those_of_the_pages():
    assert anchor("What is left, and why?") == "what-is-left-and-why"
    assert anchor("Article C's layers 3 and 2") == "article-cs-layers-3-and-2"
