"""Ways of looking for edits, from where something is known to everywhere.

Each is a generator of (edit, unit, cure) that is told of each whether the whole gradient
is better with it.
"""

import ast
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from backprop.doctor.edits.insert import inserted, rescaled
from backprop.doctor.edits.scene import Edit, Scene, guarded, names_in
from backprop.doctor.edits.solve import solutions
from backprop.doctor.edits.statements import STATEMENTS, blocks
from backprop.doctor.everywhere import Group, edits_of, groups, heads
from backprop.doctor.labels import Library, matches_label
from backprop.doctor.locate import Cure
from backprop.doctor.probe import Hooks
from backprop.doctor.program import Program
from backprop.doctor.stage import cured, everywhere, functions, length, scene_of
from backprop.doctor.states import State
from backprop.doctor.structure import gradient_name
from backprop.doctor.upstream import upstream

__all__ = ["Way", "Ways"]

MOST_CURES = 14
MOST_PASSING = 6  # edits of one scene that are run whole
MOST_TWICE = 4  # places where two edits at once are tried
FIRST_RULES = 7  # rules for statements that are tried at once
ALIAS = 0.3  # what is saved by adding to a line that only gives another name
HANDED_ON = 0.45  # what an edit costs more of what is only handed back
FOREIGN = 0.3  # what a name costs that the function does not have
LENGTHY = 0.06  # what a node more costs
SIMPLE = 1.45  # the cost of an edit that may be one of two


class Way(NamedTuple):
    """A way of looking for edits.

    Attributes
    ----------
    look : callable
        look(state) is a generator of (edit, unit, cure).
    slow : bool
        Whether it is gone only where the others lead nowhere.
    last_quick : bool
        Whether, before the slow ones, further places are looked for.
    """

    look: Callable[[State], Iterator]
    slow: bool = False
    last_quick: bool = False


