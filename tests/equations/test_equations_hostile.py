"""Hostile input: nothing but ValueError, in bounded time and memory."""

import contextlib

import pytest
from effort import at_most
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backprop.equations import Sheet, limits, tokenize
from backprop.equations.results import check_file

COMMANDS = (
    r"\delta \Theta \sigma \hat \bar \mathbf \frac \sqrt \sum \prod \partial \nabla \log \exp "
    r"\max \lVert \rVert \| \left \right \cdot \times \odot \circ .* \\ \quad \, \top \prime "
    r"\begin{bmatrix} \end{bmatrix} \begin{cases} \end{cases} \begin{aligned} \end{aligned} "
    r"\dots \neq \mathrm{d} \text{otherwise} ^T ^{(l)} _{ij} _{i=1}^{m} ^{(1)} x_i dE/dx f(x)"
)
PIECES = [
    *"xyzWTdeijlm0123456789+-*/=<>()[]{}^_'|.,;:&% ",
    *COMMANDS.split(),
    *[r"\text{if }", r"\text{for }", " = "],
]
LATEX = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


def sheet():
    return Sheet(
        {"x": (3,), "y": (), "z": (), "W^{(1)}": (3, 3), "W^{(2)}": (3, 3), "m": 3, "E": ()},
        {r"\sigma": "sigmoid"},
        layers={"l": range(1, 3)},
    )


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(LATEX)
@example(r"\frac")
@example(r"x_{")
@example(r"x = \sum_{x=1}^{m} x")
@example(r"x_{i+} = 1")
@example(r"x = x_{:}")
@example(r"x^{(} = 1")
@example(r"\partial x / \partial = 1")
@example("x = 1e999")
@example("x = 2^{2^{2^{2^{2^{2}}}}}")
def test_random_tokens_raise_nothing_but_value_errors(latex):
    for action in ("check", "define"):
        with contextlib.suppress(ValueError):
            getattr(sheet(), action)(latex)


@pytest.mark.parametrize(
    "latex",
    [
        "x" * 1_000_000,
        "{" * 1_000_000,
        "x = " + "{" * 5_000,
        "x = " + "(" * 5_000 + "x" + ")" * 5_000,
        "x = " + r"\frac{x}{" * 1_000 + "x" + "}" * 1_000,
        "x = " + "x^{" * 1_000 + "x" + "}" * 1_000,
        "x = " + r"\log " * 2_000 + "x",
        "x = " + r"\hat" * 2_000 + "x",
        "x = " + r"\sqrt" * 2_000 + "x",
        "x = " + r"\sum_{i=1}^{m} " * 1_000 + "x_i",
        "x = " + r"\frac{\partial}{\partial x} " * 1_000 + "x",
        "x = " + r"\begin{bmatrix} " * 1_000,
        "x = " + r"\begin{bmatrix} " * 100 + "1" + r"\end{bmatrix}" * 100,
        "x = " + "|" * 4_001,
        "x = " + "(" * 2_000,
        "y = " + r"\sigma(" * 200 + "y" + ")" * 200,
        "x = \\" * 3_000,
        "x = 1" + "0" * 4_000,
    ],
    ids=lambda latex: latex[:30],
)
def test_deep_and_long_input_is_refused_at_once(latex):
    with at_most(5_000_000):
        with pytest.raises(ValueError):
            sheet().check(latex)
        with pytest.raises(ValueError):
            sheet().define(latex)


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"y = \sum_{i=1}^{100000} i", "terms"),
        pytest.param(
            r"y = \sum_{i=1}^{10000} \sum_{j=1}^{10000} i j",
            "steps of work",
            marks=pytest.mark.slow,  # it takes the steps first
        ),
        pytest.param(
            r"y = \sum_{i=1}^{9999} \sum_{j=1}^{9999} \sum_{k=1}^{9999} \tanh(y)",
            "steps of work",
            marks=pytest.mark.slow,
        ),
        (r"y = \prod_{i=1}^{999999999999} 2", "terms"),
        (r"y = B B^T A A^T", "numbers"),
        (r"\frac{\partial \sum A A^T}{\partial A} = 2 A", "numbers"),
        (r"\frac{\partial A A^T}{\partial A} = 2 A", "numbers"),
        ("y = 1" + "0" * 50, "characters of a number"),
        (r"A_{i} A_{j} A_{k} A_{l} = y", "combinations of indices"),
        (r"y = 1 \text{ for } q = 1, \dots, 99999999", "values of q"),
    ],
)
def test_large_work_is_refused_by_name(latex, says):
    page = Sheet({"y": (), "A": (10_000,), "B": (1, 10_000)})
    with at_most(50_000_000), pytest.raises(ValueError, match=says):
        page.check(latex)


def test_a_long_flat_sum_is_no_deep_one():
    page = Sheet({"y": ()})
    assert page.check("y" + " + y" * 999 + " = 1000 y").holds
    assert page.check(r"2 \cdot y" + r" \cdot 1" * 999 + " = y + y").holds
    assert page.check("2 y = " + "-" * 1000 + "y + y").holds


def test_many_definitions_end_at_the_limit():
    page = Sheet({"y_0": ()}, layers={"l": range(1, limits.DEFINITIONS + 2)})
    with pytest.raises(ValueError, match="definitions"):
        page.define("y_l = y_{l-1} + 1")
    assert not page.program.definitions


def test_functions_that_call_functions_end_at_the_limit():
    page = Sheet()
    page.define("f(t) = t + 1")
    deep = "f(" * 15 + "0" + ")" * 15
    assert page.check(f"{deep} = 15").holds
    page.define("h(t) = h(t) + 1")
    with pytest.raises(ValueError, match="more than 20 calls"):
        page.check("h(1) = 2")


def test_tokens_are_bounded():
    with pytest.raises(ValueError, match="20001 characters; expected at most 20000"):
        tokenize("x" * 20_001)
    with pytest.raises(ValueError, match="tokens"):
        tokenize("x" * 10_000)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=st.lists(st.sampled_from(
    ["$$", "\n", "```", "<!-- equations\n", "-->", "% def", "% claim", "leaves:\n", "  x: 3x1\n",
     r"\begin{align}", r"\end{align}", " (eq-a)", "x = x", "[[[[", "&a *a", "{", "}", ": ", r"\["]
), max_size=30).map("".join), form=st.sampled_from(["a.md", "a.tex", "a.ipynb"]))  # fmt: skip
def test_random_files_raise_nothing_but_value_errors(tmp_path_factory, text, form):
    path = tmp_path_factory.mktemp("files") / form
    path.write_text(text)
    with contextlib.suppress(ValueError):
        check_file(path)
