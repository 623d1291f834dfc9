"""What rounding may do to a verdict: nothing, but to leave it open."""

import numpy as np
import pytest

from backprop.equations import Sheet, limits
from backprop.equations.run import Run


@pytest.fixture
def sheet():
    return Sheet(
        {"x": (), "y": (), "w": (), "p": "scalar positive", "v": (5,), "a": (3,), "b": (3,),
         "A": (3, 3), "n": "scalar integers", "k": "3x1 integers", "q": "3x1 unit",
         "t": "40x1 integers"},
        {r"\sigma": "sigmoid", "f": np.sin, "h": lambda z: np.log1p(np.exp(z))},
    )  # fmt: skip


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin^2 x + \cos^2 x - 1 = 0",
        r"0 = x (y + w) - x y - x w",
        r"1 - \sigma(x) - \sigma(-x) = 0",
        r"\sum_i (v_i - \frac{1}{5} \sum v) = 0",
        r"a^T (b - \frac{a^T b}{a^T a} a) = 0",
        r"A^T (A a + A b - A (a + b)) = 0",
        r"\log(e^x) - x = 0",
        r"\log \sigma(100 x) = 100 x - \log(1 + e^{100 x})",
        r"f(x)^2 + \cos^2 x - 1 = 0",  # a function of the reader's, without its derivative
        r"h(x) - h(-x) - x = 0",
        r"\lVert a + b \rVert^2 - \lVert a \rVert^2 - 2 a^T b - \lVert b \rVert^2 = 0",
        r"\frac{\partial (\sin^2 x + \cos^2 x)}{\partial x} = 0",
        r"\frac{\partial (f(x)^2 + \cos^2 x)}{\partial x} = 0",
        r"\frac{\partial}{\partial a} (a^T b - b^T a) = 0",
        r"\frac{\partial}{\partial x} \log(1 - \sigma(2 x + 3)) = -2 \sigma(2 x + 3)",
        r"\prod (q + 1) - (q_1 + 1) (q_2 + 1) (q_3 + 1) = 0",
        r"\max(x - y, 0) - \max(y - x, 0) - (x - y) = 0",
    ],
)
def test_what_cancels_is_zero(sheet, latex):
    verdict = sheet.check(latex)
    assert verdict.holds, verdict.reason
    assert verdict.difference < 1e-15
    assert verdict.left_out == 0


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin^2 x + \cos^2 x - 1 = x",
        r"\sin^2 x + \cos^2 x - 1 = 10^{-9} x",
        r"\sin^2 x + \cos^2 x - 1.00000001 = 0",
        r"\begin{bmatrix} 10^{10} \\ x \end{bmatrix} = [10^{10} \quad 2 x]^T",
        r"[10^{12} \quad x] = [10^{12} \quad -x]",
        r"\frac{\partial (10^{9} x + y^2)}{\partial x} = 10^{9} + y",
        r"x + 10^{-10} x^2 = x",
        r"\pi = 3.1415926536",
        r"x \leq x - 10^{-10} |x|",
        r"x^2 \geq x^2 + 10^{-11}",
        r"n + 10^6 = 10^6",
    ],
)
def test_what_is_small_beside_something_large_counts(sheet, latex):
    verdict = sheet.check(latex)
    assert verdict.outcome == "fails", verdict


def test_a_wrong_entry_beside_a_large_one_is_named():
    sheet = Sheet({"c": [1e12, 1.0], "x": (2,)})
    sheet.define(r"f = c * x, \quad g_i = c_i x_i (3 - 2 i)^2 i")
    assert "at i = 2" in sheet.check("f_i = g_i").reason


@pytest.mark.parametrize(
    "latex",
    [
        "(x + 10^{10}) - 10^{10} = x",
        "(x + 10^{10}) - 10^{10} = 1.00001 x",
        "(x + 10^{14}) - 10^{14} = 7",
        "(x + 10^{10}) - 10^{10} - 1.01 x = 0",  # zero in comparison, but x does not count
        "n + 10^{15} = 10^{15}",
        r"(1.001 - 1)^6 = 1.001^6 - 6 \cdot 1.001^5 + 15 \cdot 1.001^4 - 20 \cdot 1.001^3 + "
        r"15 \cdot 1.001^2 - 6 \cdot 1.001 + 1",
        r"2 x < x + x",
        r"2 x \neq x + x",
        r"\sigma(1000 p + 100) < 1",
    ],
)
def test_what_rounding_has_eaten_is_not_decided(sheet, latex):
    verdict = sheet.check(latex)
    assert verdict.undecided
    assert not verdict.holds
    assert "rounding" in verdict.reason or "too small to be compared" in verdict.reason


