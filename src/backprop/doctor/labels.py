"""What the reader's own variables equal: a derivative of the cost, or a value in it."""

import ast
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.probe import Record, Site
from backprop.doctor.structure import gradient_name
from backprop.doctor.wanted import VIEWS, Number, Pool

__all__ = ["Label", "Library", "matches_label", "standing"]

MOST_CHECKED = 6  # occurrences of one site
AS_IN_COST = 0.25  # an error that the cost squares, and that is left as it is


class Label(NamedTuple):
    """What a value is: `factor` times the derivative by a value of the cost, or that value."""

    source: str
    number: Number
    factor: float


class Library:
    """All values of a cost, and all derivatives by them, to be looked up by what they equal."""

    def __init__(self, pool: Pool, clock=lambda: True):
        self.pool = pool
        rows: dict[int, list] = {}
        for source in ("slope", "value"):
            for number in pool.numbers:
                if not clock():
                    break
                for view in VIEWS[:4]:
                    for array in pool.view(source, number, view) or ():
                        for one in (array, array.T) if array.ndim == 2 else (array,):
                            self._add(rows, one, Label(source, number, 1.0))
        self._tables = {
            size: (np.array([row for row, _, _ in many]), [(label, c) for _, label, c in many])
            for size, many in rows.items()
        }

    @staticmethod
    def _add(rows: dict, array: NDArray, label: Label) -> None:
        flat, c = _normal(array)
        if flat is not None:
            rows.setdefault(flat.size, []).append((flat, label, c))

    def find(self, value) -> list[Label]:
        """Return what a value equals, up to a factor; nothing for single numbers and zeros."""
        flat, c = _normal(value)
        if flat is None or flat.size not in self._tables:
            return []
        table, labels = self._tables[flat.size]
        hits = np.flatnonzero(np.abs(table - flat).max(axis=1) < 1e-6)
        return [labels[i][0]._replace(factor=c / labels[i][1]) for i in hits]

    def of_site(self, site: Site, record: Record) -> list[Label]:
        """Return the labels that all occurrences of a site share, by their number."""
        shared: dict[tuple, Label] | None = None
        values = record.values.get(site.number, [])
        if site.kind == "after":
            values = values[-1:]
        for value in values[:MOST_CHECKED]:
            found = {(one.source, one.number): one for one in self.find(value)}
            shared = found if shared is None else {k: shared[k] for k in shared if k in found}
            if not shared and len(values) > 1:
                return [] if not found else list(found.values())
        return list((shared or {}).values())


def _normal(value) -> tuple[NDArray | None, float]:
    """Return the entries, divided by the largest, and the largest."""
    if not isinstance(value, np.ndarray | list):
        return None, 0.0
    try:
        flat = np.asarray(value, dtype=float).ravel()
    except (TypeError, ValueError):
        return None, 0.0
    if flat.size < 2 or flat.size > 4000 or not np.isfinite(flat).all():
        return None, 0.0
    c = float(flat[np.abs(flat).argmax()])
    if not c or np.ptp(flat) == 0:
        return None, 0.0
    return flat / c, c


def matches_label(site: Site, label: Label, pool: Pool) -> bool:
    """Return whether a name such as dZ1 belongs to what the value is."""
    return gradient_name(site.target, pool.name(label.number))


def standing(library: Library, record: Record, sites: Iterable[Site]) -> float:
    """Count the variables that are what they ought to be, less those that their name denies.

    A derivative of the cost counts, and a value in it under its own name; a dZ1 that is
    not the derivative by Z1 counts against.  One that is so many times the derivative
    counts by half, unless most others are so too, and more if the cost has that very
    value; parameters are compared with parameters.
    """
    pool = library.pool
    names = {pool.name(number) for number in pool.numbers}
    count, factors = 0.0, {True: [], False: []}
    for site in _finally(sites):
        if not any(np.size(one) > 1 for one in record.values.get(site.number, ())):
            continue
        labels = [one for one in library.of_site(site, record) if not pool.is_use(one.number)]
        named = any(gradient_name(site.target, name) for name in names)
        if named:
            labels = [one for one in labels if matches_label(site, one, pool)]
            count -= not labels
        slopes = [one for one in labels if one.source == "slope"]
        if slopes:
            factor = slopes[0].factor if named else abs(slopes[0].factor)
            factors[isinstance(slopes[0].number, tuple)].append(round(factor, 6))
            count += AS_IN_COST * any(one.source == "value" and one.factor == 1 for one in labels)
        else:
            count += any(pool.name(one.number) == site.target for one in labels)
    return count + sum(map(_agreeing, factors.values()))


def _finally(sites: Iterable[Site]) -> Iterable[Site]:
    """Return, for each variable, the place where it gets its last value."""
    last = {}
    for site in sites:
        if site.kind != "inner" and site.target and not isinstance(site.statement, ast.Return):
            last[site.unit.filename, site.function, site.target] = site
    return last.values()


def _agreeing(factors: list[float]) -> float:
    """Count factors: one each that is the usual one, less for the others."""
    if not factors:
        return 0.0
    usual = max(sorted(set(factors), key=lambda c: abs(c - 1)), key=factors.count)
    return sum(1.0 if one == usual else 0.8 if one == -usual else 0.5 for one in factors)
