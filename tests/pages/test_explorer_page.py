"""An explorer on a static page, in a real browser, under a strict policy."""

import shutil

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from backprop.figures.explorer import STATIC, Explorer
from backprop.figures.plots import figure
from backprop.figures.plots.picture import inlined
from press import STATIC as PRESS

FILES = [STATIC / "explorer.js", STATIC / "explorer.css", PRESS / "figures.css"]
POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:"
}
X = np.linspace(-6, 6, 60)
THEME = """
:root { --pst-color-background: #fff; --pst-color-text-base: #222832;
  --pst-color-text-muted: #48566b; --pst-color-primary: #0a7d91 }
html[data-theme="dark"] { --pst-color-background: #14181e; --pst-color-text-base: #ced6dd;
  --pst-color-text-muted: #9ca4af; --pst-color-primary: #3fb1c5 }
body { font: 16px/1.65 sans-serif; background: var(--pst-color-background);
  color: var(--pst-color-text-base) }
.tall { height: 2000px }
"""


def wave(z):
    fig, ax = figure(4, 2)
    ax.plot(X, np.tanh(X))
    ax.plot([z], [np.tanh(z)], "o")
    return fig, f"At {z} the curve is {np.tanh(z):.3f} < 1 & 'rising'."


def path(alpha, step):
    fig, ax = figure(4, 2)
    ax.plot(np.arange(step + 1), (1 - alpha) ** np.arange(step + 1), "o-")
    ax.set(xlim=(0, 5), ylim=(-1, 1))
    return fig, f"After {step} steps of {alpha} the cost is {(1 - alpha) ** step:.4f}."


def waves(kind, z):
    fig, ax = figure(4, 2)
    ax.plot([z], [len(kind)], "o")
    ax.set(xlim=(-2, 2), ylim=(0, 10))
    return fig, f"The {kind} at {z}."


@pytest.fixture(scope="module")
def tangent():
    return Explorer(wave, title="A wave", caption="A point on it.", z=[-1.5, -0.5, 0.0, 0.5, 1.5])


@pytest.fixture(scope="module")
def descent():
    return Explorer(
        path,
        title="A path",
        initial={"alpha": 0.5},
        play="step",
        interval=100,
        alpha=[0.1, 0.5, 1.5],
        step=range(5),
    )


@pytest.fixture(scope="module")
def namesake():
    return Explorer(wave, title="Another wave", z=[-1.5, 1.5])


@pytest.fixture(scope="module")
def midway():
    return Explorer(
        path,
        title="A path, from its middle",
        initial={"step": 3},
        play="step",
        interval=100,
        alpha=[0.1, 0.5],
        step=range(5),
    )


@pytest.fixture(scope="module")
def chosen():
    return Explorer(
        waves,
        title="Three waves",
        choices=["kind"],
        kind=["sine", "cosine", "both"],
        z=[-1.5, 1.5],
        initial={"kind": "cosine"},
    )


@pytest.fixture(scope="module")
def site(serve, tmp_path_factory, tangent, descent, namesake, midway, chosen):
    folder = tmp_path_factory.mktemp("site")
    for file in FILES:
        shutil.copy(file, folder)
    (folder / "theme.css").write_text(THEME)
    styles = "".join(
        f'<link rel="stylesheet" href="{name}.css">' for name in ("theme", "figures", "explorer")
    )
    far = '<p class="tall">Far below:</p>'
    pages = {"index": [tangent, descent], "alike": [tangent, namesake], "inline": [tangent]}
    pages["midway"] = [midway]
    pages["chosen"] = [chosen]
    for name, figures in pages.items():
        (folder / f"{name}.html").write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
            f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
            f'{styles}<script defer src="explorer.js"></script></head><body><main><h1>Waves</h1>'
            f"{far.join(one.html for one in figures)}</main></body></html>"
        )
    inline = folder / "inline.html"
    inline.write_text(inlined(inline.read_text()))
    return serve(folder, POLICY)


