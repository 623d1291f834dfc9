"""What a right equation was called false for: reach, places, constants, inverses in sums."""

import pytest

from backprop.equations import Sheet, check_file


def sheet() -> Sheet:
    found = Sheet(
        {"x": (), "y": (), "a": (), "w": (3,), "b": (3,), "X": (4, 3), "t": (4,), "S": (3, 3)}
    )
    found.define("F = x^2 y + a")
    return found


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (r"\frac{d}{dx} 3 x^2 = 6 x", "= 3 x"),
        (r"\frac{d}{dx} \frac{1}{2} a x^2 = a x", "= 2 a x"),
        (r"\frac{d}{dx} a \cdot x^2 = 2 a x", "= a x"),
        (r"\frac{\partial}{\partial w_j} b^T w = b_j", "= w_j"),
        (r"\nabla_w \frac{1}{2} (X w - t)^T (X w - t) = X^T (X w - t)", "= X^T (X w + t)"),
        (r"\nabla_w w^T S w = (S + S^T) w", "= 2 S w"),
        (r"\frac{d}{dx} x^2 a = 2 x a", "= x a"),
        (r"1 + y \frac{d}{dx} 2 \sin(x) = 1 + 2 y \cos(x)", "= 1 + y \\cos(x)"),
        (r"\nabla_w a b^T w = a b", "= a w"),
        (r"\frac{\partial}{\partial x} x y = y", "= x"),
    ],
)
def test_an_operator_takes_the_factors_that_vary(right, slip):
    assert sheet().check(right).holds
    wrong = right[: right.rindex("=")] + slip
    verdict = sheet().check(wrong)
    assert not verdict.holds
    assert not verdict.otherwise


def test_an_operator_before_two_factors_that_vary_has_two_readings():
    assert sheet().check(r"\frac{d}{dx} (x^2 + 1) (x^3 - 1) = 2 x (x^3 - 1)").holds
    whole = sheet().check(r"\frac{d}{dx} (x^2 + 1) (x^3 - 1) = 5 x^4 + 3 x^2 - 2 x")
    assert "two readings" in whole.otherwise
    assert "parentheses around" in whole.otherwise
    assert not sheet().check(r"\frac{d}{dx} (x^2 + 1) (x^3 - 1) = x").otherwise


def test_a_name_without_parentheses_may_not_stand_before_another_that_varies():
    found = sheet()
    found.define(r"G = \sin(x)")
    with pytest.raises(ValueError, match="parentheses around what is differentiated"):
        found.check(r"\frac{\partial}{\partial x} F G = 2 x y G")


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial F}{\partial x}(x, y) = 2 x y",
        r"\frac{\partial F}{\partial x}(x) = 2 x y",
        r"\frac{\partial F}{\partial x}(x - y) = 2 x y (x - y)",
    ],
)
def test_the_variables_behind_a_derivative_are_its_place(latex):
    assert sheet().check(latex).holds


def test_another_place_behind_a_derivative_is_refused():
    for place in ("(a, y)", "(2, 3)", "(y, a)"):
        with pytest.raises(ValueError, match="a place behind a derivative of what is no function"):
            sheet().check(rf"\frac{{\partial F}}{{\partial x}}{place} = 2 a y")


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial F}{\partial w_1} = 2 x y",
        r"\nabla_w F = 2 b",
        r"\frac{dF}{db} = w",
        r"3 \frac{\partial (a x)}{\partial y} = x",
    ],
)
def test_a_derivative_of_a_constant_is_no_proof_of_a_mistake(latex):
    verdict = sheet().check(latex)
    assert not verdict.holds
    assert "does not depend on" in verdict.otherwise


def test_a_derivative_of_a_constant_may_be_zero():
    assert sheet().check(r"\frac{\partial F}{\partial w_1} = 0").outcome in ("holds", "vacuous")
    found = Sheet({"z^{(1)}": (2,), "z^{(2)}": (2,)}, layers={"l": range(1, 3)})
    wrong = r"\frac{\partial z^{(l)}_1}{\partial z^{(2)}_1} = 1"
    assert not found.check(wrong).otherwise  # where l = 2 it is no constant


def test_a_constant_is_said_to_be_so_in_the_report(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(
        "<!-- equations\nleaves:\n  x: scalar\n  y: scalar\n-->\n"
        "$$\n\\frac{\\partial (x^2)}{\\partial y} = 2 x\n$$\n"
    )
    (result,) = check_file(path)
    assert result.standing == "cannot be read"
    assert "does not depend on y" in result.message


def test_an_inverse_within_a_sum_of_all_entries_is_an_inverse():
    found = sheet()
    found.define(r"A = S S^T + \mathbf{I}")
    slope = r"\frac{\partial (\sum (S \odot A^{-1}))}{\partial A} = %s (A^{-1})^T S (A^{-1})^T"
    assert found.check(slope % "-").holds
    assert not found.check(slope % "").otherwise
    each = found.check(r"\sum A^{-1} = \sum_{i=1}^3 \sum_{j=1}^3 \frac{1}{A_{ij}}")
    assert "two readings" in each.otherwise


def test_a_square_within_a_sum_of_all_entries_is_of_each():
    found = sheet()
    assert found.check(r"\sum S^2 = \operatorname{tr}(S^T S)").holds
    whole = found.check(r"\sum S^2 = \sum_{i=1}^3 \sum_{j=1}^3 (S S)_{ij}")
    assert "two readings" in whole.otherwise


def test_entries_and_a_product_without_parentheses_have_two_readings():
    found = sheet()
    wide = found.check(r"(b \odot w) t^T = b \odot w \cdot t^T")
    assert not wide.holds
    assert "two readings" in wide.otherwise
    assert not found.check(r"(b \odot w) t^T = b \odot b \cdot t^T").otherwise
    assert found.check(r"b \odot S \cdot w = (S w) \odot b").holds