class Ways:
    """All ways of looking for edits of one program.

    Parameters
    ----------
    program : Program
        Running.
    library : callable
        library() returns what the reader's variables may equal.
    clock : callable
        clock(share) says whether that share of the time has not passed yet.
    seconds : float
        How long one evaluation may take.
    """

    def __init__(self, program: Program, library: Callable[[], Library], clock, seconds: float):
        self.program, self.library, self.clock, self.seconds = program, library, clock, seconds

    def all(self) -> list[Way]:
        """Return the ways in the order in which they are gone."""
        return [
            Way(self.where_cured),
            Way(self.by_library),
            Way(self.of_statements),
            Way(self.of_heads, last_quick=True),
            Way(self.worked_out, slow=True),
            Way(self.two_at_once, slow=True),
            Way(self.anywhere, slow=True),
        ]

    # where the right values are known

    def where_cured(self, state: State) -> Iterator[tuple]:
        """Yield what gives the wanted value where it stands, of the edits that are soon tried."""
        yield from self._of_statements(state, STATEMENTS[:FIRST_RULES])  # few, and soon done
        yield from self._candidates(state, True)

    def worked_out(self, state: State) -> Iterator[tuple]:
        """Yield the same of the others: products in scope, and the line written anew."""
        return self._candidates(state, False)

    def _candidates(self, state: State, quick: bool) -> Iterator[tuple]:
        for group in _ordered(state.cures):
            for cure in group[:MOST_CURES]:
                if not self.clock(0.8):
                    return
                yield from self._edits_at(state, cure, quick)

    def _edits_at(self, state: State, cure: Cure, quick: bool) -> Iterator[tuple]:
        """Yield the edits that give what is wanted in one place, or in those upstream of it."""
        for place, unit in self._scenes_at(state, cure):
            passing, once = [], []
            with (hooks := Hooks()).active(self.seconds):
                for edit in _soon(place) if quick else _solved(place, False):
                    hooks.deadline = time.monotonic() + self.seconds
                    if place.judge(edit):
                        passing.append(edit)
                    elif len(place.spots[0]) > 1 and place.judge(edit, once=True):
                        once.append(edit)
                if quick and not self._is_forward(state, place):
                    passing += [*guarded(inserted(place)), *guarded(rescaled(place))]
            for edits in (passing, once):
                edits = [replace(edit, cost=far(place, edit)) for edit in edits]
                for edit in sorted(edits, key=lambda one: one.cost)[:MOST_PASSING]:
                    yield edit, unit, cure

    def _is_forward(self, state: State, place: Scene) -> bool:
        """Return whether a line gives a value of the cost: nothing is to be done to that."""
        labels = self.library().of_site(place.site, state.readings[0].record)
        return any(one.source == "value" for one in labels)

    def _scenes_at(self, state: State, cure: Cure) -> Iterator[tuple]:
        """Yield the line of a cure, and those upstream, with what is wanted there."""
        program = self.program
        seen = cured(program, state, cure)
        place = scene_of(program, seen, cure.site, cure.wanted)
        if place is not None:
            yield place, cure.site.unit
            if place.site.kind != cure.site.kind:
                whole = scene_of(program, seen, cure.site, cure.wanted, whole=True)
                yield whole, cure.site.unit
        for one in upstream(program, seen, cure, place):
            other = scene_of(program, seen, one.site, one.wanted)
            if other is not None:
                yield other, one.site.unit

    def two_at_once(self, state: State) -> Iterator[tuple]:
        """Yield two edits of one line that together give what is wanted."""
        chosen = [cure for group in _ordered(state.cures) for cure in group]
        for cure in chosen[:MOST_TWICE]:
            for place, unit in self._scenes_at(state, cure):
                passing = []
                with (hooks := Hooks()).active(self.seconds):
                    for edit in _pairs(place):
                        hooks.deadline = time.monotonic() + self.seconds
                        if not self.clock(0.7):
                            break
                        if place.judge(edit):
                            passing.append(replace(edit, cost=far(place, edit)))
                for edit in sorted(passing, key=lambda one: one.cost)[:MOST_PASSING]:
                    yield edit, unit, cure

    # everywhere

    def by_library(self, state: State) -> Iterator[tuple]:
        """Yield edits after which a variable that equalled nothing equals something."""
        reading = state.readings[0]
        for place in everywhere(self.program, state):
            if place.site.kind == "head" or not self.clock(0.75):
                continue
            if self.library().of_site(place.site, reading.record):
                continue
            for group in self.groups(place):
                if self.library().find(group.value):
                    yield from _of_group(group)

    def labelled(self, state: State) -> Iterator[tuple]:
        """Yield (edit, unit, named) after which a variable is a derivative of the cost.

        Named: of the value that the variable's name says.
        """
        library, reading = self.library(), state.readings[0]
        names = {library.pool.name(number) for number in library.pool.numbers}
        for place in everywhere(self.program, state):
            site = place.site
            if site.kind == "head" or library.of_site(site, reading.record):
                continue
            tells = any(gradient_name(site.target, name) for name in names)
            for group in self.groups(place):
                found = [one for one in library.find(group.value) if one.source == "slope"]
                named = any(matches_label(site, one, library.pool) for one in found)
                if found and (named or not tells):
                    yield group.edits[0], site.unit, named

    def of_heads(self, state: State) -> Iterator[tuple]:
        """Yield edits of what loops run over and branches depend on."""
        for place in everywhere(self.program, state):
            if place.site.kind == "head" and self.clock(0.8):
                for group in self.groups(place):
                    yield from _of_group(group)

    def anywhere(self, state: State) -> Iterator[tuple]:
        """Yield all edits of all lines that the wrong entries depend on."""
        for place in everywhere(self.program, state):
            if place.site.kind == "head":
                continue
            for group in self.groups(place):
                if not self.clock(0.8):
                    return
                yield from _of_group(group)

    def groups(self, place: Scene) -> list[Group]:
        """Return the edits of a line by what they come to; worked out once."""
        if place.groups is None:
            with Hooks().active(self.seconds * 4):
                edits = heads(place) if place.site.kind == "head" else edits_of(place)
                place.groups = groups(place, edits)
        return place.groups

    # whole statements

    def of_statements(self, state: State) -> Iterator[tuple]:
        """Yield edits of whole statements."""
        return self._of_statements(state, STATEMENTS[FIRST_RULES:])

    def _of_statements(self, state: State, rules) -> Iterator[tuple]:
        for node, unit in functions(self.program, state):
            numbers = _numbers_in(node)
            for rule in rules:
                for block in blocks(unit, node):
                    for i in range(len(block.body)):
                        for lines in rule.make(block, i, numbers):
                            if not self.clock(0.8):
                                return
                            yield Edit(rule, (), rule.cost, tuple(lines)), unit, None


