import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def init_layer(n_in, n_out, rng):
    return rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros((1, n_out))


def create(rng, sizes=(3, 5, 1)):
    W1, b1 = init_layer(sizes[0], sizes[1], rng)
    W2, b2 = init_layer(sizes[1], sizes[2], rng)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def bce_loss(params, X, y):
    h = sigmoid(X @ params["W1"] + params["b1"])
    y_hat = sigmoid(h @ params["W2"] + params["b2"])
    # 1e-8 so that the log never sees zero
    return -np.mean(y * np.log(y_hat + 1e-8) + (1 - y) * np.log(1 - y_hat + 1e-8))


def bce_backward(params, X, y):
    n = y.shape[0]
    h = sigmoid(X @ params["W1"] + params["b1"])
    y_hat = sigmoid(h @ params["W2"] + params["b2"])
    d_yhat = -(y / (y_hat + 1e-8) - (1 - y) / (1 - y_hat + 1e-8)) / n
    d_z2 = d_yhat * y_hat * (1 - y_hat)
    grads = {
        "dW2": h.T @ d_z2,
        "db2": np.sum(d_z2, axis=0, keepdims=True),
    }
    d_h = d_z2 @ params["W2"].T
    d_z1 = d_h * h * (1 - h)
    grads["dW1"] = X.T @ d_z1
    grads["db1"] = np.sum(d_z1, axis=0, keepdims=True)
    return grads
