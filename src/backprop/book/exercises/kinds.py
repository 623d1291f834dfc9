"""Kinds of answers: each holds the right one and the telling wrong ones, and judges.

==============  ==================================================================
`Value`         a number, an array, or a dict of them
`Formula`       an expression of sympy
`Conditions`    anything that has to meet several conditions, told one at a time
==============  ==================================================================

`backprop.book.exercises.functions` has two more, for answers that are functions.
A judge is called with the answer and returns a `Hint`, None if it is right.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from backprop.book.exercises.verdict import (
    Hint,
    Refused,
    Slip,
    constant_ratio,
    numbers,
    same_shape,
)
from backprop.optional import import_extra

__all__ = ["Conditions", "Formula", "Value", "elsewhere"]

sp = import_extra("sympy", "sympy", "book")


def elsewhere(given: np.ndarray, right: np.ndarray, note: str) -> Hint:
    """Return what is said of an answer that is none of the telling ones."""
    ratio = constant_ratio(given, right)
    if ratio is not None and np.isclose(ratio, -1, rtol=1e-7):
        return Hint("sign", "Every number has the wrong sign.")
    if ratio is not None:
        return Hint("factor", f"Every number is {ratio:.6g} times the right one.")
    return Hint("other", note)


@dataclass(frozen=True)
class Value:
    """A number, an array, or a dict of them.

    Attributes
    ----------
    right : array_like, dict or callable
        The right answer, or a function without arguments that returns it.
    slips : tuple of Slip
        Tried in this order.
    note : str
        Said of any other wrong answer.
    within : float
        The relative error (of the largest entry) that is let through.
    scaled : bool
        Whether every multiple of the right answer is right.
    """

    right: object
    slips: tuple[Slip, ...]
    note: str
    within: float = 1e-6
    scaled: bool = False

    def _is(self, given: np.ndarray, wanted: object) -> bool:
        wanted = numbers(wanted() if callable(wanted) else wanted)
        if given.shape != wanted.shape:
            return False
        if self.scaled and given.any():
            largest = np.abs(wanted).argmax()
            given = given * (wanted.flat[largest] / (given.flat[largest] or np.nan))
        reach = self.within * max(np.abs(wanted).max(initial=0), 1e-12)
        return bool(np.all(np.abs(given - wanted) <= reach))

    def __call__(self, answer: object) -> Hint | None:
        """Judge an answer."""
        right = self.right() if callable(self.right) else self.right
        given = numbers(answer)
        if not isinstance(answer, dict):
            for slip in self.slips:  # some slips have a shape of their own
                if np.shape(given) != np.shape(right) and self._is(given, slip.answer):
                    return Hint(slip.id, slip.says)
        same_shape(answer, right)
        if self._is(given, right):
            return None
        for slip in self.slips:
            if self._is(given, slip.answer):
                return Hint(slip.id, slip.says)
        return elsewhere(given, numbers(right), self.note)


@dataclass(frozen=True)
class Formula:
    """An expression of sympy, compared by its values.

    Attributes
    ----------
    right : sympy.Expr
    slips : tuple of Slip
    note : str
    points : tuple of dict
        Symbol's name to number; where expressions are compared.
    """

    right: sp.Expr
    slips: tuple[Slip, ...]
    note: str
    points: tuple[dict[str, float], ...] = field(default=({"z": -1.3}, {"z": 0.4}, {"z": 2.1}))

    def _values(self, expression: sp.Expr) -> np.ndarray:
        names = {symbol.name for symbol in expression.free_symbols}
        if extra := sorted(names - set(self.points[0])):
            wanted = ", ".join(sorted(self.points[0]))
            said = f"The expression contains {extra[0]}; expected no other symbol than {wanted}."
            raise Refused("symbols", said)
        at = [{s: point[s.name] for s in expression.free_symbols} for point in self.points]
        return numbers([complex(expression.subs(here).evalf()).real for here in at])

    def __call__(self, answer: object) -> Hint | None:
        """Judge an answer."""
        try:
            given = sp.sympify(answer, strict=True)
        except sp.SympifyError:
            kind = type(answer).__name__
            raise Refused("type", f"The answer is a {kind}; expected a sympy expression.") from None
        values, right = self._values(given), self._values(self.right)
        if np.allclose(values, right, rtol=1e-9, atol=1e-12):
            return None
        for slip in self.slips:
            if np.allclose(values, self._values(slip.answer), rtol=1e-9, atol=1e-12):
                return Hint(slip.id, slip.says)
        return elsewhere(values, right, self.note)


@dataclass(frozen=True)
class Conditions:
    """What has to hold of an answer, in the order in which failures are told.

    Attributes
    ----------
    slips : tuple of Slip
        `answer` is a function of the reader's answer that returns True where the
        mistake of that name was made; `Refused` raised in it is told as well.
    """

    slips: tuple[Slip, ...]

    def __call__(self, answer: object) -> Hint | None:
        """Judge an answer."""
        for slip in self.slips:
            made: Callable = slip.answer
            if made(answer):
                return Hint(slip.id, slip.says)
        return None
