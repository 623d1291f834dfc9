r"""Article C: "Artificial Neural Network backpropagation intuition"."""

from backprop.book.audit.rows import FAILS, MENDED, Line

__all__ = ["ROWS"]

LOGISTIC = "Logistic curve"
NOTATION = "Notations Used"
FORWARD = "Forward Propagation"
COST = "Forward Propagation, the cost"
CHAIN = "Chain Rule"
VECTOR = "Matrix/Vector differentiation"
SIGMOID = "Sigmoid function differentiation"
BACK = "Backward Propagation"
ALGORITHM = "Backpropagation Algorithm"

SQUARED, ENTROPY = "one example, squared error", "one example, cross-entropy"
NO_BIAS = "one example, bias units left out"
BOTH = f"{SQUARED}; {ENTROPY}"
WITHOUT = f"{BOTH}; {NO_BIAS}"
HALF_L, HALF_LM = "five examples, penalty λ/2", "five examples, penalty λ/2m"

X = r"\begin{bmatrix} x_0 \\ x_1 \\ x_2 \\ x_3 \end{bmatrix}"
THETA = (
    r"\begin{bmatrix} "
    + r" \\ ".join(" & ".join(rf"\theta_{{{i}{j}}}^{{(1)}}" for j in range(4)) for i in (1, 2, 3))
    + r" \end{bmatrix}"
)


def into(i: int, layer: int, entering: str) -> str:
    """Return the weighted sum that goes into unit i."""
    return " + ".join(rf"\theta_{{{i}{j}}}^{{({layer})}} {entering.format(j)}" for j in range(4))


SUMS = r"\begin{bmatrix} " + r" \\ ".join(f"({into(i, 1, 'x_{}')})" for i in (1, 2, 3))
SUMS += r" \end{bmatrix}"
LAST = into(1, 2, "a_{}^{{(2)}}")
A2 = r"\begin{bmatrix} a_0^{(2)} \\ a_1^{(2)} \\ a_2^{(2)} \\ a_3^{(2)} \end{bmatrix}"
LAST_WEIGHTS = " & ".join(rf"\theta_{{1{j}}}^{{(2)}}" for j in range(4))
DERIVATION = [
    r"\frac{e^{-Z} * \frac{\partial(1)}{\partial z} - 1 * "
    r"\frac{\partial(e^{-Z})}{\partial z}}{(1 + e^{-Z})^2}",
    r"\frac{e^{-Z}}{(1 + e^{-Z})^2}",
    r"\frac{e^{-Z}}{(1 + e^{-Z})} * \frac{1}{(1 + e^{-Z})}",
    r"\frac{1 + e^{-Z} - 1}{(1 + e^{-Z})} * \frac{1}{(1 + e^{-Z})}",
    r"\left(1 - \frac{1}{(1 + e^{-Z})}\right) * \frac{1}{(1 + e^{-Z})}",
    r"(1 - g(Z)) * g(Z)",
]
NO_SLOPE = (
    "The factor $g'(Z^{(2)})$ is missing; the vector form a few lines on has it. "
    "The other two components likewise."
)
THETA_BIAS = "For $\\theta^{(2)}$ and $a^{(2)}$ without the bias unit; with it, 4 rows meet 3."
ASKS_ENTROPY = "With the cross-entropy that is named in passing, not with the squared error."
OUTER = "The outer product has the error term first and the activation transposed."


def circuit(x: str) -> str:
    return (
        rf"\frac{{\partial e}}{{\partial {x}}} = \frac{{\partial e}}{{\partial d}} * "
        rf"\frac{{\partial d}}{{\partial {x}}} = -10 * \frac{{\partial(a + b)}}{{\partial {x}}} "
        r"= -10 * 1 = -10"
    )


Y_X = r"\frac{\partial y}{\partial x}"
D_ROW = r"D_{ij}^l = \frac{1}{m} \Delta_{ij}^l"

