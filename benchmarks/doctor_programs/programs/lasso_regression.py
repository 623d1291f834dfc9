import numpy as np

# ordinary least squares with an L1 penalty on the weights (not on the intercept)
alpha = 0.2


def objective(beta, X, y):
    """beta[0] is the intercept."""
    resid = y - beta[0] - X @ beta[1:]
    return np.sum(resid ** 2) / (2 * len(y)) + alpha * np.sum(np.abs(beta[1:]))


def subgradient(beta, X, y):
    n = len(y)
    resid = y - beta[0] - X @ beta[1:]
    grad = np.empty_like(beta)
    grad[0] = -np.sum(resid) / n
    grad[1:] = -X.T @ resid / n
    grad[1:] += alpha * np.sign(beta[1:])
    return grad


def descend(X, y, lr=0.05, steps=300):
    beta = np.zeros(X.shape[1] + 1)
    history = []
    for _ in range(steps):
        beta = beta - lr * subgradient(beta, X, y)
        history.append(objective(beta, X, y))
    return beta, history
