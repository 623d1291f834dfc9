"""Measure how long the book takes to build: from nothing, and after a change of one chapter.

    python benchmarks/build.py [--runs 3]

Works on a copy, so that nothing of yours is touched.  Prints a Markdown table of seconds,
least, middle and greatest, beside the time that Jupyter Book takes to start and say its
version: the floor under any build.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOL = [str(Path(sys.executable).with_name("jupyter-book"))]
BUILD = [*TOOL, "build", ".", "-n", "-W", "--keep-going", "--quiet"]


def seconds(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return time.perf_counter() - start


def change(chapter: Path) -> None:
    """Change a word of a chapter's text, and nothing that other pages show."""
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("## Summary\\n", "## Summary\\n\\nOne more.\\n", 1))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the build.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    found: dict[str, list[float]] = {
        "start only": [],
        "from nothing": [],
        "one chapter changed": [],
    }
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder, "copy")
            shutil.copytree(ROOT / "book", book / "book")
            for name in ("_config.yml", "_toc.yml", "genindex.md"):
                shutil.copy(ROOT / name, book)
            found["start only"].append(seconds([*TOOL, "build", "--help"], book))
            found["from nothing"].append(seconds(BUILD, book))
            change(book / "book" / "06_matrix_form.ipynb")
            found["one chapter changed"].append(seconds(BUILD, book))
    print("| build | least | middle | greatest |\n|---|---|---|---|")
    for name, times in found.items():
        low, middle, high = min(times), statistics.median(times), max(times)
        print(f"| {name} | {low:.1f} s | {middle:.1f} s | {high:.1f} s |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
