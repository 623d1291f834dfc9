"""Every page, in a real browser: quiet, light, its own, to be read by everyone."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from site_pages import PAGES, ROOT, TEX, TEXTS

# axe takes its time over every token.  What it says the same of is left out of its sight, and
# nothing moves: tokens of code in colours that were there before become plain text, formulas
# after the first in their colours boxes of their size, drawings lose what is inside them (of
# whose ground axe knows nothing, so that it has no opinion of their text).
THIN = """() => {
  const ground = one => {
    const colour = getComputedStyle(one).backgroundColor;
    return /, 0\\)$/.test(colour) && one.parentElement ? ground(one.parentElement) : colour;
  };
  const seen = new Set();
  const again = one => {
    const style = getComputedStyle(one);
    const key = [one.tagName, style.color, style.fontSize, style.fontWeight, ground(one)].join();
    return seen.has(key) || !seen.add(key);
  };
  const size = one => one.getBoundingClientRect();
  const tokens = [...document.querySelectorAll("pre span, dt.sig span")].filter(again);
  const formulas = [...document.querySelectorAll("math")].filter(one => size(one).width)
    .filter(again).map(one => [one, size(one)]);
  tokens.forEach(one => one.replaceWith(...one.childNodes));
  for (const [formula, {width, height}] of formulas) {
    const box = document.createElement("span");
    box.style.cssText = `display: inline-block; width: ${width}px; height: ${height}px`;
    formula.replaceWith(box);
  }
  const drawn = "svg > :not(title, desc, defs, style)";
  document.querySelectorAll(drawn).forEach(one => one.remove());
}"""
BUDGET_BYTES, BUDGET_REQUESTS, BUDGET_SHIFT = 200_000, 20, 0.02


# what a drawing says on the left or right of the box that clips it
CUT_WORDS = """[...document.querySelectorAll("svg.drawing text")].filter(text => {
    const word = text.getBoundingClientRect();
    let left = 0, right = innerWidth;
    for (let box = text.closest("svg").parentElement; box; box = box.parentElement) {
        const how = getComputedStyle(box).overflowX;
        if (how === "visible") continue;
        const start = box.getBoundingClientRect().left;
        if (how === "auto" || how === "scroll") {  // what it scrolls to can be read
            if (word.left < start - box.scrollLeft - 2) return true;
            if (word.right > start - box.scrollLeft + box.scrollWidth + 2) return true;
            return false;
        }
        left = Math.max(left, start);
        right = Math.min(right, box.getBoundingClientRect().right);
    }
    return word.width && (word.left < left - 1 || word.right > right + 1);
}).map(text => text.textContent.trim())"""


# what scrolls sideways, and so is cut at its edge: by how much, and how it begins
CUT_BLOCKS = """[...document.querySelectorAll("main *")].filter(box =>
    !["visible", "clip"].includes(getComputedStyle(box).overflowX)
    && box.clientWidth && !box.closest(".standing") && box.scrollWidth > box.clientWidth
).map(box => [box.className || box.tagName, box.scrollWidth - box.clientWidth,
    box.textContent.trim().slice(0, 60)])"""
# a small window, both sides of each step at which the columns change, and those of laptops
WIDTHS = [1180, 1199, 1200, 1240, 1279, 1280, 1366, 1439, 1440]


@pytest.mark.parametrize("width", [1200, 1280])
def test_the_contents_of_the_page_are_at_hand(open_page, width):
    page = open_page(next(name for name in TEXTS if "sigmoid" in name), width=width)
    contents = page.locator("nav.page-toc a").first
    if width < 1280:
        assert not contents.is_visible()
        page.locator(".secondary-toggle").click()
        assert page.locator("dialog nav.page-toc a").first.is_visible()
        page.keyboard.press("Escape")
        assert not contents.is_visible()
    else:
        assert contents.is_visible()
        assert not page.locator(".secondary-toggle").is_visible()


def violations(page):
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    # what opens fades in, and is pale on its way
    page.evaluate("document.getAnimations().forEach(fading => fading.finish())")
    page.evaluate("document.fonts.ready")
    page.evaluate(THIN)
    return Axe().run(page).response["violations"]


def is_quiet_light_and_its_own(page, name):
    """Ask first: how much a page asks for and moves is known once it has come."""
    page.wait_for_load_state("networkidle")
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(150)
    sizes = {}
    for request in page.requests:
        told = request.sizes()
        sizes[request.url] = told["responseBodySize"] + told["responseHeadersSize"]
    seen = page.evaluate("window.seen")
    yield from seen["refused"]
    if seen["shift"] >= BUDGET_SHIFT:
        yield f"what is read moves by {seen['shift']}"
    if len(sizes) > BUDGET_REQUESTS:
        yield f"{len(sizes)} requests"
    if sum(sizes.values()) > BUDGET_BYTES:
        yield f"{sum(sizes.values())} bytes: {sizes}"


def says_no_tex(page, name):
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    yield from tex_in(page).items()


def sets_its_formulas(page, name):
    source = next((ROOT / name).parent.glob(Path(name).stem + ".[im]*"), None)
    text = source.read_text(encoding="utf-8") if source and name in TEXTS else ""
    if "$$" not in text and "text/latex" not in text:
        return
    heights = page.evaluate(
        """[...document.querySelectorAll("article math")].map(
            formula => formula.checkVisibility() ? formula.getBoundingClientRect().height : null
        )"""
    )
    if not heights:
        yield "no formula"
    if not page.evaluate("document.fonts.check('16px \"Press Math\"')"):
        yield "no font for formulas"
    yield from [f"{height} high" for height in heights if height is not None and height <= 4]


def names_its_pictures_and_each_id_once(page, name):
    yield from page.evaluate(
        """[...document.querySelectorAll("img, svg, [role=img]")].filter(picture =>
            !(picture.getAttribute("alt") || picture.getAttribute("aria-label") || "").trim()
            && picture.getAttribute("aria-hidden") !== "true" && !picture.closest("svg svg")
        ).map(picture => picture.outerHTML.slice(0, 120))"""
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    yield from sorted({one for one in ids if ids.count(one) > 1})


def is_not_cut_at_the_right_edge(page, name):
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    page.evaluate("document.fonts.ready")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield from [(width, *block) for block in page.evaluate(CUT_BLOCKS)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"scrolls sideways at {width}"


def does_not_scroll_sideways(page, name):
    page.evaluate("document.fonts.ready")
    # an element that is clipped would not scroll the page, and could not be read either
    yield from page.evaluate(
        """[...document.querySelectorAll("main *")].filter(element => {
            const box = element.getBoundingClientRect();
            return box.width && box.right > innerWidth + 1
              && !element.closest(".scroller, .pst-scrollable-table-container")
              && !element.closest("pre, .output, .wide")
              && !element.closest(".figure-holder, .explorer-frame");
        }).map(element => element.outerHTML.slice(0, 120))"""
    )
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        yield "scrolls sideways"
    yield from page.evaluate(CUT_WORDS)


def pleases_axe(page, name):
    """Ask last: it thins the page."""
    for rule in violations(page):
        for node in rule["nodes"][:5]:
            yield rule["id"], node["target"], node["failureSummary"][:300]


# one visit each, and all that there is to ask in it
ASKED = {
    ("light", 1440): [
        is_quiet_light_and_its_own,
        says_no_tex,
        sets_its_formulas,
        names_its_pictures_and_each_id_once,
        is_not_cut_at_the_right_edge,
        pleases_axe,
    ],
    ("light", 360): [does_not_scroll_sideways, pleases_axe],
    ("dark", 1440): [pleases_axe],
    ("dark", 360): [pleases_axe],
}


@pytest.mark.parametrize(("theme", "width"), ASKED)
@pytest.mark.parametrize("name", PAGES)
def test_a_page(open_page, name, theme, width):
    page = open_page(name, width=width, theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    faults = {ask.__name__: list(ask(page, name)) for ask in ASKED[theme, width]}
    assert {ask: found for ask, found in faults.items() if found} == {}


FAULTS = {
    sets_its_formulas: "document.querySelectorAll('article math').forEach(one => one.remove())",
    names_its_pictures_and_each_id_once: "document.querySelector('article').id = 'main-content';"
    "document.querySelector('article h1').id = 'main-content'",
    is_not_cut_at_the_right_edge: "document.querySelector('article p').style.cssText ="
    " 'width: 90px; overflow-x: auto; white-space: nowrap'",
    does_not_scroll_sideways: "document.querySelector('article p').style.width = '900px'",
}


@pytest.mark.parametrize("ask", FAULTS, ids=lambda ask: ask.__name__)
def test_each_question_finds_its_fault(open_page, ask):
    name = next(name for name in TEXTS if "sigmoid" in name)
    page = open_page(name, width=360 if ask is does_not_scroll_sideways else 1440)
    assert list(ask(page, name)) == []
    page.evaluate(FAULTS[ask])
    assert list(ask(page, name))


@pytest.mark.parametrize("where", ["pre span.nn", "article p"])
def test_axe_finds_a_pale_word_wherever_it_stands(open_page, where):
    page = open_page(next(name for name in TEXTS if "sigmoid" in name))
    page.locator(where).filter(has_text=re.compile(r"\w{3}")).last.evaluate(
        "one => one.style.color = '#aaa'"
    )
    assert [rule["id"] for rule in violations(page)] == ["color-contrast"]


# What a reader sees or hears of a page: its text outside code, and what is said in its place.
TOLD = """() => {
    const copy = document.querySelector("main").cloneNode(true);
    copy.querySelectorAll("pre, code, annotation, script, style, dt.sig").forEach(e => e.remove());
    const told = {"the text": copy.textContent, "the title": document.title};
    const names = /^(aria-.*|alt|title|placeholder|label|data-longest|content)$/;
    for (const element of document.querySelectorAll("*"))
      for (const {name, value} of element.attributes)
        if (names.test(name)) told[`${element.tagName} ${name} ${value}`.slice(0, 90)] = value;
    return told;
}"""


def tex_in(page):
    """Return where a page shows or says TeX, and what."""
    found = {where: TEX.findall(text) for where, text in page.evaluate(TOLD).items()}
    return {where: what for where, what in found.items() if what}


@pytest.mark.parametrize("where", ["text", "aria-label", "alt", "title", "aria-valuetext"])
@pytest.mark.parametrize("tex", [r"\frac{1}{2}", "x^{10}", "W_{ho}", "$x$"])
def test_tex_is_found_wherever_it_stands(open_page, where, tex):
    page = open_page("404.html")
    assert tex_in(page) == {}
    how = "one.textContent = tex" if where == "text" else f"one.setAttribute('{where}', tex)"
    page.locator("main p").first.evaluate(f"(one, tex) => {how}", tex)
    assert len(tex_in(page)) == 1


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_is_whole_without_script(open_page, name):
    page = open_page(name, java_script_enabled=False)
    assert page.locator("article h1").is_visible()
    assert page.locator(".pst-js-only:visible").count() == 0


def found_by(page):
    """Wait for the end of a search; return the titles, and what is said of each."""
    expect(page.locator(".search-summary")).to_have_text(re.compile("found|did not match"))
    page.wait_for_load_state("networkidle")
    items = page.locator("#search-results ul.search li").all()
    return {item.locator("a").inner_text(): item.inner_text() for item in items}


@pytest.mark.parametrize(
    "word", ["regularisation", "vanishing gradient", "sigmoid", "learning rate"]
)
def test_search_finds(open_page, word):
    page = open_page(f"search.html?q={word}")
    found = found_by(page)
    assert found
    prose = {title: text.partition(">>>")[0] for title, text in found.items()}  # code may be TeX
    assert {title: text for title, text in prose.items() if TEX.search(text)} == {}
    assert page.problems == []


# words that every object of JavaScript has, by this name or another spelling of it
INHERITED = [
    "constructor",
    "__proto__",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "__lookupGetter__",
]


@pytest.mark.parametrize("word", INHERITED)
@pytest.mark.parametrize("query", ["{}", "sigmoid {}", "{} gradient"])
def test_search_knows_only_words_of_the_book(open_page, word, query):
    page = open_page("search.html?q=" + query.format(word))
    assert "undefined" not in found_by(page)
    assert page.problems == []


def test_search_still_ends_when_nothing_is_found(open_page):
    page = open_page("search.html?q=xylophone")
    assert found_by(page) == {}
    assert page.problems == []


@pytest.mark.parametrize("width", [360, 1440])
def test_the_magnifier_stands_beside_the_words(open_page, width):
    page = open_page("search.html?q=vanishing", width=width)
    forms = [page.locator("main form.bd-search")]
    page.keyboard.press("Control+k")
    forms.append(page.locator("dialog form.bd-search"))
    for form in forms:
        sign, field = form.locator(".icon").bounding_box(), form.locator("input").bounding_box()
        outer = form.bounding_box()
        assert outer["x"] <= sign["x"]
        assert sign["x"] + sign["width"] <= field["x"] + 1
        assert abs(sign["y"] + sign["height"] / 2 - field["y"] - field["height"] / 2) < 3


def test_the_search_field_opens_by_key_and_leads_to_the_results(open_page):
    page = open_page(TEXTS[0])
    page.keyboard.press("Control+k")
    page.keyboard.type("sigmoid")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "search.html?q=sigmoid" in page.url


def test_light_and_dark_are_chosen_and_remembered(open_page, address):
    page = open_page(TEXTS[0], theme="light")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "light"
    page.locator(".theme-switch-button").click()
    assert page.evaluate(theme) == "dark"
    page.goto(f"{address}/{TEXTS[-1]}")
    assert page.evaluate(theme) == "dark"


@pytest.mark.parametrize("stored", ["purple", "", "null", "DARK", "auto"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_mode_that_there_is_not_is_that_of_the_system(open_page, address, stored, theme):
    page = open_page(TEXTS[0], theme=theme)
    page.evaluate("stored => localStorage.setItem('mode', stored)", stored)
    page.goto(f"{address}/{TEXTS[0]}")
    shown = "[document.documentElement.dataset.mode, document.documentElement.dataset.theme]"
    assert page.evaluate(shown) == ["auto", theme]
    page.locator(".theme-switch-button").click()
    assert page.evaluate(shown) == [{"light": "dark", "dark": "light"}[theme]] * 2


def test_the_contents_open_on_a_phone_by_key_and_close(open_page):
    page = open_page(TEXTS[-1], width=360)
    page.locator(".primary-toggle").focus()
    page.keyboard.press("Enter")
    contents = page.locator("#pst-primary-sidebar-modal nav a")
    assert contents.first.is_visible()
    page.keyboard.press("Escape")
    assert not contents.first.is_visible()


def test_what_is_copied_of_a_formula_is_its_tex(open_page):
    name = next(page for page in TEXTS if "sigmoid" in page)
    page = open_page(name)
    copied = page.evaluate(
        """(() => {
            const display = document.querySelector(".math.display");
            getSelection().selectAllChildren(display.parentElement);
            const event = new ClipboardEvent("copy", {
              clipboardData: new DataTransfer(), bubbles: true, cancelable: true});
            display.dispatchEvent(event);
            return event.clipboardData.getData("text/plain");
        })()"""
    )
    assert "$$" in copied
    assert "\\" in copied


def test_what_is_folded_is_printed(open_page):
    page = open_page(TEXTS[1])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("article details:not([open])").count() == 0
    assert page.locator(".bd-header-article").is_hidden()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_one_page_are_kept(open_page, theme, width):
    name = next((page for page in TEXTS if "sigmoid" in page), TEXTS[0])
    page = open_page(name, width=width, theme=theme)
    kept = ROOT / "_build" / "artefacts" / f"{Path(name).stem}-{theme}-{width}.png"
    kept.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=kept, full_page=True)
    assert kept.stat().st_size > 20_000
