"""What a judge says about an answer, and what it reads out of one."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Hint", "Refused", "Slip", "constant_ratio", "numbers", "same_shape"]


class Hint(NamedTuple):
    """What is wrong: the id of the mistake, and one sentence to the reader."""

    id: str
    says: str


class Slip(NamedTuple):
    """A telling wrong answer: who hands this in made that mistake.

    `answer` is of the kind that is asked for: a number or an array, or a function without
    arguments that returns one; a function; an expression.
    """

    id: str
    says: str
    answer: object


class Refused(Exception):
    """The answer is not of the kind that is asked for; the verdict is its argument."""

    def __init__(self, id: str, says: str):
        super().__init__(Hint(id, says))

    @property
    def verdict(self) -> Hint:
        """What to say to the reader."""
        return self.args[0]


def numbers(answer: object, what: str = "The answer") -> NDArray:
    """Return an answer as an array of finite floats; a dict's arrays are strung together.

    Raises
    ------
    Refused
        If it holds something else.

    Examples
    --------
    >>> numbers([1, 2]).tolist()
    [1.0, 2.0]
    """
    if isinstance(answer, Mapping):
        parts = [numbers(answer[key], what).ravel() for key in sorted(answer)]
        return np.concatenate(parts) if parts else np.zeros(0)
    try:
        array = np.asarray("" if answer is None else answer, dtype=float)
    except (TypeError, ValueError):
        kind = type(answer).__name__
        raise Refused("type", f"{what} is a {kind}; expected real numbers.") from None
    if not np.isfinite(array).all():
        raise Refused("not-finite", f"{what} holds {array[~np.isfinite(array)][0]}.")
    return array


def same_shape(given: object, right: object, what: str = "The answer") -> None:
    """Refuse an answer whose shape, or whose keys, are not those of the right one."""
    if isinstance(right, Mapping):
        if not isinstance(given, Mapping):
            kind = type(given).__name__
            raise Refused("type", f"{what} is a {kind}; expected a dict.")
        if set(given) != set(right):
            said = f"{what} has the keys {sorted(given, key=str)}; expected {sorted(right)}."
            raise Refused("keys", said)
        for key in sorted(right):
            same_shape(given[key], right[key], f"{what} at {key!r}")
        return
    array, wanted = numbers(given, what), np.shape(right)
    if array.shape == wanted:
        return
    if array.shape == wanted[::-1]:
        said = f"{what} has shape {array.shape}: it is transposed."
        raise Refused("transposed", said)
    raise Refused("shape", f"{what} has shape {array.shape}; expected {wanted}.")


def constant_ratio(given: NDArray, right: NDArray) -> float | None:
    """Return c if given = c right with c neither 0 nor 1, for two numbers or more.

    Examples
    --------
    >>> constant_ratio(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    2.0
    """
    nonzero = right != 0
    if np.count_nonzero(nonzero) < 2 or np.any(given[~nonzero] != 0):
        return None
    ratios = given[nonzero] / right[nonzero]
    ratio = float(ratios.flat[0])
    return ratio if ratio and np.allclose(ratios, ratio, rtol=1e-7, atol=0) else None
