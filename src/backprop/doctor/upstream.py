"""What is wanted of a line, turned into what is wanted of the values that it is made from."""

import ast
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from backprop.doctor.edits.inverse import wanted_inside
from backprop.doctor.edits.scene import Scene
from backprop.doctor.locate import Cure, places
from backprop.doctor.probe import Site
from backprop.doctor.program import Program
from backprop.doctor.states import State

__all__ = ["upstream"]


def upstream(program: Program, state: State, cure: Cure, place: Scene | None) -> list[Cure]:
    """Return what is wanted of the variables, and of the functions, that a line is made from."""
    if place is None or cure.site.kind == "after":
        return []
    root = place.roots[0]
    given = place.value(root)
    if given is None:
        return []
    nodes = {}
    for node, _, _ in wanted_inside(place, root, np.asarray(given, dtype=float), place.wanted):
        made = isinstance(node, ast.Name | ast.Call | ast.Subscript | ast.Attribute)
        if made:
            nodes[id(node)] = node
    found = []
    for node in nodes.values():
        wants = _wanted_of(place, root, node)
        if wants is None:
            continue
        for site in _origins(program, state, place, node):
            dealt = _dealt(state, site, wants)
            if dealt is not None:
                found.append(replace(cure, site=site, wanted=dealt, derived=1))
    return found


def _wanted_of(place: Scene, root, node) -> list[dict] | None:
    """Return, for each point and occurrence, a node's value and the one that is wanted."""
    found = []
    for spots in place.spots:
        here = {}
        for k, spot in enumerate(spots):
            if spot.wanted is None:
                continue
            view = replace(place, spots=[[spot]], _scope=None, _first=spot)
            given = view.value(root)
            if given is None:
                return None
            given = np.asarray(given, dtype=float)
            for one, value, want in wanted_inside(view, root, given, spot.wanted):
                if one is node:
                    here[k] = (value, want)
        if not here:
            return None
        found.append(here)
    return found


def _origins(program: Program, state: State, place: Scene, node) -> list[Site]:
    """Return the places where the value of a node in the line was made."""
    value = place.first.evaluate(node)
    found = []
    for site in places(program, state.version, state.readings[0]):
        if site.kind == "inner" or site.statement is place.statement:
            continue
        record = state.readings[0].record.values.get(site.number, ())
        if any(_equal(one, value) for one in record):
            found.append(site)
    return found[-2:]


def _dealt(state: State, site: Site, wants: Sequence[dict]) -> list[dict] | None:
    """Return the wanted values by the occurrences of the place where they were made."""
    found = []
    for reading, here in zip(state.readings, wants, strict=True):
        record = reading.record.values.get(site.number, ())
        dealt = {}
        for value, want in here.values():
            for k, one in enumerate(record):
                if k not in dealt and _equal(one, value):
                    dealt[k] = want
                    break
        if not dealt:
            return None
        found.append(dealt)
    return found


def _equal(a, b) -> bool:
    same = np.shape(a) == np.shape(b) and np.size(a) > 0
    return same and bool(np.all(np.asarray(a) == np.asarray(b)))
