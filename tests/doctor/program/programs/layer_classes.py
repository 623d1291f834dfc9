import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out**2)


class SoftmaxLoss:
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y, self.t = e / e.sum(axis=1, keepdims=True), t
        return -np.sum(t * np.log(self.y)) / len(t)

    def backward(self):
        return (self.y - self.t) / len(self.t)


class Net:
    def __init__(self, rng):
        self.layers = [Dense(4, 6, rng), Tanh(), Dense(6, 5, rng), Tanh(), Dense(5, 3, rng)]
        self.last = SoftmaxLoss()

    def loss(self, x, t):
        for layer in self.layers:
            x = layer.forward(x)
        return self.last.forward(x, t)

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return [[layer.dW, layer.db] for layer in self.layers if isinstance(layer, Dense)]


net = Net(np.random.default_rng(6))
params = [[layer.W, layer.b] for layer in net.layers if isinstance(layer, Dense)]
cost, gradient = net.loss, net.gradient
rng = np.random.default_rng(7)
data = (rng.normal(size=(8, 4)), np.eye(3)[rng.integers(0, 3, 8)])

SLIPS = [
    ("return dout * (1 - self.out**2)", "return dout * (1 - self.out)"),
    ("return dout * (1 - self.out**2)", "return dout"),
    ("self.db = dout.sum(axis=0)", "self.db = dout.mean(axis=0)"),
    ("return dout @ self.W.T", "return dout @ self.W.T * 2"),
    ("return (self.y - self.t) / len(self.t)", "return self.y - self.t"),
    ("return (self.y - self.t) / len(self.t)", "return (self.t - self.y) / len(self.t)"),
    ("return (self.y - self.t) / len(self.t)", "return (self.y - self.t) * self.y / len(self.t)"),
    ("self.dW = self.x.T @ dout", "self.dW = self.x.T @ dout / len(self.x)"),
]
