"""Derivations of the `Pumpkin Book`, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, hess, same, sigmoid


class Net:
    """Four inputs, three hidden units, two outputs, all sigmoid, with thresholds."""

    def __init__(self, draw):
        self.x, self.v, self.gamma = draw(4), draw(4, 3), draw(3)
        self.w, self.theta, self.y = draw(3, 2), draw(2), draw(2)

    def hidden(self, v=None, gamma=None):
        v, gamma = self.v if v is None else v, self.gamma if gamma is None else gamma
        return sigmoid(v.T @ self.x - gamma)

    def outputs(self, b, theta=None):
        return sigmoid(self.w.T @ b - (self.theta if theta is None else theta))

    def error(self, v=None, gamma=None, theta=None):
        return 0.5 * np.sum((self.outputs(self.hidden(v, gamma), theta) - self.y) ** 2)

    def terms(self):
        b = self.hidden()
        out = self.outputs(b)
        g = out * (1 - out) * (self.y - out)
        return b, out, g, b * (1 - b) * (self.w @ g)


def logistic(draw):
    x, y, beta = draw(4, 3), np.array([0.0, 1.0, 1.0, 0.0]), draw(3)
    return x, y, beta, lambda b: np.sum(-y * (x @ b) + np.log(1 + np.exp(x @ b)))


def truth_perceptron_gradient(draw):
    x, w, theta = draw(4, 3), draw(3), draw()
    out, y = np.array([1.0, 0, 1, 0]), np.array([0.0, 1, 1, 0])
    slope = grad(lambda v: np.sum((out - y) * (x @ v - theta)), w)
    same(slope, x.T @ (out - y))
    differ(slope, x.T @ (out + y))


def truth_threshold_gradient(draw):
    net = Net(draw)
    _, out, g, _ = net.terms()
    same(grad(lambda t: net.error(theta=t), net.theta), g)
    same(g, (net.y - out) * out * (1 - out))
    differ(g, (net.y + out) * out * (1 - out))


def truth_hidden_weight_gradient(draw):
    net = Net(draw)
    b, _, g, e = net.terms()
    slope = grad(lambda t: net.error(v=t), net.v)
    same(slope, -np.outer(net.x, b * (1 - b) * (net.w @ g)))
    same(slope, -np.outer(net.x, e))
    differ(slope, np.outer(net.x, e))


def truth_hidden_threshold_gradient(draw):
    net = Net(draw)
    b, _, g, e = net.terms()
    slope = grad(lambda t: net.error(gamma=t), net.gamma)
    same(slope, (net.w @ g) * b * (1 - b))
    same(slope, e)
    differ(slope, -e)


def truth_slope_of_squared_error(draw):
    x, y, w, b = draw(4), draw(4), draw(), draw()
    slope = grad(lambda v: np.sum((y - v * x - b) ** 2), w)
    same(slope, np.sum(2 * (y - w * x - b) * -x))
    same(slope, 2 * (w * np.sum(x**2) - np.sum((y - b) * x)))
    differ(slope, 2 * (w * np.sum(x**2) - np.sum((y + b) * x)))
    differ(slope, np.sum(2 * (y - w * x - b) * x))


def truth_logistic_gradient(draw):
    x, y, beta, loss = logistic(draw)
    e = np.exp(x @ beta)
    slope = grad(loss, beta)
    same(slope, np.sum(-y[:, None] * x + (1 / (1 + e) * e)[:, None] * x, axis=0))
    same(slope, -x.T @ (y - e / (1 + e)))
    differ(slope, x.T @ (y - e / (1 + e)))


def truth_logistic_hessian(draw):
    x, _, beta, loss = logistic(draw)
    p = sigmoid(x @ beta)
    same(hess(loss, beta), (p * (1 - p) * x.T) @ x)
    differ((p * (1 + p) * x.T) @ x, (p * (1 - p) * x.T) @ x)


def truth_discriminant_gradient(draw):
    w, b, s, lam = draw(3), draw(3, 3), draw(3, 3), draw()
    slope = grad(lambda v: -v @ b @ v + lam * (v @ s @ v - 1), w)
    same(slope, -(b + b.T) @ w + lam * (s + s.T) @ w)
    differ(slope, -(b - b.T) @ w + lam * (s + s.T) @ w)


def truth_symmetric_discriminant_gradient(draw):
    w, b, s, lam = draw(3), draw.definite(3), draw.definite(3), draw()
    slope = grad(lambda v: -v @ b @ v + lam * (v @ s @ v - 1), w)
    same(slope, -2 * b @ w + 2 * lam * s @ w)
    differ(slope, -2 * b @ w - 2 * lam * s @ w)


def truth_trace_lagrangian_gradient(draw):
    w, b, s, lam = draw(3, 2), draw(3, 3), draw(3, 3), draw(2, 2)
    slope = grad(lambda v: -np.trace(v.T @ b @ v) + np.trace(lam @ (v.T @ s @ v - np.eye(2))), w)
    same(slope, -(b + b.T) @ w + s.T @ w @ lam.T + s @ w @ lam)
    differ(slope, -(b + b.T) @ w + s.T @ w @ lam.T - s @ w @ lam)
