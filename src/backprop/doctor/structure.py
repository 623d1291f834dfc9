"""The reader's parameters, in whatever they keep them: arrays by path, and back again.

dict, nested dict, list, tuple, arrays, numbers, objects with attributes, one vector.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Leaf", "Mismatch", "as_floats", "gradient_name", "leaves", "match", "rebuild", "write"]

Step = tuple[str, Any]  # ("key", "W1"), ("item", 0), ("attr", "W")
PREFIXES = (
    r"(?:d|D|grad|gradient|gradients|g|nabla|delta|Delta|del|deriv|dJ_d|dL_d|dJd|dLd|dloss_d)"
)
CONTAINERS = {"params", "grads", "grad", "gradients", "parameters", "weights", "theta", "model"}
MOST_DEEP = 6


class Mismatch(ValueError):
    """What came back cannot be laid beside the parameters; the text says why."""

    def __init__(self, message: str, id: str = "wrong-type"):
        super().__init__(message)
        self.id = id


class Leaf(NamedTuple):
    """One array (or number) of a structure."""

    steps: tuple[Step, ...]
    value: NDArray

    @property
    def path(self) -> str:
        """The place as the reader writes it, the only key of a dict as its bare name."""
        if len(self.steps) == 1 and self.steps[0][0] == "key":
            return str(self.steps[0][1])
        return "".join(f".{at}" if kind == "attr" else f"[{at!r}]" for kind, at in self.steps)


def as_floats(value: Any) -> NDArray | None:
    """Return a copy of value as an array of numbers, or None if it is no such thing.

    Tensors are detached first; nested lists of plain numbers are one array.
    """
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, bool | str | bytes) or value is None:
        return None
    if isinstance(value, tuple) or (isinstance(value, list) and not _plain(value)):
        return None
    if not isinstance(value, int | float | complex | list | tuple | np.ndarray | np.generic):
        if not (hasattr(value, "__array__") and hasattr(value, "dtype")):
            return None
        value = np.asarray(value)
    try:
        array = np.array(value)
    except ValueError:
        return None
    if array.dtype.kind not in "iufc" or not array.size:
        return None
    return array if array.dtype.kind == "c" else array.astype(float)


def _plain(value: Any) -> bool:
    """Return whether a list holds only numbers, or lists of only numbers, of one shape.

    A tuple of numbers may be (w, b): there each stands alone.
    """
    if not isinstance(value, list):
        return isinstance(value, int | float) and not isinstance(value, bool)
    shapes = {np.shape(one) if _regular(one) else None for one in value}
    return bool(value) and all(map(_plain, value)) and len(shapes) == 1 and None not in shapes


def _regular(value: Any) -> bool:
    try:
        return np.array(value).dtype.kind in "iuf"
    except ValueError:
        return False


def leaves(value: Any, *, deep: int = 0) -> list[Leaf]:
    """Return the arrays of a structure, in order."""
    return [Leaf(steps, array) for steps, array in _walk(value, (), set(), deep)]


def _walk(value: Any, steps: tuple, seen: set, deep: int) -> Iterator[tuple[tuple, NDArray]]:
    array = as_floats(value)
    if array is not None:
        yield steps, array
        return
    if id(value) in seen or deep > MOST_DEEP:
        return
    seen = seen | {id(value)}
    for kind, at, part in _parts(value):
        yield from _walk(part, (*steps, (kind, at)), seen, deep + 1)


def _parts(value: Any) -> list[tuple[str, Any, Any]]:
    """Return the parts of a container, each with the step that leads to it."""
    if isinstance(value, Mapping):
        return [("key", key, part) for key, part in value.items()]
    if isinstance(value, list | tuple):
        return [("item", i, part) for i, part in enumerate(value)]
    if isinstance(value, np.ndarray) and value.dtype == object:
        return [("item", i, part) for i, part in enumerate(value)]
    if hasattr(value, "__dict__") and not callable(value) and not isinstance(value, type):
        return [("attr", name, part) for name, part in vars(value).items() if name[0] != "_"]
    return []


def at(value: Any, steps: tuple[Step, ...]) -> Any:
    """Return what stands at a path."""
    for kind, key in steps:
        value = getattr(value, key) if kind == "attr" else value[key]
    return value


def _like(old: Any, array: NDArray) -> Any:
    """Return the array in the form in which the reader keeps it."""
    if isinstance(old, list | tuple):
        return type(old)(array.tolist())
    if isinstance(old, np.ndarray):
        return array.astype(old.dtype) if old.dtype == object else array
    if isinstance(old, int | float | np.generic):
        return (
            array[()]
            if array.dtype.kind == "c"
            else type(old)(array)
            if isinstance(old, float | np.floating)
            else float(array)
        )
    if hasattr(old, "detach"):
        new = old.detach().clone()
        new.copy_(new.new_tensor(array))
        return new.requires_grad_(old.requires_grad)
    return array


def rebuild(value: Any, arrays: Mapping[tuple, NDArray], steps: tuple = ()) -> Any:
    """Return a copy of the structure, with these arrays at these paths."""
    if steps in arrays:
        return _like(value, arrays[steps].copy())
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value.copy()
    parts = _parts(value)
    if not parts or as_floats(value) is not None:
        return value
    fresh = [rebuild(part, arrays, (*steps, (kind, key))) for kind, key, part in parts]
    if isinstance(value, tuple):
        return type(value)(*fresh) if hasattr(value, "_fields") else tuple(fresh)
    if isinstance(value, list):
        return type(value)(fresh)
    new = copy.copy(value)
    for (kind, key, _), part in zip(parts, fresh, strict=True):
        if kind == "attr":
            object.__setattr__(new, key, part)
        else:
            new[key] = part
    return new


def write(value: Any, arrays: Mapping[tuple, NDArray]) -> None:
    """Put these arrays in place: into the reader's own where that is possible."""
    for steps, array in arrays.items():
        old = at(value, steps)
        if (
            isinstance(old, np.ndarray)
            and old.dtype.kind == "f"
            and array.dtype.kind == "f"
            and old.flags.writeable
            and old.dtype.itemsize == 8
        ):
            np.copyto(old, array)
            continue
        holder, (kind, key) = at(value, steps[:-1]), steps[-1]
        if kind == "attr":
            setattr(holder, key, _like(old, array))
        else:
            holder[key] = _like(old, array)


