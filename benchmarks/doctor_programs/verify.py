"""Check that the programs are right, and that the mistakes planted in them are mistakes.

    python benchmarks/doctor_programs/verify.py [FOLDER ...] [--only NAME]

Asserts by central differences of the cost, at two draws of different size, that the
gradient of each program and each variant is right in every array, that each slip's is
not, that every edit of a double or triple has its effect, and that a slip raises an
exception if and only if it is said to.  Nothing of the doctor is used.
"""

import argparse
import contextlib
import io
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from doctor_programs.cases import Case, cases_of  # noqa: E402
from doctor_programs.truth import (  # noqa: E402
    calm,
    differences,
    error,
    measured,
    point,
    returned,
    same_cost,
)

WRONG = 1e-4


def problems_of(path: Path) -> list[str]:
    """Return what does not hold for a program, one sentence each."""
    plain, *others = cases_of(path)
    problems, known = [], {}
    for which in (0, 1):
        with tempfile.TemporaryDirectory() as folder, calm():
            at = point(plain, Path(folder), which)
            truth = differences(at)
            known[which] = (at, truth)
            off = error(returned(at), truth)
        if not off < plain.entry["tolerance"]:
            problems.append(f"{plain.name}: the gradient is off by {off:.1e} (draw {which})")
    if not problems:
        for case in others:
            problems += problems_with(case, known)
    return problems


def problems_with(case: Case, known: dict) -> list[str]:
    if case.right:
        off = [measured(case, which) for which in (0, 1)]
        wrong = [e for e in off if not e < case.entry["tolerance"]]
        return [f"{case.name}: the variant is off by {max(wrong):.1e}"] if wrong else []
    found = []
    for which in (0, 1):
        try:
            off = measured(case, which, known[which])
        except Exception as e:
            if not case.crashes and not refused(e):
                found.append(f"{case.name}: raises {type(e).__name__}: {e}")
            continue
        if case.crashes:
            found.append(f"{case.name}: does not raise anything")
        elif not off > max(WRONG, 20 * case.entry["tolerance"]):
            found.append(f"{case.name}: wrong by no more than {off:.1e} (draw {which})")
    return found or [f"{case.name}: edit {i + 1} has no effect" for i in idle(case, known)]


def refused(exception: Exception) -> bool:
    """Say whether a gradient came back, in a shape or structure that the parameters lack."""
    return isinstance(exception, ValueError) and str(exception).startswith("the gradient has")


def idle(case: Case, known: dict) -> list[int]:
    """Return which edits of several make no difference to the gradient or the cost."""
    if not case.parts or case.crashes:
        return []
    with tempfile.TemporaryDirectory() as folder, calm():
        at = point(case, Path(folder))
        given, silent = returned(at), []
        for i, part in enumerate(case.parts):
            less = point(part, Path(folder))
            try:
                same = error(returned(less), given) < WRONG and same_cost(less, at)
            except Exception:
                same = False
            if same:
                silent.append(i)
    return silent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[HERE / "programs"])
    parser.add_argument("--only", default="", help="only programs with this in their name")
    options = parser.parse_args()
    problems, counts = [], {}
    for folder in options.folders:
        for path in sorted(folder.glob("*.py")):
            if options.only not in path.stem:
                continue
            with contextlib.redirect_stdout(io.StringIO()):
                try:
                    new = problems_of(path)
                    for case in cases_of(path):
                        counts[case.kind] = counts.get(case.kind, 0) + 1
                except Exception as e:
                    new = [f"{path.stem}: {type(e).__name__}: {e}"]
            problems += new
            print("\n".join(new), end="\n" if new else "")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
