r"""Gradients without calculus, and the comparison with those that have it.

forward    (J(t + e) - J(t)) / e              error of order e
central    (J(t + e) - J(t - e)) / 2e         error of order e^2
complex    Im J(t + ie) / e                   exact: nothing is subtracted
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.agreement import apart, gap, verdict
from backprop.network import Layers, Network
from backprop.rounding import UNIT, rounding
from backprop.validation import as_array, as_finite, as_number, as_weights, one_of

__all__ = [
    "GradientError",
    "check_gradient",
    "numerical_gradient",
    "relative_difference",
    "roll",
    "unroll",
]

STEPS = {"forward": 1e-8, "central": 1e-5, "complex": 1e-20}
TOLERANCES = {"forward": 1e-5, "central": 1e-7, "complex": 1e-12}
ROUNDINGS = 16  # how many times the estimate of `rounding` the errors may be


def unroll(arrays: Mapping[int, ArrayLike]) -> NDArray:
    """Return all entries as one vector: layer by layer, row by row.

    Examples
    --------
    >>> unroll({1: [[1, 2], [3, 4]], 2: [[5]]}).tolist()
    [1, 2, 3, 4, 5]
    """
    layers = sorted(arrays)
    return np.concatenate([as_array(f"layer {k}", arrays[k]).ravel() for k in layers])


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
    vector = as_array("vector", vector).ravel()
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

    0 where both are zero; at most 1; nan where an entry is not finite.  A layer that is
    small beside the others does not count: `check_gradient` looks at each by itself.

    Parameters
    ----------
    A, B : dict of array_like
        The same layers, in the same shapes.

    Raises
    ------
    ValueError, TypeError
        Where layers or shapes differ, naming the layer; for masked arrays.

    Examples
    --------
    >>> relative_difference({1: [[3.0]]}, {1: [[1.0]]})
    0.5
    """
    a, b = unroll(A), unroll(B)
    if a.shape != b.shape:
        raise ValueError(f"A has {len(a)} entries and B has {len(b)}; expected as many")
    if sorted(A) != sorted(B):
        raise ValueError(f"A has layers {sorted(A)} and B has {sorted(B)}; expected the same")
    for layer in sorted(A):
        if np.shape(A[layer]) != np.shape(B[layer]):
            shapes = f"A[{layer}] has shape {np.shape(A[layer])}, B[{layer}] {np.shape(B[layer])}"
            raise ValueError(f"{shapes}; expected the same")
    return apart(a, b)


def numerical_gradient(
    cost: Callable[[Layers], float],
    Theta: Mapping[int, ArrayLike] | Sequence[ArrayLike],
    *,
    method: str = "central",
    eps: float | None = None,
) -> Layers | list[NDArray] | tuple[NDArray, ...]:
    """Differentiate a cost by perturbing one weight at a time.

    Parameters
    ----------
    cost : callable
        cost(Theta) returns a scalar; for method "complex" it must accept complex
        weights and use functions that are analytic there, as this package's are.
    Theta : dict, list or tuple of array_like
        Where to differentiate; not modified.  The cost is handed the same.
    method : {"central", "complex", "forward"}
        See the module's text.
    eps : float, optional
        Perturbation, > 0; by default 1e-5, 1e-20 and 1e-8 for the three.

    Returns
    -------
    dict, list or tuple of ndarray
        In the shapes of Theta.

    Raises
    ------
    TypeError, ValueError
        If cost is no function or returns no number, if Theta is no dict, list or tuple, or
        has arrays that are not of numbers.

    References
    ----------
    Chapter 8, *Accumulate the gradient*.  Squire & Trapp, SIAM Review 40 (1998)
    110-112, for the complex step.

    Examples
    --------
    >>> numerical_gradient(lambda Theta: (Theta[1] ** 2).sum(), {1: [[3.0]]}, method="complex")
    {1: array([[6.]])}
    >>> numerical_gradient(lambda p: p[0] @ p[1], [[1.0, 2.0], [3.0, 4.0]], method="complex")
    [array([3., 4.]), array([1., 2.])]
    """
    one_of("method", method, STEPS)
    eps = STEPS[method] if eps is None else as_number("eps", eps, above=0)
    if not callable(cost):
        raise TypeError(f"cost is {cost!r}; expected a function")
    if isinstance(Theta, list | tuple):
        kind = tuple if isinstance(Theta, tuple) else list
        slopes = numerical_gradient(
            lambda arrays: cost(kind(arrays.values())),
            dict(enumerate(Theta)),
            method=method,
            eps=eps,
        )
        return kind(slopes.values())
    if not isinstance(Theta, Mapping):
        came = type(Theta).__name__
        raise TypeError(f"Theta is a {came}; expected a dict, list or tuple of arrays")
    if not Theta:
        raise ValueError("Theta has no arrays; expected at least one")
    Theta = {layer: as_finite(f"Theta[{layer}]", Theta[layer]) for layer in Theta}
    shapes = {layer: Theta[layer].shape for layer in Theta}
    flat = unroll(Theta).astype(complex if method == "complex" else float)
    unit = 1j * eps if method == "complex" else eps

    def at(index: int, shift: complex):
        moved = flat.copy()
        moved[index] += shift
        return _one_number(cost(roll(moved, shapes)))

    here = _one_number(cost(roll(flat, shapes))) if method == "forward" else None
    slopes = np.empty(len(flat))
    for i in range(len(flat)):
        if method == "complex":
            slopes[i] = np.imag(at(i, unit)) / eps
        elif method == "central":
            slopes[i] = (at(i, unit) - at(i, -unit)) / (2 * eps)
        else:
            slopes[i] = (at(i, unit) - here) / eps
    return roll(slopes, shapes)


