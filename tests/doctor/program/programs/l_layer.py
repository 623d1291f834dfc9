import numpy as np


def relu(Z):
    return np.maximum(0, Z), Z


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z)), Z


def linear_activation_forward(A_prev, W, b, activation):
    Z = W @ A_prev + b
    A, cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)
    return A, ((A_prev, W, b), cache)


def model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def cost(parameters, X, Y):
    AL, _ = model_forward(X, parameters)
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / Y.shape[1]


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def sigmoid_backward(dA, Z):
    s = 1 / (1 + np.exp(-Z))
    return dA * s * (1 - s)


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1 / m * dZ @ A_prev.T
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = W.T @ dZ
    return dA_prev, dW, db


def linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = relu_backward(dA, Z)
    elif activation == "sigmoid":
        dZ = sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)


def gradient(parameters, X, Y):
    AL, caches = model_forward(X, parameters)
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    dA, grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(dAL, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        dA, dW, db = linear_activation_backward(dA, caches[l], "relu")
        grads["dA" + str(l)] = dA
        grads["dW" + str(l + 1)] = dW
        grads["db" + str(l + 1)] = db
    return grads


rng = np.random.default_rng(18)
params = {}
sizes = [3, 5, 4, 1]
for layer in range(1, 4):
    params["W" + str(layer)] = rng.normal(size=(sizes[layer], sizes[layer - 1])) * 0.8
    params["b" + str(layer)] = np.zeros((sizes[layer], 1))
data = (rng.normal(size=(3, 9)), (rng.random((1, 9)) > 0.4) * 1.0)

SLIPS = [
    ("dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))", "dAL = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))"),
    ("dZ[Z <= 0] = 0", "dZ[Z > 0] = 0"),
    ("return dA * s * (1 - s)", "return dA * s"),
    ("dW = 1 / m * dZ @ A_prev.T", "dW = dZ @ A_prev.T"),
    ("db = 1 / m * np.sum(dZ, axis=1, keepdims=True)", "db = np.sum(dZ, axis=1, keepdims=True)"),
    ("dA_prev = W.T @ dZ", "dA_prev = 1 / m * W.T @ dZ"),
    ('linear_activation_backward(dA, caches[l], "relu")', 'linear_activation_backward(dA, caches[l], "sigmoid")'),
    ('linear_activation_backward(dA, caches[l], "relu")', 'linear_activation_backward(dAL, caches[l], "relu")'),
    ('grads["db" + str(l + 1)] = db', 'grads["db" + str(l + 1)] = db * 0'),
    ("    dZ[Z <= 0] = 0\n", ""),
    ("db = 1 / m * np.sum(dZ, axis=1, keepdims=True)", "db = 1 / m * np.sum(dZ)"),
]
