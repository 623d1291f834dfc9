import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(size=(n_in, n_out)) * np.sqrt(1 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad_out):
        self.dW = self.x.T @ grad_out
        self.db = grad_out.sum(axis=0)
        return grad_out @ self.W.T


class ReLU:
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.0)

    def backward(self, grad_out):
        return grad_out * (self.x > 0)


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad_out):
        return grad_out * (1 - self.out ** 2)


class SoftmaxCrossEntropy:
    def forward(self, logits, y):
        shifted = logits - logits.max(axis=1, keepdims=True)
        logsum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.probs = np.exp(shifted - logsum)
        self.y = y
        return -(shifted - logsum)[np.arange(len(y)), y].mean()

    def backward(self):
        grad = self.probs.copy()
        grad[np.arange(len(self.y)), self.y] -= 1.0
        return grad / len(self.y)


class Sequential:
    def __init__(self, *layers):
        self.layers = layers
        self.criterion = SoftmaxCrossEntropy()

    def loss(self, X, y):
        for layer in self.layers:
            X = layer.forward(X)
        return self.criterion.forward(X, y)

    def backward(self):
        grad = self.criterion.backward()
        for layer in reversed(self.layers):
            grad = layer.backward(grad)


rng = np.random.default_rng(42)
net = Sequential(Dense(3, 5, rng), ReLU(), Dense(5, 5, rng), Tanh(), Dense(5, 3, rng))
