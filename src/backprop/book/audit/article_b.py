r"""Article B: "Backpropagation: A pillar of neural networks"."""

from backprop.book.audit.rows import FAILS, MENDED, Line

__all__ = ["ROWS"]

FORWARD = "Feedforward at a glance"
BACK = "Backpropagation"
TRIP = "An example"
FURTHER = "Continuing further"
DEEP = "Arbitrary number of layers"
DEPTH = "Some depth"
AFTER = "What after finding these gradients"
RATE = "Adding Learning rate"
SIX, ENTRIES, ONE = "six examples", "six examples, × of each entry", "one weight (B)"
HALF = "one weight, half the squared error"
HALF_ENTRIES = "six examples, × of each entry, half the squared error"
ALL = f"{SIX}; {ENTRIES}; one example; {ONE}"
WITH_HALF = f"{ALL}; {HALF_ENTRIES}; {HALF}"
FOUR = "one weight per layer, four layers, half the squared error"


def d(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


Y_Z = rf"{d('L', 'Y')} \times {d('Y', 'Z_2')}"
Z_H = rf"{d('Z_2', 'H_1')} \times {d('H_1', 'Z_1')}"
COMMON = r"(Y - T) \times \sigma'(Z_2)"
HIDDEN = r"W_2 \times \sigma'(Z_1)"
FACTOR = "The 2 of the square and the $1/N$ of the mean are left out."
NOUGHT = "From 0 to $N$ are $N + 1$ examples, and no index stands inside."
ZTWO = "Z2 for $Z_2$ in the first denominator."
INPUT = (
    "The last factor is what enters the *last* layer, $H_1$; $X$ enters the first. "
    "Only a network without hidden layer has $X$ there."
)

ROWS = [
    Line("B1", FORWARD, r"Z_1 = X \cdot W_1 + B_1", SIX, "defines", "def", chapter="04_forward"),
    Line("B2", FORWARD, r"H_1 = \sigma(Z_1)", SIX, "defines", "def"),
    Line("B3", FORWARD, r"Z_2 = H_1 \cdot W_2 + B_2", SIX, "defines", "def"),
    Line("B4", FORWARD, r"Y = \sigma(Z_2)", SIX, "defines", "def",
        remark="$Y$ is the prediction here; the target is $T$.", chapter="notation"),
    Line("B5", FORWARD, r"L = \frac{1}{N} \sum_{i=0}^{N} (Y-T)^{2}", f"{SIX}; {ONE}", MENDED,
        mended=r"L = \frac{1}{N} \sum_{i=1}^{N} \sum_j (Y_{ij}-T_{ij})^{2}", remark=NOUGHT,
        chapter="05_each_weight"),
    Line("B6", BACK, "n+1", "counted", "counted", "number", r"\text{weight matrices}",
        remark="If $n$ counts hidden layers. One pass backwards finds all of them.",
        chapter="05_each_weight"),
    Line("B7", BACK, rf"{d('a', 'd')} = {d('a', 'b')} \times {d('b', 'c')} \times {d('c', 'd')}",
        "three links", "three links", chapter="03_chain_rule"),
    Line("B8", BACK, rf"{d('L', 'W_2')} = {Y_Z} \times {d('Z_2', 'W_2')}", ALL, ONE,
        remark="For matrices it needs a transpose and an order.", chapter="05_each_weight"),
    Line("B9", BACK, rf"{d('L', 'B_2')} = {Y_Z} \times {d('Z_2', 'B_2')}", ALL, "one example",
        remark="Over several examples it sums."),
    Line("B10", TRIP, r"\text{Budget} = 30K", "the trip", "defines", "def"),
    Line("B11", TRIP, r"\text{travel cost} = 30K * 0.10 = 3K", "the trip", "the trip"),
    Line("B12", TRIP, r"\text{accommodation cost} = 30K * 0.20 = 6K", "the trip", "the trip"),
    Line("B13", TRIP, r"\text{Money after eliminating costs} = 21K", "the trip", "the trip",
        remark="That is how a change goes forward. Backpropagation asks the other way: how much "
        "is left of one more unit of budget? 0.7 of it.", chapter="03_chain_rule"),
    Line("B14", FURTHER, r"\sigma = \frac{e^x}{(1 + e^{-x})}", "σ a name", MENDED,
        mended=r"\sigma = \frac{e^x}{(1 + e^{x})}",
        remark="One sign in an exponent; as printed it grows without bound.",
        chapter="02_sigmoid"),
    Line("B15", FURTHER, r"\sigma' = \sigma(x) \times (1 - \sigma(x))", "σ a function",
        "σ a function", chapter="02_sigmoid"),
    Line("B16", FURTHER, r"\text{MSE loss} = \frac{1}{N} \sum_{i=0}^{N} (y-t)^{2}",
        f"{SIX}; {ONE}", MENDED,
        mended=r"\text{MSE loss} = \frac{1}{N} \sum_{i=1}^{N} \sum_j (y_{ij}-t_{ij})^{2}",
        remark=NOUGHT),
    Line("B17", FURTHER, rf"{d('L', 'W_2')} = {COMMON} \times X", WITH_HALF, FAILS,
        mended=rf"{d('L', 'W_2')} = {COMMON} \times H_1", remark=f"Printed twice. {INPUT} {FACTOR}",
        chapter="05_each_weight"),
    Line("B18", FURTHER, rf"{d('Z_2', 'B_2')} = 1", ALL, "one example",
        remark="A one for each output."),
    Line("B19", FURTHER, rf"{d('L', 'B_2')} = {COMMON}", WITH_HALF, HALF, remark=FACTOR,
        chapter="05_each_weight"),
    Line("B20", FURTHER, rf"{d('L', 'B_2')} = {d('L', 'Z_2')}", ALL, "one example",
        remark="Over several examples the left is the sum of the right."),
    Line("B21", FURTHER, rf"{d('L', 'Z_2')} = {COMMON}", WITH_HALF, HALF_ENTRIES, remark=FACTOR,
        chapter="05_each_weight"),
    Line("B22", FURTHER, rf"{d('L', 'W_1')} = {Y_Z} \times {Z_H} \times {d('Z_1', 'W_1')}", ALL,
        ONE, chapter="05_each_weight"),
    Line("B23", FURTHER, rf"{d('L', 'B_1')} = {Y_Z} \times {Z_H} \times {d('Z_1', 'B_1')}", ALL,
        ONE),
    Line("B24", FURTHER, rf"{d('L', 'W_1')} = {d('L', 'Z2')} \times {Z_H} \times {d('Z_1', 'W_1')}",
        ONE, MENDED,
        mended=rf"{d('L', 'W_1')} = {d('L', 'Z_2')} \times {Z_H} \times {d('Z_1', 'W_1')}",
        remark=ZTWO),
    Line("B25", FURTHER, rf"{d('L', 'B_1')} = {d('L', 'Z2')} \times {Z_H} \times {d('Z_1', 'B_1')}",
        ONE, MENDED,
        mended=rf"{d('L', 'B_1')} = {d('L', 'Z_2')} \times {Z_H} \times {d('Z_1', 'B_1')}",
        remark=ZTWO),
    Line("B26", FURTHER, rf"{d('L', 'W_1')} = {d('L', 'Z_2')} \times {HIDDEN} \times X", ALL, ONE,
        remark="Reusing what is known already is the whole point, and it is made here.",
        chapter="05_each_weight"),
    Line("B27", FURTHER, rf"{d('L', 'B_1')} = {d('L', 'Z_2')} \times {HIDDEN} \times 1", ALL, ONE),
    Line("B28", FURTHER, rf"{d('L', 'W_1')} = {COMMON} \times {HIDDEN} \times X", WITH_HALF, HALF,
        remark=FACTOR),
    Line("B29", FURTHER, rf"{d('L', 'B_1')} = {COMMON} \times {HIDDEN} \times 1", WITH_HALF, HALF,
        remark=FACTOR),
    Line("B30", DEEP, rf"{COMMON} \times X", HALF, FAILS, "number",
        rf"{d('L', 'W_1')} / ({HIDDEN} \times X) = {d('L', 'W_2')} / H_1",
        mended=COMMON, remark="The values common to both gradients; $X$ is only in the first.",
        chapter="07_any_depth"),
    Line("B31", DEEP, HIDDEN, HALF, HALF, "number", rf"{d('L', 'B_1')} / {d('L', 'B_2')}",
        remark='What a layer adds, "gets added" by multiplying.'),
    Line("B32", DEEP,
        r"n = \text{total hidden layers of network} + 1 = \text{total weights of the network}", ONE,
        ONE, remark="Two letters $n$: above it counted the hidden layers alone."),
    Line("B33", DEEP, rf"{d('L', 'B_k')} = (Y - T) \times \sigma'(Z_n) \times "
        r"\prod_{i=2}^{k} {W_{k} \times \sigma'(Z_{k-1})}", FOUR, FAILS,
        mended=rf"{d('L', 'B_k')} = (Y - T) \times \sigma'(Z_n) \times "
        r"\prod_{i=1}^{n-k} {W_{n+1-i} \times \sigma'(Z_{n-i})}",
        remark="The product is counted from the input, so the first layer gets none of it and the "
        "last gets all; and the factors do not contain its index.", chapter="07_any_depth"),
    Line("B34", DEEP, rf"{d('L', 'W_k')} = (Y - T) \times \sigma'(Z_n) \times X \times "
        r"\prod_{i=2}^{k} {W_{k} \times \sigma'(Z_{k-1})}", FOUR, FAILS,
        mended=rf"{d('L', 'W_k')} = (Y - T) \times \sigma'(Z_n) \times H_{{k-1}} \times "
        r"\prod_{i=1}^{n-k} {W_{n+1-i} \times \sigma'(Z_{n-i})}",
        remark="Likewise, and $X$ where layer $k$ has its own input $H_{k-1}$.",
        chapter="07_any_depth"),
    Line("B35", DEPTH, r"m = \frac{y}{x}", "a line; a line through the origin",
        "a line through the origin", remark="Otherwise a slope is a difference over a difference.",
        chapter="11_checking"),
    Line("B36", AFTER, r"W_{\Delta} = \frac{\partial L}{\partial W_n}", SIX, "defines", "def"),
    Line("B37", AFTER, r"B_{\Delta} = \frac{\partial L}{\partial B_n}", SIX, "defines", "def"),
    Line("B38", AFTER, r"W_{new} = W_{current} - W_{\Delta}", SIX, "defines", "def",
        chapter="09_learning_rate"),
    Line("B39", AFTER, r"B_{new} = B_{current} - B_{\Delta}", SIX, "defines", "def"),
    Line("B40", AFTER, "m = 2x", "a function", "defines", "def"),
    Line("B41", AFTER, r"\frac{\partial m}{\partial x} = 2", "a function", "a function",
        remark="Here $m$ is a function, above it was a slope.", chapter="09_learning_rate"),
    Line("B42", RATE, r"W_{new} = W_{current} - ( \text{learning rate} \times W_{\Delta} )", SIX,
        "defines", "def", chapter="09_learning_rate"),
    Line("B43", RATE, r"B_{new} = B_{current} - ( \text{learning rate} \times B_{\Delta} )", SIX,
        "defines", "def"),
]  # fmt: skip
