"""What claims mean: derivatives, indices, layers, vacuous claims, shapes, draws."""

import numpy as np
import pytest

from backprop.equations import Sheet
from backprop.equations.leaves import DRAWS


def network(**more):
    sheet = Sheet(
        {"X": (4, 6), "Y": (2, 6), r"\Theta^{(1)}": (3, 4), r"\Theta^{(2)}": (3, 3),
         r"\Theta^{(3)}": (2, 3), "b^{(1)}": (3, 1), "b^{(2)}": (3, 1), "b^{(3)}": (2, 1), **more},
        {"g": "tanh"},
        layers={"l": range(1, 4), "L": 4},
    )  # fmt: skip
    sheet.define(r"a^{(1)} = X")
    sheet.define(r"z^{(l+1)} = \Theta^{(l)} a^{(l)} + b^{(l)}, \quad a^{(l+1)} = g(z^{(l+1)})")
    sheet.define(r"J = \frac12 \lVert a^{(L)} - Y \rVert^2")
    sheet.define(r"\delta^{(L)} = (a^{(L)} - Y) \odot g'(z^{(L)})")
    sheet.define(
        r"\delta^{(l)} = (\Theta^{(l)})^T \delta^{(l+1)} .* g'(z^{(l)}) "
        r"\quad \text{for } l = 2, \dots, L - 1"
    )
    return sheet


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial J}{\partial \Theta^{(l)}} = \delta^{(l+1)} (a^{(l)})^T",
        r"dJ/d\Theta^{(l)} = \delta^{(l+1)} (a^{(l)})^T",
        r"\nabla_{\Theta^{(l)}} J = \delta^{(l+1)} (a^{(l)})^T",
        r"\frac{dJ}{dz^{(l+1)}} = \delta^{(l+1)}",
        r"\frac{\mathrm{d}J}{\mathrm{d}z^{(l)}} = \delta^{(l)}, \quad l = 2, \dots, L",
        r"\frac{\partial J}{\partial a^{(l)}} = (\Theta^{(l)})^T \delta^{(l+1)}",
        r"\frac{\partial J}{\partial b^{(l)}_i} = \sum_k \delta^{(l+1)}_{ik}",
        r"\frac{\partial J}{\partial \Theta^{(l)}_{ij}} = \sum_k \delta_{ik}^{(l+1)} a_{jk}^{(l)}",
        r"\frac{\partial a^{(2)}}{\partial z^{(2)}} = g'(z^{(2)})",
        r"\frac{\partial z^{(2)}_{ik}}{\partial \Theta^{(1)}_{ij}} = X_{jk}",
        r"\frac{\partial}{\partial \Theta^{(1)}} J = \left[ \left( \prod_{k=2}^{2} "
        r"(\Theta^{(k)})^T \delta^{(k+1)} \right) \odot g'(z^{(2)}) \right] \cdot X^T",
        r"\frac{\partial (\sum a^{(2)})}{\partial z^{(2)}} = g'(z^{(2)})",
        r"\begin{aligned} \frac{\partial J}{\partial \Theta^{(1)}} &= \delta^{(2)} X^T \\"
        r" &= \left[ (\Theta^{(2)})^T \delta^{(3)} \odot g'(z^{(2)}) \right] X^T \end{aligned}",
    ],
)
def test_backpropagation_holds_in_all_layers(latex):
    verdict = network().check(latex)
    assert verdict.holds, verdict.reason
    assert verdict.draws >= 20
    assert verdict.difference < 1e-9


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\frac{\partial J}{\partial \Theta^{(l)}} = \delta^{(l+1)} a^{(l)}", "does not fit"),
        (r"\frac{\partial J}{\partial \Theta^{(l)}} = -\delta^{(l+1)} (a^{(l)})^T", "sides differ"),
        (r"\frac{\partial J}{\partial \Theta^{(2)}} = (\delta^{(3)} (a^{(2)})^T)^T", "row"),
        (r"\frac{\partial J}{\partial \Theta^{(1)}} = \delta^{(2)} X^T / 6", "on the left"),
        (r"\frac{\partial J}{\partial \Theta^{(l)}_{ij}} = \sum_k \delta_{ik}^{(l+1)} a_{ik}^{(l)}",
         "runs over"),
        (r"\frac{\partial J}{\partial z^{(l)}} = (\Theta^{(l)})^T \delta^{(l+1)}, "
         r"\quad l = 2, \dots, 3", "l = "),
        (r"\frac{\partial a^{(2)}}{\partial a^{(2)}} = 2", "sides differ"),
    ],
)  # fmt: skip
def test_slips_are_refuted_with_the_reason(latex, reason):
    verdict = network().check(latex)
    assert not verdict.holds
    assert not verdict.vacuous
    assert reason in verdict.reason


