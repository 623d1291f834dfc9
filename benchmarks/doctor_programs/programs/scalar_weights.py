# the 2-2-1 network from my notebook, every weight by its own name
import numpy as np


def f(x):
    return 1 / (1 + np.exp(-x))


def predict(p, x1, x2):
    h1 = f(p["w1"] * x1 + p["w2"] * x2 + p["b1"])
    h2 = f(p["w3"] * x1 + p["w4"] * x2 + p["b2"])
    o1 = f(p["w5"] * h1 + p["w6"] * h2 + p["b3"])
    return h1, h2, o1


def loss(p, data, y_true):
    total = 0
    for (x1, x2), y in zip(data, y_true):
        total += (y - predict(p, x1, x2)[2]) ** 2
    return total / len(data)


def loss_grad(p, data, y_true):
    g = {name: 0.0 for name in p}
    n = len(data)
    for (x1, x2), y in zip(data, y_true):
        h1, h2, o1 = predict(p, x1, x2)
        d_L_d_o1 = -2 * (y - o1) / n
        d_s3 = d_L_d_o1 * o1 * (1 - o1)

        # neuron o1
        g["w5"] += d_s3 * h1
        g["w6"] += d_s3 * h2
        g["b3"] += d_s3

        d_h1 = d_s3 * p["w5"]
        d_h2 = d_s3 * p["w6"]

        # neuron h1
        d_s1 = d_h1 * h1 * (1 - h1)
        g["w1"] += d_s1 * x1
        g["w2"] += d_s1 * x2
        g["b1"] += d_s1

        # neuron h2
        d_s2 = d_h2 * h2 * (1 - h2)
        g["w3"] += d_s2 * x1
        g["w4"] += d_s2 * x2
        g["b2"] += d_s2
    return g


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    p = {name: rng.normal() for name in ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")}
    data = np.array([[-2, -1], [25, 6], [17, 4], [-15, -6]]) / 10
    all_y = np.array([1, 0, 0, 1])
    for epoch in range(200):
        grad = loss_grad(p, data, all_y)
        for name in p:
            p[name] -= 0.5 * grad[name]
    print("loss:", loss(p, data, all_y))
