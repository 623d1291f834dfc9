"""Every formula of the three articles, as they print it, with the verdict it must get.

Where an article's product is a dot or a star on paper, the transcription says \\cdot,
\\times or *, as the article does; what is read in another way says so.
"""

import pytest

from backprop.equations import Sheet

JACOBIAN = None  # refused with how to write it, for it may be right in one of its layouts


def check(sheet, latex, holds):
    if holds is JACOBIAN:
        with pytest.raises(ValueError, match=r"is a Jacobian of .* expected its entries"):
            sheet.check(latex)
        return
    verdict = sheet.check(latex)
    assert verdict.holds == holds, verdict.reason
    assert bool(verdict.reason) != holds


def house_prices(**shapes):
    """Article A: [4, 5, 1], five examples in columns; `shapes` for other readings."""
    leaves = {
        "X": (4, 5), "W_{ih}": (4, 5), "b_{ih}": (), "W_{ho}": (5, 1), "b_{ho}": (), "Y": (1, 5),
        r"\alpha": (),
    }  # fmt: skip
    sheet = Sheet(leaves | shapes, {r"\sigma": "sigmoid"})
    sheet.define(r"Z_1 = W_{ih}^T X + b_{ih}, \quad h_1 = \sigma(Z_1)")
    sheet.define(r"Z_2 = W_{ho}^T h_1 + b_{ho}, \quad O = \sigma(Z_2)")
    sheet.define(r"E = \sum (Y - O)^2/2")
    sheet.define(r"W_{new} = W_{ho} - (\alpha * dE/dW_{ho})")
    return sheet


SCALARS = dict.fromkeys(["X", "W_{ih}", "b_{ih}", "W_{ho}", "b_{ho}", "Y"], ())
CHAIN = r"dE/dO * dO/dZ_2 * dZ_2"
ARTICLE_A = [
    # formula, holds with the article's shapes, holds with one unit and one example
    (r"E = (Y-O)^2/2", False, True),  # a row of five errors, not their sum
    (r"dE/dW_{ho} = dE/dO * dO/dZ_2 * dZ_2/dW_{ho}", JACOBIAN, True),  # the last is a Jacobian
    (r"dE/dO = 2*(Y-O)*(-1)/2 = (O-Y)", True, True),
    (
        r"dO/dZ_2 = \operatorname{sigmoid}(Z_2) * (1-\operatorname{sigmoid}(Z_2)) = O*(1-O)",
        True,
        True,
    ),
    (r"dZ_2/dW_{ho} = d(W_{ho}^T * h_1 + b_{ho})/dW_{ho}", JACOBIAN, True),
    (r"d(W_{ho}^T * h_1)/dW_{ho} + d(b_{ho})/dW_{ho} = h_1 + 0 = h_1", False, True),
    (r"d(W_{ho}^T * h_1)/dW_{ho} + d(b_{ho}/W_{ho})/dW_{ho} = h_1", False, False),  # its slip
    (r"dE/dW_{ho} = (O-Y) * O*(1-O) * h_1", False, True),  # 1 x 5 by 5 x 5
    (r"dE/db_{ho} = dE/dO * dO/dZ_2 * dZ_2/db_{ho}", False, True),  # not summed over examples
    (r"dE/db_{ho} = (O-Y) * O*(1-O) * 1", False, True),
    (r"dE/dW_{ih} = dE/dO * dO/dZ_2 * dZ_2/dh_1 * dh_1/dZ_1 * dZ_1/dW_{ih}", JACOBIAN, True),
    (r"dZ_2/dh_1 = d(W_{ho}^T * h_1 + b_{ho})/dh_1", JACOBIAN, True),
    (r"d(W_{ho}^T * h_1)/dh_1 = W_{ho} + 0 = W_{ho}", False, True),
    (r"dh_1/dZ_1 = \sigma(Z_1) * (1-\sigma(Z_1)) = h_1 * (1 - h_1)", True, True),
    (r"dZ_1/dW_{ih} = d(W_{ih}^T * X + b_{ih})/dW_{ih}", JACOBIAN, True),
    (r"dZ_1/dW_{ih} = X", JACOBIAN, True),
    (r"dE/dW_{ih} = (O-Y) * O*(1-O) * W_{ho} * h_1(1-h_1) * X", False, True),
    (r"dE/db_{ih} = (O-Y) * O*(1-O) * W_{ho} * h_1(1-h_1) * 1", False, True),
    (r"Z_1 = W_{ih}^T * X + b_{ih}", False, True),  # * is elementwise, as the article says
    (r"2 Z_1 = W_{ih}^T \cdot X + b_{ih} + Z_1", True, True),  # alone it repeats the definition
    (r"W_{ho} = W_{ho} - (\alpha * dE/dW_{ho})", False, False),  # an assignment, no equation
    (r"dE/dW_{ho} = dZ_2/dW_{ho} \cdot [dE/dO * dO/dZ_2]^T", JACOBIAN, True),
    (r"dE/dW_{ho} = h_1 \cdot [dE/dO * dO/dZ_2]^T", True, True),  # its matrix form, h_1 put in
    (r"dE/db_{ho} = dZ_2/db_{ho} \cdot [dE/dO * dO/dZ_2]^T", True, True),  # a row of ones
    (r"dE/dW_{ih} = X \cdot [dh_1/dZ_1 * W_{ho} \cdot (dE/dO * dO/dZ_2)]^T", True, True),
    (r"dE/dW_{ih} = dZ_1/dW_{ih} \cdot [dh_1/dZ_1 * dZ_2/dh_1 \cdot (dE/dO * dO/dZ_2)]^T",
     JACOBIAN, True),
    (r"dE/db_{ih} = dZ_1/db_{ih} \cdot [dh_1/dZ_1 * W_{ho} \cdot (dE/dO * dO/dZ_2)]^T",
     False, True),  # ones of 5 x 5: one number for each pair, not their sum
]  # fmt: skip


