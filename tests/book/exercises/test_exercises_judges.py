"""Judges: what each kind of answer is told, right, wrong or impossible."""

import numpy as np
import pytest
import sympy as sp

from backprop.book.exercises import Exercise, Reply, check, exercises
from backprop.book.exercises.functions import FunctionAnswer, Gradient
from backprop.book.exercises.kinds import Conditions, Formula, Value
from backprop.book.exercises.verdict import Slip
from backprop.network import Network


def told(judge, answer):
    return Exercise("x", 1, "A number.", judge, "So it is.").result(answer)


NUMBER = Value(2.5, (Slip("half", "The half is missing.", 5),), "Count.")
MATRIX = Value(
    [[1, 2, 3], [4, 5, 6]],
    (Slip("first-row", "One row is missing.", [1, 2, 3]), Slip("sum", "Do not add.", lambda: 21)),
    "Multiply.",
)
SAID = [
    (NUMBER, 2.5, ""),
    (NUMBER, sp.Rational(5, 2), ""),
    (NUMBER, np.array(2.5), ""),
    (NUMBER, 5, "half"),
    (NUMBER, 2.6, "other"),
    (NUMBER, -2.5, "other"),
    (NUMBER, "2.5 or so", "type"),
    (NUMBER, None, "type"),
    (NUMBER, 2.5 + 1j, "type"),
    (NUMBER, float("nan"), "not-finite"),
    (NUMBER, [2.5], "shape"),
    (MATRIX, [[1, 2, 3], [4, 5, 6]], ""),
    (MATRIX, [[1, 4], [2, 5], [3, 6]], "transposed"),
    (MATRIX, [1, 2, 3], "first-row"),
    (MATRIX, 21, "sum"),
    (MATRIX, [1, 2], "shape"),
    (MATRIX, [[1, 2], [3]], "type"),
    (MATRIX, [[2, 4, 6], [8, 10, 12]], "factor"),
    (MATRIX, [[-1, -2, -3], [-4, -5, -6]], "sign"),
    (MATRIX, [[1, 2, 3], [4, 5, np.inf]], "not-finite"),
]


@pytest.mark.parametrize(("judge", "answer", "hint"), SAID)
def test_numbers_and_arrays(judge, answer, hint):
    result = told(judge, answer)
    assert (result.hint, bool(result)) == (hint, not hint)


def test_a_factor_and_a_shape_are_named():
    assert "2 times" in told(MATRIX, [[2, 4, 6], [8, 10, 12]]).says
    assert told(MATRIX, [1, 2]).says == "The answer has shape (2,); expected (2, 3)."


def test_dicts_are_compared_by_key():
    judge = Value({1: [1.0, 2.0], 2: [3.0]}, (), "No.")
    assert told(judge, {1: [1, 2], 2: [3]})
    assert told(judge, [1, 2, 3]).hint == "type"
    assert told(judge, {1: [1, 2]}).hint == "keys"
    assert told(judge, {1: [1], 2: [3]}).hint == "shape"
    assert told(judge, {1: [1, 2], 2: [4]}).hint == "other"


def test_scaled_values_may_be_multiplied():
    judge = Value([1.0, -2.0], (), "No.", scaled=True)
    assert told(judge, [-3, 6])
    assert told(judge, [3, 6]).hint == "other"
    assert told(judge, [0, 0]).hint == "other"


Z = sp.Symbol("z", real=True)
FORMULA = Formula(1 / (1 + sp.exp(-Z)), (Slip("sign", "Mind it.", 1 / (1 + sp.exp(Z))),), "No.")


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (sp.exp(sp.Symbol("z")) / (1 + sp.exp(sp.Symbol("z"))), ""),
        (1 / (1 + sp.exp(Z)), "sign"),
        (sp.exp(Z), "other"),
        (2 / (1 + sp.exp(-Z)), "factor"),
        (sp.Symbol("a") * Z, "symbols"),
        ("1 / (1 + exp(-z))", "type"),
        (sp.log(Z - 0.4), "not-finite"),
    ],
)
def test_formulas_are_compared_by_value(answer, hint):
    assert told(FORMULA, answer).hint == hint


