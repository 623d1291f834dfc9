"""The words of a report on the reader's own program, and their lines with what they equal."""

import textwrap
from dataclasses import dataclass

from backprop.doctor.references import PLACES

__all__ = ["Line", "Listing", "block", "changed", "verdict"]

WIDTH = 79
MARGIN = 10
MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Line:
    """A line of the reader's source: right, wrong or not judged, and what it equals."""

    number: int
    text: str
    state: str = ""
    says: str = ""


@dataclass(frozen=True)
class Listing:
    """The lines of the function in which something is wrong."""

    file: str
    lines: tuple[Line, ...]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _are(words: list[str]) -> str:
    return "is" if len(words) == 1 else "are"


def verdict(report) -> list[str]:
    """Return what is to be said about the arrays, a sentence a line."""
    wrong = [one for one in report.arrays if not one.correct]
    right = [one.path for one in report.arrays if one.correct]
    if not wrong:
        return _right(report)
    lines = ["Your gradient is not the gradient of your cost."]
    if report.subject == "update":
        lines = ["Your update is not a step against the gradient of your cost."]
    factors = {f"{one.factor:.6g}" for one in wrong if one.angle in (0.0, 180.0)}
    if len(factors) == 1 and len(wrong) > 1 and all(one.angle in (0.0, 180.0) for one in wrong):
        which = "All of it" if not right else _listed([one.path for one in wrong])
        is_are = "is" if not right or len(wrong) == 1 else "are"
        lines.append(f"{which} {is_are} {float(*factors):.4g} times what it ought to be.")
    else:
        for one in wrong[:6]:
            lines.append(f"{one}.")
        if len(wrong) > 6:
            lines.append(f"{len(wrong) - 6} more are wrong: see .arrays.")
    if right:
        lines.append(
            f"{_listed(right[:8])} {_are(right)} right."
            if len(right) <= 8
            else f"{len(right)} others are right."
        )
    return [*lines, *report.notes]


def _right(report) -> list[str]:
    worst = max(one.difference for one in report.arrays)
    count = f"{len(report.arrays)} array{'s' * (len(report.arrays) > 1)}"
    close = [one for one in report.arrays if one.band == "guard"]
    if close:
        said = f"Right to {worst:.0e}: a guard such as + 1e-8, or float32 ({count})."
    else:
        said = (
            "Right: every entry agrees with the derivative of your own cost "
            f"({count}, to {max(worst, 1e-16):.0e})."
        )
    notes = [f"{one.path}: {one.note}." for one in report.arrays if one.note]
    return [said, *notes, *report.notes]


def block(finding) -> list[str]:
    """Return the lines that show a finding: the line as it stands, and as it should."""
    head = f"line {finding.line}"
    pad = " " * MARGIN
    source = (finding.source or "").split("\n")
    lines = [f"{head:<{MARGIN}}{source[0]}", *(pad + more for more in source[1:])]
    if finding.message:
        lines.append(f"{pad}{finding.message}.")
    if finding.expected:
        said = f"It should be {finding.expected}" + (":" if finding.fix else ".")
        lines += [pad + part for part in textwrap.wrap(said, WIDTH - MARGIN)]
    if finding.fix == "":
        lines.append(f"{pad}without this line")
    elif finding.fix is not None:
        first, *rest = finding.fix.split("\n")
        lines += [f"{'→':>{MARGIN - 2}}  {first}", *(pad + more for more in rest)]
    for other in finding.alternatives[:MOST_ALTERNATIVES]:
        first, *rest = str(other).split("\n")
        lines += [f"{pad}or, the same: {first}", *(pad + " " * 14 + more for more in rest)]
    if finding.id and finding.place:
        lines.append(f"{pad}Name: {finding.id}; {PLACES[finding.place].text}.")
    return lines


def changed(report) -> list[str]:
    """Return what was seen with the fixes in place."""
    if report.repaired is None:
        return []
    many = sum(one.fix is not None for one in report.findings)
    if not many:  # not to be told
        return []
    which = "this change" if many == 1 else "both changes" if many == 2 else f"these {many} changes"
    if report.repaired:
        return [
            f"With {which} every entry agrees with the derivative of your cost, on fresh data too."
        ]
    return [f"With {which} more of the gradient is right, but not all of it."]
