"""The first value of a backward pass that is not what it ought to be, found by cure.

The derivative of the cost is put in the place of a value; where that makes entries of
the gradient come out right, the value is at fault, or what it was made from is.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.draws import Draw
from backprop.doctor.probe import Record, Replace, Site
from backprop.doctor.program import Outcome, Program, Version
from backprop.doctor.structure import fit, gradient_name
from backprop.doctor.truth import Truth, differentiate, same_entries
from backprop.doctor.wanted import Pool, Recipe, recipes

__all__ = ["Cure", "Locator", "Point", "Reading", "points", "read"]


LIKELY = 16  # recipes that are tried first at a place
MORE = 12  # that are tried after one that makes all right
SAME = 1e-9


@dataclass(eq=False)
class Point:
    """A draw, the truth there, and the pool of what could stand in the gradient."""

    draw: Draw
    truth: Truth
    pool: Pool | None = None


@dataclass(eq=False)
class Reading:
    """One run of the gradient at a point: what passed each site, and what came out."""

    point: Point
    record: Record
    outcome: Outcome
    right: NDArray

    @property
    def last_number(self) -> int | None:
        """The site that was passed last before the run failed."""
        return self.record.order[-1] if self.record.order else None


@dataclass(eq=False)
class Cure:
    """A place, and what makes the gradient right there.

    Attributes
    ----------
    site : Site
    recipe : Recipe or None
        None: the value was worked out from another cure.
    wanted : list of dict
        At each point: occurrence -> the value that ought to stand there.
    factors : list of float
        At each point: wanted is this many times what the recipe gives.
    gain : int
        Entries of the gradient, at the first point, that come right.
    lost : int
        Entries that are no longer right.
    """

    site: Site
    recipe: Recipe | None
    wanted: list[dict[int, NDArray]]
    factors: list[float]
    gain: int
    lost: int = 0
    derived: int = field(default=0)


def points(program: Program, count: int = 2, truths: Sequence[tuple] = ()) -> list[Point]:
    """Return points with their truth and pool; the program must be running."""
    found = [Point(*pair) for pair in truths]
    for k in range(len(found), count):
        draw = program.family(k)
        found.append(Point(draw, differentiate(program, draw)))
    for point in found:
        if point.pool is None:
            point.pool = Pool(program, point.draw, point.truth)
    return found


def read(program: Program, point: Point) -> Reading:
    """Run the gradient at a point with everything recorded."""
    record = Record()
    outcome = program.outcome(point.draw, record)
    return Reading(point, record, outcome, same_entries(program, outcome.arrays, point.truth))


def places(program: Program, version: Version, reading: Reading) -> list[Site]:
    """Return the sites of the gradient, in the order in which they are passed first.

    Without those by which the cost changes: the two may run the same functions.
    """
    pool, order = reading.point.pool, reading.record.order
    if version is program.version:
        return [version.sites[n] for n in order if not pool.matters(n)]
    before = {_text(program.version.sites[n]): n for n in pool.executed}
    keys = {n: _text(version.sites[n]) for n in order}
    return [
        version.sites[n]
        for n in order
        if keys[n] not in before or not pool.matters(before[keys[n]])
    ]


def _text(site: Site) -> tuple:
    text = ast.dump(site.statement), ast.dump(site.node)
    return site.unit.filename, site.function, site.kind, *text


def _vector(arrays: Sequence[NDArray] | None, truth: Truth) -> NDArray | None:
    """Return the entries that were differentiated, as one vector."""
    if arrays is None:
        return None
    parts = []
    for given, right in zip(arrays, truth.arrays, strict=True):
        laid = fit(given, right)[0]
        known = ~np.isnan(right)
        parts.append(np.full(int(known.sum()), np.nan) if laid is None else laid[known])
    return np.concatenate(parts)


def _common(numbers: NDArray) -> float | None:
    """Return the number that most of these are, to rounding."""
    numbers = np.sort(numbers[np.isfinite(numbers)])
    if not len(numbers):
        return None
    gaps = np.abs(np.diff(numbers)) > 1e-6 * np.abs(numbers[1:])
    groups = np.split(numbers, np.flatnonzero(gaps) + 1)
    best = max(groups, key=len)
    return float(np.median(best))


class _Trial:
    """Runs of the gradient at a point with other values in one place.

    Where the gradient changes in proportion to a value, out(c v) = out(0) + c (out(v) -
    out(0)): one run for each v, and one for 0, tell which c makes the most entries right.
    """

    def __init__(self, program: Program, reading: Reading, site: Site):
        self.program, self.point, self.site = program, reading.point, site
        self.right = reading.right
        self.truth = _vector(reading.point.truth.arrays, reading.point.truth)
        self._without: dict[tuple, NDArray | None] = {}

    def run(self, values: dict) -> tuple[list | None, NDArray | None]:
        """Return the gradient, as arrays and as a vector."""
        hooks = Replace({self.site.number: values})
        arrays = self.program.outcome(self.point.draw, hooks).arrays
        return arrays, _vector(arrays, self.point.truth)

    def without(self, values: dict) -> NDArray | None:
        """Return the gradient with zeros in these occurrences."""
        key = tuple((k, one.shape) for k, one in sorted(values.items()))
        if key not in self._without:
            self._without[key] = self.run({k: np.zeros(one.shape) for k, one in values.items()})[1]
        return self._without[key]

    def factor(self, values: dict) -> tuple[float | None, list | None]:
        """Return the c for which c times the values makes some wrong entries right.

        And the gradient for c = 1.
        """
        start = self.without(values)
        arrays, once = self.run(values)
        if start is None or once is None:
            return None, None
        slope = once - start
        size = np.nanmax(np.abs(slope)) if slope.size else 0.0
        moved = ~self.right & (np.abs(slope) > 1e-8 * max(size, 1e-300)) & (self.truth != 0)
        if not moved.any():
            return None, None
        with np.errstate(all="ignore"):
            c = _common((self.truth[moved] - start[moved]) / slope[moved])
            if c is None:
                return None, None
            close = np.abs(start + c * slope - self.truth) <= 1e-5 * np.abs(self.truth)
        return (c if (close & ~self.right).any() else None), arrays

    def gain(self, arrays: list | None) -> tuple[int, int]:
        """Return how many entries come right with a gradient, and how many go wrong."""
        after = same_entries(self.program, arrays, self.point.truth)
        return int((after & ~self.right).sum()), int((self.right & ~after).sum())


def _nice(a: float, b: float, m: int | None, n: int | None) -> bool:
    """Return whether two factors, found with m and n examples, are the same expression."""
    if abs(a - b) <= 1e-5 * abs(a):
        return True
    if not m or not n or not a or not b:
        return False
    return any(abs(a / b / (m / n) ** power - 1) < 1e-5 for power in (-1, 1, 2, -2))


class Locator:
    """The places where a value of the cost, or its derivative, cures the gradient.

    Each look goes further: values that resemble what is there, then all others, then
    single occurrences, then parts of expressions.

    Parameters
    ----------
    program : Program
        Running in this version.
    version : Version
    readings : sequence of Reading
        At two points.
    clock : callable
        clock() says whether there is time left.
    """

    def __init__(self, program: Program, version: Version, readings: Sequence[Reading], clock):
        self.first, self.clock = readings[0], clock
        bold = self.first.outcome.error is not None or _misfits(self.first)
        self.places: dict[bool, list[_Place]] = {False: [], True: []}
        for site in places(program, version, self.first):
            place = _Place(program, version, readings, site, bold)
            self.places[site.kind == "inner"].append(place)
        self._looks = self._all_looks()

    def look(self) -> list[Cure]:
        """Return new cures, the best first; none if there are no others.

        The most entries come right with the best; the earliest is first among equals.
        """
        return next(self._looks, [])

    def _all_looks(self) -> Iterator[list[Cure]]:
        for inner, singles in ((False, False), (False, True), (True, False)):
            found: list[Cure] = []
            for likely in (True, False):
                for place in self.places[inner]:
                    if not self.clock():
                        break
                    found += place.cures(singles, likely)
                if any(_telling(cure, self.first) for cure in found):
                    yield _in_order(found)
                    found = []
            if found:
                yield _in_order(found)


def _telling(cure: Cure, first: Reading) -> bool:
    """Return whether a cure makes all right, or is not just a parameter's own derivative."""
    return cure.gain == (~first.right).sum() or not isinstance(cure.recipe.number, tuple)


