import numpy as np

EPS = 1e-5


def net_forward(p, X):
    h = X @ p["W1"]
    mu = h.mean(axis=0)
    xc = h - mu
    var = (xc**2).mean(axis=0)
    std = np.sqrt(var + EPS)
    xn = xc / std
    out = p["gamma"] * xn + p["beta"]
    a = np.maximum(out, 0)
    scores = a @ p["W2"] + p["b2"]
    return h, xc, std, xn, out, a, scores


def cost(p, X, y):
    *_, scores = net_forward(p, X)
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(y)), y].mean()


def gradient(p, X, y):
    N = len(y)
    h, xc, std, xn, out, a, scores = net_forward(p, X)
    s = scores - scores.max(axis=1, keepdims=True)
    prob = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    prob[np.arange(N), y] -= 1
    dscores = prob / N
    dW2 = a.T @ dscores
    db2 = dscores.sum(axis=0)
    da = dscores @ p["W2"].T
    dout = da * (out > 0)
    dgamma = (dout * xn).sum(axis=0)
    dbeta = dout.sum(axis=0)
    dxn = dout * p["gamma"]
    dxc = dxn / std
    dstd = -(dxn * xc / std**2).sum(axis=0)
    dvar = 0.5 * dstd / std
    dxc += 2 / N * xc * dvar
    dmu = dxc.sum(axis=0)
    dh = dxc - dmu / N
    dW1 = X.T @ dh
    return {"W1": dW1, "gamma": dgamma, "beta": dbeta, "W2": dW2, "b2": db2}


rng = np.random.default_rng(11)
params = {"W1": rng.normal(size=(3, 4)), "gamma": np.ones(4), "beta": np.zeros(4),
          "W2": rng.normal(size=(4, 3)), "b2": np.zeros(3)}
data = (rng.normal(size=(10, 3)), rng.integers(0, 3, 10))

SLIPS = [
    ("dgamma = (dout * xn).sum(axis=0)", "dgamma = (dout * xc).sum(axis=0)"),
    ("dxn = dout * p[\"gamma\"]", "dxn = dout"),
    ("dvar = 0.5 * dstd / std", "dvar = dstd / std"),
    ("dh = dxc - dmu / N", "dh = dxc"),
    ("dh = dxc - dmu / N", "dh = dxc - dmu"),
    ("dxc += 2 / N * xc * dvar", "dxc += 2 * xc * dvar"),
    ("    dxc += 2 / N * xc * dvar\n", ""),
    ("dstd = -(dxn * xc / std**2).sum(axis=0)", "dstd = (dxn * xc / std**2).sum(axis=0)"),
    ("dbeta = dout.sum(axis=0)", "dbeta = dout.mean(axis=0)"),
    ("dout = da * (out > 0)", "dout = da * (xn > 0)"),
    ("dstd = -(dxn * xc / std**2).sum(axis=0)", "dstd = -(dxn * xc / std).sum(axis=0)"),
]
