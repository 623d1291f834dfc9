"""Wrong answers to the exercises of chapter 11, and the hint that each is to get."""

import numpy as np


def moved(T, V, by):
    return {k: T[k] + by * V[k] for k in T}


def of_activation(z, y):
    a = 1 / (1 + np.exp(-z))
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


WRONG = {
    "telling_factor": [
        (2, "two"),
        (-1, "sign"),
        (1 / 4, "too-small"),
        (0.6, "the-difference"),
        (5, "other"),
        ("m", "type"),
    ],
    "halved_step": [
        (2, "first-order"),
        (4.0, "second-order"),
        (8, "third-order"),
        (0.0625, "inverse"),
        (32, "other"),
    ],
    "along": [
        (
            lambda J, T, V: (J(moved(T, V, 1e-5)) - J(moved(T, V, -1e-5))) / 2e-5,
            "difference",
        ),
        (lambda J, T, V: J(moved(T, V, 1e-20j)).imag, "not-divided"),
        (lambda J, T, V: J(moved(T, V, 1e-20j)).real, "real-part"),
        (lambda J, T, V: J(moved(T, V, 1e-3j)).imag / 1e-3, "long-step"),
        (lambda J, T, V: -J(moved(T, V, 1e-20j)).imag / 1e-20, "sign"),
        (lambda J, T, V: {k: T[k] * V[k] for k in T}, "shape"),
        (lambda J, T: 0.0, "raises"),
    ],
    "sideways_exponent": [
        (100, "none-smaller"),
        (400, "vanished"),
        (8, "as-real"),
        (-300, "negative"),
        (1e-300, "other"),
    ],
    "loss_of_z": [
        (of_activation, "of-activation"),
        (
            lambda z, y: (1 - y) * np.logaddexp(0, -z) + y * np.logaddexp(0, z),
            "swapped",
        ),
        (lambda z, y: np.logaddexp(0, z), "softplus-only"),
        (lambda z, y: (1 / (1 + np.exp(-z)) - y) ** 2 / 2, "squared"),
        (
            lambda z, y: -y * np.logaddexp(0, -z) - (1 - y) * np.logaddexp(0, z),
            "sign",
        ),
        (lambda z, y: (np.logaddexp(0, z) - y * z).sum(), "shape"),
    ],
}
