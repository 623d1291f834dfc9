"""Wrong answers to the exercises, as people give them, and the hint that each is to get."""

import math

import numpy as np
import sympy as sp

from backprop.activations import sigmoid, sigmoid_grad
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

WRONG = CH01 | CH02 | CH03 | CH04
