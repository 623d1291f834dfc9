import numpy as np


def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


def predict(syn0, syn1, X):
    l1 = nonlin(np.dot(X, syn0))
    return l1, nonlin(np.dot(l1, syn1))


def error(syn0, syn1, X, y):
    _, l2 = predict(syn0, syn1, X)
    return 0.5 * np.sum((y - l2) ** 2)


def slopes(syn0, syn1, X, y):
    l0 = X
    l1, l2 = predict(syn0, syn1, X)
    l2_error = l2 - y
    l2_delta = l2_error * nonlin(l2, deriv=True)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, deriv=True)
    return l0.T.dot(l1_delta), l1.T.dot(l2_delta)


cost, gradient = error, slopes
rng = np.random.default_rng(5)
params = (2 * rng.random((3, 4)) - 1, 2 * rng.random((4, 1)) - 1)
data = (np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), np.array([[0], [1], [1], [0]]))

SLIPS = [
    ("l2_error * nonlin(l2, deriv=True)", "l2_error * nonlin(l2)"),
    ("l2_error * nonlin(l2, deriv=True)", "l2_error"),
    ("l1_error = l2_delta.dot(syn1.T)", "l1_error = l2_error.dot(syn1.T)"),
    ("l1_error * nonlin(l1, deriv=True)", "l1_error"),
    ("l2_error = l2 - y", "l2_error = y - l2"),
    ("l2_error = l2 - y", "l2_error = 2 * (l2 - y)"),
    ("return x * (1 - x)", "return x * (1 + x)"),
    ("l1.T.dot(l2_delta)\n", "l1.T.dot(l2_error)\n"),
    ("l1_error * nonlin(l1, deriv=True)", "l1_error * nonlin(l1, deriv=False)"),
]
