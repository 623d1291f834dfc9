import numpy as np


def swish(z):
    return z / (1 + np.exp(-z))


def swish_grad(z):
    s = 1 / (1 + np.exp(-z))
    return s + z * s * (1 - s)


def objective(theta, inputs, targets, weight_decay=0.01):
    W1, W2, w3 = theta
    z1 = inputs @ W1
    h1 = swish(z1)
    z2 = h1 @ W2
    h2 = h1 + swish(z2)
    out = h2 @ w3
    squares = np.sum(W1**2) + np.sum(W2**2) + np.sum(w3**2)
    return np.mean((out - targets) ** 2) + weight_decay / 2 * squares


def backprop(theta, inputs, targets, weight_decay=0.01):
    W1, W2, w3 = theta
    z1 = inputs @ W1
    h1 = swish(z1)
    z2 = h1 @ W2
    h2 = h1 + swish(z2)
    out = h2 @ w3
    g_out = 2 * (out - targets) / len(targets)
    g_w3 = h2.T @ g_out
    g_h2 = np.outer(g_out, w3)
    g_z2 = g_h2 * swish_grad(z2)
    g_W2 = h1.T @ g_z2
    g_h1 = g_h2 + g_z2 @ W2.T
    g_z1 = g_h1 * swish_grad(z1)
    g_W1 = inputs.T @ g_z1
    return (g_W1 + weight_decay * W1, g_W2 + weight_decay * W2, g_w3 + weight_decay * w3)


cost, gradient = objective, backprop
rng = np.random.default_rng(25)
params = (rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4))
data = (rng.normal(size=(8, 3)), rng.normal(size=8))

SLIPS = [
    ("g_h1 = g_h2 + g_z2 @ W2.T", "g_h1 = g_z2 @ W2.T"),
    ("g_h1 = g_h2 + g_z2 @ W2.T", "g_h1 = g_h2 + g_z2 @ W2"),
    ("return s + z * s * (1 - s)", "return s * (1 - s)"),
    ("return s + z * s * (1 - s)", "return s + s * (1 - s)"),
    ("g_z1 = g_h1 * swish_grad(z1)", "g_z1 = g_h1 * swish_grad(h1)"),
    ("g_z2 = g_h2 * swish_grad(z2)", "g_z2 = g_h2 * swish(z2)"),
    ("g_w3 + weight_decay * w3", "g_w3"),
    ("g_out = 2 * (out - targets) / len(targets)", "g_out = 2 * (out - targets)"),
]
