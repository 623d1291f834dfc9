"""Wrong answers to the exercises, as people give them, and the hint that each is to get."""

import math

import numpy as np
import sympy as sp
from wrong_answers_08 import CH08
from wrong_answers_09 import CH09
from wrong_answers_10 import CH10
from wrong_answers_11 import CH11
from wrong_answers_12 import CH12

from backprop.activations import sigmoid, sigmoid_grad
from backprop.data import houses
from backprop.graph import Node, Operation

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


def softplus(slopes, value=lambda z: math.log1p(math.exp(z))):
    return Operation(value, slopes)


def walk(output, *, add=True, reset=True, first=1.0):
    """Walk backward in the engine's order, with one thing or another left out."""
    nodes = output.order()
    for node in nodes:
        node.grad = 0.0 if reset else node.grad
    output.grad = first
    for node in reversed(nodes):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad = node.grad * slope + (parent.grad if add else 0.0)


def walk_too_early(output):
    """Send on each node's whole derivative when it is first found."""
    for node in output.order():
        node.grad = 0.0
    output.grad, todo, seen = 1.0, [output], {output}
    for node in todo:
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += node.grad * slope
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)


def walk_by_recursion(output):
    for node in output.order():
        node.grad = 0.0

    def send(node, message):
        node.grad += message
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            send(parent, message * slope)

    send(output, 1.0)


def walk_a_thousand(output):
    if len(output.order()) < 1_000:
        walk(output)


CH03 = {
    "circuit_derivatives": [
        ([2, 2, 4, 2], "own-factor"),
        ([1, 1, 2, 4], "local"),
        ([3, -1, 4, 2], "values"),
        ([-10, -10, 2, -10], "old"),
        ([-4, -4, -2, -4], "sign"),
        ([4, 4, 2], "shape"),
    ],
    "trip_derivative": [
        (0.7, "of-budget"),
        (0.28, "costs"),
        (21.6, "value"),
        (-0.18, "path"),
        (0.8, "other"),
    ],
    "cube_paths": [
        ([2, 8, 12], "two"),
        ([2, 4, 8], "two"),
        ([1, 12, 12], "one"),
        ([3, 2, 6], "single"),
        ([3, 4], "shape"),
    ],
    "sigmoid_nodes": [
        (lambda z: 1 / (1 + z.exp()), "other-sign"),
        (lambda z: z.exp() / (1 + (-z).exp()), "value"),
        (lambda z: z.sigmoid() + 0.0, "ready-made"),
        (lambda z: 1 / (1 + Node(-z.value).exp()), "cut-off"),
        (lambda z: 1 / (1 + Node(math.exp(-z.value))) + 0 * z, "cut-off"),
        (lambda z: 1 / (1 + Node(-z.value).exp()) + z - z.value, "derivative"),
        (lambda z: 1 / (1 + np.exp(-z.value)), "type"),
        (lambda z: 1 / (1 + np.exp(-z)), "raises"),
    ],
    "softplus_operation": [
        (softplus(lambda v, z: (float(sigmoid(z)),), lambda z: math.exp(z)), "value"),
        (softplus(lambda v, z: float(sigmoid(z))), "tuple"),
        (softplus(lambda v, z: (float(sigmoid(v)),)), "of-value"),
        (softplus(lambda v, z: (float(sigmoid_grad(z)),)), "twice"),
        (softplus(lambda v, z: (1 / (1 + math.exp(z)),)), "inner-derivative"),
        (softplus(lambda v, z: (v,)), "slope"),
        (softplus(lambda v: (v,)), "raises"),
        (softplus, "type"),
    ],
    "backward_walk": [
        (lambda output: walk(output, first=0.0), "output"),
        (lambda output: walk(output, add=False), "forgets"),
        (lambda output: walk(output) or setattr(output.order()[0], "grad", 2.0), "output"),
        (lambda output: walk(output) or setattr(output.parents[0], "grad", 2.0), "raises"),
        (
            lambda output: (
                walk(output) or (output.parents and setattr(output.parents[0], "grad", 2.0)) or None
            ),
            "reused",
        ),
        (walk_too_early, "order"),
        (lambda output: walk(output, reset=False), "stale"),
        (walk_by_recursion, "recursion"),
        (walk_a_thousand, "chain"),
        (7, "type"),
    ],
}


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


