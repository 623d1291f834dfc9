"""How authors write: adjoints, stars, brackets, bars, primes of indices, words, abbreviations."""

import pytest

from backprop.equations import Sheet, check_file


def sheet() -> Sheet:
    return Sheet(
        {"A": (3, 3), "x": (3,), "u": (3,), "X": (4, 3), "t": (4,), r"\theta": (3,), "s": ()},
        functions={r"\sigma": "sigmoid"},
    )


@pytest.mark.parametrize(
    "latex",
    [
        r"(A x)^\mathsf{H} u = x^\mathsf{H} A^\mathsf{H} u",
        r"(A x)^{\mathrm{H}} u = x^{\mathrm{H}} A^T u",
        r"\tr(A) = \sum_{i=1}^3 A_{ii}",
        r"\Tr(A^\mathsf{H} A) = \|A\|_F^2",
        r"\diag(x) u = x \odot u",
        r"s^2{} = s s",
        r"\sum_{k'=1}^{3} x_{k'} u_{k'} = x^T u",
        r"\sum_{k'} x_{k'}^2 = x^T x",
        r"s + s = 2 s \quad \text{et} \quad s s = s^2",
        r"s + s = 2 s \quad \text{ und } \quad 3 s = s + 2 s",
    ],
)
def test_it_is_read(latex):
    assert sheet().check(latex).holds


@pytest.mark.parametrize(
    "latex",
    [
        r"(A x)^\mathsf{H} u = x^\mathsf{H} A u",
        r"\tr(A) = \sum_{i=1}^3 A_{1i}",
        r"\sum_{k'=1}^{3} x_{k'} u_{k'} = x^T x",
        r"s + s = 2 s \quad \text{et} \quad s s = s^3",
    ],
)
def test_and_not_taken_for_something_else(latex):
    verdict = sheet().check(latex)
    assert not verdict.holds
    assert not verdict.otherwise


def test_what_is_declared_is_no_abbreviation():
    found = Sheet({r"\text{grad}": (), "x": (), r"W^{\text{H}}": ()})
    assert found.check(r"2 \text{grad} = \text{grad} + \text{grad}").holds
    assert found.check(r"W^{\text{H}} + W^{\text{H}} = 2 W^{\text{H}}").holds


def test_a_star_makes_a_name_of_its_own():
    found = sheet()
    found.define(r"\theta^* = (X^\top X)^{-1} X^\top t")
    assert found.check(r"X^T X \theta^* = X^T t").holds
    assert not found.check(r"X^T X \theta = X^T t").holds


def test_functions_are_defined_with_brackets_and_bars():
    found = sheet()
    found.define(r"\mbox{sig}[z] = \frac{1}{1+\exp[-z]}")
    assert found.check(r"\mbox{sig}[s] = \sigma(s)").holds
    found = Sheet({"p": ()}, functions={})
    found.define(r"q(y|\lambda) = (1-\lambda)^{1-y} \lambda^{y}")
    assert found.check(r"q(1|p) = p").holds
    assert not found.check(r"q(0|p) = p").holds


def test_the_gradient_in_letters():
    found = sheet()
    found.define("f(v) = v^T A v")
    assert found.check(r"\operatorname{grad} f(x) = (A + A^T) x").holds
    assert not found.check(r"\grad f(x) = 2 A x").holds


def test_an_indexed_name_is_no_call_of_the_function_it_comes_from():
    found = Sheet({"z_i": ()}, layers={"i": (1, 2)}, functions={r"\sigma": "sigmoid"})
    found.define(r"\sigma_i = \sigma(z_i)")
    assert found.check(r"\sigma'(z_i) = \sigma_i(1-\sigma_i)").holds


def test_what_is_never_read_is_named_wherever_it_stands(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("$$\nP x = \\arg\\min_{y} \\|x - y\\|\n$$\n\n$$\nq = \\int_0^1 t \\, dt\n$$\n")
    first, second = check_file(path)
    assert first.standing == second.standing == "cannot be read"
    assert "argmin" in first.message.splitlines()[0]
    assert "integral" in second.message.splitlines()[0]
