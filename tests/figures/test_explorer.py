"""Explorers: what is refused, what is stored, and what a kernel makes of them."""

import gzip
import json
import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from nbclient import NotebookClient

from backprop.figures.explorer import MAX_FRAMES, STATIC, Explorer
from backprop.figures.explorer.packing import pack, unpack
from backprop.figures.plots import PALETTE, figure, svg
from backprop.figures.plots.circuit import draw_step
from backprop.figures.plots.flow import draw_flow
from backprop.figures.plots.matrices import draw_matrices
from backprop.figures.plots.paths import expanded, packed
from backprop.figures.plots.picture import inlined
from backprop.figures.plots.ratios import draw_ratios
from backprop.figures.plots.secant import draw_secant
from backprop.graph import Node
from press import STATIC as PRESS
from press.widgets import VIEW, strip_widgets

X = np.linspace(-6, 6, 200)


def point(**values):
    """Draw the quickest frame there is."""
    fig = Figure(figsize=(1, 1))
    fig.text(0, 0.5, " ".join(map(str, values.values())))
    return fig, f"It says {values}."


def sine(a):
    fig, ax = figure()
    ax.plot(X, np.sin(a * X))
    return fig, f"A wave of frequency {a:.2f}."


@pytest.fixture(scope="module")
def forty():
    return Explorer(sine, a=np.linspace(0.5, 4, 40))


@pytest.fixture(scope="module")
def two():
    return Explorer(
        point,
        title="Two & more",
        caption="A <caption>",
        initial={"alpha": 0.3},
        play="step",
        alpha=[-0.1, 0.3],
        step=range(3),
    )


REFUSED = {
    "takes 1 to 3 parameters, not 0": {},
    r"takes 1 to 3 parameters, not 4 \(a, b, c, d\)": {name: [1] for name in "abcd"},
    "a is empty": {"a": []},
    "a is not in ascending order: 2 comes before 1": {"a": [1, 2, 1]},
    "a is not in ascending order: 1 comes before 1": {"a": [1, 1]},
    "a is 3; an Explorer takes a list": {"a": 3},
    "a is 'abc'; an Explorer takes a list": {"a": "abc"},
    "a holds None; its values are all numbers or all strings": {"a": [None]},
    "a holds nan; its values are finite": {"a": [1.0, np.nan]},
    "a holds 'x' twice": {"a": ["x", "x"]},
    "a holds an empty string": {"a": ["x", " "]},
    f"21 of a × 20 of b are 420 frames; an Explorer draws at most {MAX_FRAMES}": {
        "a": range(21),
        "b": range(20),
    },
    "play names 'b'; the parameters are a": {"a": [1], "play": "b"},
    "initial names 'b'; the parameters are a": {"a": [1], "initial": {"b": 1}},
    "a has no value 3; it has 1, 2": {"a": [1, 2], "initial": {"a": 3}},
    "interval is 0; it is at least 100": {"a": [1], "interval": 0},
    "choices names 'b'; the parameters are a": {"a": [1], "choices": ["b"]},
    "choices is 'a'; it is a list of parameters' names": {"a": [1], "choices": "a"},
    "play names 'a', which is one of choices": {"a": [1], "play": "a", "choices": ["a"]},
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_refused_by_name(message):
    with pytest.raises((ValueError, TypeError), match=message):
        Explorer(point, **REFUSED[message])


def draws(result):
    def draw(a):
        return result

    return draw


DRAWN = {
    r"draw\(a=1\) returned a figure without a sentence": Figure(),
    r"draw\(a=1\) returned NoneType, not \(figure, sentence\)": None,
    r"draw\(a=1\) returned str where a Matplotlib figure belongs": ("no", "A sentence."),
    r"draw\(a=1\) returned NoneType where the sentence belongs": (Figure(), None),
    r"draw\(a=1\) returned an empty sentence": (Figure(), " "),
}


@pytest.mark.parametrize("message", DRAWN)
def test_a_bad_frame_is_refused_by_its_values(message):
    with pytest.raises((ValueError, TypeError), match=message):
        Explorer(draws(DRAWN[message]), a=[1])


def test_a_draw_that_fails_is_named_with_its_values_and_cause():
    def draw(a, b):
        return 1 / (a - b), "never"

    with pytest.raises(RuntimeError, match=r"draw\(a=1, b=1\) failed: ZeroDivisionError") as caught:
        Explorer(draw, a=[1], b=[1])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_frames_of_different_size_are_refused():
    def draw(a):
        return Figure(figsize=(a, 1)), "A sheet."

    with pytest.raises(ValueError, match=r"draw\(a=2\) is 144 by 72 points, the first frame 72 by"):
        Explorer(draw, a=[1, 2])


def test_something_else_than_a_function_is_refused():
    with pytest.raises(TypeError, match="draw is 3"):
        Explorer(3, a=[1])


def test_values_are_told_apart_in_as_few_digits_as_do():
    close = Explorer(point, a=[0.1, 0.1 + 1e-9])
    assert close.parameters[0].texts == ("0.1", "0.100000001")
    assert Explorer(point, a=np.linspace(0, 1, 3)).parameters[0].texts == ("0", "0.5", "1")


def test_strings_keep_their_order():
    assert Explorer(point, loss=["squared", "entropy"]).parameters[0].values[0] == "squared"


def test_a_value_between_is_drawn_when_asked_for(two):
    svg, sentence = two.frame(alpha=0.05, step=2)
    assert "0.05" in svg
    assert sentence == "It says {'alpha': 0.05, 'step': 2}."
    assert two.frame() == two.frame(alpha=0.3, step=0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"alpha": 0.4}, "alpha is 0.4; it lies between -0.1 and 0.3"),
        ({"step": 1.5}, "step is 1.5; it takes whole numbers"),
        ({"alpha": "fast"}, "alpha has no value 'fast'"),
        ({"beta": 1}, "frame names 'beta'; the parameters are alpha, step"),
    ],
)
def test_a_frame_that_cannot_be_is_refused(two, values, message):
    with pytest.raises(ValueError, match=message):
        two.frame(**values)


