import numpy as np


def svm_loss(W, X, y, reg=0.1):
    scores = X @ W
    n = X.shape[0]
    correct = scores[np.arange(n), y][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[np.arange(n), y] = 0
    return margins.sum() / n + reg * np.sum(W * W)


def svm_grad(W, X, y, reg=0.1):
    scores = X @ W
    n = X.shape[0]
    correct = scores[np.arange(n), y][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[np.arange(n), y] = 0
    mask = (margins > 0).astype(float)
    mask[np.arange(n), y] = -mask.sum(axis=1)
    return X.T @ mask / n + 2 * reg * W


cost, gradient = svm_loss, svm_grad
rng = np.random.default_rng(23)
params = rng.normal(size=(4, 3))
data = (rng.normal(size=(9, 4)), rng.integers(0, 3, 9))

SLIPS = [
    ("= -mask.sum(axis=1)", "= mask.sum(axis=1)"),
    ("= -mask.sum(axis=1)", "= -1"),
    ("mask / n + 2 * reg * W", "mask / n + reg * W"),
    ("mask / n + 2 * reg * W", "mask + 2 * reg * W"),
    ("    mask[np.arange(n), y] = -mask.sum(axis=1)\n", ""),
    ("+ 2 * reg * W", "+ 2 * reg"),
]
