"""From the form in which the reader's function is written to gradient(Theta, X, Y, lam)."""

from collections.abc import Callable, Mapping
from functools import wraps

import numpy as np

from backprop.doctor.normalise import ShapeError, as_array

__all__ = ["columns", "separate_bias", "unrolled"]


def columns(gradient: Callable) -> Callable:
    """Adapt a function that takes one example a column: X (n, m) and Y (K, m).

    Parameters
    ----------
    gradient : callable
        gradient(Theta, X, Y, lam); Theta and what it returns are as ever.

    Returns
    -------
    callable
        For `diagnose`.
    """

    @wraps(gradient)
    def adapted(Theta, X, Y, lam):
        return gradient(Theta, X.T, Y.T, lam)

    return adapted


def _entries(name: str, value, layers) -> dict:
    """Return the arrays of a dict, list or tuple by layer."""
    if not isinstance(value, Mapping):
        if len(value) == len(layers) + 1 and value[0] is None:
            value = value[1:]
        if len(value) != len(layers):
            raise ShapeError(f"{name} has {len(value)} arrays; expected {len(layers)}")
        value = dict(zip(layers, value, strict=True))
    if missing := [layer for layer in layers if layer not in value]:
        raise ShapeError(f"{name} lacks layer {missing[0]}; expected layers 1 to {max(layers)}")
    return {layer: as_array(value[layer]) for layer in layers}


def _joined(layer: int, dW, db, shape: tuple[int, int]):
    """Return [db, dW] as one array like Theta[layer], or say whose shape is wrong."""
    if dW.shape == shape[::-1] and dW.shape != shape:
        message = f"Layer {layer}: dW has shape {dW.shape}, W has {shape}: it is transposed"
        raise ShapeError(message, "transposed-gradient", layer)
    if dW.shape != shape:
        raise ShapeError(f"Layer {layer}: dW has shape {dW.shape}, W has {shape}", layer=layer)
    if db.size != shape[0]:
        message = f"Layer {layer}: db has shape {db.shape}, b has {shape[0]} entries"
        raise ShapeError(message, layer=layer)
    return np.column_stack([db.ravel(), dW])


def separate_bias(
    gradient: Callable,
    *,
    transposed: bool = False,
    column: bool = False,
    lists: bool = False,
) -> Callable:
    """Adapt a function that keeps weights and biases apart.

    Parameters
    ----------
    gradient : callable
        gradient(W, b, X, Y, lam) returns (dW, db), each keyed or ordered by layer;
        W[layer] has shape (s_{l+1}, s_l), b[layer] has (s_{l+1},).
    transposed : bool
        W[layer], and dW[layer], have shape (s_l, s_{l+1}), for X @ W + b.
    column : bool
        b[layer] has shape (s_{l+1}, 1), for W @ X + b; combine with `columns`.
    lists : bool
        W and b are lists that begin with layer 1, not dicts.

    Returns
    -------
    callable
        For `diagnose`.

    Examples
    --------
    >>> from backprop.doctor import diagnose
    >>> from backprop.network import Network
    >>> net = Network((2, 1), output="identity", loss="half_squared_error")
    >>> def gradient(W, b, X, Y, lam):
    ...     delta = (X @ W[1] + b[1] - Y) / len(X)
    ...     return {1: X.T @ delta}, {1: delta.sum(axis=0)}
    >>> print(diagnose(separate_bias(gradient, transposed=True), net, lam=0).correct)
    True
    """

    @wraps(gradient)
    def adapted(Theta, X, Y, lam):
        W = {k: array[:, 1:].T if transposed else array[:, 1:] for k, array in Theta.items()}
        b = {k: array[:, :1] if column else array[:, 0] for k, array in Theta.items()}
        if lists:
            dW, db = gradient(list(W.values()), list(b.values()), X, Y, lam)
        else:
            dW, db = gradient(W, b, X, Y, lam)
        dW, db = _entries("dW", dW, Theta), _entries("db", db, Theta)
        dW = {layer: array.T if transposed else array for layer, array in dW.items()}
        shapes = {layer: array[:, 1:].shape for layer, array in Theta.items()}
        return {k: _joined(k, dW[k], db[k], shapes[k]) for k in Theta}

    return adapted


def unrolled(cost_and_gradient: Callable, *, order: str = "C") -> Callable:
    """Adapt a function of one parameter vector, as in Ng's exercise 4.

    Parameters
    ----------
    cost_and_gradient : callable
        cost_and_gradient(vector, X, Y, lam) returns (J, gradient vector) or the
        gradient vector alone.  The vector holds Theta[1], Theta[2], ..., each
        unrolled in `order`.
    order : {"C", "F"}
        "C": row by row, as NumPy's `ravel`; "F": column by column, as Octave's
        `Theta(:)`, which the exercise was written for.

    Returns
    -------
    callable
        For `diagnose`.
    """
    if order not in ("C", "F"):
        raise ValueError(f"order is {order!r}; expected 'C' or 'F'")

    @wraps(cost_and_gradient)
    def adapted(Theta, X, Y, lam):
        vector = np.concatenate([Theta[layer].ravel(order=order) for layer in sorted(Theta)])
        found = cost_and_gradient(vector, X, Y, lam)
        found = as_array(found[1] if isinstance(found, tuple | list) else found).ravel()
        if found.size != vector.size:
            raise ShapeError(f"The vector has {vector.size} entries, its gradient {found.size}")
        ends = np.cumsum([Theta[layer].size for layer in sorted(Theta)])[:-1]
        pieces = zip(sorted(Theta), np.split(found, ends), strict=True)
        return {k: piece.reshape(Theta[k].shape, order=order) for k, piece in pieces}

    return adapted
