import numpy as np

# one function that does a whole training iteration in place
alpha = 0.1


def relu(x):
    return (x > 0) * x


def relu2deriv(output):
    return output > 0


def iteration(weights, x, y):
    w1, w2, w3 = weights
    layer_1 = relu(np.dot(x, w1))
    layer_2 = relu(np.dot(layer_1, w2))
    layer_3 = np.dot(layer_2, w3)

    delta_3 = (layer_3 - y) / len(x)
    delta_2 = delta_3.dot(w3.T) * relu2deriv(layer_2)
    delta_1 = delta_2.dot(w2.T) * relu2deriv(layer_1)

    w3 -= alpha * layer_2.T.dot(delta_3)
    w2 -= alpha * layer_1.T.dot(delta_2)
    w1 -= alpha * x.T.dot(delta_1)


def error(weights, x, y):
    out = x
    for w in weights[:-1]:
        out = relu(out @ w)
    return np.sum((out @ weights[-1] - y) ** 2) / 2 / len(x)
