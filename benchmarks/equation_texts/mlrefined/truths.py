"""Costs and gradients of `Machine Learning Refined`, worked out again."""

import math

import numpy as np
from equation_texts.numeric import differ, grad, hess, same, sigmoid, softmax


def sample(draw):
    return draw(4, 3), draw(3), np.array([1.0, -1.0, 1.0, -1.0])


def cost(w, x, y):
    return np.mean(np.log(1 + np.exp(-y * (x @ w))))


def truth_tanh_from_sigma(draw):
    x = draw()
    differ(np.tanh(x), 2 * sigmoid(x) - 1)
    same(np.tanh(x), 2 * sigmoid(2 * x) - 1)


def truth_sigma_from_tanh(draw):
    x = draw()
    differ(sigmoid(x), (np.tanh(x) + 1) / 2)
    same(sigmoid(2 * x), (np.tanh(x) + 1) / 2)


def truth_one_minus_sigma(draw):
    x = draw()
    same(1 - sigmoid(x), np.exp(-x) / (1 + np.exp(-x)))
    same(1 / (1 + np.exp(x)), sigmoid(-x))
    same(1 - sigmoid(x), sigmoid(-x))
    differ(1 / (1 - np.exp(x)), sigmoid(-x))
    differ(1 - sigmoid(x), sigmoid(x))


def truth_softmax_cost_by_label(draw):
    x, w, y = sample(draw)
    for p in range(4):
        z = x[p] @ w
        printed = -np.log(sigmoid(z)) if y[p] > 0 else -np.log(1 - sigmoid(z))
        same(printed, -np.log(sigmoid(y[p] * z)))
        differ(-np.log(1 + sigmoid(z)), -np.log(1 - sigmoid(z)))


def truth_softmax_cost_as_logarithm(draw):
    x, w, y = sample(draw)
    z = y * (x @ w)
    same(-np.log(sigmoid(z)), np.log(1 + np.exp(-z)))
    differ(-np.log(sigmoid(z)), np.log(1 + np.exp(z)))
    z = np.abs(z) + 0.1
    differ(-np.log(sigmoid(z)), np.log(1 - np.exp(-z)))


def truth_softmax_gradient(draw):
    x, w, y = sample(draw)
    e = np.exp(-y * (x @ w))
    same(grad(lambda v: cost(v, x, y), w), -np.mean((e / (1 + e) * y)[:, None] * x, axis=0))
    differ(grad(lambda v: cost(v, x, y), w), np.mean((e / (1 + e) * y)[:, None] * x, axis=0))


def truth_softmax_hessian(draw):
    x, w, y = sample(draw)
    s = 1 / (1 + np.exp(y * (x @ w)))
    printed = (s * (1 - s) * x.T) @ x / 4
    same(hess(lambda v: cost(v, x, y), w), printed)
    differ((s * (1 + s) * x.T) @ x / 4, printed)


def truth_length_of_normalized_step(draw):
    w, alpha = draw(3), draw.positive()
    slope = grad(lambda v: np.exp(v).sum() + v @ v, w)
    new = w - alpha * slope / np.linalg.norm(slope)
    same(np.linalg.norm(new - w), alpha)
    differ(np.linalg.norm(new - w), -alpha)


def truth_sign_of_slope(draw):
    slope = grad(lambda v: np.exp(v).sum() + v @ v, draw(3))
    same(slope / np.sqrt(slope**2), np.sign(slope))
    same(slope / np.abs(slope), np.sign(slope))


def truth_length_of_sign_step(draw):
    slope, alpha = draw(3), draw.positive()
    same(np.linalg.norm(-alpha * np.sign(slope)), math.sqrt(3) * alpha)
    differ(math.sqrt(3) * alpha, 3 * alpha)


def truth_softmax_sums_to_one(draw):
    p = softmax(draw(3))
    same(sum(p[j] for j in range(3)), 1)
    if len(p) >= 4:
        raise ValueError("there is a fourth class")


def truth_softmax_is_a_share(draw):
    p = softmax(draw(3))
    same(np.all((p >= 0) & (p <= 1)), 1)
    same(np.any(p > 0), 1)
