r"""Readings: the networks and costs under which an article's formulas are tried.

A reading is a sheet: leaves of the sizes that the article states (or of one house, one
example, one weight), functions, and the article's own definitions.  Where a reading
takes a sign or a name in another sense than it has in print, `instead` says which.
"""

from dataclasses import dataclass, field
from functools import cache

from backprop.data import houses
from backprop.equations import Sheet

__all__ = ["INTERPRETATIONS", "Interpretation", "sheet_of"]

SIGMA = {r"\sigma": "sigmoid"}


@dataclass(frozen=True)
class Interpretation:
    """How formulas are read.

    Parameters
    ----------
    leaves, functions, layers, origin : dict
        As for `backprop.equations.Sheet`.
    definitions : tuple of str
        What the sheet defines, in LaTeX, in this order.
    instead : dict
        Texts in a formula to what they are read as.
    """

    leaves: dict
    definitions: tuple[str, ...] = ()
    functions: dict = field(default_factory=dict)
    layers: dict = field(default_factory=dict)
    origin: dict = field(default_factory=dict)
    instead: dict = field(default_factory=dict)

    def read(self, latex: str) -> str:
        """Return a formula as this reading takes it."""
        for text, other in self.instead.items():
            latex = latex.replace(text, other)
        return latex

    def sheet(self) -> Sheet:
        """Return the sheet with all definitions."""
        sheet = Sheet(self.leaves, self.functions, layers=self.layers, origin=self.origin)
        for latex in self.definitions:
            sheet.define(latex)
        return sheet


def numbers(leaves: dict) -> dict:
    """Return leaves of the same names that are single numbers."""
    return dict.fromkeys(leaves, ())


def article_a(leaves: dict, **others) -> Interpretation:
    """Return a reading on the [4, 5, 1] network of article A."""
    forward = (
        r"Z_1 = W_{ih}^T X + b_{ih}, \quad h_1 = \sigma(Z_1)",
        r"Z_2 = W_{ho}^T h_1 + b_{ho}, \quad O = \sigma(Z_2)",
        r"E = \sum (Y - O)^2/2",
        r"z_1 = Z_1, \quad z_2 = Z_2, \quad w_{ih} = W_{ih}, \quad w_{ho} = W_{ho}, \quad x = X",
        r"W_{old} = W_{ho}",
    )
    instead = {"Y^*": "O"} | others.pop("instead", {})  # as the article does, "for simplicity"
    return Interpretation(leaves, forward, SIGMA, instead=instead, **others)


A_LEAVES = {
    "X": (4, 5), "W_{ih}": (4, 5), "b_{ih}": (), "W_{ho}": (5, 1), "b_{ho}": (), "Y": (1, 5),
    r"\alpha": (),
}  # fmt: skip
A_PUT_IN = {"dZ_2/dW_{ho}": "h_1", "dZ_1/dW_{ih}": "X", "dZ_2/dh_1": "W_{ho}"}
A_DIMENSIONS = {"(5X5)": "P", "(1X5)": "q", "(5X1)": "r"}


def article_b(leaves: dict, cost: str, **others) -> Interpretation:
    """Return a reading on the network with one hidden layer of article B."""
    definitions = (
        r"Z_1 = X \cdot W_1 + B_1",
        r"H_1 = \sigma(Z_1)",
        r"Z_2 = H_1 \cdot W_2 + B_2",
        r"Y = \sigma(Z_2)",
        cost,
        r"y = Y, \quad t = T",
        r"\text{MSE loss} = L",
        r"W_{\Delta} = \frac{\partial L}{\partial W_n}",
        r"B_{\Delta} = \frac{\partial L}{\partial B_n}",
        r"W_{current} = W_n, \quad B_{current} = B_n",
    )
    more = {
        "x": (), r"\text{learning rate}": (), r"\text{total hidden layers of network}": 1.0,
        r"\text{total weights of the network}": 2.0,
    }  # fmt: skip
    given = {"layers": {"k": range(1, 3), "n": 2}} | others
    return Interpretation(leaves | more, definitions, SIGMA, **given)


