import numpy as np


def conv(x, w, b):
    n, f = len(x), len(w)
    out = np.zeros((n - f + 1, n - f + 1))
    for i in range(n - f + 1):
        for j in range(n - f + 1):
            out[i, j] = np.sum(x[i:i + f, j:j + f] * w) + b
    return out


def pool(a):
    h = len(a) // 2
    out = np.zeros((h, h))
    for i in range(h):
        for j in range(h):
            out[i, j] = np.max(a[2 * i:2 * i + 2, 2 * j:2 * j + 2])
    return out


def cost(p, x, y):
    z = conv(x, p["w"], p["b"])
    a = np.tanh(z)
    s = pool(a)
    out = p["v"] @ s.ravel() + p["c"]
    return 0.5 * (out - y) ** 2


def gradient(p, x, y):
    w, v = p["w"], p["v"]
    f = len(w)
    z = conv(x, w, p["b"])
    a = np.tanh(z)
    s = pool(a)
    out = v @ s.ravel() + p["c"]
    dout = out - y
    dv = dout * s.ravel()
    dc = dout
    ds = (dout * v).reshape(s.shape)
    da = np.zeros_like(a)
    for i in range(len(s)):
        for j in range(len(s)):
            patch = a[2 * i:2 * i + 2, 2 * j:2 * j + 2]
            mask = patch == np.max(patch)
            da[2 * i:2 * i + 2, 2 * j:2 * j + 2] += mask * ds[i, j]
    dz = da * (1 - a**2)
    dw = np.zeros_like(w)
    db = 0.0
    for i in range(len(z)):
        for j in range(len(z)):
            dw += dz[i, j] * x[i:i + f, j:j + f]
            db += dz[i, j]
    return {"w": dw, "b": db, "v": dv, "c": dc}


rng = np.random.default_rng(15)
params = {"w": rng.normal(size=(3, 3)), "b": 0.1, "v": rng.normal(size=4), "c": 0.2}
data = (rng.normal(size=(6, 6)), 0.7)

SLIPS = [
    ("dz = da * (1 - a**2)", "dz = da"),
    ("dz = da * (1 - a**2)", "dz = da * (1 - z**2)"),
    ("mask * ds[i, j]", "ds[i, j]"),
    ("mask = patch == np.max(patch)", "mask = patch == np.max(a)"),
    ("dw += dz[i, j] * x", "dw = dz[i, j] * x"),
    ("db += dz[i, j]", "db += da[i, j]"),
    ("dout = out - y", "dout = y - out"),
    ("mask * ds[i, j]", "mask * ds[j, i]"),
    ("dw += dz[i, j] * x[i:i + f, j:j + f]", "dw += dz[i, j] * x[j:j + f, i:i + f]"),
    ("ds = (dout * v)", "ds = (dout * s.ravel())"),
]
