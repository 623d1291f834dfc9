"""What the reader's functions may change besides what they return, put back before each call.

Containers, arrays, objects, random streams: all that can be reached from the globals
that the functions name, from their closures and from the objects that they belong to.
Objects of libraries that only the globals lead to are left alone: in a notebook these
lead to its kernel, whose sockets and threads go on living meanwhile.
"""

import random
import sys
import types
from collections.abc import Iterable
from typing import Any

import numpy as np

from backprop.doctor.source import is_theirs

__all__ = ["Snapshot", "copied"]

MOST_NODES = 20_000
MOST_NUMBERS = 25_000_000  # 200 MB
HOLDERS = {"argparse", "collections"}  # library classes that only hold what the reader puts in
STREAMS = (np.random.Generator, np.random.RandomState, random.Random)
PLAIN = (str, bytes, int, float, complex, bool, type(None), type, types.ModuleType, range, slice)


def copied(value: Any, seen: dict | None = None) -> Any:
    """Return a copy of containers, arrays and plain objects; anything else itself."""
    seen = {} if seen is None else seen
    if isinstance(value, PLAIN):
        return value
    if id(value) in seen:
        return seen[id(value)][0]
    new = _copied(value, seen)
    seen[id(value)] = (new, value)
    return new


def _copied(value: Any, seen: dict) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, set):
        return type(value)(copied(one, seen) for one in value)
    if isinstance(value, tuple):
        parts = [copied(one, seen) for one in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, dict):
        new = value.copy()
        new.update((key, copied(one, seen)) for key, one in value.items())
        return new
    if _plain_object(value):
        new = object.__new__(type(value))
        seen[id(value)] = (new, value)
        new.__dict__.update((key, copied(one, seen)) for key, one in vars(value).items())
        return new
    return value


def _of_library(kind: type) -> bool:
    """Return whether a class comes from a library, Python's own among them."""
    if kind.__module__ == "__main__" or kind.__module__ in HOLDERS:
        return False
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return file is not None and not is_theirs(file)


def _plain_object(value: Any) -> bool:
    """Return whether value is an object of a class written in Python."""
    return (
        hasattr(value, "__dict__")
        and bool(type(value).__flags__ & (1 << 9))  # a heap type: made by `class`
        and not isinstance(value, types.FunctionType | types.MethodType)
        and not isinstance(value, np.random.Generator | np.random.RandomState)
        and not type(value).__module__.startswith(("numpy", "torch", "jax"))
    )