B_LEAVES = {
    "X": (6, 4), "W_1": (4, 3), "B_1": (1, 3), "W_2": (3, 2), "B_2": (1, 2), "T": (6, 2),
}  # fmt: skip
B_MEAN = r"L = \frac{1}{N} \sum (Y-T)^{2}"
B_HALF = r"L = \frac{1}{2} \sum (Y-T)^{2}"
B_ONE = B_LEAVES | {"X": (1, 4), "T": (1, 2)}
B_DEEP = Interpretation(
    {"X": (), "T": (), "W_k": (), "B_k": ()},
    (
        r"H_0 = X",
        r"Z_k = H_{k-1} W_k + B_k, \quad H_k = \sigma(Z_k)",
        r"Y = H_n, \quad L = \frac{1}{2} (Y-T)^{2}",
    ),
    SIGMA,
    layers={"k": range(1, 5), "n": 4},
)
TRIP = Interpretation(
    {"K": 1000.0},
    (
        r"\text{Budget} = 30K",
        r"\text{travel cost} = \text{Budget} \cdot 0.10",
        r"\text{accommodation cost} = \text{Budget} \cdot 0.20",
        r"\text{Money after eliminating costs} = "
        r"\text{Budget} - \text{travel cost} - \text{accommodation cost}",
    ),
)


C_SQUARED = r"J(\Theta) = \frac{1}{2}(\hat{y} - y)^2"
C_ENTROPY = r"J(\Theta) = -y \log \hat{y} - (1 - y) \log(1 - \hat{y})"
C_ORIGIN = {"x": 0, r"\theta": (1, 0), r"\Theta": (1, 0), "a^{(l)}": 0}
C_LAYERS = {"l": range(1, 3), "L": 3}
C_LEAVES = {"x": (4,), r"\theta^{(1)}": (3, 4), r"\theta^{(2)}": (1, 4), "y": "scalar labels"}
C_BACK = (
    r"\delta^{(L)} = a^{(L)} - y^{(i)}",
    r"\delta^{(2)} = \frac{\partial J}{\partial Z^{(2)}}",
)


def article_c(
    *more: str, leaves: dict = C_LEAVES, origin: dict = C_ORIGIN, **others
) -> Interpretation:
    """Return a reading of one example on the network of article C, bias units in."""
    definitions = (
        r"\Theta^{(l)} = \theta^{(l)}",
        r"X = \begin{bmatrix} x_0 \\ x_1 \\ x_2 \\ x_3 \end{bmatrix}",
        r"a^{(1)} = X",
        r"Z^{(2)} = \Theta^{(1)} \cdot X",
        r"h = g(Z^{(2)})",
        r"a^{(2)} = \begin{bmatrix} 1 \\ h \end{bmatrix}",
        r"Z^{(3)} = \Theta^{(2)} \cdot a^{(2)}",
        r"\hat{y} = a^{(3)} = g(Z^{(3)})",
        r"y^{(i)} = y",
        *more,
    )
    functions = {"g": "sigmoid", "f": "sigmoid"}
    return Interpretation(leaves, definitions, functions, C_LAYERS, origin, **others)


C_NO_BIAS = Interpretation(
    {"x": (3,), r"\theta^{(1)}": (3, 3), r"\theta^{(2)}": (1, 3), "b": (3,), "c": (), "y":
     "scalar labels"},
    (
        r"\Theta^{(l)} = \theta^{(l)}, \quad a^{(1)} = X = x",
        r"Z^{(2)} = \Theta^{(1)} X + b",
        r"a^{(2)} = g(Z^{(2)})",
        r"Z^{(3)} = \Theta^{(2)} a^{(2)} + c",
        r"\hat{y} = a^{(3)} = g(Z^{(3)}), \quad y^{(i)} = y",
        C_ENTROPY,
        *C_BACK,
    ),
    {"g": "sigmoid", "f": "sigmoid"},
    C_LAYERS,
)  # fmt: skip
C_ALL = {
    "x": (3, 5), "u": [[1.0] * 5], r"\theta^{(1)}": (3, 4), r"\theta^{(2)}": (1, 4),
    "y": "1x5 labels", "m": 5.0, r"\lambda": "scalar positive",
}  # fmt: skip