def _ordered(cures: list[Cure]) -> tuple[list[Cure], list[Cure]]:
    """Return the cures that make the most right, and the others."""
    best = max((cure.gain for cure in cures), default=0)
    chosen = [c for c in cures if c.site.kind != "inner"] or cures
    first = [c for c in chosen if c.gain == best and not c.lost]
    return first, [c for c in chosen if c not in first and c.gain > c.lost]


def _of_group(group: Group) -> Iterator[tuple]:
    """Yield an edit, and those that come to the same if it makes the gradient better."""
    first, *rest = group.edits
    better = yield first, group.site.unit, None
    for edit in rest if better else ():
        yield edit, group.site.unit, None


def far(place: Scene, edit: Edit) -> float:
    """Return how far-fetched an edit is: more so the longer the line becomes by it."""
    if edit.lines is not None:
        return edit.cost
    first = edit.swaps[0][0]
    grown = sum(length(new) - length(old) for old, new in edit.swaps)
    more = LENGTHY * grown + FOREIGN * len(_foreign(place, edit))
    if isinstance(place.statement, ast.Return):  # what is handed back was computed before
        more += HANDED_ON * isinstance(first, ast.Name | ast.Attribute | ast.Subscript)
        return edit.cost + more
    root = place.site.node
    alias = place.site.kind == "root" and isinstance(root, ast.Name) and root is first
    return edit.cost + more - ALIAS * (alias and more > 0)


def _foreign(place: Scene, edit: Edit) -> set[str]:
    """Return the names that an edit brings into a function that has them nowhere."""
    new = set().union(*(names_in(new) for _, new in edit.swaps))
    functions = {name.partition(".")[0] for name in place.functions}
    return new - place.names_here - functions - {"np", "numpy"}


def _soon(place: Scene) -> Iterator[Edit]:
    """Yield the edits of a line that are soon tried."""
    yield from edits_of(place)
    yield from _solved(place, True)


def _solved(place: Scene, quick: bool) -> Iterator[Edit]:
    """Yield the edits of a line that are worked out from what is wanted."""
    for rule, node, new, cost in guarded(solutions(place, quick)):
        yield Edit(rule, ((node, new),), cost, None, node.lineno)


def _pairs(place: Scene) -> Iterator[Edit]:
    """Yield pairs of simple edits of one line that do not touch."""
    simple = [one for one in edits_of(place) if one.cost <= SIMPLE and len(one.swaps) == 1]
    inside = {id(n): {id(x) for x in ast.walk(n)} for n in place.nodes()}
    simple.sort(key=lambda one: one.cost)
    for one, other in combinations(simple[:150], 2):
        (a, _), (b, _) = one.swaps[0], other.swaps[0]
        if id(a) not in inside[id(b)] and id(b) not in inside[id(a)]:
            cost = one.cost + other.cost - 0.5
            yield Edit(one.rule, (*one.swaps, *other.swaps), cost, None, one.line)


def _numbers_in(node: ast.AST) -> list[str]:
    """Return names in a function that may count the examples."""
    names = dict.fromkeys(one.id for one in ast.walk(node) if isinstance(one, ast.Name))
    counts = [
        name
        for name in names
        if name.lower() in ("m", "n", "num", "n_samples", "batch_size", "num_examples")
    ]
    arrays = [f"len({name})" for name in names if name in ("X", "x", "inputs", "data")]
    return (counts + arrays)[:3]
