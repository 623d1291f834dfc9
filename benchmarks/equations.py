"""How long a chapter's equations take to judge, against executing it.

Run `python benchmarks/equations.py`.

Both are measured in a process of their own, from a cold start, as a reader would run them.
A chapter is executed in a copy; what stands in `book/` is not touched.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backprop.equations import read_equations

BOOK = Path(__file__).parent.parent / "book"
MODULES = ("backprop.equations", "tools.execute")


def seconds(module: str, path: Path) -> float:
    """Return how long `python -m module path` takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", module, str(path)], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> int:
    """Print a row for each notebook that has equations; fail where they take longer."""
    slower = []
    print(f"{'chapter':24}{'equations':>10}{'judged in':>12}{'executed in':>13}{'share':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(BOOK.glob("*.ipynb")):
            if not (count := len(read_equations(path))):
                continue
            copy = Path(shutil.copy(path, folder))
            judged, executed = (seconds(module, copy) for module in MODULES)
            share = judged / executed
            print(f"{path.stem:24}{count:10}{judged:10.2f} s{executed:11.2f} s{share:8.0%}")
            if judged >= executed:
                slower.append(path.stem)
    return len(slower)


if __name__ == "__main__":
    raise SystemExit(main())
