"""The source of what runs: which functions of the reader's are executed, and their text.

A function is found because it *runs*, so that closures, methods, partials, lambdas and
functions in a notebook cell are all alike.  Its code is exchanged in place, under
`Sources.installed`, and put back; nothing of the reader's module is run again.
"""

import __future__

import ast
import builtins
import contextlib
import gc
import linecache
import sys
import sysconfig
import time
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Hang", "Refused", "Sources", "Unit", "discover", "segment"]

OURS = str(Path(__file__).parent)
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})
BOOK = str(Path(__file__).parent.parent)  # the book's own engine may be someone's cost
GENERATED = ("backprop.doctor", "namedtuple_", "dataclasses")
FUTURES = 0
for _name in __future__.all_feature_names:
    FUTURES |= getattr(__future__, _name).compiler_flag


class Hang(BaseException):
    """The reader's code did not come to an end: where it was then."""

    def __init__(self, filename: str, line: int):
        super().__init__(f"line {line}")
        self.filename, self.line = filename, line


class Refused(Exception):
    """A changed text that cannot stand in for the function."""


def is_theirs(filename: str) -> bool:
    """Return whether a file is neither a library's nor the doctor's."""
    if filename.startswith((OURS, "<frozen", "<__array_function__")):
        return False
    return filename.startswith(BOOK) or not filename.startswith(LIBRARIES)


def discover(call: Callable, seconds: float):
    """Call a function once, watching; return what it gave and the code that ran.

    Raises
    ------
    Hang
        If it runs for longer than `seconds`.
    """
    codes: dict[types.CodeType, dict] = {}
    deadline = time.monotonic() + seconds

    def local(frame, event, argument):
        if time.monotonic() > deadline:
            raise Hang(frame.f_code.co_filename, frame.f_lineno)
        return local

    def watch(frame, event, argument):
        code = frame.f_code
        owner = str(frame.f_globals.get("__name__"))
        made = code.co_filename.startswith("<string>") and owner.startswith(GENERATED)
        if made or not is_theirs(code.co_filename):
            return None
        codes.setdefault(code, frame.f_globals)
        return local

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return call(), codes
    finally:
        sys.settrace(before)


def segment(lines: list[str], node: ast.AST, start: int) -> str:
    """Return the text of a node; `lines` begin with line number `start`."""
    first, last = node.lineno - start, node.end_lineno - start
    taken = [line.encode() for line in lines[first : last + 1]]
    taken[-1] = taken[-1][: node.end_col_offset]
    taken[0] = taken[0][node.col_offset :]
    return b"\n".join(taken).decode()


@dataclass(eq=False)
class Unit:
    """A statement at the top of a file that holds functions which run.

    Attributes
    ----------
    filename : str
    start : int
        The number of its first line.
    lines : list of str
        Its text, as it is now; edits change a copy of the unit.
    codes : dict
        The place of each code object that ran, among those that compiling it gives.
    """

    filename: str
    start: int
    lines: list[str]
    flags: int = 0
    codes: dict[types.CodeType, tuple] = field(default_factory=dict)

    def tree(self) -> ast.Module:
        """Return its syntax tree, with the line numbers of the file."""
        return ast.parse("\n" * (self.start - 1) + "\n".join(self.lines) + "\n", self.filename)

    def compiled(self, tree: ast.Module) -> dict[tuple, types.CodeType]:
        """Return the code objects of a tree, by place: name and how many of it came before."""
        code = compile(tree, self.filename, "exec", flags=self.flags, dont_inherit=True)
        return dict(_places(code))

    def edited(self, lines: list[str]) -> "Unit":
        """Return the unit with another text."""
        return Unit(self.filename, self.start, lines, self.flags, self.codes)


def _places(code: types.CodeType, counts: dict | None = None) -> Iterator[tuple]:
    counts = {} if counts is None else counts
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            key = one.co_qualname
            counts[key] = counts.get(key, -1) + 1
            yield (key, counts[key]), one
            yield from _places(one, counts)


