import numpy as np


class DropoutNet:
    """tanh net with inverted dropout; the mask is drawn in forward and kept for backward"""

    def __init__(self, rng, n=4, h=6, k=2, keep=0.7):
        self.keep = keep
        self.W = [rng.normal(size=(n, h)) * 0.5, rng.normal(size=(h, k)) * 0.5]
        self.b = [np.zeros(h), np.zeros(k)]

    def forward(self, X, seed=0):
        rng = np.random.default_rng(seed)
        self.X = X
        self.h = np.tanh(X.dot(self.W[0]) + self.b[0])
        self.mask = (rng.random(self.h.shape) < self.keep) / self.keep
        self.dropped = self.h * self.mask
        z = self.dropped.dot(self.W[1]) + self.b[1]
        self.y = 1 / (1 + np.exp(-z))
        return self.y

    def cost(self, X, T):
        y = self.forward(X)
        return -(T * np.log(y) + (1 - T) * np.log(1 - y)).sum() / len(X)

    def backward(self, X, T):
        y = self.forward(X)
        delta = (y - T) / len(X)
        gW2 = self.dropped.T.dot(delta)
        gb2 = delta.sum(axis=0)
        back = delta.dot(self.W[1].T) * self.mask
        back = back * (1 - self.h ** 2)
        gW1 = self.X.T.dot(back)
        gb1 = back.sum(axis=0)
        return [gW1, gW2], [gb1, gb2]