def gradient_name(name: str, of: str) -> bool:
    """Return whether a name is one for the gradient of another.

    Examples
    --------
    >>> gradient_name("dW1", "W1"), gradient_name("W1_grad", "W1"), gradient_name("W2", "W1")
    (True, True, False)
    """
    if re.fullmatch(rf"{PREFIXES}_?{re.escape(of)}|{re.escape(of)}_?(?:grad|gradient|g|d)", name):
        return True
    bare = of.replace("_", "")
    return bool(re.fullmatch(rf"{PREFIXES}_?{re.escape(bare)}", name.replace("_", ""), re.I))


def _same_step(given: Step, param: Step, exact: bool) -> bool:
    a, b = str(given[1]), str(param[1])
    return a == b or (not exact and gradient_name(a, b))


def _bare(steps: tuple) -> tuple:
    """Return the steps without containers that only say "parameters" or "gradients"."""
    return tuple(one for one in steps if str(one[1]).lower().strip("_") not in CONTAINERS)


def find(param: tuple[Step, ...], among: Mapping[tuple, Any], exact: bool = False):
    """Return the path among these that names the gradient of a parameter, or None."""
    bare = _bare(param)
    for steps in among:
        other = _bare(steps)
        if len(other) == len(bare) and all(
            _same_step(a, b, exact) for a, b in zip(other, bare, strict=True)
        ):
            return steps
    joined = "".join(str(key) for _, key in bare)
    for steps in among:
        if gradient_name("".join(str(key) for _, key in _bare(steps)), joined):
            return steps
    return None


def match(value: Any, params: list[Leaf]) -> list[NDArray]:
    """Return the arrays of a gradient in the order of the parameters.

    By the same paths, then by names (W1, dW1, d_W1, grad_W1), then in order; a cost
    that comes along is left out; one vector is cut up, or put together.

    Raises
    ------
    Mismatch
        If the arrays cannot be laid beside the parameters.
    """
    found = {leaf.steps: leaf.value for leaf in leaves(value)}
    if not found:
        came = "None" if value is None else f"a {type(value).__name__} without arrays"
        raise Mismatch(f"your gradient returned {came}; expected something like params")
    taken = paths(value, params)
    if taken is not None:
        return [found[steps] for steps in taken]
    return _cut(list(found.values()), params)


