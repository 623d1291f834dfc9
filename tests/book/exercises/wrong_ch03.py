"""Wrong answers to chapter 3's exercises, and the hint that each is to get."""

import math

import numpy as np

from backprop.activations import sigmoid, sigmoid_grad
from backprop.graph import Node, Operation


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


WRONG = {
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