def test_the_formula_under_test_is_not_used():
    sheet = Sheet({"x": (3,)}, {"f": (np.sin, lambda z: z * 0 + 7)})  # a wrong derivative
    sheet.define("y = f(x)")
    assert not sheet.check(r"\frac{\partial y}{\partial x} = f'(x)").holds
    assert sheet.check(r"\frac{\partial y}{\partial x} = \cos x").holds


def test_upstream_is_held_and_a_chain_of_names_is_one_thing():
    sheet = Sheet({"x": ()})
    sheet.define("u = x^2")
    sheet.define("y = u x")
    sheet.define("v = w = u^3")
    sheet.define("q = w + v")
    assert sheet.check(r"\frac{\partial y}{\partial u} = x").holds
    assert sheet.check(r"\frac{\partial y}{\partial x} = 3 x^2").holds
    assert sheet.check(r"\frac{\partial q}{\partial v} = \frac{\partial q}{\partial w} = 2").holds


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        (r"\frac{\partial |x|}{\partial x} = \operatorname{sign}(x)", True),
        (r"\frac{\partial \max(0, x)}{\partial x} = \begin{cases} 1 & x > 0 \\ 0 & "
         r"\text{otherwise} \end{cases}", True),
        (r"\frac{\partial \max x}{\partial x} = \begin{cases} 1 & x = \max x \\ 0 & "
         r"\text{otherwise} \end{cases}", True),
        (r"\frac{\partial \lVert x \rVert}{\partial x} = \frac{x}{\lVert x \rVert}", True),
        (r"\frac{\partial x^5}{\partial x} = 5 x^4", True),
        (r"\frac{\partial (x_1 x_2)}{\partial x_1} = x_2", True),
        (r"\frac{\partial (1/x_1)}{\partial x_1} = -\frac{1}{x_1^2}", True),
        (r"\frac{\partial \sqrt{p}}{\partial p} = \frac{1}{2 \sqrt p}", True),
        (r"\frac{\partial p^s}{\partial s} = p^s \odot \log p", True),
        (r"\frac{\partial (2^s)}{\partial s} = 2^s \log 2", True),
        (r"\frac{\partial s}{\partial x} = 0", False),  # vacuous
        (r"\frac{\partial (A x)_i}{\partial x_j} = A_{ij}", True),
        (r"\frac{\partial (A x)_i}{\partial x_j} = A_{ji}", False),
        (r"\frac{\partial (x^T A x)}{\partial x} = (A + A^T) x", True),
        (r"\frac{\partial (x^T A x)}{\partial x} = 2 A x", False),
        (r"\frac{\partial (x^T A x)}{\partial A} = x x^T", True),
        (r"\frac{\partial (s x)}{\partial s} = x", True),
    ],
)  # fmt: skip
def test_derivatives(latex, holds):
    sheet = Sheet({"x": (3,), "A": (3, 3), "s": (), "p": "2x2 positive"})
    verdict = sheet.check(latex)
    assert verdict.holds == holds, verdict.reason


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (
            r"\frac{\partial y}{\partial x} = W",
            r"expected its entries, \frac{\partial y_i}{\partial x_j}",
        ),
        (r"\frac{\partial y}{\partial x} = W^T", "Jacobian of 2 x 3 numbers"),
        (r"\frac{\partial (S u)}{\partial u} = S", r"\frac{\partial (...)_i}{\partial u_j}"),
        (
            r"\frac{\partial (S u)}{\partial u} = [S_{11} \quad S_{22}]^T",
            "Jacobian",
        ),  # its diagonal
        (r"\frac{\partial y}{\partial W} = x", r"\frac{\partial y_i}{\partial W_{jk}}"),
        (
            r"\frac{\partial (W V_1)}{\partial V_1} = W",
            r"\frac{\partial (...)_{ij}}{\partial (V_{1})_{kl}}",
        ),
        (r"\frac{\partial q}{\partial W} = 0", "Jacobian"),  # no matter that all are zero
        (r"\frac{\partial (u + 10^{-9} S u)}{\partial u} = 1", "Jacobian"),
    ],
)
def test_a_jacobian_is_refused_with_how_to_write_it(latex, says):
    sheet = Sheet({"x": (3,), "W": (2, 3), "S": (2, 2), "u": (2,), "V_1": (3, 2), "q": (4,)})
    sheet.define("y = W x")
    with pytest.raises(ValueError) as caught:
        sheet.check(latex)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial y_i}{\partial x_j} = W_{ij}",
        r"\frac{\partial (S u)_i}{\partial u_j} = S_{ij}",
        r"\frac{\partial (W V_1)_{ij}}{\partial (V_1)_{kj}} = W_{ik}",
        r"\frac{\partial (W V_1)_{12}}{\partial (V_1)_{22}} = W_{12}",
        r"d(\sum V_1 u)/d(V_1)_{ij} = u_j",
    ],
)
def test_the_entries_of_a_jacobian_are_read(latex):
    sheet = Sheet({"x": (3,), "W": (2, 3), "S": (2, 2), "u": (2,), "V_1": (3, 2)})
    sheet.define("y = W x")
    verdict = sheet.check(latex)
    assert verdict.holds, verdict.reason


