"""What the doctor's answers come to, in numbers and one by one."""

import statistics

import numpy as np

from doctor_programs.ask import Answer
from doctor_programs.cases import Case

KINDS = ("singles", "doubles", "triples", "steps", "crashes")
HEAD = ("mistakes", "n", "verdict %", "line %", "fix %", "elsewhere", "broken")
TIMES = ("median s", "p90 s", "peak MB")
ROW = "{:<10}{:>6}{:>11}{:>9}{:>9}{:>11}{:>9}{:>10}{:>8}{:>9}"


def percent(answers: list[Answer], what: str) -> str:
    return f"{100 * sum(getattr(answer, what) for answer in answers) / len(answers):.1f}"


def times(answers: list[Answer]) -> tuple[str, str, str]:
    """Return the median and the ninth decile of the seconds, and the most memory."""
    done = [a for a in answers if not a.silent]
    if not done:
        return "-", "-", "-"
    seconds = [answer.seconds for answer in done]
    middle, most = np.quantile(seconds, (0.5, 0.9))
    return f"{middle:.2f}", f"{most:.2f}", f"{max(a.megabytes for a in done):.0f}"


def table(given: list[Answer]) -> None:
    """Print a line for the right programs and a row for each kind of wrong ones."""
    right = [a for a in given if a.kind == "right"]
    wrong = [a for a in given if a.kind != "right"]
    if right:
        middle, most, memory = times(right)
        alarms = sum(not a.passed and not a.silent for a in right)
        print(f"right programs: {len(right)}; false alarms: {alarms}; no report:", end=" ")
        print(f"{sum(a.silent for a in right)}; median {middle} s, p90 {most} s, {memory} MB")
    if wrong:
        print(ROW.format(*HEAD, *TIMES))
    groups = {kind: [a for a in wrong if a.kind == kind] for kind in KINDS} | {"all": wrong}
    for kind, group in groups.items():
        if group:
            shares = (percent(group, what) for what in ("verdict", "line", "fix"))
            counts = sum(a.elsewhere > 0 for a in group), sum(a.broken for a in group)
            print(ROW.format(kind, len(group), *shares, *counts, *times(group)))


def what_failed(answer: Answer) -> str:
    if answer.silent:
        return "no report"
    if answer.kind == "right":
        return "called wrong" if not answer.verdict else "findings in a right program"
    missing = [what for what in ("verdict", "line", "fix") if not getattr(answer, what)]
    return ", ".join(missing) + (" (a broken promise)" if answer.broken else "")


def failures(given: list[Answer], cases: list[Case]) -> None:
    """Print each failure: what was planted, and what was said."""
    by_name = {case.name: case for case in cases}
    for answer in sorted((a for a in given if not a.passed), key=lambda a: a.name):
        case = by_name[answer.name]
        print(f"\n{answer.name} [{answer.kind}]: {what_failed(answer)}. {case.note}")
        for edit, place in zip(case.edits, case.places, strict=True):
            new = edit.get("with", "")
            print(f"    planted, line {min(place)}: {edit['line']!r} -> {new!r}")
        print("    said " + answer.said.replace("\n", "\n         "))


def per_program(given: list[Answer]) -> None:
    """Print how many cases of each program passed, the worst first."""
    rows = {a.program: [b.passed for b in given if b.program == a.program] for a in given}
    print(f"\n{'program':<34}passed")
    for name in sorted(rows, key=lambda name: (statistics.mean(rows[name]), name)):
        print(f"{name:<34}{sum(rows[name])} of {len(rows[name])}")
