import numpy as np


def g(z):
    return 1 / (1 + np.exp(-z))


def reshape_params(theta, n, s, k):
    T1 = np.reshape(theta[0:s * (n + 1)], (s, n + 1))
    T2 = np.reshape(theta[s * (n + 1):], (k, s + 1))
    return T1, T2


def costFunction(theta, X, y, s, lam):
    m, n = X.shape
    k = y.shape[1]
    T1, T2 = reshape_params(theta, n, s, k)
    J = 0
    for i in range(m):
        a1 = np.r_[1, X[i]]
        a2 = np.r_[1, g(T1 @ a1)]
        h = g(T2 @ a2)
        J += -np.sum(y[i] * np.log(h) + (1 - y[i]) * np.log(1 - h))
    J /= m
    J += lam / (2 * m) * (np.sum(T1[:, 1:] ** 2) + np.sum(T2[:, 1:] ** 2))
    return J


def gradient(theta, X, y, s, lam):
    m, n = X.shape
    k = y.shape[1]
    T1, T2 = reshape_params(theta, n, s, k)
    Delta1 = np.zeros(T1.shape)
    Delta2 = np.zeros(T2.shape)
    for t in range(m):
        # forward
        a1 = np.r_[1, X[t]]
        z2 = T1 @ a1
        a2 = np.r_[1, g(z2)]
        a3 = g(T2 @ a2)
        # errors
        d3 = a3 - y[t]
        d2 = T2[:, 1:].T @ d3 * g(z2) * (1 - g(z2))
        # accumulate
        Delta1 += np.outer(d2, a1)
        Delta2 += np.outer(d3, a2)
    D1 = Delta1 / m
    D2 = Delta2 / m
    for row in range(D1.shape[0]):
        for col in range(1, D1.shape[1]):
            D1[row, col] += lam / m * T1[row, col]
    for row in range(D2.shape[0]):
        for col in range(1, D2.shape[1]):
            D2[row, col] += lam / m * T2[row, col]
    return np.hstack([D1.flatten(), D2.flatten()])
