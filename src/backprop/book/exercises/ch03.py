"""Chapter 3, *Follow the chain rule through a graph*."""

import math
from collections.abc import Callable

import numpy as np

from backprop.activations import sigmoid, sigmoid_grad
from backprop.book.exercises.kinds import Conditions, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Refused, Slip
from backprop.graph import Node, Operation

__all__ = ["EXERCISES"]

PLACES = (-1.5, 0.0, 2.0)


def _ran(function: Callable, *arguments) -> object:
    """Call a reader's function on nodes, which it may change."""
    if not callable(function):
        raise Refused("type", f"The answer is a {type(function).__name__}; expected a function.")
    try:
        return function(*arguments)
    except RecursionError:
        said = "On a chain of 5,000 nodes it called itself too often: keep a list of what is to do."
        raise Refused("recursion", said) from None
    except Exception as error:
        said = f"It raised {type(error).__name__}: {error}."
        raise Refused("raises", said) from None


def _node(function: Callable, z: float) -> tuple[Node, Node]:
    """Return z as a node and what the reader's function makes of it, from the back."""
    node = Node(z, "z")
    made = _ran(function, node)
    if not isinstance(made, Node):
        raise Refused("type", f"It returned a {type(made).__name__}; expected a Node.")
    made.backward()
    return node, made


def _values_are(value: Callable[[float], float]) -> Callable[[Callable], bool]:
    return lambda f: np.allclose([_node(f, z)[1].value for z in PLACES], [value(z) for z in PLACES])


def _row(row: object) -> Operation:
    if not (isinstance(row, tuple) and len(row) == 2 and all(map(callable, row))):
        raise Refused("type", f"The answer is a {type(row).__name__}; expected an Operation.")
    return Operation(*row)


def _slopes(row: Operation) -> list:
    row = _row(row)
    return [_ran(row.slopes, math.log1p(math.exp(z)), z) for z in PLACES]


def _slopes_are(slope: Callable[[float, float], float]) -> Callable[[Operation], bool]:
    wanted = [slope(math.log1p(math.exp(z)), z) for z in PLACES]
    return lambda row: np.allclose([float(got[0]) for got in _slopes(row)], wanted, atol=1e-9)


def _reused() -> Node:
    x = Node(3.0, "x")
    return x * x + x


def _uneven() -> Node:
    """Return a node to which a long and a short path lead from one that sends on."""
    x = Node(0.5, "x")
    u = x * x
    return u * (u.exp() * 2.0 + 1.0)


def _chain() -> Node:
    node = Node(1.0)
    for _ in range(5_000):
        node = node + 0.001
    return node


def _wrong(function: Callable, output: Node, times: int = 1) -> bool:
    """Whether the reader's backward pass leaves another derivative in some node."""
    nodes = output.order()
    output.backward()
    right = [node.grad for node in nodes]
    for node in nodes:
        node.grad = 0.0
    for _ in range(times):
        _ran(function, output)
    return not np.allclose([node.grad for node in nodes], right)


def _forgets(function: Callable) -> bool:
    if not _wrong(function, output := _reused()):
        return False
    x = output.order()[0]
    return x.grad in (1.0, 3.0, 6.0)


