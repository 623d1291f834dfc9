"""The lines of a state as scenes: each with what was recorded about it."""

import ast
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backprop.doctor.edits.scene import LONG, Scene, expressions, scene
from backprop.doctor.locate import Cure, Reading, places
from backprop.doctor.probe import RecordCured, Site
from backprop.doctor.program import Program
from backprop.doctor.rewriting import unnumbered
from backprop.doctor.source import Unit
from backprop.doctor.states import State

__all__ = ["cured", "everywhere", "functions", "length", "scene_of"]

LONGEST_WORD = 24


def cured(program: Program, state: State, cure: Cure) -> State:
    """Return the state as it is read while the right values stand in a place."""
    readings = []
    for reading, wanted in zip(state.readings, cure.wanted, strict=True):
        record = RecordCured({cure.site.number: wanted})
        outcome = program.outcome(reading.point.draw, record)
        readings.append(Reading(reading.point, record, outcome, reading.right))
    return replace(state, readings=readings)


def scene_of(
    program: Program,
    state: State,
    site: Site,
    wanted: Sequence[dict],
    free: bool = False,
    whole: bool = False,
) -> Scene | None:
    """Return what is known about a line; None if too little was recorded."""
    unit = site.unit
    sites = [one for one in state.version.sites.values() if one.unit is unit]
    namespace = {**program.globals_of(unit), **_around(program, unit)}
    tree = state.version.trees[unit]
    found = scene(site, tree, state.readings, wanted, namespace, sites, free, whole)
    if found is None:
        return None
    found.strings, found.borrowed = _words(state)
    found.later = tuple(_later(found, state.readings))
    if site.target:
        found.elsewhere = tuple(
            one.node
            for one in state.version.sites.values()
            if one.kind == "root" and one.target == site.target and one.function != site.function
        )
    return found


def _words(state: State) -> tuple[tuple[str, ...], tuple]:
    """Return short strings, and expressions with the names in them, of the reader's text."""
    if state.version.words is None:
        strings, written = {}, {}
        for tree in state.version.trees.values():
            for one in ast.walk(tree):
                if (
                    isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and 0 < len(one.value) < LONGEST_WORD
                    and not one.value.isspace()
                ):
                    strings[one.value] = None
            for one in expressions(tree):
                if 2 <= length(one) <= LONG:
                    names = {x.id for x in ast.walk(one) if isinstance(x, ast.Name)}
                    written.setdefault(ast.dump(one), (unnumbered(one), names))
        state.version.words = tuple(strings), tuple(written.values())
    return state.version.words


def _around(program: Program, unit: Unit) -> dict:
    """Return the variables of the functions around those of a unit."""
    sources, found = program.sources, {}
    for code in unit.codes:
        for function in sources.functions.get(code, ()):
            for name, cell in sources.cells(function).items():
                with contextlib.suppress(ValueError):
                    found[name] = cell.cell_contents
    return found


def _later(place: Scene, readings: Sequence[Reading]) -> Iterator[tuple]:
    """Yield the statements behind one, as far as the first that uses its variable."""
    if isinstance(place.statement, ast.Lambda | ast.ListComp):
        return
    name = getattr(place.site.node if place.site.kind == "after" else None, "id", place.site.target)
    for one in ast.walk(place.function):
        for body in (getattr(one, "body", None), getattr(one, "orelse", None)):
            if isinstance(body, list) and place.statement in body:
                for later in body[body.index(place.statement) + 1 :]:
                    marks = [one.record.variables.get(later.number, []) for one in readings]
                    if all(marks):
                        yield later, marks
                    if any(isinstance(x, ast.Name) and x.id == name for x in ast.walk(later)):
                        return


def everywhere(program: Program, state: State) -> list[Scene]:
    """Return the lines of the gradient, the last first; those that failed before all."""
    if state.scenes is None:
        sites = places(program, state.version, state.readings[0])
        sites = [one for one in sites if one.kind != "inner"][::-1]
        sites = [*_failing(state), *sites, *_heads(program, state)]
        nothing = [{}] * len(state.readings)
        found = [scene_of(program, state, one, nothing, free=True) for one in sites]
        state.scenes = [one for one in found if one is not None]
    return state.scenes


def _heads(program: Program, state: State) -> list[Site]:
    """Return the heads of the loops and branches of the gradient as sites."""
    found = []
    for function, unit in functions(program, state):
        for one in ast.walk(function):
            head = getattr(one, "iter", getattr(one, "test", None))
            if isinstance(one, ast.For | ast.While | ast.If):
                found.append(Site(-1, unit, function.name, one, head, "head"))
    return found


def _failing(state: State) -> list[Site]:
    """Return the sites of the statements in which the gradient raised an error."""
    error, found = state.readings[0].outcome.error, []
    trace = error.__traceback__ if error is not None else None
    lines = set()
    while trace is not None:
        lines.add((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    shared = state.readings[0].point.pool.executed
    for site in state.version.sites.values():
        span = range(site.statement.lineno, site.statement.end_lineno + 1)
        if (
            site.kind != "inner"
            and site.number not in shared
            and any((site.unit.filename, line) in lines for line in span)
        ):
            found.append(site)
    return found[::-1]


def functions(program: Program, state: State) -> list[tuple[ast.FunctionDef, Unit]]:
    """Return the functions that the gradient runs and the cost does not, or not all of."""
    sites = [*places(program, state.version, state.readings[0]), *_failing(state)]
    found = {}
    for site in sites:
        tree = state.version.trees[site.unit]
        for one in ast.walk(tree):
            if (
                isinstance(one, ast.FunctionDef)
                and one.name == site.function
                and one.lineno <= site.statement.lineno <= one.end_lineno
            ):
                found[id(one)] = (one, site.unit)
    return list(found.values())


def length(node: ast.AST) -> int:
    """Return how many expressions a tree is made of."""
    return sum(isinstance(one, ast.expr) for one in ast.walk(node))
