import numpy as np


def neg_log_likelihood(w, X, counts):
    # constant term log(counts!) left out
    eta = X @ w
    return np.sum(np.exp(eta) - counts * eta)


def score(w, X, counts):
    eta = X @ w
    mu = np.exp(eta)
    return X.T @ (mu - counts)


def fit(X, counts, rate=0.01, steps=2000):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w -= rate * score(w, X, counts)
    return w
