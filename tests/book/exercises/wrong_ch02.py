"""Wrong answers to chapter 2's exercises, and the hint that each is to get."""

import numpy as np
import sympy as sp

from backprop.activations import sigmoid, sigmoid_grad

A = sp.Symbol("a")


def naive_slope(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


WRONG = {
    "mirrored": [(A, "even"), (-A, "odd"), (1 / A, "inverse"), (A * (1 - A), "slope")],
    "tanh_slope": [
        (lambda a: a * (1 - a), "sigmoids"),
        (lambda a: 1 - np.tanh(a) ** 2, "of-activation"),
        (lambda a: 1 - a, "square-missing"),
        (lambda a: (1 - a) ** 2, "square-of-all"),
        (lambda a: 0.5 - a**2 / 2, "inner"),
        (lambda a: a**2 - 1, "sign"),
        (lambda a: 4 * (1 - a**2), "factor"),
    ],
    "fading_edge": [
        (4.585, "of-one"),
        (4.595, "value"),
        (-5.986, "negative"),
        (0.002513, "t"),
        (6.5, "other"),
    ],
    "second_slope": [
        (1 - 2 * A, "inner-derivative"),
        (A**2 * (1 - A) ** 2, "squared"),
        (A * (1 - A) * -A * (1 - A), "each-alone"),
        (A * (1 - A) ** 2, "one-term"),
        (A * (1 - A) * (2 * A - 1), "sign"),
        (A * sp.Symbol("z"), "symbols"),
    ],
    "stable_slope": [
        (naive_slope, "overflow"),
        (lambda z: sigmoid(z) * (1 - sigmoid(z)), "rounded"),
        (lambda z: sigmoid_grad(sigmoid(z)), "of-activation"),
        (lambda z: np.exp(-abs(z)) / (1 + np.exp(-z.clip(-700))) ** 2, "one-side"),
        (lambda z: sigmoid_grad(z).round(6), "digits"),
        (lambda z: float(sigmoid_grad(z)), "raises"),
    ],
}
