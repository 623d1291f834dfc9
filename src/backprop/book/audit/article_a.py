r"""Article A: "How does Backward Propagation Work in Neural Networks?"."""

from backprop.book.audit.rows import COPY, FAILS, MENDED, Line

__all__ = ["ROWS"]

BASE = "Setting up the Base"
EACH = "Contribution of each Weight and Bias on the Error"
MATRIX = "Matrix Form of the Backward Propagation"
ALL = "five houses; one house; one weight"
LAST = "one house; one weight"
PUT_IN = "five houses, its own derivatives put in"
SIG = r"\operatorname{sigmoid}"
ONE_BY_ONE = "Of each entry; over several houses the gradient also sums."
OVER_ITSELF = (
    "The last fraction has $b$ over the weight where the derivative with respect to the weight "
    "is meant; the d below the line is lost, three times alike."
)
MINUS = (
    "The list of updates has lost its minus signs, perhaps only in our copy; the section on "
    "matrices has one."
)
UPDATES = [
    ("W_{ih}", "05_each_weight"),
    ("b_{ih}", "05_each_weight"),
    ("W_{ho}", "09_learning_rate"),
    ("b_{ho}", "09_learning_rate"),
]
CHAIN = r"dE/dO * dO/dZ_2 * dZ_2/dh_1 * dh_1/dZ_1"

