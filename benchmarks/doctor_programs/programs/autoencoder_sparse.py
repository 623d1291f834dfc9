# sparse autoencoder, columns are examples (like the old course with the KL term)
import numpy as np

VISIBLE, HIDDEN = 4, 3
RHO = 0.1
BETA = 0.5
DECAY = 0.01


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def unpack(theta):
    n = HIDDEN * VISIBLE
    W1 = theta[:n].reshape(HIDDEN, VISIBLE)
    W2 = theta[n:2 * n].reshape(VISIBLE, HIDDEN)
    b1 = theta[2 * n:2 * n + HIDDEN]
    b2 = theta[2 * n + HIDDEN:]
    return W1, W2, b1, b2


def sparse_cost(theta, data):
    W1, W2, b1, b2 = unpack(theta)
    m = data.shape[1]
    hidden = sigmoid(W1 @ data + b1[:, None])
    output = sigmoid(W2 @ hidden + b2[:, None])
    rho_hat = hidden.mean(axis=1)
    kl = np.sum(RHO * np.log(RHO / rho_hat) + (1 - RHO) * np.log((1 - RHO) / (1 - rho_hat)))
    square = 0.5 * np.sum((output - data) ** 2) / m
    weights = 0.5 * DECAY * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    return square + weights + BETA * kl


def sparse_gradient(theta, data):
    W1, W2, b1, b2 = unpack(theta)
    m = data.shape[1]
    hidden = sigmoid(W1 @ data + b1[:, None])
    output = sigmoid(W2 @ hidden + b2[:, None])
    rho_hat = hidden.mean(axis=1, keepdims=True)

    d3 = (output - data) * output * (1 - output)
    sparsity = BETA * (-RHO / rho_hat + (1 - RHO) / (1 - rho_hat))
    d2 = (W2.T @ d3 + sparsity) * hidden * (1 - hidden)

    gW1 = d2 @ data.T / m + DECAY * W1
    gW2 = d3 @ hidden.T / m + DECAY * W2
    gb1 = d2.mean(axis=1)
    gb2 = d3.mean(axis=1)
    return np.concatenate([gW1.ravel(), gW2.ravel(), gb1, gb2])