def counted(draw):
    """Return a `draw` that notes what it was asked for."""
    asked = []

    def noting(**values):
        asked.append(values)
        return draw(**values)

    return noting, asked


def test_values_between_are_tried_once_when_it_is_made():
    draw, asked = counted(point)
    lists = {"a": [0.0, 1.0, 3.0], "b": [1, 5], "c": [0.1, 0.2]}
    Explorer(draw, initial={"a": 1.0, "c": 0.2}, **lists)
    assert len(asked) == 3 * 2 * 2 + 1
    assert asked[-1] == {"a": 2.0, "b": 1, "c": pytest.approx(0.15)}


@pytest.mark.parametrize("lists", [{"a": [1, 2]}, {"a": ["x", "y"]}, {"a": [0.5]}])
def test_where_nothing_lies_between_nothing_is_tried(lists):
    draw, asked = counted(point)
    Explorer(draw, **lists)
    assert len(asked) == len(lists["a"])


RUNS = {0.1: "slow", 0.3: "fast"}


def stored(alpha):
    return point(alpha=alpha)[0], RUNS[alpha]


def test_a_draw_that_knows_no_value_between_is_named_with_the_way_out():
    message = r"stored\(alpha=0.2\) failed: KeyError: 0.2; a reader .* two values of alpha.*=False"
    with pytest.raises(RuntimeError, match=message):
        Explorer(stored, alpha=list(RUNS))


def test_between_may_be_ruled_out():
    explorer = Explorer(stored, alpha=list(RUNS), between=False)
    assert explorer.frame(alpha=0.3)[1] == "fast"
    with pytest.raises(ValueError, match=r"alpha has no value 0.2; it has 0.1, 0.3"):
        explorer.frame(alpha=0.2)
    assert explorer.live.numbers == {}
    assert set(Explorer(point, alpha=[0.1, 0.3]).live.numbers) == {"alpha"}


@pytest.fixture(scope="module")
def chosen():
    return Explorer(
        point, choices=["loss"], loss=["squared & half", "entropy"], a=[1, 2], initial={"a": 2}
    )


def test_a_choice_is_made_among_names_with_a_kernel_and_without(chosen):
    page = BeautifulSoup(chosen.html, "html.parser")
    group = page.find(attrs={"role": "radiogroup"})
    assert group["aria-label"] == "loss"
    buttons = group.find_all("input", type="radio")
    assert [one.parent.text.strip() for one in buttons] == ["squared & half", "entropy"]
    assert [one.has_attr("checked") for one in buttons] == [True, False]
    assert len({one["name"] for one in buttons}) == 1
    assert group.find("input", type="range").has_attr("hidden")
    assert len(page.find_all("input", type="range", hidden=False)) == 1
    live = chosen.live
    assert type(live.sliders["loss"]).__name__ == "RadioButtons"
    assert type(live.sliders["a"]).__name__ == "SelectionSlider"
    live.sliders["loss"].value = "entropy"
    assert live.sentence.value == escape(point(loss="entropy", a=2)[1])