# The frame shown is the one drawn: the same tree, numbers compared as numbers.
SAME = """(shown, drawn) => {
  const template = document.createElement("template");
  template.innerHTML = drawn;
  const plain = (svg) => {
    const copy = svg.cloneNode(true);
    copy.removeAttribute("xmlns"); // which an <img> needs
    for (const path of copy.querySelectorAll("[d]"))
      path.setAttribute("d", path.getAttribute("d").match(/[a-z]|-?[\\d.]+/gi)
        .map((word) => isNaN(word) ? word : +word).join(" "));
    copy.normalize();
    return copy.outerHTML.replace(/>\\s+</g, "><");
  };
  return plain(shown) == plain(template.content.firstChild);
}"""


def assert_shows(page, explorer, **values):
    """Wait for the sentence of these values; then picture, names and texts are theirs."""
    svg, sentence = explorer.frame(**values)
    figure = page.locator(f"#{explorer.address}")
    expect(figure.locator("output")).to_have_text(sentence)
    expect(figure.locator("svg")).to_have_attribute("aria-label", sentence)
    assert figure.locator("svg").evaluate(SAME, svg), f"the frame shown is not that of {values}"
    for parameter in explorer.parameters:
        text = parameter.text(values.get(parameter.name, explorer.initial[parameter.name]))
        slider = figure.locator(f"input[name={parameter.name}]")
        expect(slider).to_have_attribute("aria-valuetext", text.replace("-", "−"))
        shown = slider.locator("xpath=following-sibling::span[1]")
        expect(shown).to_have_text(text.replace("-", "−"))


def slider(page, explorer, name):
    return page.locator(f"#{explorer.address} input[name={name}]")


def play(page, explorer):
    return page.locator(f"#{explorer.address} button")


