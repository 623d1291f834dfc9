"""The text of every figure is high enough to be read, however narrow the window is."""

import pytest
from site_pages import TEXTS

from press.legible import LEAST

# the height of each letter on the screen: the size of its font times what it is scaled by
LOW = """least => [...document.querySelectorAll("svg.drawing text")].flatMap(text => {
    const {a, b} = text.getScreenCTM(), scale = Math.hypot(a, b);
    const parts = text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text];
    return parts.filter(part => part.textContent.trim()).map(part => [
        (part.closest("figure") ?? part.closest("[id]")).id, part.textContent,
        +(parseFloat(getComputedStyle(part).fontSize) * scale).toFixed(2)]);
}).filter(([, , height]) => height < least - 0.01)"""
# what scrolls sideways is reached by key, and has a name
UNREACHED = """[...document.querySelectorAll(".figure-holder, .explorer-frame")].filter(box =>
    box.scrollWidth > box.clientWidth && !(box.tabIndex === 0 && box.ariaLabel)
).map(box => box.innerHTML.slice(0, 120))"""
# where the first letter of what scrolls stands: not left of its box, and not far inside
BEGINS = """[...document.querySelectorAll(".figure-holder, .explorer-frame")].filter(box =>
    box.scrollWidth > box.clientWidth && box.checkVisibility()
).map(box => Math.min(...[...box.querySelectorAll("text")].map(text =>
    text.getBoundingClientRect().left)) - box.getBoundingClientRect().left)"""
LAST = """explorer => explorer.querySelectorAll("[type=range]").forEach(slider => {
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input"));
})"""


def opened(open_page, name, width):
    page = open_page(name, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    return page


@pytest.mark.parametrize("name", ["book/04_forward.html", "book/12_at_scale.html"])
def test_a_figure_that_scrolls_begins_with_its_first_letter(open_page, name):
    page = open_page(name, width=390)
    page.wait_for_load_state("load")
    page.wait_for_timeout(100)
    found = page.evaluate(BEGINS)
    assert len(found) > 1
    assert [left for left in found if not -1 <= left <= 60] == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_letter_of_a_figure_is_nine_pixels_high_on_a_phone(open_page, name):
    page = opened(open_page, name, 390)
    assert page.evaluate(LOW, LEAST) == []
    for explorer in page.locator("figure.explorer").all():
        explorer.evaluate(LAST)
    assert page.evaluate(LOW, LEAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 389, "height": 900})  # measured again with all that is open
    page.wait_for_function(f"{UNREACHED}.length === 0")


def test_a_figure_that_shrinks_is_found(open_page):
    page = opened(open_page, "book/04_forward.html", 390)
    page.add_style_tag(content="svg.drawing { min-width: 0 !important; }")
    assert {figure for figure, _, _ in page.evaluate(LOW, LEAST)} >= {"fig-04-network"}


def test_a_window_between_phone_and_laptop_shrinks_no_matrix(open_page):
    page = opened(open_page, "book/06_matrix_form.html", 620)
    assert page.evaluate(LOW, 6) == []
    numbers = page.locator("#explorer-through-the-network-and-back svg text").all()
    heights = [
        number.evaluate("one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a")
        for number in numbers
        if number.text_content().strip("−").replace(".", "").isdigit()
    ]
    assert min(heights) >= LEAST
