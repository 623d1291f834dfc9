"""Every symbol answers to pointer, tap and key; links show where they lead; nothing else moves."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from site_pages import TEXTS

CARD = ".answer:not([hidden])"
CHAPTERS = [name for name in TEXTS if name.startswith("book/") and name[5:7].isdigit()]
# tests/press/test_press_cards.py lists which chapters have symbols without words
ANSWERED = [name for name in CHAPTERS if name[5:7] < "90" and name[5:8] not in ("07_", "13_")]
# Points at each symbol of each displayed equation; what its card lacks.
POINTED = """async () => {
  const symbols = JSON.parse(document.getElementById("symbols").textContent);
  const faults = [], frame = () => new Promise(requestAnimationFrame);
  let count = 0;
  const says = (card, fact) => fact && card.textContent.includes(fact);
  for (const box of document.querySelectorAll(".math.display[id] .scroller")) {
    const called = box.parentElement.querySelector(".eqno").textContent;
    for (const letter of box.querySelectorAll("mi")) {
      const symbol = letter.closest("[data-sym]"), letters = letter.textContent;
      const fault = what => faults.push(`${called} ${letters} ${what}`);
      count += 1;
      if (!symbol) { fault("is silent"); continue; }
      letter.dispatchEvent(new MouseEvent("click", {bubbles: true}));
      const card = document.querySelector(".answer"), [words, shape] = symbols[symbol.dataset.sym];
      const where = card.getBoundingClientRect();
      if (card.hidden) fault("opens nothing");
      if (!says(card, words)) fault("has no meaning");
      if (!says(card, shape)) fault("has no shape");
      if (!symbol.hasAttribute("data-lit")) fault("is not lit");
      if (where.left < 0 || where.right > document.documentElement.clientWidth + 1)
        fault("is outside");
    }
    await frame();
  }
  return [count, [...new Set(faults)]];
}"""


def centred(page, selector):
    found = page.locator(selector).first
    found.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.wait_for_timeout(100)
    return found


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", ANSWERED)
def test_every_symbol_of_every_displayed_equation_says_what_it_is(open_page, name, width):
    page = open_page(name, width=width)
    count, faults = page.evaluate(POINTED)
    assert count > 15
    assert faults == []
    assert page.problems == []


def test_a_symbol_is_pointed_at_and_lights_up_wherever_it_stands(open_page):
    page = open_page("book/08_accumulation.html")
    centred(page, "#equation-eq-08-delta2 [data-sym]").hover()
    card = page.locator(CARD)
    expect(card).to_contain_text("error terms of layer 2, 3 × 1, in code delta2")
    expect(card).to_contain_text("here −0.03078; 0.0214; −0.02614")
    lit = page.locator("[data-lit]")
    assert {one.evaluate("one => one.localName") for one in lit.all()} == {
        "msup",
        "msubsup",
        "span",
    }
    assert page.locator('.cell_input [data-lit="error"]').all_inner_texts()[:1] == ["delta2"]
    link = card.locator("a")
    assert link.get_attribute("href") == "#equation-eq-08-delta2"
    # the way from the symbol to its card leaves it open; elsewhere shuts it
    link.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()
    assert lit.count() == 0


def test_a_symbol_lights_up_in_the_figure(open_page):
    page = open_page("book/05_each_weight.html")
    page.locator("p", has_text="The example is what it is").locator("[data-sym]").first.click()
    lit = page.locator("svg.drawing text[data-lit]")
    assert [text.strip() for text in lit.all_text_contents()] == ["X"]


def test_a_finger_opens_and_shuts_a_card(open_page):
    page = open_page("book/08_accumulation.html", width=390, has_touch=True)
    centred(page, "#equation-eq-08-delta3 [data-sym]").tap()
    expect(page.locator(CARD)).to_contain_text("error term of layer 3")
    page.touchscreen.tap(200, 700)
    expect(page.locator(CARD)).to_have_count(0)


def test_escape_shuts_a_card(open_page):
    page = open_page("book/08_accumulation.html")
    centred(page, "#equation-eq-08-delta3 [data-sym]").click()
    expect(page.locator(CARD)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_have_count(0)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_sign_lists_the_symbols_of_its_equation_for_keys_and_ears(open_page, name):
    page = open_page(name)
    for sign in page.locator(".standing").all():
        sign.focus()
        listed = sign.locator(".standing-symbols li").all_inner_texts()
        there = sign.evaluate(
            """sign => {
                const cards = JSON.parse(document.getElementById("symbols").textContent);
                const box = sign.closest(".math.display");
                const all = [...box.querySelectorAll(".scroller [data-sym]")]
                    .map(one => one.dataset.sym);
                const own = all.filter(number => cards[number][5] != "common");
                return new Set(own.length ? own : all).size;
            }"""
        )
        assert len(listed) == there > 0


def test_links_in_a_sign_are_reached_by_key(open_page):
    page = open_page("book/08_accumulation.html")
    sign = page.locator("#equation-eq-08-delta2 .standing")
    sign.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#equation-eq-08-a1"
    expect(sign.locator(".standing-words")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#equation-eq-08-a1")


PREVIEWS = [
    ("book/05_each_weight.html", 'a[href="#equation-eq-05-four"]', "math"),
    ("book/05_each_weight.html", 'a[href*="bibliography.html#"]', "text=Seth"),
    ("book/91_where_is_it.html", 'a[href="05_each_weight.html#equation-eq-05-error"]', "math"),
    ("book/91_where_is_it.html", 'a[href="05_each_weight.html#fig-05-forward"]', "svg"),
    ("book/02_sigmoid.html", 'a[href="#fig-02-slope"]', "figcaption"),
    ("book/glossary.html", 'a[href="#term-sigmoid"]', "dd"),
]


@pytest.mark.parametrize(("name", "link", "shown"), PREVIEWS)
@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_reference_shows_what_it_leads_to(open_page, name, link, shown, how):
    page = open_page(name)
    if not page.locator(f"article {link}").count():
        pytest.fail(f"{name} has no {link}")
    found = centred(page, f"article {link}.reference")
    if how == "hover":
        found.hover()
    else:
        page.keyboard.press("Shift")  # the last input is a key: focus shows
        found.focus()
    expect(page.locator(CARD).locator(shown).first).to_be_visible()
    assert page.problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("what", ["#equation-eq-08-delta2 [data-sym]", "a.reference[href*='#eq']"])
def test_axe_finds_nothing_with_a_card_open(open_page, theme, what):
    page = open_page("book/08_accumulation.html", theme=theme)
    centred(page, what).hover()
    expect(page.locator(CARD)).to_be_visible()
    page.evaluate("document.querySelectorAll('pre, svg').forEach(one => one.remove())")
    rules = [(r["id"], r["nodes"][0]["target"]) for r in Axe().run(page).response["violations"]]
    assert rules == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_a_signs_box_open(open_page, theme):
    page = open_page("book/08_accumulation.html", theme=theme)
    page.locator("#equation-eq-08-mean .standing").focus()
    page.evaluate("document.querySelectorAll('pre, svg').forEach(one => one.remove())")
    rules = [(r["id"], r["nodes"][0]["target"]) for r in Axe().run(page).response["violations"]]
    assert rules == []


def test_without_script_nothing_is_there(open_page):
    page = open_page("book/08_accumulation.html", java_script_enabled=False)
    assert page.locator(".answer").count() == 0
    assert page.locator("#equation-eq-08-delta2 math").is_visible()


def test_the_script_is_small_and_blocks_nothing(site):
    assert (site / "_static" / "cards.js").stat().st_size < 6144
    for name in CHAPTERS:
        text = (site / name).read_text(encoding="utf-8")
        assert 'defer src="../_static/cards.js' in text


def test_roles_are_told_apart_without_their_colour(open_page):
    page = open_page("book/08_accumulation.html")
    lines = page.evaluate(
        """["input", "weight", "pre-activation", "activation", "error", "gradient"].map(role => {
            const one = document.createElement("span");
            one.dataset.lit = role;
            document.querySelector("main").append(one);
            const {outlineStyle, outlineWidth} = getComputedStyle(one);
            return outlineStyle + outlineWidth;
        })"""
    )
    assert len(set(lines)) == 6
