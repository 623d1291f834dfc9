"""Wrong answers to chapter 16's exercises, and the hint that each is to get."""

import numpy as np

EPS = 1e-5


def layer_norm(v, X, axis=1, with_mean=1, with_size=1):
    H = (X - X.mean(axis, keepdims=True)) / np.sqrt(EPS + X.var(axis, keepdims=True))
    back = v - with_mean * v.mean(axis, keepdims=True)
    back = back - with_size * H * (v * H).mean(axis, keepdims=True)
    return back / np.sqrt(EPS + X.var(axis, keepdims=True))


def rms(x):
    return np.sqrt(EPS + (x * x).mean(-1, keepdims=True))


def rms_norm(v, x):
    y = x / rms(x)
    return (v - y * (v * y).mean(-1, keepdims=True)) / rms(x)


X = np.array([[1.0, -2.0, 3.0], [0.5, 0.1, -0.4]])
WRONG = {
    "rms_norm_back": [
        (lambda v, x: v / rms(x), "first-path"),
        (lambda v, x: rms_norm(v, x) - v.mean(-1, keepdims=True) / rms(x), "mean"),
        (
            lambda v, x: (v - x / rms(x) * (v * x / rms(x)).sum(-1, keepdims=True)) / rms(x),
            "sum",
        ),
        (lambda v, x: rms_norm(v, x) * rms(x), "size"),
        (layer_norm, "other"),
        (lambda v, x: -rms_norm(v, x), "sign"),
        (rms_norm(X, X), "type"),
    ],
    "batch_norm_back": [
        (layer_norm, "rows"),
        (lambda v, X: layer_norm(v, X, axis=0, with_mean=0, with_size=0), "first-path"),
        (lambda v, X: layer_norm(v, X, axis=0, with_size=0), "mean-path"),
        (lambda v, X: layer_norm(v, X, axis=0, with_mean=0), "other"),
        (lambda v, X: layer_norm(v, X, axis=0).T, "transposed"),
    ],
    "masked_scores": [
        (10, "used"),
        (12, "with-the-diagonal"),
        (8, "half"),
        (7, "first-word"),
        (16, "other"),
    ],
}
