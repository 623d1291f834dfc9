import numpy as np

SLOPE = 0.1


def leaky(z):
    return np.where(z > 0, z, SLOPE * z)


def leaky_grad(z):
    return np.where(z > 0, 1.0, SLOPE)


def build(layer_sizes, rng):
    net = []
    for fan_in, fan_out in zip(layer_sizes, layer_sizes[1:]):
        net.append({"W": rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in)), "b": np.zeros((fan_out, 1))})
    return net


def forward(net, X):
    """X has one example per row, but inside I work with columns."""
    A = X.T
    tape = []
    for i, layer in enumerate(net):
        Z = layer["W"] @ A + layer["b"]
        tape.append((A, Z))
        A = leaky(Z) if i < len(net) - 1 else Z
    return A, tape


def cost(net, X, Y):
    out, _ = forward(net, X)
    return np.sum((out - Y.T) ** 2) / (2 * X.shape[0])


def gradient(net, X, Y):
    out, tape = forward(net, X)
    m = X.shape[0]
    grads = [None] * len(net)
    dZ = (out - Y.T) / m
    for i in reversed(range(len(net))):
        A_in, Z = tape[i]
        if i < len(net) - 1:
            dZ = dA * leaky_grad(Z)
        grads[i] = {"W": dZ @ A_in.T, "b": dZ.sum(axis=1, keepdims=True)}
        dA = net[i]["W"].T @ dZ
    return grads
