"""The derivations that the chapters show, step by step, in sympy."""

from typing import NamedTuple

import sympy as sp

__all__ = ["Step", "sigmoid_derivation", "sigmoid_expression", "z"]

z = sp.Symbol("z", real=True)


class Step(NamedTuple):
    """A line of a derivation: an expression and why it equals the line above."""

    expression: sp.Expr
    reason: str


def sigmoid_expression() -> sp.Expr:
    """Return 1 / (1 + e^-z).

    Examples
    --------
    >>> sigmoid_expression()
    1/(1 + exp(-z))
    """
    return 1 / (1 + sp.exp(-z))


def sigmoid_derivation() -> list[Step]:
    """Derive g'(z) = (1 - g(z)) g(z) for the sigmoid in six lines.

    Returns
    -------
    list of Step
        The first line is sympy's derivative by the quotient rule, its numerator
        not yet simplified; every later line is a rewriting of the one above,
        kept in the form in which one would write it.

    References
    ----------
    Chapter 2, *Differentiate the sigmoid*.

    Examples
    --------
    >>> answer = sp.diff(sigmoid_expression(), z)
    >>> [sp.simplify(line.expression.doit() - answer) for line in sigmoid_derivation()]
    [0, 0, 0, 0, 0, 0]
    """
    e = sp.exp(-z)
    one = sp.Integer(1)
    bottom = 1 + e
    keep = {"evaluate": False}

    top = sp.Add(
        sp.Mul(bottom, sp.Derivative(one, z), **keep),
        sp.Mul(-1, one, sp.Derivative(bottom, z), **keep),
        **keep,
    )
    quotient = sp.Mul(top, sp.Pow(sp.Pow(bottom, 2, **keep), -1, **keep), **keep)
    inverse = sp.Pow(bottom, -1, **keep)
    g = sp.Function("g")(z)
    over = sp.Mul(sp.Add(sp.Add(one, e, **keep), -one, **keep), inverse, **keep)
    return [
        Step(quotient, "quotient rule"),
        Step(e / bottom**2, "the derivative of 1 is 0, that of e^-z is -e^-z"),
        Step(sp.Mul(sp.Mul(e, inverse, **keep), inverse, **keep), "one factor for each 1 + e^-z"),
        Step(sp.Mul(over, inverse, **keep), "add 1 and take it away again"),
        Step(sp.Mul(sp.Add(one, -inverse, **keep), inverse, **keep), "divide term by term"),
        Step(((1 - g) * g).subs(g, sigmoid_expression()), "1 / (1 + e^-z) is g(z)"),
    ]