def test_between_two_choices_there_is_nothing():
    explorer = Explorer(point, choices=["rate"], rate=[0.1, 0.3])
    assert explorer.live.numbers == {}
    with pytest.raises(ValueError, match=r"rate has no value 0\.2"):
        explorer.frame(rate=0.2)


def test_the_first_press_of_play_begins_at_the_first_frame():
    """The buttons in the browser begin anew from their last value, and go on from any other."""
    live = Explorer(point, play="step", step=range(5), initial={"step": 3}).live
    assert (live.sliders["step"].index, live.play.value) == (3, live.play.max)
    live.play.value = 0  # which is what they do then
    assert live.sliders["step"].index == 0
    live.play.value = 1
    assert live.sentence.value == escape(point(step=1)[1])
    live.sliders["step"].index = 2
    assert live.play.value == 2
    untouched = Explorer(point, play="step", step=range(5)).live
    assert untouched.play.value == 0


def test_nothing_says_minus_nought():
    explorer = Explorer(point, a=[-0.0, 1e-9, 1.5])
    assert explorer.parameters[0].texts == ("0", "1e-09", "1.5")
    assert repr(explorer) == "Explorer(a=0; 3 frames)"
    zero = Node(-0.0, "x")
    for drawn in (
        draw_step((zero * Node(2, "w")).named("e"), 3)[0],
        draw_matrices([("W", np.array([[-0.0, -1e-9, 1.0]]))]),
        draw_flow({1: [[0, 1.0]]}, {1: [-1e-9], 2: [-0.0]}),
        draw_ratios({1: np.array([[1e-9, 2.0]])}, {1: np.array([[-1.0, 1.0]])}),
        draw_secant(lambda w: 0 * w, -0.0, 0.0, 0.1, limits=(-1, 1), heights=(-1, 1)),
    ):
        texts = re.findall(r">([^<]+)<", svg(drawn))
        assert [text for text in texts if re.search(r"[-−]0(?!\.?0*[1-9])", text)] == []


def test_the_stored_figure_is_complete_and_at_rest(two):
    page = BeautifulSoup(two.html, "html.parser")
    shown = page.find("figure", class_="explorer")
    assert shown["id"] == "explorer-two-more"
    assert shown.img["alt"] == shown.output.text == two.frame()[1]
    assert shown.find(class_="explorer-values").text == "α = 0.3, step = 0"
    assert shown.find(class_="explorer-note").text == (
        "Run the cells above and this one to move the sliders."
    )
    assert shown.figcaption.text == "A <caption>"
    assert shown.find(class_="explorer-controls").has_attr("hidden")
    assert all(control.has_attr("disabled") for control in shown.find_all(["input", "button"]))
    assert json.loads(shown.input["data-values"]) == ["-0.1", "0.3"]
    assert [script["type"] for script in page.find_all("script")] == ["application/json"]
    assert not re.search(r"\son\w+=|style=|https?:(?!//www.w3.org/2000/svg)", two.html)


def test_the_picture_is_the_first_frame_and_can_be_put_inline(two):
    svg, sentence = two.frame()
    page = BeautifulSoup(inlined(two.html), "html.parser")
    drawn = BeautifulSoup(svg, "html.parser").svg
    assert page.img is None
    assert (page.svg["role"], page.svg["aria-label"]) == ("img", sentence)
    assert page.svg.decode_contents() == drawn.decode_contents()


def test_every_frame_is_in_the_page(forty):
    data = BeautifulSoup(forty.html, "html.parser").script.string
    stored = json.loads(data)
    for at, value in enumerate(forty.parameters[0].values):
        svg, sentence = forty.frame(a=value)
        assert expanded(unpack(stored, at)) == f"{sentence}\n{svg[svg.index('>') + 1 : -6]}"


def test_a_frame_that_looks_like_markup_stays_one():
    said = "</script><!-- 𝛼 -->"

    def draw(a):
        return point(a=a)[0], f"{said} {a} 𝛿"

    page = BeautifulSoup(Explorer(draw, a=[1, 2]).html, "html.parser")
    assert len(page.find_all("script")) == 1
    assert "</" not in page.script.string
    stored = json.loads(page.script.string.encode("utf-8", "surrogatepass"))
    assert stored[0].startswith(said)
    # Counts are of UTF-16 units: 𝛼 is two of them.
    assert stored[1][1] == len(f"{said} ") + 1