EXERCISES = [
    Exercise(
        "trip_derivative",
        1,
        "The derivative of what is left with respect to the budget, when the hotel takes twenty "
        "per cent of what is left after the travel cost: a number.",
        Value(
            0.72,
            (
                Slip("of-budget", "The hotel takes its share of less than the budget.", 0.7),
                Slip("costs", "That is what the costs change by; asked for is the rest.", 0.28),
                Slip("value", "That is what is left of 30; asked for is its rate.", 21.6),
                Slip("path", "The edge around the hotel is a path as well: add it.", -0.18),
            ),
            "Two boxes follow each other, each passes on a share of what comes in.",
        ),
        "The rates of two boxes in a row are multiplied.",
    ),
    Exercise(
        "cube_paths",
        2,
        "For x · x · x at x = 2: the number of paths from x to the result, what each "
        "contributes to the derivative, and the derivative: three numbers.",
        Value(
            (3, 4, 12),
            (
                Slip("two", "x stands for three factors, and each of them is a path.", (2, 8, 12)),
                Slip("two", "x stands for three factors, and each of them is a path.", (2, 4, 8)),
                Slip(
                    "one",
                    "The power rule is what comes out; which paths add up to it?",
                    (1, 12, 12),
                ),
                Slip(
                    "single", "On its way a path is multiplied with both other factors.", (3, 2, 6)
                ),
            ),
            "Along each path, multiply the local derivatives; then add the paths.",
        ),
        "With = for += only one of the three messages would remain.",
    ),
    Exercise(
        "sigmoid_nodes",
        3,
        "A function of a Node z that builds the sigmoid from +, /, - and exp, and returns a Node.",
        Conditions(
            (
                Slip(
                    "other-sign",
                    "It falls where the sigmoid rises: mind the sign of z.",
                    _values_are(lambda z: float(sigmoid(-z))),
                ),
                Slip(
                    "value",
                    "Its value is not that of the sigmoid.",
                    lambda f: not _values_are(lambda z: float(sigmoid(z)))(f),
                ),
                Slip(
                    "ready-made",
                    "That is the sigmoid from the table; build it from its parts.",
                    lambda f: any(n.operation == "sigmoid" for n in _node(f, 2.0)[1].order()),
                ),
                Slip(
                    "cut-off",
                    "The value is right, but no derivative comes back to z: `.value` "
                    "leaves the graph.",
                    lambda f: not all(_node(f, z)[0].grad for z in PLACES),
                ),
                Slip(
                    "derivative",
                    "The value is right, its derivative with respect to z is not.",
                    lambda f: (
                        not np.allclose(
                            [_node(f, z)[0].grad for z in PLACES], [sigmoid_grad(z) for z in PLACES]
                        )
                    ),
                ),
            )
        ),
        "Through four operations the chain rule finds σ(1 − σ).",
    ),
    Exercise(
        "softplus_operation",
        4,
        "An Operation for log(1 + e^z): its value, and its slopes, a tuple with one entry.",
        Conditions(
            (
                Slip(
                    "value",
                    "Its value is not log(1 + e^z).",
                    lambda row: (
                        not np.allclose(
                            [_ran(_row(row).value, z) for z in PLACES],
                            [math.log1p(math.exp(z)) for z in PLACES],
                        )
                    ),
                ),
                Slip(
                    "tuple",
                    "The slopes have to be a tuple, one entry for each parent.",
                    lambda row: not all(isinstance(s, tuple) and len(s) == 1 for s in _slopes(row)),
                ),
                Slip(
                    "of-value",
                    "Its slope is taken of the value v; the parent is z.",
                    _slopes_are(lambda v, z: float(sigmoid(v))),
                ),
                Slip(
                    "twice",
                    "That is its second derivative.",
                    _slopes_are(lambda v, z: float(sigmoid_grad(z))),
                ),
                Slip(
                    "inner-derivative",
                    "The inner derivative, that of 1 + e^z, is missing.",
                    _slopes_are(lambda v, z: 1 / (1 + math.exp(z))),
                ),
                Slip(
                    "slope",
                    "The value is right, the slope is not: nudge z and look.",
                    lambda row: not _slopes_are(lambda v, z: float(sigmoid(z)))(row),
                ),
            )
        ),
        "One row, and the backward pass knows the new operation.",
    ),
    Exercise(
        "backward_walk",
        5,
        "A function of an output Node that sets `grad` of all nodes it was computed from, by "
        "`parents` and `slopes` alone.",
        Conditions(
            (
                Slip(
                    "output",
                    "The output's derivative with respect to itself is 1.",
                    lambda f: _wrong(f, Node(2.0)),
                ),
                Slip(
                    "forgets",
                    "Where a node is used more than once, only one message is kept.",
                    _forgets,
                ),
                Slip("reused", "It is wrong for x · x + x.", lambda f: _wrong(f, _reused())),
                Slip(
                    "order",
                    "A node passes on its derivative before all of its own messages have come.",
                    lambda f: _wrong(f, _uneven()),
                ),
                Slip(
                    "stale",
                    "Called twice it counts what the first call left.",
                    lambda f: _wrong(f, _reused(), times=2),
                ),
                Slip(
                    "chain", "It is wrong on a chain of 5,000 nodes.", lambda f: _wrong(f, _chain())
                ),
            )
        ),
        "It finds every derivative in one pass.",
    ),
]
