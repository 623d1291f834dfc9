import numpy as np


class MultiLayerPerceptron:
    def __init__(self, layers, rng):
        self.layers = layers
        self.params = {}
        for i in range(1, len(layers)):
            self.params[f"W{i}"] = rng.normal(0, np.sqrt(1.0 / layers[i - 1]), size=(layers[i - 1], layers[i]))
            self.params[f"b{i}"] = np.zeros((1, layers[i]))

    def _softmax(self, z):
        exps = np.exp(z - np.max(z, axis=1, keepdims=True))
        return exps / np.sum(exps, axis=1, keepdims=True)

    def _forward(self, X):
        self.cache = {"A0": X}
        n = len(self.layers) - 1
        for i in range(1, n + 1):
            z = self.cache[f"A{i - 1}"] @ self.params[f"W{i}"] + self.params[f"b{i}"]
            self.cache[f"Z{i}"] = z
            self.cache[f"A{i}"] = self._softmax(z) if i == n else np.maximum(0, z)
        return self.cache[f"A{n}"]

    def cross_entropy(self, X, y_onehot):
        probs = np.clip(self._forward(X), 1e-12, 1 - 1e-12)
        return -np.sum(y_onehot * np.log(probs)) / X.shape[0]

    def compute_gradients(self, X, y_onehot):
        probs = self._forward(X)
        m = X.shape[0]
        n = len(self.layers) - 1
        self.grads = {}
        dz = probs - y_onehot
        for i in range(n, 0, -1):
            self.grads[f"dW{i}"] = self.cache[f"A{i - 1}"].T @ dz / m
            self.grads[f"db{i}"] = np.sum(dz, axis=0, keepdims=True) / m
            if i > 1:
                da = dz @ self.params[f"W{i}"].T
                dz = da * (self.cache[f"Z{i - 1}"] > 0)
        return self.grads
