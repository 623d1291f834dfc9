"""How the reader's function is called: which arguments it takes, in which order."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from backprop.doctor.structure import as_floats

__all__ = ["Plan", "as_cost", "free_arguments", "options_of", "plans"]

EXTRAS = ("cache", "caches", "memory", "state", "activations", "forward", "cached", "ctx")


class Plan(NamedTuple):
    """A way of calling a function: what it is handed, in order, and by keyword."""

    order: tuple[str, ...]  # "params", "spread", "data", "extra"
    names: tuple[str, ...] = ()  # of parameters handed by keyword: those of a dict
    takes_params: bool = True

    def call(self, function: Callable, params: Any, data: Sequence, extra: Any, options: Mapping):
        """Call the function this way."""
        given = []
        for part in self.order:
            if part == "params":
                given.append(params)
            elif part == "spread":
                given.extend(params.values() if isinstance(params, Mapping) else params)
            elif part == "data":
                given.extend(data)
            else:
                given.append(extra)
        if self.names:
            options = {**options, **{name: params[name] for name in self.names}}
        return function(*given, **options)


def _signature(function: Callable) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def free_arguments(function: Callable) -> list[str] | None:
    """Return the names of the arguments that must be given; None if unknown."""
    signature = _signature(function)
    if signature is None:
        return None
    return [
        p.name
        for p in signature.parameters.values()
        if p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
    ]


def options_of(function: Callable) -> dict[str, Any]:
    """Return the arguments that have a default, and the default."""
    signature = _signature(function)
    known = signature.parameters.values() if signature else ()
    return {p.name: p.default for p in known if p.default is not p.empty}


def _fits(function: Callable, count: int, names: Sequence[str]) -> bool:
    signature = _signature(function)
    if signature is None:
        return True
    try:
        signature.bind(*[None] * count, **dict.fromkeys(names))
    except TypeError:
        return False
    return True


def plans(function: Callable, params: Any, data: Sequence, *, after_cost: bool = False):
    """Return the ways in which a function could be called, the likeliest first.

    Parameters
    ----------
    function : callable
    params : object
        The reader's parameters.
    data : sequence
        What follows them.
    after_cost : bool
        Whether the cost has been called before, and so its other results may be handed on.

    Returns
    -------
    list of Plan
    """
    many = isinstance(params, Mapping | list | tuple)
    count = len(params) if many else 1
    shapes = [("params", "data"), ("data", "params")]
    if after_cost:
        shapes += [("params", "data", "extra"), ("params", "extra", "data"), ("data", "extra")]
    if many:
        shapes += [("spread", "data"), ("data", "spread")]
        if after_cost:
            shapes += [("spread", "data", "extra")]
    names = free_arguments(function) or []
    if isinstance(params, Mapping) and params and all(key in names for key in params):
        keys = tuple(map(str, params))
        return [Plan(("data",), keys)] if _fits(function, len(data), keys) else []
    sizes = {"params": 1, "spread": count, "data": len(data), "extra": 1}
    found = [
        Plan(order)
        for order in shapes
        if _fits(function, sum(sizes[part] for part in order), ())
        and ("extra" not in order or any(name in EXTRAS for name in names))
    ]
    if not data:
        found = [one for one in found if one.order[0] != "data"]
    for order in (("data",), ()):
        if _fits(function, len(data) if order else 0, ()):
            found.append(Plan(order, (), False))
    if names and names[0] in ("X", "x", "inputs", "data"):
        found.sort(key=lambda one: one.takes_params and one.order[:1] != ("data",))
    return list(dict.fromkeys(found))


def as_cost(value: Any) -> tuple[float | complex, Any]:
    """Return the number that a cost came to, and what it returned besides.

    Raises
    ------
    ValueError
        If it is not one number.
    """
    rest = None
    if isinstance(value, tuple | list) and value:
        sizes = [1 if (a := as_floats(one)) is None else a.size for one in value]
        known = [as_floats(one) is not None for one in value]
        first = next((i for i, n in enumerate(sizes) if n == 1 and known[i]), 0)
        rest = [one for i, one in enumerate(value) if i != first]
        value, rest = value[first], rest[0] if len(rest) == 1 else tuple(rest)
    array = as_floats(value)
    if array is None or array.size != 1:
        came = f"an array of shape {array.shape}" if array is not None else repr(type(value))
        raise ValueError(f"your cost returned {came}; expected one number")
    number = array.ravel()[0]
    return (complex(number) if np.iscomplexobj(array) else float(number)), rest
