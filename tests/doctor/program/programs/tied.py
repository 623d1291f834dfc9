import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cost(params, X):
    W, b, c = params
    h = sigmoid(X @ W + b)
    r = h @ W.T + c
    return 0.5 * ((r - X) ** 2).sum() / X.shape[0]


def gradient(params, X):
    W, b, c = params
    m = X.shape[0]
    h = sigmoid(X @ W + b)
    r = h @ W.T + c
    dr = (r - X) / m
    dh = dr @ W
    dz = dh * h * (1 - h)
    dW = X.T @ dz + dr.T @ h
    return [dW, dz.sum(axis=0), dr.sum(axis=0)]


rng = np.random.default_rng(16)
params = [rng.normal(size=(4, 3)), np.zeros(3), np.zeros(4)]
data = (rng.normal(size=(7, 4)),)

SLIPS = [
    ("dW = X.T @ dz + dr.T @ h", "dW = X.T @ dz"),
    ("dW = X.T @ dz + dr.T @ h", "dW = X.T @ dz - dr.T @ h"),
    ("dW = X.T @ dz + dr.T @ h", "dW = (X.T @ dz + dr.T @ h) / 2"),
    ("dr = (r - X) / m", "dr = r - X"),
    ("dz = dh * h * (1 - h)", "dz = dh"),
    ("dz.sum(axis=0), dr.sum(axis=0)]", "dz.sum(axis=0), dh.sum(axis=0)]"),
    ("dh = dr @ W", "dh = dr @ W / m"),
]
