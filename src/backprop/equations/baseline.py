"""What is known to fail: so that a book of 400 equations can begin with ten.

A baseline is a JSON file that `--write-baseline` writes.  An equation that fails and
stands in it, with the same formula and the same fault, does not count; one that is
changed, or fails otherwise, does.
"""

import hashlib
import json
from pathlib import Path, PurePosixPath

from backprop.equations.report import Report
from backprop.equations.results import Result

__all__ = ["apply", "key", "read", "write"]


Key = tuple[str, str, str]  # a file, a formula, what is wrong with it


def _key(report: Report, index: int) -> Key:
    return key(report.file, report.results[index])


def key(name: str, result: Result) -> Key:
    """Return by what an equation of the file of this name is known again."""
    text = " ".join(result.equation.latex.split())
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    inner = f"/{result.equation.file}" if result.equation.file else ""
    return str(PurePosixPath(name.replace("\\", "/") + inner)), digest, result.fault


def write(path: Path, reports: list[Report]) -> int:
    """Write what fails in these reports; return how many equations that are."""
    keys = sorted(
        {_key(one, i) for one in reports for i, result in enumerate(one.results) if result.fault}
    )
    known = [{"file": file, "formula": digest, "fault": fault} for file, digest, fault in keys]
    path.write_text(json.dumps({"version": 1, "known": known}, indent=1) + "\n", encoding="utf-8")
    return len(known)


def read(path: Path) -> set[Key]:
    """Return what a baseline says is known to fail.

    Raises
    ------
    ValueError
        For a file that `write` did not write.
    OSError
        For a file that cannot be opened.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        return {(row["file"], row["formula"], row["fault"]) for row in given["known"]}
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        said = f"{path.name} is no baseline: {type(error).__name__} {error}"
        raise ValueError(said) from None


def apply(path: Path, reports: list[Report]) -> int:
    """Note in the reports which failures are known; return how many known ones are gone.

    Raises as `read`.
    """
    known, met = read(path), set()
    for report in reports:
        for index, result in enumerate(report.results):
            here = _key(report, index)
            if result.fault and here in known:
                report.known.add(index)
                met.add(here)
    return len(known - met)
