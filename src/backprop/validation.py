"""What comes in is checked once, at the door, and refused by name."""

import math
from collections.abc import Mapping, Sequence
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

SUM_TOLERANCE = 1e-9  # by how much shares may miss the 1 that they add up to

__all__ = [
    "as_array",
    "as_classes",
    "as_count",
    "as_finite",
    "as_generator",
    "as_layers",
    "as_matrix",
    "as_number",
    "as_shares",
    "as_sizes",
    "as_weights",
    "one_of",
    "one_of_each",
    "refuse_mask",
    "yes_or_no",
    "yes_or_no_each",
]


def one_of(name: str, value: str, rows: Sequence[str] | Mapping) -> str:
    """Return value if it is among rows; raise ValueError naming both if not."""
    if not isinstance(value, str) or value not in rows:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(rows)}")
    return value


def one_of_each(name: str, value, rows: Sequence[str] | Mapping, count: int):
    """Return value if it is among rows, or as a tuple of so many that each are."""
    if not isinstance(value, list | tuple):
        return one_of(name, value, rows)
    if len(value) != count:
        raise ValueError(f"{name} has {len(value)} entries; expected a name, or {count} of them")
    return tuple(one_of(f"{name}[{i}]", entry, rows) for i, entry in enumerate(value))


def yes_or_no(name: str, value: bool) -> bool:
    """Return value if it is True or False."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; expected True or False")
    return value


def yes_or_no_each(name: str, value, count: int) -> bool | tuple[bool, ...]:
    """Return value if it is True or False, or as a tuple of so many that each are."""
    if isinstance(value, list | tuple) and len(value) != count:
        raise ValueError(
            f"{name} has {len(value)} entries; expected True, False, or {count} of them"
        )
    entries = value if isinstance(value, list | tuple) else (value,)
    if any(not isinstance(entry, bool) for entry in entries):
        raise TypeError(f"{name} is {value!r}; expected True or False, or a tuple of them")
    return tuple(value) if isinstance(value, list | tuple) else value


def as_number(name: str, value: Real, *, above: float | None = None, least: float | None = None):
    """Return value as a finite float, > above and >= least where those are given."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{name} is {value!r}; expected a number")
    try:
        number = float(value)  # of a Fraction, too; a whole number may be too large
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name} is {value}; expected a finite number")
    if above is not None and not number > above:
        raise ValueError(f"{name} is {value}; expected a number > {above:g}")
    if least is not None and not number >= least:
        raise ValueError(f"{name} is {value}; expected a number >= {least:g}")
    return number


def as_count(name: str, value: Integral, least: int = 1) -> int:
    """Return value as an int >= least."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"{name} is {value!r}; expected a whole number")
    if value < least:
        raise ValueError(f"{name} is {value}; expected a whole number >= {least}")
    return int(value)


def as_generator(name: str, value: np.random.Generator) -> np.random.Generator:
    """Return value if it is a source of random numbers whose state can be handed on."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} is {value!r}; expected a numpy.random.Generator, "
            "such as numpy.random.default_rng(0)"
        )
    return value


