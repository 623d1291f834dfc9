import numpy as np

eps = 1e-5


def batchnorm_forward(x, gamma, beta):
    mu = x.mean(axis=0)
    xc = x - mu
    var = np.mean(xc ** 2, axis=0)
    std = np.sqrt(var + eps)
    xhat = xc / std
    out = gamma * xhat + beta
    cache = (xc, xhat, std, gamma)
    return out, cache


def batchnorm_backward(dout, cache):
    xc, xhat, std, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dxc = dxhat / std
    dstd = -np.sum(dxhat * xc, axis=0) / std ** 2
    dvar = 0.5 * dstd / std
    dxc = dxc + 2.0 / N * xc * dvar
    dmu = -dxc.sum(axis=0)
    dx = dxc + dmu / N
    return dx, dgamma, dbeta


def init(rng, n_in=3, n_hid=4, n_out=3):
    return {
        "W1": rng.normal(size=(n_in, n_hid)),
        "gamma": 1 + 0.2 * rng.normal(size=n_hid),
        "beta": 0.2 * rng.normal(size=n_hid),
        "W2": rng.normal(size=(n_hid, n_out)),
        "b2": np.zeros(n_out),
    }


def forward(params, X):
    u = X @ params["W1"]
    v, cache = batchnorm_forward(u, params["gamma"], params["beta"])
    h = np.maximum(v, 0)
    logits = h @ params["W2"] + params["b2"]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    return v, h, p / p.sum(axis=1, keepdims=True), cache


def loss(params, X, T):
    p = forward(params, X)[2]
    return -np.mean(np.sum(T * np.log(p), axis=1))


def gradient(params, X, T):
    v, h, p, cache = forward(params, X)
    dlogits = (p - T) / len(X)
    dh = dlogits @ params["W2"].T
    dv = dh * (v > 0)
    du, dgamma, dbeta = batchnorm_backward(dv, cache)
    return {
        "W1": X.T @ du,
        "gamma": dgamma,
        "beta": dbeta,
        "W2": h.T @ dlogits,
        "b2": dlogits.sum(axis=0),
    }