def test_a_derivative_of_a_derivative_of_a_derivative_is_refused():
    sheet = Sheet({"x": ()})
    sheet.define(r"y = \frac{\partial x^3}{\partial x}")
    sheet.define(r"z = \frac{\partial y}{\partial x}")
    assert sheet.check(r"\frac{\partial y}{\partial x} = 6 x").holds
    assert not sheet.check(r"\frac{\partial y}{\partial x} = 6.0001 x").holds
    with pytest.raises(ValueError, match="a third derivative"):
        sheet.check(r"\frac{\partial z}{\partial x} = 6")


@pytest.mark.parametrize("latex", ["x = x", "x + y = x  +  y", "x - x = 0 * y", "(x) = x"])
def test_vacuous_claims_do_not_hold(latex):
    verdict = Sheet({"x": (), "y": ()}).check(latex)
    assert verdict.vacuous
    assert not verdict.holds
    assert verdict.reason.startswith("vacuous: ")


@pytest.mark.parametrize(
    ("latex", "outcome"),
    [
        ("J = J + 0", "vacuous"),
        (r"J = 1 \cdot J", "vacuous"),
        ("J + x - x = J", "vacuous"),
        (r"0 x \leq 0", "vacuous"),
        (r"\delta - \delta = 0", "vacuous"),
        ("J = x^2 + y", "vacuous"),  # as it was defined
        (r"x^2 + y = J", "vacuous"),
        (r"J = x \cdot x + y", "holds"),
        (r"\delta = \frac{\partial J}{\partial x}", "vacuous"),
        (r"\delta = 2 x", "holds"),
        ("q = p", "vacuous"),  # two names for one thing
        ("D_{ij} = u_i u_j", "vacuous"),
        ("D_{ab} = u_a u_b", "vacuous"),
        ("D_{ji} = u_i u_j", "holds"),
        ("D = u u^T", "holds"),
        ("f(x, y) = x y + 1", "vacuous"),
        ("f(y, x) = x y + 1", "holds"),
        ("z^{(l+1)} = x z^{(l)}", "vacuous"),
        ("z^{(3)} = x^2 z^{(1)}", "holds"),
        ("J = x^2 + y = y + x^2", "holds"),  # a chain may begin with what is given
        ("J = x^2 + y = y + x^3", "fails"),
        ("J = x^2 + y, \\quad p = x y", "vacuous"),
        ("x = x = x + y - y", "vacuous"),
        ("x + y = y + x", "holds"),
    ],
)
def test_what_repeats_a_definition_is_vacuous(latex, outcome):
    sheet = Sheet({"x": (), "y": (), "u": (3,), "z^{(1)}": ()}, layers={"l": range(1, 4)})
    sheet.define(r"J = x^2 + y, \quad \delta = \frac{\partial J}{\partial x}, \quad q = p = x y")
    sheet.define(r"D_{ij} = u_i u_j, \quad z^{(l+1)} = x z^{(l)}")
    sheet.define("f(x, y) = x y + 1")
    verdict = sheet.check(latex)
    assert verdict.outcome == outcome, verdict.reason


def test_a_verdict_says_what_it_left_out():
    sheet = Sheet({"x": (), "y": ()})
    verdict = sheet.check(r"\log(x^2) = 2 \log x")
    assert verdict.holds
    assert verdict.left_out == 18
    said = "left out of 40 draws: 18 gave a number that is not finite (18 on one side only)"
    assert verdict.note == said
    both = sheet.check(r"\log x + y = y + \log x")
    assert both.left_out == 18
    assert "one side" not in both.note
    assert sheet.check("x + y = y + x").note == ""
    several = sheet.check(r"\log(x^2) = 2 \log x, \quad x + y = y + x")
    assert (several.left_out, several.note) == (verdict.left_out, verdict.note)


