"""Wrong answers to chapter 7's exercises, and the hint that each is to get."""

import numpy as np

from backprop.activations import sigmoid


def deep_gradient(
    slope=lambda z, a: 1 - a**2,
    output=lambda a: 1,
    over=len,
    bias=lambda a: np.ones(len(a)),
    only=(),
    last=None,
):
    """Return a backward pass for any depth, with something changed; `only` in these layers."""

    def backward(Theta, X, Y):
        a, z, L = {1: X}, {}, max(Theta) + 1
        for layer, T in Theta.items():
            z[layer + 1] = a[layer] @ T[:, 1:].T + T[:, 0]
            a[layer + 1] = np.tanh(z[layer + 1]) if layer + 1 < L else sigmoid(z[layer + 1])
        delta, D = (a[L] - Y) * output(a[L]), {}
        for layer in range(L - 1, 0, -1):
            rows = slice(None) if last is None else slice(last, None)
            with_one = np.column_stack([bias(a[layer]), a[layer]])
            D[layer] = delta[rows].T @ with_one[rows] / over(X)
            if layer > 1:
                changed = not only or layer in only
                bent = slope(z[layer], a[layer]) if changed else 1 - a[layer] ** 2
                delta = delta @ Theta[layer][:, 1:] * bent
        return D

    return backward


WRONG = {
    "fourth_weight": [
        (0.000937, "half"),
        (-0.00998, "three"),
        (-0.01786, "too-early"),
        (0.01786, "last-slope"),
        (0.00375, "own-weight"),
        (0.004423, "of-activation"),
        (1, "other"),
    ],
    "wrong_layers": [
        ({4}, "own"),
        ({1, 2, 3, 4}, "own"),
        ([5, 3], "after"),
        (set(), "none"),
        ({1, 2}, "first-only"),
        ({3}, "descendants"),
        ({3, 6}, "layers"),
        (3, "type"),
    ],
    "linear_message": [
        (lambda W_1, W_2, W_3: W_3 @ W_2, "not-transposed"),
        (lambda W_1, W_2, W_3: W_2.T @ W_3.T, "order"),
        (lambda W_1, W_2, W_3: W_2 @ W_3, "forward"),
        (lambda W_1, W_2, W_3: W_3.T @ W_2.T @ W_1.T, "first-too"),
        (lambda W_1, W_2, W_3: W_2.T, "last-missing"),
        (lambda W_1, W_2, W_3: W_1, "other"),
        (lambda *W: np.ones(3) @ W[2].T @ W[1].T, "shape"),
    ],
    "vanishing_depth": [
        (9, "rounded"),
        (6, "tenths"),
        (4_347_827, "divided"),
        (4.0825, "natural"),
        (9.4004, "fraction"),
        (20, "other"),
    ],
    "backward_any_depth": [
        (deep_gradient(slope=lambda z, a: 1), "hidden-derivative-missing"),
        (deep_gradient(slope=lambda z, a: 1 - np.tanh(a) ** 2), "derivative-of-activation"),
        (deep_gradient(output=lambda a: a * (1 - a)), "output-derivative-extra"),
        (deep_gradient(over=lambda X: 1), "missing-1/m"),
        (deep_gradient(bias=lambda a: np.zeros(len(a))), "bias-gradient-missing"),
        (deep_gradient(last=-1), "last-example-only"),
        (deep_gradient(slope=lambda z, a: 1, only=(3,)), "hidden-derivative-missing"),
        (lambda Theta, X, Y: list(deep_gradient()(Theta, X, Y).values()), "type"),
        (
            lambda Theta, X, Y: {k: D.T for k, D in deep_gradient()(Theta, X, Y).items()},
            "transposed",
        ),
        (lambda Theta, X, Y: {1: Theta[1]}, "keys"),
        (lambda Theta, X, Y, lam: Theta, "raises"),
    ],
}
