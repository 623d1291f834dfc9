import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(params, X, Y, lam=0.1):
    A1 = np.tanh(X @ params["W1"] + params["b1"])
    A2 = sigmoid(A1 @ params["W2"] + params["b2"])
    m = len(X)
    data = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    return data + lam / (2 * m) * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))


def gradient(params, X, Y, lam=0.1):
    m = X.shape[0]
    A1 = np.tanh(X @ params["W1"] + params["b1"])
    A2 = sigmoid(A1 @ params["W2"] + params["b2"])
    dZ2 = A2 - Y
    dW2 = A1.T @ dZ2 / m + lam / m * params["W2"]
    db2 = np.sum(dZ2, axis=0) / m
    dA1 = dZ2 @ params["W2"].T
    dZ1 = dA1 * (1 - A1**2)
    dW1 = X.T @ dZ1 / m + lam / m * params["W1"]
    db1 = np.sum(dZ1, axis=0) / m
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


rng = np.random.default_rng(0)
params = {
    "W1": rng.normal(size=(3, 5)),
    "b1": np.zeros(5),
    "W2": rng.normal(size=(5, 2)),
    "b2": np.zeros(2),
}
data = (rng.normal(size=(12, 3)), (rng.random((12, 2)) > 0.5) * 1.0)

SLIPS = [
    ("dA1 * (1 - A1**2)", "dA1"),
    ("dA1 * (1 - A1**2)", "dA1 * (1 - A1) ** 2"),
    ("dZ2 = A2 - Y", "dZ2 = Y - A2"),
    ("dZ2 = A2 - Y", "dZ2 = (A2 - Y) * A2 * (1 - A2)"),
    ("np.sum(dZ2, axis=0) / m", "np.sum(dZ2, axis=0)"),
    ("np.sum(dZ1, axis=0) / m", "np.sum(dZ1) / m"),
    ("X.T @ dZ1 / m + lam / m", "X.T @ dZ1 / m + lam"),
    ('X.T @ dZ1 / m + lam / m * params["W1"]', "X.T @ dZ1 / m"),
    ("X.T @ dZ1 / m", "X.T @ dA1 / m"),
    ('A1.T @ dZ2 / m + lam / m * params["W2"]', 'A1.T @ dZ2 + lam / m * params["W2"]'),
    ('lam / m * params["W1"]\n    db1', 'lam / m * params["W1"] ** 2\n    db1'),
    ('+ lam / m * params["W2"]\n    db2', '- lam / m * params["W2"]\n    db2'),
]