def doubles(x, y):
    return 2 * x + y


FUNCTION = FunctionAnswer(
    doubles,
    lambda: [(np.array([1.0, 2.0]), 1.0), (np.array([-1.0, 5.0, 0.0]), 0.0)],
    (Slip("square", "Twice, not squared.", lambda x, y: x**2 + y),),
    "No.",
)


def adds_in_place(x, y):
    x += x
    return x + y


def unsteady(x, y, rng=np.random.default_rng(0)):  # noqa: B008  a fault is what is wanted
    return 2 * x + y + rng.normal()


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda x, y: x + x + y, ""),
        (lambda x, y: (x + x + y).tolist(), ""),
        (lambda x, y: x**2 + y, "square"),
        (lambda x, y: -2 * x - y, "sign"),
        (lambda x, y: 3 * (2 * x + y), "factor"),
        (lambda x, y: x, "other"),
        (lambda x, y: None, "nothing"),
        (lambda x, y: x / 0, "not-finite"),
        (lambda x, y: x[:1], "shape"),
        (lambda x, y: "text", "type"),
        (lambda x: x, "raises"),
        (lambda x, y: x[7], "raises"),
        (adds_in_place, "changes-input"),
        (unsteady, "unsteady"),
        (3.0, "type"),
    ],
)
def test_functions_are_watched(answer, hint):
    assert told(FUNCTION, answer).hint == hint


def test_what_a_function_raises_is_told():
    said = told(FUNCTION, lambda x, y: x[7]).says
    assert said.startswith("Called with an array of shape (2,), 1, it raised IndexError: index 7")


def test_a_wrong_gradient_is_sent_to_the_doctor():
    net = Network((3, 4, 2))
    judge = Gradient((net,))
    assert told(judge, lambda Theta, X, Y, lam: net.gradient(Theta, X, Y, lam))

    def twice(Theta, X, Y, lam):
        return {k: D / len(X) for k, D in net.gradient(Theta, X, Y, lam).items()}

    result = told(judge, twice)
    assert result.hint == "extra-1/m"
    assert "chapter" in result.says
    assert told(judge, lambda Theta, X, Y, lam: Theta[9]).hint == "exception"
    assert told(judge, "gradient").hint == "type"


def test_conditions_are_told_one_at_a_time():
    judge = Conditions(
        (
            Slip("small", "Too small.", lambda x: x < 1),
            Slip("odd", "Odd.", lambda x: x % 2),
        )
    )
    assert [told(judge, x).hint for x in (-1, 3, 4)] == ["small", "odd", ""]


def test_a_result_shows_as_text_and_in_a_notebook():
    right, wrong = Reply(True, "So it is."), Reply(False, "Is 1 < 2 & so on?", "order")
    assert (bool(right), bool(wrong)) == (True, False)
    assert (str(right), repr(wrong)) == ("Right. So it is.", "Not yet. Is 1 < 2 & so on?")
    assert wrong._repr_html_() == "<strong>Not yet.</strong> Is 1 &lt; 2 &amp; so on?"


def test_unknown_exercises_are_refused_with_those_that_are_near():
    with pytest.raises(AttributeError, match=r"no exercise 'xor_featur'; did you mean xor_feature"):
        check.xor_featur  # noqa: B018
    with pytest.raises(AttributeError, match=r"dir\(check\) lists all"):
        check.qqqq  # noqa: B018
    assert not hasattr(check, "_repr_png_")


def test_each_check_says_what_its_exercise_asks_for():
    assert sorted(dir(check)) == sorted(exercises())
    for name, row in exercises().items():
        said = getattr(check, name).__doc__
        assert said.startswith(f"Chapter {row.chapter}, exercise {row.number}.  ")
        assert len(row.asks.split()) > 5, name
        assert row.asks.endswith("."), name
        assert name in repr(check)