def test_half_lost_is_half_compared(sheet):
    verdict = sheet.check(r"\sigma(100 x) < 1")  # 1, as far as numbers go, for x > 0.28
    assert verdict.holds
    assert verdict.draws >= 20
    assert verdict.draws + verdict.left_out == 40
    assert "rounding" in verdict.note


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        ("n < 9", False),
        ("n < 10", True),
        (r"n \leq 9", True),
        (r"t_i \neq 3", False),
        (r"n \neq 0", True),
        (r"k_i < \max(k)", False),
        (r"k_i \leq \max(k)", True),
        ("v_i < |v_i| + 1", True),
        (r"v_i \neq \max v", False),
        (r"v \neq \max(v) \begin{bmatrix} 1 \\ 1 \\ 1 \\ 1 \\ 1 \end{bmatrix}", True),
        ("x < x", False),
        ("x + 1 > 1 + x - 0", False),
        ("n + 1 > 1 + n", False),
        ("x > x - 0", False),
        ("x - 0 < x", False),
    ],
)
def test_strict_relations_do_not_accept_equality(sheet, latex, holds):
    assert sheet.check(latex).holds == holds


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial x^n}{\partial x} = n x^{n-1}",
        r"\frac{\partial x^{101}}{\partial x} = 101 x^{100}",
        r"\frac{\partial x^{200}}{\partial x} = 200 x^{199}",
        r"\frac{\partial x^{-3}}{\partial x} = -3 x^{-4}",
        r"\frac{\partial v^n}{\partial v} = n v^{n-1}",
        r"\frac{\partial (x^n y)}{\partial x} = \frac{n x^n y}{x}",
        r"\frac{\partial (-|x|)^5}{\partial x} = -5 x^4 \operatorname{sign}(x)",
        r"\frac{\partial |x|^y}{\partial y} = |x|^y \log |x|",
        r"\frac{\partial p^x}{\partial p} = x p^{x - 1}",
        r"\frac{\partial (x - x)^1}{\partial x} + 1 = 1 + 0 \cdot y",
        r"x^n x^n = x^{2 n}",
    ],
)
def test_powers_of_negative_numbers_have_derivatives(sheet, latex):
    verdict = sheet.check(latex)
    assert verdict.holds or verdict.vacuous, verdict.reason
    assert verdict.left_out == 0


def test_a_wrong_power_is_still_wrong(sheet):
    assert not sheet.check(r"\frac{\partial x^n}{\partial x} = (n + 1) x^{n-1}").holds
    assert not sheet.check(r"\frac{\partial x^n}{\partial x} = n |x|^{n-1}").holds


SCALES = [
    # a formula, and the scale of its value at x = 3, y = -2, z = [1, -1], e = 1e-9
    ("x", 3),
    ("x + y", 5),
    ("x y", 6),
    ("x (x + y)", 15),
    ("(x + y) (x + y)", 9),  # 5 * 1 + 1 * 5 - 1
    ("(x + y) / (x + y)", 9),
    (r"\sum z", 2),
    ("z^T z", 2),
    ("x - x", 6),
    (r"\exp(x + y)", np.e + 5 * np.e),
    ("(x + y)^2", 11),
    (r"\log(1 + e)", 2e-9 + 1),
    (r"\frac{\partial (x^2 + x y)}{\partial x}", None),
]


@pytest.mark.parametrize(("latex", "expected"), SCALES)
def test_scales(latex, expected):
    sheet = Sheet({"x": 3, "y": -2, "z": [1, -1], "e": 1e-9})
    sheet.define(rf"R = {latex}")
    run = Run(sheet.program, limits.Meter()).draw(np.random.default_rng(0), 1)
    run.attempt(lambda: run.value("R"))
    found = run.value("R")
    assert (found.scale >= abs(found.value)).all()
    if expected is not None:
        assert found.scale.max() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("latex", "whole"),
    [
        ("n", True), ("n + 2 n^2", True), ("k^T k", True), ("x", True), (r"\max(x, n)", True),
        ("x + n", False), (r"\frac{n}{2}", False), (r"\exp(n)", False), ("n^{60}", False),
    ],
)  # fmt: skip
def test_exact_numbers_are_told_from_rounded_ones(latex, whole):
    sheet = Sheet({"x": 0.1, "n": 3, "k": [1, 2]})
    sheet.define(f"R = {latex}")
    run = Run(sheet.program, limits.Meter()).draw(np.random.default_rng(0), 1)
    assert run.attempt(lambda: run.value("R")).exact == whole