def test_an_inequality_says_that_draws_only_refute():
    verdict = Sheet({"x": ()}).check("x < 6")
    assert verdict.holds
    assert verdict.note == "draws can refute an inequality, not show it"
    assert Sheet({"x": ()}).check("x < 1").note == ""


def test_a_chain_is_judged_link_by_link():
    verdict = Sheet({"x": ()}).check(r"x + x = 2 x = 3 x = x \cdot 3")
    assert [link.holds for link in verdict.links] == [True, False, True]
    assert verdict.links[1].left == "2 x"
    assert "2 x = 3 x: sides differ by 0.333" in verdict.reason
    assert not verdict.holds


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        ("x^2 > 0", True), ("x > 0", False), (r"x \leq |x|", True), (r"x^2 + 1 \neq 0", True),
        (r"x \neq x + 0", False), (r"0 < e^x < 1", False), (r"e^x \geq 1 + x", True),
        (r"x = |x| \quad \text{if } x \geq 0", True), (r"x = |x|, \quad x < 0", False),
    ],
)  # fmt: skip
def test_inequalities_and_conditions(latex, holds):
    assert Sheet({"x": ()}).check(latex).holds == holds


def test_shapes_must_match_but_for_plain_numbers_and_one_by_one():
    sheet = Sheet({"x": (3,), "u": (1, 1), "t": (), "o": [1.0, 1.0, 1.0]})
    assert sheet.check("x x^T x - x^T x x + 1 = 1").holds
    assert sheet.check("o = 1").holds
    assert sheet.check(r"u t = t u \cdot 1").holds
    verdict = sheet.check("x = t x^T")
    assert verdict.reason == "the left side is 3 x 1, the right side 1 x 3"
    assert sheet.check("x = t").reason == "the left side is 3 x 1, the right side 1 x 1"
    assert verdict.difference == np.inf


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        ("y = A + b", "3 x 3 plus or minus 2 x 1 does not fit"),
        ("y = c + c^T", "3 x 1 plus or minus 1 x 3 does not fit"),
        (r"y = A \odot c", "3 x 3 .* 3 x 1 does not fit"),
        ("y = c c", "3 x 1 times 3 x 1 does not fit"),
        (r"y = \frac{A}{c}", "3 x 3 over 3 x 1 does not fit"),
        (r"y = A_{14}", "index 4 is outside 1 ... 3"),
        (r"y = A_1", "expected two"),
        (r"y = \begin{bmatrix} A & b \end{bmatrix}", "different heights: 3 x 3, 2 x 1"),
        (r"y = \sum_i A_{ij} b_i", None),
        (r"A = 2", "no new name"),
        (r"c_1 = 2", "no new name"),
        (r"y = y + 1", "y is defined in terms of itself"),
        (r"y + 1 = 2", "no new name"),
        (r"y < 1", "expected a definition"),
        (r"y = 1 = 2", "the rest of the chain does not hold"),
        (r"y_i = A_{ij}", None),
    ],
)
def test_definitions_that_do_not_fit_are_refused(latex, says):
    sheet = Sheet({"A": (3, 3), "b": (2,), "c": (3,)})
    with pytest.raises(ValueError) as caught:
        sheet.define(latex)
    assert says is None or says in str(caught.value)
    assert not sheet.program.definitions
    sheet.define("y = A c")  # nothing is left behind


def test_definitions_by_entries_and_by_layers():
    sheet = Sheet({"A": (3, 4), "x": (4,)}, layers={"l": range(1, 3)}, origin={"A": (1, 0), "x": 0})
    sheet.define(r"G_{ij} = A_{ij} x_j")
    sheet.define(r"y_i = \sum_{j=0}^{3} G_{ij}")
    assert sheet.check("y = A x").holds
    assert sheet.check(r"G_{i0} = A_{i0} x_0").holds
    sheet.define(r"s^{(1)} = 1, \quad s^{(l+1)} = s^{(l)} + y_1")
    assert sheet.check(r"s^{(3)} = 1 + 2 y_1").holds


