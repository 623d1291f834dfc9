"""The grammar: each piece of LaTeX against the numpy expression that it stands for."""

import numpy as np
import pytest

from backprop.activations import ACTIVATIONS
from backprop.equations import Sheet, tokenize

sigmoid, sigmoid_grad = ACTIVATIONS["sigmoid"][:2]
tanh_grad = ACTIVATIONS["tanh"].grad
RNG = np.random.default_rng(4)
N = {
    "A": RNG.standard_normal((3, 4)),
    "B": RNG.standard_normal((4, 2)),
    "C": RNG.standard_normal((3, 4)),
    "S": RNG.standard_normal((3, 3)),
    "c": RNG.standard_normal((3, 1)),
    "r": RNG.standard_normal((1, 4)),
    "s": RNG.standard_normal(),
    "p": np.exp(RNG.standard_normal((3, 4))),
    "u": 1.7,
}
LEAVES = {
    **{k: N[k] for k in "ABCScrspu"},
    r"\hat{y}": 2.5,
    r"\mathbf{x}": [1, 2],
    r"\bar\theta": 3.5,
    "w^3": [[2.0, 0.5]],
    "w": 7.0,
    "W_{new}": 11.0,
    "W'": 13.0,
    "z^{(2)}": [1.0, 2.0, 3.0],
    "a^{[1](2)}": 17.0,
    r"\text{learning rate}": 0.5,
    "Y^*": 19.0,
    "x_1": 23.0,
    "m": 4,
    "n": 3,
    "v": [1.0, 2.0, 3.0],
    "t": list(range(1, 13)),
    "M_1": [[1, 2], [3, 4]],
    "M_2": [[0, 1], [1, 1]],
    "M_3": [[2, 0], [1, 1]],
}
A, B, C, S, c, r, s, p, u = (N[k] for k in "ABCScrspu")
M1, M2, M3 = (np.array(LEAVES[f"M_{i}"]) for i in (1, 2, 3))
v = np.array([[1.0], [2.0], [3.0]])