CH04 = {
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


def shares(
    output=lambda o: o * (1 - o),
    hidden=lambda z, h: h * (1 - h),
    into=lambda x, h: h,
    over=np.mean,
    order=(0, 1, 2, 3),
    sign=1,
):
    """Return a gradient of article A's network with one thing or another changed."""

    def gradient(x, y, w_ih, b_ih, w_ho, b_ho):
        z = w_ih * x + b_ih
        h = sigmoid(z)
        o = sigmoid(w_ho * h + b_ho)
        d_2 = sign * (o - y) * output(o)
        d_1 = d_2 * w_ho * hidden(z, h)
        found = [over(d) for d in (d_1 * x, d_1, d_2 * into(x, h), d_2)]
        return [found[i] for i in order]

    return gradient


CH05 = {
    "without_half": [
        ([0.0576, 0.0288, -0.096, -0.12], "same"),
        ([0.0288, 0.0144, -0.048, -0.06], "halved"),
        ([0.2304, 0.1152, -0.384, -0.48], "squared"),
        ([-0.1152, -0.0576, 0.192, 0.24], "sign"),
        (0.1152, "shape"),
    ],
    "input_zero": [
        ([0, 0.0288, -0.096, -0.12], "old-pass"),
        ([0, 0, -0.0631, -0.1059], "both"),
        ([0.0383, 0, -0.0631, -0.1059], "bias"),
        ([0, 0.0383, 0, -0.1059], "hidden-zero"),
        ([0, 0, 0, 0], "other"),
    ],
    "tanh_shares": [
        ([0.03845, 0.01923, -0.1089, -0.1235], "sigmoids-slope"),
        ([0.185, 0.0925, -0.1089, -0.1235], "of-activation"),
        ([0.1296, 0.0648, -0.096, -0.12], "old-pass"),
        ([0.7038, 0.3519, -0.9348, -1.0594], "output-too"),
        ([0.8, 0.4, -1, -1.2], "other"),
    ],
    "two_ways": [
        (0.0576, "first-way"),
        (0.0267, "second-way"),
        (0.0309, "subtracted"),
        (0.0421, "mean"),
        (-0.0117, "weight-missing"),
        (0.5, "other"),
    ],
    "chain_length": [
        (5, "one-hidden"),
        (4, "weights-only"),
        (6, "last-missing"),
        (8, "extra"),
        (3, "other"),
    ],
    "tiny_gradient": [
        (shares(output=lambda o: 1), "output-derivative-missing"),
        (shares(hidden=lambda z, h: 1), "hidden-derivative-missing"),
        (shares(hidden=lambda z, h: sigmoid_grad(h)), "derivative-of-activation"),
        (shares(into=lambda x, h: x), "input-for-activation"),
        (shares(over=np.sum), "missing-1/m"),
        (shares(sign=-1), "wrong-sign"),
        (shares(over=lambda d: d), "shape"),
        (shares(order=(0, 1, 2)), "shape"),
        (shares(output=lambda o: o / 0), "not-finite"),
        (lambda x, y: x, "raises"),
    ],
}


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

CH06 = {
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


CH07 = {
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
    "counted_bias_gradients": [
        ([-0.00998, 0.09507, 0.26282], "order"),
        ([0.13141, 0.04753, -0.00499], "half"),
        ([0.26282, 0.09507, -0.09507], "last-slope"),
        ([0.24610, 0.08859, -0.01835], "of-activation"),
        (0.26282, "shape"),
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

WRONG = CH01 | CH02 | CH03 | CH04 | CH05 | CH06 | CH07 | CH08 | CH09 | CH10 | CH11 | CH12
