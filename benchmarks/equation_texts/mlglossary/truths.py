"""Equations of the `ML Glossary`, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, same, sigmoid


def truth_three_derivatives(draw):
    x = draw()
    same(grad(np.sin, x), np.cos(x))
    same(grad(lambda t: t**2, x), 2 * x)
    same(grad(lambda t: 4 * t, x), 4)
    differ(2 * x, x)
    differ(np.cos(x), -np.cos(x))


def truth_chain_of_three(draw):
    x = draw()
    same(grad(lambda t: np.sin((4 * t) ** 2), x), np.cos((4 * x) ** 2) * 2 * (4 * x) * 4)
    same(np.cos((4 * x) ** 2) * 2 * (4 * x) * 4, np.cos(16 * x**2) * 32 * x)
    differ(np.cos(16 * x**2) * 8 * x * 2, np.cos(16 * x**2) * 32 * x)


def truth_product_of_powers(draw):
    x = draw()
    same(3 * x**4 * 2 * x, 6 * x**5)
    differ(6 * x**5, 6 * x**4)


def truth_partial_in_x(draw):
    x, z = draw.positive() + 1, draw.positive() + 1
    same(grad(lambda t: 2 * z**3 * t**2, x), 4 * z**3 * x)
    differ(4 * z**3 * x, 2 * z**3 * x)


def truth_gradient_of_two_variables(draw):
    v = draw.positive(2) + 1
    x, z = v
    same(grad(lambda t: 2 * t[1] ** 3 * t[0] ** 2, v), [4 * z**3 * x, 6 * x**2 * z**2])
    differ(6 * x**2 * z**2, 6 * x**2 * z**3)


def truth_regression_gradient(draw):
    x, y, v = draw(4), draw(4), draw(2)
    slope = grad(lambda t: np.mean((y - (t[0] * x + t[1])) ** 2), v)
    r = y - (v[0] * x + v[1])
    same(slope, [np.mean(-x * 2 * r), np.mean(-2 * r)])
    differ(slope[0], np.mean(2 * x * r))


def truth_gradient_of_three_weights(draw):
    x, y, w = draw(3), draw(), draw(3)
    slope = grad(lambda v: 0.5 * (y - v @ x) ** 2, w)
    same(slope, -x * (y - w @ x))
    differ(slope[1], x[1] * (y - w @ x))


def truth_logistic_slope(draw):
    z = draw()
    same(grad(sigmoid, z), sigmoid(z) * (1 - sigmoid(z)))
    differ(sigmoid(z) * (1 - sigmoid(z)), sigmoid(z) * (1 + sigmoid(z)))


def truth_logistic_gradient(draw):
    x, w, y = draw(), draw(), 1.0
    cost = lambda v: -y * np.log(sigmoid(v * x)) - (1 - y) * np.log(1 - sigmoid(v * x))  # noqa: E731
    same(grad(cost, w), x * (sigmoid(w * x) - y))
    differ(grad(cost, w), x * (sigmoid(w * x) + y))


def truth_hidden_slope(draw):
    z, w, y = draw.positive(), draw.positive(), draw()
    out = np.tanh(np.tanh(z) * w)
    slope = grad(lambda v: 0.5 * (np.tanh(np.tanh(v) * w) - y) ** 2, z)
    same(slope, (out - y) * (1 - out**2) * w * (1 - np.tanh(z) ** 2))
    differ(slope, (out - y) * (1 - out**2) * w * np.tanh(z))


def truth_hidden_weight_slope(draw):
    x, v, w, y = draw.positive(), draw.positive(), draw.positive(), draw()
    h = np.tanh(x * v)
    out = np.tanh(h * w)
    slope = grad(lambda t: 0.5 * (np.tanh(np.tanh(x * t) * w) - y) ** 2, v)
    same(slope, (out - y) * (1 - out**2) * w * (1 - h**2) * x)
    differ((1 - h**2) * x * w, (1 - h**2) * h * w)


def truth_output_weight_slope(draw):
    h, w, y = draw(), draw(), draw()
    out = np.tanh(h * w)
    same(grad(lambda t: 0.5 * (np.tanh(h * t) - y) ** 2, w), (out - y) * (1 - out**2) * h)


def truth_huber_loss(draw):
    delta, r = 0.3, -1.0 - draw.positive()
    differ(delta * (r - delta / 2), delta * (abs(r) - delta / 2))
    same(0.5 * delta**2, delta * (delta - delta / 2))
    differ(0.5 * delta**2, delta * (-delta - delta / 2))
