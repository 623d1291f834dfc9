"""What was found, in the reader's own words: the line as it stands, as it should, and why."""

import ast
import linecache
import textwrap
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np

from backprop.doctor.labels import Label, Library, matches_label
from backprop.doctor.listing import Line, Listing
from backprop.doctor.locate import Cure, places
from backprop.doctor.names import name_of
from backprop.doctor.program import Program
from backprop.doctor.report import Alternative, Finding
from backprop.doctor.source import Unit
from backprop.doctor.states import Fix, State

__all__ = ["Wording", "source_line", "upper"]

MOST_LINES = 120
MOST_ALTERNATIVES = 3
FAR, NEAR = 0.5, 0.25  # how much more far-fetched another line's edit may be; the same line's


class Wording:
    """Findings about one program.

    Parameters
    ----------
    program : Program
        Running.
    library : Library
        What its variables may equal.
    m : int or None
        The number of examples of the draw that the numbers are from.
    """

    def __init__(self, program: Program, library: Library, m: int | None):
        self.program, self.library, self.m = program, library, m
        self._known: set[tuple] | None = None

    def findings(self, start: State, end: State) -> list[Finding]:
        """Return a finding for each fix, and one for what is wrong still."""
        found = []
        for i, fix in enumerate(end.fixes):
            others = end.others if i == len(end.fixes) - 1 else ()
            found.append(self._of_fix(fix, start, end, others))
        found = self._without_overlaps(found, end)
        if end.wrong:
            located = self._of_cure(end if end.fixes else start)
            taken = {(one.file, one.line) for one in found}
            found += [located] if located and (located.file, located.line) not in taken else []
        return sorted(found, key=lambda one: (one.file or "", one.line or 0))

    # a fix

    def _of_fix(self, fix: Fix, start: State, end: State, others) -> Finding:
        line, source, text = self._placed(fix)
        alternatives = self._others(fix, line, others)
        expected, label = self._expected(fix, start, end)
        id, place = name_of(fix, label, self.library.pool)
        return Finding(
            id=id,
            layer=None,
            message=upper(fix.edit.rule.sentence),
            place=place,
            line=line,
            file=fix.unit.filename,
            source=source,
            expected=expected,
            fix=text,
            alternatives=alternatives,
        )

    def _others(self, fix: Fix, line: int, others) -> tuple[Alternative, ...]:
        """Return other edits that do as well: of other lines the best each, then of this one."""
        found: dict[int, Alternative] = {}
        for other in others:
            at, was, becomes = self._placed(other)
            far = other.edit.cost - fix.edit.cost
            if at not in found and far <= (FAR if at != line else NEAR):
                found[at] = Alternative(at, was, becomes)
        ordered = sorted(found.values(), key=lambda one: one.line == line)
        return tuple(ordered[:MOST_ALTERNATIVES])

    def _placed(self, fix: Fix) -> tuple[int, str, str]:
        """Return the line in the reader's file, what stands there, and what should."""
        at, old, new = fix.place
        original = next(
            u
            for u in self.program.version.units
            if (u.filename, u.start) == (fix.unit.filename, fix.unit.start)
        )
        index = at - fix.unit.start
        if not old:  # lines are added: show them behind the line before
            last, behind = fix.unit.lines[max(index - 1, 0)], fix.unit.lines[index : index + 1]
            if behind and _indent(last) != _indent(new[0]) == _indent(behind[0]):
                old, new = behind, [*new, *behind]
            else:
                index = max(index - 1, 0)
                old, new = [last], [last, *new]
        index = _before(original.lines, fix.unit.lines, index)
        kept = bool(new) and _indent(new[0]) != _indent(old[0])
        return original.start + index, _dedented(old), "\n".join(new) if kept else _dedented(new)

    def _without_overlaps(self, found: list[Finding], end: State) -> list[Finding]:
        """Return findings no two of which are about the same lines: those are told as one."""
        kept: list[Finding] = []
        for one in sorted(found, key=lambda one: (one.file, one.line)):
            last = kept[-1] if kept else None
            if last and last.file == one.file and one.line <= _last(last):
                kept[-1] = self._joined(last, max(_last(last), _last(one)), end)
            else:
                kept.append(one)
        return kept

    def _joined(self, first: Finding, last: int, end: State) -> Finding:
        """Return the finding about the lines from that of the first on, all changes made."""
        before = self._unit_of(first.file, first.line)
        after = next(
            u for u in end.version.units if (u.filename, u.start) == (first.file, before.start)
        )
        a, b = first.line - before.start, last - before.start
        c, d = (_before(after.lines, before.lines, i) for i in (a, b + 1))
        old, new = before.lines[a : b + 1], after.lines[c:d]
        return replace(first, source=_dedented(old), fix=_dedented(new), alternatives=())

    def _unit_of(self, file: str, line: int) -> Unit | None:
        """Return the reader's own text around a line."""
        for unit in self.program.version.units:
            if unit.filename == file and unit.start <= line < unit.start + len(unit.lines):
                return unit
        return None

    def _expected(self, fix: Fix, start: State, end: State) -> tuple[str | None, Label | None]:
        """Return what the line gives once it is right, in the reader's names."""
        at, _, new = fix.place
        last = next(
            u
            for u in end.version.units
            if (u.filename, u.start) == (fix.unit.filename, fix.unit.start)
        )
        first = last.start + _before(last.lines, list(fix.lines), at - fix.unit.start)
        lines = range(first, first + max(1, len(new)))
        pool, known = self.library.pool, self._labelled(start)
        found = []
        for site in places(self.program, end.version, end.readings[0]):
            if site.kind == "inner" or site.line not in lines or site.unit is not last:
                continue
            for label in self.library.of_site(site, end.readings[0].record):
                same = (site.target, label.source, label.number) in known
                rank = (
                    same,
                    not matches_label(site, label, pool),
                    label.source != "slope",
                    label.factor < 0,
                )
                found.append((rank, len(found), label))
        if not found:
            return None, None
        label = min(found)[2]
        return self.words(label), label

    def _labelled(self, state: State) -> set[tuple]:
        """Return which variables equalled what before anything was changed."""
        if self._known is None:
            reading, self._known = state.readings[0], set()
            for site in places(self.program, state.version, reading):
                if site.kind != "inner":
                    for label in self.library.of_site(site, reading.record):
                        self._known.add((site.target, label.source, label.number))
        return self._known

    def words(self, label: Label) -> str:
        """Return what a value is: "∂J/∂Z1, the derivative of ..."."""
        pool = self.library.pool
        name, line = pool.text(label.number), pool.line(label.number)
        where = f" (line {line})" if line else ""
        if name.endswith("∂J/∂" + name.split(" ")[0]):
            return name
        if label.source == "value":
            return f"{name}, as your cost computes it{where}"
        times = _times(label.factor, self.m)
        return (
            f"{times}∂J/∂{_bracketed(name)}, the derivative of the cost with respect to "
            f"your {name}{where}"
        )

    # a place without a fix

    def _of_cure(self, state: State) -> Finding | None:
        """Return the place where the right numbers would make more of the gradient right."""
        cures = [c for c in state.cures if c.site.kind != "inner"] or state.cures
        if not cures:
            return None
        best = [c for c in cures if c.gain == cures[0].gain]
        reading = state.readings[0]
        odd = [c for c in best if not self.library.of_site(c.site, reading.record)]
        cure = (odd or best)[0]
        unit, site = cure.site.unit, cure.site
        source = _dedented(unit.lines[site.line - unit.start :][:1])
        label = None
        if cure.recipe is not None:
            label = Label(cure.recipe.source, cure.recipe.number, cure.factors[0])
        return Finding(
            id="",
            layer=None,
            message=_seen(cure, reading),
            place="",
            line=site.line,
            file=unit.filename,
            source=source,
            expected=self.words(label) if label else None,
        )

    # the lines

    def listing(self, start: State, findings: list[Finding]) -> Listing | None:
        """Return the lines of the function in which the first finding is."""
        first = next((one for one in findings if one.line is not None), None)
        if first is None:
            return None
        unit = self._unit_of(first.file, first.line)
        if unit is None:
            return None
        reading, states = start.readings[0], {}
        for site in places(self.program, start.version, reading):
            if site.unit is unit and site.kind != "inner":
                labels = self.library.of_site(site, reading.record)
                if labels:
                    states[site.line] = ("right", self.words(labels[0]))
        wrong = {one.line: one for one in findings if one.file == unit.filename}
        lines = []
        for number in _function_around(start.version.trees[unit], first.line, unit):
            state, said = states.get(number, ("", ""))
            if number in wrong:
                state, said = "wrong", wrong[number].expected or ""
            lines.append(Line(number, unit.lines[number - unit.start], state, said))
        return Listing(unit.filename, tuple(lines))