class Sources:
    """The units in which the executed functions stand, and the functions themselves."""

    def __init__(self, codes: Iterable[types.CodeType]):
        self.units: list[Unit] = []
        self.unsourced: dict[str, str] = {}  # function -> why
        self.detours: dict[str, types.FunctionType] = {}
        for code in codes:
            self._add(code)
        known = {code for unit in self.units for code in unit.codes}
        self.functions: dict[types.CodeType, list[types.FunctionType]] = {}
        for one in gc.get_referrers(*known) if known else ():
            if isinstance(one, types.FunctionType) and one.__code__ in known:
                self.functions.setdefault(one.__code__, []).append(one)

    def _add(self, code: types.CodeType) -> None:
        name = code.co_qualname
        if name in ("<module>",):
            return
        lines = linecache.getlines(code.co_filename)
        if not lines:
            self.unsourced[name] = f"the source of {name} is not to be had"
            return
        lines = [line.rstrip("\n") for line in lines]
        try:
            top = _top(code.co_filename, "\n".join(lines), code.co_firstlineno)
        except SyntaxError:
            top = None
        if top is None:
            self.unsourced[name] = f"the source of {name} is not Python that can be read"
            return
        start, end = top
        unit = next(
            (u for u in self.units if (u.filename, u.start) == (code.co_filename, start)), None
        )
        fresh = unit or Unit(code.co_filename, start, lines[start - 1 : end])
        fresh.flags |= code.co_flags & FUTURES
        place = _place(fresh, code)
        if place is None:
            self.unsourced[name] = f"{name} is not as its file has it now: import it again"
            return
        if unit is None:
            self.units.append(fresh)
        fresh.codes[code] = place

    @contextlib.contextmanager
    def installed(self, codes: dict[Unit, dict[tuple, types.CodeType]]):
        """Exchange the code of the functions, in place, for as long as the block lasts."""
        taken, known = [], set(self.detours)
        try:
            for unit, fresh in codes.items():
                for old, place in unit.codes.items():
                    new = fresh.get(place)
                    for function in self.functions.get(old, ()):
                        if new is None:
                            raise Refused(f"{old.co_qualname} is no longer there")
                        if new.co_freevars != old.co_freevars:
                            new = self._detour(function, old, new)
                        taken.append((function, function.__code__))
                        function.__code__ = new
            yield
        finally:
            for function, code in reversed(taken):
                function.__code__ = code
            for key in set(self.detours) - known:
                vars(builtins).pop(key, None)
                del self.detours[key]

    def cells(self, function: types.FunctionType) -> dict[str, types.CellType]:
        """Return what a function, and those made beside it, can see of the function around."""
        found = {}
        around = function.__qualname__.rpartition(".")[0]
        for one in (other for many in self.functions.values() for other in many):
            if one.__qualname__.rpartition(".")[0] == around and around:
                found.update(zip(one.__code__.co_freevars, one.__closure__ or (), strict=False))
        found.update(zip(function.__code__.co_freevars, function.__closure__ or (), strict=False))
        return found

    def _detour(self, function, old: types.CodeType, new: types.CodeType) -> types.CodeType:
        """Return code that calls another, which sees other variables of the function around."""
        cells = self.cells(function)
        if any(name not in cells for name in new.co_freevars):
            raise Refused(f"{old.co_qualname} would see other variables")
        closure = tuple(cells[name] for name in new.co_freevars)
        made = types.FunctionType(
            new, function.__globals__, function.__name__, function.__defaults__, closure
        )
        made.__kwdefaults__ = function.__kwdefaults__
        key = f"__detour_{len(self.detours)}__"
        self.detours[key] = made
        vars(builtins)[key] = made
        names = ", ".join(old.co_freevars)
        inner = (
            f"def inner(*given, **options):\n  ({names},) if 0 else 0\n"
            f"  return {key}(*given, **options)"
        )
        if not names:
            inner = f"def inner(*given, **options):\n  return {key}(*given, **options)"
        text = f"def outer({names}):\n" + "\n".join(f" {line}" for line in inner.split("\n"))
        code = compile(text, old.co_filename, "exec")
        return next(one for place, one in _places(code) if place[0].endswith("inner"))


def _top(filename: str, text: str, line: int) -> tuple[int, int] | None:
    """Return the first and last line of the statement at the top that holds this line."""
    for node in ast.parse(text, filename).body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        if first <= line <= node.end_lineno:
            return first, node.end_lineno
    return None


def _place(unit: Unit, code: types.CodeType) -> tuple | None:
    """Return the place of a code object among those of the unit's text."""
    try:
        tree = unit.tree()
    except SyntaxError:
        return None
    alike = [
        (place, one)
        for place, one in unit.compiled(tree).items()
        if one.co_qualname == code.co_qualname and one.co_firstlineno == code.co_firstlineno
    ]
    for place, one in alike:
        if one.co_code == code.co_code and list(one.co_positions()) == list(code.co_positions()):
            return place
    for place, one in alike:
        if one.co_varnames == code.co_varnames and one.co_names == code.co_names:
            return place
    rewritten = any(isinstance(node, ast.Assert) for node in ast.walk(tree))
    return alike[0][0] if len(alike) == 1 and rewritten else None
