# Mini framework, my third attempt. Shapes are (features, batch)!
import numpy as np


class Layer:
    def forward(self, inp):
        raise NotImplementedError

    def backward(self, d_out):
        raise NotImplementedError

    def params(self):
        return []


class Linear(Layer):
    def __init__(self, fan_in, fan_out, seed):
        rng = np.random.default_rng(seed)
        self.weight = rng.uniform(-1, 1, (fan_out, fan_in)) / np.sqrt(fan_in)
        self.bias = rng.uniform(-1, 1, (fan_out, 1)) / np.sqrt(fan_in)

    def forward(self, inp):
        self.inp = inp
        return self.weight @ inp + self.bias

    def backward(self, d_out):
        self.d_weight = d_out @ self.inp.T
        self.d_bias = np.sum(d_out, axis=1, keepdims=True)
        return self.weight.T @ d_out

    def params(self):
        return [self.weight, self.bias]


class Sigmoid(Layer):
    def forward(self, inp):
        self.out = 1.0 / (1.0 + np.exp(-inp))
        return self.out

    def backward(self, d_out):
        return d_out * self.out * (1.0 - self.out)


class MSELoss:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    def backward(self):
        return 2.0 * self.diff / self.diff.size


class Model:
    def __init__(self, dims, seed=0):
        self.stack = []
        for i in range(len(dims) - 1):
            self.stack.append(Linear(dims[i], dims[i + 1], seed + i))
            if i < len(dims) - 2:
                self.stack.append(Sigmoid())
        self.criterion = MSELoss()

    def __call__(self, X):
        for layer in self.stack:
            X = layer.forward(X)
        return X

    def fit_step(self, X, Y):
        loss = self.criterion.forward(self(X), Y)
        d = self.criterion.backward()
        for layer in self.stack[::-1]:
            d = layer.backward(d)
        return loss
