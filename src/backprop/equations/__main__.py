"""Check the equations of notes: `python -m backprop.equations FILE...`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from backprop.equations import baseline
from backprop.equations.examples import EXAMPLES
from backprop.equations.files import FORMS
from backprop.equations.macros import Macros
from backprop.equations.report import FORMATS, Report
from backprop.equations.results import FAULTS, check_file

__all__ = ["main"]

EPILOG = """\
an example that works:
  python -m backprop.equations --example md > notes.md
  python -m backprop.equations notes.md

exit status, the sum of what was met: 0 every equation is what its mark says, 1 one is not
(it is false, or says nothing), 2 an equation or a file cannot be read, 4 a name is not
declared.  How a file declares its leaves and marks its equations:
python -m pydoc backprop.equations
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backprop-equations",
        description="Evaluate the displayed equations of notes on random numbers.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help=", ".join(FORMS))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="judge every equation (the default)")
    which.add_argument("--marked", action="store_true", help="judge only what has a mark")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument("--output", metavar="FILE", help="write there instead of printing")
    parser.add_argument("--baseline", metavar="FILE", help="what is known to fail does not count")
    parser.add_argument("--write-baseline", metavar="FILE", help="write what fails, and stop")
    parser.add_argument("--macros", metavar="FILE", help="a TeX file whose macros are known")
    parser.add_argument("--example", choices=sorted(EXAMPLES), help="print small notes and stop")
    return parser


def _reported(file: str, marked: bool, macros: Macros | None) -> Report:
    """Return what came of a file; what cannot be read is said, and stops no other."""
    try:
        return Report(file, check_file(file, marked=marked, macros=macros))
    except (OSError, ValueError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return Report(file, error=str(error))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # a pipe may take no more than ASCII
        sys.stdout.reconfigure(errors="backslashreplace")
    if options.example:
        sys.stdout.write(EXAMPLES[options.example])
        return 0
    if not options.files:
        parser.error("expected a FILE")
    macros = None
    try:
        if options.macros:
            macros = Macros()
            macros.collect(Path(options.macros).read_text(encoding="utf-8"))
        reports = [_reported(file, options.marked, macros) for file in options.files]
        if options.write_baseline:
            count = baseline.write(Path(options.write_baseline), reports)
            print(f"{options.write_baseline}: {count} equations are known to fail")
            return 0
        if options.baseline and (gone := baseline.apply(Path(options.baseline), reports)):
            print(f"{options.baseline}: {gone} no longer fail; write it anew", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return FAULTS["cannot be read"]
    said = FORMATS["json" if options.json else options.format](reports)
    if options.output:
        Path(options.output).write_text(said, encoding="utf-8")
    else:
        sys.stdout.write(said)
    return sum(FAULTS[fault] for fault in set().union(*(report.faults() for report in reports)))


if __name__ == "__main__":
    sys.exit(main())
