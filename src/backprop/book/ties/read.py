"""What a name in code holds: read from the variables of a notebook, never computed."""

import ast
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["is_name", "read"]

_NAMES = (ast.Expression, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice)
_NAMES += (ast.Constant, ast.Tuple, ast.UnaryOp, ast.USub, ast.Call, ast.keyword)


def is_name(code: str) -> bool:
    """Whether it only says where something is: a name with indices, or a call of one.

    What computes would be the formula once more, and no part of the chapter's code.

    Examples
    --------
    >>> is_name("Theta[2][:, 1:]"), is_name("passed.a[2].T"), is_name("o - y"), is_name("f(x)")
    (True, True, False, True)
    """
    try:
        tree = ast.parse(code, mode="eval")
    except SyntaxError:
        return False
    return all(isinstance(node, _NAMES) for node in ast.walk(tree))


def read(
    code: str, variables: Mapping[str, object], layers: Mapping[str, int] | None = None
) -> NDArray:
    """Return the numbers that a name holds.

    Parameters
    ----------
    code : str
        A name; with `layers`, letters such as l stand for numbers: `delta[l]`.
    variables : mapping
        Of the notebook.
    layers : mapping, optional

    Raises
    ------
    ValueError
        Where there is no such variable, or it holds no numbers.
    """
    try:
        found = eval(compile(code, code, "eval"), {**variables, **(layers or {})})
        numbers = np.asarray(found, dtype=float)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise ValueError(f"{code} holds no numbers ({why})") from None
    if numbers.ndim > 2 or not numbers.size:
        raise ValueError(f"{code} has shape {numbers.shape}; expected at most two axes")
    return numbers