ROWS = [
    Line("A1", BASE, "6", "the data", FAILS, "number", r"\text{rows printed}", mended="5",
        remark='"Six observations" are announced, five are printed; five agree with all of its '
        "shapes.", chapter="06_matrix_form"),
    Line("A2", BASE, "4", "the data", "the data", "number", r"\text{columns printed}"),
    Line("A3", BASE, "X", "five houses", "five houses", "shape", "4*5",
        remark="One house per column; its table has one per row.", chapter="notation"),
    Line("A4", BASE, "0.027279", "the data", COPY, "number", r"\text{in the data set}",
        mended="0.02729",
        remark="A 7 too many, against the data set that the rows are from; it may be our copy's. "
        "This book keeps the row as it has it.", chapter="06_matrix_form"),
    Line("A5", BASE, "h_1", "one house", "one house", "shape", "5*1",
        remark='"5 nodes in the hidden layer".', chapter="04_forward"),
    Line("A6", BASE, "O", "one house", "one house", "shape", "1*1", remark='"One node".'),
    Line("A7", BASE, r"E = (Y-Y^*)^2/2", ALL, "one house",
        remark="For all houses the error is the sum of theirs.", chapter="06_matrix_form"),
    Line("A8", BASE, r"E = (Y-O)^2/2", ALL, "one house"),
    Line("A9", BASE, r"W_{new} = W_{old} - (\alpha * dE/dW)", "the last layer", "defines",
        "def", remark="The derivative is with respect to the weights; the text beneath says "
        '"for each of the Xs".', chapter="09_learning_rate"),
    Line("A10", EACH, "dE/dW_{ho} = dE/dO * dO/dZ_2 * dZ_2/dW_{ho}", ALL, "one house",
        remark="For all houses the last factor has an entry for each pair of weight and house, "
        "and the product a sum.", chapter="05_each_weight"),
    Line("A11", EACH, "E = (Y-0)^2/2", LAST, COPY, mended="E = (Y-O)^2/2",
        remark="A zero for the letter O, which may well be our copy's."),
    Line("A12", EACH, "dE/dO = 2*(Y-O)*(-1)/2 = (O-Y)", ALL, "five houses",
        chapter="05_each_weight"),
    Line("A13", EACH, rf"dO/dZ_2 = {SIG}(Z_2) * (1-{SIG}(Z_2)) = O*(1-O)", ALL, "five houses",
        chapter="02_sigmoid"),
    Line("A14", EACH, "dZ_2/dW_{ho} = d(W_{ho}^T * h_1 + b_{h0})/dW_{ho}", LAST, COPY,
        mended="dZ_2/dW_{ho} = d(W_{ho}^T * h_1 + b_{ho})/dW_{ho}",
        remark="A zero for the letter o in $b_{ho}$, which may well be our copy's."),
    Line("A15", EACH,
        "dZ_2/dW_{ho} = d(W_{ho}^T * h_1)/dW_{ho} + d(b_{ho}/W_{ho}) = h_1 + 0 = h_1",
        LAST, MENDED,
        mended="dZ_2/dW_{ho} = d(W_{ho}^T * h_1)/dW_{ho} + db_{ho}/dW_{ho} = h_1 + 0 = h_1",
        remark=OVER_ITSELF, chapter="05_each_weight"),
    Line("A16", EACH, "dE/dW_{ho} = (O-Y) * O*(1-O) * h_1", ALL, "one house",
        remark="For five houses a row of 5 meets a square of 5 x 5: see A53.",
        chapter="05_each_weight"),
    Line("A17", EACH, "dE/db_{ho} = dE/dO * dO/dZ_2 * dZ_2/db_{ho}", ALL, "one house",
        remark=ONE_BY_ONE),
    Line("A18", EACH, "dE/db_{ho} = (O-Y) * O*(1-O) * 1", ALL, "one house", remark=ONE_BY_ONE,
        chapter="05_each_weight"),
    Line("A19", EACH, rf"dE/dW_{{ih}} = {CHAIN} * dZ_1/dW_{{ih}}", ALL, "one weight",
        remark="Printed twice.", chapter="05_each_weight"),
    Line("A20", EACH, "dZ_2/dh_1 = d(W_{ho}^T * h_1 + b_{ho})/dh_1", ALL, "one weight",
        remark="With the star as the matrix product for one house too."),
    Line("A21", EACH, "dZ_2/dh_1 = d(W_{ho}^T * h_1)/dh_1 + d(b_{ho}/h_1) = W_{ho} + 0 = W_{ho}",
        LAST, MENDED,
        mended="dZ_2/dh_1 = d(W_{ho}^T * h_1)/dh_1 + db_{ho}/dh_1 = W_{ho} + 0 = W_{ho}",
        remark=OVER_ITSELF),
    Line("A22", EACH, rf"dh_1/dZ_1 = {SIG}(Z_1) * (1-{SIG}(Z_1)) = h_1 * (1 - h_1)", ALL,
        "five houses", chapter="02_sigmoid"),
    Line("A23", EACH, "dZ_1/dW_{ih} = d(W_{ih}^T * X + b_{ih})/dW_{ih}", ALL, "one weight"),
    Line("A24", EACH,
        "dZ_1/dW_{ih} = d(W_{ih}^T * X)/dW_{ih} + d(b_{ih}/W_{ih}) = X + 0 = X", LAST, MENDED,
        mended="dZ_1/dW_{ih} = d(W_{ih}^T * X)/dW_{ih} + db_{ih}/dW_{ih} = X + 0 = X",
        remark=OVER_ITSELF),
    Line("A25", EACH, "dE/dW_{ih} = (O-Y) * O*(1-O) * W_{ho} * h_1(1-h_1) * X", ALL, "one weight",
        remark="For a matrix the five numbers of $W_{ho}$ and the four of $X$ need indices, or an "
        "outer product.", chapter="06_matrix_form"),
    Line("A26", EACH, rf"dE/db_{{ih}} = {CHAIN} * dZ_1/db_{{ih}}", ALL, "one weight"),
    Line("A27", EACH, "dE/db_{ih} = (O-Y) * O*(1-O) * W_{ho} * h_1(1-h_1) * 1", ALL, "one weight",
        chapter="05_each_weight"),
    *[Line(f"A{28 + i}", EACH, rf"{p} = {p} (\alpha * dE/d{p})", "five houses; one weight", COPY,
          "update", rf"{p} - \alpha \frac{{\partial E}}{{\partial {p}}}",
          mended=rf"{p} = {p} - (\alpha * dE/d{p})", remark=MINUS, chapter=chapter)
      for i, (p, chapter) in enumerate(UPDATES)],
    Line("A32", MATRIX, "z_1 = w_{ih}^T * x + b_{ih}",
        "five houses; five houses, * the matrix product", "five houses, * the matrix product",
        remark='Further down "* is the element wise product", and the dot the other.',
        chapter="04_forward"),
    Line("A33", MATRIX, "W_{ih}", "five houses", "five houses", "shape", "4*5"),
    Line("A34", MATRIX, "W_{ih}^{T}", "five houses", "five houses", "shape", "5*4"),
    Line("A35", MATRIX, "X", "five houses", "five houses", "shape", "4*5"),
    Line("A36", MATRIX, "b_{ih}", "five houses", "five houses", "shape", "1*1",
        remark='"A single value", the same for all units: then its gradient is one number, see '
        "A56.", chapter="06_matrix_form"),
    Line("A37", MATRIX, "z_2 = w_{ho}^{T} * h_1 + b_{ho}",
        "five houses; five houses, * the matrix product", "five houses, * the matrix product",
        chapter="04_forward"),
    Line("A38", MATRIX, "W_{ho}", "five houses", "five houses", "shape", "5*1"),
    Line("A39", MATRIX, "W_{ho}^T", "five houses", "five houses", "shape", "1*5"),
    Line("A40", MATRIX, "h_1", "five houses", "five houses", "shape", "5*5",
        remark="Five units and five houses: a square in which a wrong transpose goes unnoticed.",
        chapter="06_matrix_form"),
    Line("A41", MATRIX, "b_{ho}", "five houses", "five houses", "shape", "1*1"),
    Line("A42", MATRIX, r"W_{ho} = W_{ho} - (\alpha * dE/dW_{ho})", "five houses", "five houses",
        "update", r"W_{ho} - \alpha \frac{\partial E}{\partial W_{ho}}",
        chapter="09_learning_rate"),
    Line("A43", MATRIX, "O", "five houses", "five houses", "shape", "1*5"),
    Line("A44", MATRIX, "Y", "five houses", "five houses", "shape", "1*5"),
    Line("A45", MATRIX, "dE/dO = (O-Y)", "five houses", "five houses"),
    Line("A46", MATRIX, "dE/dO", "five houses", "five houses", "shape", "1*5"),
    Line("A47", MATRIX, "dO/dZ_2 = O*(1-O)", "five houses", "five houses"),
    Line("A48", MATRIX, "dO/dZ_2", "five houses", "five houses", "shape", "1*5"),
    Line("A49", MATRIX, "dZ_2/dW_{ho} = h_1", ALL, "one house",
        remark="For five houses it has one column per house, and is $h_1$ entry by entry."),
    Line("A50", MATRIX, r"(5X5) \cdot [(1X5) * (1X5)]^T", "dimensions", "dimensions", "shape",
        "5*1"),
    Line("A51", MATRIX, r"(5X5) \cdot (5X1)", "dimensions", "dimensions", "shape", "5*1"),
    Line("A52", MATRIX, "dE/dW_{ho}", "five houses", "five houses", "shape", "5*1",
        remark="A gradient has the shape of what it is the gradient of.",
        chapter="06_matrix_form"),
    Line("A53", MATRIX, r"dE/dW_{ho} = dZ_2/dW_{ho} \cdot [dE/dO * dO/dZ_2]^T",
        f"five houses; {PUT_IN}", PUT_IN, remark="Printed twice. The inner axis is the houses, so "
        "the product is also their sum.", chapter="06_matrix_form"),
    Line("A54", MATRIX, r"dE/db_{ho} = dZ_2/db_{ho} \cdot [dE/dO * dO/dZ_2]^T", "five houses",
        "five houses", remark="With a row of ones for $dZ_2/db_{ho}$.",
        chapter="06_matrix_form"),
    Line("A55", MATRIX,
        r"dE/dW_{ih} = dZ_1/dW_{ih} \cdot [dh_1/dZ_1 * dZ_2/dh_1 \cdot (dE/dO * dO/dZ_2)]^T",
        f"five houses; {PUT_IN}", PUT_IN, remark="If the dot goes before the star, which is not "
        "said, and is not Python's order.", chapter="06_matrix_form"),
    Line("A56", MATRIX,
        r"dE/db_{ih} = dZ_1/db_{ih} \cdot [dh_1/dZ_1 * dZ_2/dh_1 \cdot (dE/dO * dO/dZ_2)]^T",
        f"five houses; {PUT_IN}", FAILS,
        mended=r"dE/db_{ih} = \sum dh_1/dZ_1 * dZ_2/dh_1 \cdot (dE/dO * dO/dZ_2)",
        remark="A bias that all units share sums over the units too; the formula is that of a bias "
        "for each unit.", chapter="06_matrix_form"),
]  # fmt: skip
