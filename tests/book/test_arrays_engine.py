"""The engine that chapter 14 shows, on graphs that nobody thought of, beside a twin that nudges.

The six cells are read out of the notebook.  The twin runs the same graph in plain NumPy, by
functions of its own, and knows no rule of any operation's way back.
"""

import ast
import contextlib
import io
from pathlib import Path
from random import Random

import nbformat
import numpy as np
import pytest
from chapters import BOOK
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from backprop.book import array_engine

NOTEBOOK = nbformat.read(BOOK / "14_arrays.ipynb", as_version=4)
CODE = [cell.source for cell in NOTEBOOK.cells if cell.cell_type == "code"]
ENGINE = [source for source in CODE if source.startswith("# engine ")]
NUDGE, WITHIN = 1e-5, 1e-6


def engine():
    """Return the names that the chapter's imports and its six cells define."""
    names = {}
    for source in [CODE[0], *ENGINE]:
        exec(compile(source, "14_arrays", "exec"), names)
    return names


NAMES = engine()
RULES, Array, backward = NAMES["RULES"], NAMES["Array"], NAMES["backward"]


def logistic(x):
    return 1 / (1 + x**2)


# name: how an array of the engine does it, how plain NumPy does; the values stay moderate
ONE = {
    "tanh": (lambda a: a.tanh(), np.tanh),
    "relu": (lambda a: a.relu(), lambda x: np.where(x > 0, x, 0)),
    "exp": (lambda a: a.tanh().exp(), lambda x: np.e ** np.tanh(x)),
    "log": (lambda a: (a**2 + 0.5).log(), lambda x: np.log(x * x + 0.5)),
    "cube": (lambda a: a.tanh() ** 3, lambda x: np.tanh(x) * np.tanh(x) * np.tanh(x)),
    "square": (lambda a: a.tanh() ** 2, lambda x: np.tanh(x) * np.tanh(x)),
    "over": (lambda a: 1 / (a**2 + 1), logistic),
    "minus": (lambda a: -a, lambda x: -1 * x),
    "T": (lambda a: a.T, lambda x: np.moveaxis(x, -1, -2)),
    "row": (lambda a: a.reshape((1, -1)), lambda x: x.flatten()[None, :]),
    "flat": (lambda a: a.reshape((-1,)), lambda x: x.flatten()),
    "deep": (lambda a: a.reshape((1, *a.value.shape)), lambda x: x[None]),
    "sum": (lambda a: a.sum(), lambda x: np.full((1,) * x.ndim, np.sum(x))),
    "sum, last": (lambda a: a.sum(-1), lambda x: np.expand_dims(x.sum(-1), -1)),
    "sum, first": (lambda a: a.sum(0), lambda x: x.sum(0)[None]),
    "twice": (lambda a: a[[0, -1, 0]], lambda x: np.stack([x[0], x[-1], x[0]])),
    "part": (lambda a: a[..., 1:], lambda x: np.delete(x, 0, axis=-1)),
}
TWO = {
    "+": (lambda a, b: a + b, lambda x, y: x + y),
    "-": (lambda a, b: a - b, lambda x, y: x + -1 * y),
    "*": (lambda a, b: a * b, lambda x, y: x * y),
    "/": (lambda a, b: a / (b**2 + 1), lambda x, y: x * logistic(y)),
    "@": (lambda a, b: a @ b, lambda x, y: np.einsum("...ij,...jk->...ik", x, y)),
}
SHAPES = [(), (1,), (2,), (3,), (1, 3), (2, 1), (2, 3), (3, 2), (3, 3), (2, 1, 3), (2, 3, 2)]


def possible(name, shapes):
    """Whether an operation can be applied to arrays of these shapes, and gives something small."""
    if name in ("T", "@") and min(map(len, shapes)) < 2:
        return False
    if name == "@" and shapes[0][-1] != shapes[1][-2]:  # which einsum would stretch
        return False
    if name in ("sum, last", "sum, first", "twice", "part") and not shapes[0]:
        return False
    try:
        value = {**ONE, **TWO}[name][1](*map(np.zeros, shapes))
    except ValueError:
        return False
    return 0 < value.size <= 60 and value.ndim <= 3


@st.composite
def graphs(draw):
    """Draw leaves, and steps: an operation with the numbers of its operands."""
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=2, max_size=3))
    leaves, steps = len(shapes), []
    for _ in range(draw(st.integers(1, 7))):
        choices = [(name, (i,)) for name in ONE for i in range(len(shapes))]
        choices += [(n, (i, j)) for n in TWO for i in range(len(shapes)) for j in range(i + 1)]
        choices += [("@", (i, j)) for i in range(len(shapes)) for j in range(i, len(shapes))]
        choices = [(n, at) for n, at in choices if possible(n, [shapes[i] for i in at])]
        name, at = draw(st.sampled_from(choices))
        steps.append((name, at))
        shapes.append({**ONE, **TWO}[name][1](*(np.zeros(shapes[i]) for i in at)).shape)
    return shapes[:leaves], steps, draw(st.integers(0, 99))


def run(leaves, steps, which):
    values = list(leaves)
    for name, at in steps:
        values.append({**ONE, **TWO}[name][which](*(values[i] for i in at)))
    return values