C_ENTROPIES = r"C = -\frac{1}{m} \sum ( y * \log \hat{y} + (1 - y) * \log(1 - \hat{y}) )"
C_SQUARES = r"C = \frac{1}{2m} \sum (\hat{y} - y)^2"
C_GRADIENT = (r"D^l = \frac{\partial J(\Theta)}{\partial \theta^{(l)}}",)
C_PRINTED = (
    r"D_{ij}^{(l)} = \begin{cases} \frac{1}{m} \Delta_{ij}^l + \lambda \theta_{ij}^l "
    r"& \text{if } j \neq 0 \\ \frac{1}{m} \Delta_{ij}^l & \text{if } j = 0 \end{cases}",
)


def all_examples(
    penalty: str, gradient: tuple[str, ...], cost: str = C_ENTROPIES
) -> Interpretation:
    """Return a reading of five examples in columns, with a penalty on the weights."""
    definitions = (
        r"a^{(1)} = \begin{bmatrix} u \\ x \end{bmatrix}, \quad Z^{(2)} = \theta^{(1)} a^{(1)}",
        r"a^{(2)} = \begin{bmatrix} u \\ g(Z^{(2)}) \end{bmatrix}",
        r"Z^{(3)} = \theta^{(2)} a^{(2)}, \quad \hat{y} = a^{(3)} = g(Z^{(3)})",
        r"P = \sum (\theta^{(1)}_{:,1:})^2 + \sum (\theta^{(2)}_{:,1:})^2",
        cost,
        rf"J(\Theta) = C + {penalty} P",
        r"\delta^{(3)} = a^{(3)} - y",
        r"\delta^{(2)} = (\theta^{(2)}_{:,1:})^T \delta^{(3)} * g'(Z^{(2)})",
        r"\Delta^l = \delta^{(l+1)} (a^{(l)})^T",
        r"\theta^l = \theta^{(l)}",
        *gradient,
    )
    origin = {r"\theta": (1, 0), "D": (1, 0), r"\Delta": (1, 0)}
    origin |= {rf"{name}^{layer}": (1, 0) for name in ("D", r"\Delta", r"\theta") for layer in "12"}
    return Interpretation(C_ALL, definitions, {"g": "sigmoid"}, C_LAYERS, origin)


C_SHARE = article_c(
    C_ENTROPY,
    r"\delta^{(L)} = a^{(L)} - y^{(i)}",
    r"\delta^{(2)} = (\theta^{(2)}_{:,1:})^T \delta^{(3)} .* g'(Z^{(2)})",
    r"\Delta^l = S^l",
    leaves=C_LEAVES | {"S^1": (3, 4), "S^2": (1, 4)},
    origin=C_ORIGIN | {rf"{name}^{layer}": (1, 0) for name in ("S", r"\Delta") for layer in "12"},
)
C_ONE_WEIGHT = Interpretation(
    {"x": (), r"\Theta^{(l)}": (), "y": "scalar labels"},
    (
        r"a^{(1)} = x",
        r"Z^{(2)} = \Theta^{(1)} a^{(1)}, \quad a^{(2)} = g(Z^{(2)})",
        r"Z^{(3)} = \Theta^{(2)} a^{(2)}, \quad \hat{y} = a^{(3)} = g(Z^{(3)})",
        r"y^{(i)} = y",
        C_ENTROPY,
        *C_BACK,
    ),
    {"g": "sigmoid"},
    C_LAYERS,
)


