r"""Executable equations: the LaTeX that is shown is the LaTeX that was run.

    >>> from backprop.equations import Sheet
    >>> sheet = Sheet(
    ...     leaves={"X": (4, 5), "W": (4, 3), "b": (3, 1), "Y": "3x5 labels", "m": 5.0},
    ...     functions={r"\sigma": "sigmoid"},
    ... )
    >>> sheet.define(r"Z = W^T X + b, \quad A = \sigma(Z)")
    >>> sheet.define(r"J = -\frac{1}{m} \sum \left( Y * \log A + (1 - Y) * \log(1 - A) \right)")
    >>> verdict = sheet.check(r"\frac{\partial J}{\partial W} = \frac{1}{m} X (A - Y)^T")
    >>> verdict.holds, verdict.draws
    (True, 20)
    >>> sheet.check(r"\frac{\partial J}{\partial W} = \frac{1}{m} X (A - Y)").reason[:34]
    '4 x 5 times 3 x 5 does not fit: a '

A **definition** extends the program.  A **claim** is evaluated on both sides on
random draws; it holds under 1e-9 relative to the largest number of either side.
Derivatives are taken of the program by complex step, with everything upstream
of B held (`backprop.equations.derive`): the formula under test is not used.  What
cannot be read is refused with its place, never guessed; nothing is run as Python,
and time and memory are bounded (`backprop.equations.limits`).

What can be written
-------------------
    names          W  \delta  \hat{y}  \bar x  \mathbf{x}  \text{rate}  W'  Y^*  W_{ih}
    layers         \Theta^{(1)}  a^{[l]}  z^{(l+1)}  W_k: part of the name, see Layers
    w^3            the name where it is declared, else the power
    entries        \theta^{(1)}_{ij}  \theta_{10}  x_{i+1}  A_{:,2:}  (A B)_{ij}, see Indices
    products       matrix: a b  a \cdot b  a \times b     elementwise: \odot \circ * .*
    over           \frac{a}{b}  a / b, elementwise
    powers, roots  x^2  x^{-1}  2^x, elementwise; \sqrt x  \sqrt[3]{x}
    transposes     A^T  A^\top  A^{\mathsf T}  z^{(2)T}
    functions      \sigma(z)  \sigma'(z)  f(a, b) as defined; \log \ln \exp \tanh \max ...
                   and \operatorname{sigmoid}: see `backprop.equations.functions`
    e^{...}        the exponential, unless e is declared; \pi likewise
    norms          \lVert x \rVert  \|x\|_1  \lVert A \rVert_F^2  |x| (of each entry)
    sums           \sum A of all entries; \sum_i, over what i indexes; \sum_{i=1}^{m}
    products       \prod_{i=1}^{k} W_i in this order; \prod_{i=3}^{1} W_i downwards
    derivatives    \frac{\partial A}{\partial B}  \frac{\partial}{\partial B} A  dA/dB  \nabla_B A
    matrices       bmatrix, pmatrix, matrix; [x \quad y]; cells may be matrices
    cases          a & \text{if } j \neq 0 \\ b & \text{otherwise}
    chains         a = b = c, each link judged; also < \leq > \geq \neq; := \equiv are =
    several        separated by a comma or a row; aligned, align, split, gathered
    conditions     a = b \quad \text{if } j \neq 0;  ..., \quad l = 2, \dots, L - 1

Precedence, from tight to loose; on one level to the left
----------------------------------------------------------
    1  scripts, primes, powers        -x^2 is -(x^2)
    2  juxtaposition                  a / b c is refused: it has two readings
    3  \cdot \times /                 \Theta^T \delta \odot g' is (\Theta^T \delta) \odot g'
    4  \odot \circ * .*               g' \odot \Theta^T \cdot \delta is g' \odot (\Theta^T \delta)
    5  \sum \prod \frac{\partial}{\partial B}: a sum takes all factors up to the next + or -
    6  + -                            a - b - c is (a - b) - c
    7  = and other relations

Shapes
------
A 1 x 1 array is a scalar.  A sum takes equal shapes, a scalar, or a bias: n x 1 is
added to each column of n x m, 1 x m to each row.  An elementwise product takes
equal shapes or a scalar.  Sides must have equal shapes; a side made of plain
numbers stands for an array full of it.  Shapes that do not fit make a claim fail,
and a definition a `ValueError`.

Indices
-------
Indices count from 1, or from what `origin` says: `origin={"x": 0, r"\theta": (1, 0)}`
numbers the bias column 0.  Two letters or digits are two indices, `\theta_{10}`; a
comma decides where that could be one.  A letter that nothing binds is free: a claim
is judged for each of its values, a definition `D_{ij} = ...` makes the array D.  What
a letter runs over comes from the arrays; they must agree, but for a bias.

Layers
------
`layers={"l": range(1, 3), "L": 3}`: in scripts, l + 1 and L - 1 are worked out.  An
equation with an open l is judged, or defines, for each value; `\text{for } l = 2,
\dots, L - 1` behind it says for which.  A leaf `\Theta^{(l)}` declares one for each.
Under \sum_{i=1}^{m}, `x^{(i)}` is the leaf of example i.

    >>> sheet = Sheet(
    ...     leaves={r"\Theta^{(l)}": (2, 2), "a^{(1)}": (2,), "y": (2,)},
    ...     functions={"g": "tanh"}, layers={"l": range(1, 3), "L": 3},
    ... )
    >>> sheet.define(r"z^{(l+1)} = \Theta^{(l)} a^{(l)}, \quad a^{(l+1)} = g(z^{(l+1)})")
    >>> sheet.define(r"J = \frac12 \lVert a^{(L)} - y \rVert^2")
    >>> sheet.define(r"\delta^{(L)} = (a^{(L)} - y) \odot g'(z^{(L)})")
    >>> sheet.define(r"\delta^{(2)} = (\Theta^{(2)})^T \delta^{(3)} .* g'(z^{(2)})")
    >>> sheet.check(
    ...     r"\frac{\partial J}{\partial \Theta^{(l)}} = \delta^{(l+1)} (a^{(l)})^T"
    ... ).holds
    True

Files
-----
`python -m backprop.equations FILE...` reads .md, .ipynb and .tex.  What a file is
about stands once in a declaration (all its keys: `backprop.equations.declarations`);
beside each equation stands its mark, a TeX comment that no renderer shows, at the
end of a line: `% def`, `% claim`, `% refuted: why`, `% exempt: why`.  Without a mark
an equation is a claim.  In Markdown, and in the Markdown cells of a notebook:

    <!-- equations
    leaves:
      x: 3x1
      w: 3x1
    functions:
      \sigma: sigmoid
    -->

    $$
    % def
    a = \sigma(w^T x)
    $$ (eq-output)

In TeX:

    % equations:
    %   leaves:
    %     x: 3x1
    %     w: 3x1
    %   functions:
    %     \sigma: sigmoid

    \begin{equation} \label{eq-output} % def
      a = \sigma(w^T x)
    \end{equation}

`python -m backprop.equations --example md` (or tex, ipynb) prints notes to start from.
"""

from backprop.equations.errors import EquationError
from backprop.equations.files import Equation, read_equations
from backprop.equations.lexer import Token, tokenize
from backprop.equations.results import Result, check_file, tally
from backprop.equations.sheet import Sheet
from backprop.equations.verdict import Link, Verdict

__all__ = [
    "Equation",
    "EquationError",
    "Link",
    "Result",
    "Sheet",
    "Token",
    "Verdict",
    "check_file",
    "read_equations",
    "tally",
    "tokenize",
]
