"""Each explorer of the book, on its page: what is shown is the frame that was drawn."""

import json
import re
from html import unescape

import nbformat
import pytest
from chapters import CHAPTERS, PRINTED
from playwright.sync_api import expect
from site_pages import TEX

from backprop.figures.explorer.packing import unpack
from backprop.figures.plots.paths import expanded


def _explorers() -> dict[str, tuple[str, str]]:
    """Return each explorer's id with its page and its stored HTML."""
    found = {}
    for path in PRINTED:
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                html = output.get("data", {}).get("text/html", "")
                if match := re.search(r'<figure class="explorer" id="([^"]+)"', html):
                    found[match[1]] = (f"book/{path.stem}.html", html)
    return found


EXPLORERS = _explorers()
each = pytest.mark.parametrize("name", EXPLORERS)


class Stored:
    """What the notebook holds of an explorer, read apart from the page's script."""

    def __init__(self, html: str):
        self.frames = json.loads(re.search(r'explorer-frames">(.*?)</script>', html, re.S)[1])
        controls = re.findall(
            r'name="(\w+)" min="0" max="(\d+)".*? value="(\d+)".*?data-values=\'(.*?)\'', html
        )
        self.names = [control[0] for control in controls]
        self.counts = [int(control[1]) + 1 for control in controls]
        self.initial = [int(control[2]) for control in controls]
        self.texts = [json.loads(unescape(control[3])) for control in controls]

    def said(self) -> list[str]:
        """Return what every frame says: its sentence, and each text of its drawing."""
        frames = [
            expanded(unpack(self.frames, at)).split("\n", 1) for at in range(len(self.frames))
        ]
        texts = {text for _, body in frames for text in re.findall(r">([^<]+)<", body)}
        return sorted({unescape(text) for text in {sentence for sentence, _ in frames} | texts})

    def sentence(self, places: list[int]) -> str:
        at = 0
        for place, count in zip(places, self.counts, strict=True):
            at = at * count + place
        return unpack(self.frames, at).split("\n")[0]


@pytest.fixture
def shown(open_page):
    """Open the page of an explorer: the page, its figure, what is stored of it."""

    def opened(name, fragment="", **options):
        address, html = EXPLORERS[name]
        page = open_page(address + fragment, **options)
        figure = page.locator(f"#{name}")
        figure.scroll_into_view_if_needed()
        return page, figure, Stored(html)

    return opened


def assert_shows(figure, stored, places):
    sentence = stored.sentence(places)
    expect(figure.locator("output")).to_have_text(sentence)
    expect(figure.locator("svg.drawing")).to_have_attribute("aria-label", sentence)
    for parameter, place, texts in zip(stored.names, places, stored.texts, strict=True):
        slider = figure.locator(f"input[name={parameter}]")
        expect(slider).to_have_attribute("aria-valuetext", texts[place].replace("-", "−", 1))


def test_every_chapter_has_one():
    chapters = {f"book/{path.stem}.html" for path in CHAPTERS}
    assert chapters <= {page for page, _ in EXPLORERS.values()}


@each
def test_no_frame_says_tex_or_minus_nought(name):
    stored = Stored(EXPLORERS[name][1])
    said = [*stored.said(), *(text for texts in stored.texts for text in texts)]
    assert [text for text in said if TEX.search(text)] == []
    assert [text for text in said if re.search(r"[-−]0(\.0*)?(?![\d.,]*\d|[a-zA-Z(])", text)] == []


@each
def test_keys_move_every_slider(shown, name):
    page, figure, stored = shown(name)
    places = list(stored.initial)
    assert_shows(figure, stored, places)
    for i, parameter in enumerate(stored.names):
        last = stored.counts[i] - 1
        if figure.locator(f"input[name={parameter}]").is_hidden():
            for place in range(stored.counts[i]):
                figure.get_by_role("radio").nth(place).press(" ")
                places[i] = place
                assert_shows(figure, stored, places)
            continue
        figure.locator(f"input[name={parameter}]").focus()
        for key, place in (("End", last), ("ArrowLeft", last - 1), ("Home", 0), ("ArrowRight", 1)):
            page.keyboard.press(key)
            places[i] = place
            assert_shows(figure, stored, places)
    assert page.problems == []


@each
def test_mouse_and_finger_move_it(shown, name):
    for options in ({}, {"width": 360, "has_touch": True}):
        page, figure, stored = shown(name, **options)
        box = figure.locator("input").first.bounding_box()
        x, y = box["x"] + box["width"] - 4, box["y"] + box["height"] / 2
        page.touchscreen.tap(x, y) if options else page.mouse.click(x, y)
        assert_shows(figure, stored, [stored.counts[0] - 1, *stored.initial[1:]])


@each
def test_a_state_can_be_linked_to_and_gone_back_from(shown, name):
    page, figure, stored = shown(name)
    figure.locator("input").first.focus()
    last = stored.counts[0] - 1
    there = 0 if stored.initial[0] == last else last
    page.keyboard.press("End" if there else "Home")
    moved = [there, *stored.initial[1:]]
    assert_shows(figure, stored, moved)
    expect(page).to_have_url(re.compile("#.+="))
    link = page.url
    page.go_back()
    assert_shows(figure, stored, stored.initial)
    page.go_forward()
    assert_shows(figure, stored, moved)
    other, figure, stored = shown(name, "#" + link.partition("#")[2])
    assert_shows(figure, stored, moved)
    assert other.problems == []


@each
def test_it_plays_and_stops(shown, name):
    page, figure, stored = shown(name)
    button = figure.locator(".explorer-play")
    if not button.count():
        assert "data-play" not in EXPLORERS[name][1]
        return
    i = stored.names.index(button.get_attribute("data-play"))
    figure.locator(f"input[name={stored.names[i]}]").focus()
    page.keyboard.press("Home")
    button.click()
    expect(button).to_contain_text("Pause")
    expect(figure.locator("output")).not_to_have_text(
        stored.sentence([0 if j == i else place for j, place in enumerate(stored.initial)])
    )
    button.click()
    expect(button).to_contain_text("Play")
    held = figure.locator("output").inner_text()
    page.wait_for_timeout(700)
    assert figure.locator("output").inner_text() == held


@each
def test_the_first_press_of_play_begins_at_the_first_frame(shown, name):
    page, figure, stored = shown(name)
    button = figure.locator(".explorer-play")
    if not button.count():
        return
    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    places = list(stored.initial)
    i = stored.names.index(button.get_attribute("data-play"))
    button.click()
    for place in range(1 if not stored.initial[i] else 0, stored.counts[i]):
        places[i] = place
        assert_shows(figure, stored, places)
        page.clock.run_for(int(button.get_attribute("data-interval")))
    expect(button).to_contain_text("Play")


@each
def test_without_script_the_first_frame_and_its_sentence_are_there(shown, name):
    _, figure, stored = shown(name, java_script_enabled=False)
    sentence = stored.sentence(stored.initial)
    expect(figure.locator("output")).to_have_text(sentence)
    expect(figure.locator("svg.drawing")).to_be_visible()
    expect(figure.locator("svg.drawing")).to_have_attribute("aria-label", sentence)
    expect(figure.locator("input").first).to_be_hidden()
