"""Wrong answers to the exercises, as people give them, and the hint that each is to get."""

import numpy as np
import sympy as sp
from wrong_answers_11 import CH11

from backprop.activations import sigmoid, sigmoid_grad

BY_HAND = {1: np.array([[-10.0, 20, 20], [-30, 20, 20]]), 2: np.array([[-10.0, 20, -20]])}


def both(change):
    return {k: change(T) for k, T in BY_HAND.items()}


CH01 = {
    "xor_feature": [
        (lambda x1, x2: x1**2, "square"),
        (lambda x1, x2: x1 + x2, "linear"),
        (lambda x1, x2: (x1 + 1) * (x2 + 1) / 4, "overlap"),
        (lambda x1, x2: x1 @ x2, "shape"),
        (lambda x1: x1, "raises"),
        ([1, -1, -1, 1], "type"),
    ],
    "moved_circle": [
        ([-0.25, 0, 0, 1, 1], "not-moved"),
        ([4.75, 2, 4, 1, 1], "other-way"),
        ([9.0, -4, -8, 2, 2], "radius-not-squared"),
        ([4.75, -1, -2, 1, 1], "twice-missing"),
        ([-0.25, -2, -4, 1, 1], "constants-missing"),
        ([1, 1, -2, -4, 4.75], "other"),
        ([1, 2, 0.5], "shape"),
    ],
    "bump_steepness": [
        (20, "edges"),
        (46, "middle"),
        (50, "middle"),
        (53.5, "whole"),
        (60, "steeper"),
        ([53], "shape"),
    ],
    "as_many_parameters": [
        (2, "squares-only"),
        (391, "squares-missing"),
        (783, "twice"),
        (393, "no-bias"),
        (308505, "other"),
    ],
    "xor_weights": [
        (both(lambda T: np.roll(T, -1, axis=1)), "bias-last"),
        ({1: BY_HAND[1], 2: -BY_HAND[2]}, "negated"),
        ({1: BY_HAND[1][[0, 0]], 2: BY_HAND[2]}, "one-line"),
        ({1: BY_HAND[1], 2: np.array([[-10.0, 20, 0]])}, "one-line"),
        ({1: BY_HAND[1], 2: np.array([[-10.0, 20, -5]])}, "corner"),
        (both(lambda T: T / 4), "soft"),
        (both(lambda T: T.T), "transposed"),
        ([BY_HAND[1], BY_HAND[2]], "type"),
    ],
}

G = sp.Symbol("g")


def naive_slope(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


CH02 = {
    "mirrored": [(G, "even"), (-G, "odd"), (1 / G, "inverse"), (G * (1 - G), "slope")],
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
        (1 - 2 * G, "inner-derivative"),
        (G**2 * (1 - G) ** 2, "squared"),
        (G * (1 - G) * -G * (1 - G), "each-alone"),
        (G * (1 - G) ** 2, "one-term"),
        (G * (1 - G) * (2 * G - 1), "sign"),
        (G * sp.Symbol("z"), "symbols"),
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

WRONG = CH01 | CH02 | CH11
