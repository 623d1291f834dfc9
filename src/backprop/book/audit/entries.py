"""The findings in Markdown: an entry for each row, section by section, and the counts."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from backprop.book.audit.rows import COPY, DEFINES, FAILS, MENDED
from backprop.book.audit.verdicts import Judgement

__all__ = ["entries", "summary"]

TRUE = ("holds", DEFINES)
AGAINST = (MENDED, FAILS, "unmended")  # what counts against the article
SHORT = 36  # characters of a formula that stands in its line and is not displayed
SAID = {
    "holds": "✓ holds",
    DEFINES: "≔ defines",
    MENDED: "✎ holds once corrected",
    COPY: "✎ holds once our copy is corrected",
    FAILS: "✗ does not hold",
    "unmended": "? no correction holds",
}


def entries(findings: list[Judgement], article: str) -> str:
    """Return the findings on an article in Markdown: first what fails, then the rest, folded.

    Parameters
    ----------
    findings : list of Judgement
    article : {"A", "B", "C"}
    """
    mine = [finding for finding in findings if finding.row.id[0] == article]
    fails = [finding for finding in mine if finding.standing in AGAINST]
    rest = [finding for finding in mine if finding.standing not in AGAINST]
    folded = [f'<details class="fold"><summary>{_rest(rest)}</summary>', *_by_place(rest)]
    return "\n\n".join([*_by_place(fails), *folded, "</details>"])


def _rest(findings: list[Judgement]) -> str:
    """Return what the fold is called."""
    ours = any(finding.standing == COPY for finding in findings)
    said = ", and what our copy may have misread" if ours else ""
    return f"The other {len(findings)} rows: what holds, what defines{said}"


def _by_place(findings: list[Judgement]) -> Iterator[str]:
    for place, group in groupby(findings, key=lambda finding: finding.row.place):
        yield f"*{place}*"
        yield from map(_entry, group)


def summary(findings: list[Judgement]) -> str:
    """Return in Markdown how many rows came to which verdict."""
    counts = Counter(finding.standing for finding in findings)
    remarks = sum(bool(finding.row.remark) for finding in findings)
    strict = sum(
        finding.standing == "holds" and finding.reading == finding.row.names[0]
        for finding in findings
    )
    lines = [
        f"Of {len(findings)} rows, {counts['holds']} hold as printed and {counts[DEFINES]} are "
        "definitions that fit together.",
        f"{strict} of those that hold do so under the first reading tried, the others under a "
        f"later one, which the entry names; {_alone(findings)} of these hold for a single house, "
        "example or weight, and not for arrays of them.",
        f"{counts[MENDED]} hold once a slip is corrected, and {counts[FAILS]} do not hold; "
        "for these the entry gives what does.",
        f"{counts[COPY]} more hold once one character is read as it must have been meant; "
        "our copy may have lost or misread it, so it does not count against the article.",
        f"{remarks} rows have a remark.",
    ]
    by_article = groupby(findings, key=lambda finding: finding.row.id[0])
    counted = [_counted(article, list(group)) for article, group in by_article]
    return "\n".join([*lines, "", *counted])


def _alone(findings: list[Judgement]) -> int:
    """Return how many were tried for arrays first, and hold for one of a kind only."""
    return sum(
        finding.standing == "holds"
        and finding.reading.startswith("one ")
        and not finding.row.names[0].startswith("one ")
        for finding in findings
    )


def _counted(article: str, findings: list[Judgement]) -> str:
    """Return the counts of an article, with the rows that do not hold as printed."""
    named = {standing: [] for standing in SAID}
    for finding in findings:
        named[finding.standing].append(finding.row.id)
    said = (
        f"{len(named[MENDED])} once corrected ({', '.join(named[MENDED])})",
        f"{len(named[FAILS])} do not ({', '.join(named[FAILS])})",
    )
    ours = f"; {len(named[COPY])} once our copy is corrected ({', '.join(named[COPY])})"
    return (
        f"- Article {article}: {len(named['holds'])} hold, {len(named[DEFINES])} define, "
        f"{' and '.join(said)}{ours if named[COPY] else ''}."
    )


def _entry(finding: Judgement) -> str:
    """Return the verdict with the formula, then the remark, what holds, and the chapter."""
    row = finding.row
    said = [row.remark] if row.remark else []
    if finding.standing not in TRUE:
        where = "In our copy" if finding.standing == COPY else "As printed"
        said = [*said, f"{where}: {_shortened(finding.reason)}.", _mended(finding)]
    if row.chapter:
        said.append(f"→\u00a0{_chapter(row.chapter)}")
    head, rest = f"**{row.id}** {_verdict(finding)}", " ".join(said)
    if len(row.latex) <= SHORT and "begin" not in row.latex:
        return f"{head}: {_printed(finding).replace('$$', '$')}. {rest}".rstrip()
    return "\n\n".join(filter(None, [head, _printed(finding), rest]))


def _printed(finding: Judgement) -> str:
    row = finding.row
    if row.kind == "shape":
        return f"$${row.latex}$$ of shape {row.against.replace('*', chr(92) + '*')}"
    return f"$${row.latex}$$ for $${row.against}$$" if row.kind == "number" else f"$${row.latex}$$"


def _mended(finding: Judgement) -> str:
    word = "What holds" if finding.standing == FAILS else "Mended"
    latex = finding.row.mended
    formula = f"${latex}$." if len(latex) <= SHORT else f"\n\n$${latex}$$\n\n"
    under = _under(finding)
    return f"{word}{f', {under}' if under else ''}: {formula}"


def _under(finding: Judgement) -> str:
    """Return the reading, where there were several to choose from."""
    return finding.reading.removesuffix(" (B)") if len(finding.row.names) > 1 else ""


def _verdict(finding: Judgement) -> str:
    under = _under(finding) if finding.standing in TRUE else ""
    return f"{SAID[finding.standing]}, {under}" if under else SAID[finding.standing]


def _shortened(reason: str) -> str:
    """Return a counter-example in a few words, numbers to four digits."""
    reason = re.sub(r"^sides differ by \S+ \(relative\): ", "", reason)
    reason = re.sub(r"^(\S+) on the left, (\S+) on the right", r"\1 against \2", reason)
    reason = re.sub(r" \(position \d+\)", "", reason).replace("*", r"\*")
    reason = re.sub(r"(\S*_\{\S*)", r"`\1`", reason)
    reason = re.sub(r"; .*$|(?<=does not fit): .*$", "", reason)
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda match: f"{float(match.group()):.4g}", reason)


def _chapter(stem: str) -> str:
    name = f"chapter {int(stem[:2])}" if stem[:2].isdigit() else stem
    return f"[{name}]({stem}.ipynb)"