def test_layers_need_not_be_defined_in_order():
    sheet = Sheet({"x^{(300)}": ()}, layers={"l": range(1, 300)})
    sheet.define("x^{(l)} = x^{(l+1)} + 1")
    assert sheet.check("x^{(1)} = x^{(300)} + 299").holds
    assert sheet.check(r"\frac{\partial x^{(1)}}{\partial x^{(300)}} = 1").holds
    with pytest.raises(ValueError, match="in terms of itself"):
        Sheet(layers={"l": range(1, 4)}).define(r"p^{(l)} = p^{(4 - l)}")


def test_examples_as_superscripts():
    sheet = Sheet({"x^{(i)}": (3,), "y^{(i)}": "scalar labels", "w": (3,), "m": 5},
                  {r"\sigma": "sigmoid"}, layers={"i": range(1, 6)})  # fmt: skip
    sheet.define(r"h^{(i)} = \sigma(w^T x^{(i)})")
    sheet.define(r"J(w) = -\frac{1}{m} \sum_{i=1}^{m} \left[ y^{(i)} \log h^{(i)} + "
                 r"(1 - y^{(i)}) \log(1 - h^{(i)}) \right]")  # fmt: skip
    assert sheet.check(
        r"\frac{\partial}{\partial w_j} J(w) = \frac1m \sum_{i=1}^m (h^{(i)} - y^{(i)}) x_j^{(i)}"
    ).holds
    assert not sheet.check(
        r"\frac{\partial}{\partial w_j} J(w) = \frac1m \sum_{i=1}^m (h^{(i)} - y^{(i)}) x_i^{(i)}"
    ).holds


@pytest.mark.parametrize("kind", DRAWS)
def test_draws_stay_where_they_should(kind):
    sheet = Sheet({"x": f"40x5 {kind}"})
    claims = {
        "normal": r"x + x = 2 x",
        "positive": "x > 0",
        "unit": "0 < x < 1",
        "labels": "x * (1 - x) + 1 = 1",
        "classes": r"x * (1 - x) + 1 = 1, \quad \sum_{j=1}^{5} x_{ij} = 1",
        "integers": r"1 \leq x \leq 9",
    }
    assert sheet.check(claims[kind]).holds


def test_the_class_of_one_example_may_stand_upright():
    sheet = Sheet({"y": "4x1 classes"})
    assert sheet.check(r"\sum y = 1").holds
    assert not sheet.check("y_1 = 1").holds


def test_the_index_of_an_exponent_is_an_index():
    sheet = Sheet({"z": (3,), "c": ()})
    sheet.define(r"p_k = \frac{e^{z_k}}{\sum_{j=1}^{3} e^{z_j}}")
    assert sheet.check(r"p_k = \frac{\exp(z_k)}{\sum \exp(z)}").holds
    assert sheet.check(r"e^{z_k + c} = e^{z_k} e^c").holds
    assert not sheet.check(r"e^{z_k} = e^{z_1}").holds


def test_leaves_are_fixed_drawn_or_called():
    sheet = Sheet({"a": [[1, 2], [3, 4]], "b": np.eye(2), "c": lambda rng: rng.integers(2, 4),
                   "n": "2 x 3", "k": (4,), "s": ()})  # fmt: skip
    assert sheet.check(r"a b + n n^T - n n^T = a \cdot 1").holds
    assert sheet.check(r"(c - 2) (c - 3) + 1 = 1").holds
    assert not sheet.check("c = 2").holds
    assert sheet.check("k^T k > 0").holds


@pytest.mark.parametrize(
    ("leaves", "says"),
    [
        ({"x": "4y5"}, "expected such as '4x5'"),
        ({"x": "4x5 odd"}, "expected one of normal"),
        ({"x": (0, 3)}, "expected 1 to"),
        ({"x": (2, 3, 4)}, "a shape of two ints"),
        ({"x": (1000, 1000)}, "expected 1 to"),
        ({"x": [[1, 2], [3]]}, "expected a shape or numbers"),
        ({"x": float("nan")}, "finite"),
        ({"x": None}, "expected a shape or numbers"),
        ({"x": True}, "expected a shape or numbers"),
        ({"x + y": 1}, "expected one name"),
        ({"x^T": 1}, "expected one name"),
        ({r"\foo": 1}, "expected a name"),
        ({"x_1": 1, "x_{1}": 2}, "declared already"),
    ],
)
def test_leaves_that_are_none(leaves, says):
    with pytest.raises(ValueError, match=says):
        Sheet(leaves)


