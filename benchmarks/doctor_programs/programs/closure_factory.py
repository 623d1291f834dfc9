import numpy as np


def make_classifier(n_features, n_hidden, n_classes, lam):
    """Returns three functions: initial parameters, the loss and its gradient."""
    shapes = [(n_features, n_hidden), (n_hidden,), (n_hidden, n_classes), (n_classes,)]

    def initial(rng):
        return [rng.normal(size=s) / np.sqrt(s[0]) for s in shapes]

    def evaluate(params, X):
        W, b, V, c = params
        H = np.log1p(np.exp(X @ W + b))
        S = H @ V + c
        S = S - S.max(axis=1, keepdims=True)
        return H, np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)

    def loss(params, X, y):
        _, P = evaluate(params, X)
        fit = -np.log(P[np.arange(len(y)), y]).mean()
        return fit + lam * sum((p ** 2).sum() for p in params if p.ndim == 2)

    def grad(params, X, y):
        W, b, V, c = params
        H, P = evaluate(params, X)
        G = P.copy()
        G[np.arange(len(y)), y] -= 1
        G /= len(y)
        # the derivative of softplus is the sigmoid of its input; expressed by its output:
        slope = 1 - np.exp(-H)
        B = G @ V.T * slope
        return [X.T @ B + 2 * lam * W, B.sum(0), H.T @ G + 2 * lam * V, G.sum(0)]

    return initial, loss, grad


initial, loss, grad = make_classifier(3, 4, 3, lam=0.05)
