import numpy as np


def sig(z):
    return 1.0 / (1.0 + np.exp(-z))


def run(weights, biases, x):
    acts = [x]
    zs = []
    for W, b in zip(weights, biases):
        z = acts[-1] @ W + b
        zs.append(z)
        acts.append(sig(z))
    return zs, acts


def cost(params, X, Y):
    weights, biases = params
    _, acts = run(weights, biases, X)
    return 0.5 * np.mean(np.sum((acts[-1] - Y) ** 2, axis=1))


def gradient(params, X, Y):
    weights, biases = params
    zs, acts = run(weights, biases, X)
    L = len(weights)
    grad_w = [None] * L
    grad_b = [None] * L
    delta = (acts[-1] - Y) * acts[-1] * (1 - acts[-1]) / len(X)
    for l in range(L - 1, -1, -1):
        grad_w[l] = acts[l].T @ delta
        grad_b[l] = delta.sum(axis=0)
        if l > 0:
            delta = (delta @ weights[l].T) * acts[l] * (1 - acts[l])
    return grad_w, grad_b


rng = np.random.default_rng(3)
sizes = [3, 5, 4, 2]
params = ([rng.normal(size=(a, b)) for a, b in zip(sizes, sizes[1:])],
          [rng.normal(size=b) for b in sizes[1:]])
data = (rng.normal(size=(9, 3)), rng.random((9, 2)))

SLIPS = [
    ("* acts[-1] * (1 - acts[-1]) / len(X)", "/ len(X)"),
    ("acts[-1] * (1 - acts[-1]) / len(X)", "acts[-1] * (1 - acts[-1])"),
    ("delta = (delta @ weights[l].T) * acts[l] * (1 - acts[l])", "delta = (delta @ weights[l].T) * acts[l]"),
    ("delta = (delta @ weights[l].T) * acts[l] * (1 - acts[l])", "delta = delta @ weights[l].T"),
    ("* acts[l] * (1 - acts[l])", "* zs[l - 1] * (1 - zs[l - 1])"),
    ("grad_b[l] = delta.sum(axis=0)", "grad_b[l] = delta.mean(axis=0)"),
    ("range(L - 1, -1, -1)", "range(L - 1, 0, -1)"),
    ("delta = (acts[-1] - Y)", "delta = (Y - acts[-1])"),
    ("(acts[-1] - Y) * acts[-1] * (1 - acts[-1])", "(acts[-1] - Y) * zs[-1] * (1 - zs[-1])"),
]
