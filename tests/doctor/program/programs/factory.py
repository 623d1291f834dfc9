import numpy as np


def make_network(sizes, reg):
    def unpack(p):
        return [(p[f"W{i}"], p[f"b{i}"]) for i in range(len(sizes) - 1)]

    def forward(p, X):
        values = [X]
        for i, (W, b) in enumerate(unpack(p)):
            z = values[-1] @ W + b
            values.append(np.tanh(z) if i < len(sizes) - 2 else z)
        return values

    def cost(p, X, Y):
        out = forward(p, X)[-1]
        penalty = sum((W**2).sum() for W, _ in unpack(p))
        return ((out - Y) ** 2).mean() + reg * penalty

    def gradient(p, X, Y):
        values = forward(p, X)
        grads = {}
        d = 2 * (values[-1] - Y) / Y.size
        for i in range(len(sizes) - 2, -1, -1):
            W = p[f"W{i}"]
            grads[f"W{i}"] = values[i].T @ d + 2 * reg * W
            grads[f"b{i}"] = d.sum(0)
            d = (d @ W.T) * (1 - values[i] ** 2)
        return grads

    return cost, gradient


cost, gradient = make_network([3, 4, 5, 2], 0.02)
rng = np.random.default_rng(22)
params = {}
for i, (a, b) in enumerate([(3, 4), (4, 5), (5, 2)]):
    params[f"W{i}"] = rng.normal(size=(a, b))
    params[f"b{i}"] = np.zeros(b)
data = (rng.normal(size=(7, 3)), rng.normal(size=(7, 2)))

SLIPS = [
    ("d = 2 * (values[-1] - Y) / Y.size", "d = 2 * (values[-1] - Y) / len(Y)"),
    ("d = 2 * (values[-1] - Y) / Y.size", "d = (values[-1] - Y) / Y.size"),
    ("+ 2 * reg * W", "+ reg * W"),
    ("+ 2 * reg * W", ""),
    ("(d @ W.T) * (1 - values[i] ** 2)", "(d @ W.T) * values[i]"),
    ('grads[f"b{i}"] = d.sum(0)', 'grads[f"b{i}"] = d.mean(0)'),
    ("d = (d @ W.T) * (1 - values[i] ** 2)", "d = d @ W.T"),
]
