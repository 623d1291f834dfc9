"""What a report says about lines of a text, and the text with its fixes made."""

from doctor_programs.cases import Case, indentation


def replaced(lines: list[str], finding) -> tuple[int, int, list[str]]:
    """Return the first line (from 0) that a finding replaces, how many, and the new lines.

    A fix of several lines may stand for one; a fix that is empty takes the line out.
    A source of several lines (one statement that is broken over them) is replaced whole.
    """
    at = finding.line - 1
    source = (getattr(finding, "source", None) or lines[at]).rstrip("\n").split("\n")
    there = [line.strip() for line in lines[at : at + len(source)]]
    count = len(source) if there == [line.strip() for line in source] else 1
    new = finding.fix.rstrip("\n").split("\n") if finding.fix.strip() else []
    indent = indentation(lines[at])
    if new and not new[0][:1].isspace():
        new = [indent + line if line.strip() else line for line in new]
    return at, count, new


def with_fixes(text: str, findings) -> str:
    """Return the text with every fix made; of two for the same line the later one counts."""
    lines = text.split("\n")
    by_line = {finding.line: finding for finding in findings if finding.fix is not None}
    for line in sorted(by_line, reverse=True):
        at, count, new = replaced(lines, by_line[line])
        lines[at : at + count] = new
    return "\n".join(lines)


def hits(case: Case, findings) -> list[bool]:
    """Return for each edit of the case whether a finding names one of its lines."""
    named = {finding.line for finding in findings}
    return [bool(place & named) for place in case.places]


def elsewhere(case: Case, findings) -> int:
    """Return how many findings name a line that nobody edited."""
    edited = frozenset().union(*case.places)
    return sum(finding.line not in edited for finding in findings)
