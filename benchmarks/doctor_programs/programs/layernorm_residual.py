import numpy as np


def layer_norm(x, g, b, eps=1e-5):
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    rstd = 1.0 / np.sqrt(var + eps)
    norm = (x - mean) * rstd
    return norm * g + b, (norm, rstd, g)


def layer_norm_backward(dout, cache):
    norm, rstd, g = cache
    dnorm = dout * g
    # backward through the normalisation, all in one formula
    dx = dnorm - dnorm.mean(axis=-1, keepdims=True) - norm * (dnorm * norm).mean(axis=-1, keepdims=True)
    dx *= rstd
    dg = (dout * norm).sum(axis=0)
    db = dout.sum(axis=0)
    return dx, dg, db


def block(p, x):
    """pre-norm residual block:  x + relu(LN(x) W1 + b1) W2 + b2"""
    n, cache = layer_norm(x, p["ln_g"], p["ln_b"])
    pre = n @ p["W1"] + p["b1"]
    act = np.maximum(pre, 0)
    out = x + act @ p["W2"] + p["b2"]
    return out, (n, cache, pre, act)


def loss(p, x, y):
    emb = x @ p["We"]
    out, _ = block(p, emb)
    return 0.5 * np.mean((out - y) ** 2)


def grads(p, x, y):
    emb = x @ p["We"]
    out, (n, cache, pre, act) = block(p, emb)
    d = {}
    dout = (out - y) / y.size
    d["W2"] = act.T @ dout
    d["b2"] = dout.sum(axis=0)
    dact = dout @ p["W2"].T
    dpre = dact * (pre > 0)
    d["W1"] = n.T @ dpre
    d["b1"] = dpre.sum(axis=0)
    dn = dpre @ p["W1"].T
    demb, d["ln_g"], d["ln_b"] = layer_norm_backward(dn, cache)
    demb += dout  # skip connection
    d["We"] = x.T @ demb
    return d


def setup(rng, d_in=3, d_model=4, d_ff=4):
    return {
        "We": rng.normal(size=(d_in, d_model)),
        "ln_g": np.ones(d_model),
        "ln_b": np.zeros(d_model),
        "W1": rng.normal(size=(d_model, d_ff)) * 0.7,
        "b1": np.zeros(d_ff),
        "W2": rng.normal(size=(d_ff, d_model)) * 0.7,
        "b2": np.zeros(d_model),
    }
