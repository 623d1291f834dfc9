import numpy as np


def svm_loss(params, X, y, reg=0.01, delta=1.0):
    """Multiclass hinge loss. W is (D, C), y has the labels 0..C-1."""
    W, b = params
    n = X.shape[0]
    scores = X.dot(W) + b
    correct = scores[np.arange(n), y][:, np.newaxis]
    margins = np.maximum(0, scores - correct + delta)
    margins[np.arange(n), y] = 0
    return margins.sum() / n + 0.5 * reg * np.sum(W * W)


def svm_grad(params, X, y, reg=0.01, delta=1.0):
    W, b = params
    n = X.shape[0]
    scores = X.dot(W) + b
    correct = scores[np.arange(n), y][:, np.newaxis]
    margins = scores - correct + delta
    # every class that violates the margin gets +1, the right class gets -count
    mask = (margins > 0).astype(float)
    mask[np.arange(n), y] = 0
    count = mask.sum(axis=1)
    mask[np.arange(n), y] = -count
    dW = X.T.dot(mask) / n
    db = mask.sum(axis=0) / n
    dW += reg * W
    return dW, db