@pytest.mark.parametrize(("latex", "matrices", "scalars"), ARTICLE_A, ids=lambda p: str(p)[:40])
def test_article_a(latex, matrices, scalars):
    for shapes, holds in (({}, matrices), (SCALARS, scalars)):
        check(house_prices(**shapes), latex, holds)


def pillar(scalars=False):
    """Article B: six examples in rows, 4 features, 3 hidden units, 2 outputs."""
    leaves = {
        "X": (6, 4), "W_1": (4, 3), "B_1": (1, 3), "W_2": (3, 2), "B_2": (1, 2), "T": (6, 2),
    }  # fmt: skip
    leaves = dict.fromkeys(leaves, ()) if scalars else leaves
    fixed = {"N": 1.0 if scalars else 6.0, "x": (), r"\text{learning rate}": 0.01}
    sheet = Sheet(leaves | fixed, {r"\sigma": "sigmoid"}, layers={"k": range(1, 3), "n": 2})
    sheet.define(r"Z_1 = X \cdot W_1 + B_1")
    sheet.define(r"H_1 = \sigma(Z_1)")
    sheet.define(r"Z_2 = H_1 \cdot W_2 + B_2")
    sheet.define(r"Y = \sigma(Z_2)")
    sheet.define(r"L = \frac{1}{N} \sum (Y-T)^{2}")
    sheet.define(r"W_{\Delta} = \frac{\partial L}{\partial W_n}")
    return sheet


