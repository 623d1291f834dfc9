r"""A computation graph of scalars: values go forward, derivatives come back.

    >>> a, b, c = Node(-12, "a"), Node(14, "b"), Node(-10, "c")
    >>> e = (a + b) * c
    >>> e.backward()
    >>> e.value, a.grad, b.grad, c.grad
    (-20.0, -10.0, -10.0, 2.0)

Each operation is a row of a table: its value v, and one local derivative for each
parent.  To add one, add a row; `apply` finds it.

    operation   value            local derivatives
    a + b       a + b            1, 1
    a - b       a - b            1, -1
    a * b       a b              b, a
    a / b       a / b            1 / b, -v / b
    a ** n      a^n, n a number  n a^(n-1)
    neg         -a               -1
    exp         e^a              v
    log         log a            1 / a
    tanh        tanh a           1 - v^2
    sigmoid     1 / (1 + e^-a)   v (1 - v)
    relu        max(0, a)        1 where a > 0, else 0
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from numbers import Real
from typing import NamedTuple

from backprop.activations import relu, relu_grad, sigmoid, sigmoid_grad, tanh_grad
from backprop.validation import as_number, one_of

__all__ = ["OPERATIONS", "Node", "Operation", "apply"]


class Operation(NamedTuple):
    """A row of the table: `value(a, ...)`, and `slopes(v, a, ...)`, one for each parent."""

    value: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]


OPERATIONS: dict[str, Operation] = {
    "+": Operation(lambda a, b: a + b, lambda v, a, b: (1.0, 1.0)),
    "-": Operation(lambda a, b: a - b, lambda v, a, b: (1.0, -1.0)),
    "*": Operation(lambda a, b: a * b, lambda v, a, b: (b, a)),
    "/": Operation(lambda a, b: a / b, lambda v, a, b: (1 / b, -v / b)),
    "**": Operation(math.pow, lambda v, a, n: (n * math.pow(a, n - 1) if n else 0.0,)),
    "neg": Operation(lambda a: -a, lambda v, a: (-1.0,)),
    "exp": Operation(math.exp, lambda v, a: (v,)),
    "log": Operation(math.log, lambda v, a: (1 / a,)),
    "tanh": Operation(math.tanh, lambda v, a: (float(tanh_grad(a)),)),
    "sigmoid": Operation(lambda a: float(sigmoid(a)), lambda v, a: (float(sigmoid_grad(a)),)),
    "relu": Operation(lambda a: float(relu(a)), lambda v, a: (float(relu_grad(a)),)),
}


def _either_side(operation: str) -> tuple[Callable, Callable]:
    """Return the methods for `node + other` and for `other + node`."""
    return (
        lambda self, other: apply(operation, self, other),
        lambda self, other: apply(operation, other, self),
    )


@dataclass(eq=False, slots=True)
class Node:
    """A number, how it was computed, and how much the output changes with it.

    Parameters
    ----------
    value : float
        Finite and real.
    name : str
        For messages and figures.

    Attributes
    ----------
    operation : str
        A row of OPERATIONS; empty for an input.
    parents : tuple of Node
        What it was computed from; a node that is used twice stands here twice.
    slopes : tuple of float
        The local derivatives, one for each parent.
    grad : float
        d output / d this node, once the output's `backward` has run.

    References
    ----------
    Chapter 3, *Follow the chain rule through a graph*.

    Examples
    --------
    >>> x = Node(3.0, "x")
    >>> y = x * x
    >>> y.backward()
    >>> x
    Node(value=3.0, name='x', operation='', grad=6.0)
    """

    value: float
    name: str = ""
    operation: str = field(default="", init=False)
    parents: tuple["Node", ...] = field(default=(), init=False, repr=False)
    slopes: tuple[float, ...] = field(default=(), init=False, repr=False)
    grad: float = field(default=0.0, init=False)

    __array_ufunc__ = None  # numpy numbers leave an operation with a Node to the Node

    def __post_init__(self):
        self.value = as_number(f"value of {self.name}" if self.name else "value", self.value)

    __add__, __radd__ = _either_side("+")
    __sub__, __rsub__ = _either_side("-")
    __mul__, __rmul__ = _either_side("*")
    __truediv__, __rtruediv__ = _either_side("/")

    def __pow__(self, n: float):
        return apply("**", self, constant=n)

    def __neg__(self):
        return apply("neg", self)

    def exp(self) -> "Node":
        """Return e to the power of this node."""
        return apply("exp", self)

    def log(self) -> "Node":
        """Return the natural logarithm."""
        return apply("log", self)

    def tanh(self) -> "Node":
        """Return the hyperbolic tangent."""
        return apply("tanh", self)

    def sigmoid(self) -> "Node":
        """Return the logistic sigmoid."""
        return apply("sigmoid", self)

    def relu(self) -> "Node":
        """Return the node where it is positive, else 0."""
        return apply("relu", self)

    def named(self, name: str) -> "Node":
        """Give the node a name; return the node."""
        self.name = name
        return self

    def order(self) -> list["Node"]:
        """Return each node that this one needs, once, parents first, itself last."""
        found, seen, stack = [], set(), [(self, False)]
        while stack:
            node, parents_done = stack.pop()
            if parents_done:
                found.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in reversed(node.parents))
        return found

    def backward(self) -> None:
        """Set `grad` of every node of `order` to d self / d node.

        It starts from nought each time: what an earlier call left is forgotten.

        Raises
        ------
        OverflowError
            If a derivative is beyond the range of a double.
        """
        nodes = self.order()
        for node in nodes:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(nodes):  # all messages to a node have come when it sends its own
            if not math.isfinite(node.grad):
                raise OverflowError(f"the derivative by {_said(node)} is {node.grad}")
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                parent.grad += node.grad * slope


def _said(node: Node) -> str:
    known = node.name or node.operation
    return f"{known} = {node.value:g}" if known else f"{node.value:g}"


def apply(operation: str, *operands: Node | float, constant: float | None = None) -> Node:
    """Return the node that a row of OPERATIONS makes of its operands.

    Parameters
    ----------
    operation : str
    *operands : Node or float
        A plain number becomes an input without a name.
    constant : float, optional
        A last argument that is not differentiated, such as an exponent.

    Raises
    ------
    ValueError
        Where value or local derivatives are not finite: log at 0, a / 0, overflow.
    TypeError
        For an operand that is neither a Node nor a real number.

    Examples
    --------
    >>> apply("log", Node(0.0, "x"))
    Traceback (most recent call last):
    ValueError: log has no finite value or derivative at x = 0
    """
    row = OPERATIONS[one_of("operation", operation, OPERATIONS)]
    parents = tuple(_as_node(operand, operation) for operand in operands)
    arguments = [parent.value for parent in parents]
    if constant is not None:
        arguments.append(as_number(f"constant of {operation}", constant))
    try:
        value = row.value(*arguments)
        slopes = row.slopes(value, *arguments)
    except (ValueError, ArithmeticError):
        value, slopes = math.nan, ()
    if not all(map(math.isfinite, (value, *slopes))):
        what = operation if constant is None else f"{operation} {constant:g}"
        where = ", ".join(_said(parent) for parent in parents)
        raise ValueError(f"{what} has no finite value or derivative at {where}")
    node = Node(value)
    node.operation = operation if constant is None else f"{operation} {constant:g}"
    node.parents, node.slopes = parents, slopes
    return node


def _as_node(operand: Node | Real, operation: str) -> Node:
    return (
        operand
        if isinstance(operand, Node)
        else Node(as_number(f"operand of {operation}", operand))
    )
