r"""Gradients without calculus, and the comparison with those that have it.

forward    (J(t + e) - J(t)) / e              error of order e
central    (J(t + e) - J(t - e)) / 2e         error of order e^2
complex    Im J(t + ie) / e                   exact: nothing is subtracted
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.network import Layers, Network
from backprop.validation import as_number, one_of

__all__ = [
    "GradientError",
    "check_gradient",
    "numerical_gradient",
    "relative_difference",
    "roll",
    "unroll",
]

STEPS = {"forward": 1e-8, "central": 1e-5, "complex": 1e-20}


def unroll(arrays: Mapping[int, ArrayLike]) -> NDArray:
    """Return all entries as one vector: layer by layer, row by row.

    Examples
    --------
    >>> unroll({1: [[1, 2], [3, 4]], 2: [[5]]}).tolist()
    [1, 2, 3, 4, 5]
    """
    return np.concatenate([np.ravel(arrays[layer]) for layer in sorted(arrays)])


def roll(vector: ArrayLike, shapes: Mapping[int, tuple[int, int]]) -> Layers:
    """Return the vector cut into arrays of these shapes; undoes `unroll`.

    Raises
    ------
    ValueError
        If the vector has not as many entries as the shapes.

    Examples
    --------
    >>> roll([1, 2, 3], {1: (1, 2), 2: (1, 1)})[2].tolist()
    [[3]]
    """
    vector = np.ravel(vector)
    counts = [int(np.prod(shapes[layer])) for layer in sorted(shapes)]
    if len(vector) != sum(counts):
        raise ValueError(f"vector has {len(vector)} entries; the shapes hold {sum(counts)}")
    pieces = np.split(vector, np.cumsum(counts)[:-1])
    return {
        layer: piece.reshape(shapes[layer])
        for layer, piece in zip(sorted(shapes), pieces, strict=True)
    }


def relative_difference(A: Mapping[int, ArrayLike], B: Mapping[int, ArrayLike]) -> float:
    """Return ||A - B|| / (||A|| + ||B||), the norms taken over all layers.

    0 where both are zero; at most 1.

    Examples
    --------
    >>> relative_difference({1: [[3.0]]}, {1: [[1.0]]})
    0.5
    """
    a, b = unroll(A), unroll(B)
    if a.shape != b.shape:
        raise ValueError(f"A has {len(a)} entries and B has {len(b)}; expected as many")
    total = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / total) if total else 0.0


def numerical_gradient(
    cost: Callable[[Layers], float],
    Theta: Mapping[int, ArrayLike],
    *,
    method: str = "central",
    eps: float | None = None,
) -> Layers:
    """Differentiate a cost by perturbing one weight at a time.

    Parameters
    ----------
    cost : callable
        cost(Theta) returns a scalar; for method "complex" it must accept complex
        weights and use functions that are analytic there, as this package's are.
    Theta : dict of array_like
        Where to differentiate; not modified.
    method : {"central", "complex", "forward"}
        See the module's text.
    eps : float, optional
        Perturbation, > 0; by default 1e-5, 1e-20 and 1e-8 for the three.

    Returns
    -------
    dict of ndarray
        In the shapes of Theta.

    References
    ----------
    Chapter 8, *Accumulate the gradient*.  Squire & Trapp, SIAM Review 40 (1998)
    110-112, for the complex step.

    Examples
    --------
    >>> numerical_gradient(lambda Theta: (Theta[1] ** 2).sum(), {1: [[3.0]]}, method="complex")
    {1: array([[6.]])}
    """
    one_of("method", method, STEPS)
    eps = STEPS[method] if eps is None else as_number("eps", eps, above=0)
    shapes = {layer: np.shape(Theta[layer]) for layer in Theta}
    flat = unroll(Theta).astype(complex if method == "complex" else float)
    unit = 1j * eps if method == "complex" else eps

    def at(index: int, shift: complex):
        moved = flat.copy()
        moved[index] += shift
        return cost(roll(moved, shapes))

    here = cost(roll(flat, shapes)) if method == "forward" else None
    slopes = np.empty(len(flat))
    for i in range(len(flat)):
        if method == "complex":
            slopes[i] = np.imag(at(i, unit)) / eps
        elif method == "central":
            slopes[i] = (at(i, unit) - at(i, -unit)) / (2 * eps)
        else:
            slopes[i] = (at(i, unit) - here) / eps
    return roll(slopes, shapes)


class GradientError(AssertionError):
    """A gradient that does not agree with the numerical one."""


def check_gradient(
    gradient: Callable[..., Mapping[int, ArrayLike]],
    net: Network,
    Theta: Mapping[int, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    *,
    method: str = "complex",
    tolerance: float = 1e-7,
) -> float:
    """Compare gradient(Theta, X, Y, lam) with the numerical gradient of net.cost.

    Parameters
    ----------
    gradient : callable
        The function under test; returns a dict shaped like Theta.
    net : Network
        Whose cost is differentiated numerically.
    Theta, X, Y, lam
        As `Network.cost` takes them.
    method : {"complex", "central", "forward"}
        As in `numerical_gradient`.
    tolerance : float
        Greatest relative difference that passes, > 0.

    Returns
    -------
    float
        The relative difference.

    Raises
    ------
    GradientError
        If it is above the tolerance; the message shows where they differ most.
    ValueError
        If a layer is missing or has another shape than Theta.

    References
    ----------
    Chapter 8, *Accumulate the gradient*.

    Examples
    --------
    >>> net = Network((2, 1))
    >>> check_gradient(net.gradient, net, {1: [[0.1, 0.2, 0.3]]}, [[1, 2]], [[1]]) < 1e-12
    True
    """
    tolerance = as_number("tolerance", tolerance, above=0)
    numeric = numerical_gradient(lambda T: net.cost(T, X, Y, lam), Theta, method=method)
    analytic = dict(gradient(Theta, X, Y, lam))
    for layer, shape in net.shapes.items():
        if layer not in analytic:
            raise ValueError(f"gradient lacks layer {layer}; expected layers 1 to {net.L - 1}")
        if np.shape(analytic[layer]) != shape:
            came = np.shape(analytic[layer])
            raise ValueError(f"gradient[{layer}] has shape {came}; Theta[{layer}] has {shape}")
    difference = relative_difference({layer: analytic[layer] for layer in net.shapes}, numeric)
    if not difference <= tolerance:
        raise GradientError(_where(analytic, numeric, difference, tolerance))
    return difference


def _where(analytic: Mapping, numeric: Layers, difference: float, tolerance: float) -> str:
    """Return the message: how far apart, and the entry that is furthest."""
    gaps = {}
    for layer, numbers in numeric.items():
        gap = abs(np.asarray(analytic[layer]) - numbers)
        gaps[layer] = np.nan_to_num(gap, nan=np.inf, posinf=np.inf)
    layer = max(gaps, key=lambda k: gaps[k].max())
    row, column = (int(i) for i in np.unravel_index(gaps[layer].argmax(), gaps[layer].shape))
    return (
        f"gradient and numerical gradient differ by {difference:.3g} (tolerance {tolerance:.3g}); "
        f"most at Theta[{layer}][{row}, {column}]: analytic "
        f"{np.asarray(analytic[layer])[row, column]:.6g}, numeric {numeric[layer][row, column]:.6g}"
        "; call backprop.doctor.diagnose(gradient, net) to learn why"
    )
