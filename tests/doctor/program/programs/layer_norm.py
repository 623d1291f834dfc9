import numpy as np


def ln(x, g, b):
    mu = x.mean(-1, keepdims=True)
    var = x.var(-1, keepdims=True)
    inv = 1 / np.sqrt(var + 1e-6)
    xhat = (x - mu) * inv
    return xhat * g + b, xhat, inv


def cost(p, X, T):
    z = X @ p["A"]
    y, _, _ = ln(z, p["g"], p["b"])
    out = np.tanh(y) @ p["B"]
    return ((out - T) ** 2).sum() / 2


def gradient(p, X, T):
    z = X @ p["A"]
    y, xhat, inv = ln(z, p["g"], p["b"])
    t = np.tanh(y)
    out = t @ p["B"]
    dout = out - T
    dB = t.T @ dout
    dt = dout @ p["B"].T
    dy = dt * (1 - t * t)
    dg = (dy * xhat).sum(0)
    db = dy.sum(0)
    dxhat = dy * p["g"]
    dz = inv * (dxhat - dxhat.mean(-1, keepdims=True) - xhat * (dxhat * xhat).mean(-1, keepdims=True))
    dA = X.T @ dz
    return {"A": dA, "B": dB, "g": dg, "b": db}


rng = np.random.default_rng(20)
params = {"A": rng.normal(size=(3, 5)), "B": rng.normal(size=(5, 2)), "g": np.ones(5), "b": np.zeros(5)}
data = (rng.normal(size=(6, 3)), rng.normal(size=(6, 2)))

SLIPS = [
    ("dz = inv * (dxhat - dxhat.mean(-1, keepdims=True) - xhat * (dxhat * xhat).mean(-1, keepdims=True))", "dz = inv * dxhat"),
    ("- xhat * (dxhat * xhat).mean(-1, keepdims=True))", ")"),
    ("(dxhat * xhat).mean(-1, keepdims=True))", "(dxhat * xhat).sum(-1, keepdims=True))"),
    ("dxhat = dy * p[\"g\"]", "dxhat = dy"),
    ("dg = (dy * xhat).sum(0)", "dg = (dy * y).sum(0)"),
    ("dy = dt * (1 - t * t)", "dy = dt * (1 - y * y)"),
    ("dxhat.mean(-1, keepdims=True) - xhat", "dxhat.mean(0, keepdims=True) - xhat"),
]
