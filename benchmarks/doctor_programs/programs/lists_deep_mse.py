import numpy as np


class sig:
    @staticmethod
    def f(x):
        return 1.0 / (1.0 + np.exp(-x))

    @staticmethod
    def d(x):
        s = sig.f(x)
        return s * (1 - s)


def new_net(sizes, rng):
    weights = [rng.normal(size=(a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
    biases = [rng.normal(size=(1, b)) for b in sizes[1:]]
    return [weights, biases]


def feed(net, X):
    weights, biases = net
    a = [X]
    z = [None]
    for W, b in zip(weights, biases):
        z.append(a[-1] @ W + b)
        a.append(sig.f(z[-1]))
    return z, a


def mse(net, X, T):
    z, a = feed(net, X)
    return 0.5 * np.mean(np.sum((a[-1] - T) ** 2, axis=1))


def backprop(net, X, T):
    weights, biases = net
    N = X.shape[0]
    L = len(weights)
    z, a = feed(net, X)
    dW = [np.zeros_like(W) for W in weights]
    db = [np.zeros_like(b) for b in biases]

    delta = (a[L] - T) * sig.d(z[L]) / N
    for l in range(L, 0, -1):
        dW[l - 1] = a[l - 1].T @ delta
        db[l - 1] = delta.sum(0, keepdims=True)
        if l > 1:
            delta = delta @ weights[l - 1].T * sig.d(z[l - 1])
    return [dW, db]
