import numpy as np

lam = 0.1


def init_weights(rng, D, H, C):
    return dict(
        W1=rng.standard_normal((D, H)) * np.sqrt(2 / D),
        b1=rng.standard_normal(H) * 0.1,
        W2=rng.standard_normal((H, H)) * np.sqrt(2 / H),
        b2=rng.standard_normal(H) * 0.1,
        W3=rng.standard_normal((H, C)) * np.sqrt(2 / H),
        b3=np.zeros(C),
    )


def relu(x):
    return np.maximum(x, 0)


def forward(p, X):
    Z1 = X @ p["W1"] + p["b1"]
    A1 = relu(Z1)
    Z2 = A1 @ p["W2"] + p["b2"]
    A2 = relu(Z2)
    scores = A2 @ p["W3"] + p["b3"]
    scores = scores - np.max(scores, axis=1, keepdims=True)
    P = np.exp(scores)
    P /= np.sum(P, axis=1, keepdims=True)
    return Z1, A1, Z2, A2, P


def loss_fn(p, X, Y):
    m = X.shape[0]
    P = forward(p, X)[-1]
    ce = -np.sum(Y * np.log(P)) / m
    l2 = lam / (2 * m) * (np.sum(p["W1"] ** 2) + np.sum(p["W2"] ** 2) + np.sum(p["W3"] ** 2))
    return ce + l2


def backward(p, X, Y):
    m = X.shape[0]
    Z1, A1, Z2, A2, P = forward(p, X)
    grads = {}
    dZ3 = (P - Y) / m
    grads["W3"] = A2.T @ dZ3 + lam / m * p["W3"]
    grads["b3"] = dZ3.sum(axis=0)
    dA2 = dZ3 @ p["W3"].T
    dZ2 = dA2 * (Z2 > 0)
    grads["W2"] = A1.T @ dZ2 + lam / m * p["W2"]
    grads["b2"] = dZ2.sum(axis=0)
    dA1 = dZ2 @ p["W2"].T
    dZ1 = dA1 * (Z1 > 0)
    grads["W1"] = X.T @ dZ1 + lam / m * p["W1"]
    grads["b1"] = dZ1.sum(axis=0)
    return grads
