import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


# encoder h = s(x W + b), decoder y = s(h W.T + c): the same W twice
def init(rng, visible=5, hidden=3):
    W = rng.uniform(-1, 1, (visible, hidden))
    return [W, np.zeros(hidden), np.zeros(visible)]


def encode(params, X):
    W, b, c = params
    return sigmoid(X @ W + b)


def decode(params, H):
    W, b, c = params
    return sigmoid(H @ W.T + c)


def reconstruction_error(params, X):
    Y = decode(params, encode(params, X))
    return -np.mean(np.sum(X * np.log(Y) + (1 - X) * np.log(1 - Y), axis=1))


def gradient(params, X):
    W, b, c = params
    H = encode(params, X)
    Y = decode(params, H)
    L_vbias = (Y - X) / X.shape[0]
    L_hbias = L_vbias @ W * H * (1 - H)
    gW = X.T @ L_hbias + L_vbias.T @ H
    gb = np.sum(L_hbias, axis=0)
    gc = np.sum(L_vbias, axis=0)
    return [gW, gb, gc]
