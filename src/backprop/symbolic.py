"""The derivations that the chapters show, step by step, in sympy."""

from typing import NamedTuple

import sympy as sp

__all__ = ["Step", "g", "sigmoid_derivation", "sigmoid_expression", "z"]

z = sp.Symbol("z", real=True)
g = sp.Function("g")(z)


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
        """The expression with derivatives carried out and the sigmoid put in for g(z)."""
        return self.expression.subs(g, sigmoid_expression()).doit()


def sigmoid_derivation() -> list[Step]:
    """Derive g'(z) = (1 - g(z)) g(z) for the sigmoid in six lines.

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
        Step((1 - g) * g, "the fraction is g(z)"),
    ]