DL, DY, DZ = r"\frac{\partial L}", r"\frac{\partial Y}", r"\frac{\partial Z_2}"
ARTICLE_B = [
    # formula, holds with matrices, holds with one unit, one example
    (r"L = \frac{1}{N} \sum_{i=0}^{N} \sum_j (Y_{ij}-T_{ij})^{2}", False, False),  # one too many
    (r"L = \frac{1}{N} \sum_{i=1}^{N} \sum_j (Y_{ij}-T_{ij})^{2}", True, True),
    (rf"{DL}{{\partial W_2}} = {DL}{{\partial Y}} \times {DY}{{\partial Z_2}} \times "
     rf"{DZ}{{\partial W_2}}", False, True),
    (rf"{DL}{{\partial B_2}} = {DL}{{\partial Y}} \times {DY}{{\partial Z_2}} \times "
     rf"{DZ}{{\partial B_2}}", False, True),
    (r"\sigma(x) = \frac{e^x}{(1 + e^{-x})}", False, False),  # e^x above is 1, or e^x below
    (r"\sigma(x) = \frac{e^x}{1 + e^{x}} = \frac{1}{1 + e^{-x}}", True, True),
    (r"\sigma'(x) = \sigma(x) \times (1 - \sigma(x))", True, True),
    (rf"{DL}{{\partial W_2}} = (Y - T) \times \sigma'(Z_2) \times X", False, False),  # H_1, not X
    (rf"{DL}{{\partial W_2}} = \frac{{2}}{{N}} H_1^T ((Y - T) \odot \sigma'(Z_2))", True, True),
    (rf"{DZ}{{\partial B_2}} = 1", JACOBIAN, True),
    (rf"{DL}{{\partial B_2}} = (Y - T) \times \sigma'(Z_2)", False, False),  # the 2 of the square
    (rf"{DL}{{\partial Z_2}} = (Y - T) \times \sigma'(Z_2)", False, False),
    (rf"{DL}{{\partial Z_2}} = \frac{{2}}{{N}} (Y - T) \odot \sigma'(Z_2)", True, True),
    (rf"{DL}{{\partial W_1}} = {DL}{{\partial Y}} \times {DY}{{\partial Z_2}} \times "
     rf"{DZ}{{\partial H_1}} \times \frac{{\partial H_1}}{{\partial Z_1}} \times "
     r"\frac{\partial Z_1}{\partial W_1}", False, True),
    (rf"{DL}{{\partial B_1}} = {DL}{{\partial Z_2}} \times {DZ}{{\partial H_1}} \times "
     r"\frac{\partial H_1}{\partial Z_1} \times \frac{\partial Z_1}{\partial B_1}", JACOBIAN, True),
    (rf"{DL}{{\partial W_1}} = {DL}{{\partial Z_2}} \times W_2 \times \sigma'(Z_1) \times X",
     False, True),
    (rf"{DL}{{\partial W_1}} = X^T (({DL}{{\partial Z_2}} W_2^T) \odot \sigma'(Z_1))", True, True),
    (rf"{DL}{{\partial B_1}} = {DL}{{\partial Z_2}} \times W_2 \times \sigma'(Z_1) \times 1",
     False, True),
    (rf"{DL}{{\partial W_1}} = (Y - T) \times \sigma'(Z_2) \times W_2 \times \sigma'(Z_1) \times X",
     False, False),
    (rf"{DL}{{\partial B_k}} = (Y - T) \times \sigma'(Z_n) \times "
     r"\prod_{i=2}^{k} {W_{k} \times \sigma'(Z_{k-1})}", False, False),  # counts from the wrong end
    (rf"{DL}{{\partial W_k}} = (Y - T) \times \sigma'(Z_n) \times X \times "
     r"\prod_{i=2}^{k} {W_{k} \times \sigma'(Z_{k-1})}", False, False),
    (r"W_2 = W_2 - (\text{learning rate} \times W_{\Delta})", False, False),  # an assignment
    (r"\frac{\partial (2x)}{\partial x} = 2", True, True),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "matrices", "scalars"), ARTICLE_B, ids=lambda p: str(p)[:40])
def test_article_b(latex, matrices, scalars):
    for reading, holds in ((False, matrices), (True, scalars)):
        check(pillar(reading), latex, holds)


