from math import exp, log


def logistic(w, xs, ys):
    n = len(xs)
    total = 0.0
    for x, y in zip(xs, ys):
        s = w[0] + sum(wi * xi for wi, xi in zip(w[1:], x))
        p = 1 / (1 + exp(-s))
        total -= y * log(p) + (1 - y) * log(1 - p)
    return total / n


def logistic_grad(w, xs, ys):
    n = len(xs)
    grad = [0.0] * len(w)
    for x, y in zip(xs, ys):
        s = w[0] + sum(wi * xi for wi, xi in zip(w[1:], x))
        p = 1 / (1 + exp(-s))
        error = p - y
        grad[0] += error
        for i, xi in enumerate(x):
            grad[i + 1] += error * xi
    return [one / n for one in grad]


cost, gradient = logistic, logistic_grad
params = [0.1, -0.4, 0.7]
data = ([[0.2, 1.0], [1.5, -0.3], [-0.8, 0.6], [0.1, 0.1]], [1, 0, 1, 0])

SLIPS = [
    ("error = p - y", "error = y - p"),
    ("error = p - y", "error = (p - y) * p * (1 - p)"),
    ("grad[i + 1] += error * xi", "grad[i] += error * xi"),
    ("grad[i + 1] += error * xi", "grad[i + 1] = error * xi"),
    ("grad[0] += error", "grad[0] += 1"),
    ("return [one / n for one in grad]", "return grad"),
    ("error * xi", "error + xi"),
]
