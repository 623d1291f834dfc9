"""The fixes of a report, as a patch: the reader applies it, never the doctor."""

import difflib
import linecache
from collections import defaultdict
from pathlib import Path

__all__ = ["as_patch", "mended"]


def mended(text: str, findings) -> str:
    """Return a text with the fixes of findings made.

    Examples
    --------
    >>> from backprop.doctor.report import Finding
    >>> found = Finding("", None, "", place="", line=3, source="b = 2", fix="b = 3")
    >>> print(mended("a = 1\\nif a:\\n    b = 2", [found]))
    a = 1
    if a:
        b = 3
    """
    lines = text.split("\n")
    for one in sorted(findings, key=lambda one: one.line or 0, reverse=True):
        if one.line is None or one.fix is None:
            continue
        at = one.line - 1
        count = one.source.count("\n") + 1
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        fresh = one.fix.split("\n") if one.fix.strip() else []
        if fresh and not fresh[0][:1].isspace():
            fresh = [indent + line if line.strip() else line for line in fresh]
        lines[at : at + count] = fresh
    return "\n".join(lines)


def as_patch(report) -> str:
    """Return a unified diff of every file that has a fix, "" if none has."""
    by_file = defaultdict(list)
    for one in report.findings:
        if one.file is not None and one.fix is not None:
            by_file[one.file].append(one)
    parts = []
    for file, findings in by_file.items():
        old = "".join(linecache.getlines(file))
        new = mended(old, findings)
        name = Path(file).name
        given = old.splitlines(keepends=True), new.splitlines(keepends=True)
        parts += difflib.unified_diff(*given, f"a/{name}", f"b/{name}")
    return "".join(parts)
