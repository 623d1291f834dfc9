import numpy as np

KEEP = 0.7


def cost(params, X, y):
    W1, b1, w2, b2 = params
    h = np.maximum(X @ W1 + b1, 0)
    mask = (np.random.rand(*h.shape) < KEEP) / KEEP
    out = (h * mask) @ w2 + b2
    return np.mean((out - y) ** 2)


def gradient(params, X, y):
    W1, b1, w2, b2 = params
    n = len(y)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    mask = (np.random.rand(*h.shape) < KEEP) / KEEP
    d = h * mask
    out = d @ w2 + b2
    dout = 2 / n * (out - y)
    dw2 = d.T @ dout
    db2 = dout.sum()
    dd = np.outer(dout, w2)
    dh = dd * mask
    dz = dh * (z > 0)
    return X.T @ dz, dz.sum(axis=0), dw2, db2


rng = np.random.default_rng(17)
params = (rng.normal(size=(3, 6)), rng.normal(size=6), rng.normal(size=6), 0.5)
data = (rng.normal(size=(8, 3)), rng.normal(size=8))

SLIPS = [
    ("dh = dd * mask", "dh = dd"),
    ("dh = dd * mask", "dh = dd * mask * KEEP"),
    ("dw2 = d.T @ dout", "dw2 = h.T @ dout"),
    ("dout = 2 / n * (out - y)", "dout = (out - y) / n"),
    ("dz = dh * (z > 0)", "dz = dh * (dh > 0)"),
    ("db2 = dout.sum()", "db2 = dout.mean()"),
    ("dd = np.outer(dout, w2)", "dd = np.outer(out, w2)"),
]