def _one_number(value: complex):
    """Return what a cost returned, if it is one number."""
    array = np.asarray(value)
    if array.dtype.kind not in "buifc" or array.size != 1:
        came = f"an array of shape {array.shape}" if array.size != 1 else type(value).__name__
        raise TypeError(f"cost returned {came}; expected one number")
    return array.reshape(())[()]


class GradientError(AssertionError):
    """A gradient that differs from the numerical one, or that it is too inexact to judge."""


def check_gradient(
    gradient: Callable[..., Mapping[int, ArrayLike]],
    net: Network,
    Theta: Mapping[int, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float | None = None,
    *,
    method: str = "complex",
    tolerance: float | None = None,
) -> float:
    """Compare gradient(Theta, X, Y, lam) with the numerical gradient of net.cost.

    Each layer is compared by itself, since in a deep network the gradient of one may be
    a millionth of another's.  A layer's difference is ||D - N|| / (||D|| + ||N||).
    Where what D sums up cancels until little more than rounding errors is left, as at a
    minimum, those do not count.

    Parameters
    ----------
    gradient : callable
        The function under test; returns a dict shaped like Theta.
    net : Network
        Whose cost is differentiated numerically.
    Theta, X, Y
        As `Network.cost` takes them.  Take random weights, with biases that are not
        zero, and several examples: a mistake that makes no difference there passes.
    lam : float, optional
        Regularisation, >= 0.  By default both 0 and 1, one after the other: without it
        no mistake in the penalty shows, and with it a small mistake elsewhere may hide
        behind the penalty.
    method : {"complex", "central", "forward"}
        As in `numerical_gradient`.
    tolerance : float, optional
        Greatest difference of a layer that passes, > 0; by default what the method
        allows: 1e-12, 1e-7 and 1e-5.

    Returns
    -------
    float
        The greatest difference of a layer.

    Raises
    ------
    GradientError
        If it is above the tolerance.  The message names lam; the layer, of several that
        differ the one nearest to the output; how many times the numerical gradient it
        is, and the angle between them; and the entry that is furthest off.  Or it says
        that the rounding of a difference quotient may be all that differs.
    ValueError, TypeError
        If a layer is missing, has another shape than Theta or holds no real numbers;
        for masked arrays.

    References
    ----------
    Chapter 8, *Accumulate the gradient*; chapter 11, *Check a gradient*.

    Examples
    --------
    >>> net = Network((2, 1))
    >>> check_gradient(net.gradient, net, {1: [[0.1, 0.2, 0.3]]}, [[1, 2]], [[1]]) < 1e-12
    True
    """
    one_of("method", method, STEPS)
    if not callable(gradient):
        raise TypeError(f"gradient is {gradient!r}; expected a function")
    if not isinstance(net, Network):
        raise TypeError(f"net is {net!r}; expected a Network")
    Theta = as_weights(Theta, net.shapes)
    tolerance = TOLERANCES[method] if tolerance is None else tolerance
    tolerance = as_number("tolerance", tolerance, above=0)
    greatest = 0.0
    for given in (0.0, 1.0) if lam is None else (as_number("lam", lam, least=0),):
        numeric = numerical_gradient(lambda T, c=given: net.cost(T, X, Y, c), Theta, method=method)
        analytic = _as_gradient(gradient(Theta, X, Y, given), net)
        noise = rounding(net, Theta, X, Y, given)
        least = {k: ROUNDINGS * noise[k] / TOLERANCES["complex"] for k in noise}
        gaps = [gap(k, analytic[k], numeric[k], least[k]) for k in sorted(noise)]
        if wrong := [one for one in gaps if not one.difference <= tolerance]:
            # an entry of a difference quotient is off by the rounding of J over the step
            J = 0.0 if method == "complex" else abs(net.cost(Theta, X, Y, given))
            off = ROUNDINGS * UNIT * J / STEPS[method]
            held_to = f"(tolerance {tolerance:.3g} for method {method!r})"
            raise GradientError(f"with λ = {given:g}, {verdict(gaps, wrong, off, held_to)}")
        greatest = max(greatest, *(one.difference for one in gaps))
    return greatest


def _as_gradient(returned: Mapping[int, ArrayLike], net: Network) -> Layers:
    """Return what the function under test gave, in the shapes of Theta, or say what is wrong."""
    if not isinstance(returned, Mapping):
        came = type(returned).__name__
        raise TypeError(f"gradient is a {came}; expected a dict with layers 1 to {net.L - 1}")
    D = {}
    for layer, shape in net.shapes.items():
        if layer not in returned:
            raise ValueError(f"gradient lacks layer {layer}; expected layers 1 to {net.L - 1}")
        array = as_array(f"gradient[{layer}]", returned[layer])
        if array.dtype.kind not in "buif":
            raise TypeError(f"gradient[{layer}] holds {array.dtype}; expected real numbers")
        if array.shape != shape:
            raise ValueError(
                f"gradient[{layer}] has shape {array.shape}; Theta[{layer}] has {shape}"
            )
        D[layer] = array.astype(float)
    return D