def test_functions_that_are_none():
    with pytest.raises(ValueError, match="expected one of sigmoid, tanh"):
        Sheet(functions={"g": "sigmoyd"})
    with pytest.raises(TypeError, match="expected a row's name"):
        Sheet(functions={"g": 3})
    with pytest.raises(ValueError, match="expected an int or a range"):
        Sheet(layers={"l": []})


def test_singular_draws_are_drawn_again_and_given_up_on():
    sheet = Sheet({"x": (), "z": 0.0})
    verdict = sheet.check(r"e^{\log x} = x")  # half of the draws have no logarithm
    assert verdict.holds
    assert verdict.draws >= 20
    verdict = sheet.check(r"x / z = 1 / z")
    assert not verdict.holds
    assert verdict.undecided
    assert "0 of 200 draws could be compared: 200 gave a number" in verdict.reason


def test_the_same_seed_gives_the_same_verdict_whatever_came_before():
    first, second = Sheet({"x": ()}), Sheet({"x": ()})
    first.check("x = 2 x")
    assert first.check("x = 3 x + 1") == second.check("x = 3 x + 1")
    assert Sheet({"x": ()}, seed=1).check("x = 3 x + 1") != second.check("x = 3 x + 1")


def test_bounds_that_could_be_empty_or_downwards_are_refused():
    sheet = Sheet({"M_1": (2, 2), "M_2": (2, 2)}, layers={"a": 2, "b": 1})
    with pytest.raises(ValueError, match="empty, or downwards"):
        sheet.check(r"\prod_{i=a}^{b} M_i = 1")


def test_a_sheet_is_copied_with_its_definitions():
    sheet = Sheet({"x": ()})
    sheet.define("y = 2 x")
    copy = sheet.copy()
    copy.define("z = y + 1")
    assert copy.check("z = 2 x + 1").holds
    with pytest.raises(ValueError, match="z is not declared"):
        sheet.check("z = 1")


def test_d_is_a_name_where_it_is_declared():
    sheet = Sheet({"d": (), "x": ()})
    with pytest.raises(ValueError, match=r"d is declared.*write \\partial"):
        sheet.check(r"\frac{dx}{dx} = 1")
    assert sheet.check(r"\frac{\partial (d x)}{\partial d} = x").holds


def test_a_condition_that_is_never_true_checks_nothing():
    verdict = Sheet({"x": ()}).check(r"x = 2 x \quad \text{if } x > 100")
    assert not verdict.holds
    assert "0 of 200 draws" in verdict.reason
    rare = Sheet({"x": ()}).check(r"x = |x| \quad \text{if } x > 1")
    assert rare.holds
    assert rare.draws >= 20


def test_one_index_on_a_matrix_does_not_hide_behind_a_condition():
    sheet = Sheet({"A": (3, 4), "B": (3, 4)}, origin={"A": (1, 0), "B": (1, 0)})
    with pytest.raises(ValueError, match=r"1 index\(es\) on 3 x 4; expected two"):
        sheet.check(r"A_j + B_{ij} = B_{ij} + A_j + 0 \quad \text{if } j = 0")


def test_a_word_or_a_greek_letter_in_a_script_makes_a_new_name_of_a_declared_one():
    sheet = Sheet({"w": (3,), "W": (3, 2), r"\alpha": (), r"\lambda": ()})
    sheet.define(r"J = \sum w^2")
    sheet.define(r"J_{\lambda} = J + \frac{\lambda}{2} \sum w")
    sheet.define(r"w_{\text{new}} = w - \alpha \frac{\partial J}{\partial w}")
    sheet.define(r"W^{\text{new}} = 2 W, \quad \alpha_{\max} = 3")
    assert sheet.check(r"w_{\text{new}} = (1 - 2 \alpha) w").holds
    assert sheet.check(r"\frac{\partial J_{\lambda}}{\partial w} = 2 w + \frac{\lambda}{2}").holds
    assert sheet.check(r"W^{\text{new}} = W + W").holds
    assert sheet.check(r"W^{\text{new}}_{ij} \alpha_{\max} = 6 W_{ij}").holds
    with pytest.raises(ValueError, match="no new name"):
        sheet.define("w_1 = 3")
    with pytest.raises(ValueError, match="no new name"):
        sheet.define("w^2 = 3")


def test_a_parameter_may_stand_with_nothing_but_a_power():
    sheet = Sheet({"w": ()})
    sheet.define("f(x) = x^3")
    assert sheet.check("f(w) = w w w").holds
    assert not sheet.check("f(w) = w^2").holds
