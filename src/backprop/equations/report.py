"""What came of files, as text, JSON, JUnit, SARIF, or lines that GitHub shows beside the code."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from backprop.equations.results import FAULTS, Result, tally

__all__ = ["FORMATS", "Report"]

RULES = {
    "false": "The equation is not what its mark says: it fails on numbers, or says nothing.",
    "cannot be read": "The equation, or the file, cannot be read.",
    "undeclared": "A name in the equation is not declared.",
}


@dataclass
class Report:
    """What came of a file.

    Parameters
    ----------
    file : str
        As it was given.
    results : list of Result
    error : str
        Why the file as a whole cannot be read; empty where it can.
    known : set of int
        Indices of results that fail as a baseline says.
    """

    file: str
    results: list[Result] = field(default_factory=list)
    error: str = ""
    known: set[int] = field(default_factory=set)

    def faults(self) -> set[str]:
        """Return what is wrong: keys of FAULTS."""
        new = {r.fault for i, r in enumerate(self.results) if r.fault and i not in self.known}
        return new | ({"cannot be read"} if self.error else set())

    def rows(self) -> list[dict[str, object]]:
        """Return a row for each equation, of values that JSON takes."""
        return [_row(self, index) for index in range(len(self.results))]


def _row(report: Report, index: int) -> dict[str, object]:
    result = report.results[index]
    equation, verdict = result.equation, result.verdict
    line, column = result.spot
    return {
        "file": str(_file(report.file, result)),
        "label": equation.label,
        "place": equation.place,
        "cell": equation.cell,
        "line": line,
        "column": column,
        "kind": equation.kind,
        "standing": result.standing,
        "fault": result.fault,
        "known": index in report.known,
        "passed": result.passed,
        "difference": verdict.difference if verdict and math.isfinite(verdict.difference) else None,
        "draws": verdict.draws if verdict else None,
        "left_out": verdict.left_out if verdict else None,
        "message": result.message,
    }


def _file(file: str, result: Result) -> str:
    """Return the file of an equation: another one may have put it in."""
    if not result.equation.file:
        return file
    head, slash, _ = file.replace("\\", "/").rpartition("/")
    return f"{head}{slash}{result.equation.file}"


def where(row: dict) -> str:
    """Return file:line:column of a row; of a notebook with the cell."""
    cell = "" if row["cell"] is None else f"cell {row['cell']}:"
    return f"{row['file']}:{cell}{row['line']}:{row['column']}"


def _table(report: Report) -> str:
    """Return the rows as aligned text, messages beneath what has one."""
    rows = report.rows()
    heads = ("label", "kind", "standing", "difference", "draws")
    cells = [
        (
            row["label"] or f"({row['place']})",
            row["kind"],
            row["standing"] + (", known" if row["known"] else ""),
            "" if row["difference"] is None else f"{row['difference']:.1e}",
            "" if row["draws"] is None else str(row["draws"]),
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    lines = [report.file]
    if rows:
        lines.append("  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)).rstrip())
    for row, cell in zip(rows, cells, strict=True):
        lines.append("  ".join(c.ljust(w) for c, w in zip(cell, widths, strict=True)).rstrip())
        if row["fault"]:
            lines.append(f"    {where(row)}: {row['standing']}")
        if row["message"]:
            lines += [f"    {line}" for line in row["message"].split("\n")]
    return "\n".join(lines)


def as_text(reports: Sequence[Report]) -> str:
    """Return a table for each file, and a line of counts."""
    every = [result for report in reports for result in report.results]
    counts = tally(every)
    for fault in FAULTS:
        if count := sum(result.fault == fault for result in every):
            counts[fault] = count
    if known := sum(len(report.known) for report in reports):
        counts["known"] = known
    said = ", ".join(f"{name} {count}" for name, count in counts.items())
    return "\n\n".join([*(_table(one) for one in reports if not one.error), said]) + "\n"


def as_json(reports: Sequence[Report]) -> str:
    """Return a list of rows, one for each equation."""
    return json.dumps([row for report in reports for row in report.rows()], indent=1) + "\n"


def as_junit(reports: Sequence[Report]) -> str:
    """Return JUnit's XML: a suite for each file, a case for each equation."""
    suites = ElementTree.Element("testsuites")
    for report in reports:
        suite = ElementTree.SubElement(suites, "testsuite", name=report.file)
        for row in report.rows():
            name = row["label"] or str(row["place"])
            case = ElementTree.SubElement(suite, "testcase", name=name, classname=str(row["file"]))
            if row["fault"] and not row["known"]:
                tag = "failure" if row["fault"] == "false" else "error"
                said = ElementTree.SubElement(case, tag, message=str(row["standing"]))
                said.text = _printable(f"{where(row)}: {row['message']}")
            elif row["standing"] in ("unmarked", "exempt") or row["known"]:
                ElementTree.SubElement(case, "skipped", message=str(row["standing"]))
        if report.error:
            case = ElementTree.SubElement(suite, "testcase", name="file", classname=report.file)
            said = ElementTree.SubElement(case, "error", message="cannot be read")
            said.text = _printable(report.error)
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))
        suite.set("tests", str(len(suite.findall("testcase"))))
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """Return a text without the characters that XML does not take."""
    return "".join(one for one in text if one in "\n\t" or one.isprintable())


def as_sarif(reports: Sequence[Report]) -> str:
    """Return SARIF 2.1.0: a result for each equation that fails."""
    found = []
    for report in reports:
        for row in report.rows():
            if row["fault"]:
                text = f"{row['label'] or row['place']}: {row['standing']}: {row['message']}"
                found.append(_finding(row["fault"], text, row["file"], row, row["known"]))
        if report.error:
            found.append(_finding("cannot be read", report.error, report.file, None, False))
    rules = [
        {"id": name.replace(" ", "-"), "shortDescription": {"text": text}}
        for name, text in RULES.items()
    ]
    driver = {"name": "backprop-equations", "rules": rules}
    run = {"tool": {"driver": driver}, "results": found}
    head = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    return json.dumps({**head, "runs": [run]}, indent=1) + "\n"


def _finding(fault: str, text: str, file: object, row: dict | None, known: bool) -> dict:
    place = {"artifactLocation": {"uri": str(file).replace("\\", "/")}}
    if row is not None and row["cell"] is None:
        place["region"] = {"startLine": row["line"], "startColumn": row["column"]}
    return {
        "ruleId": fault.replace(" ", "-"),
        "level": "note" if known else "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
        **({"baselineState": "unchanged"} if known else {}),
    }


def as_github(reports: Sequence[Report]) -> str:
    """Return a command for each equation that fails; GitHub shows them beside the lines."""
    lines = []
    for report in reports:
        for row in report.rows():
            if row["fault"] and not row["known"]:
                place = (
                    "" if row["cell"] is not None else f",line={row['line']},col={row['column']}"
                )
                text = f"{row['label'] or row['place']}: {row['standing']}: {row['message']}"
                lines.append(f"::error file={row['file']}{place}::{_escaped(text)}")
        if report.error:
            lines.append(f"::error file={report.file}::{_escaped(report.error)}")
    return as_text(reports) + "".join(f"{line}\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


FORMATS = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "github": as_github,
}
