"""The style sheet keeps what is used, and nothing else."""

import pytest

from press.purge import parse, purged, used


def kept(css, page="", script=""):
    return purged(parse(css), used([page], [script]))


@pytest.mark.parametrize(
    ("selector", "stays"),
    [
        (".a", True),
        (".b", False),
        ("p.a", True),
        ("table .a", False),
        ("#one", True),
        ("#two", False),
        (".a:hover::before", True),
        (".a:not(.b)", True),
        ("html[data-theme=dark] .a", True),
        (".scrolled .a", True),
        ("*", True),
    ],
)
def test_a_rule_stays_if_all_that_it_names_occurs(selector, stays):
    page = '<html><p class="a" id="one">text</p></html>'
    script = 'document.body.classList.add("scrolled")'
    assert bool(kept(f"{selector} {{ color: red }}", page, script)) is stays


def test_of_a_list_only_the_used_selectors_stay():
    assert kept("p, table, .x { color: red }", "<p>") == "p{color: red}\n"


def test_rules_of_one_medium_stay_in_it():
    text = kept("@media print { p { margin: 0 } b { margin: 1px } } p { color: red }", "<p>")
    assert text == "@media print{p{margin: 0}\n}p{color: red}\n"


def test_properties_fonts_and_animations_go_with_their_last_use():
    css = """
    :root { --used: 1px; --unused: 2px; --chain: var(--used) }
    @font-face { font-family: "Kept"; src: url(a.woff2) }
    @font-face { font-family: "Dropped"; src: url(b.woff2) }
    @keyframes turn { to { rotate: 1turn } }
    @keyframes fall { to { top: 0 } }
    p { margin: var(--chain); font-family: "Kept"; animation: turn 1s }
    """
    text = kept(css, "<html><p>")
    assert "--used" in text
    assert "--unused" not in text
    assert "a.woff2" in text
    assert "b.woff2" not in text
    assert "turn" in text
    assert "fall" not in text


def test_a_colour_of_figures_stays_for_the_pages_ask_for_it():
    assert "--fig-ink" in kept(":root { --fig-ink: #000 }", "<html>")
