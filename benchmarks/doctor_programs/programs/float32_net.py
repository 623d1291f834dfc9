import numpy as np

DTYPE = np.float32


def he(rng, fan_in, fan_out):
    return (rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)).astype(DTYPE)


def init(rng):
    return {"W1": he(rng, 4, 6), "b1": np.zeros(6, DTYPE), "W2": he(rng, 6, 3), "b2": np.zeros(3, DTYPE)}


def batch_loss(params, x, labels):
    x = x.astype(DTYPE)
    hidden = np.tanh(x @ params["W1"] + params["b1"])
    logits = hidden @ params["W2"] + params["b2"]
    logits -= logits.max(axis=1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels].mean()


def batch_gradient(params, x, labels):
    x = x.astype(DTYPE)
    n = DTYPE(len(labels))
    hidden = np.tanh(x @ params["W1"] + params["b1"])
    logits = hidden @ params["W2"] + params["b2"]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= DTYPE(1)
    p /= n
    grads = {}
    grads["W2"] = hidden.T @ p
    grads["b2"] = p.sum(axis=0)
    back = p @ params["W2"].T
    back *= 1 - hidden * hidden
    grads["W1"] = x.T @ back
    grads["b1"] = back.sum(axis=0)
    return grads
