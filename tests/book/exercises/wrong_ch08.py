"""Wrong answers to chapter 8's exercises, and the hint that each is to get."""

import numpy as np

from backprop.activations import sigmoid


def loop(
    *,
    add=True,
    over=None,
    pull=lambda T, lam, m: lam / m * T,
    biases=False,
    slope=True,
    column=slice(1, None),
):
    """Return a loop over the examples with something changed."""

    def gradient(Theta, X, Y, lam):
        L, m = max(Theta) + 1, len(X)
        Delta = {k: np.zeros(T.shape) for k, T in Theta.items()}
        for x, y in zip(X, Y, strict=True):
            a = {1: x}
            for k, T in Theta.items():
                a[k + 1] = sigmoid(T @ np.r_[1, a[k]])
            delta = a[L] - y
            for k in range(L - 1, 0, -1):
                share = np.outer(delta, np.r_[1, a[k]])
                Delta[k] = Delta[k] * add + share
                bent = a[k] * (1 - a[k]) if slope else 1
                delta = Theta[k].T[column] @ delta * bent if k > 1 else delta
        D = {}
        for k, T in Theta.items():
            spared = T if biases else np.c_[0 * T[:, 0], T[:, 1:]]
            D[k] = Delta[k] / (over or m) + pull(spared, lam, m)
        return D

    return gradient


WRONG = {
    "squared_delta": [
        (-0.2087, "cross-entropy"),
        (0.03447, "sign"),
        (-0.06895, "two"),
        (0.1652, "slope-alone"),
        (-0.1, "other"),
    ],
    "two_copies": [
        ([2, 1], "sum"),
        ([2, 0.5], "sum-and-half"),
        ([1, 1], "both-the-same"),
        ([1, 2], "pull-doubled"),
        ([0.5, 0.5], "mean-halved"),
        (1, "shape"),
    ],
    "dropped_column": [
        (set(), "none"),
        ({2}, "output"),
        ({1, 2}, "output"),
        ({3}, "layers"),
        (1, "type"),
    ],
    "two_machines": [
        ([0.5, 0.5], "plain"),
        ([5 / 8, 3 / 8], "swapped"),
        ([3, 5], "counts"),
        ([1 / 3, 1 / 5], "inverse"),
        ([0.3, 0.7], "other"),
    ],
    "mirrored_output": [
        (0, "cancel"),
        (1, "same"),
        (0.5, "mean"),
        (4, "squared"),
        (-2, "other"),
    ],
    "accumulation_loop": [
        (loop(add=False), "last-example-only"),
        (loop(over=1), "missing-1/m"),
        (loop(pull=lambda T, lam, m: lam * T), "regularisation-not-averaged"),
        (loop(pull=lambda T, lam, m: 0 * T), "regularisation-missing"),
        (loop(biases=True), "bias-regularised"),
        (loop(slope=False), "hidden-derivative-missing"),
        (loop(column=slice(None, -1)), "wrong-column-dropped"),
        (loop(column=slice(None)), "raises"),
        (lambda Theta, X, Y: Theta, "raises"),
    ],
}
