import numpy as np


def sigmoid(t):
    return np.where(t >= 0, 1 / (1 + np.exp(-np.abs(t))), np.exp(-np.abs(t)) / (1 + np.exp(-np.abs(t))))


def log_loss(theta, X, y):
    w, b = theta["w"], theta["b"]
    p = sigmoid(X @ w + b)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + 0.05 * w @ w


def log_loss_gradient(theta, X, y):
    w, b = theta["w"], theta["b"]
    n = y.size
    p = sigmoid(X @ w + b)
    residual = p - y
    grad_w = X.T @ residual / n + 0.1 * w
    grad_b = residual.mean()
    return {"w": grad_w, "b": grad_b}


def fit(X, y, steps=500, eta=0.3):
    theta = {"w": np.zeros(X.shape[1]), "b": 0.0}
    for _ in range(steps):
        g = log_loss_gradient(theta, X, y)
        theta = {k: theta[k] - eta * g[k] for k in theta}
    return theta
