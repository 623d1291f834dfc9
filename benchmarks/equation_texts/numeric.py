"""What the truths of other people's equations are written with: NumPy and differences.

Nothing here knows of `backprop.equations`: a truth is worked out beside the checker.
Derivatives are central differences; two sides are the same within 1e-5.
"""

import math

import numpy as np

__all__ = [
    "Draw",
    "block",
    "differ",
    "grad",
    "hess",
    "jac",
    "norm_cdf",
    "norm_pdf",
    "relu",
    "same",
    "sigmoid",
    "softmax",
]

STEP = 1e-5
CLOSE = 1e-5
APART = 1e-3


class Draw:
    """Random arrays: `draw(3, 2)` is normal, `draw()` is one number."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)

    def __call__(self, *size):
        return self.rng.standard_normal(size) if size else float(self.rng.standard_normal())

    def positive(self, *size):
        return np.exp(self(*size))

    def unit(self, *size):
        return self.rng.uniform(0.05, 0.95, size) if size else float(self.rng.uniform(0.05, 0.95))

    def labels(self, *size):
        return self.rng.integers(0, 2, size).astype(float)

    def onehot(self, size):
        return np.eye(size)[self.rng.integers(0, size)]

    def chances(self, size):
        return softmax(self(size))

    def definite(self, size):
        a = self(size, size)
        return a @ a.T + np.eye(size)


def _gap(left, right) -> float:
    left, right = np.asarray(left, float), np.asarray(right, float)
    if left.shape != right.shape and left.size > 1 and right.size > 1:
        raise ValueError(f"shapes {left.shape} and {right.shape}; expected equal ones")
    scale = max(1.0, float(np.abs(left).max()), float(np.abs(right).max()))
    return float(np.abs(left - right).max()) / scale


def same(left, right, close: float = CLOSE) -> None:
    """Say that both sides are equal; `ValueError` where they are not."""
    if not (gap := _gap(left, right)) <= close:
        raise ValueError(f"sides differ by {gap:.2g}; expected the same")


def differ(left, right) -> None:
    """Say that both sides are not equal; `ValueError` where they are."""
    if not (gap := _gap(left, right)) > APART:
        raise ValueError(f"sides differ by {gap:.2g}; expected them to differ")


def jac(f, x):
    """Return df/dx: the shape of f(x), then that of x."""
    x = np.asarray(x, float)
    slopes = []
    for index in np.ndindex(*x.shape):
        step = np.zeros(x.shape)
        step[index] = STEP
        slopes.append((np.asarray(f(x + step)) - np.asarray(f(x - step))) / (2 * STEP))
    return np.moveaxis(np.array(slopes), 0, -1).reshape(np.shape(slopes[0]) + x.shape)


def grad(f, x):
    """Return the gradient of a scalar f, in the shape of x."""
    return jac(f, x)


def hess(f, x):
    """Return the second derivatives of a scalar f of a vector or a number."""
    x = np.asarray(x, float)
    size, step = x.size, 1e-3
    found = np.zeros((size, size))
    unit = np.eye(size).reshape(size, *x.shape) * step
    for i in range(size):
        for j in range(size):
            a, b = unit[i], unit[j]
            found[i, j] = (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (
                4 * step**2
            )
    return found.reshape(x.shape + x.shape)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def relu(z):
    return np.maximum(z, 0)


def norm_pdf(z):
    return np.exp(-(np.asarray(z, float) ** 2) / 2) / math.sqrt(2 * math.pi)


def norm_cdf(z):
    return np.vectorize(lambda t: 0.5 * (1 + math.erf(t / math.sqrt(2))))(z)


def block(*rows):
    """Return the matrix made of rows of matrices."""
    return np.block([list(row) for row in rows])
