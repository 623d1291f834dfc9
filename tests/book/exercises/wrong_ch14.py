"""Wrong answers to chapter 14's exercises, and the hint that each is to get."""

import itertools

import numpy as np

EPS = 1e-5


def largest(a):
    return a.max(axis=-1, keepdims=True)


def to_the_largest(v, a):
    return v * (a == largest(a))


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


def running(x):
    return np.cumsum(x, axis=-1)


def running_back(v, x):
    return np.cumsum(v[..., ::-1], axis=-1)[..., ::-1]


calls = itertools.count()
X = np.array([[1.0, -2.0, 3.0], [0.5, 0.1, -0.4]])
WRONG = {
    "outer_messages": [
        ([1, 2, 6, 20, 40], "own-factor"),
        ([1, 1, 2, 2, 2], "unmultiplied"),
        ([4, 5, 10, 20, 30], "order"),
        ([[10, 0], [0, 20], [10, 20]], "not-summed"),
        ([10, 20, 30, 5, 4], "other"),
        ([10, 20, 30], "shape"),
    ],
    "maximum_rule": [
        ((lambda a: a.max(axis=-1), to_the_largest), "dropped-axis"),
        ((lambda a: a.max(keepdims=True), to_the_largest), "of-all"),
        ((lambda a: a.min(axis=-1, keepdims=True), to_the_largest), "value"),
        ((largest, lambda v, a: v + np.zeros(a.shape)), "to-all"),
        ((largest, lambda v, a: np.where(a == largest(a), 1.0, 0.0)), "mask"),
        ((largest, lambda v, a: v * largest(a) * (a == largest(a))), "times-value"),
        ((largest, lambda v, a: v * (a == a.min(axis=-1, keepdims=True))), "message"),
        ((largest, lambda v, a: v), "message"),
        ((largest, lambda a: a), "raises"),
        (largest, "type"),
    ],
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
    "own_way_back": [
        ((lambda x: running(x) + next(calls), running_back, X), "unsteady"),
        ((running, lambda v, x: v.sum(0), X), "unlike"),
        ((lambda x: x**2, lambda v, x: v * x, X), "multiple"),
        ((running, lambda v, x: -running_back(v, x), X), "multiple"),
        ((running, lambda v, x: running(v), X), "wrong"),
        ((np.sort, lambda v, x: v, X), "wrong"),
        ((np.abs, lambda v, x: v * np.sign(x), np.array([1.0, 3e-6])), "kink"),
        ((running, running_back), "type"),
        ((running, lambda v, x: v * np.inf, X), "not-finite"),
    ],
}
