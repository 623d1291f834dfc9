"""Measure executing the whole book: time and peak memory of each notebook, two at a time.

    python benchmarks/execute.py [--workers 2] [book/02_sigmoid.ipynb ...]

Each notebook is executed in a copy by a process of its own, as `make notebooks` does it; what
stands in ``book/`` is not touched.  Memory is that of all processes of a notebook together
(its kernel, and a cluster's workers where it starts one), sampled ten times a second; pages
that they share are counted once each, so it is rather too high.  Prints a Markdown table;
exit code 1 if the limits below are not held.
"""

import argparse
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

BOOK = Path(__file__).parents[1] / "book"
CHAPTER, WHOLE, MEMORY = 30.0, 180.0, 1e9  # seconds, seconds, bytes


def held(process: psutil.Process) -> int:
    """Return the bytes that a process and those it started hold in memory."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def measured(path: Path) -> tuple[str, float, int]:
    """Execute a copy of a notebook; return its name, seconds and peak bytes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, folder)
        start, peak = time.perf_counter(), 0
        command = [sys.executable, "-m", "tools.execute", copy]
        with tempfile.TemporaryFile() as said:
            process = psutil.Popen(command, stdout=said, stderr=said)
            while process.poll() is None:
                try:
                    peak = max(peak, held(process))
                except psutil.NoSuchProcess:
                    break
                time.sleep(0.1)
            if process.wait():
                said.seek(0)
                raise RuntimeError(f"{path.name}: {said.read().decode(errors='replace')}")
        return path.stem, time.perf_counter() - start, peak


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure executing the book.")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("paths", nargs="*", type=Path)
    options = parser.parse_args()
    paths = options.paths or sorted(BOOK.glob("*.ipynb"))
    start = time.perf_counter()
    with ThreadPoolExecutor(options.workers) as pool:
        rows = list(pool.map(measured, paths))
    whole = time.perf_counter() - start
    print("| notebook | executed in | peak memory |\n|---|---|---|")
    for name, seconds, peak in rows:
        print(f"| {name} | {seconds:.1f} s | {peak / 1e6:.0f} MB |")
    greatest = max(peak for *_, peak in rows)
    print(f"| all, {options.workers} at a time | {whole:.0f} s | {greatest / 1e6:.0f} MB |")
    slow = any(seconds > CHAPTER for _, seconds, _ in rows)
    return int(slow or whole > WHOLE or greatest > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