def test_article_b_chain_rule():
    sheet = Sheet({"d": ()})
    sheet.define(r"c = \sin d, \quad b = c^3, \quad a = e^b")
    chain = r"\frac{\partial a}{\partial b} \times \frac{\partial b}{\partial c} \times "
    assert sheet.check(
        rf"\frac{{\partial a}}{{\partial d}} = {chain} \frac{{\partial c}}{{\partial d}}"
    ).holds


def intuition():
    """Article C: 3 features and the bias, 3 hidden units and the bias, one output."""
    sheet = Sheet(
        {
            "x": (4,), r"\theta^{(1)}": (3, 4), r"\theta^{(2)}": (1, 4), "y": (), "Z": (3, 2),
            "z": (), r"\lambda": (), "m": 5.0,
        },
        {"g": "sigmoid"},
        origin={"x": 0, r"\theta": (1, 0), r"\Theta": (1, 0), "a^{(l)}": 0},
        layers={"l": range(1, 3), "L": 3},
    )  # fmt: skip
    sheet.define(r"\Theta^{(l)} = \theta^{(l)}")
    sheet.define(r"X = a^{(1)} = \begin{bmatrix} x_0 \\ x_1 \\ x_2 \\ x_3 \end{bmatrix}")
    sheet.define(r"Z^{(2)} = \Theta^{(1)} \cdot X")
    sheet.define(r"h = g(Z^{(2)})")
    sheet.define(r"a^{(2)} = \begin{bmatrix} 1 \\ h \end{bmatrix}")
    sheet.define(r"Z^{(3)} = \Theta^{(2)} \cdot a^{(2)}")
    sheet.define(r"\hat{y} = a^{(3)} = g(Z^{(3)})")
    sheet.define(r"J(\Theta) = \frac{1}{2}(\hat{y} - y)^2")
    sheet.define(r"\delta^{(L)} = a^{(L)} - y")
    sheet.define(r"\delta^{(2)} = (\theta^{(2)}_{:,1:})^T \cdot \delta^{(3)} .* g'(Z^{(2)})")
    sheet.define(r"\Delta_{ij}^{(l)} = \delta_i^{(l+1)} a_j^{(l)}")
    sheet.define(
        r"D_{ij}^{(l)} = \begin{cases} \frac{1}{m} \Delta_{ij}^{(l)} + \lambda \theta_{ij}^{(l)} "
        r"& \text{if } j \neq 0 \\ \frac{1}{m} \Delta_{ij}^{(l)} & \text{if } j = 0 \end{cases}"
    )
    sheet.define(
        r"C(\Theta) = \frac{1}{m} \left[ -y \log \hat y - (1 - y) \log(1 - \hat y) \right] + "
        r"\frac{\lambda}{2} \sum_{l=1}^{L-1} \sum_i \sum_{j=1}^{3} (\theta^{(l)}_{ij})^2"
    )
    return sheet


