"""An update instead of a gradient: what moved, divided by the learning rate.

    g = (before - after) / α

α is the number in the reader's code that makes most arrays right; where there is none,
the c for which most arrays are c times the derivative, whatever the number of examples.
"""

import re
import types
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.structure import Mismatch, as_floats, at, leaves, match

__all__ = ["Rate", "after_step", "estimate", "homes", "known_rates"]

NAME = re.compile(
    r"_?(alpha|lr|eta|rate|l_?rate|learn\w*|step_?(size)?|step_?rate|gamma|epsilon|eps|mu)_?\d?|α|η",
    re.I,
)
WEAK = re.compile(r"_?(gamma|epsilon|eps|mu)_?\d?", re.I)  # as likely something else
CLOSE = 1e-6


class Rate(NamedTuple):
    """A learning rate, and where it is from."""

    value: float
    name: str = ""


def after_step(program, value: Any, params: Any, draw) -> list[NDArray]:
    """Return the parameters after an update: returned, or changed in place.

    Raises
    ------
    Mismatch
        If neither is to be had.
    """
    placed, returned = _in_place(program, params), None
    before = [draw.arrays[leaf.steps] for leaf in program.leaves]
    moved = [not np.array_equal(a, b) for a, b in zip(placed, before, strict=True)]
    try:
        returned = match(value, program.leaves) if value is not None else None
    except Mismatch:
        if not any(moved):
            raise
    if returned is None or not any(moved):
        return placed if returned is None else returned
    alike = [np.array_equal(a, b) for a, b in zip(placed, returned, strict=True)]
    return returned if any(alike) else placed


def _in_place(program, params: Any) -> list[NDArray]:
    """Return what the arrays that were handed over hold now, or what took their place."""
    found = []
    for leaf in program.leaves:
        now = as_floats(at(params, leaf.steps))
        home = program.homes.get(leaf.steps)
        if home is not None:
            other = as_floats(at(*home))
            now = other if other is not None else now
        if now is None:
            raise Mismatch(f"your update left something else than numbers in {program.label(leaf)}")
        found.append(now)
    return found


def homes(params: Any, among: Sequence, wanted: Sequence) -> dict:
    """Return, for arrays that an object of the reader's keeps too, the object and the path."""
    found = {}
    for owner in among:
        if owner is params:
            continue
        by_id = {id(at(owner, leaf.steps)): leaf.steps for leaf in leaves(owner)}
        for leaf in wanted:
            array = at(params, leaf.steps)
            if isinstance(array, np.ndarray) and id(array) in by_id:
                found.setdefault(leaf.steps, (owner, by_id[id(array)]))
    return found


def known_rates(program, options: dict) -> Iterator[Rate]:
    """Yield the numbers in the reader's code that have the name of a learning rate."""
    for name, value in options.items():
        if NAME.fullmatch(name) and _number(value):
            yield Rate(float(value), name)
    for code, space in program.codes.items():
        for name in code.co_names:
            if NAME.fullmatch(name) and _number(space.get(name)):
                yield Rate(float(space[name]), name)
        for functions in (program.sources.functions.get(code, ()),):
            for one in functions:
                yield from _around(one)
    for owner in (*program.reachable(), program.params):
        for name, value in getattr(owner, "__dict__", {}).items():
            if NAME.fullmatch(name) and _number(value):
                yield Rate(float(value), name)
        if isinstance(owner, dict):
            for name, value in owner.items():
                if NAME.fullmatch(str(name)) and _number(value):
                    yield Rate(float(value), str(name))
    yield from _written(program)


def _around(function: types.FunctionType) -> Iterator[Rate]:
    """Yield the rates among the defaults of a function, and in the function around it."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    pairs = list(zip(names[len(names) - len(defaults) :], defaults, strict=True))
    pairs += (function.__kwdefaults__ or {}).items()
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        try:
            pairs.append((name, cell.cell_contents))
        except ValueError:
            continue
    for name, value in pairs:
        if NAME.fullmatch(name) and _number(value):
            yield Rate(float(value), name)


def _written(program) -> Iterator[Rate]:
    """Yield the broken numbers that are written in functions which the cost does not run."""
    for code in program.codes:
        if code in program.cost_codes:
            continue
        for value in code.co_consts:
            if isinstance(value, float) and 0 < value < 1:
                yield Rate(value)


def _number(value: Any) -> bool:
    plain = isinstance(value, int | float | np.floating) and not isinstance(value, bool)
    return plain and 0 < abs(value) < 1e3


def estimate(
    moves: Sequence[Sequence[NDArray]], truths: Sequence[Sequence[NDArray]], known: Sequence[Rate]
) -> Rate:
    """Return the learning rate.

    Parameters
    ----------
    moves : list of list of ndarray
        For each point, for each array: before - after.
    truths : list of list of ndarray
        The derivatives there; what is not known is NaN.
    known : sequence of Rate
        The numbers that it may be, the likeliest first.

    Examples
    --------
    >>> moves, truths = [[np.array([0.2, 0.4])]] * 2, [[np.array([2.0, 4.0])]] * 2
    >>> estimate(moves, truths, [Rate(0.3, "lr")]).value, estimate(moves, truths, []).value
    (0.3, 0.1)
    """
    factors = [
        [_factor(move, truth) for move, truth in zip(*pair, strict=True)]
        for pair in zip(moves, truths, strict=True)
    ]
    votes: dict[float, int] = {}
    for each in zip(*factors, strict=True):
        if None not in each and each[0] and np.ptp(each) <= CLOSE * abs(each[0]):
            size = abs(each[0])  # a step may go uphill
            same = next((c for c in votes if abs(c / size - 1) < CLOSE), size)
            votes[same] = votes.get(same, 0) + 1
    backed = [(votes[c], rate) for rate in known for c in votes if abs(rate.value / c - 1) < CLOSE]
    if backed:
        return max(backed, key=lambda one: one[0])[1]
    sure = [one for one in known if one.name] or [one for one in known if one.value != 0.5]
    if not sure and votes:
        return Rate(round(max(votes, key=votes.get), 12))
    size = _size(moves, truths)
    if not sure:
        return Rate(size)
    named = sorted(
        (one for one in sure if one.name), key=lambda one: bool(WEAK.fullmatch(one.name))
    )
    return named[0] if named else min(sure, key=lambda one: abs(np.log(one.value / size)))


def _factor(move: NDArray, truth: NDArray) -> float | None:
    """Return the c for which an array moved by c times the derivative, if there is one."""
    if move.shape != truth.shape:
        return None
    known = ~np.isnan(truth)
    a, b = move[known], truth[known]
    if not a.any() or not b.any() or not np.isfinite(a).all():
        return None
    c = float(a @ b / (b @ b))
    return c if np.abs(a - c * b).max() <= 1e-6 * np.abs(a).max() else None


def _size(moves, truths) -> float:
    """Return how much longer the moves are than the derivatives, in the middle."""
    ratios = []
    for move, truth in zip(moves[0], truths[0], strict=True):
        size = np.linalg.norm(truth[~np.isnan(truth)])
        moved = np.linalg.norm(move) if np.isfinite(move).all() else 0.0
        if size and moved:
            ratios.append(moved / size)
    return float(np.median(ratios)) if ratios else 1.0
