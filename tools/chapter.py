"""Begin a chapter: a copy of the template, its labels named after its number.

    python -m tools.chapter 13_example

The copy passes `make check` as it is.  It is a draft, and may be thin, until it stands in
``_toc.yml``; what it lacks until then is said at the end of `make check`.
"""

import argparse
import re
import sys
from pathlib import Path

__all__ = ["begin", "main"]

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"(\d\d)_[a-z0-9]+(_[a-z0-9]+)*")
APPENDICES = 90  # and above: numbers that no chapter has
NEXT = """{path} is there; it passes `make check` as it is.
Write it (`make lab`), then
  make notebooks        executes it and stores its outputs
  make check            ends with what a draft still lacks
For an exercise that answers add its row to src/backprop/book/exercises/ch{number}.py and the
wrong answers that people give to tests/book/exercises/wrong_ch{number}.py; ch02.py is an example.
When nothing is lacking, add `- file: book/{name}` to _toc.yml: now it is printed."""


def begin(name: str, book: Path) -> Path:
    """Copy the template to a chapter of this name, and return its path.

    Parameters
    ----------
    name : str
        Two digits and words, joined by underscores: "13_example".
    book : Path
        The folder of the notebooks.

    Raises
    ------
    ValueError
        If the name is none of a chapter, or its number is taken.
    """
    found = NAME.fullmatch(name.removesuffix(".ipynb"))
    if not found or int(found[1]) >= APPENDICES:
        raise ValueError(
            f"NAME is {name!r}; expected two digits below {APPENDICES} and words in lower case, "
            "such as 13_example"
        )
    if taken := sorted(book.glob(f"{found[1]}_*.ipynb")):
        raise ValueError(f"chapter {found[1]} is {taken[0].name}; a number is given only once")
    path = book / f"{found[0]}.ipynb"
    text = (book / "_template.ipynb").read_text(encoding="utf-8")
    path.write_text(re.sub(r"\b(eq|fig)-_template-", rf"\1-{found[1]}-", text), encoding="utf-8")
    return path


def main(arguments: list[str] | None = None) -> int:
    """Begin a chapter and say what comes next; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.chapter", description="Begin a chapter.")
    parser.add_argument("name", help="such as 13_example")
    options = parser.parse_args(arguments)
    try:
        path = begin(options.name, ROOT / "book")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    name = path.stem
    print(NEXT.format(path=path.relative_to(ROOT), name=name, number=name[:2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