ROWS = [r" & ".join(rf"\theta_{{{i}{j}}}^{{(1)}}" for j in range(4)) for i in (1, 2, 3)]
THETA = r"\begin{bmatrix}" + r" \\ ".join(ROWS) + r"\end{bmatrix}"
PRODUCT = r"\begin{bmatrix}" + r" \\ ".join(
    "(" + " + ".join(rf"\theta_{{{i}{j}}}^{{(1)}} x_{j}" for j in range(4)) + ")" for i in (1, 2, 3)
) + r"\end{bmatrix}"  # fmt: skip
LAST = " + ".join(rf"\theta_{{1{j}}}^{{(2)}} a_{j}^{{(2)}}" for j in range(4))
QUOTIENT = (
    r"\frac{\partial g}{\partial Z} = g'(Z) = \frac{e^{-Z} * \frac{\partial(1)}{\partial z} - 1 * "
    r"\frac{\partial(e^{-Z})}{\partial Z}}{(1 + e^{-Z})^2}"
)
SIGMOID = [
    r"\frac{e^{-Z}}{(1 + e^{-Z})^2}",
    r"\frac{e^{-Z}}{(1 + e^{-Z})} * \frac{1}{(1 + e^{-Z})}",
    r"\frac{1 + e^{-Z} - 1}{(1 + e^{-Z})} * \frac{1}{(1 + e^{-Z})}",
    r"\left(1 - \frac{1}{(1 + e^{-Z})}\right) * \frac{1}{(1 + e^{-Z})}",
    r"(1 - g(Z)) * g(Z)",
]
ARTICLE_C = [
    (r"g(Z) = \frac{1}{1+e^{-Z}}", True),
    (r"0 \leq g(Z) \leq 1", True),
    (rf"\Theta^{{(1)}} = {THETA}", True),
    (r"\Theta^{(2)} = [\theta_{10}^{(2)} \quad \theta_{11}^{(2)} \quad \theta_{12}^{(2)} \quad "
     r"\theta_{13}^{(2)}]", True),
    (rf"Z^{{(2)}} = \Theta^{{(1)}} \cdot X = {THETA} \cdot "
     r"\begin{bmatrix} x_0 \\ x_1 \\ x_2 \\ x_3 \end{bmatrix}", True),
    (rf"Z^{{(2)}} = \Theta^{{(1)}} \cdot X = {PRODUCT}", True),
    (r"a_1^{(2)} = g(\theta_{10}^{(1)} x_0 + \theta_{11}^{(1)} x_1 + \theta_{12}^{(1)} x_2 + "
     r"\theta_{13}^{(1)} x_3)", True),
    (r"a_3^{(2)} = g(\theta_{30}^{(1)}x_0 + \theta_{31}^{(1)}x_1 + \theta_{32}^{(1)}x_2 + "
     r"\theta_{33}^{(1)}x_3)", True),
    (r"a_0^{(2)} = 1", True),
    (r"a^{(2)} = \begin{bmatrix} a_0^{(2)} \\ a_1^{(2)} \\ a_2^{(2)} \\ a_3^{(2)} \end{bmatrix}",
     True),
    (r"a^{(2)} = g(Z^{(2)})", False),  # 4 x 1 with the bias, 3 x 1 without
    (rf"Z^{{(3)}} = \Theta^{{(2)}} \cdot a^{{(2)}} = \begin{{bmatrix}} {LAST} \end{{bmatrix}}",
     True),
    (r"\hat{y} = a^{(3)} = \begin{bmatrix} a_1^{(3)} \end{bmatrix}", True),
    (rf"a_1^{{(3)}} = g({LAST})", True),
    (r"\frac{\partial J}{\partial \hat y} = (\hat{y} - y)", True),
    (r"(\hat{y} - y) = (g(Z^{(3)}) - y)^2", False),  # a rate of change that is its own square
    (QUOTIENT, True),
    *[(rf"\frac{{\partial g}}{{\partial Z}} = g'(Z) = {form}", True) for form in SIGMOID],
    (r"\delta_1^{(3)} = (a_1^{(3)} - y)", True),
    *[(rf"\delta_{i}^{{(2)}} = \theta_{{1{i}}}^{{(2)}} \cdot \delta_1^{{(3)}}", False)  # no g'
      for i in (1, 2, 3)],
    (r"g'(Z^{(2)}) = h .* (1 - h)", True),
    (r"g'(Z^{(2)}) = a^{(2)} .* (1 - a^{(2)})", False),  # the bias is in a
    (r"\delta^{(2)} = (\theta^{(2)})^T \cdot \delta^{(3)} .* g'(Z^{(2)})", False),  # 4 against 3
    (r"\delta^{(2)} = (\theta_{:,1:}^{(2)})^T \cdot \delta^{(3)} .* (h .* (1 - h))", True),
    (r"\frac{\partial J}{\partial Z^{(3)}} = \delta^{(3)}", False),  # with J squared, g' is missing
    (r"\frac{\partial}{\partial \Theta^{(l)}} J(\Theta) = a^{(l)} \cdot \delta^{(l+1)}", False),
    (r"\frac{\partial}{\partial \Theta^{(l)}} J(\Theta) = \delta^{(l+1)} \cdot (a^{(l)})^T",
     False),  # in shape, but J is squared
    (r"D_{ij}^{(l)} = \frac{1}{m} \Delta_{ij}^{(l)} + \lambda \theta_{ij}^{(l)} "
     r"\text{ if } j \neq 0", True),
    (r"D_{ij}^{(l)} = \frac{1}{m} \Delta_{ij}^{(l)} \quad \text{if } j = 0", True),
    (r"D_{ij}^{(l)} = \frac{1}{m} \Delta_{ij}^{(l)}", False),
    (r"\frac{\partial}{\partial \theta_{ij}^{(l)}} J(\Theta) = D_{ij}^{(l)}", False),
    (r"\delta^{(l+1)} = \delta^{(l+1)}", False),  # vacuous
]  # fmt: skip


