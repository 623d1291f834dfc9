"""Every sign beside an equation, on every page: its words are read by pointer, key and finger."""

import re

import pytest
from playwright.sync_api import expect
from site_pages import TEXTS

# What is wrong with the words of a sign that are to be read now.
SEEN = """() => {
window.faults = sign => {
  const words = sign.querySelector(".standing-words"), style = getComputedStyle(words);
  const box = words.getBoundingClientRect(), found = [];
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => channels(colour).slice(0, 3)
    .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const [low, high] = [style.color, style.backgroundColor].map(light).sort((a, b) => a - b);
  if (!/\\w{3}/.test(words.innerText)) found.push("says nothing");
  if (box.width < 80 || box.height < 20) found.push(`is ${box.width} by ${box.height}`);
  if (style.visibility != "visible" || style.opacity != 1) found.push("is transparent");
  if ((channels(style.backgroundColor)[3] ?? 1) < 1) found.push("has no ground of its own");
  if ((high + 0.05) / (low + 0.05) < 4.5) found.push("is pale");
  if (words.scrollHeight > words.clientHeight + 1 || words.scrollWidth > words.clientWidth + 1)
    found.push("is cut");
  if (box.left < 0 || box.top < 0 || box.right > document.documentElement.clientWidth
      || box.bottom > innerHeight) found.push(`is outside: ${JSON.stringify(box)}`);
  for (const across of [0.02, 0.25, 0.5, 0.75, 0.98])
    for (const down of [0.06, 0.5, 0.94]) {
      const over = document.elementFromPoint(
        box.left + across * box.width, box.top + down * box.height);
      if (!words.contains(over)) found.push(`is covered by ${over?.outerHTML.slice(0, 60)}`);
    }
  return [...new Set(found)].map(fault => `${called(sign)} ${fault}`);
};
window.called = sign => sign.closest(".math.display").querySelector(".eqno").textContent;
window.signs = [...document.querySelectorAll(".standing")];
window.ceiling = () => document.querySelector(".bd-header-article").getBoundingClientRect().bottom;
window.bring = (sign, where) => {
  const box = sign.getBoundingClientRect();
  const at = {high: ceiling() + 1, middle: innerHeight / 2, low: innerHeight - box.height - 1};
  scrollBy({top: box.top - at[where], behavior: "instant"});
};
}"""
# by key: each with the sign at the top of the window, in its middle and at its bottom
FOCUSED = """() => signs.flatMap(sign => ["high", "middle", "low"].flatMap(where => {
  document.activeElement.blur();
  bring(sign, where);
  sign.focus({preventScroll: true});
  return faults(sign);
}))"""
BROUGHT = """at => {
  document.activeElement.blur();
  bring(signs[at], ["middle", "high", "low"][at % 3]);
  const box = signs[at].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


# by pointer or finger: what the browser makes of it may take a frame
REACHED = """async at => {
  for (let frames = 10; frames && faults(signs[at]).length; frames--)
    await new Promise(requestAnimationFrame);
  return faults(signs[at]);
}"""
# those of all signs but one are not: nothing of them takes room
OPEN = """() => signs.filter(sign => {
  const box = sign.querySelector(".standing-words").getBoundingClientRect();
  return box.width > 1 || box.height > 1;
}).map(called)"""


def prepared(page):
    """Open what is folded, bring in what looks at signs, and count them."""
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    page.evaluate("document.fonts.ready")
    page.evaluate(SEEN)
    return page.evaluate("signs.length")


def number(page, at):
    return page.evaluate("at => called(signs[at])", at)


@pytest.fixture(scope="module")
def drawn(site):
    """Return how many signs each page has, read from its file."""
    files = {name: (site / name).read_text(encoding="utf-8") for name in TEXTS}
    return {name: text.count('class="standing ') for name, text in files.items()}


TOPS = """[...document.querySelectorAll(".standing")].map(
    sign => sign.getBoundingClientRect().top + scrollY)"""


@pytest.fixture
def chapter(open_page, drawn):
    """Open the page with the most signs."""

    def opened(**options):
        return open_page(max(drawn, key=drawn.get), **options)

    return opened


def test_every_chapter_has_signs(drawn):
    chapters = [name for name in TEXTS if re.match(r"book/[01]\d_", name)]
    assert len(chapters) >= 12
    assert [name for name in chapters if not drawn[name]] == []


@pytest.mark.parametrize("width", [390, 1180, 1440])
@pytest.mark.parametrize("name", TEXTS)
def test_the_words_of_every_sign_are_seen(open_page, drawn, name, width):
    if not drawn[name]:
        return
    page = open_page(name, width=width, has_touch=True)
    assert prepared(page) == drawn[name]
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        page.mouse.move(0, 0)
        assert page.evaluate(FOCUSED) == []
        for reach in (page.mouse.move, page.touchscreen.tap):
            for at in range(drawn[name]):
                reach(*page.evaluate(BROUGHT, at))
                assert page.evaluate(REACHED, at) == [], reach.__name__
    assert page.problems == []


def test_they_are_seen_while_they_are_asked_for(chapter):
    page = chapter()
    prepared(page)
    assert page.evaluate(OPEN) == []
    x, y = page.evaluate(BROUGHT, 3)
    page.mouse.move(x, y)
    assert page.evaluate(OPEN) == [number(page, 3)]
    page.mouse.move(x - 400, y)
    page.wait_for_timeout(500)  # the moment that the way to the words may take
    assert page.evaluate(OPEN) == []


def test_the_pointer_may_go_to_the_words(chapter):
    page = chapter()
    prepared(page)
    tops = page.evaluate(TOPS)
    # a sign right above is on the way, and opens: known, and not asked here
    apart = [at for at in range(1, len(tops)) if tops[at] - tops[at - 1] > 100]
    for at in apart[:4]:
        page.mouse.move(*page.evaluate(BROUGHT, at))
        box = page.locator(".standing-words").nth(at).bounding_box()
        page.mouse.move(box["x"] + box["width"] - 10, box["y"] + box["height"] / 2, steps=20)
        assert page.evaluate(OPEN) == [number(page, at)]


def test_the_keyboard_opens_them_and_shuts_them(chapter):
    page = chapter()
    prepared(page)
    page.locator("h1").click()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        page.wait_for_function("new Promise(done => requestAnimationFrame(() => done(true)))")
        at = page.evaluate("signs.indexOf(document.activeElement)")
        if at >= 0:
            assert page.evaluate("at => faults(signs[at])", at) == []
            seen.add(at)
    assert len(seen) > 3
    page.locator(".standing").nth(5).focus()
    assert page.evaluate(OPEN) == [number(page, 5)]
    page.keyboard.press("Escape")
    assert page.evaluate(OPEN) == []
    page.locator(".standing").nth(6).focus()
    page.locator(".standing").nth(5).focus()
    assert page.evaluate(OPEN) == [number(page, 5)]


def test_a_tap_elsewhere_shuts_them(chapter):
    page = chapter(width=390, has_touch=True)
    prepared(page)
    page.touchscreen.tap(*page.evaluate(BROUGHT, 2))
    assert page.evaluate(OPEN) == [number(page, 2)]
    page.touchscreen.tap(60, 300)
    assert page.evaluate(OPEN) == []


def test_they_stay_in_sight_while_the_page_is_scrolled(chapter):
    page = chapter()
    prepared(page)
    page.evaluate(BROUGHT, 0)
    page.evaluate("signs[0].focus({preventScroll: true})")
    for _ in range(8):
        page.mouse.wheel(0, 50)
        page.wait_for_timeout(60)
        if page.evaluate("signs[0].getBoundingClientRect().top < ceiling()"):
            break
        assert page.evaluate("faults(signs[0])") == []


def test_a_sign_is_large_enough_for_a_finger(chapter):
    page = chapter(width=390)
    for sign in page.locator(".standing").all():
        box = sign.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_without_script_they_are_seen_as_well(chapter):
    page = chapter(width=390, java_script_enabled=False)
    words = page.locator(".standing-words").nth(4)
    page.locator(".standing").nth(4).hover()
    expect(words).to_be_in_viewport(ratio=1)
    assert words.bounding_box()["height"] > 20