CASES = [
    # names
    (r"\hat{y}", 2.5),
    (r"\hat y + \bar{\theta}", 6.0),
    (r"\mathbf{x}", [[1], [2]]),
    (r"w^3", [[2.0, 0.5]]),  # declared: the name
    (r"w^2", 49.0),  # not declared: the power
    (r"w^{3}", [[2.0, 0.5]]),
    (r"W_{new} + W_{\text{new}} + W_\mathrm{new}", 33.0),
    (r"W'", 13.0),
    (r"a^{[1](2)}", 17.0),
    (r"\text{learning rate} \times s", 0.5 * s),
    (r"Y^*", 19.0),
    (r"x_1^2", 529.0),
    # entries and blocks
    (r"z_2^{(2)}", 2.0),
    (r"z^{(2)}_2", 2.0),
    (r"A_{23}", A[1, 2]),
    (r"A_{2,3}^2", A[1, 2] ** 2),
    (r"t_{12}", 12.0),
    (r"r_3", r[0, 2]),
    (r"r_{13}", r[0, 2]),
    (r"A_{:,1}", A[:, :1]),
    (r"A_{2:,1:2}", A[1:, :2]),
    (r"(A B)_{31}", (A @ B)[2, 0]),
    (r"v_{t_2} + A_{t_2, t_3}", 2.0 + A[1, 2]),  # an index that is a declared number
    (r"v_n + A_{n m}", 3.0 + A[2, 3]),
    (r"[A B]^T_{13}", (A @ B)[2, 0]),
    # sums, signs, precedence
    (r"s - u - 1", s - u - 1),
    (r"s - (u - 1)", s - (u - 1)),
    (r"-s^2", -(s**2)),
    (r"(-s)^2", s**2),
    (r"2 s^2", 2 * s**2),
    (r"--s", s),
    (r"u \cdot -1", -u),
    (r"u * -s", -u * s),
    (r"+s", s),
    (r"s + u s", s + u * s),
    (r"2^3", 8.0),
    (r"2^{3^2}", 512.0),
    (r"w^{12}", 7.0**12),
    (r"u^{-1}", 1 / u),
    (r"u^{1/2}", u**0.5),
    (r"p^{0.5}", p**0.5),
    (r"A^2", A**2),
    (r"S^2 + S^3", S @ S + S @ S @ S),  # of a square matrix: a product
    (r"(S^T)^{n - 1} S^0", S.T @ S.T),
    (r"S^{-1} + S^{-2} A C^T", np.linalg.inv(S) + np.linalg.inv(S @ S) @ A @ C.T),
    (r"S^{-T}", np.linalg.inv(S).T),
    (r"c^2 + v^3", c**2 + v**3),
    (r"\sqrt{S \odot S}", abs(S)),  # a root is of each entry
    (r"\tanh^2 S - \sigma^2(S)", np.tanh(S) ** 2 - sigmoid(S) ** 2),  # so is a function's power
    (r"\sum S^2", (S**2).sum()),  # and a power that is summed up
    (r"\sum \frac{1}{2} (S - 1)^2 \odot S^T", ((S - 1) ** 2 / 2 * S.T).sum()),
    (r"\sum S^2 u", (S**2).sum() * u),
    (r"\sum A^2 B", (A**2 @ B).sum()),
    (r"e^S - 2^S", np.exp(S) - 2**S),
    (r"2^A", 2**A),
    (r"8 / 4 / 2", 1.0),
    (r"8 / 4 \cdot 2", 4.0),
    (r"8 / (4 \cdot 2)", 1.0),
    (r"1/2 * 3", 1.5),
    (r"\frac12 u", u / 2),
    (r"\frac{A}{2} - \frac{C}{p}", A / 2 - C / p),
    (r"\dfrac{1}{p}", 1 / p),
    # products
    (r"A B", A @ B),
    (r"A \cdot B", A @ B),
    (r"A \times B", A @ B),
    (r"s A", s * A),
    (r"A s", s * A),
    (r"A \odot C", A * C),
    (r"A \circ C", A * C),
    (r"A * C", A * C),
    (r"A .* C", A * C),
    (r"A - A * C", A - A * C),
    (r"B B^T S_{11}", B @ B.T * S[0, 0]),
    (r"A^T c \odot v_1 r^T", (A.T @ c) * r.T),
    (r"r^T \odot A^T c", r.T * (A.T @ c)),  # the matrix product first
    (r"r^T * A^T \cdot c", r.T * (A.T @ c)),
    (r"A^T \cdot c .* r^T", (A.T @ c) * r.T),
    (r"S A B", S @ A @ B),
    (r"S (A + C)", S @ (A + C)),
    (r"2A", 2 * A),
    # transposes
    (r"A^T", A.T),
    (r"A^\top", A.T),
    (r"A^{\top}", A.T),
    (r"A^{\mathsf T}", A.T),
    (r"A^\mathsf{T}", A.T),
    (r"A^{\mathrm{T}}", A.T),
    (r"A^{\intercal}", A.T),
    (r"z^{(2)T}", [[1.0, 2.0, 3.0]]),
    (r"(z^{(2)})^T", [[1.0, 2.0, 3.0]]),
    (r"(A B)^T", (A @ B).T),
    (r"\left[A B\right]^{T}", (A @ B).T),
    # biases
    (r"A + c", A + c),
    (r"r + A", A + r),
    (r"A - 1", A - 1),
    (r"1 - A", 1 - A),
    # brackets, spaces, sizes
    (r"\bigl( s + \big[ u \big] \bigr)", s + u),
    (r"\{ s \} \, {u} \; \! \quad", s * u),
    (r"\displaystyle \left( s \right)", s),
    (r"\boxed{s} + \underbrace{u}_{\text{a scalar}}", s + u),
    # functions
    (r"\sigma(A)", sigmoid(A)),
    (r"\sigma'(A)", sigmoid_grad(A)),
    (r"\sigma\left(A\right)^T", sigmoid(A).T),
    (r"g'(A) * 2", tanh_grad(A) * 2),
    (r"h(s) + h'(s)", s**3 + 3 * s**2),
    (r"k'(s)", 3 * s**2),
    (r"\operatorname{sigmoid}(A)", sigmoid(A)),
    (r"\log p", np.log(p)),
    (r"\ln(p) - \log_2 p + \log_{10}(p)", np.log(p) - np.log2(p) + np.log10(p)),
    (r"s \log p - s", s * np.log(p) - s),
    (r"\log\left(1 + e^{-A}\right)", np.log(1 + np.exp(-A))),
    (r"\exp(-A)", np.exp(-A)),
    (r"e^{-s u}", np.exp(-s * u)),
    (r"\frac{1}{1+e^{-A}}", sigmoid(A)),
    (r"\tanh^2 A", np.tanh(A) ** 2),
    (r"\tanh'(A)", tanh_grad(A)),
    (r"\cosh s - \sinh s + \sin s \cdot \cos s", np.exp(-s) + np.sin(s) * np.cos(s)),
    (r"\sqrt{p} + \sqrt[3]{u}", np.sqrt(p) + np.cbrt(u)),
    (r"\max(0, A)", np.maximum(0, A)),
    (r"\max A - \min(A)", A.max() - A.min()),
    (r"\min(A, C) + \min(s, u)", np.minimum(A, C) + min(s, u)),
    (r"\max(A, C, 0)", np.maximum(np.maximum(A, C), 0)),
    (r"\max_i v_i", 3.0),
    (r"\min_i v_i - \max_j r_j", 1 - r.max()),
    (r"\max_i v_i c_i + 1", (v * c).max() + 1),
    (r"\max_{i,j} A_{ij}", A.max()),
    (r"\min_{j} A_{2j}", A[1].min()),
    (r"\max_{i=2}^{n} t_i", 3.0),
    (r"\max\limits_k \left| t_k - 5 \right|", 7.0),
    (r"\max_i \min_j A_{ij}", A.min(1).max()),
    (r"|A|", abs(A)),
    (r"(|c|)_2 + |c|_{1:1}", abs(c[1, 0]) + abs(c[0, 0])),
    (r"\left| s \right| + \lvert u \rvert", abs(s) + u),
    (r"|s + (|u - 3|)|", abs(s + abs(u - 3))),
    (r"\operatorname{sign}(A)", np.sign(A)),
    (r"\operatorname{tr}(S)", np.trace(S)),
    (r"\operatorname{diag}(c) A", np.diag(c[:, 0]) @ A),
    (r"\lVert c \rVert", np.linalg.norm(c)),
    (r"\lVert c \rVert_2^2", np.sum(c**2)),
    (r"\lVert A \rVert_F + \|c\|_1", np.linalg.norm(A) + abs(c).sum()),
    (r"\lVert A \rVert^2 - \|r\|_\infty", (A**2).sum() - abs(r).max()),
    (r"\|c - v\|_\infty", abs(c - v).max()),
    (r"\pi", np.pi),
    # sums and products
    (r"\sum A", A.sum()),
    (r"\sum_{i=1}^{n} v_i^2", (v**2).sum()),
    (r"\sum_i v_i c_i", (v * c).sum()),
    (r"\sum_{i,j} A_{ij} C_{ij}", (A * C).sum()),
    (r"\sum_{i} \sum_{j} A_{ij} C_{ij}", (A * C).sum()),
    (r"\sum\limits_{j} A_{2j} - 1", A[1].sum() - 1),
    (r"\sum_{i=1}^{n} i", 6.0),
    (r"\sum_{i=1}^{m} \left[ t_i^2 - t_{i+1} \right]", 1 + 4 + 9 + 16 - 2 - 3 - 4 - 5),
    (r"1 + \sum_{i=2}^{1} i", 1.0),
    (r"\frac{1}{m} \sum_{i=1}^{m} t_i * 2", 5.0),
    (r"\sum_{i=1}^n v_i \cdot 2 + 1", 13.0),
    (r"\prod_{i=1}^{3} M_i", M1 @ M2 @ M3),
    (r"\prod_{i=3}^{1} M_i", M3 @ M2 @ M1),
    (r"\prod_{i=n}^{2} M_i", M3 @ M2),
    (r"\prod_{i=n}^{k} M_i", M3 @ M2 @ M1),
    (r"\prod_{i=2}^{k} M_i", 1.0),  # empty
    (r"\prod_{i=2}^{n} {M_i} v_2", M2 @ M3 * 4),
    # matrices and cases
    (r"\begin{bmatrix} 1 & s \\ u & 2 \end{bmatrix}", [[1, s], [u, 2]]),
    (r"\begin{pmatrix} 1 \\ c \end{pmatrix}", np.vstack([[[1]], c])),
    (r"\begin{bmatrix} c & A \end{bmatrix}", np.hstack([c, A])),
    (r"[s \quad u \qquad 1]", [[s, u, 1]]),
    (r"[s, u]^T", [[s], [u]]),
    (r"[s \quad -u]", [[s, -u]]),
    (r"[s \quad - \quad u \quad +1]", [[s - u, 1]]),
    (r"[s - u \quad (s \quad - u)]", [[s - u, s - u]]),
    (r"\begin{cases} s & \text{if } 1 < 2 \\ u & \text{otherwise} \end{cases}", s),
    (r"\begin{cases} A & \text{if } A \geq 0 \\ -A & A < 0 \end{cases}", abs(A)),
    (
        r"\begin{cases} 1 & \text{if } A > 0 \text{ and } C > 0, \\ 2 & A > 0 \\ 0 & \text{else}"
        r"\end{cases}",
        np.where((A > 0) & (C > 0), 1, np.where(A > 0, 2, 0)),
    ),
]


