"""Five patients whose mistake is on the way back to the hidden layer."""

from backprop.activations import relu, sigmoid
from backprop.network import Layers, add_bias_unit

__all__ = [
    "error_for_delta",
    "mask_of_activation",
    "squared_as_entropy",
    "updated_and_error",
    "updated_weights",
]

ALPHA = 0.5  # the learning rate of the worked example


def _forward(Theta: Layers, X):
    """Return a[2] and a[3] of a network of sigmoids."""
    a2 = sigmoid(add_bias_unit(X) @ Theta[1].T)
    return a2, sigmoid(add_bias_unit(a2) @ Theta[2].T)


def _gradient(X, a2, delta2, delta3) -> Layers:
    return {1: delta2.T @ add_bias_unit(X), 2: delta3.T @ add_bias_unit(a2)}


def mask_of_activation(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Ask the activation whether relu's z was positive: relu, then a linear output."""
    z2 = add_bias_unit(X) @ Theta[1].T
    a2 = relu(z2)
    delta3 = add_bias_unit(a2) @ Theta[2].T - Y
    mask = z2 > 0 if mended else a2 >= 0
    delta2 = delta3 @ Theta[2][:, 1:] * mask
    return _gradient(X, a2, delta2, delta3)


def updated_weights(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Update the output's weights before the error has come back through them."""
    a2, a3 = _forward(Theta, X)
    delta3 = (a3 - Y) * a3 * (1 - a3)
    updated = Theta[2] - ALPHA * delta3.T @ add_bias_unit(a2)
    weights = Theta[2] if mended else updated
    delta2 = delta3 @ weights[:, 1:] * a2 * (1 - a2)
    return _gradient(X, a2, delta2, delta3)


def error_for_delta(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Send the error back, and not what the output's weights are changed by."""
    a2, a3 = _forward(Theta, X)
    error3 = a3 - Y
    delta3 = error3 * a3 * (1 - a3)
    error2 = (delta3 if mended else error3) @ Theta[2][:, 1:]
    return _gradient(X, a2, error2 * a2 * (1 - a2), delta3)


def updated_and_error(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Send the error back, through weights that are updated already."""
    a2, a3 = _forward(Theta, X)
    error3 = a3 - Y
    delta3 = error3 * a3 * (1 - a3)
    updated = Theta[2] - 0.1 * delta3.T @ add_bias_unit(a2)
    weights = Theta[2] if mended else updated
    error2 = (delta3 if mended else error3) @ weights[:, 1:]
    return _gradient(X, a2, error2 * a2 * (1 - a2), delta3)


def squared_as_entropy(Theta: Layers, X, Y, lam: float, *, mended: bool = False) -> Layers:
    """Measure squares, start back as the cross-entropy does, through updated weights."""
    a2, a3 = _forward(Theta, X)
    delta3 = (a3 - Y) * (a3 * (1 - a3) if mended else 1)
    updated = Theta[2] - 0.01 * delta3.T @ add_bias_unit(a2)
    weights = Theta[2] if mended else updated
    delta2 = delta3 @ weights[:, 1:] * a2 * (1 - a2)
    return _gradient(X, a2, delta2, delta3)
