"""A figure made ready for the inside of a page."""

import re

import pytest
from bs4 import BeautifulSoup

from backprop.figures.plots import PALETTE, figure, svg, themed


@pytest.fixture(scope="module")
def text():
    fig, ax = figure()
    ax.plot([0, 1, 2], [0, 1, 4], marker="o", label="$g'(z)$")
    ax.bar([0.5], [2], hatch="//", color=PALETTE["wash"])
    ax.legend(loc="upper left")
    return svg(fig)


@pytest.fixture(scope="module")
def page(text):
    return BeautifulSoup(themed(text, 'A "curve" & a bar.', "fig1"), "html.parser")


def test_it_is_an_image_with_a_name_and_a_size(page):
    root = page.svg
    assert (root["role"], root["aria-label"]) == ("img", 'A "curve" & a bar.')
    assert root["viewbox" if root.get("viewbox") else "viewBox"] == "0 0 460.8 259.2"
    assert (root["width"], root["height"]) == ("614", "346")


def test_a_strict_policy_finds_nothing_to_refuse(page):
    assert not page.find_all(["style", "script"])
    assert not page.find_all(style=True)


def test_ids_are_prefixed_and_each_is_referred_to(page):
    ids = {element["id"] for element in page.find_all(id=True)}
    references = set(re.findall(r"#(fig1-\w+)", str(page)))
    assert ids == references
    assert ids


def test_colours_follow_the_theme(text, page):
    shown = str(page)
    for name, colour in PALETTE.items():
        assert shown.count(colour) == shown.count(f"var(--fig-{name},{colour})")
    assert "#000000" not in shown
    assert "#ffffff" not in shown


def test_a_prime_is_a_prime(text, page):
    assert "cmsy10" in text  # Matplotlib's way; the day it changes, ours may go
    assert "′" in page.get_text()
    assert "cmsy10" not in str(page)


def test_it_is_shorter(text, page):
    assert len(themed(text, "A curve.", "fig1")) < len(text)


def test_a_figure_without_a_sentence_is_refused(text):
    with pytest.raises(ValueError, match="alt is empty"):
        themed(text, " ", "fig1")
