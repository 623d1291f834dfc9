"""A drawing as a notebook stores it: seen without trust, the same bytes everywhere."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup

from backprop.figures.plots import PALETTE, figure, svg, themed
from backprop.figures.plots.picture import described, inlined, picture


def drawn(stretch=1.0):
    """Draw what has clip paths, markers and a hatch; `stretch` moves the last bits of all."""
    fig, axes = figure(6.4 * stretch, 3.6, ncols=2)
    x = np.linspace(0, 1, 7) * stretch
    axes[0].plot(x, x**2, marker="o", label="$g'(z)$")
    axes[1].bar(x, x, hatch="//", color=PALETTE["wash"])
    axes[1].plot(x, x * stretch, marker="x")
    axes[0].legend(loc="upper left")
    return fig


def held(html):
    """Return the document in an <img>."""
    return unquote(
        BeautifulSoup(html, "html.parser").img["src"].removeprefix("data:image/svg+xml,")
    )


def test_a_notebook_shows_an_image_that_needs_nothing_else():
    html = drawn()._repr_html_()
    (image,) = BeautifulSoup(html, "html.parser").find_all(True)
    assert image.name == "img"
    assert len(image["alt"].split()) > 3
    assert (image["width"], image["height"]) == ("614", "346")
    root = ElementTree.fromstring(held(html))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r'(?:href|src)="(?!#)', held(html))
    assert not hasattr(drawn(), "_repr_svg_"), "it would be stored twice"


@pytest.mark.parametrize("write", [svg, lambda fig: fig._repr_html_()], ids=["svg", "html"])
def test_the_last_bit_of_a_number_does_not_show(write):
    assert write(drawn()) == write(drawn(1 + 4e-16))
    assert not re.findall(r'id="\w{12,}"', write(drawn()))


def test_what_refers_to_something_finds_it():
    text = svg(drawn())
    names = re.findall(r' id="([^"]+)"', text)
    wanted = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text))
    wanted = {one or other for one, other in wanted}
    assert len(names) == len(set(names))
    assert wanted <= set(names)
    assert len(wanted) > 3


def test_who_cannot_see_it_is_told():
    html = drawn()._repr_html_()
    said = described(html, 'A "curve" & a bar.')
    assert BeautifulSoup(said, "html.parser").img["alt"] == 'A "curve" & a bar.'
    assert held(said) == held(html)


def test_it_stands_in_a_page_with_names_of_its_own():
    text = themed(svg(drawn()), "A drawing.", "drawing")
    html = picture(text, "A drawing.")
    assert inlined(f"<p>{html}</p>") == f"<p>{text}</p>"
    twice = [BeautifulSoup(inlined(html, "A < B.", prefix), "html.parser") for prefix in "ab"]
    for prefix, page in zip("ab", twice, strict=True):
        assert page.svg["aria-label"] == "A < B."
        ids = {element["id"] for element in page.find_all(id=True)}
        assert ids
        assert ids == set(re.findall(rf"#({prefix}-\w+)", str(page)))
        assert str(page).count("var(--fig-") == text.count("var(--fig-")
