"""The edits after which the gradient is that of the cost, verified by running it.

Places come from `locate`, edits from `ways`; only what gives the value that is wanted
where it stands is run whole.  Several mistakes are mended one after the other, along the
most promising orders; the fewest edits win.
"""

import ast
import operator
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backprop.doctor.edits.scene import Edit
from backprop.doctor.helpers import suspicion
from backprop.doctor.labels import Library, standing
from backprop.doctor.locate import Cure, Locator, Point, places, read
from backprop.doctor.probe import Site
from backprop.doctor.program import Program
from backprop.doctor.rewriting import spliced
from backprop.doctor.source import Hang, Unit
from backprop.doctor.states import Fix, State
from backprop.doctor.truth import same_entries
from backprop.doctor.ways import Way, Ways

__all__ = ["Repair"]

NATURAL = 1.65  # an edit that costs more is taken only if nothing else is found
WIDE = 3  # states that are pursued at each number of edits
DEEP = 5
RIVALS = 16  # edits that are compared by what the reader's variables are with them
MOST_OTHERS = 12
BRACKETED = 0.015  # what a bracket more costs
BRACKET = operator.methodcaller("count", "(")
WORTH = 3  # so many entries must come right for each that goes wrong: it may have been
KEPT = 1e-9  # of the cost: as exactly an edit must leave it as it is


