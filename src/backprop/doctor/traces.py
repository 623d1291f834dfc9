"""An exception in the reader's code: which line of theirs, on which shapes."""

import linecache
import re
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

import numpy as np

__all__ = ["describe"]

OURS = str(Path(__file__).parent)
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
        shape = getattr(value, "shape", None)
        if isinstance(shape, tuple) and shape:
            yield f"{name} {tuple(shape)}"
        return
    for key, entry in entries:
        if isinstance(entry, np.ndarray) or hasattr(entry, "shape"):
            yield from _shapes(f"{name}[{key!r}]", entry)


def describe(error: BaseException) -> str:
    """Return the error, the reader's line that raised it and the shapes on that line.

    Examples
    --------
    >>> describe(ValueError("no"))
    'ValueError: no'
    """
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    if (found := _theirs(error)) is None:
        return text
    frame, line = found
    code = frame.f_code
    source = linecache.getline(code.co_filename, line).strip()
    where = f"{text}, in line {line} of {Path(code.co_filename).name} ({code.co_name})"
    where += f": {source}" if source else ""
    names = dict.fromkeys(re.findall(r"[^\W\d]\w*", source))
    known = {**frame.f_globals, **frame.f_locals}
    shapes = [one for name in names if name in known for one in _shapes(name, known[name])]
    return where + (f" — where {', '.join(shapes[:8])}" if shapes else "")
