"""From the reader's own cost and gradient to the report: truth, localise, repair, report."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from backprop.doctor.bands import ArrayVerdict
from backprop.doctor.exceptions import describe
from backprop.doctor.findings import Wording, source_line, upper
from backprop.doctor.locate import points, read
from backprop.doctor.program import Program, Unusable
from backprop.doctor.repair import Repair
from backprop.doctor.report import Finding, Report
from backprop.doctor.source import Hang
from backprop.doctor.states import State
from backprop.doctor.structure import Mismatch
from backprop.doctor.truth import differentiate, judge

__all__ = ["diagnose_program"]

MOST_AT_HOME = 64  # examples with which the reader's own data are looked at too
RANK = {"rounding": 0, "guard": 1, "wrong": 2}
CAUGHT = (Exception, SystemExit, Hang)  # whatever the reader's code may do


def diagnose_program(
    gradient: Callable,
    cost: Callable | None,
    params: Any,
    data: Any,
    *,
    seconds: float,
    seed: int,
    step: bool = False,
    alpha: float | None = None,
) -> Report:
    """Say whether a gradient is that of a cost, and if not, which line is wrong."""
    clock = Clock(seconds)
    limit = max(1.0, seconds / 6)
    data = _as_tuple(data)
    try:
        program = Program(
            gradient, cost, params, data, seconds=limit, seed=seed, step=step, alpha=alpha
        )
        with program.running():
            return Consultation(program, clock).report()
    except Unusable as error:
        return _unusable(error)


def _as_tuple(data: Any) -> tuple:
    if data is None:
        return ()
    if isinstance(data, dict):
        return tuple(data.values())
    return data if isinstance(data, tuple) else (data,)


def _unusable(error: Unusable) -> Report:
    cause = error.cause
    if isinstance(cause, Hang):
        source = source_line(cause.filename, cause.line)
        where = {"line": cause.line, "file": cause.filename, "source": source}
        return Report((Finding("hang", None, upper(str(error)), place="", **where),))
    message = str(error) if cause is None else f"{error}: {describe(cause)}"
    return Report((Finding("exception", None, upper(message), place=""),))


class Clock:
    """Whether a share of the time has not passed yet."""

    def __init__(self, seconds: float):
        self.start, self.seconds = time.monotonic(), seconds

    def __call__(self, share: float = 1.0) -> bool:
        return time.monotonic() - self.start < share * self.seconds


class Consultation:
    """One diagnosis of a program that is running with its probes."""

    def __init__(self, program: Program, clock: Clock):
        self.program, self.clock = program, clock
        self.notes: list[str] = []

    def report(self) -> Report:
        """Return what there is to say: the truth always, the line where it can be had."""
        program = self.program
        unsteady = self._unsteady()
        if unsteady:
            return Report((unsteady,))
        truths = self._truths()
        if program.step:
            truths = self._with_rate(truths)
        outcomes = [program.outcome(draw) for draw, _ in truths]
        verdicts = self._verdicts(truths, outcomes)
        right = bool(verdicts) and all(one.correct for one in verdicts)
        if right:
            verdicts = self._at_home(verdicts)
        found = Report(
            tuple(self._symptoms(outcomes)),
            arrays=tuple(verdicts),
            tested=self._tested(truths),
            subject="update" if program.step else "gradient",
        )
        if not right and not isinstance(outcomes[0].error, Hang):
            apart = self._random_apart(truths[0][0])
            if apart is not None:  # no line is wrong by itself, and a fix could agree by chance
                return replace(found, findings=(*found.findings, apart))
            self._hard_coded()
            found = self._with_lines(found, truths)
        return replace(found, notes=tuple(self.notes))

    # truth

    def _truths(self) -> list[tuple]:
        """Return two draws and the derivatives there; draws where much of it is 0 are redrawn."""
        found = []
        for k in range(2):
            tried = []
            for again in range(4):
                draw = self.program.family(k, again)
                try:
                    truth = differentiate(self.program, draw)
                except CAUGHT as error:
                    failure = error
                    continue
                tried.append((truth.zeros + 5 * truth.kinks, again, draw, truth))
                if not tried[-1][0] or not self.clock(0.15):
                    break
            if not tried:
                raise Unusable("your cost could not be differentiated", failure)
            found.append(min(tried, key=lambda one: one[:2])[2:])
        return found

    def _with_rate(self, truths: list[tuple]) -> list[tuple]:
        """Find out the learning rate, and how exact a gradient can be that is read off a move."""
        program = self.program
        program.estimate(*zip(*truths, strict=True))
        rate = program.rate
        of = f"your {rate.name}" if rate.name else "estimated"
        self.notes.append(
            f"The learning rate is taken to be {rate.value:.6g}"
            + ("." if program.alpha_given else f" ({of}).")
        )
        found = []
        for draw, truth in truths:
            size = max((np.abs(one).max(initial=0) for one in draw.arrays.values()), default=0)
            noise = max(truth.noise, 4e-16 * size / abs(rate.value))
            found.append((draw, replace(truth, noise=noise)))
        return found

    def _unsteady(self) -> Finding | None:
        """Compare the cost with itself."""
        draw = self.program.family(0)
        a, b = self.program.cost(draw), self.program.cost(draw)
        if a != b and not (np.isnan(a) and np.isnan(b)):
            message = "Your cost gives different numbers for the same arguments"
            return Finding("changes-between-calls", None, message, place="")
        return None

    def _random_apart(self, draw) -> Finding | None:
        """Say so if the cost and the gradient cannot see the same random numbers."""
        program = self.program
        if program.cost_first or program.single:
            return None
        program.cost(draw)
        of_cost = program.snapshot.moved()
        program.outcome(draw)
        of_gradient = program.snapshot.moved()
        if not of_cost or not of_gradient or of_cost == of_gradient:
            return None
        a, b = " and ".join(of_cost), " and ".join(of_gradient)
        if a == b:
            text = f"Your cost and your gradient draw another amount of random numbers from {a}"
        else:
            text = f"Your cost draws random numbers from {a}, your gradient from {b}"
        text += ": a mask that both need has to be drawn once, and kept"
        return Finding("other-random-numbers", None, text, place="")

    def _symptoms(self, outcomes) -> list[Finding]:
        outcome = next((one for one in outcomes if one.error is not None), outcomes[0])
        found, error = [], outcome.error
        what = "update" if self.program.step else "gradient"
        if isinstance(error, Hang):
            text = f"Your {what} did not come to an end; when it was stopped, it was here"
            source = source_line(error.filename, error.line)
            where = {"line": error.line, "file": error.filename, "source": source}
            found.append(Finding("hang", None, text, place="", **where))
        elif isinstance(error, Mismatch):
            found.append(Finding(error.id, None, upper(str(error)), place="shapes"))
        elif error is not None:
            text = f"Your {what} raised {describe(error)}"
            found.append(Finding("exception", None, text, place=""))
        if outcome.changed:
            text = f"Your gradient changes the parameters: {', '.join(outcome.changed)}"
            found.append(Finding("modifies-inputs", None, text, place="update"))
        return found

    def _verdicts(self, truths, outcomes) -> list[ArrayVerdict]:
        """Return, for each array, the worst verdict of the points."""
        per_point = [
            judge(self.program, outcome.arrays, truth)
            for (_, truth), outcome in zip(truths, outcomes, strict=True)
            if outcome.arrays is not None
        ]
        if len(per_point) < len(outcomes):
            return []
        return [max(many, key=lambda one: RANK[one.band]) for many in zip(*per_point, strict=True)]

    def _here(self) -> tuple[Any, list[ArrayVerdict]]:
        """Return the truth, and the verdicts, on the reader's own data."""
        draw = self.program.own_draw()
        if (draw.m or 0) > MOST_AT_HOME or not self.clock(0.3):
            return None, []
        try:
            truth = differentiate(self.program, draw)
            outcome = self.program.outcome(draw)
            return truth, [] if outcome.arrays is None else judge(
                self.program, outcome.arrays, truth
            )
        except CAUGHT:
            return None, []

    def _at_home(self, verdicts: list[ArrayVerdict]) -> list[ArrayVerdict]:
        """Judge a gradient that is right elsewhere on the reader's own data, too."""
        truth, here = self._here()
        if truth is None or truth.kinks or not here or all(one.correct for one in here):
            return verdicts
        self.notes.append(
            "On other data it is right; it is on your own that it is not: integers among them "
            "may be what floats are cut down to."
        )
        return here

    def _hard_coded(self) -> None:
        """Say so if the gradient is right for the reader's own number of examples only."""
        truth, here = self._here()
        m = self.program.own_draw().m
        if m and truth is not None and here and all(one.correct for one in here):
            self.notes.append(
                f"For your own {m} examples it is right, for another number it is not: "
                "a number is hard-coded."
            )

    def _tested(self, truths) -> str:
        counts = ", ".join(str(draw.m) for draw, _ in truths if draw.m)
        how = "complex step" if truths[0][1].exact else "central differences"
        numbers = sum(int((~np.isnan(one)).sum()) for one in truths[0][1].arrays)
        where = f" (m = {counts})" if counts else ""
        return (
            f"Compared at {len(truths)} random points near yours{where}: {numbers} numbers "
            f"each, by {how}."
        )

    # localise and repair

    def _with_lines(self, found: Report, truths) -> Report:
        """Return the report with the lines that are wrong, if they can be had."""
        program = self.program
        if not program.sources.units:
            why = "; ".join(program.sources.unsourced.values()) or "no source was found"
            self.notes.append(f"The line is not to be had: {why}.")
            return found
        try:
            return self._searched(found, truths)
        except CAUGHT as error:
            self.notes.append(f"The search for the line did not come to its end: {_cut(error)}.")
            return found

    def _searched(self, found: Report, truths) -> Report:
        program = self.program
        for _, why in sorted(program.sources.unsourced.items()):
            self.notes.append(f"The line could not be looked for: {why}.")
        near = points(program, 2, truths)
        start = State(program.version, [read(program, point) for point in near])
        repair = Repair(program, near, self.clock)
        end = repair.search(start)
        wording = Wording(program, repair.library, near[0].draw.m)
        findings = wording.findings(start, end)
        repaired = self._fresh(end) if end.fixes else None
        listing = wording.listing(start, findings)
        kept = () if repaired else found.findings
        return replace(found, findings=(*findings, *kept), repaired=repaired, listing=listing)

    def _fresh(self, end: State) -> bool:
        """Run the whole gradient with all fixes, at a point that was not used before."""
        if end.wrong:
            return False
        program, draw = self.program, self.program.family(2)
        with program.trying(end.version.units):
            try:
                truth = differentiate(program, draw)
                outcome = program.outcome(draw)
                verdicts = judge(program, outcome.arrays, truth) if outcome.arrays else []
            except CAUGHT:
                return False
        return bool(verdicts) and all(one.correct for one in verdicts) and not outcome.changed


def _cut(error: BaseException) -> str:
    text = f"{type(error).__name__}: {error}"
    return text if len(text) < 120 else f"{text[:119]}…"
