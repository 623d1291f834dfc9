"""Put the code into a built site, as a wheel that pip installs from the site's own address.

    python -m tools.wheel [DIR]

The wheel is pure Python and small; nothing is fetched to build it, and the same sources give
the same bytes.  An older one goes.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from backprop.book.article_index import MAP
from backprop.book.ties.declared import declared_in, markdown_of

__all__ = ["build", "carry_formulas", "main"]

ROOT = Path(__file__).parent.parent
_SAID = re.compile(r"<!--.*?-->|^[ >]*\$\$.*?\$\$[^\n]*", re.DOTALL | re.MULTILINE)
TIME = "1767225600"  # the date of each file in it


def build(site: Path, root: Path = ROOT) -> Path:
    """Build the wheel of the project in `root` into a folder, and return its path.

    Raises
    ------
    ValueError
        If it cannot be built: what the builder said.
    """
    with tempfile.TemporaryDirectory() as folder:
        # from a copy: the builder leaves folders of its own beside what it builds
        copy = Path(folder, "copy")
        copy.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(root / name, copy)
        shutil.copytree(
            root / "src",
            copy / "src",
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
        )
        carry_formulas(root / "book", copy / "src" / "backprop" / "book" / "ties" / "formulas")
        if (site.parent / ".doctrees" / MAP).is_file():
            shutil.copy(site.parent / ".doctrees" / MAP, copy / "src/backprop/book/article_index")
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command += ["--no-build-isolation", "--disable-pip-version-check", "-w", folder, str(copy)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": TIME}
        run = subprocess.run(command, capture_output=True, text=True, env=environment)
        if run.returncode:
            raise ValueError(f"the wheel cannot be built: {run.stderr.strip()[-2000:]}")
        (made,) = Path(folder).glob("*.whl")
        for old in site.glob("backprop_checked-*.whl"):
            old.unlink()
        return Path(shutil.move(made, site / made.name))


def carry_formulas(book: Path, folder: Path) -> list[Path]:
    """Put the formulas of each chapter that confronts them with its code beside the code.

    A reader's edition of a notebook shows its equations in another form; `confront` finds
    them here.
    """
    made = []
    for chapter in sorted(book.glob("*.ipynb")):
        texts = markdown_of(chapter)
        if declared_in(texts):
            folder.mkdir(parents=True, exist_ok=True)
            made.append(folder / f"{chapter.stem}.md")
            made[-1].write_text(without_prose("\n\n".join(texts)), encoding="utf-8")
    return made


def without_prose(text: str) -> str:
    """Return the displayed equations of a text, and the comments with its declarations.

    Examples
    --------
    >>> without_prose("See\\n\\n$$\\nx = 1\\n$$ (eq-x)\\n\\nand $y$.\\n<!-- a\\nb -->\\n")
    '$$\\nx = 1\\n$$ (eq-x)\\n\\n<!-- a\\nb -->\\n'
    """
    return "\n\n".join(_SAID.findall(text)) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Build the wheel; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.wheel", description="Build the wheel.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        print(f"there is no book in {options.directory} (run `make book`)", file=sys.stderr)
        return 1
    try:
        wheel = build(options.directory)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{wheel}: {wheel.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
