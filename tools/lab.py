"""Put the reader's edition of the notebooks into a folder of the reader's own.

    python -m tools.lab [FOLDER] [--built _build]

It takes the numbers from the book that was built last, and its links lead from notebook to
notebook.  A notebook that was changed since it was put there is the reader's: it stays, and
this command says so.  What it wrote itself it knows by a checksum, kept in the folder.
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import nbformat

from backprop.book.article_index import MAP
from backprop.book.ties import BESIDE
from press.edition import PLACES, Places, Wheel, edition, to_files
from tools.address import read
from tools.wheel import carry_formulas

__all__ = ["main", "put"]

KEPT = ".made.json"  # what this command wrote: file -> checksum
BOOK = Path("book")


def put(texts: dict[str, str], folder: Path) -> list[str]:
    """Write files into a folder, but none over what its reader changed.

    Parameters
    ----------
    texts : dict
        From a file's name to what is to stand in it.
    folder : Path
        Is made if need be.

    Returns
    -------
    list of str
        The names of those that are the reader's, and not what was to stand in them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / KEPT
    made = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    kept = []
    for name, text in texts.items():
        file = folder / name
        there = file.read_bytes() if file.is_file() else None
        if there == text.encode():
            pass
        elif there is not None and _checksum(there) != made.get(name):
            kept.append(name)
            continue
        else:
            file.write_bytes(text.encode())
        made[name] = _checksum(text.encode())
    record.write_text(json.dumps(made, indent=1), encoding="utf-8")
    return kept


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _texts(built: Path, book: Path) -> dict[str, str]:
    """Return the reader's edition of each notebook that the site has."""
    places = Places.read(built / ".doctrees" / PLACES)
    address = read(Path())
    wheel = Wheel(f"backprop_checked-{address.edition}-py3-none-any.whl", address.site)
    return {
        path.name: nbformat.writes(
            edition(nbformat.read(path, as_version=4), places, to_files, wheel)
        )
        + "\n"
        for path in sorted(book.glob("*.ipynb"))
        if f"{book.name}/{path.stem}" in places.titles
    }


def main(arguments: list[str] | None = None) -> int:
    """Write the notebooks; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.lab", description=__doc__)
    parser.add_argument("folder", nargs="?", default="lab", type=Path)
    parser.add_argument("--built", default="_build", type=Path, help="where the book was built")
    options = parser.parse_args(arguments)
    if not (options.built / ".doctrees" / PLACES).is_file():
        print(f"there is no book in {options.built} (run `make book`)", file=sys.stderr)
        return 1
    texts = _texts(options.built, BOOK)
    kept = put(texts, options.folder)
    shutil.copy(options.built / ".doctrees" / MAP, options.folder)
    carry_formulas(BOOK, options.folder / BESIDE)
    print(f"{options.folder}: {len(texts)} notebooks")
    for name in kept:
        print(f"{options.folder / name}: changed by you, and kept; without it you get the new one")
    return 0


if __name__ == "__main__":
    sys.exit(main())