def _in_order(found: list[Cure]) -> list[Cure]:
    order = {id(cure): i for i, cure in enumerate(found)}
    kinds = {"root": 0, "after": 0, "inner": 1}
    return sorted(found, key=lambda c: (-(c.gain - 2 * c.lost), kinds[c.site.kind], order[id(c)]))


class _Place:
    """A place in the gradient, and what could be tried there, the likeliest first."""

    def __init__(self, program: Program, version: Version, readings, site: Site, bold: bool):
        self.program, self.version, self.readings = program, version, readings
        self.site, self.bold = site, bold
        self.now = [np.asarray(one) for one in readings[0].record.values[site.number]]
        self.matters: bool | None = None
        self.waiting: list[tuple[Recipe, dict]] = []
        self.trials = [_Trial(program, one, site) for one in readings]

    def cures(self, singles: bool, likely: bool) -> list[Cure]:
        """Return the cures here, one for each number of entries that come right."""
        if self.matters is False:
            return []
        with self.program.probing(self.version, self.site):
            if self.matters is None:
                self.matters = _matters(self.trials[0], self.readings[0])
                if not self.matters:
                    return []
            if likely:
                self.waiting = self._candidates(singles)
            now, self.waiting = self.waiting[:LIKELY], self.waiting[LIKELY:]
            return self._tried(now if likely else now + self.waiting)

    def _candidates(self, singles: bool) -> list[tuple[Recipe, dict]]:
        """Return recipes with what they give here, what resembles the value that is there first."""
        pool, root = self.readings[0].point.pool, self.site.kind == "root"
        shapes = [one.shape for one in self.now]
        seen, found = set(), []
        for source in ("slope",) if self.site.kind == "inner" else ("slope", "value"):
            for recipe in recipes(pool, shapes, source, root, self.bold and root, singles):
                values = recipe.values(pool, shapes)
                if values is None or all(not one.any() for one in values.values()):
                    continue
                key = _key(values, source == "slope")
                if key not in seen:
                    seen.add(key)
                    named = gradient_name(self.site.target, pool.name(recipe.number))
                    likeness = _likeness(self.now, values) + 2 * named + 0.5 * recipe.natural
                    found.append((likeness, recipe, values))
        found.sort(key=lambda one: -one[0])
        return [one[1:] for one in found]

    def _tried(self, candidates: list) -> list[Cure]:
        wrong = int((~self.readings[0].right).sum())
        best: dict[int, Cure] = {}
        full: list[Cure] = []
        more = 0
        for recipe, values in candidates:
            more += bool(full)
            if more > MORE or len(full) > 1:
                break
            cure = self._cure(recipe, values)
            if cure is not None and cure.gain == wrong:
                full.append(cure)
            elif cure is not None:
                best.setdefault(cure.gain, cure)
        return full + list(best.values())

    def _cure(self, recipe: Recipe, values: dict) -> Cure | None:
        """Return the cure that a recipe is, if it is one at all points."""
        wanted, factors, gains = [], [], []
        for i, (reading, trial) in enumerate(zip(self.readings, self.trials, strict=True)):
            if i:
                record = reading.record.values.get(self.site.number, ())
                values = recipe.values(reading.point.pool, [np.shape(one) for one in record])
                if values is None:
                    return None
            c, arrays = 1.0, None
            if recipe.source == "slope":
                c, arrays = trial.factor(values)
                if not c:
                    return None
            given = {k: one * c if abs(c - 1) > SAME else one for k, one in values.items()}
            if i == 0 and all(_close(self.now[k], one) for k, one in given.items()):
                return None
            if arrays is None or abs(c - 1) > SAME:
                arrays = trial.run(given)[0]
            gain, lost = trial.gain(arrays)
            if gain <= lost:
                return None
            wanted.append(given)
            factors.append(c)
            gains.append((gain, lost))
        if len(factors) > 1:
            m, n = (one.point.draw.m for one in self.readings[:2])
            if not _nice(*factors[:2], m, n):
                return None
        return Cure(self.site, recipe, wanted, factors, *gains[0])