def sheet():
    return Sheet(
        LEAVES,
        {
            r"\sigma": "sigmoid",
            "g": "tanh",
            "h": (lambda z: z**3, lambda z: 3 * z**2),
            "k": lambda z: z**3,
        },
        layers={"k": 1},
    )


@pytest.mark.parametrize(("latex", "expected"), CASES, ids=[case[0] for case in CASES])
def test_reads_what_it_stands_for(latex, expected):
    expected = np.asarray(expected, float)
    page = sheet()
    page.extend({r"\Omega": expected})
    verdict = page.check(rf"{latex} = \Omega")
    assert verdict.holds, verdict.reason
    wrong = expected.copy()
    wrong.flat[-1] += 1e-6 * max(1, abs(expected).max())
    page = sheet()
    page.extend({r"\Omega": wrong})
    assert not page.check(rf"{latex} = \Omega").holds


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"s - u + 1", r"s - (u + 1)"),
        (r"-s^2", r"(-s)^2"),
        (r"2 s^2", r"(2 s)^2"),
        (r"s + u s", r"(s + u) s"),
        (r"s / u * 2", r"s / (u * 2)"),
        (r"\sum_i v_i + 1", r"\sum_i (v_i + 1)"),
        (r"\log p * 2", r"\log (p * 2)"),
        (r"S S A", r"S A"),
        (r"M_1 M_2", r"M_2 M_1"),
        (r"M_1 M_2", r"M_1 \odot M_2"),
        (r"\sigma(A)", r"\sigma'(A)"),
        (r"S", r"S^T"),
        (r"A_{12}", r"A_{21}"),
    ],
)
def test_what_differs_is_told_apart(left, right):
    assert not sheet().check(f"{left} = {right}").holds


