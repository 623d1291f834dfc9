import numpy as np


def scores_of(E, W, b, words):
    mean = E[words].mean(axis=1)
    return mean, mean @ W + b


def cost(params, words, labels):
    E, W, b = params["E"], params["W"], params["b"]
    _, s = scores_of(E, W, b, words)
    s = s - s.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels])


def gradient(params, words, labels):
    E, W, b = params["E"], params["W"], params["b"]
    mean, s = scores_of(E, W, b, words)
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    p /= len(labels)
    dW = mean.T @ p
    db = p.sum(axis=0)
    dmean = p @ W.T
    dE = np.zeros_like(E)
    np.add.at(dE, words, dmean[:, None, :] / words.shape[1])
    return {"dE": dE, "dW": dW, "db": db}


rng = np.random.default_rng(19)
params = {"E": rng.normal(size=(7, 3)), "W": rng.normal(size=(3, 4)), "b": np.zeros(4)}
data = (rng.integers(0, 7, (9, 5)), rng.integers(0, 4, 9))

SLIPS = [
    ("np.add.at(dE, words, dmean[:, None, :] / words.shape[1])", "np.add.at(dE, words, dmean[:, None, :])"),
    ("np.add.at(dE, words, dmean[:, None, :] / words.shape[1])", "dE[words] += dmean[:, None, :] / words.shape[1]"),
    ("labels] -= 1", "labels] += 1"),
    ("    p /= len(labels)\n", ""),
    ("dmean = p @ W.T", "dmean = s @ W.T"),
    ("db = p.sum(axis=0)", "db = p.sum(axis=1)"),
]
