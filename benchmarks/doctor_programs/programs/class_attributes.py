import numpy as np


class NeuralNetwork:
    """One hidden layer, sigmoid everywhere, sum of squared errors."""

    def __init__(self, inputs, hidden, outputs, rng):
        self.w_ih = rng.normal(0, inputs ** -0.5, (hidden, inputs))
        self.w_ho = rng.normal(0, hidden ** -0.5, (outputs, hidden))
        self.bias_h = rng.normal(0, 0.2, hidden)
        self.bias_o = rng.normal(0, 0.2, outputs)

    def activation(self, x):
        return 1 / (1 + np.exp(-x))

    def forward(self, X):
        self.inputs = X
        self.hidden_out = self.activation(X @ self.w_ih.T + self.bias_h)
        self.final_out = self.activation(self.hidden_out @ self.w_ho.T + self.bias_o)
        return self.final_out

    def loss(self, X, targets):
        out = self.forward(X)
        return np.sum((targets - out) ** 2) / 2

    def backward(self, targets):
        # errors
        output_error = self.final_out - targets
        output_term = output_error * self.final_out * (1 - self.final_out)
        hidden_error = np.dot(output_term, self.w_ho)
        hidden_term = hidden_error * self.hidden_out * (1 - self.hidden_out)
        # gradients
        self.grad_w_ho = np.dot(output_term.T, self.hidden_out)
        self.grad_w_ih = np.dot(hidden_term.T, self.inputs)
        self.grad_bias_o = output_term.sum(axis=0)
        self.grad_bias_h = hidden_term.sum(axis=0)

    def step(self, X, targets, lr=0.1):
        self.forward(X)
        self.backward(targets)
        self.w_ho -= lr * self.grad_w_ho
        self.w_ih -= lr * self.grad_w_ih
        self.bias_o -= lr * self.grad_bias_o
        self.bias_h -= lr * self.grad_bias_h


if __name__ == "__main__":
    net = NeuralNetwork(2, 4, 1, np.random.default_rng(3))
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    T = np.array([[0], [1], [1], [0.0]])
    for epoch in range(5000):
        net.step(X, T, lr=0.8)
    print(net.forward(X).round(2))
