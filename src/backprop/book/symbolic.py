"""The derivations that the chapters show, step by step, in sympy."""

from typing import NamedTuple

from backprop.optional import import_extra
from backprop.validation import as_count

__all__ = [
    "Factor",
    "Step",
    "chain_factors",
    "chain_products",
    "put_in",
    "sigma",
    "sigmoid_derivation",
    "sigmoid_expression",
    "tiny_network",
    "z",
]

sp = import_extra("sympy", "sympy", "book")
z = sp.Symbol("z", real=True)
sigma = sp.Function("sigma")(z)


def sigmoid_expression() -> sp.Expr:
    """Return 1 / (1 + e^-z).

    Examples
    --------
    >>> sigmoid_expression()
    1/(1 + exp(-z))
    """
    return 1 / (1 + sp.exp(-z))


class Step(NamedTuple):
    """A line of a derivation: an expression and why it equals the line above."""

    expression: sp.Expr
    reason: str

    @property
    def value(self) -> sp.Expr:
        """The expression with derivatives carried out and the sigmoid put in for sigma(z)."""
        return self.expression.subs(sigma, sigmoid_expression()).doit()


def sigmoid_derivation() -> list[Step]:
    """Derive the sigmoid's derivative, (1 - sigma(z)) sigma(z), in six lines.

    Returns
    -------
    list of Step
        The first line is the quotient rule, with its derivatives not yet carried
        out; every later line is a rewriting of the one above, kept in the form in
        which one would write it.

    References
    ----------
    Chapter 2, *Differentiate the sigmoid*.

    Examples
    --------
    >>> answer = sp.diff(sigmoid_expression(), z)
    >>> [sp.simplify(line.value - answer) for line in sigmoid_derivation()]
    [0, 0, 0, 0, 0, 0]
    """
    e, one, as_is = sp.exp(-z), sp.Integer(1), sp.UnevaluatedExpr
    bottom = 1 + e
    inverse = as_is(1 / bottom)

    first = sp.Mul(bottom, sp.Derivative(one, z), evaluate=False)
    second = sp.Mul(-1, one, sp.Derivative(bottom, z), evaluate=False)
    quotient = sp.Add(first, second, evaluate=False) / bottom**2
    more_and_less = sp.Add(as_is(bottom), -one, evaluate=False)
    return [
        Step(quotient, "quotient rule"),
        Step(e / bottom**2, "1 has the derivative 0, the exponential minus itself"),
        Step(as_is(e / bottom) * inverse, "one factor for each of the two denominators"),
        Step(as_is(more_and_less / bottom) * inverse, "add one and take it away again"),
        Step(as_is(1 - 1 / bottom) * inverse, "divide term by term"),
        Step((1 - sigma) * sigma, "the fraction is the sigmoid itself"),
    ]


def tiny_network() -> dict[str, sp.Expr]:
    """Return article A's equations for one input, one hidden unit, one output.

    Each quantity in terms of those that it uses directly, in the order in which
    they are computed; the last one is the error.

    References
    ----------
    Chapter 5, *Find each weight's share of the error*.

    Examples
    --------
    >>> tiny_network()["Z_2"]
    W_ho*h_1 + b_ho
    """
    X, Y, W_ih, b_ih, W_ho, b_ho = sp.symbols("X Y W_ih b_ih W_ho b_ho", real=True)
    Z_1, h_1, Z_2, O = sp.symbols("Z_1 h_1 Z_2 O", real=True)  # noqa: E741  the article's letter
    return {
        "Z_1": W_ih * X + b_ih,
        "h_1": sigmoid_expression().subs(z, Z_1),
        "Z_2": W_ho * h_1 + b_ho,
        "O": sigmoid_expression().subs(z, Z_2),
        "E": (Y - O) ** 2 / 2,
    }


def put_in(expression: sp.Expr) -> sp.Expr:
    """Return the expression with all of `tiny_network` put in: inputs and parameters remain.

    Examples
    --------
    >>> put_in(sp.Symbol("h_1", real=True))
    1/(exp(-W_ih*X - b_ih) + 1)
    """
    for name, definition in reversed(tiny_network().items()):
        expression = expression.subs(sp.Symbol(name, real=True), definition)
    return expression


class Factor(NamedTuple):
    """A factor of a chain: the derivative of one quantity by one that it uses directly."""

    of: str
    by: str
    expression: sp.Expr

    @property
    def name(self) -> str:
        """What article A calls it, such as dE/dO."""
        return f"d{self.of}/d{self.by}"


def _slope(formula: sp.Expr, of: str, by: str) -> sp.Expr:
    """Return the derivative of `of` by `by`; behind a sigmoid, in terms of `of`."""
    slope = sp.diff(formula, sp.Symbol(by, real=True))
    if not formula.has(sp.exp):
        return slope
    a = sp.Symbol(of, real=True)
    slope = slope.subs(sp.Symbol(by, real=True), sp.log(a / (1 - a)))  # its argument, from a
    return a * sp.cancel(slope / a)


def chain_factors(parameter: str) -> list[Factor]:
    """Return the factors of dE/dparameter for `tiny_network`, from the error backwards.

    Each is differentiated by sympy on its own and, behind a sigmoid, written in
    terms of the activation.  The way is found by asking which quantity uses which.

    Parameters
    ----------
    parameter : str
        A symbol of the network that is not computed: "W_ih", "b_ih", "W_ho", "b_ho",
        or an input.

    Returns
    -------
    list of Factor

    Raises
    ------
    ValueError
        For a name that the network does not have or computes itself.

    References
    ----------
    Chapter 5, *Find each weight's share of the error*.

    Examples
    --------
    >>> [factor.name for factor in chain_factors("W_ho")]
    ['dE/dO', 'dO/dZ_2', 'dZ_2/dW_ho']
    >>> sp.prod(factor.expression for factor in chain_factors("b_ho"))
    O*(1 - O)*(O - Y)
    """
    network = tiny_network()
    user = {str(used): name for name, formula in network.items() for used in formula.free_symbols}
    leaves = sorted(set(user) - set(network))
    if parameter not in leaves:
        raise ValueError(f"parameter is {parameter!r}; expected one of {', '.join(leaves)}")
    factors, by = [], parameter
    while by in user:
        of = user[by]
        factors.insert(0, Factor(of, by, _slope(network[of], of, by)))
        by = of
    return factors


def chain_products(depth: int) -> list[sp.Expr]:
    """Return every derivative of a chain of sigmoid units as one product of symbols.

    With `depth` weights W_1, ..., W_depth and as many biases, one unit per layer.
    First the derivative with respect to the last weight and the last bias, then by those before.

    Parameters
    ----------
    depth : int
        Number of weights, >= 1.

    Returns
    -------
    list of sympy expressions
        2 depth products; the factor dZ_k/dB_k, which is 1, is left out.

    References
    ----------
    Chapter 5, *Find each weight's share of the error*.

    Examples
    --------
    >>> chain_products(1)
    [dL/dY*dY/dZ1*dZ1/dW1, dL/dY*dY/dZ1]
    """
    factors = [sp.Symbol("dL/dY"), sp.Symbol(f"dY/dZ{depth}")]
    products = []
    for k in range(as_count("depth", depth), 0, -1):
        products += [sp.Mul(*factors, sp.Symbol(f"dZ{k}/dW{k}")), sp.Mul(*factors)]
        factors += [sp.Symbol(f"dZ{k}/dH{k - 1}"), sp.Symbol(f"dH{k - 1}/dZ{k - 1}")]
    return products
