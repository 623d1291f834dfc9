"""An exception in the reader's code: which line of theirs, on which shapes."""

import contextlib
import linecache
import re
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

__all__ = ["describe"]

OURS = str(Path(__file__).parent)
LONGEST = 500  # characters of a message or a line of code
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


def _theirs(error: BaseException) -> tuple[FrameType, int] | None:
    """Return the innermost frame, and line, that belongs to neither us nor a library."""
    found, trace = None, error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not name.startswith((OURS, *LIBRARIES)) and not name.startswith("<frozen"):
            found = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    return found


def _shapes(name: str, value) -> Iterator[str]:
    """Yield "name (rows, columns)" for an array, or for each array in a container."""
    if isinstance(value, Mapping):
        entries = value.items()
    elif isinstance(value, list | tuple):
        entries = enumerate(value)
    else:
        shape = _shape(value)
        if shape:
            yield f"{name} {shape}"
        return
    for key, entry in entries:
        if _shape(entry) is not None:
            yield from _shapes(f"{name}[{_cut(repr(key))}]", entry)


def _shape(value) -> tuple | None:
    """Return the shape of what has one; an attribute of the reader's may raise, too."""
    try:
        return tuple(value.shape)
    except Exception:
        return None


def _cut(text: str) -> str:
    """Return the beginning of a text that would fill pages."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _said(error: BaseException) -> str:
    """Return what the error says, if that can be had: its class may be the reader's."""
    try:
        return _cut(str(error))
    except Exception as another:
        return f"(its text raises {type(another).__name__})"


def describe(error: BaseException) -> str:
    """Return the error, the reader's line that raised it and the shapes on that line.

    Examples
    --------
    >>> describe(ValueError("no"))
    'ValueError: no'
    """
    text = f"{type(error).__name__}: {_said(error)}".rstrip(": ")
    if (found := _theirs(error)) is None:
        return text
    frame, line = found
    code = frame.f_code
    source = _cut(linecache.getline(code.co_filename, line).strip())
    where = f"{text}, in line {line} of {Path(code.co_filename).name} ({code.co_name})"
    where += f": {source}" if source else ""
    names = dict.fromkeys(re.findall(r"[^\W\d]\w*", source))
    known = {**frame.f_globals, **frame.f_locals}
    shapes = []
    with contextlib.suppress(Exception):  # of the reader's own containers and keys
        shapes += (one for name in names if name in known for one in _shapes(name, known[name]))
    return where + (f" — where {', '.join(shapes[:8])}" if shapes else "")