ROWS = [
    Line("C1", LOGISTIC, r"f(Z) = \frac{1}{1+e^{-Z}}", "one value", "one value",
        chapter="02_sigmoid"),
    Line("C2", LOGISTIC, r"0 \leq f(Z) \leq 1", "one value", "one value",
        remark="Neither bound is reached, so a target of 0 or 1 is never met exactly."),
    Line("C3", NOTATION, "L = 3", SQUARED, SQUARED),
    Line("C4", NOTATION, "N = 3", "features", "features", remark="Without the bias unit $x_0$."),
    Line("C5", NOTATION, "X", SQUARED, SQUARED, "shape", "4 x 1", remark="With $x_0 = 1$."),
    Line("C6", NOTATION, r"\Theta^{(1)}", SQUARED, SQUARED, "shape", "3 x 4",
        remark="A row for each unit it leads to.", chapter="08_accumulation"),
    Line("C7", NOTATION, r"\Theta^{(2)}", SQUARED, SQUARED, "shape", "1 x 4",
        chapter="08_accumulation"),
    Line("C8", NOTATION, rf"X = {X}", SQUARED, "defines", "def"),
    Line("C9", NOTATION, rf"\Theta^{{(1)}} = {THETA}", SQUARED, SQUARED),
    Line("C10", NOTATION,
        r"\Theta^{(2)} = [\theta_{10}^{(2)} \quad \theta_{11}^{(2)} \quad \theta_{12}^{(2)} "
        r"\quad \theta_{13}^{(2)}]", SQUARED, SQUARED),
    Line("C11", FORWARD, r"Z^{(2)} = \Theta^{(1)} \cdot X", SQUARED, "defines", "def",
        chapter="04_forward"),
    Line("C12", FORWARD, rf"Z^{{(2)}} = \Theta^{{(1)}} \cdot X = {THETA} \cdot {X}", SQUARED,
        SQUARED),
    Line("C13", FORWARD, rf"Z^{{(2)}} = \Theta^{{(1)}} \cdot X = {SUMS}", SQUARED, SQUARED),
    Line("C14", FORWARD, r"g(Z) = \frac{1}{1+e^{-Z}}", "one value", "one value",
        chapter="02_sigmoid"),
    Line("C15", FORWARD, r"a^{(2)} = g(Z^{(2)})", WITHOUT, NO_BIAS,
        remark="Before the bias unit is added, that is; a line later $a^{(2)}$ has four entries.",
        chapter="08_accumulation"),
    Line("C16", FORWARD,
        r"a^{(2)} = \begin{bmatrix} a_1^{(2)} \\ a_2^{(2)} \\ a_3^{(2)} \end{bmatrix}", WITHOUT,
        NO_BIAS, remark="Before the bias unit is added."),
    *[Line(f"C{16 + i}", FORWARD, rf"a_{i}^{{(2)}} = g({into(i, 1, 'x_{}')})", SQUARED, SQUARED)
      for i in (1, 2, 3)],
    Line("C20", FORWARD, r"a_0^{(2)} = 1", SQUARED, SQUARED),
    Line("C21", FORWARD, rf"a^{{(2)}} = {A2}", SQUARED, SQUARED, chapter="08_accumulation"),
    Line("C22", FORWARD, r"Z^{(3)} = \Theta^{(2)} \cdot a^{(2)}", SQUARED, "defines", "def"),
    Line("C23", FORWARD,
        rf"Z^{{(3)}} = \Theta^{{(2)}} \cdot a^{{(2)}} = \begin{{bmatrix}} {LAST_WEIGHTS} "
        rf"\end{{bmatrix}} \cdot {A2} = \begin{{bmatrix}} {LAST} \end{{bmatrix}}", SQUARED,
        SQUARED),
    Line("C24", FORWARD, r"\hat{y} = a^{(3)} = g(Z^{(3)})", SQUARED, "defines", "def"),
    Line("C25", FORWARD, r"\hat{y} = a^{(3)} = \begin{bmatrix} a_1^{(3)} \end{bmatrix}", SQUARED,
        SQUARED),
    Line("C26", FORWARD, rf"a_1^{{(3)}} = g({LAST})", SQUARED, SQUARED),
    Line("C27", COST, r"J = \frac{1}{2}(\hat{y} - y)^2", SQUARED, SQUARED,
        remark="Not the cost that the way back below belongs to: see C54.",
        chapter="08_accumulation"),
    Line("C28", COST,
        r"E = (\hat{y} - y) = ((f(X \cdot \Theta^{(1)}) \cdot \Theta^{(2)}) - y)^2",
        "E the derivative with respect to y; E the derivative with respect to ŷ", FAILS,
        mended=r"E = (\hat{y} - y) = f(\Theta^{(2)} \cdot a^{(2)}) - y",
        remark='The rate of change "w.r.t \'y\'" is $y - \\hat{y}$; by $\\hat{y}$ it is '
        "$\\hat{y} - y$, not its own square. The products are the other way round in equation "
        "(1), and the outer $f$ and the bias unit are lost.", chapter="04_forward"),
    Line("C29", CHAIN, "y = f(g(x))", "a chain", "a chain"),
    Line("C30", CHAIN,
        r"\frac{\partial y}{\partial x} = \frac{\partial y}{\partial u} \cdot "
        r"\frac{\partial u}{\partial x}", "a chain", "a chain", chapter="03_chain_rule"),
    Line("C31", CHAIN, "f(a, b, c) = (a + b) * c", "the circuit", "defines", "def",
        chapter="03_chain_rule"),
    Line("C32", CHAIN, "d = a + b = -12 + 14 = 2", "the circuit", "the circuit"),
    Line("C33", CHAIN, "e = d * c = 2 * (-10) = -20", "the circuit", "the circuit",
        chapter="03_chain_rule"),
    Line("C34", CHAIN,
        r"\frac{\partial e}{\partial c} = \frac{\partial(d * c)}{\partial c} = d = 2",
        "the circuit", "the circuit"),
    Line("C35", CHAIN,
        r"\frac{\partial e}{\partial d} = \frac{\partial(d * c)}{\partial d} = c = -10",
        "the circuit", "the circuit"),
    Line("C36", CHAIN, circuit("a"), "the circuit", "the circuit", chapter="03_chain_rule"),
    Line("C37", CHAIN, circuit("b"), "the circuit", "the circuit"),
    Line("C38", VECTOR, "y = X^T X", "two numbers", "defines", "def"),
    Line("C39", VECTOR, r"X = \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}", "two numbers", "defines",
        "def"),
    Line("C40", VECTOR, r"X^T = [x_1 \quad x_2]", "two numbers", "two numbers"),
    Line("C41", VECTOR,
        rf"{Y_X} = \frac{{\partial [x_1 \quad x_2] \begin{{bmatrix}} x_1 \\ x_2 "
        r"\end{bmatrix}}{\partial x}", "two numbers", "two numbers"),
    Line("C42", VECTOR, rf"{Y_X} = \frac{{\partial [x_1^2 + x_2^2]}}{{\partial x}}", "two numbers",
        "two numbers"),
    Line("C43", VECTOR,
        rf"{Y_X} = \begin{{bmatrix}} \frac{{\partial y}}{{\partial x_1}} \\ "
        r"\frac{\partial y}{\partial x_2} \end{bmatrix}", "two numbers", "two numbers"),
    Line("C44", VECTOR,
        rf"{Y_X} = \begin{{bmatrix}} 2x_1 \\ 2x_2 \end{{bmatrix}} = 2 \begin{{bmatrix}} x_1 \\ "
        r"x_2 \end{bmatrix} = 2X", "two numbers", "two numbers",
        remark="Small $x$ and capital $X$ are one vector."),
    *[Line(f"C{45 + i}", SIGMOID, rf"\frac{{\partial g}}{{\partial z}} = g'(Z) = {line}",
          "one value", "one value",
          remark="The first $e^{-Z}$ should be the whole denominator $1 + e^{-Z}$; it does no "
          "harm, for what it is multiplied with is 0." if i == 0 else "",
          chapter="" if i % 5 else "02_sigmoid")
      for i, line in enumerate(DERIVATION)],
    Line("C51", BACK, r"\delta_1^{(3)} = (a_1^{(3)} - y^{(i)})", BOTH, SQUARED,
        remark="That is what $\\delta^{(3)}$ is defined to be; whose derivative it is: C54."),
    Line("C52", BACK, r"\delta_1^{(2)} = \theta_{11}^{(2)} \cdot \delta_1^{(3)}", WITHOUT, FAILS,
        mended=r"\delta_1^{(2)} = \theta_{11}^{(2)} \cdot \delta_1^{(3)} \cdot g'(Z_1^{(2)})",
        remark=NO_SLOPE, chapter="08_accumulation"),
    *[Line(f"C52{'ab'[i - 2]}", BACK,
          rf"\delta_{i}^{{(2)}} = \theta_{{1{i}}}^{{(2)}} \cdot \delta_1^{{(3)}}", WITHOUT, FAILS,
          mended=rf"\delta_{i}^{{(2)}} = \theta_{{1{i}}}^{{(2)}} \cdot \delta_1^{{(3)}} \cdot "
          rf"g'(Z_{i}^{{(2)}})", remark="As C52.")
      for i in (2, 3)],
    Line("C53", BACK, r"g'(Z^{(2)}) = a^{(2)} .* (1 - a^{(2)})", WITHOUT, NO_BIAS,
        remark=THETA_BIAS, chapter="02_sigmoid"),
    Line("C54", BACK, r"(\hat{y} - y)", BOTH, ENTROPY, "number",
        r"\frac{\partial J}{\partial Z^{(3)}}",
        remark="The error that is sent back. " + ASKS_ENTROPY + " There it has a factor "
        "$g'(Z^{(3)})$ more.", chapter="08_accumulation"),
    Line("C55", BACK, r"\delta^{(2)} = (\theta^{(2)})^T \cdot \delta^{(3)} .* g'(Z^{(2)})", WITHOUT,
        NO_BIAS, remark=THETA_BIAS, chapter="08_accumulation"),
    Line("C56", BACK,
        r"\delta^{(2)} = (\theta^{(2)})^T \cdot \delta^{(3)} .* (a^{(2)} .* (1 - a^{(2)}))",
        WITHOUT, NO_BIAS, remark=THETA_BIAS, chapter="08_accumulation"),
    Line("C57", BACK, r"\Theta^{(2)}", NO_BIAS, NO_BIAS, "shape", "1X3",
        remark='"Without bias term".'),
    Line("C58", BACK, r"\Theta^{(2)}", ENTROPY, ENTROPY, "shape", "1X4",
        remark='"With bias term".'),
    Line("C59", BACK, r"\delta^{(3)}", ENTROPY, ENTROPY, "shape", "1X1"),
    Line("C60", BACK, r"(\Theta^{(2)})^T", f"{ENTROPY}; {NO_BIAS}", NO_BIAS, "shape", "3X1"),
    Line("C61", BACK, r"(\Theta^{(2)})^T \cdot \delta^{(3)}", f"{ENTROPY}; {NO_BIAS}", NO_BIAS,
        "shape", "3X1", chapter="08_accumulation"),
    Line("C62", BACK, r"a^{(2)}", f"{ENTROPY}; {NO_BIAS}", NO_BIAS, "shape", "3X1",
        remark='"The same dimensionality as $a^{(2)}$": before its bias unit is added.'),
    Line("C63", BACK,
        r"\frac{\partial}{\partial \Theta^{(l)}} J(\Theta) = a^{(l)} \cdot \delta^{(l+1)}",
        f"{WITHOUT}; one weight per layer, cross-entropy", "one weight per layer, cross-entropy",
        remark=f"For more than one weight: {OUTER[0].lower()}{OUTER[1:]}",
        chapter="08_accumulation"),
    Line("C64", ALGORITHM, r"\delta^{(L)} = a^{(L)} - y^{(i)}", SQUARED, "defines", "def",
        chapter="08_accumulation"),
    Line("C65", ALGORITHM, r"\Delta_{ij}^l = \Delta_{ij}^l + a^{(l)} \cdot \delta^{(l+1)}",
        "one example's share", MENDED, "update",
        r"\Delta_{ij}^l + \frac{\partial J(\Theta)}{\partial \theta_{ij}^{(l)}}",
        mended=r"\Delta_{ij}^l = \Delta_{ij}^l + a_j^{(l)} \cdot \delta_i^{(l+1)}",
        remark="An entry on the left, whole arrays on the right.", chapter="08_accumulation"),
    Line("C66", ALGORITHM, rf"{D_ROW} + \lambda \theta_{{ij}}^l \text{{ if }} j \neq 0",
        f"{HALF_LM}; {HALF_L}", HALF_L,
        remark="The gradient for a penalty $\\frac{\\lambda}{2} \\sum \\theta^2$, which is not "
        "stated; for $\\frac{\\lambda}{2m} \\sum \\theta^2$ it is $\\frac{\\lambda}{m} \\theta$.",
        chapter="08_accumulation"),
    Line("C67", ALGORITHM, rf"{D_ROW} \quad \text{{if }} j = 0", f"{HALF_LM}; {HALF_L}", HALF_LM,
        remark='"No regularization term": under either penalty.', chapter="08_accumulation"),
    Line("C68", ALGORITHM,
        r"\frac{\partial}{\partial \theta_{ij}^{(l)}} J(\Theta) = D_{ij}^{(l)}",
        "printed D, squared error; printed D, penalty λ/2m; printed D, penalty λ/2",
        "printed D, penalty λ/2", remark=ASKS_ENTROPY, chapter="08_accumulation"),
]  # fmt: skip