def nudged(leaves, steps, v):
    """Return the message to each leaf, by the twin; None next to a kink of the ReLU."""

    def moved(leaf, at, by):
        changed = [one.copy() for one in leaves]
        changed[leaf][at] += by
        return np.sum(v * run(changed, steps, 1)[-1])

    messages = []
    for leaf, array in enumerate(leaves):
        slopes = np.zeros((2, *array.shape))
        for at in np.ndindex(array.shape):
            for row, by in enumerate((NUDGE, 3 * NUDGE)):
                ends = moved(leaf, at, by), moved(leaf, at, -by)
                slopes[(row, *at)] = (ends[0] - ends[1]) / (2 * by)
        if not np.allclose(*slopes, rtol=WITHIN, atol=WITHIN):
            return None
        messages.append(slopes[0])
    return messages


def differs(graph):
    """Whether the engine and its twin disagree on a graph, in the value or in a message."""
    shapes, steps, seed = graph
    rng = np.random.default_rng(seed)
    leaves = [np.array(rng.normal(size=shape)) for shape in shapes]
    arrays = run(map(Array, leaves), steps, 0)
    value = run(leaves, steps, 1)[-1]
    if arrays[-1].value.shape != value.shape or not np.allclose(arrays[-1].value, value):
        return True
    v = rng.normal(size=value.shape)
    messages = nudged(leaves, steps, v)
    if messages is None:
        return False
    backward(arrays[-1], v)
    zero = [np.zeros(shape) for shape in shapes]
    found = [
        none if one.grad is None else one.grad for one, none in zip(arrays, zero, strict=False)
    ]
    return not all(
        one.shape == other.shape and np.allclose(one, other, rtol=1e-5, atol=1e-5)
        for one, other in zip(found, messages, strict=True)
    )


TRIED = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def test_the_engine_is_in_six_cells_of_at_most_80_lines():
    assert [source[:12] for source in ENGINE] == [f"# engine {i}/6" for i in range(1, 7)]
    lines = [line for source in ENGINE for line in source.splitlines() if line.strip()]
    assert len(lines) <= 80, len(lines)
    assert "Fourteen such rules" in NOTEBOOK.cells[2].source
    assert len(RULES) == 14


def test_the_module_that_chapter_16_imports_is_what_the_page_shows():
    tree = ast.parse(Path(array_engine.__file__).read_text(encoding="utf-8"))
    tree.body = tree.body[3:]  # docstring and two imports
    assert ast.dump(tree) == ast.dump(ast.parse("\n".join(ENGINE)))


@given(graphs())
@TRIED
def test_engine_and_twin_agree(graph):
    assert not differs(graph)


def slips():
    """Return the wrong rules that the chapter lists, by name."""
    names = engine()
    source = next(source for source in CODE if "SLIPS = {" in source)
    exec(compile(source, "14_arrays", "exec"), names)
    return names["SLIPS"]


@pytest.mark.parametrize("name", slips())
def test_the_twin_finds_each_slip_of_the_chapter(name, monkeypatch):
    rule, operand, wrong = slips()[name]
    right = RULES[rule]
    monkeypatch.setitem(RULES, rule, (*right[:operand], wrong, *right[operand + 1 :]))
    assert found()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_tried(rule, monkeypatch):
    forward, *vjps = RULES[rule]
    for operand in range(len(vjps)):
        wrong = [*vjps]
        wrong[operand] = lambda *of, vjp=vjps[operand]: 1.1 * vjp(*of)
        monkeypatch.setitem(RULES, rule, (forward, *wrong))
        assert found(), operand


def test_a_broadcast_that_is_not_undone_is_found(monkeypatch):
    monkeypatch.setitem(backward.__globals__, "unbroadcast", lambda v, shape: v)
    assert found()


def test_messages_that_are_replaced_are_found(monkeypatch):
    source = next(source for source in ENGINE if "def backward" in source)
    slip = source.replace("parent.grad += unbroadcast", "parent.grad = unbroadcast")
    assert slip != source
    exec(compile(slip, "14_arrays", "exec"), {**NAMES}, changed := {})
    monkeypatch.setitem(globals(), "backward", changed["backward"])
    assert found()


def found():
    """Whether some drawn graph shows a difference; an error in the engine counts."""

    def shows(graph):
        try:
            return differs(graph)
        except ValueError:
            return True

    with contextlib.suppress(NoSuchExample), contextlib.redirect_stdout(io.StringIO()):
        find(
            graphs(),
            shows,
            settings=settings(TRIED, max_examples=1000, phases=[Phase.generate]),
            random=Random(0),
        )
        return True
    return False


def test_nothing_is_found_as_it_is():
    assert not found()


def test_what_an_output_of_several_entries_needs():
    a = Array(np.ones((2, 2)))
    with pytest.raises(ValueError, match="which v"):
        backward(a * 2)
    with pytest.raises(ValueError, match="which v"):
        backward(a * 2, np.ones(2))
    backward(a * 2, np.ones((2, 2)))
    assert a.grad.tolist() == [[2, 2], [2, 2]]


def test_a_second_pass_begins_anew_and_leaves_inputs_alone():
    given_ = np.ones((2, 3))
    a = Array(given_)
    given_ += 1
    J = (a * a).sum()
    for _ in range(2):
        backward(J)
    assert a.grad.tolist() == (2 * np.ones((2, 3))).tolist()


def test_a_long_chain_does_not_recurse():
    a = Array(1.0)
    one = a
    for _ in range(5000):
        one = one + a
    backward(one)
    assert a.grad == 5001
