import numpy as np


class SimpleRNN:
    """Many-to-one RNN: reads (batch, time, features), predicts one number."""

    def __init__(self, n_features, n_units, rng):
        self.U = rng.normal(0, 0.5, (n_features, n_units))
        self.W = rng.normal(0, 0.5, (n_units, n_units))
        self.b = np.zeros(n_units)
        self.V = rng.normal(0, 0.5, (n_units, 1))
        self.c = np.zeros(1)

    def forward(self, X):
        n, T, _ = X.shape
        self.X = X
        self.states = np.zeros((T + 1, n, len(self.b)))
        for t in range(T):
            self.states[t + 1] = np.tanh(X[:, t] @ self.U + self.states[t] @ self.W + self.b)
        self.prediction = self.states[T] @ self.V + self.c
        return self.prediction

    def cost(self, X, y):
        return np.mean((self.forward(X)[:, 0] - y) ** 2)

    def bptt(self, X, y):
        out = self.forward(X)
        n, T, _ = X.shape
        dU = np.zeros_like(self.U)
        dW = np.zeros_like(self.W)
        db = np.zeros_like(self.b)

        dout = 2 * (out - y.reshape(-1, 1)) / n
        dV = self.states[T].T @ dout
        dc = dout.sum(axis=0)
        dh = dout @ self.V.T
        for t in range(T, 0, -1):
            dz = dh * (1 - self.states[t] ** 2)
            dU += X[:, t - 1].T @ dz
            dW += self.states[t - 1].T @ dz
            db += dz.sum(axis=0)
            dh = dz @ self.W.T
        return dict(U=dU, W=dW, b=db, V=dV, c=dc)
