import numpy as np

# imbalanced binary problem: positives count more, and every sample has a weight, too
POS_WEIGHT = 4.0


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def init_params(rng, d=3, h=5):
    return {"W1": rng.normal(size=(d, h)), "b1": np.zeros(h), "w2": rng.normal(size=h), "b2": np.zeros(1)}


def hidden_and_output(params, X):
    H = sigmoid(X @ params["W1"] + params["b1"])
    return H, sigmoid(H @ params["w2"] + params["b2"])


def weighted_bce(params, X, y, sample_weight):
    _, p = hidden_and_output(params, X)
    losses = -(POS_WEIGHT * y * np.log(p) + (1 - y) * np.log(1 - p))
    return np.sum(sample_weight * losses) / np.sum(sample_weight)


def weighted_bce_grad(params, X, y, sample_weight):
    H, p = hidden_and_output(params, X)
    dz = POS_WEIGHT * y * (p - 1) + (1 - y) * p
    dz = dz * sample_weight / np.sum(sample_weight)
    dH = np.outer(dz, params["w2"])
    da = dH * H * (1 - H)
    return {"W1": X.T @ da, "b1": da.sum(axis=0), "w2": H.T @ dz, "b2": np.array([dz.sum()])}
