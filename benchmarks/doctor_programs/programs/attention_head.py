import numpy as np


def softmax(S):
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def attention(params, X):
    """Single causal head. X is (T, d): one sequence."""
    T = X.shape[0]
    Q = X @ params["Wq"]
    K = X @ params["Wk"]
    V = X @ params["Wv"]
    d = Q.shape[1]
    S = Q @ K.T / np.sqrt(d)
    S = np.where(np.tril(np.ones((T, T))) > 0, S, -1e9)
    P = softmax(S)
    Z = P @ V
    return Q, K, V, P, Z, Z @ params["Wo"]


def loss(params, X, Y):
    out = attention(params, X)[-1]
    return 0.5 * np.mean(np.sum((out - Y) ** 2, axis=1))


def attention_grad(params, X, Y):
    Q, K, V, P, Z, out = attention(params, X)
    d = Q.shape[1]
    dout = (out - Y) / X.shape[0]
    grads = {}
    grads["Wo"] = Z.T @ dout
    dZ = dout @ params["Wo"].T
    dP = dZ @ V.T
    dV = P.T @ dZ
    # softmax jacobian, row by row
    dS = P * (dP - np.sum(dP * P, axis=-1, keepdims=True))
    dS = dS / np.sqrt(d)
    dQ = dS @ K
    dK = dS.T @ Q
    grads["Wq"] = X.T @ dQ
    grads["Wk"] = X.T @ dK
    grads["Wv"] = X.T @ dV
    return grads


def new_params(rng, d_model=4, d_head=4):
    return {k: rng.normal(size=(d_model, d_head)) * 0.7 for k in ("Wq", "Wk", "Wv")} | {
        "Wo": rng.normal(size=(d_head, d_model)) * 0.7
    }
