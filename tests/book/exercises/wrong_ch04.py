"""Wrong answers to chapter 4's exercises, and the hint that each is to get."""

import numpy as np

from backprop.activations import sigmoid, sigmoid_grad


def alike(inputs=(0.1, -2.0, 0.7), outputs=(5.0, 1.0, 1.0, 1.0)):
    return {1: np.tile(inputs, (3, 1)), 2: np.array([outputs])}


def columns(change=lambda T: T, last=sigmoid):
    """Return a forward pass over columns, with something done to each Theta."""

    def forward(Theta, X):
        for layer, T in Theta.items():
            z = change(T) @ np.vstack([np.ones((1, X.shape[1])), X])
            X = sigmoid(z) if layer < max(Theta) else last(z)
        return X

    return forward


def bias_outside(Theta, X):
    for T in Theta.values():
        X = sigmoid(T[:, 1:] @ X) + T[:, :1]
    return X


WRONG = {
    "count_parameters": [
        ([25, 25], "no-bias"),
        ([26, 30], "output-bias"),
        ([28, 35], "inputs"),
        ([31, 27], "order"),
        (31, "shape"),
    ],
    "one_layer": [
        (lambda T: T[2][:, 1:] @ T[1], "second-bias"),
        (lambda T: np.c_[T[2][:, 0], T[2][:, 1:] @ T[1][:, 1:]], "first-bias"),
        (lambda T: np.c_[0 * T[2][:, 0], T[2][:, 1:] @ T[1][:, 1:]], "no-bias"),
        (lambda T: T[2] @ T[1], "raises"),
        (lambda T: (T[2][:, 1:] @ T[1]).T, "transposed"),
        (lambda T: T[2][:, 1:] @ T[1][:, 1:], "shape"),
    ],
    "equal_for_ever": [
        (alike((0.3, 0.3, 0.3), (0.3,) * 4), "one-number"),
        ({1: alike()[1].T, 2: alike()[2]}, "columns"),
        ({1: np.eye(3), 2: alike()[2]}, "units"),
        (alike(outputs=(5, 1, 1, 2)), "outgoing"),
        (alike(outputs=(1, 1, 1)), "shape"),
    ],
    "bias_shape": [
        ((1, 5), "row"),
        ((5,), "flat"),
        ((1, 1), "shared"),
        ((5, 5), "full"),
        ((4, 1), "other"),
        (np.zeros((5, 1)), "shape"),
    ],
    "start_slopes": [
        ([0.1513, 0.0823], "order"),
        ([0.892, 0.504], "values"),
        ([0.2058, 0.2301], "of-activation"),
        ([0.0516, 0.2445], "output"),
        ([0.1, 0.1], "other"),
    ],
    "forward_columns": [
        (columns(lambda T: np.roll(T, 1, axis=1)), "bias-last"),
        (columns(lambda T: np.c_[0 * T[:, 0], T[:, 1:]]), "no-bias"),
        (columns(last=lambda z: z), "output-not-bent"),
        (bias_outside, "bias-outside"),
        (columns(last=sigmoid_grad), "other"),
        (lambda Theta, X: columns()(Theta, X).T, "transposed"),
        (lambda Theta, X: columns()(Theta, X.T), "raises"),
    ],
}
