import numpy as np


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cost(p, X, Y):
    d = p["Wq"].shape[1]
    Q, K, V = X @ p["Wq"], X @ p["Wk"], X @ p["Wv"]
    P = softmax(Q @ K.T / np.sqrt(d))
    O = P @ V
    return 0.5 * np.sum((O @ p["Wo"] - Y) ** 2)


def gradient(p, X, Y):
    d = p["Wq"].shape[1]
    Q, K, V = X @ p["Wq"], X @ p["Wk"], X @ p["Wv"]
    P = softmax(Q @ K.T / np.sqrt(d))
    O = P @ V
    dR = O @ p["Wo"] - Y
    dWo = O.T @ dR
    dO = dR @ p["Wo"].T
    dV = P.T @ dO
    dP = dO @ V.T
    dS = P * (dP - np.sum(dP * P, axis=-1, keepdims=True))
    dS = dS / np.sqrt(d)
    dQ = dS @ K
    dK = dS.T @ Q
    return {"Wq": X.T @ dQ, "Wk": X.T @ dK, "Wv": X.T @ dV, "Wo": dWo}


rng = np.random.default_rng(14)
params = {"Wq": rng.normal(size=(3, 2)), "Wk": rng.normal(size=(3, 2)),
          "Wv": rng.normal(size=(3, 4)), "Wo": rng.normal(size=(4, 3))}
data = (rng.normal(size=(5, 3)), rng.normal(size=(5, 3)))

SLIPS = [
    ("P * (dP - np.sum(dP * P, axis=-1, keepdims=True))", "P * (1 - P) * dP"),
    ("P * (dP - np.sum(dP * P, axis=-1, keepdims=True))", "P * dP"),
    ("P * (dP - np.sum(dP * P, axis=-1, keepdims=True))", "P * (dP - np.sum(dP * P, axis=0, keepdims=True))"),
    ("    dS = dS / np.sqrt(d)\n", ""),
    ("dK = dS.T @ Q", "dK = dS @ Q"),
    ("dV = P.T @ dO", "dV = P @ dO"),
    ("dP = dO @ V.T", "dP = dO @ V.T / d"),
    ("dQ = dS @ K", "dQ = dS @ Q"),
    ("dS = dS / np.sqrt(d)", "dS = dS / d"),
]
