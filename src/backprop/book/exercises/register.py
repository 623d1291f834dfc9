"""`check`: the exercises of all chapters, by name."""

import difflib
import html
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from backprop.book.exercises.verdict import Hint, Refused

__all__ = ["Exercise", "Reply", "check", "exercises"]

HERE = Path(__file__).parent
DOTS = "Put your answer in the place of the dots."
_EMPTY = (lambda: ...).__code__


@dataclass(frozen=True, repr=False)
class Reply:
    """What came of an answer; true if it is right.

    Attributes
    ----------
    right : bool
    says : str
        One sentence: why it is right, or a hint.
    hint : str
        The id of the mistake; "" if there is none.
    """

    right: bool
    says: str
    hint: str = ""

    def __bool__(self):
        return self.right

    def __str__(self):
        return f"{'Right' if self.right else 'Not yet'}. {self.says}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        verdict = "Right" if self.right else "Not yet"
        return f"<strong>{verdict}.</strong> {html.escape(self.says)}"


@dataclass(frozen=True)
class Exercise:
    """A row: an exercise whose answer can be checked.

    Attributes
    ----------
    name : str
        What follows ``check.``.
    number : int
        In its chapter.
    asks : str
        The exercise in short, and what to hand in.
    judge : callable
        From the answer to a `Hint`, None if it is right.
    praise : str
        Said of the right answer.
    chapter : int
        Of its module's name.
    """

    name: str
    number: int
    asks: str
    judge: Callable[[object], Hint | None]
    praise: str
    chapter: int = 0

    def result(self, answer: object) -> Reply:
        """Return what is to be said about an answer."""
        try:
            verdict = self.judge(answer)
        except Refused as refused:
            verdict = refused.verdict
        return Reply(False, verdict.says, verdict.id) if verdict else Reply(True, self.praise)


@cache
def exercises() -> dict[str, Exercise]:
    """Return the exercises of all chapters, by name."""
    found: dict[str, Exercise] = {}
    for module in sorted(one.name for one in pkgutil.iter_modules([str(HERE)])):
        if not (module.startswith("ch") and module[2:].isdigit()):
            continue
        for row in importlib.import_module(f"{__package__}.{module}").EXERCISES:
            if row.name in found:
                raise ValueError(f"two exercises are named {row.name!r}; expected one")
            found[row.name] = replace(row, chapter=int(module[2:]))
    return found


def _dotted(answer: object) -> bool:
    """Whether the dots still stand where an answer belongs."""
    if isinstance(answer, Mapping):
        return any(map(_dotted, answer.values()))
    if isinstance(answer, list | tuple | set):
        return any(map(_dotted, answer))
    code = getattr(answer, "__code__", None)  # lambda x: ...
    if code is not None:
        return (code.co_code, code.co_consts) == (_EMPTY.co_code, _EMPTY.co_consts)
    return answer is ...


class _Checks:
    """The checks of all exercises; `dir(check)` lists them."""

    def __getattr__(self, name: str) -> Callable[[object], Reply]:
        if name.startswith("_"):
            raise AttributeError(name)
        row = exercises().get(name)
        if row is None:
            near = difflib.get_close_matches(name, exercises(), 3, 0.5)
            meant = f"did you mean {' or '.join(near)}? " if near else ""
            raise AttributeError(f"there is no exercise {name!r}; {meant}dir(check) lists all")

        def checked(answer: object = ...) -> Reply:
            return Reply(False, DOTS, "dots") if _dotted(answer) else row.result(answer)

        checked.__name__ = checked.__qualname__ = name
        checked.__doc__ = f"Chapter {row.chapter}, exercise {row.number}.  {row.asks}"
        return checked

    def __dir__(self):
        return list(exercises())

    def __repr__(self):
        lines = [f"{row.chapter}.{row.number}  {name}" for name, row in exercises().items()]
        return "\n".join(["Exercises that answer, by chapter and number:", *lines])


check = _Checks()
