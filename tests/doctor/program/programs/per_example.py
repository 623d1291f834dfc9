import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


def feedforward(W, B, a):
    for w, b in zip(W, B):
        a = sigmoid(np.dot(w, a) + b)
    return a


def total_cost(params, batch):
    W, B = params
    total = 0.0
    for x, y in batch:
        total += 0.5 * np.sum((feedforward(W, B, x) - y) ** 2)
    return total / len(batch)


def backprop(W, B, x, y):
    nabla_b = [np.zeros(b.shape) for b in B]
    nabla_w = [np.zeros(w.shape) for w in W]
    activation = x
    activations = [x]
    zs = []
    for w, b in zip(W, B):
        z = np.dot(w, activation) + b
        zs.append(z)
        activation = sigmoid(z)
        activations.append(activation)
    delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
    nabla_b[-1] = delta
    nabla_w[-1] = np.dot(delta, activations[-2].T)
    for l in range(2, len(B) + 1):
        z = zs[-l]
        sp = sigmoid_prime(z)
        delta = np.dot(W[-l + 1].T, delta) * sp
        nabla_b[-l] = delta
        nabla_w[-l] = np.dot(delta, activations[-l - 1].T)
    return nabla_w, nabla_b


def gradient(params, batch):
    W, B = params
    grad_w = [np.zeros(w.shape) for w in W]
    grad_b = [np.zeros(b.shape) for b in B]
    for x, y in batch:
        dw, db = backprop(W, B, x, y)
        grad_w = [g + d for g, d in zip(grad_w, dw)]
        grad_b = [g + d for g, d in zip(grad_b, db)]
    n = len(batch)
    return [g / n for g in grad_w], [g / n for g in grad_b]


cost = total_cost
rng = np.random.default_rng(4)
params = ([rng.normal(size=(4, 3)), rng.normal(size=(3, 4)), rng.normal(size=(2, 3))],
          [rng.normal(size=(4, 1)), rng.normal(size=(3, 1)), rng.normal(size=(2, 1))])
data = ([(rng.normal(size=(3, 1)), rng.random((2, 1))) for _ in range(6)],)

SLIPS = [
    ("(activations[-1] - y) * sigmoid_prime(zs[-1])", "(activations[-1] - y)"),
    ("(activations[-1] - y) * sigmoid_prime(zs[-1])", "(y - activations[-1]) * sigmoid_prime(zs[-1])"),
    ("sigmoid_prime(zs[-1])", "sigmoid_prime(activations[-1])"),
    ("sp = sigmoid_prime(z)", "sp = sigmoid(z)"),
    ("delta = np.dot(W[-l + 1].T, delta) * sp", "delta = np.dot(W[-l + 1].T, delta)"),
    ("nabla_b[-l] = delta", "nabla_b[-l] = delta * sp"),
    ("return sigmoid(z) * (1 - sigmoid(z))", "return z * (1 - z)"),
    ("grad_w = [g + d for g, d in zip(grad_w, dw)]", "grad_w = [d for g, d in zip(grad_w, dw)]"),
]
