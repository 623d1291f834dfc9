import numpy as np

s = lambda z: 1 / (1 + np.exp(-z))
h = lambda W, X: np.tanh(X @ W[0])
J = lambda W, X, y: -np.mean(y * np.log(s(h(W, X) @ W[1])) + (1 - y) * np.log(1 - s(h(W, X) @ W[1])))


def dJ(W, X, y):
    H = h(W, X)
    e = (s(H @ W[1]) - y) / len(y)
    return [X.T @ (np.outer(e, W[1]) * (1 - H**2)), H.T @ e]


cost, gradient = J, dJ
rng = np.random.default_rng(21)
params = [rng.normal(size=(3, 4)), rng.normal(size=4)]
data = (rng.normal(size=(8, 3)), (rng.random(8) > 0.5) * 1.0)

SLIPS = [
    ("* (1 - H**2)), H.T", "), H.T"),
    ("(1 - H**2)", "(1 - H)"),
    ("- y) / len(y)", "- y)"),
    ("np.outer(e, W[1])", "np.outer(e, W[1] ** 2)"),
    ("H.T @ e]", "H.T @ e / len(y)]"),
    ("e = (s(H @ W[1]) - y)", "e = (y - s(H @ W[1]))"),
]
