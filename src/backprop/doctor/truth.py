r"""The derivative of the reader's cost: complex step where their code takes it, else differences.

complex    Im J(p + ih) / h                                           h = 1e-25
central    (8 [J(p + h) - J(p - h)] - [J(p + 2h) - J(p - 2h)]) / 12h   h = 1e-4 of the size

Of arrays with many entries only some are differentiated, and the array as a whole
along a few random directions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.bands import ROUNDING, ArrayVerdict, compare
from backprop.doctor.draws import Draw
from backprop.doctor.program import Program
from backprop.doctor.structure import fit

__all__ = ["Truth", "central", "differentiate", "judge", "same_entries", "takes_complex"]

STEP = 1e-4
COMPLEX_STEP = 1e-25
MOST_ENTRIES = 300  # of one array; of larger ones, a sample
SAMPLE = 60
DIRECTIONS = 4


@dataclass(frozen=True)
class Truth:
    """The derivative at one draw.

    Attributes
    ----------
    arrays : list of ndarray
        In the order of the parameters; entries that were not differentiated are NaN.
    directions : list of list of (ndarray, float)
        For arrays of which a sample was taken: directions, and the derivative along them.
    noise : float
        How far off the entries may be.
    exact : bool
        Whether they come from the complex step.
    kinks : int
        Entries for which the cost has a kink or a jump nearby.
    cost, size : float
        The cost itself, and the largest entry.
    zeros : int
        How many entries are 0: they prove nothing.
    """

    arrays: list[NDArray]
    directions: list[list[tuple[NDArray, float]]]
    noise: float
    exact: bool
    kinks: int = 0
    cost: float = 0.0
    size: float = 0.0
    zeros: int = 0


def central(f: Callable[[float], float], h: float) -> tuple[float, float]:
    """Return f'(0) to fourth order, and how far the estimates of second order disagree.

    Examples
    --------
    >>> slope, gap = central(np.sin, 1e-4)
    >>> bool(abs(slope - 1) < 1e-11), bool(gap < 1e-7)
    (True, True)
    """
    near, far = (f(h) - f(-h)) / (2 * h), (f(2 * h) - f(-2 * h)) / (4 * h)
    return (4 * near - far) / 3, abs(near - far)


def _along(program: Program, draw: Draw, steps: tuple, change: NDArray, exact: bool):
    """Return the derivative of the cost when one array moves along a direction."""
    array = draw.arrays[steps]
    if exact:
        value = program.cost(draw.moved(steps, array + 1j * COMPLEX_STEP * change))
        return float(np.imag(value)) / COMPLEX_STEP, 0.0
    return central(lambda t: program.cost(draw.moved(steps, array + t * change)), STEP)


def takes_complex(program: Program, draw: Draw) -> bool:
    """Return whether the complex step gives what differences give, for all arrays at once."""
    if program.in_place:
        return False
    rng = np.random.default_rng(1)
    moves = {steps: rng.normal(size=array.shape) for steps, array in draw.arrays.items()}

    def moved(t):
        arrays = {steps: array + t * moves[steps] for steps, array in draw.arrays.items()}
        return Draw(arrays, draw.data, draw.options, draw.settings, draw.m)

    try:
        value = program.cost(moved(1j * COMPLEX_STEP))
        slope, gap = central(lambda t: program.cost(moved(t)), STEP)
    except Exception:
        return False
    if not isinstance(value, complex) or not np.isfinite(value):
        return False
    plain = program.cost(draw)
    close = abs(value.real - plain) <= 1e-12 * max(abs(plain), 1e-300)
    off = abs(value.imag / COMPLEX_STEP - slope)
    return close and off <= max(1e-8 * abs(slope), 1e-2 * gap, 1e-9 * abs(plain))


def differentiate(program: Program, draw: Draw) -> Truth:
    """Differentiate the cost with respect to each array of the parameters."""
    if takes_complex(program, draw):
        try:
            return _differentiated(program, draw, True)
        except Exception:  # some of their arrays are made for floats
            pass
    return _differentiated(program, draw, False)


def _differentiated(program: Program, draw: Draw, exact: bool) -> Truth:
    plain = float(np.real(program.cost(draw)))
    arrays, directions, gaps, kinks = [], [], [], 0
    rng = np.random.default_rng(2)
    for leaf in program.leaves:
        array = draw.arrays[leaf.steps]
        chosen = np.arange(array.size)
        along = []
        if array.size > MOST_ENTRIES:
            chosen = np.sort(rng.choice(array.size, SAMPLE, replace=False))
            for _ in range(DIRECTIONS):
                move = rng.choice([-1.0, 1.0], size=array.shape)
                slope, _ = _along(program, draw, leaf.steps, move, exact)
                along.append((move, slope))
        found = np.full(array.size, np.nan)
        for i in chosen:
            move = np.zeros(array.size)
            move[i] = 1.0
            move = move.reshape(array.shape)
            found[i], gap = _along(program, draw, leaf.steps, move, exact)
            if gap > 1e-5 * max(abs(found[i]), 1e-3):
                kinks += 1
            gaps.append(gap)
        arrays.append(found.reshape(array.shape))
        directions.append(along)
    noise = 0.0 if exact else 3e-16 * abs(plain) / STEP + 1e-13
    size = max((float(np.nanmax(np.abs(one))) for one in arrays), default=0.0)
    zeros = sum(int((np.abs(one) <= 1e-9 * size + 10 * noise).sum()) for one in arrays)
    return Truth(arrays, directions, noise, exact, kinks, plain, size, zeros)


def judge(program: Program, given: list[NDArray], truth: Truth) -> list[ArrayVerdict]:
    """Compare a gradient with the truth, array by array."""
    found = []
    floor = 1e-5 * truth.size
    for leaf, array, right, along in zip(
        program.leaves, given, truth.arrays, truth.directions, strict=True
    ):
        name, (laid, note) = program.label(leaf), fit(array, right)
        if laid is None:
            found.append(ArrayVerdict(name, "wrong", np.inf, note=note))
            continue
        known = ~np.isnan(right)
        noise = max(truth.noise, 0.0)
        if known.all():
            verdict = compare(name, laid, right, noise=noise, floor=floor, note=note)
        else:
            verdict = compare(name, laid[known], right[known], noise=noise, floor=floor, note=note)
            verdict = _with_directions(verdict, laid, along, truth)
        found.append(verdict)
    return found


def _with_directions(verdict: ArrayVerdict, laid: NDArray, along, truth: Truth) -> ArrayVerdict:
    """Judge an array of which a sample was right by directions of all of it, too."""
    if not verdict.correct:
        return verdict
    ours = np.array([float((laid * move).sum()) for move, _ in along])
    theirs = np.array([slope for _, slope in along])
    whole = compare(
        verdict.path,
        ours,
        theirs,
        noise=10 * truth.noise,
        floor=float(np.linalg.norm(laid)),
        note=verdict.note,
    )
    return whole if whole.difference > verdict.difference else verdict


def same_entries(program: Program, given: list[NDArray] | None, truth: Truth) -> NDArray:
    """Return, for each entry that was differentiated, whether it is right.

    Entries whose derivative is 0 come out right by accident: they count as wrong
    unless all others of the array are right.
    """
    found = []
    tolerance = 100 * truth.noise + 1e-9 * truth.size * 1e-3
    for i, right in enumerate(truth.arrays):
        known = ~np.isnan(right)
        wanted = right[known]
        laid = None if given is None else fit(given[i], right)[0]
        if laid is None:
            found.append(np.zeros(wanted.size, dtype=bool))
            continue
        size = np.abs(wanted).max() if wanted.size else 0.0
        off = np.abs(laid[known] - wanted)
        good = off <= np.maximum(1e-6 * np.abs(wanted), 10 * ROUNDING * size) + tolerance
        telling = np.abs(wanted) > 1e-9 * max(size, 1e-300)
        if not good.all():
            good &= telling
        found.append(good)
    return np.concatenate(found) if found else np.zeros(0, dtype=bool)
