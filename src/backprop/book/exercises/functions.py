"""Answers that are functions: called with fresh arguments, watched, compared."""

import copy
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backprop.book.exercises.kinds import elsewhere
from backprop.book.exercises.verdict import Hint, Refused, Slip, numbers, same_shape
from backprop.doctor import Report, diagnose
from backprop.network import Network

__all__ = ["FunctionAnswer", "Gradient", "call"]


def _shown(argument: object) -> str:
    shape = np.shape(argument) if not isinstance(argument, dict) else ()
    if shape:
        return f"an array of shape {shape}"
    return f"{argument:g}" if isinstance(argument, int | float) else f"a {type(argument).__name__}"


def _unlike(before: object, after: object) -> bool:
    if isinstance(before, dict):
        return set(before) != set(after) or any(_unlike(before[k], after[k]) for k in before)
    return not np.array_equal(before, after)


def call(function: object, arguments: tuple) -> object:
    """Call a reader's function with copies; refuse what no function should do.

    Raises
    ------
    Refused
        If it is no function, raises, returns nothing, or changes its arguments.
    """
    if not callable(function):
        kind = type(function).__name__
        raise Refused("type", f"The answer is a {kind}; expected a function, not its result.")
    said = ", ".join(map(_shown, arguments))
    given = copy.deepcopy(arguments)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = function(*given)
    except (Exception, SystemExit) as error:
        kind, why = type(error).__name__, str(error).strip().split("\n")[0]
        raise Refused("raises", f"Called with {said}, it raised {kind}: {why}.") from None
    if result is None:
        raise Refused("nothing", f"Called with {said}, it returned None: is there a return?")
    if any(map(_unlike, arguments, given)):
        raise Refused("changes-input", f"Called with {said}, it changed its argument.")
    return result


@dataclass(frozen=True)
class FunctionAnswer:
    """A function, compared with the right one on several arguments.

    Attributes
    ----------
    right : callable
    tries : callable
        Returns a list of tuples of arguments.
    slips : tuple of Slip
        Their answers are functions.
    note : str
        Said of any other wrong function.
    within : float
        Relative error that is let through.
    """

    right: Callable
    tries: Callable[[], list[tuple]]
    slips: tuple[Slip, ...]
    note: str
    within: float = 1e-8

    def _read(self, function: Callable) -> np.ndarray:
        """Return all values of the reader's function, one after the other."""
        values = []
        for arguments in self.tries():
            result = call(function, arguments)
            said = f"Called with {', '.join(map(_shown, arguments))}, what it returns"
            same_shape(result, self.right(*arguments), said)
            values.append(numbers(result, said).ravel())
        return np.concatenate(values)

    def _values(self, function: Callable) -> np.ndarray | None:
        try:
            results = [function(*arguments) for arguments in self.tries()]
        except (ValueError, TypeError):
            return None  # a slip that does not go through there
        return np.concatenate([numbers(result).ravel() for result in results])

    def _same(self, given: np.ndarray, other: np.ndarray | None) -> bool:
        if other is None or given.shape != other.shape:
            return False
        return bool(np.allclose(given, other, rtol=self.within, atol=self.within * 1e-3))

    def __call__(self, answer: object) -> Hint | None:
        """Judge an answer."""
        given, right = self._read(answer), self._values(self.right)
        if not self._same(self._read(answer), given):
            return Hint("unsteady", "Called twice with the same arguments, it returns two things.")
        if self._same(given, right):
            return None
        for slip in self.slips:
            if self._same(given, self._values(slip.answer)):
                return Hint(slip.id, slip.says)
        return elsewhere(given, right, self.note)


@dataclass(frozen=True)
class Gradient:
    """A gradient of a network's cost, sent to the doctor.

    Attributes
    ----------
    nets : tuple of Network
        It has to be right for each.
    adapt : callable, optional
        From the form that is asked for, and the network, to gradient(Theta, X, Y, lam).
    lam : float
        0 where the exercise leaves regularisation out.
    first : callable, optional
        Called with the answer before the doctor is; raises `Refused`.
    """

    nets: tuple[Network, ...]
    adapt: Callable[[Callable, Network], Callable] = lambda function, net: function
    lam: float = 0.0
    first: Callable[[Callable], None] | None = None
    slips: tuple[Slip, ...] = ()

    def __call__(self, answer: object) -> Hint | None:
        """Judge an answer."""
        if not callable(answer):
            kind = type(answer).__name__
            raise Refused("type", f"The answer is a {kind}; expected a function, not its result.")
        if self.first:
            self.first(answer)
        for net in self.nets:
            report = diagnose(self.adapt(answer, net), net, lam=self.lam)
            if not report.correct:
                return self._told(report)
        return None

    @staticmethod
    def _told(report: Report) -> Hint:
        """Return the first thing that the doctor found."""
        if report.findings:
            return Hint(report.findings[0].id, str(report.findings[0]))
        return Hint("other", str(report.unexplained))
