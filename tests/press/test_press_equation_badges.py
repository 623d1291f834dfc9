"""Each equation's standing is in the page, and a build with a wrong equation stops."""

import pytest
import small_book
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow
CHECKED = "press_check_equations = True\nmath_numfig = True\n"
LEAVES = "<!-- equations\nleaves:\n  x: 3x1\n  w: 3x1\nfunctions:\n  g: sigmoid\n-->\n"
GOOD = [
    ("def", r"a = g(w^T x)", "eq-a"),
    ("claim", r"\frac{\partial a}{\partial w} = a (1 - a) x", "eq-slope"),
    ("refuted: the slope is missing", r"\frac{\partial a}{\partial w} = x", "eq-slip"),
    ("exempt: a wish", r"a \to 0", "eq-wish"),
]


def text(*equations):
    blocks = [f"$$\n% {mark}\n{tex}\n$$ ({label})\n" for mark, tex, label in equations]
    return "\n".join(["# Title\n", LEAVES, "A sentence that is long enough.\n", *blocks])


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = small_book.write(tmp_path_factory.mktemp("book"), {"index.md": text(*GOOD)}, CHECKED)
    run = small_book.build(folder)
    assert run.returncode == 0, run.stderr
    return BeautifulSoup(small_book.page(folder, "index.html"), "html.parser")


@pytest.mark.parametrize(
    ("label", "sign", "words"),
    [
        ("eq-a", "≔", "Definition: what follows is evaluated with it."),
        ("eq-slope", "✓", "Checked: both sides evaluated on 20 random draws; the largest relative"),
        ("eq-slip", "✗", "Refuted (the slope is missing): it does not hold; sides differ by"),
        ("eq-wish", "○", "Not evaluated: a wish."),
    ],
)
def test_the_standing_is_a_sign_and_words_reached_by_key(page, label, sign, words):
    badge = page.find(id=f"equation-{label}").find(class_="standing")
    assert badge["tabindex"] == "0"
    assert badge.find(class_="standing-sign").get_text() == sign
    assert badge.find(class_="standing-sign")["aria-hidden"] == "true"
    assert badge.find(class_="standing-words").get_text().startswith(words)


BAD = {
    "a claim that fails": (("claim", r"x = w", "eq-b"), "eq-b: does not hold"),
    "a refuted claim that holds": (
        ("refuted: so we said", r"g'(1) = g(1)(1 - g(1))", "eq-b"),
        "eq-b",
    ),
    "what cannot be read": (("claim", r"x = \foo", "eq-b"), "eq-b: cannot be read"),
    "a vacuous claim": (("claim", r"x + w = x + w", "eq-b"), "eq-b"),
    "an exemption without a reason": (("exempt", r"x \to 0", "eq-b"), "eq-b"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_wrong_equation_ends_the_build(tmp_path, what):
    equation, said = BAD[what]
    run = small_book.build(small_book.write(tmp_path, {"index.md": text(equation)}, CHECKED))
    assert run.returncode != 0
    assert said in run.stderr


def test_a_displayed_equation_without_label_or_mark_ends_the_build(tmp_path):
    bare = text().replace("long enough.", "long enough.\n\n$$\nx = w\n$$\n\n$$\nx = x\n$$ (eq-c)\n")
    run = small_book.build(small_book.write(tmp_path, {"index.md": bare}, CHECKED))
    assert run.returncode != 0
    assert "a displayed equation has no label" in run.stderr
    assert "eq-c has no mark" in run.stderr
