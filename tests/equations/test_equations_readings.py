"""Claims that have another reading in which they hold are refused, not called false."""

import pytest

from backprop.equations import Sheet


def test_a_column_where_a_row_is_declared_is_another_reading():
    sheet = Sheet({"W": (4, 3), "x": (3,), "t": (4,)}, layout="numerator")
    sheet.define(r"y = W x, \quad L = \frac{1}{2} \lVert y - t \rVert^2")
    assert sheet.check(r"\frac{\partial L}{\partial x} = (y - t)^T W").holds
    verdict = sheet.check(r"\frac{\partial L}{\partial x} = W^T (y - t)")
    assert not verdict.holds
    assert "gradients: columns" in verdict.otherwise
    assert not sheet.check(r"\frac{\partial L}{\partial x} = W^T (y + t)").otherwise


def test_a_layer_without_its_name_is_undeclared_whatever_else_does_not_fit():
    sheet = Sheet({"x^{(1)}": (2,), "x^{(2)}": (3,)}, layers={"l": range(1, 3)})
    with pytest.raises(ValueError, match=r"x\^\{\(l\+1\)\}, here x\^\{\(3\)\}, is not declared"):
        sheet.check(r"x^{(l+1)} = 2 x^{(l)}")


def test_the_order_of_second_derivatives_says_something():
    sheet = Sheet({"A": (3, 3), "x": (3,)})
    sheet.define(r"f = x^T A x")
    swapped = r"\frac{\partial^2 f}{\partial x_i \partial x_j} = \frac{\partial^2 f}{%s}"
    assert sheet.check(swapped % r"\partial x_j \partial x_i").holds
    assert sheet.check(swapped % r"\partial x_i \partial x_j").vacuous


def test_a_differential_that_is_declared_is_the_one_that_stands_there():
    sheet = Sheet({"x": (3,), "dx": (3,)}, differentials="x")
    sheet.define("f = x^T x")
    assert sheet.check("df = 2 x^T dx").holds
    assert not sheet.check("df = x^T dx").holds


def test_a_number_in_a_subscript_of_a_new_name_is_a_label_of_it():
    sheet = Sheet({"J": (), r"\lambda": 3.0, "P": ()})
    sheet.define(r"J_{\lambda} = J + \frac{\lambda}{2} P")
    assert sheet.check(r"J_\lambda - J = 1.5 P").holds


@pytest.mark.parametrize("latex", [r"y = \exp x = 1 + x", r"\exp(x) = 1 + x", r"y = \log(x) = x"])
def test_no_definition_gives_a_function_another_meaning(latex):
    sheet = Sheet({"x": ()})
    with pytest.raises(ValueError, match=r"no new name|does not hold"):
        sheet.define(latex)
    assert not sheet.check(r"\exp(2) = 3").holds


def test_a_comment_at_the_end_of_a_row_does_not_end_the_equation():
    sheet = Sheet({"x": (3,)})
    rows = (
        r"\begin{align} x^T x &= x \cdot x & \text{as a product} \\ "
        r"&= %s \lVert x \rVert^2 \end{align}"
    )
    assert sheet.check(rows % "").holds
    assert not sheet.check(rows % "2").holds


def test_a_macro_that_only_hands_on_may_stand_within_itself():
    name = {r"\L": r"\ensuremath{\mathcal{L}}", r"\Ln": r"\ensuremath{\L_n}"}
    sheet = Sheet({r"\mathcal{L}_n": ()}, macros=name)
    assert sheet.check(r"2 \Ln = \Ln + \Ln").holds
    looped = Sheet(macros={r"\a": r"\ensuremath{\b}", r"\b": r"\ensuremath{\a}"})
    with pytest.raises(ValueError, match="in terms of itself"):
        looped.check(r"\a = 1")


def test_a_size_under_another_name_is_not_taken_for_one_that_is_declared():
    sheet = Sheet({"x": "4x1", "m": 4})
    assert sheet.check(r"\sum_{i=1}^{m} x_i = \sum_i x_i").holds
    for other in ("n", "i"):
        with pytest.raises(ValueError, match="not declared"):
            sheet.check(rf"\sum_{{i=1}}^{{{other}}} x_i = \sum_i x_i")
