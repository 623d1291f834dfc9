"""Wrong answers to chapter 15's exercises, and the hint that each is to get."""

import numpy as np

from backprop.activations import sigmoid, softmax

P, Y = np.array([3, 2, 1]) / 6, np.array([0, 0, 1])


def price(Z, Y, over=len, sign=-1):
    low = Z - Z.max(axis=1, keepdims=True)
    log_p = low - np.log(np.exp(low).sum(axis=1, keepdims=True))
    return sign * np.sum(Y * log_p) / over(Z)


def overflows(Z, Y):
    return -np.sum(Y * np.log(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))) / len(Z)


def backward(start=lambda p, y: p - y, over=len, slope=True):
    """Return a backward pass with something changed."""

    def gradient(Theta, X, Y):
        L = max(Theta) + 1
        a = {1: np.c_[np.ones(len(X)), X]}
        for k in range(1, L):
            z = a[k] @ Theta[k].T
            a[k + 1] = np.c_[np.ones(len(X)), sigmoid(z)]
        delta, D = start(softmax(z), Y), {}
        for k in range(L - 1, 0, -1):
            D[k] = delta.T @ a[k] / over(X)
            bent = a[k] * (1 - a[k]) if slope else 1 + 0 * a[k]
            delta = delta @ Theta[k][:, 1:] * bent[:, 1:]
        return D

    return gradient


WRONG = {
    "error_of_scores": [
        (P, "shares"),
        (Y - P, "sign"),
        ((P - Y) * P * (1 - P), "slope"),
        (-Y * (1 - P), "diagonal"),
        ([0.5, 0.5, -1], "other"),
        (-0.8333, "shape"),
    ],
    "first_cost": [
        (np.log(2), "two-classes"),
        (10 * np.log(2), "sigmoids"),
        (0.1, "share"),
        (-np.log(10), "sign"),
        (1, "base"),
        (3.5, "other"),
    ],
    "heated_error": [
        (0.5065, "share"),
        (0.6652, "cold"),
        (0.3326, "cold-divided"),
        (1.013, "multiplied"),
        (0.4, "other"),
    ],
    "price_of_scores": [
        (lambda Z, Y: price(Z, Y, over=lambda Z: 1), "sum"),
        (lambda Z, Y: price(Z, Y, over=np.size), "mean-over-classes"),
        (lambda Z, Y: price(Z, Y, sign=1), "sign"),
        (overflows, "not-finite"),
        (lambda Z: 0, "raises"),
    ],
    "softmax_backward": [
        (backward(over=lambda X: 1), "missing-1/m"),
        (backward(slope=False), "hidden-derivative-missing"),
        (backward(lambda p, y: (p - y) * p * (1 - p)), "softmax-derivative-extra"),
        (backward(lambda p, y: -y * (1 - p)), "softmax-derivative-diagonal"),
        (backward(lambda p, y: y - p), "wrong-sign"),
        (backward()({1: np.ones((1, 2))}, np.ones((1, 1)), np.ones((1, 1))), "type"),
    ],
}