@pytest.mark.parametrize(("latex", "holds"), ARTICLE_C, ids=lambda p: str(p)[:50])
def test_article_c(latex, holds):
    verdict = intuition().check(latex)
    assert verdict.holds == holds, verdict.reason
    assert bool(verdict.reason) != holds


def test_article_c_regularised_cross_entropy():
    sheet = intuition()
    sheet.program.leaves["y"] = Sheet({"y": "scalar labels"}).program.leaves["y"]
    assert sheet.check(r"\frac{\partial C}{\partial \theta_{ij}^{(l)}} = D_{ij}^{(l)}").holds
    assert not sheet.check(r"\frac{\partial C}{\partial \theta_{ij}^{(l)}} = D_{ij}^{(l)} - "
                           r"\lambda \theta_{ij}^{(l)}").holds  # fmt: skip


CIRCUIT = [
    (r"\frac{\partial e}{\partial c} = \frac{\partial(d * c)}{\partial c} = d = 2", True),
    (r"\frac{\partial e}{\partial d} = \frac{\partial(d * c)}{\partial d} = c = -10", True),
    *[(rf"\frac{{\partial e}}{{\partial {x}}} = \frac{{\partial e}}{{\partial d}} * "
       rf"\frac{{\partial d}}{{\partial {x}}} = -10 * \frac{{\partial(a + b)}}{{\partial {x}}} "
       r"= -10 * 1 = -10", True) for x in "ab"],
    (r"\frac{\partial e}{\partial a} = 10", False),
    (r"e = f(a, b, c) = -20", True),
    (r"e = f(c, b, a)", False),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "holds"), CIRCUIT)
def test_article_c_circuit(latex, holds):
    sheet = Sheet({"a": -12, "b": 14, "c": -10})
    sheet.define(r"d = a + b = -12 + 14 = 2, \quad e = d * c = 2 * (-10) = -20")
    sheet.define(r"f(a, b, c) = (a + b) * c")
    assert sheet.check(latex).holds == holds


VECTOR = [
    r"X^T = [x_1 \quad x_2]",
    r"\frac{\partial y}{\partial x} = \frac{\partial [x_1 \quad x_2] "
    r"\begin{bmatrix} x_1 \\ x_2 \end{bmatrix}}{\partial x} = "
    r"\frac{\partial [x_1^2 + x_2^2]}{\partial x}",
    r"\frac{\partial y}{\partial x} = \begin{bmatrix} \frac{\partial y}{\partial x_1} \\ "
    r"\frac{\partial y}{\partial x_2} \end{bmatrix}",
    r"\frac{\partial y}{\partial x} = \begin{bmatrix} 2x_1 \\ 2x_2 \end{bmatrix} = "
    r"2 \begin{bmatrix} x_1 \\ x_2 \end{bmatrix} = 2X",
]


@pytest.mark.parametrize("latex", VECTOR)
def test_article_c_vector(latex):
    sheet = Sheet({"x": (2,)})
    sheet.define(r"X = \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}, \quad y = X^T X")
    assert sheet.check(latex).holds
