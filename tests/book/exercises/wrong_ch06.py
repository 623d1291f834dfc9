"""Wrong answers to chapter 6's exercises, and the hint that each is to get."""

import numpy as np

from backprop.activations import sigmoid, sigmoid_grad
from backprop.data import houses


def column_gradient(
    output=lambda o: o * (1 - o), hidden=lambda h: h * (1 - h), sign=1, over=1, flat=False
):
    """Return the parts of a gradient of article A's network, with something changed."""

    def gradient(X, Y, W_ih, b_ih, W_ho, b_ho):
        h = sigmoid(W_ih.T @ X + b_ih)
        O = sigmoid(W_ho.T @ h + b_ho)  # noqa: E741
        d_2 = sign * (O - Y) * output(O)
        d_1 = W_ho @ d_2 * hidden(h)
        return {
            "W_ih": X @ d_1.T / (X.shape[1] if over == "m" else 1),
            "b_ih": d_1.sum(axis=1, keepdims=not flat),
            "W_ho": h @ d_2.T,
            "b_ho": d_2.sum(axis=1, keepdims=not flat),
        }

    return gradient


def stepping(change):
    """Return a step that multiplies the shares of each part with a number."""
    off = {"W_ih": 1, "b_ih": 1, "W_ho": 1, "b_ho": 1} | change

    def step(W_ih, b_ih, W_ho, b_ho, X, Y, alpha):
        old = {"W_ih": W_ih, "b_ih": b_ih, "W_ho": W_ho, "b_ho": b_ho}
        found = column_gradient()(X, Y, W_ih, b_ih, W_ho, b_ho)
        shared = {k: D.sum() if k[0] == "b" else D for k, D in found.items()}
        return {k: old[k] - off[k] * alpha * shared[k] for k in old}

    return step


def changes_first(W_ih, b_ih, W_ho, b_ho, X, Y, alpha):
    """Change the last layer, then go back through it."""
    h = sigmoid(W_ih.T @ X + b_ih)
    O = sigmoid(W_ho.T @ h + b_ho)  # noqa: E741
    d_2 = (O - Y) * O * (1 - O)
    W_ho = W_ho - alpha * h @ d_2.T
    d_1 = W_ho @ d_2 * h * (1 - h)
    changed = {"W_ih": W_ih - alpha * X @ d_1.T, "b_ih": b_ih - alpha * d_1.sum()}
    return changed | {"W_ho": W_ho, "b_ho": b_ho - alpha * d_2.sum()}


def changes_in_place(W_ih, b_ih, W_ho, b_ho, X, Y, alpha):
    W_ho -= alpha
    return stepping({})(W_ih, b_ih, W_ho, b_ho, X, Y, alpha)


def no_slope(W_ih, b_ih, W_ho, b_ho, X, Y, alpha):
    D = column_gradient(hidden=lambda h: 1)(X, Y, W_ih, b_ih, W_ho, b_ho)
    changed = {"W_ih": W_ih - alpha * D["W_ih"], "b_ih": b_ih - alpha * D["b_ih"].sum()}
    return changed | {"W_ho": W_ho - alpha * D["W_ho"], "b_ho": b_ho - alpha * D["b_ho"].sum()}


def one_bias_share(W_ih, b_ih, W_ho, b_ho, X, Y, alpha):
    right = stepping({})(W_ih, b_ih, W_ho, b_ho, X, Y, alpha)
    return right | {"b_ih": b_ih + (right["b_ih"] - b_ih) / len(W_ho)}


ROWS = np.array(houses()[0])

WRONG = {
    "rows_weight_gradient": [
        (lambda H, delta: H.T @ delta / len(H), "mean"),
        (lambda H, delta: np.outer(H[-1], delta[-1]), "last-house"),
        (lambda H, delta: np.outer(H.sum(axis=0), delta.sum(axis=0)), "sums"),
        (lambda H, delta: delta.T @ H, "transposed"),
        (lambda H, delta: H @ delta, "raises"),
        (lambda H, delta: H * delta, "shape"),
    ],
    "hidden_error_term": [
        (lambda W, d, h: W @ d, "no-slope"),
        (lambda W, d, h: W @ d * sigmoid_grad(h), "of-activation"),
        (lambda W, d, h: W @ d * (1 - h * h), "tanh"),
        (lambda W, d, h: W @ d * (1 - h), "one-factor"),
        (lambda W, d, h: W @ d * h, "one-factor"),
        (lambda W, d, h: W * d * h * (1 - h), "raises"),
    ],
    "one_step": [
        (changes_first, "updated-weights"),
        (stepping({"W_ih": -1, "b_ih": -1, "W_ho": -1, "b_ho": -1}), "uphill"),
        (one_bias_share, "one-unit"),
        (no_slope, "no-slope"),
        (stepping({"b_ho": 0}), "other"),
        (changes_in_place, "changes-input"),
        (lambda *given: [1, 2, 3, 4], "type"),
        (lambda *given: {"W_ih": given[0]}, "keys"),
    ],
    "scaled_features": [
        ((ROWS.T - ROWS.mean(axis=1)).T / ROWS.std(axis=1)[:, None], "by-house"),
        ((ROWS - ROWS.mean(0)) / [*ROWS.std(0, ddof=1)[:3], 1], "less-one"),
        (ROWS / [*ROWS.std(0)[:3], 1], "not-centred"),
        ((ROWS - ROWS.mean(0)) / [*np.ptp(ROWS, axis=0)[:3], 1], "range"),
        ((ROWS - ROWS.mean(0)) / [*ROWS.var(0)[:3], 1], "variance"),
        (np.where(ROWS > 0, ROWS, np.nan), "not-finite"),
        (ROWS.T, "transposed"),
    ],
    "columns_gradient": [
        (column_gradient(output=lambda o: 1), "output-derivative-missing"),
        (column_gradient(hidden=lambda h: 1), "hidden-derivative-missing"),
        (column_gradient(hidden=sigmoid_grad), "derivative-of-activation"),
        (column_gradient(sign=-1), "wrong-sign"),
        (column_gradient(flat=True), "shape"),
        (column_gradient(over="m"), "other"),
        (lambda *given: given[2], "type"),
        (lambda X: X, "raises"),
    ],
}
