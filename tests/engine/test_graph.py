"""The scalar graph agrees with HIPS autograd on whatever can be written."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.graph import OPERATIONS, Node, Operation, apply

LEAVES = ("x", "y", "w")

# operation -> how to write it with nodes, how with arrays; total wherever numbers are finite
BINARY = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "/": (lambda a, b: a / (b * b + 1.0), lambda a, b: a / (b * b + 1.0)),
}
UNARY = {
    "neg": (lambda a: -a, lambda a: -a),
    "exp": (lambda a: a.tanh().exp(), lambda a: anp.exp(anp.tanh(a))),
    "log": (lambda a: (a**2 + 0.5).log(), lambda a: anp.log(a**2 + 0.5)),
    "tanh": (lambda a: a.tanh(), anp.tanh),
    "sigmoid": (lambda a: a.sigmoid(), lambda a: 0.5 * (anp.tanh(a / 2) + 1)),
    "relu": (lambda a: a.relu(), lambda a: anp.where(a > 0, a, 0.0)),
    "**": (lambda a: a**3, lambda a: a**3),
    "root": (lambda a: (a * a + 1) ** -0.5, lambda a: (a * a + 1) ** -0.5),
}

expressions = st.recursive(
    st.sampled_from(LEAVES) | st.floats(-2, 2),
    lambda inner: (
        st.tuples(st.sampled_from(sorted(UNARY)), inner)
        | st.tuples(st.sampled_from(sorted(BINARY)), inner, inner)
    ),
    max_leaves=12,
)
numbers = st.floats(-3, 3)


def build(expression, leaves, column):
    """Write the expression with nodes (column 0) or with arrays (column 1)."""
    if isinstance(expression, tuple):
        operation, *arguments = expression
        built = [build(argument, leaves, column) for argument in arguments]
        if column == 0 and not any(isinstance(argument, Node) for argument in built):
            built[0] = Node(built[0])
        return (UNARY if len(built) == 1 else BINARY)[operation][column](*built)
    return leaves[LEAVES.index(expression)] if isinstance(expression, str) else expression


@settings(max_examples=150, deadline=None)
@given(expression=expressions, at=st.tuples(numbers, numbers, numbers))
def test_random_expressions_forward_and_backward(expression, at):
    leaves = [Node(number, name) for number, name in zip(at, LEAVES, strict=True)]
    try:
        output = build(("+", expression, 0.0), leaves, 0)
        output.backward()
    except (ValueError, OverflowError):  # beyond the range of a double
        return

    def oracle(values):
        return build(expression, values, 1) + 0.0 * values[0]

    values = np.array(at)
    with np.errstate(over="ignore", invalid="ignore"):
        value, slopes = oracle(values), autograd_grad(oracle)(values)
    assert output.value == pytest.approx(value, rel=1e-9, abs=1e-12)
    ours = [leaf.grad for leaf in leaves]
    assert ours == pytest.approx(list(slopes), rel=1e-8, abs=1e-9 * (1 + max(map(abs, slopes))))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_row_against_a_nudge(operation):
    count = 2 if operation in "+-*/" else 1
    constant = 2.5 if operation == "**" else None
    at = [0.7, 1.3][:count]

    def value(*numbers):
        return apply(operation, *numbers, constant=constant).value

    slopes = apply(operation, *at, constant=constant).slopes
    assert len(slopes) == count
    for i in range(count):
        up, down = ([x + s * (i == j) for j, x in enumerate(at)] for s in (1e-6, -1e-6))
        assert slopes[i] == pytest.approx((value(*up) - value(*down)) / 2e-6, rel=1e-7)


def test_the_circuit_of_article_c():
    a, b, c = Node(-12, "a"), Node(14, "b"), Node(-10, "c")
    d = a + b
    e = d * c
    e.backward()
    assert (d.value, e.value) == (2, -20)
    assert [node.grad for node in (a, b, c, d, e)] == [-10, -10, 2, -10, 1]


def test_a_node_used_twice_adds_up_its_paths():
    x = Node(3.0)
    for output, slope in ((x * x, 6), (x + x, 2), (x * (x + 1), 7), (x - x, 0)):
        output.backward()
        assert x.grad == slope


def test_every_message_has_come_before_a_node_sends_its_own():
    x = Node(2.0)
    u = x * x
    v = u + x
    (v * u * v).backward()  # (x^2 + x)^2 x^2, by depth-first alone u would be early
    assert x.grad == 2 * 6 * 5 * 4 + 36 * 4


@pytest.mark.parametrize("length", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_long_chain_of_nodes(length):
    x = y = Node(0.5)
    for _ in range(length):
        y = y + 2**-20
    y.backward()
    assert x.grad == 1.0
    assert len(y.order()) == 2 * length + 1
    assert repr(y).startswith(f"Node(value={0.5 + length / 2**20}")


def test_a_graph_with_exponentially_many_paths_is_walked_once():
    x = y = Node(1.0)
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_backward_may_be_called_again():
    x = Node(3.0)
    y = x * x
    first = y.order()
    y.backward()
    y.backward()
    assert x.grad == 6.0
    assert y.order() == first


def test_numbers_on_either_side_numpy_s_too():
    x = Node(4.0)
    for number in (2, 2.0, np.float64(2), np.int64(2)):
        made = (number + x, number - x, number * x, number / x, x + number, x - number, x / number)
        assert [node.value for node in made] == [6, -2, 8, 0.5, 6, 2, 2]
        assert all(isinstance(node, Node) for node in made)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x, o: x / o, r"/ has no finite value or derivative at x = -1, o = 0"),
        (lambda x, o: 1 / o, "/ has no finite value or derivative at 1, o = 0"),
        (lambda x, o: x.log(), "log has no finite value or derivative at x = -1"),
        (lambda x, o: x**0.5, r"\*\* 0.5 has no finite value or derivative at x = -1"),
        (lambda x, o: o**0.5, r"\*\* 0.5 has no finite value or derivative at o = 0"),
        (lambda x, o: (x * -1e3).exp(), r"exp has no finite value or derivative at \* = 1000"),
        (lambda x, o: x * 1e308 * 10, r"\* has no finite value or derivative at \* = -1e\+308"),
        (lambda x, o: x + math.inf, r"operand of \+ is inf; expected a finite number"),
        (lambda x, o: Node(math.nan, "w"), "value of w is nan; expected a finite number"),
        (lambda x, o: apply("sin", x), "operation is 'sin'; expected one of"),
    ],
)
def test_what_has_no_value_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make(Node(-1.0, "x"), Node(0.0, "o"))


@pytest.mark.parametrize(
    "make",
    [lambda x: x + 1j, lambda x: x * "2", lambda x: x**x, lambda x: Node(1j), lambda x: x + True],
)
def test_what_is_no_number_is_refused(make):
    with pytest.raises(TypeError, match="expected a number"):
        make(Node(2.0))


def test_powers_at_zero():
    zero = Node(0.0)
    for n, value, slope in ((0, 1, 0), (1, 0, 1), (2, 0, 0)):
        power = zero**n
        assert (power.value, power.slopes) == (value, (slope,))


def test_a_derivative_out_of_range_is_an_error():
    far = (Node(0.0, "far") * 1e200) * 1e200
    with pytest.raises(OverflowError, match="the derivative by far = 0 is inf"):
        far.backward()


def test_saturated_units_keep_their_slope():
    for name, at in (("sigmoid", 40.0), ("tanh", 20.0)):
        assert apply(name, at).slopes[0] > 0


def test_a_row_may_be_added(monkeypatch):
    row = Operation(math.sin, lambda v, a: (math.cos(a),))
    monkeypatch.setitem(OPERATIONS, "sin", row)
    x = Node(0.3)
    apply("sin", x).backward()
    assert x.grad == math.cos(0.3)
