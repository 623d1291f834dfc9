"""Wrong answers to chapter 14's exercises, and the hint that each is to get."""

import itertools

import numpy as np


def largest(a):
    return a.max(axis=-1, keepdims=True)


def to_the_largest(v, a):
    return v * (a == largest(a))


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