_X, _ = houses()
INTERPRETATIONS = {
    # article A
    "five houses": article_a(A_LEAVES),
    "five houses, * the matrix product": article_a(A_LEAVES, instead={"*": r"\cdot "}),
    "five houses, its own derivatives put in": article_a(A_LEAVES, instead=A_PUT_IN),
    "one house": article_a(A_LEAVES | {"X": (4, 1), "Y": ()}),
    "one weight": article_a(numbers(A_LEAVES)),
    "the last layer": article_a(A_LEAVES, instead={"dE/dW": r"dE/dW_{ho}"}),
    "dimensions": Interpretation({"P": (5, 5), "q": (1, 5), "r": (5, 1)}, instead=A_DIMENSIONS),
    "the data": Interpretation({
        r"\text{rows printed}": float(len(_X)), r"\text{columns printed}": float(_X.shape[1]),
        r"\text{in the data set}": 0.02729,
    }),
    # article B
    "six examples": article_b(B_LEAVES | {"N": 6.0}, B_MEAN),
    "six examples, × of each entry": article_b(
        B_LEAVES | {"N": 6.0}, B_MEAN, instead={r"\times": r"\odot"}
    ),
    "six examples, × of each entry, half the squared error": article_b(
        B_LEAVES | {"N": 6.0}, B_HALF, instead={r"\times": r"\odot"}
    ),
    "one example": article_b(B_ONE | {"N": 1.0}, B_MEAN, instead={r"\times": r"\odot"}),
    "one weight (B)": article_b(numbers(B_LEAVES) | {"N": 1.0}, B_MEAN),
    "one weight, half the squared error": article_b(numbers(B_LEAVES) | {"N": 1.0}, B_HALF),
    "one weight per layer, four layers, half the squared error": B_DEEP,
    "counted": Interpretation({"n": 1.0, r"\text{weight matrices}": 2.0}),
    "three links": Interpretation({"d": ()}, (r"c = \sin d, \quad b = c^3, \quad a = e^b",)),
    "σ a name": Interpretation({"x": ()}, (r"\sigma = \operatorname{sigmoid}(x)",)),
    "σ a function": Interpretation({"x": ()}, (), SIGMA, instead={r"\sigma' =": r"\sigma'(x) ="}),
    "a line": Interpretation(
        {"c": (), "s": (), "x": ()}, (r"y = s x + c", r"m = \frac{\partial y}{\partial x}")
    ),
    "a line through the origin": Interpretation(
        {"s": (), "x": ()}, (r"y = s x", r"m = \frac{\partial y}{\partial x}")
    ),
    "a function": Interpretation({"x": ()}, (r"m = 2x",)),
    "the trip": TRIP,
    # article C
    "one value": Interpretation({"z": ()}, (r"Z = z",), {"g": "sigmoid", "f": "sigmoid"}),
    "one example, squared error": article_c(C_SQUARED, *C_BACK),
    "one example, cross-entropy": article_c(C_ENTROPY, *C_BACK),
    "one example, bias units left out": C_NO_BIAS,
    "E the derivative with respect to ŷ": article_c(
        C_SQUARED, r"E = \frac{\partial J}{\partial \hat{y}}"
    ),
    "E the derivative with respect to y": article_c(
        C_SQUARED, r"E = \frac{\partial J}{\partial y}"
    ),
    "a chain": Interpretation(
        {"x": ()}, (r"g(x) = \sin x", r"u = g(x)", r"f(u) = u^3", r"y = f(u)")
    ),
    "the circuit": Interpretation(
        {"a": -12.0, "b": 14.0, "c": -10.0},
        (r"d = a + b", r"e = d * c", r"f(a, b, c) = (a + b) * c"),
    ),
    "two numbers": Interpretation(
        {"x": (2,)}, (r"X = \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}", r"y = X^T X")
    ),
    "five examples, penalty λ/2": all_examples(r"\frac{\lambda}{2}", C_GRADIENT),
    "five examples, penalty λ/2m": all_examples(r"\frac{\lambda}{2m}", C_GRADIENT),
    "printed D, penalty λ/2": all_examples(r"\frac{\lambda}{2}", C_PRINTED),
    "printed D, penalty λ/2m": all_examples(r"\frac{\lambda}{2m}", C_PRINTED),
    "printed D, squared error": all_examples(r"\frac{\lambda}{2}", C_PRINTED, C_SQUARES),
    "one example's share": C_SHARE,
    "one weight per layer, cross-entropy": C_ONE_WEIGHT,
    "features": Interpretation({"N": float(C_LEAVES["x"][0] - 1)}),
}  # fmt: skip


@cache
def _built(name: str) -> Sheet:
    return INTERPRETATIONS[name].sheet()


def sheet_of(name: str) -> Sheet:
    """Return a sheet of the reading of this name; it is the caller's to extend."""
    if name not in INTERPRETATIONS:
        raise ValueError(
            f"reading {name!r} is not known; expected one of {', '.join(INTERPRETATIONS)}"
        )
    return _built(name).copy()
