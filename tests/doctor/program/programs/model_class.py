import numpy as np


class TwoLayer:
    def __init__(self, n, h, k, seed=0):
        rng = np.random.RandomState(seed)
        self.W1 = rng.randn(n, h) * 0.5
        self.b1 = np.zeros((1, h))
        self.W2 = rng.randn(h, k) * 0.5
        self.b2 = np.zeros((1, k))
        self.reg = 0.01

    def loss(self, X, y):
        self.X, self.y = X, y
        self.z1 = X.dot(self.W1) + self.b1
        self.a1 = np.maximum(self.z1, 0)
        self.yhat = self.a1.dot(self.W2) + self.b2
        data = ((self.yhat - y) ** 2).mean()
        return data + 0.5 * self.reg * ((self.W1**2).sum() + (self.W2**2).sum())

    def backward(self):
        dyhat = 2 * (self.yhat - self.y) / self.y.size
        self.dW2 = self.a1.T.dot(dyhat) + self.reg * self.W2
        self.db2 = dyhat.sum(axis=0, keepdims=True)
        da1 = dyhat.dot(self.W2.T)
        dz1 = da1 * (self.z1 > 0)
        self.dW1 = self.X.T.dot(dz1) + self.reg * self.W1
        self.db1 = dz1.sum(axis=0, keepdims=True)


model = TwoLayer(3, 6, 2)
cost, gradient, params = model.loss, model.backward, model
rng = np.random.default_rng(8)
data = (rng.normal(size=(7, 3)), rng.normal(size=(7, 2)))

SLIPS = [
    ("2 * (self.yhat - self.y) / self.y.size", "2 * (self.yhat - self.y) / len(self.y)"),
    ("2 * (self.yhat - self.y)", "(self.yhat - self.y)"),
    ("dz1 = da1 * (self.z1 > 0)", "dz1 = da1 * (self.z1 < 0)"),
    ("dz1 = da1 * (self.z1 > 0)", "dz1 = da1 * self.a1"),
    ("self.dW2 = self.a1.T.dot(dyhat)", "self.dW2 = self.z1.T.dot(dyhat)"),
    ("self.X.T.dot(dz1) + self.reg * self.W1", "self.X.T.dot(dz1) + self.W1"),
    ("self.X.T.dot(dz1) + self.reg * self.W1", "self.X.T.dot(dz1) + 2 * self.reg * self.W1"),
    ("self.db1 = dz1.sum(axis=0, keepdims=True)", "self.db1 = da1.sum(axis=0, keepdims=True)"),
]
