import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def init_lstm(rng, D=3, H=4):
    # gate order: input, forget, output, candidate
    return {"Wx": rng.normal(size=(D, 4 * H)) * 0.5, "Wh": rng.normal(size=(H, 4 * H)) * 0.5,
            "b": rng.normal(size=4 * H) * 0.1, "Wo": rng.normal(size=(H, 2)) * 0.5}


def lstm_step(x, h_prev, c_prev, Wx, Wh, b):
    H = h_prev.shape[1]
    a = x @ Wx + h_prev @ Wh + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H:2 * H])
    o = sigmoid(a[:, 2 * H:3 * H])
    g = np.tanh(a[:, 3 * H:])
    c = f * c_prev + i * g
    tc = np.tanh(c)
    h = o * tc
    return h, c, (x, h_prev, c_prev, i, f, o, g, tc)


def lstm_step_backward(dh, dc, cache, Wx, Wh):
    x, h_prev, c_prev, i, f, o, g, tc = cache
    do = dh * tc
    dc = dc + dh * o * (1 - tc ** 2)
    di = dc * g
    df = dc * c_prev
    dg = dc * i
    dc_prev = dc * f
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])
    return da @ Wh.T, dc_prev, x.T @ da, h_prev.T @ da, da.sum(axis=0)


def run(p, X):
    N, T, D = X.shape
    H = p["Wh"].shape[0]
    h, c = np.zeros((N, H)), np.zeros((N, H))
    caches = []
    for t in range(T):
        h, c, cache = lstm_step(X[:, t], h, c, p["Wx"], p["Wh"], p["b"])
        caches.append(cache)
    return h, caches


def loss(p, X, Y):
    h, _ = run(p, X)
    return 0.5 * np.sum((h @ p["Wo"] - Y) ** 2) / len(X)


def gradient(p, X, Y):
    h, caches = run(p, X)
    err = (h @ p["Wo"] - Y) / len(X)
    grads = {k: np.zeros_like(v) for k, v in p.items()}
    grads["Wo"] = h.T @ err
    dh = err @ p["Wo"].T
    dc = np.zeros_like(dh)
    for cache in reversed(caches):
        dh, dc, dWx, dWh, db = lstm_step_backward(dh, dc, cache, p["Wx"], p["Wh"])
        grads["Wx"] += dWx
        grads["Wh"] += dWh
        grads["b"] += db
    return grads
