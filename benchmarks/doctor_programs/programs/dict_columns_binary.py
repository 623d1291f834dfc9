# Two-layer network for binary labels. Examples are the COLUMNS of X.
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize(n_x, n_h, rng):
    W1 = rng.standard_normal((n_h, n_x)) * 0.5
    b1 = np.zeros((n_h, 1))
    W2 = rng.standard_normal((1, n_h)) * 0.5
    b2 = np.zeros((1, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def forward(X, parameters):
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    return A2, cache


def compute_cost(parameters, X, Y):
    m = Y.shape[1]
    A2, _ = forward(X, parameters)
    logprobs = Y * np.log(A2) + (1 - Y) * np.log(1 - A2)
    return -np.sum(logprobs) / m


def compute_grads(parameters, X, Y):
    m = X.shape[1]
    A2, cache = forward(X, parameters)
    W2 = parameters["W2"]
    A1 = cache["A1"]

    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(W2.T, dZ2) * (1 - A1 ** 2)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def train(X, Y, n_h=4, iterations=1000, lr=0.5, seed=2):
    parameters = initialize(X.shape[0], n_h, np.random.default_rng(seed))
    for i in range(iterations):
        grads = compute_grads(parameters, X, Y)
        for key in parameters:
            parameters[key] = parameters[key] - lr * grads["d" + key]
        if i % 100 == 0:
            print("cost after", i, ":", compute_cost(parameters, X, Y))
    return parameters
