"""Equations of a machine learning course in Quarto, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, same, sigmoid


def truth_three_partials(draw):
    w = draw(3)
    slope = grad(lambda v: v[1] * np.sin(v[0]) + v[0] * np.exp(2 * v[2]), w)
    same(slope, [w[1] * np.cos(w[0]) + np.exp(2 * w[2]), np.sin(w[0]), 2 * w[0] * np.exp(2 * w[2])])
    differ(10 * slope[2], 10 * w[0] * np.exp(2 * w[2]))


def truth_gradient_as_a_column(draw):
    w = draw(3)
    slope = grad(lambda v: v[1] * np.sin(v[0]) + v[0] * np.exp(2 * v[2]), w)
    same(slope, [w[1] * np.cos(w[0]) + np.exp(2 * w[2]), np.sin(w[0]), 2 * w[0] * np.exp(2 * w[2])])


def truth_slope_of_logistic_loss(draw):
    s, y = draw(), draw.unit()
    p = sigmoid(s)
    slope = grad(lambda t: -y * np.log(sigmoid(t)) - (1 - y) * np.log(1 - sigmoid(t)), s)
    same(slope, -y * (1 - p) + (1 - y) * p)
    same(slope, p - y)
    differ(slope, p + y)


def truth_logistic_gradient(draw):
    x, w, y = draw(4, 3), draw(3), np.array([1.0, 0, 0, 1])
    p = sigmoid(x @ w)

    def loss(v):
        out = sigmoid(x @ v)
        return -np.mean(y * np.log(out) + (1 - y) * np.log(1 - out))

    slope = grad(loss, w)
    same(slope, x.T @ (p - y) / 4)
    differ(slope, x.T @ (p + y) / 4)


def truth_ridge_gradient(draw):
    x, w, y, lam = draw(5, 2), draw(2), draw(5), draw.positive()
    slope = grad(lambda v: (np.sum((x @ v - y) ** 2) + lam * v @ v) / 5, w)
    same(slope, 2 / 5 * x.T @ (x @ w - y) + 2 * lam / 5 * w)
    differ(slope, 2 / 5 * x.T @ (x @ w - y) - 2 * lam / 5 * w)
