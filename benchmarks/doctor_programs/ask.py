"""Ask the doctor about one case, and judge the answer."""

import contextlib
import io
import math
import resource
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from doctor_programs.cases import Case, draw, load, whole
from doctor_programs.mend import elsewhere, hits, with_fixes
from doctor_programs.truth import cost_kept, measured


@dataclass
class Answer:
    """What the doctor said of a case, and whether it holds."""

    program: str
    id: str
    kind: str
    edits: int
    verdict: bool = False  # right called right, wrong called wrong
    line: bool = False  # every edit has a finding in its place
    elsewhere: int = 0  # findings in other places
    fix: bool = False  # said to be repaired, and by differences it is
    promised: bool = False  # said to be repaired
    findings: int = 0
    seconds: float = float("nan")
    megabytes: float = float("nan")
    said: str = ""

    @property
    def name(self) -> str:
        return f"{self.program}:{self.id}" if self.id else self.program

    @property
    def silent(self) -> bool:
        """Whether there was no report: an exception, too much time, too much memory."""
        return math.isnan(self.seconds)

    @property
    def broken(self) -> bool:
        """Whether a repair was promised that is none."""
        return self.promised and not self.fix

    @property
    def passed(self) -> bool:
        if self.kind == "right":
            return self.verdict and not self.findings
        return self.verdict and self.line and self.fix


def silent(case: Case) -> Answer:
    """Return the answer of a doctor that says nothing at all."""
    return Answer(case.program, case.id, case.kind, len(case.edits))


def flat(case: Case) -> Case:
    """Return the case with what the reader adds as a part of its text."""
    text, entries = whole(case)
    entry = case.entry | {"adapter": ""} | {k: v for k, v in entries.items() if v}
    before = whole(replace(case, source=case.before))[0]
    return replace(case, source=text, before=before, entry=entry)


def ask(case: Case, diagnose, diagnose_step=None) -> Answer:
    """Call the doctor as the reader of the program would, and judge what it says."""
    case, answer = flat(case), silent(case)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder) / f"{case.program}.py"
        module = load(case.source, path)
        params, data = draw(case, module)
        names = vars(module) | {"np": np}
        call, key = diagnose, "gradient"
        if case.entry["kind"] == "step":
            call, key = diagnose_step, "step"
        if call is None:
            raise NotImplementedError("this doctor has no diagnose_step")
        function, cost = eval(case.entry[key], names), eval(case.entry["cost"], names)
        start = time.perf_counter()
        report = call(function, cost=cost, params=params, data=data)
        answer.seconds = time.perf_counter() - start
        answer.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        judge(case, report, answer, path)
    return answer


def judge(case: Case, report, answer: Answer, path: Path) -> None:
    """Fill in what the report is worth."""
    found = list(report.findings)
    own = [f for f in found if f.line and Path(f.file).name == path.name]
    answer.findings = len(found)
    answer.verdict = bool(report.correct) is case.right
    answer.said = said(report, found)
    if case.right:
        return
    answer.line = all(hits(case, own))
    answer.elsewhere = elsewhere(case, own) + len(found) - len(own)
    answer.promised = bool(report.repaired)
    if answer.promised:
        answer.fix = mended(case, replace(case, source=with_fixes(case.source, own)))


def mended(wrong: Case, case: Case) -> bool:
    """Say whether a mended text's gradient agrees with differences, at two draws of its own.

    The cost is still the one that was asked about, or the one before a mistake was planted
    in it: a gradient is not mended by changing what it is to be the derivative of.
    """
    bound = case.entry["tolerance"]
    try:
        if not all(measured(case, which) < bound for which in (1, 0)):
            return False
        return cost_kept(wrong, case) or cost_kept(replace(wrong, source=wrong.before), case)
    except Exception:
        return False


def said(report, findings) -> str:
    if not findings:
        return " ".join(str(report).split())[:300]
    return "\n".join(f"line {f.line}: {f.source!r} -> {f.fix!r}" for f in findings)
