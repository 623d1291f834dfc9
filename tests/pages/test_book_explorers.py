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


class Visit:
    """An explorer on its page: moved by one question after another, its places remembered."""

    def __init__(self, page, name):
        self.page = page
        self.figure = page.locator(f"#{name}")
        self.figure.scroll_into_view_if_needed()
        self.stored = Stored(EXPLORERS[name][1])
        self.places = list(self.stored.initial)

    def slider(self, at):
        return self.figure.locator(f"input[name={self.stored.names[at]}]")

    def is_choice(self, at):
        return self.slider(at).is_hidden()

    def options(self, at):
        """Return the buttons of a choice."""
        return self.figure.locator(f'[type=radio][name$=".{self.stored.names[at]}"]')

    def first_slider(self):
        """Return the place of the first parameter that has an order; None if each is a choice."""
        return next((at for at in range(len(self.places)) if not self.is_choice(at)), None)

    def go(self, at, place):
        """Move to one end of a slider, or choose."""
        if self.is_choice(at):
            self.options(at).nth(place).press(" ")
        else:
            self.slider(at).press("End" if place else "Home")
        self.places[at] = place

    def last(self, at):
        return self.stored.counts[at] - 1

    def shows(self):
        """Whether all that can be read is that of the places; `expect` waits for it."""
        assert_shows(self.figure, self.stored, self.places)


@pytest.fixture
def visit(open_page):
    """Open the page of an explorer."""

    def opened(name, fragment="", **options):
        return Visit(open_page(EXPLORERS[name][0] + fragment, **options), name)

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
    chapters.discard("book/13_your_own_code.html")  # what moves there is the reader's program
    assert chapters <= {page for page, _ in EXPLORERS.values()}


# what has no order, and the words by which it is known: a slider would order it
UNORDERED = re.compile(r"[^\W\d_]{2,}")
ORDERED = {"step", "link", "epoch", "factors"}  # words, but one after another


@each
def test_what_has_no_order_is_chosen_by_buttons(name):
    stored = Stored(EXPLORERS[name][1])
    for parameter, texts in zip(stored.names, stored.texts, strict=True):
        if parameter not in ORDERED and all(UNORDERED.search(text) for text in texts):
            hidden = f'<input hidden type="range" name="{parameter}"'
            assert hidden in EXPLORERS[name][1], f"{parameter}: {texts}"


@each
def test_a_step_through_begins_at_its_first_step(name):
    stored = Stored(EXPLORERS[name][1])
    for parameter, initial in zip(stored.names, stored.initial, strict=True):
        if parameter in ("step", "rounds", "factors"):
            assert initial == 0


@each
def test_no_frame_says_tex_or_minus_nought(name):
    stored = Stored(EXPLORERS[name][1])
    said = [*stored.said(), *(text for texts in stored.texts for text in texts)]
    assert [text for text in said if TEX.search(text)] == []
    assert [text for text in said if re.search(r"[-−]0(\.0*)?(?![\d.,]*\d|[a-zA-Z(])", text)] == []


def a_state_can_be_linked_to_and_gone_back_from(explorer):
    """Ask first: what is gone back to is the state in which the page came.  Return the link."""
    page, there = explorer.page, explorer.last(0)
    if explorer.stored.initial[0] == there:
        there = 0
    explorer.go(0, there)
    explorer.shows()
    expect(page).to_have_url(re.compile("#.+="))
    link = page.url.partition("#")[2]
    for go, place in ((page.go_back, explorer.stored.initial[0]), (page.go_forward, there)):
        go()
        explorer.places[0] = place
        explorer.shows()
    return link


def keys_move_every_slider(explorer):
    for at in range(len(explorer.places)):
        last = explorer.last(at)
        if explorer.is_choice(at):
            assert explorer.options(at).count() == last + 1
            for place in range(last + 1):
                explorer.go(at, place)
                explorer.shows()
            continue
        explorer.slider(at).focus()
        for key, place in (("End", last), ("ArrowLeft", last - 1), ("Home", 0), ("ArrowRight", 1)):
            explorer.page.keyboard.press(key)
            explorer.places[at] = place
            explorer.shows()


def the_right_end_of_a_slider_is_its_last_place(explorer, reach):
    """Reach for it; where nothing has an order, for the last of a choice's buttons."""
    at = explorer.first_slider()
    if at is None:
        at = 0
        box = explorer.options(at).last.bounding_box()
        reach(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    else:
        box = explorer.slider(at).bounding_box()
        reach(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    explorer.places[at] = explorer.last(at)
    explorer.shows()


def it_plays_and_stops(explorer):
    button = explorer.figure.locator(".explorer-play")
    at = explorer.stored.names.index(button.get_attribute("data-play"))
    explorer.slider(at).press("Home")
    explorer.places[at] = 0
    explorer.shows()
    first = explorer.stored.sentence(explorer.places)
    button.click()
    expect(button).to_contain_text("Pause")
    expect(explorer.figure.locator("output")).not_to_have_text(first)
    button.click()
    expect(button).to_contain_text("Play")
    held = explorer.figure.locator("output").inner_text()
    explorer.page.wait_for_timeout(700)
    assert explorer.figure.locator("output").inner_text() == held


@each
def test_keys_and_mouse_move_it_links_keep_it_and_it_plays(visit, name):
    explorer = visit(name)
    explorer.shows()
    link = a_state_can_be_linked_to_and_gone_back_from(explorer)
    linked, other = explorer.places.copy(), visit(name, f"#{link}")
    other.places = linked
    other.shows()
    keys_move_every_slider(explorer)
    the_right_end_of_a_slider_is_its_last_place(explorer, explorer.page.mouse.click)
    if explorer.figure.locator(".explorer-play").count():
        it_plays_and_stops(explorer)
    else:
        assert "data-play" not in EXPLORERS[name][1]


@each
def test_a_finger_moves_it(visit, name):
    explorer = visit(name, width=360, has_touch=True)
    the_right_end_of_a_slider_is_its_last_place(explorer, explorer.page.touchscreen.tap)


PLAYED = [name for name, (_, html) in EXPLORERS.items() if "data-play" in html]


@pytest.mark.parametrize("name", PLAYED)
def test_play_begins_at_the_first_frame_untouched_and_after_the_last(visit, name):
    explorer = visit(name)
    button = explorer.figure.locator(".explorer-play")
    explorer.page.clock.install(time=0)
    explorer.page.clock.pause_at(60_000)
    at = explorer.stored.names.index(button.get_attribute("data-play"))
    button.click()
    for place in range(0 if explorer.stored.initial[at] else 1, explorer.last(at) + 1):
        explorer.places[at] = place
        explorer.shows()
        explorer.page.clock.run_for(int(button.get_attribute("data-interval")))
    expect(button).to_contain_text("Play")
    explorer.shows()  # which is the last
    button.click()
    explorer.places[at] = 0
    explorer.shows()


@each
def test_without_script_the_first_frame_and_its_sentence_are_there(visit, name):
    explorer = visit(name, java_script_enabled=False)
    figure, sentence = explorer.figure, explorer.stored.sentence(explorer.stored.initial)
    expect(figure.locator("output")).to_have_text(sentence)
    expect(figure.locator("svg.drawing")).to_be_visible()
    expect(figure.locator("svg.drawing")).to_have_attribute("aria-label", sentence)
    expect(figure.locator("input").first).to_be_hidden()
