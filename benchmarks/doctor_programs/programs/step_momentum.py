import numpy as np

LR = 0.05
MU = 0.9


def softmax(z):
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return z / z.sum(axis=1, keepdims=True)


def init(rng):
    return {"W": rng.normal(size=(3, 5)), "b": np.zeros(5), "V": rng.normal(size=(5, 3)), "c": np.zeros(3)}


def zero_velocity(params):
    return {k: np.zeros_like(v) for k, v in params.items()}


def loss(params, X, Y):
    H = np.maximum(0, X @ params["W"] + params["b"])
    P = softmax(H @ params["V"] + params["c"])
    return -np.sum(Y * np.log(P)) / len(X)


def train_step(params, velocity, X, Y):
    m = len(X)
    H = np.maximum(0, X @ params["W"] + params["b"])
    P = softmax(H @ params["V"] + params["c"])

    dS = (P - Y) / m
    grads = {"V": H.T @ dS, "c": dS.sum(axis=0)}
    dH = dS @ params["V"].T
    dH[H == 0] = 0
    grads["W"] = X.T @ dH
    grads["b"] = dH.sum(axis=0)

    for k in params:
        velocity[k] = MU * velocity[k] - LR * grads[k]
        params[k] = params[k] + velocity[k]
    return params, velocity