def _function_around(tree: ast.Module, line: int, unit: Unit) -> range:
    """Return the lines of the innermost function around a line."""
    found = range(unit.start, unit.start + len(unit.lines))
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef) and one.lineno <= line <= one.end_lineno:
            found = range(one.lineno, one.end_lineno + 1)
    return found[:MOST_LINES]


def _last(finding: Finding) -> int:
    """Return the last line that a finding is about."""
    return finding.line + (finding.source or "").count("\n")


def _seen(cure: Cure, reading) -> str:
    """Return a sentence about a place for which no edit was found."""
    k = min(cure.wanted[0])
    mine = np.ravel(reading.record.values[cure.site.number][k])[:4]
    ought = np.ravel(cure.wanted[0][k])[:4]
    return (
        "With the right numbers put there more of the gradient comes out right, and no single "
        f"change of a line was found that gives them: yours are {_numbers(mine)}, they should "
        f"be {_numbers(ought)}"
    )


def _before(original: list[str], now: list[str], index: int) -> int:
    """Return which line of the original text a line of an edited one comes from."""
    for tag, a, b, c, d in SequenceMatcher(None, original, now, autojunk=False).get_opcodes():
        if c <= index < d:
            return a + index - c if tag == "equal" else min(a + index - c, max(b - 1, a))
    return index


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _dedented(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(lines)).strip("\n")


def upper(text: str) -> str:
    """Return the text with a capital first."""
    return text[:1].upper() + text[1:]


def _bracketed(name: str) -> str:
    return name if name.replace("_", "").isalnum() else f"({name})"


def _numbers(array) -> str:
    return "[" + ", ".join(f"{float(one):.4g}" for one in array) + ", …" * (len(array) == 4) + "]"


def _times(c: float, m: int | None) -> str:
    """Return a factor in words: "m times "."""
    if abs(c - 1) < 1e-6:
        return ""
    for text, value in (("m", m), ("1/m", 1 / m if m else None), ("minus ", -1.0)):
        if value and abs(c / value - 1) < 1e-6:
            return f"{text}" if value == -1 else f"{text} times "
    return f"{c:.4g} times "


def source_line(filename: str, line: int) -> str:
    """Return a line of a file as it stands, without its indentation."""
    return linecache.getline(filename, line).strip()
