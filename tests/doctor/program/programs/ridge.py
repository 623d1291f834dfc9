import numpy as np


def cost(w, b, X, y, ridge=0.3):
    residual = X @ w + b - y
    return residual @ residual / (2 * len(y)) + ridge / 2 * w @ w


def gradient(w, b, X, y, ridge=0.3):
    residual = X @ w + b - y
    dw = X.T @ residual / len(y) + ridge * w
    db = residual.mean()
    return dw, db


rng = np.random.default_rng(10)
params = (rng.normal(size=4), 0.0)
data = (rng.normal(size=(9, 4)), rng.normal(size=9))

SLIPS = [
    ("dw = X.T @ residual / len(y) + ridge * w", "dw = X.T @ residual / len(y) + ridge"),
    ("dw = X.T @ residual / len(y) + ridge * w", "dw = X.T @ residual + ridge * w"),
    ("dw = X.T @ residual / len(y) + ridge * w", "dw = X.T @ residual / len(y)"),
    ("db = residual.mean()", "db = residual.sum()"),
    ("db = residual.mean()", "db = residual.mean() + ridge * b"),
    ("ridge * w\n    db", "ridge * w / 2\n    db"),
    ("residual = X @ w + b - y\n    dw", "residual = y - X @ w - b\n    dw"),
    ("residual = X @ w + b - y\n    dw", "residual = X @ w - y\n    dw"),
]
