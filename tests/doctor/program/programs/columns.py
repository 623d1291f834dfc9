import numpy as np


def relu(Z):
    return np.maximum(0, Z)


def forward(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = relu(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = relu(Z2)
    Z3 = np.dot(parameters["W3"], A2) + parameters["b3"]
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (Z1, A1, Z2, A2, Z3, A3)


def compute_cost(parameters, X, Y):
    A3, cache = forward(X, parameters)
    m = Y.shape[1]
    logprobs = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
    return np.sum(logprobs) / m


def backward(parameters, X, Y):
    m = X.shape[1]
    A3, (Z1, A1, Z2, A2, Z3, A3) = forward(X, parameters)
    W2 = parameters["W2"]
    W3 = parameters["W3"]

    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T)
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)

    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T)
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)

    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T)
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)

    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2,
            "db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}


cost, gradient = compute_cost, backward
rng = np.random.default_rng(1)
params = {
    "W1": rng.normal(size=(4, 2)), "b1": np.zeros((4, 1)),
    "W2": rng.normal(size=(3, 4)), "b2": np.zeros((3, 1)),
    "W3": rng.normal(size=(1, 3)), "b3": np.zeros((1, 1)),
}
data = (rng.normal(size=(2, 10)), (rng.random((1, 10)) > 0.5) * 1)

SLIPS = [
    ("dZ3 = A3 - Y", "dZ3 = 2 * (A3 - Y)"),
    ("np.multiply(dA2, np.int64(A2 > 0))", "np.multiply(dA2, np.int64(dA2 > 0))"),
    ("dA1 = np.dot(W2.T, dZ2)", "dA1 = np.dot(W2.T, dA2)"),
    ("dA1 = np.dot(W2.T, dZ2)", "dA1 = np.dot(W2.T, dZ2) * 2"),
    ("db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)", "db2 = 4.0 / m * np.sum(dZ2, axis=1, keepdims=True)"),
    ("db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)", "db1 = 1.0 / m * np.sum(dZ1, axis=0, keepdims=True)"),
    ("dW2 = 1.0 / m * np.dot(dZ2, A1.T)", "dW2 = np.dot(dZ2, A1.T)"),
    ("dW1 = 1.0 / m * np.dot(dZ1, X.T)", "dW1 = 1.0 / m * np.dot(dA1, X.T)"),
    ("dZ1 = np.multiply(dA1, np.int64(A1 > 0))", "dZ1 = dA1"),
    ('"db2": db2,', '"db2": db2 * 0,'),
    ("m = X.shape[1]\n    A3, (", "m = X.shape[0]\n    A3, ("),
]
