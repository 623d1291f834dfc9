"""Parameters and gradients in any form as one vector, and back."""

import copy
import re

import numpy as np

PREFIXES = re.compile(r"^(d_?|grad_?|g_?|delta_?|nabla_?)(?=.)", re.IGNORECASE)


def is_array(value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def is_number(value) -> bool:
    return isinstance(value, float | np.floating)


def children(tree):
    """Return the named parts of a container, None if it is no container."""
    if isinstance(tree, dict):
        return dict(tree)
    if isinstance(tree, list | tuple):
        return dict(enumerate(tree))
    if hasattr(tree, "__dict__") and not callable(tree):
        return {k: v for k, v in vars(tree).items() if not is_number(v)}
    return None


def leaves(tree, path: str = "") -> dict[str, np.ndarray]:
    """Return every array and number of floats under its path, in order."""
    if is_array(tree) or is_number(tree):
        return {path: np.array(tree, dtype=float)}
    found = {}
    for key, child in (children(tree) or {}).items():
        found |= leaves(child, f"{path}.{key}" if path else str(key))
    return found


def rebuilt(tree, values: dict[str, np.ndarray], path: str = ""):
    """Return a deep copy of the tree with other numbers."""
    if is_array(tree):
        return values[path].astype(tree.dtype)
    if is_number(tree):
        return type(tree)(values[path])
    parts = children(tree)
    if parts is None:
        return copy.deepcopy(tree)
    new = {k: rebuilt(v, values, f"{path}.{k}" if path else str(k)) for k, v in parts.items()}
    if isinstance(tree, dict):
        return type(tree)(new)
    if isinstance(tree, list):
        return list(new.values())
    if isinstance(tree, tuple):
        return type(tree)(*new.values()) if hasattr(tree, "_fields") else tuple(new.values())
    other = copy.deepcopy(tree)
    vars(other).update(new)
    return other


def partner(key, parts: dict):
    """Return which key of a gradient belongs to a key of the parameters, None if none does."""
    for other in parts:
        if other == key:
            return other
    for other in parts:
        if isinstance(other, str) and PREFIXES.sub("", other) == str(key):
            return other
    return None


def without_loss(gradient, params):
    """Return what a function gave for a gradient, less a loss that stands before it."""
    pair = isinstance(gradient, tuple) and len(gradient) == 2
    if not pair or (isinstance(params, tuple | list) and len(params) == 2):
        return gradient
    scalar = children(gradient[0]) is None and np.ndim(gradient[0]) == 0
    return gradient[1] if scalar else gradient


def aligned(gradient, params, path: str = "") -> dict[str, np.ndarray]:
    """Return the gradient's arrays under the paths of the parameters, by name, else by order.

    Raises
    ------
    ValueError
        If the gradient has another structure or its arrays do not fit, even by broadcasting.
    """
    if is_array(params) or is_number(params):
        given, shape = np.asarray(gradient, dtype=float), np.shape(params)
        try:
            grown = np.broadcast_shapes(given.shape, shape)  # as params - alpha * gradient would
        except ValueError:
            grown = None
        if grown is None or np.prod(grown) != np.prod(shape):
            raise ValueError(f"the gradient has shape {given.shape} for {path or 'params'} {shape}")
        return {path: np.broadcast_to(given, grown).reshape(shape)}
    mine = {k: v for k, v in (children(params) or {}).items() if leaves(v)}
    if not mine:
        return {}
    parts = children(gradient)
    if parts is None:
        raise ValueError(f"the gradient has {type(gradient).__name__} for {path or 'params'}")
    pairs = {key: partner(key, parts) for key in mine}
    if None in pairs.values():
        if len(parts) != len(mine):
            raise ValueError(f"the gradient has {list(parts)} for {list(mine)}")
        pairs = dict(zip(mine, parts, strict=True))
    found = {}
    for key, other in pairs.items():
        found |= aligned(parts[other], mine[key], f"{path}.{key}" if path else str(key))
    return found
