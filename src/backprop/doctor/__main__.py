"""The doctor at the prompt: python -m backprop.doctor FILE.

Cost, gradient, parameters and data are inferred from the file where they are not named.
Exit codes: 0 right, 1 wrong, 2 if it could not be asked.
"""

import argparse
import contextlib
import sys
from pathlib import Path

from backprop.doctor.diagnosis import diagnose, diagnose_step
from backprop.doctor.infer import Unclear, load, question
from backprop.doctor.report import Report

__all__ = ["main"]

ASKED = ("cost", "gradient", "step", "params", "data")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m backprop.doctor",
        description="Differentiate the cost of a program, compare its gradient, name the line.",
    )
    parser.add_argument("file", type=Path, help="a Python file; it is imported")
    parser.add_argument("--cost", help="such as cost, or model.loss: anything that the file names")
    parser.add_argument("--gradient", help="the function that is meant to return its derivative")
    parser.add_argument("--step", help="instead: a function that updates the parameters")
    parser.add_argument("--params", help="such as params, or 'init(3, 5, 2)'")
    parser.add_argument("--data", help="what follows the parameters, such as 'X, Y'")
    parser.add_argument("--alpha", type=float, help="the learning rate of --step")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to search")
    parser.add_argument("--seed", type=int, default=0, help="of the random points")
    parser.add_argument("--hide-fix", action="store_true", help="name the line, not the answer")
    parser.add_argument(
        "--apply",
        nargs="?",
        const=True,
        metavar="PATCH",
        help="write the fixes as a patch (FILE.patch); the file itself stays as it is",
    )
    return parser


def _asked(options: argparse.Namespace) -> Report:
    with contextlib.redirect_stdout(sys.stderr):  # what the file itself prints
        module = load(options.file)
        one = question(module, {name: getattr(options, name) for name in ASKED})
    known = {"cost": one.cost, "params": one.params, "data": one.data}
    known |= {"seed": options.seed, "seconds": options.seconds, "hide_fix": options.hide_fix}
    if one.step:
        return diagnose_step(one.function, alpha=options.alpha, **known)
    return diagnose(one.function, **known)


def _written(report: Report, options: argparse.Namespace) -> str:
    """Write the patch; return what is said about it."""
    patch = report.patch()
    if not patch:
        return "There is no fix to be written."
    path = options.file.with_suffix(".patch") if options.apply is True else Path(options.apply)
    path.write_text(patch, encoding="utf-8")
    return f"Written to {path}: beside your file, patch -p1 < {path.name} applies it."


def main(given: list[str] | None = None) -> int:
    """Answer for one file; return the exit code."""
    options = _parser().parse_args(given)
    if not options.file.is_file():
        print(f"{options.file}: no such file", file=sys.stderr)
        return 2
    try:
        report = _asked(options)
    except (Unclear, TypeError, ValueError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # of the file, while it was imported
        print(f"{options.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print(report)
    if options.apply and not report.correct:
        print(_written(report, options))
    return 0 if report.correct else 1


if __name__ == "__main__":
    sys.exit(main())