def _key(values: dict, scaled: bool) -> tuple:
    """Return what values have in common that are the same, or the same up to a factor."""
    flat = np.concatenate([values[k].ravel() for k in sorted(values)])
    largest = flat[np.abs(flat).argmax()] if scaled else 1.0
    return scaled, tuple(sorted(values)), np.round(flat / (largest or 1.0), 9).tobytes()


def _likeness(now: list[NDArray], values: dict) -> float:
    """Return the cosine of the angle between what is there and what could be, without its sign."""
    a = [now[k].astype(float).ravel() for k in values if now[k].shape == values[k].shape]
    b = [one.ravel() for k, one in values.items() if now[k].shape == one.shape]
    if not a:
        return 0.0
    a, b = np.concatenate(a), np.concatenate(b)
    norms = np.linalg.norm(a) * np.linalg.norm(b)
    return float(abs(a @ b) / norms) if norms and np.isfinite(norms) else 0.0


def _matters(trial: _Trial, reading: Reading) -> bool:
    """Return whether wrong entries of the gradient change with what passes a site."""
    if reading.outcome.arrays is None:
        return True
    rng = np.random.default_rng(3)
    other = {}
    for k, one in enumerate(reading.record.values[trial.site.number]):
        one = np.asarray(one, dtype=float)
        other[k] = one * rng.uniform(0.5, 1.5, one.shape) + rng.normal(size=one.shape)
    now, then = _vector(reading.outcome.arrays, reading.point.truth), trial.run(other)[1]
    if then is None or np.isnan(then).any() or np.isnan(now).any():
        return True
    return bool((then != now)[~reading.right].any())


def _misfits(reading: Reading) -> bool:
    """Return whether an array of the gradient has a shape that it ought not to have."""
    arrays = reading.outcome.arrays or ()
    return any(
        given.shape != right.shape
        for given, right in zip(arrays, reading.point.truth.arrays, strict=False)
    )


def _close(a, b) -> bool:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return a.shape == b.shape and bool(
        np.abs(a - b).max(initial=0.0) <= 1e-7 * max(np.abs(b).max(initial=0.0), 1e-300)
    )
