import numpy as np


def loss_and_grads(params, X, y, reg=0.05):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = X.shape[0]
    hidden = np.maximum(0, X.dot(W1) + b1)
    scores = hidden.dot(W2) + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    exp_scores = np.exp(shifted)
    probs = exp_scores / exp_scores.sum(axis=1, keepdims=True)
    loss = -np.log(probs[np.arange(N), y]).sum() / N
    loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

    grads = {}
    dscores = probs.copy()
    dscores[np.arange(N), y] -= 1
    dscores /= N
    grads["W2"] = hidden.T.dot(dscores)
    grads["b2"] = dscores.sum(axis=0)
    dhidden = dscores.dot(W2.T)
    dhidden[hidden <= 0] = 0
    grads["W1"] = X.T.dot(dhidden)
    grads["b1"] = dhidden.sum(axis=0)
    grads["W2"] += 2 * reg * W2
    grads["W1"] += 2 * reg * W1
    return loss, grads


cost, gradient = None, loss_and_grads
rng = np.random.default_rng(2)
params = {"W1": 0.1 * rng.normal(size=(4, 6)), "b1": np.zeros(6),
          "W2": 0.1 * rng.normal(size=(6, 3)), "b2": np.zeros(3)}
data = (rng.normal(size=(8, 4)), rng.integers(0, 3, 8))

SLIPS = [
    ("    dscores /= N\n", ""),
    ("dscores[np.arange(N), y] -= 1", "dscores[np.arange(N), y] += 1"),
    ("    dhidden[hidden <= 0] = 0\n", ""),
    ("dhidden[hidden <= 0] = 0", "dhidden[dhidden <= 0] = 0"),
    ('grads["W2"] += 2 * reg * W2', 'grads["W2"] += reg * W2'),
    ('grads["W1"] += 2 * reg * W1', 'grads["W1"] = 2 * reg * W1'),
    ('    grads["W1"] += 2 * reg * W1\n', ""),
    ("dhidden = dscores.dot(W2.T)", "dhidden = scores.dot(W2.T)"),
    ('grads["b2"] = dscores.sum(axis=0)', 'grads["b2"] = dscores.sum()'),
    ('grads["W2"] = hidden.T.dot(dscores)', 'grads["W2"] = hidden.T.dot(probs)'),
    ('grads["b1"] = dhidden.sum(axis=0)', 'grads["b1"] = dhidden.mean(axis=0)'),
    ('grads["W2"] += 2 * reg * W2', 'grads["W2"] += 2 * reg * W2 * W2'),
]