def paths(value: Any, params: list[Leaf]) -> list[tuple] | None:
    """Return where in a gradient the array of each parameter is; None if it must be cut out.

    Raises
    ------
    Mismatch
        If some parameters have none, by their names.
    """
    found = {leaf.steps: leaf.value for leaf in leaves(value)}
    named = any(kind != "item" for leaf in params for kind, _ in leaf.steps)
    if named and any(kind != "item" for steps in found for kind, _ in steps):
        taken = [find(leaf.steps, found) for leaf in params]
        if None not in taken and len(set(taken)) == len(taken):
            return taken
        if None in taken and any(taken):
            lost = [p.path for p, one in zip(params, taken, strict=True) if one is None]
            known = ", ".join(Leaf(steps, None).path for steps in found)
            raise Mismatch(f"your gradient has nothing for {', '.join(lost)}; it has {known}")
    if isinstance(value, tuple | list) and len(found) > len(params):
        for i, part in enumerate(value):  # (loss, grads), (grads, loss), (dW, db, cache), ...
            inner = leaves(part)
            alone = len(params) == 1 and inner and inner[0].value.size != params[0].value.size
            if len(inner) == len(params) and len(found) != len(inner) and not alone:
                taken = paths(part, params)
                return taken and [(("item", i), *steps) for steps in taken]
        if next(iter(found.values())).size == 1 and len(found) == len(params) + 1:
            found = dict(list(found.items())[1:])
    return _in_order(found, params)


def _in_order(found: Mapping[tuple, NDArray], params: list[Leaf]) -> list[tuple] | None:
    """Return the paths in order, or sorted so that the shapes fit."""
    steps, arrays = list(found), list(found.values())
    if len(arrays) != len(params):
        return None
    shapes = [leaf.value.shape for leaf in params]
    by_shape = sorted(range(len(arrays)), key=lambda i: (arrays[i].shape, i))
    wanted = sorted(range(len(shapes)), key=lambda i: (shapes[i], i))
    fits = [arrays[i].shape for i in by_shape] == [shapes[i] for i in wanted]
    ordered = all(kind == "item" for leaf in params for kind, _ in leaf.steps)  # so is an update
    if not fits or (ordered and len(params) > 1) or [array.shape for array in arrays] == shapes:
        return steps
    placed = dict(zip(wanted, by_shape, strict=True))
    return [steps[placed[i]] for i in range(len(shapes))]


def _cut(arrays: list[NDArray], params: list[Leaf]) -> list[NDArray]:
    shapes = [leaf.value.shape for leaf in params]
    total = sum(leaf.value.size for leaf in params)
    if len(arrays) == 1 and arrays[0].size == total:
        ends = np.cumsum([leaf.value.size for leaf in params])[:-1]
        pieces = np.split(arrays[0].ravel(), ends)
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]
    if len(params) == 1 and sum(array.size for array in arrays) == total:
        joined = np.concatenate([array.ravel() for array in arrays])
        return [joined.reshape(shapes[0])]
    counts = f"{len(arrays)} array{'s' * (len(arrays) != 1)}"
    raise Mismatch(f"your gradient returned {counts}; params has {len(params)}")


def fit(given: NDArray, like: NDArray) -> tuple[NDArray | None, str]:
    """Return a gradient's array as `parameter - rate * array` would use it, and a note.

    None, with the reason, if the update would change the parameter's shape.
    """
    if given.shape == like.shape:
        return given, ""
    came = f"shape {given.shape}, the parameter has {like.shape}"
    if given.size == like.size and [n for n in given.shape if n > 1] == [
        n for n in like.shape if n > 1
    ]:
        wide = np.broadcast_shapes(given.shape, like.shape) if given.ndim and like.ndim else ()
        if np.prod(wide or 1) == like.size or not like.ndim:
            return given.reshape(like.shape), came
        return None, came
    try:
        if np.broadcast_shapes(given.shape, like.shape) == like.shape:
            return np.broadcast_to(given, like.shape), f"{came}: broadcast"
    except ValueError:
        pass
    turned = ": it is transposed" if given.shape == like.shape[::-1] else ""
    return None, came + turned
