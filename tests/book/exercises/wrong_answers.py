"""Wrong answers to the exercises, as people give them, and the hint that each is to get.

Those of chapter 13 stand in `wrong_ch13.py` beside this file, as `WRONG`: from the name of an
exercise to pairs of an answer and the id of its hint.  A file that is there is found.
"""

import importlib
import sys
from pathlib import Path

__all__ = ["WRONG", "answers"]

HERE = Path(__file__).parent


def found(folder: Path = HERE) -> dict[str, list]:
    """Return the wrong answers of all chapters, by the name of the exercise."""
    wrong: dict[str, list] = {}
    for path in sorted(folder.glob("wrong_ch*.py")):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
        for name, rows in importlib.import_module(path.stem).WRONG.items():
            if name in wrong:
                raise ValueError(f"{path.name} has {name!r}, which another chapter has as well")
            wrong[name] = rows
    return wrong


WRONG = found()


def answers(name: str, chapter: int) -> list:
    """Return the wrong answers to an exercise; where there are none, say where they belong."""
    if name not in WRONG:
        raise AssertionError(
            f"check.{name} is tried with no wrong answer: write WRONG[{name!r}] in "
            f"tests/book/exercises/wrong_ch{chapter:02d}.py, a list of (answer, id of its hint)"
        )
    return WRONG[name]