@pytest.mark.parametrize(
    ("latex", "at", "says"),
    [
        (r"s = \foo + 1", r"\foo", r"came \foo; expected a number, a name or a group"),
        (r"s = q", "q", "q is not declared"),
        (r"s = z^{(3)}", "z", "z^{(3)} is not declared; declared are z^{(2)}"),
        (r"s = (u", None, "expected ) for ("),
        (r"s = {u", "{", "{ is never closed"),
        (r"s = u}", "}", "cannot read }"),
        (r"s = u)", ")", "cannot read )"),
        (r"s + u", None, "expected = or another relation"),
        (r"s =", None, "expected a number, a name or a group"),
        (r"= s", "=", "expected a number"),
        (r"s = u .", None, None),
        (r"s = u^2^3", "^3", "a second superscript"),
        (r"s = u_", None, "expected an argument"),
        (r"s = 2 3", "3", "two numbers side by side"),
        (r"s = u^13", "3", "two numbers side by side"),  # TeX sets it as u^1 3
        (r"s = 1 / 2 u", "/", "two readings"),
        (r"s = \log u s", "s", "expected parentheses"),
        (r"s = \sigma", r"\sigma", "is a function"),
        (r"s = \sigma A", r"\sigma", "is a function"),
        (r"s = \begin{foo} 1 \end{foo}", r"\begin{foo}", "expected one of"),
        (r"s = \begin{bmatrix} 1 \end{pmatrix}", r"\end{pmatrix}", "closes"),
        (r"s = \begin{bmatrix} 1", r"\begin", "never closed"),
        (r"s = \frac{1}", None, "expected an argument"),
        (r"s = \sum_{i=1} u", r"\sum", "one bound only"),
        (r"s = \sum_{i=1}^{u} i", "u} i", "expected a fixed whole number"),
        (r"s = \sum_i u", "u", "nothing says over what i runs"),
        (r"s = \sum_{i=1}^{n} A", r"\sum", r"\sum without index"),
        (r"s = A^{-1}", "A", "two readings"),
        (r"s = S^{1/2}", "S", "two readings"),
        (r"s = \sum S^2 A", "S", "two readings"),
        (r"s = \exp(S)^2", "^", "two readings"),
        (r"s = \ln_2 u", "_", "subscript has no meaning"),
        (r"s = \exp_u s", "_", "subscript has no meaning"),
        (r"s = \tanh_i v_i", "_i v", "subscript has no meaning"),
        (r"s = \max^2_i v_i", "_i v", r"right behind \max"),
        (r"s = \log_2_3 u", "_3", "subscript has no meaning"),
        (r"s = \operatorname{tr}_2(S)", r"\op", "subscript has no meaning"),
        (r"s = \min_u (u^2 + 1)", "u^2", "nothing says over what u runs"),
        (r"s = \max_{i=1} v_i", r"\max", "one bound only"),
        (r"s = \max_{i=3}^{2} v_i", r"\max", "a max over nothing"),
        (r"s = \max_i A", "A", "nothing says over what i runs"),
        (r"s = \log_u s", r"\log", "expected a positive number other than 1"),
        (r"s = \log_1 s", r"\log", "expected a positive number other than 1"),
        (r"s = \log_0 s", r"\log", "expected a positive number other than 1"),
        (r"s = \sin^{-1} u", r"\sin", r"two readings, one over it or its inverse"),
        (r"s = \tanh^{- 1}(u)", r"\tanh", "its inverse"),
        (r"s = \sigma^{-1}(u)", r"\sigma", r"expected \frac{1}{\sigma(...)}"),
        (r"s = \|A\|_2", r"\|A", "two readings, of the matrix or of its entries"),
        (r"s = \lVert S \rVert_1", r"\lVert", "expected F, or no index"),
        (r"s = \|S\|_\infty", r"\|S", "two readings"),
        (r"s = |c|_2", "|c", "an entry or a norm"),
        (r"s = \lvert c \rvert_1", r"\lvert", "an entry or a norm"),
        (r"s = t_{i}", "t", "i"),
        (r"s = u ☃", "☃", "expected LaTeX"),
        (r"s = \begin{cases} 1 & 1 > 2 \end{cases}", r"\begin", "no case applies"),
        (r"s = X'", "X", "X' is not declared"),
        (r"s = \dot", None, "expected an argument"),
        (r"s \approx u", "s", "expected tolerance: 0.01 in the declaration"),
        (r"s = u . v^T . v_1 .", None, None),
        (r"s = u \cdot . v", ". v", r"the dot of a product is \cdot"),
        (r"s = \sigma'''(u)", r"\sigma", "expected one prime or two"),
        (r"s = \frac{\partial^3 u}{\partial s^3}", "3 u", "third derivative"),
        (r"s = S^{1000}", "S", "expected at most 100"),
        (r"s = v_{c_1}", "v", "an index within the index c_1"),
        (r"s = \sum_i v_{c_i}", "v", "an index within the index c_i"),
    ],
)
def test_refuses_by_name_place_and_caret(latex, at, says):
    if says is None:
        sheet().check(latex)
        return
    if says == "i":
        assert not sheet().check(latex).holds  # i is a free index
        return
    with pytest.raises(ValueError) as caught:
        sheet().check(latex)
    message, line, caret = str(caught.value).split("\n")
    place = len(latex) if at is None else latex.rindex(at)
    assert says in message
    assert f"(position {place})" in message
    assert line.strip() == latex.strip().replace("é", "é")
    assert caret.index("^") == 4 + place


def test_caret_stands_under_the_right_line_of_several():
    with pytest.raises(ValueError) as caught:
        sheet().check("s &= u \\\\\n  &= u + \\foo \\\\\n &= 1")
    _, line, caret = str(caught.value).split("\n")
    assert line == "      &= u + \\foo \\\\"
    assert caret.index("^") == line.index("\\foo")


def test_tokens_are_a_stable_stream():
    latex = r"\delta^{(l)} = (\Theta^{(l)})^T \text{if } j % why" + "\n" + r"\\ .* 12.5 '' \quad \,"
    tokens = tokenize(latex)
    assert all(latex[t.start : t.end] == t.text for t in tokens)
    rest = "".join(latex[t.start : t.end] for t in tokens)
    assert rest == latex.replace("% why\n", "").replace(" ", "").replace(r"{if}", r"{if }")
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)
    assert {"command", "script", "open", "close", "letter", "operator", "text", "row", "number",
            "prime", "gap", "skip"} == {t.kind for t in tokens}  # fmt: skip


def test_text_is_not_python():
    with pytest.raises(TypeError, match="expected LaTeX in a str"):
        sheet().check(3)
    with pytest.raises(ValueError):
        sheet().check("__import__('os').system('true') = 1")