def test_packing_loses_nothing():
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(list('<a x="1 23"/>b'), 60)) for _ in range(12)]
    stored = pack(texts, (3, 4))
    assert [unpack(stored, at) for at in range(12)] == texts


@pytest.mark.parametrize("steps", ["500 0 ", "-414 414 ", ".05 1 ", "0 -.1 "])
def test_a_line_is_packed_only_where_nothing_is_lost(steps):
    line = '<path d="M1 2l' + steps * 12 + '.1 0"/>'
    assert expanded(packed(line)).replace(" -", "-") == line.replace(" -", "-")


def test_forty_frames_of_a_line_plot_are_light(forty):
    raw = forty.html.encode()
    assert len(raw) < 60_000
    assert len(gzip.compress(raw)) < 45_000


def test_a_notebook_with_it_is_light(forty):
    output = nbformat.v4.new_output("execute_result", forty._repr_mimebundle_(), execution_count=1)
    cell = nbformat.v4.new_code_cell("Explorer(…)", outputs=[output])
    assert len(nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))) < 300_000


def test_the_script_is_light():
    assert (STATIC / "explorer.js").stat().st_size < 4_096


MAKE = """
import sys, hashlib, numpy as np
sys.path.insert(0, sys.argv[1])
from test_explorer import Explorer, sine
print(hashlib.sha256(Explorer(sine, a=np.linspace(1, 2, 3)).html.encode()).hexdigest())
"""


@pytest.mark.slow
def test_two_processes_write_the_same_bytes():
    command = [sys.executable, "-c", MAKE, str(Path(__file__).parent)]
    told = {
        subprocess.run(
            command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_its_plain_text_says_what_it_is(two):
    assert repr(two) == "Explorer(alpha=0.3, step=0; 6 frames)"
    assert set(two._repr_mimebundle_()) == {"text/plain", "text/html"}  # no kernel here


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_each_colour_has_a_legible_partner_in_the_dark():
    style = (PRESS / "figures.css").read_text()
    dark = style[style.index('[data-theme="dark"]') : style.index("@media print")]
    colours = dict(re.findall(r"--fig-(\w+): (#\w{6})", dark))
    assert set(colours) | {"paper"} == set(PALETTE)
    light = dict(re.findall(r"--fig-(\w+): (#\w{6})", style[: style.index("html[")]))
    assert light == {name: colour for name, colour in PALETTE.items() if name != "paper"}
    for name in set(PALETTE) - {"paper", "faint", "wash"}:
        assert contrast(light[name], "#ffffff") >= 4.5, name
        for ground in ("#14181e", "#121212", colours["wash"]):
            assert contrast(colours[name], ground) >= 4.5, name


SETUP = """
from matplotlib.figure import Figure
from backprop.figures.explorer import Explorer
def draw(alpha, step):
    return Figure(figsize=(1, 1)), f"alpha {alpha:g}, step {step}"
explorer = Explorer(draw, title="T", caption="C", play="step", alpha=[0.1, 0.3], step=range(3))
explorer
"""
MOVE = """
explorer.live.sliders["alpha"].value = 0.3
first = explorer.live.sentence.value
explorer.live.play.value = 2
second = explorer.live.sentence.value
explorer.live.numbers["alpha"].value = 0.19
(first, second, explorer.live.sentence.value, explorer.live.sliders["alpha"].value,
 explorer.live.picture.value == explorer.frame(alpha=0.19, step=2)[0])
"""


@pytest.fixture(scope="module")
def executed():
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, MOVE)]
    return NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3").execute()


def test_a_kernel_shows_widgets_over_the_same_frames(executed):
    shown, moved = (cell.outputs[0]["data"] for cell in executed.cells)
    assert set(shown) == {"text/plain", "text/html", VIEW}
    assert moved["text/plain"] == (
        "('alpha 0.3, step 0', 'alpha 0.3, step 2', 'alpha 0.19, step 2', 0.1, True)"
    )


def test_widget_state_is_stripped_and_the_rest_stays(executed):
    assert executed.metadata.widgets
    stripped = strip_widgets(executed)
    assert "widgets" not in stripped.metadata
    assert set(stripped.cells[0].outputs[0]["data"]) == {"text/plain", "text/html"}
    assert VIEW in executed.cells[0].outputs[0]["data"]  # the one handed in is as it was