class Repair:
    """The search for edits.

    Parameters
    ----------
    program : Program
        Running.
    points : list of Point
    clock : callable
        clock(share) says whether that share of the time has not passed yet.
    """

    def __init__(self, program: Program, points: Sequence[Point], clock):
        self.program, self.points, self.clock = program, points, clock
        self._library: Library | None = None
        start = time.monotonic()
        for point in points:
            program.outcome(point.draw)
        self.seconds = min(program.seconds, 0.3 + 20 * (time.monotonic() - start))
        self.looks = Ways(program, lambda: self.library, clock, self.seconds)
        self.ways = self.looks.all()
        self.seen: dict[tuple, tuple | None] = {}
        self._suspicion: dict | None = None
        self._run_by_cost: dict | None = None
        self.stumbled: list[BaseException] = []

    @property
    def library(self) -> Library:
        """What the reader's variables may equal."""
        if self._library is None:
            self._library = Library(self.points[0].pool, lambda: self.clock(0.5))
        return self._library

    # one step

    def fixes(self, state: State, thorough: bool) -> list[Fix]:
        """Return the edits that improve a state, the best first.

        What is slow is done only if it is to be thorough; what was done is not done again.
        """
        program = self.program
        with program.sources.installed(state.version.codes):
            if state.locator is None:
                readings, clock = state.readings, lambda: self.clock(0.6)
                state.locator = Locator(program, state.version, readings, clock)
                state.cures = state.locator.look()
            while state.ways < len(self.ways) and not _settled(state.found):
                way = self.ways[state.ways]
                if way.slow and not thorough:
                    break
                state.ways += 1
                self._gather(state, way)
                if way.last_quick:
                    self._further(state)
            return self._by_variables(state, sorted(state.found.values(), key=lambda f: f.rank))

    def _further(self, state: State) -> None:
        """Look for further places, as long as nothing has been found in others."""
        while not state.found and (more := state.locator.look()):
            before, state.cures = state.cures, more
            self._gather(state, self.ways[0])
            state.cures = before + more

    def _gather(self, state: State, way: Way) -> None:
        """Add the fixes that a way of looking for edits leads to."""
        found = state.found
        depths = {fix.place[0]: fix.depth for fix in found.values()}
        for fix in self._verified_of(state, way):
            fix = replace(fix, depth=depths.setdefault(fix.place[0], len(depths)))
            old = found.get(fix.lines)
            if old is None or fix.edit.cost < old.edit.cost:
                found[fix.lines] = fix

    def _verified_of(self, state: State, way) -> Iterator[Fix]:
        """Yield the fixes among the edits of one way, which is told what each has done."""
        edits, better = way.look(state), None
        while True:
            try:
                fix = self.verified(state, *edits.send(better))
            except StopIteration:
                return
            except (Exception, Hang) as error:
                self.stumbled.append(error)
                return
            better = fix is not None
            if better:
                yield fix

    # whole runs

    def verified(
        self, state: State, edit: Edit, unit: Unit, cure: Cure | None, felt: bool = True
    ) -> Fix | None:
        """Return the fix that an edit is, if the whole gradient is better with it.

        Or, if it need not be felt, no worse.
        """
        tree = state.version.trees[unit]
        lines = list(edit.lines) if edit.lines is not None else spliced(unit, tree, edit.swaps)
        if lines is None or lines == unit.lines:
            return None
        key = id(state.version), id(unit), tuple(lines)
        if key not in self.seen:
            self.seen[key] = self._run(state, unit, lines)
        if self.seen[key] is None or (felt and not self.seen[key][0]):
            return None
        brackets = sum(map(BRACKET, lines)) - sum(map(BRACKET, unit.lines))
        edit = replace(edit, cost=edit.cost + BRACKETED * brackets)
        fix = Fix(edit, unit, tuple(lines), *self.seen[key], cure)
        line = fix.place[0]
        return replace(fix, trust=self._trust(unit, line), shared=self._shared(state, unit, line))

    def _run(self, state: State, unit: Unit, lines: list[str]) -> tuple[int, bool] | None:
        """Return how many more entries are right with another text, and whether all are.

        None if too many others go wrong, or if the cost is no longer what it was.
        """
        program, first, complete = self.program, None, True
        usual, program.seconds = program.seconds, self.seconds
        try:
            with program.trying([unit.edited(lines)]):
                for point, reading in zip(self.points, state.readings, strict=True):
                    outcome = program.outcome(point.draw)
                    after = same_entries(program, outcome.arrays, point.truth)
                    better, worse = after & ~reading.right, reading.right & ~after
                    if outcome.changed or outcome.arrays is None:
                        return None
                    if worse.sum() * WORTH > better.sum():
                        return None
                    if not better.any() and not first:
                        first = 0
                        continue
                    cost = point.truth.cost
                    if abs(program.cost(point.draw) - cost) > KEPT * abs(cost):
                        return None
                    more = int(better.sum() - worse.sum())
                    first = more if first is None else min(first, more)
                    complete = complete and bool(after.all())
        except (Exception, SystemExit, Hang):  # whatever an edited text may do
            return None
        finally:
            program.seconds = usual
        return first, complete and first > 0

    def _trust(self, unit: Unit, line: int) -> float:
        """Return how much more far-fetched edits of a line are, for the function around it."""
        if self._suspicion is None:
            self._suspicion = suspicion(self.program, self.points[0].pool)
        for code in unit.codes:
            lines = [at for *_, at in code.co_lines() if at is not None]
            if code in self._suspicion and min(lines) <= line <= max(lines):
                return self._suspicion[code]
        return 0.0

    def _shared(self, state: State, unit: Unit, line: int) -> bool:
        """Return whether the cost depends on the statement in a line, too."""
        if self._run_by_cost is None:
            self._run_by_cost = {}
            for number in self.points[0].pool.executed:
                text = _text(self.program.version.sites[number])
                self._run_by_cost.setdefault(text, []).append(number)
        return any(
            any(map(self.points[0].pool.matters, self._run_by_cost.get(_text(site), ())))
            for site in state.version.sites.values()
            if site.unit is unit and site.statement.lineno <= line <= site.statement.end_lineno
        )

    # which of several

    def _by_variables(self, state: State, fixes: list[Fix]) -> list[Fix]:
        """Order fixes by how many of the reader's variables are right with them."""
        best = [fix for fix in fixes if fix.complete] or fixes
        most = max((fix.gain for fix in best), default=0)
        rivals = [fix for fix in best if fix.gain == most][:RIVALS]
        if len({fix.place[0] for fix in rivals}) < 2:
            return fixes
        counted = {}
        for fix in rivals:
            if not self.clock(0.9):
                break
            counted[id(fix)] = replace(fix, odd=self._odd(state, fix))
        fixes = [counted.get(id(fix), replace(fix, odd=99)) for fix in fixes]
        return sorted(fixes, key=lambda fix: fix.rank)

    def _odd(self, state: State, fix: Fix) -> float:
        after = self.after(state, fix)
        sites = places(self.program, after.version, after.readings[0])
        return -standing(self.library, after.readings[0].record, sites)

    def after(self, state: State, fix: Fix) -> State:
        """Return the state with a fix made."""
        if fix.lines not in state.next:
            version = self.program.edited(state.version, fix.unit, list(fix.lines))
            with self.program.sources.installed(version.codes):
                found = [read(self.program, point) for point in self.points]
            state.next[fix.lines] = State(version, found, (*state.fixes, fix))
        return state.next[fix.lines]

    # several steps

    def search(self, start: State) -> State:
        """Return the best state that can be reached: `wrong` is 0 if its fixes are enough.

        Where edits that make entries right do not lead there, one is made first that
        makes a variable right and is not felt yet, for another mistake comes after it.
        """
        best = start
        for thorough in (False, True):
            for ahead in self._beginnings(start, thorough):
                end = self._pursued(ahead, thorough)
                best = min(best, end, key=lambda one: one.wrong)
                if not best.wrong:
                    return best
        return best

    def _beginnings(self, start: State, thorough: bool) -> Iterator[list[State]]:
        """Yield the states from which to go on: as it is, and with edits that are not felt yet."""
        yield [start]
        for fix in self._unfelt(start):
            yield [self.after(start, fix)]
        felt = [fix for fix in self.fixes(start, thorough) if not fix.complete][:WIDE]
        for state in [self.after(start, fix) for fix in felt]:
            for fix in self._unfelt(state):
                yield [self.after(state, fix)]

    def _pursued(self, frontier: list[State], thorough: bool) -> State:
        """Return the best state that fixes lead to, one after the other."""
        best = min(frontier, key=lambda one: one.wrong)
        for _ in range(DEEP):
            done, ahead = [], []
            for state in frontier:
                if not self.clock(0.85):
                    break
                fixes = self.fixes(state, thorough)
                complete = [fix for fix in fixes if fix.complete]
                if complete:
                    end = self.after(state, complete[0])
                    end.others = tuple(complete[1 : 1 + MOST_OTHERS])
                    done.append(end)
                    continue
                for fix in _various(fixes)[:WIDE]:
                    ahead.append(self.after(state, fix))
            if done:
                return min(done, key=lambda one: one.cost)
            if not ahead:
                break
            ahead.sort(key=lambda one: (one.wrong, one.cost))
            frontier = ahead[:WIDE]
            if frontier[0].wrong < best.wrong:
                best = frontier[0]
        return best

    def _unfelt(self, state: State) -> list[Fix]:
        """Return edits that make a variable a derivative of the cost, and no entry wrong."""
        found = []
        with self.program.sources.installed(state.version.codes):
            for edit, unit, named in self.looks.labelled(state):
                if not self.clock(0.6):
                    break
                fix = self.verified(state, edit, unit, None, felt=False)
                if fix is not None:
                    found.append((not named, edit.cost, fix))
        found.sort(key=lambda one: one[:2])
        return _various([one[2] for one in found])[:WIDE]


def _settled(found: dict[tuple, Fix]) -> bool:
    """Return whether a natural edit, not of what the cost runs too, makes all right."""
    return any(
        fix.complete and not fix.shared and fix.edit.cost <= NATURAL for fix in found.values()
    )


def _text(site: Site) -> tuple:
    return site.unit.filename, site.function, ast.dump(site.statement)


def _various(fixes: list[Fix]) -> list[Fix]:
    """Return the best fix of each line."""
    found: dict[tuple, Fix] = {}
    for fix in fixes:
        found.setdefault((id(fix.unit), fix.place[0]), fix)
    return list(found.values())