def stop_the_clock(page):
    """Let time pass only when the test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(60_000)


def test_it_begins_with_the_initial_values(open_page, site, tangent, descent):
    page = open_page(site)
    assert_shows(page, tangent)
    assert_shows(page, descent, alpha=0.5, step=0)
    expect(page.locator(".explorer-note").first).to_be_hidden()


def test_keys_move_it(open_page, site, tangent):
    page = open_page(site)
    slider(page, tangent, "z").focus()
    for key, z in [("ArrowRight", -0.5), ("End", 1.5), ("ArrowLeft", 0.5), ("Home", -1.5)]:
        page.keyboard.press(key)
        assert_shows(page, tangent, z=z)


def test_every_frame_is_the_one_drawn(open_page, site, descent):
    page = open_page(site)
    for at, alpha in enumerate([0.1, 0.5, 1.5]):
        slider(page, descent, "alpha").fill(str(at))
        for step in (4, 0, 2, 3, 1):
            slider(page, descent, "step").fill(str(step))
            assert_shows(page, descent, alpha=alpha, step=step)


def test_the_mouse_moves_it(open_page, site, tangent):
    page = open_page(site)
    box = slider(page, tangent, "z").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=4)
    assert_shows(page, tangent, z=0.0)  # while the button is still down
    page.mouse.move(box["x"] + box["width"] - 4, middle, steps=4)
    page.mouse.up()
    assert_shows(page, tangent, z=1.5)


def test_a_finger_moves_it(open_page, site, tangent):
    page = open_page(site, width=360, has_touch=True)
    box = slider(page, tangent, "z").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert_shows(page, tangent, z=1.5)


def test_it_plays_and_stops_at_the_end(open_page, site, descent):
    page = open_page(site)
    stop_the_clock(page)
    expect(play(page, descent)).to_have_text("Play step")
    play(page, descent).click()
    expect(play(page, descent)).to_have_text("Pause step")
    expect(page.locator(f"#{descent.address} output")).to_have_attribute("aria-live", "off")
    assert_shows(page, descent, alpha=0.5, step=1)
    page.clock.run_for(210)
    assert_shows(page, descent, alpha=0.5, step=3)
    page.clock.run_for(1000)
    assert_shows(page, descent, alpha=0.5, step=4)
    expect(play(page, descent)).to_have_text("Play step")
    expect(page.locator(f"#{descent.address} output")).to_have_attribute("aria-live", "polite")
    expect(page).to_have_url(f"{site}#step=4")
    play(page, descent).click()
    assert_shows(page, descent, alpha=0.5, step=0)  # and from the beginning again


def test_the_first_press_shows_all_of_it(open_page, site, midway):
    page = open_page(f"{site}midway.html")
    stop_the_clock(page)
    assert_shows(page, midway, step=3)
    play(page, midway).click()
    assert_shows(page, midway, step=0)
    page.clock.run_for(210)
    assert_shows(page, midway, step=2)
    page.clock.run_for(1000)
    assert_shows(page, midway, step=4)
    expect(play(page, midway)).to_have_text("Play step")
    play(page, midway).click()
    assert_shows(page, midway, step=0)
    page.clock.run_for(310)
    play(page, midway).click()  # a pause where it began
    assert_shows(page, midway, step=3)
    play(page, midway).click()
    assert_shows(page, midway, step=4)


@pytest.mark.parametrize("how", ["moved", "linked"])
def test_play_goes_on_from_where_the_reader_put_it(open_page, site, midway, how):
    page = open_page(f"{site}midway.html" + ("#step=1" if how == "linked" else ""))
    stop_the_clock(page)
    if how == "moved":
        slider(page, midway, "step").fill("1")
    slider(page, midway, "alpha").fill("1")  # another parameter does not count
    play(page, midway).click()
    assert_shows(page, midway, alpha=0.5, step=2)


@pytest.mark.parametrize("how", ["moved", "linked"])
def test_play_at_the_last_frame_begins_at_the_first(open_page, site, descent, how):
    page = open_page(site + ("#step=4" if how == "linked" else ""))
    stop_the_clock(page)
    if how == "moved":
        slider(page, descent, "step").press("End")
    assert_shows(page, descent, alpha=0.5, step=4)
    play(page, descent).click()
    assert_shows(page, descent, alpha=0.5, step=0)


def test_another_parameter_does_not_count_as_a_beginning(open_page, site, midway):
    page = open_page(f"{site}midway.html")
    stop_the_clock(page)
    slider(page, midway, "alpha").fill("1")
    play(page, midway).click()
    assert_shows(page, midway, alpha=0.5, step=0)


def test_where_motion_is_unwelcome_next_is_the_next(open_page, site, midway):
    page = open_page(f"{site}midway.html", reduced_motion="reduce")
    play(page, midway).click()
    assert_shows(page, midway, step=4)
    play(page, midway).click()
    assert_shows(page, midway, step=0)


def test_it_pauses(open_page, site, descent):
    page = open_page(site)
    stop_the_clock(page)
    play(page, descent).click()
    page.clock.run_for(110)
    play(page, descent).click()
    expect(play(page, descent)).to_have_text("Play step")
    page.clock.run_for(1000)
    assert_shows(page, descent, alpha=0.5, step=2)
    play(page, descent).click()
    page.clock.run_for(10)
    slider(page, descent, "step").press("Home")  # who moves it, stops it
    page.clock.run_for(1000)
    assert_shows(page, descent, alpha=0.5, step=0)


def test_nothing_plays_by_itself_where_motion_is_unwelcome(open_page, site, descent):
    page = open_page(site, reduced_motion="reduce")
    expect(play(page, descent)).to_have_text("Next step")
    play(page, descent).click()
    page.wait_for_timeout(300)
    assert_shows(page, descent, alpha=0.5, step=1)


def test_without_script_the_first_frame_is_there(open_page, site, tangent):
    page = open_page(site, java_script_enabled=False)
    shown = page.locator(f"#{tangent.address}")
    expect(shown.get_by_role("img", name=tangent.frame()[1])).to_be_visible()
    expect(shown.locator("output")).to_have_text(tangent.frame()[1])
    expect(shown.locator(".explorer-values")).to_have_text("z = −1.5")
    expect(shown.locator("input")).to_be_hidden()
    expect(shown.locator("input")).to_be_disabled()


def test_what_the_press_puts_inline_moves_as_well(open_page, site, tangent):
    page = open_page(f"{site}inline.html")
    assert page.locator("svg").count() == 1
    assert_shows(page, tangent)
    slider(page, tangent, "z").press("End")
    assert_shows(page, tangent, z=1.5)


def test_a_state_can_be_linked_to(open_page, site, tangent, descent):
    page = open_page(f"{site}#alpha=1.5&step=3")
    assert_shows(page, descent, alpha=1.5, step=3)
    assert_shows(page, tangent)
    expect(page.locator(f"#{descent.address}")).to_be_in_viewport()


def test_an_address_that_no_slider_has_changes_nothing(open_page, site, tangent, descent):
    page = open_page(f"{site}#z=7&alpha=&nonsense")
    assert_shows(page, tangent)
    assert_shows(page, descent, alpha=0.5, step=0)
    assert page.evaluate("scrollY") == 0


def test_back_and_forward(open_page, site, tangent):
    page = open_page(site)
    slider(page, tangent, "z").focus()
    page.keyboard.press("End")
    expect(page).to_have_url(f"{site}#z=1.5")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{site}#z=0.5")
    page.go_back()
    assert_shows(page, tangent, z=1.5)
    page.go_back()
    assert_shows(page, tangent, z=-1.5)
    page.go_forward()
    assert_shows(page, tangent, z=1.5)


def test_a_key_held_down_is_one_entry_in_the_history(open_page, site, tangent):
    page = open_page(site)
    before = page.evaluate("history.length")
    slider(page, tangent, "z").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{site}#z=1.5")
    assert page.evaluate("history.length") == before + 1


def test_two_with_one_name_do_not_move_each_other(open_page, site, tangent, namesake):
    page = open_page(f"{site}alike.html")
    slider(page, namesake, "z").fill("1")
    assert_shows(page, namesake, z=1.5)
    assert_shows(page, tangent)
    expect(page).to_have_url(f"{site}alike.html#{namesake.address}.z=1.5")
    page.reload()
    assert_shows(page, namesake, z=1.5)
    assert_shows(page, tangent)


def radio(page, name):
    return page.get_by_role("radio", name=name, exact=True)


def test_a_choice_is_made_by_mouse_finger_and_key(open_page, site, chosen):
    page = open_page(site + "chosen.html", has_touch=True)
    assert_shows(page, chosen)
    expect(radio(page, "cosine")).to_be_checked()
    expect(slider(page, chosen, "kind")).to_be_hidden()
    radio(page, "sine").click()
    assert_shows(page, chosen, kind="sine")
    radio(page, "both").tap()
    assert_shows(page, chosen, kind="both")
    page.keyboard.press("ArrowUp")
    assert_shows(page, chosen, kind="cosine")


def test_a_choice_is_in_the_address_and_comes_back(open_page, site, chosen):
    page = open_page(site + "chosen.html#kind=both&z=1.5")
    assert_shows(page, chosen, kind="both", z=1.5)
    expect(radio(page, "both")).to_be_checked()
    radio(page, "sine").click()
    page.wait_for_url("**/chosen.html#kind=sine&z=1.5")
    page.go_back()
    expect(radio(page, "both")).to_be_checked()
    assert_shows(page, chosen, kind="both", z=1.5)


def test_axe_finds_nothing_among_choices(open_page, site):
    violations = Axe().run(open_page(site + "chosen.html", width=360)).response["violations"]
    assert [violation["id"] for violation in violations] == []


def test_a_choice_is_printed(open_page, site, chosen):
    page = open_page(site + "chosen.html")
    page.emulate_media(media="print")
    expect(page.locator(".explorer-choice .explorer-value")).to_have_text("cosine")
    expect(page.locator(".explorer-choice .explorer-value")).to_be_visible()
    expect(page.locator(".explorer-options")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(open_page, site, theme, width):
    page = open_page(site, theme=theme, width=width)
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_controls_are_large_enough_for_a_finger(open_page, site):
    page = open_page(site, width=360)
    for control in page.locator(".explorer :is(input, button)").all():
        assert control.bounding_box()["height"] >= 24


def test_colours_follow_the_theme(open_page, site, tangent):
    painted = "getComputedStyle(document.querySelector('.explorer text')).fill"
    assert open_page(site).evaluate(painted) == "rgb(28, 33, 38)"
    assert open_page(site, theme="dark").evaluate(painted) == "rgb(228, 231, 235)"


def test_nothing_jumps_when_the_script_comes(open_page, site):
    page = open_page(site)
    shift = page.evaluate(
        """new Promise((done) => new PerformanceObserver((list) =>
          done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
        ).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 300))"""
    )
    assert shift < 0.02


def test_the_printed_page_has_the_frame_and_its_values(open_page, site, descent):
    page = open_page(site)
    page.emulate_media(media="print")
    shown = page.locator(f"#{descent.address}")
    expect(shown.locator("svg")).to_be_visible()
    expect(shown.locator("input").first).to_be_hidden()
    expect(shown.locator(".explorer-value").first).to_be_visible()
