"""Chapter 14, *Carry the engine over to arrays*."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backprop.book.exercises.functions import call
from backprop.book.exercises.kinds import Conditions, Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Refused, Slip, numbers

__all__ = ["EXERCISES"]

ROWS = np.array([[3.0, -1.0, 2.0, 0.5], [0.2, 1.4, -2.0, 0.7], [1.0, 2.5, 0.1, -0.6]])
MESSAGE = np.array([[0.3, -1.2, 0.8, 2.0], [1.1, 0.4, -0.7, 0.6], [-0.5, 1.5, 0.2, -0.9]])


def _pair(answer: object) -> tuple[Callable, Callable]:
    if not (isinstance(answer, tuple) and len(answer) == 2 and all(map(callable, answer))):
        kind = type(answer).__name__
        raise Refused("type", f"The answer is a {kind}; expected a pair of functions.")
    return answer


def _largest(a: NDArray) -> NDArray:
    return a.max(axis=-1, keepdims=True)


def _value(answer: object) -> NDArray:
    return numbers(call(_pair(answer)[0], (ROWS,)), "The value")


def _back(answer: object) -> NDArray:
    return numbers(call(_pair(answer)[1], (MESSAGE[:, :1], ROWS)), "The message")


def _message_is(wanted: Callable[[NDArray, NDArray], NDArray]) -> Callable[[object], bool]:
    """Return whether a way back gives what `wanted` gives, as far as shapes agree."""

    def same(answer: object) -> bool:
        given, right = _back(answer), wanted(MESSAGE[:, :1], ROWS)
        return given.shape == right.shape and np.allclose(given, right)

    return same


def _own(answer: object) -> tuple[Callable, Callable, NDArray, NDArray, NDArray]:
    """Return a reader's forward, way back and place, the value there, and a message to it."""
    if not (isinstance(answer, tuple) and len(answer) == 3 and all(map(callable, answer[:2]))):
        said = "expected three things: forward, its VJP, and an array."
        raise Refused("type", f"The answer is a {type(answer).__name__}; {said}")
    forward, way, x = *answer[:2], np.array(numbers(answer[2], "The array"))
    value = numbers(call(forward, (x,)), "The value")
    v = np.random.default_rng(14).normal(size=value.shape)
    return forward, way, x, value, v


def _slopes(answer: object, nudge: float) -> NDArray:
    """Return the message to x by central differences."""
    forward, _, x, _, v = _own(answer)
    found = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[at] += nudge
        down[at] -= nudge
        ends = [numbers(call(forward, (one,)), "The value") for one in (up, down)]
        found[at] = np.sum(v * (ends[0] - ends[1])) / (2 * nudge)
    return found


def _nudged(answer: object) -> NDArray:
    return _slopes(answer, 1e-6)


def _on_a_kink(answer: object) -> bool:
    """Return whether two nudges of different size disagree."""
    fine, coarse = _nudged(answer), _slopes(answer, 1e-5)
    return not np.allclose(fine, coarse, rtol=1e-3, atol=1e-4 * (1 + abs(fine).max()))


def _sent_back(answer: object) -> NDArray:
    _, way, x, _, v = _own(answer)
    return numbers(call(way, (v, x)), "The message")


def _unsteady(answer: object) -> bool:
    forward, _, x, value, _ = _own(answer)
    return not np.array_equal(value, numbers(call(forward, (x,)), "The value"))


def _fits(answer: object) -> bool:
    return _sent_back(answer).shape == _own(answer)[2].shape


def _ratio_off(answer: object) -> bool:
    given, right = _sent_back(answer), _nudged(answer)
    size = np.sum(right * right)
    best = np.sum(given * right) / size if size else 0.0
    return abs(best - 1) > 1e-3 and best != 0 and np.allclose(given, best * right, rtol=1e-4)


def _other(answer: object) -> bool:
    given, right = _sent_back(answer), _nudged(answer)
    return not np.allclose(given, right, rtol=1e-5, atol=1e-6 * (1 + abs(right).max()))


EXERCISES = [
    Exercise(
        "outer_messages",
        1,
        "The messages to c = (1, 2, 3), a column, and to b = (10, 20), a row, when their product "
        "of shape (3, 2) receives ((1, 0), (0, 1), (1, 1)): five numbers, those of c first.",
        Value(
            (10, 20, 30, 4, 5),
            (
                Slip(
                    "own-factor",
                    "A product's message to one factor is multiplied by the other factor.",
                    (1, 2, 6, 20, 40),
                ),
                Slip(
                    "unmultiplied",
                    "Those are the sums over what was stretched; the other factor is missing.",
                    (1, 1, 2, 2, 2),
                ),
                Slip("order", "Those of b stand first.", (4, 5, 10, 20, 30)),
                Slip(
                    "not-summed",
                    "What was stretched is summed: c has three messages, b two.",
                    ((10, 0), (0, 20), (10, 20)),
                ),
            ),
            "Multiply the message by the other factor, entry by entry; then add up what was "
            "stretched.",
        ),
        "Row by row times b, column by column times c.",
    ),
    Exercise(
        "maximum_rule",
        2,
        "A pair of functions: the largest entry along the last axis, kept with length 1, and its "
        "VJP, of the message and the array.",
        Conditions(
            (
                Slip(
                    "dropped-axis",
                    "The axis is gone; keep it with length 1, as the engine's sum does.",
                    lambda pair: _value(pair).shape == ROWS.shape[:-1],
                ),
                Slip(
                    "of-all",
                    "That is the largest entry of the whole array.",
                    lambda pair: _value(pair).size == 1,
                ),
                Slip(
                    "value",
                    "The value is not the largest entry of each row.",
                    lambda pair: (
                        _value(pair).shape != (3, 1)
                        or not np.allclose(_value(pair), _largest(ROWS))
                    ),
                ),
                Slip(
                    "to-all",
                    "Every entry of the row gets the message; which of them moves the result?",
                    _message_is(lambda v, a: v + 0 * a),
                ),
                Slip(
                    "mask",
                    "That says which entry is largest; the message itself is missing.",
                    _message_is(lambda v, a: 1.0 * (a == _largest(a))),
                ),
                Slip(
                    "times-value",
                    "The result moves with its largest entry at a rate of 1.",
                    _message_is(lambda v, a: v * a * (a == _largest(a))),
                ),
                Slip(
                    "message",
                    "The message is not right: nudge the largest entry, then another.",
                    lambda pair: not _message_is(lambda v, a: v * (a == _largest(a)))(pair),
                ),
            )
        ),
        "The largest entry gets the message, the others nothing.",
    ),
    Exercise(
        "own_way_back",
        3,
        "Three things: a function of an array, its VJP (a function of the message and the "
        "array), and an array to try them at.",
        Conditions(
            (
                Slip("unsteady", "Called twice, your function returns two things.", _unsteady),
                Slip(
                    "unlike",
                    "The message to an array has the array's shape; yours has another.",
                    lambda answer: not _fits(answer),
                ),
                Slip(
                    "kink",
                    "Two nudges of different size disagree: your array lies on a kink of the "
                    "function.",
                    _on_a_kink,
                ),
                Slip(
                    "multiple",
                    "Your message is a multiple of what nudging finds: look for a lost factor.",
                    _ratio_off,
                ),
                Slip(
                    "wrong",
                    "Your message is not what nudging finds; try it on an array of two entries.",
                    _other,
                ),
            )
        ),
        "Nudging each entry of your array finds the same.",
    ),
]