class Snapshot:
    """What can be reached from some objects, as it was when this was made.

    Parameters
    ----------
    roots : iterable
        Objects: containers, arrays, instances, functions (for their closures).
    namespaces : iterable of (dict, names)
        Globals, of which only these names count.
    created : iterable of (dict, names)
        Globals that the functions themselves may create.
    """

    def __init__(self, roots: Iterable = (), namespaces: Iterable = (), created: Iterable = ()):
        self._nodes: dict[int, tuple[Any, Any]] = {}
        self._functions: dict[int, types.FunctionType] = {}
        self._names = []
        self._numbers = 0
        self._handed = False  # whether what is visited was handed over, or only lies in the globals
        self._streams = np.random.get_state(), random.getstate()  # noqa: NPY002
        for namespace, names in namespaces:
            kept = {name: namespace[name] for name in names if name in namespace}
            self._names.append((namespace, kept))
            for value in kept.values():
                self._visit(value)
        self._created = [
            (space, name) for space, names in created for name in names if name not in space
        ]
        self._handed = True
        for root in roots:
            self._visit(root)

    def _visit(self, value: Any) -> None:
        if isinstance(value, PLAIN) or id(value) in self._nodes or len(self._nodes) > MOST_NODES:
            return
        if isinstance(value, np.ndarray):
            if value.flags.writeable and self._numbers + value.size <= MOST_NUMBERS:
                self._numbers += value.size
                self._nodes[id(value)] = value, value.copy()
                if value.dtype == object:
                    self._visit_all(value.ravel().tolist())
        elif isinstance(value, STREAMS):
            self._nodes[id(value)] = value, _state_of(value)
        elif isinstance(value, dict):
            self._nodes[id(value)] = value, dict(value)
            self._visit_all(list(value.values()))
        elif isinstance(value, list | set):
            self._nodes[id(value)] = value, value.copy()
            self._visit_all(list(value))
        elif isinstance(value, tuple):
            self._visit_all(value)
        elif isinstance(value, types.MethodType):
            self._visit_all((value.__self__, value.__func__))
        elif isinstance(value, types.FunctionType):
            self._visit_function(value)
        elif _plain_object(value):
            if not self._handed and _of_library(type(value)):
                return
            self._nodes[id(value)] = value, dict(vars(value))
            self._visit_all(list(vars(value).values()))
        elif hasattr(value, "func") and hasattr(value, "args"):  # functools.partial
            self._visit_all((value.func, *value.args, *getattr(value, "keywords", {}).values()))

    def _visit_function(self, function: types.FunctionType) -> None:
        if id(function) in self._functions:  # one that calls itself has itself in its closure
            return
        self._functions[id(function)] = function
        for cell in function.__closure__ or ():
            try:
                self._nodes[id(cell)] = cell, cell.cell_contents
            except ValueError:
                continue
            self._visit(cell.cell_contents)
        self._visit_all(function.__defaults__ or ())
        self._visit_all((function.__kwdefaults__ or {}).values())

    def _visit_all(self, values: Iterable) -> None:
        for value in values:
            self._visit(value)

    def moved(self) -> dict[str, str]:
        """Return the random streams that numbers were drawn from since, and where they are now.

        By the name that a global has for them; a state is told from another by its text.
        """
        names = {id(one): name for _, kept in self._names for name, one in kept.items()}
        found = {}
        streams = [
            ("NumPy's global stream", self._streams[0], np.random.get_state()),  # noqa: NPY002
            ("the module random", self._streams[1], random.getstate()),
        ]
        for value, before in self._nodes.values():
            if isinstance(value, STREAMS):
                name = names.get(id(value), "a generator of its own")
                streams.append((name, before, _state_of(value)))
        for name, before, now in streams:
            if _text(before) != _text(now):
                found[name] = _text(now)
        return found

    def restore(self) -> None:
        """Put everything back, in place."""
        np.random.set_state(self._streams[0])  # noqa: NPY002
        random.setstate(self._streams[1])
        for namespace, kept in self._names:
            for name, value in kept.items():
                if namespace.get(name) is not value:
                    namespace[name] = value
        self.forget_created()
        for value, before in self._nodes.values():
            _put_back(value, before)

    def forget_created(self) -> None:
        """Remove the names that have come up since."""
        for space, name in self._created:
            space.pop(name, None)


def _state_of(stream: Any) -> Any:
    if isinstance(stream, np.random.Generator):
        return stream.bit_generator.state
    return stream.get_state() if isinstance(stream, np.random.RandomState) else stream.getstate()


def _text(state: Any) -> str:
    """Return what tells a state of a random stream from another."""
    if isinstance(state, dict):
        return str({key: _text(value) for key, value in state.items()})
    if isinstance(state, tuple):
        return str([_text(value) for value in state])
    return str(state.tolist()) if isinstance(state, np.ndarray) else str(state)


def _put_back(value: Any, before: Any) -> None:
    if isinstance(value, np.ndarray):
        value[...] = before
    elif isinstance(value, np.random.Generator):
        value.bit_generator.state = before
    elif isinstance(value, np.random.RandomState):
        value.set_state(before)
    elif isinstance(value, random.Random):
        value.setstate(before)
    elif isinstance(value, dict | set):
        if value != before if isinstance(value, set) else _differs(value, before):
            value.clear()
            value.update(before)
    elif isinstance(value, list):
        value[:] = before
    elif isinstance(value, types.CellType):
        value.cell_contents = before
    elif _differs(vars(value), before):
        vars(value).clear()
        vars(value).update(before)


def _differs(now: dict, before: dict) -> bool:
    return len(now) != len(before) or any(
        key not in now or now[key] is not one for key, one in before.items()
    )
