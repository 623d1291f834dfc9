"""Check the equations of notes: `python -m backprop.equations FILE...`."""

import argparse
import json
import math
import sys
from collections.abc import Sequence

from backprop.equations.examples import EXAMPLES
from backprop.equations.results import Result, check_file, tally

EPILOG = """\
an example that works:
  python -m backprop.equations --example md > notes.md
  python -m backprop.equations notes.md

exit status: 0 every equation is what its mark says, 1 one is not, 2 a file cannot be read.
How a file declares its leaves and marks its equations: python -m pydoc backprop.equations
"""


def _row(file: str, result: Result) -> dict[str, object]:
    equation, verdict = result.equation, result.verdict
    return {
        "file": file,
        "label": equation.label,
        "place": equation.place,
        "kind": equation.kind,
        "standing": result.standing,
        "passed": result.passed,
        "difference": verdict.difference if verdict and math.isfinite(verdict.difference) else None,
        "draws": verdict.draws if verdict else None,
        "left_out": verdict.left_out if verdict else None,
        "message": result.message,
    }


def _table(file: str, rows: list[dict]) -> str:
    """Return the rows as aligned text, messages beneath what has one."""
    heads = ("label", "kind", "standing", "difference", "draws")
    cells = [
        (
            row["label"] or f"({row['place']})",
            row["kind"],
            row["standing"],
            "" if row["difference"] is None else f"{row['difference']:.1e}",
            "" if row["draws"] is None else str(row["draws"]),
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    lines = [file, "  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)).rstrip()]
    for row, cell in zip(rows, cells, strict=True):
        lines.append("  ".join(c.ljust(w) for c, w in zip(cell, widths, strict=True)).rstrip())
        if row["message"]:
            lines += [f"    {line}" for line in row["message"].split("\n")]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m backprop.equations",
        description="Evaluate the displayed equations of notes on random numbers.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help=".ipynb, .md or .tex")
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    parser.add_argument("--example", choices=sorted(EXAMPLES), help="print small notes and stop")
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # a pipe may take no more than ASCII
        sys.stdout.reconfigure(errors="backslashreplace")
    if options.example:
        sys.stdout.write(EXAMPLES[options.example])
        return 0
    if not options.files:
        parser.error("expected a FILE")
    found = []
    for file in options.files:
        try:
            found.append((file, check_file(file)))
        except (OSError, ValueError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            return 2
    rows = [(file, [_row(file, result) for result in results]) for file, results in found]
    every = [result for _, results in found for result in results]
    if options.json:
        print(json.dumps([row for _, some in rows for row in some], indent=1))
    else:
        print("\n\n".join(_table(file, some) for file, some in rows))
        print("\n" + ", ".join(f"{name} {count}" for name, count in tally(every).items()))
    return int(not all(result.passed for result in every))


if __name__ == "__main__":
    sys.exit(main())
