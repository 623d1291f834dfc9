"""Execute notebooks in place, so that twice gives the same bytes.

    python -m tools.execute                 every chapter in book/
    python -m tools.execute book/02_*.ipynb

A notebook is written only when each of its cells ran without an error, and only
if something in it changed.
"""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from press.drawing import hide_drawing
from press.widgets import strip_widgets

__all__ = ["execute", "main", "normalise"]

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TIMEOUT = 180  # seconds a cell may take
# two kernels at a time: more threads for their small matrices only wait for each other
THREADS = {"OPENBLAS_NUM_THREADS": "1"}


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook without what differs from one execution to the next.

    Version numbers, timings, random cell ids and the state of widgets go; cells
    are named by their place.  Code that only draws is marked to be folded (`press.drawing`).
    """
    notebook = strip_widgets(notebook)
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for place, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{place:02d}"
        for key in ("execution", "collapsed", "scrolled", "trusted", "ExecuteTime"):
            cell.metadata.pop(key, None)
    return hide_drawing(notebook)


def execute(path: Path) -> bool:
    """Execute one notebook in place; return whether the file changed.

    Raises
    ------
    CellExecutionError
        From the first cell that fails; the file stays as it was.
    """
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
    )
    client.execute(env={**THREADS, **os.environ})
    after = nbformat.writes(normalise(notebook)) + "\n"
    if after == before:
        return False
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, delete=False, suffix=".part"
    ) as part:
        part.write(after)
    shutil.copymode(path, part.name)  # a temporary file is its owner's alone
    os.replace(part.name, path)
    return True


def main(arguments: list[str] | None = None) -> int:
    """Execute the named notebooks, two at a time; return 1 if one of them failed."""
    named = sys.argv[1:] if arguments is None else arguments
    paths = [Path(name) for name in named] or sorted(Path("book").glob("*.ipynb"))

    def one(path: Path) -> bool:
        try:
            print(f"{path}: {'executed, changed' if execute(path) else 'executed, the same'}")
        except (CellExecutionError, OSError, nbformat.ValidationError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            return False
        return True

    with ThreadPoolExecutor(max_workers=2) as pool:
        return 0 if all(list(pool.map(one, paths))) else 1


if __name__ == "__main__":
    sys.exit(main())
