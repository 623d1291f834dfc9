"""L-layer network: [LINEAR -> RELU] * (L-1) -> LINEAR -> SIGMOID."""
import numpy as np


def relu(Z):
    return np.maximum(0, Z), Z


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z)), Z


def init_deep(dims, rng):
    params = {}
    for l in range(1, len(dims)):
        params["W%d" % l] = rng.standard_normal((dims[l], dims[l - 1])) / np.sqrt(dims[l - 1])
        params["b%d" % l] = np.zeros((dims[l], 1))
    return params


def linear_act_forward(A_prev, W, b, kind):
    Z = W.dot(A_prev) + b
    if kind == "relu":
        A, act_cache = relu(Z)
    else:
        A, act_cache = sigmoid(Z)
    return A, ((A_prev, W, b), act_cache)


def model_forward(params, X):
    caches = []
    A = X
    L = len(params) // 2
    for l in range(1, L):
        A, cache = linear_act_forward(A, params["W%d" % l], params["b%d" % l], "relu")
        caches.append(cache)
    AL, cache = linear_act_forward(A, params["W%d" % L], params["b%d" % L], "sigmoid")
    caches.append(cache)
    return AL, caches


def cost(params, X, Y):
    AL, _ = model_forward(params, X)
    m = Y.shape[1]
    return np.squeeze(-(np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T)) / m)


def act_backward(dA, Z, kind):
    if kind == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0
    else:
        s = 1 / (1 + np.exp(-Z))
        dZ = dA * s * (1 - s)
    return dZ


def linear_backward(dZ, linear_cache):
    A_prev, W, b = linear_cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def model_backward(params, X, Y):
    AL, caches = model_forward(params, X)
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))

    linear_cache, act_cache = caches[L - 1]
    dZ = act_backward(dAL, act_cache, "sigmoid")
    dA, grads["dW%d" % L], grads["db%d" % L] = linear_backward(dZ, linear_cache)

    for l in reversed(range(L - 1)):
        linear_cache, act_cache = caches[l]
        dZ = act_backward(dA, act_cache, "relu")
        dA, dW, db = linear_backward(dZ, linear_cache)
        grads["dW%d" % (l + 1)] = dW
        grads["db%d" % (l + 1)] = db
    return grads