def as_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return sizes as a tuple of two or more ints, each at least 1."""
    if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray):
        raise TypeError(f"sizes is {sizes!r}; expected a sequence such as (4, 5, 1)")
    if len(sizes) < 2:
        raise ValueError(f"sizes has {len(sizes)} entries; expected at least inputs and outputs")
    return tuple(as_count(f"sizes[{i}]", size) for i, size in enumerate(sizes))


def refuse_mask(name: str, value: ArrayLike) -> None:
    """Raise TypeError for a masked array, and for a list that has one in it.

    NumPy drops the mask when it makes a plain array of it: what was masked out would
    count as data, without a word.
    """
    entries = value if isinstance(value, list | tuple) else (value,)
    if any(isinstance(entry, np.ma.MaskedArray) for entry in entries):
        raise TypeError(
            f"{name} is a masked array; expected a plain one: without the masked rows, or "
            "with .filled(...)"
        )


def as_array(name: str, value: ArrayLike) -> NDArray:
    """Return value as an array; refuse masked arrays, and rows of different lengths."""
    refuse_mask(name, value)
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is not rectangular: {error}") from error


def as_finite(
    name: str, value: ArrayLike, kinds: str = "buifc", wanted: str = "numbers"
) -> NDArray:
    """Return value as an array of finite floats, or complex numbers where `kinds` has them."""
    array = as_array(name, value)
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} holds {array.dtype}; expected {wanted}")
    if array.dtype.kind != "c":
        array = array.astype(float, copy=False)
    # a sum of squares takes no memory; where it is not finite, look at each number
    if not math.isfinite(abs(np.vdot(array, array))) and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} has {array[where]} at {list(where)}; expected finite numbers")
    return array


def as_matrix(name: str, value: ArrayLike, columns: int, meaning: str) -> NDArray:
    """Return value as floats of shape (m >= 1, columns), or say what is wrong.

    `meaning` ends the sentence: "X has 4 columns; the network takes 3 inputs".
    """
    matrix = as_finite(name, value, "buif", "real numbers")
    if matrix.ndim != 2:
        hint = "[None, :]" if columns > 1 else "[:, None]"
        raise ValueError(
            f"{name} has shape {matrix.shape}; expected two dimensions, one example a row"
            + (f" (perhaps {name}{hint})" if matrix.ndim == 1 else "")
        )
    if matrix.shape[1] != columns:
        raise ValueError(f"{name} has {matrix.shape[1]} columns; the network {meaning}")
    if matrix.shape[0] == 0:
        raise ValueError(f"{name} has no rows; expected at least one example")
    return matrix


def as_weights(
    Theta: Mapping[int, ArrayLike], shapes: Mapping[int, tuple[int, int]]
) -> dict[int, NDArray]:
    """Return Theta as arrays of these shapes, keyed 1, 2, ...; complex is let through."""
    if not isinstance(Theta, Mapping):
        raise TypeError(
            f"Theta is a {type(Theta).__name__}; expected a dict keyed by layer, 1 to {len(shapes)}"
        )
    if missing := [layer for layer in shapes if layer not in Theta]:
        raise ValueError(f"Theta lacks layer {missing[0]}; expected layers 1 to {len(shapes)}")
    if extra := [layer for layer in Theta if layer not in shapes]:
        raise ValueError(f"Theta has a layer {extra[0]!r}; expected layers 1 to {len(shapes)}")
    weights = {}
    for layer, shape in shapes.items():
        weights[layer] = as_finite(f"Theta[{layer}]", Theta[layer])
        if weights[layer].shape != shape:
            raise ValueError(
                f"Theta[{layer}] has shape {weights[layer].shape}; expected {shape}: "
                f"units of layer {layer + 1} by units of layer {layer} and the bias"
            )
    return weights


def as_classes(name: str, value: ArrayLike, K: int) -> NDArray:
    """Return class numbers 0, ..., K - 1, of shape (m,), as rows (m, K) with a single 1."""
    numbers = as_array(name, value)
    if numbers.dtype.kind not in "iu" or numbers.ndim != 1:
        raise TypeError(
            f"{name} is {numbers.dtype} of shape {numbers.shape}; expected whole numbers, "
            "shape (m,)"
        )
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < K:
        worst = numbers.min() if numbers.min() < 0 else numbers.max()
        raise ValueError(f"{name} has {worst}; expected numbers from 0 to {K - 1}")
    return (numbers[:, None] == np.arange(K)).astype(float)


def as_shares(name: str, value: ArrayLike, K: int) -> NDArray:
    """Return targets (m, K) whose rows add up to 1; class numbers, (m,) or (m, 1), become such."""
    targets = as_array(name, value)
    if targets.ndim == 1 or targets.shape[1:] == (1,) != (K,):
        if targets.dtype.kind not in "iu":
            raise TypeError(
                f"{name} is {targets.dtype} of shape {targets.shape}; expected class numbers as "
                f"integers, or a row of {K} shares for each example"
            )
        return as_classes(name, targets.reshape(-1), K)
    targets = as_matrix(name, targets, K, f"has {K} outputs")
    apart = np.abs(targets.sum(axis=1) - 1)
    if apart.size and apart.max() > SUM_TOLERANCE:
        row = int(apart.argmax())
        raise ValueError(
            f"{name} has a row that adds up to {targets[row].sum():g}, at [{row}]; expected 1: the "
            "targets of an example share it among the classes"
        )
    return targets


def as_layers(Theta: Mapping[int, ArrayLike]) -> dict[int, NDArray]:
    """Return Theta as arrays, if each layer leads where the next one begins."""
    if not isinstance(Theta, Mapping) or sorted(Theta) != list(range(1, len(Theta) + 1)):
        came = sorted(Theta) if isinstance(Theta, Mapping) else type(Theta).__name__
        raise ValueError(f"Theta has {came}; expected a dict with layers 1, 2, ...")
    follow, arriving = {}, None
    for layer in sorted(Theta):
        shape = np.shape(Theta[layer])
        if len(shape) != 2 or shape[1] < 2:
            raise ValueError(
                f"Theta[{layer}] has shape {shape}; expected two axes, with a bias column and at "
                "least one more"
            )
        follow[layer] = (shape[0], shape[1] if arriving is None else arriving + 1)
        arriving = shape[0]
    return as_weights(Theta, follow)
