"""Equations of `Machine Learning from Scratch`, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, jac, relu, same, sigmoid, softmax


def network(draw):
    """Three examples through a net of 2, 3 and 2 units with cross entropy."""
    w1, w2, x, y = draw(3, 2), draw(2, 3), draw(2), np.array([1.0, 0.0])

    def loss(h):
        out = sigmoid(h)
        return -np.sum(y * np.log(out) + (1 - y) * np.log(1 - out))

    z = np.maximum(w1 @ x, 0) + 0.1
    return w2, z, y, loss


def logistic(draw):
    x, y, beta = draw(4, 3), np.array([0.0, 1.0, 1.0, 0.0]), draw(3)

    def log_likelihood(b):
        p = sigmoid(x @ b)
        return np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))

    return x, y, beta, log_likelihood


def multinomial(draw):
    x, b, labels = draw(4, 2), draw(2, 3), np.eye(3)[[0, 2, 1, 2]]

    def log_likelihood(m):
        return sum(labels[n] @ np.log(softmax(x[n] @ m)) for n in range(4))

    return x, b, labels, log_likelihood


def truth_absolute_value_by_two_units(draw):
    c = draw.positive()
    same(relu(np.array([c, -c])), [c, 0])
    same(np.array([1, 1]) @ np.array([c, 0]), c)
    differ(relu(np.array([c, -c])), [c, c])


def truth_relu_derivative(draw):
    x = draw()
    same(grad(relu, x), float(x > 0))
    differ(grad(relu, x), float(x < 0))


def truth_sigmoid_derivative(draw):
    x = draw()
    e, s = np.exp(-x), sigmoid(x)
    same(grad(sigmoid, x), e / (1 + e) ** 2)
    same(e / (1 + e) ** 2, s * (1 - s))
    differ(s * (1 + s), s * (1 - s))


def truth_sigmoid_unit(draw):
    h = draw(3)
    same(np.diag(jac(sigmoid, h)), sigmoid(h) * (1 - sigmoid(h)))
    differ(sigmoid(h) * (1 + sigmoid(h)), sigmoid(h) * (1 - sigmoid(h)))


def truth_jacobian_of_sigmoid_layer(draw):
    h = draw(3)
    s = sigmoid(h)
    same(jac(sigmoid, h), np.diag(s * (1 - s)))
    differ(np.diag(s * (1 + s)), np.diag(s * (1 - s)))


def truth_jacobian_in_the_input(draw):
    w, z, c = draw(3, 3), draw(3), draw(3)
    same(jac(lambda v: w @ v + c, z), w)
    differ(jac(lambda v: w @ v + c, z), w.T)


def truth_cross_entropy_slope(draw):
    y, out = np.array([1.0, 0.0]), draw.unit(2)
    slope = grad(lambda v: -np.sum(y * np.log(v) + (1 - y) * np.log(1 - v)), out)
    same(slope, -y / out + (1 - y) / (1 - out))
    differ(slope, y / out + (1 - y) / (1 - out))


def truth_bias_gradient(draw):
    y, h = np.array([1.0, 0.0]), draw(2)
    out = sigmoid(h)
    slope = grad(lambda v: -np.sum(y * np.log(sigmoid(v)) + (1 - y) * np.log(1 - sigmoid(v))), h)
    differ(slope, -(y / out + (1 - y) / (1 - out)) * out * (1 - out))
    same(slope, (-y / out + (1 - y) / (1 - out)) * out * (1 - out))


def truth_weight_gradient_of_a_batch(draw):
    w, z, t, c = draw(3, 3), draw(3, 4), draw(3, 4), draw(3, 1)
    slope = grad(lambda v: 0.5 * np.sum((v @ z + c - t) ** 2), w)
    back = w @ z + c - t
    same(slope, np.einsum("in,jn->ij", back, z))
    differ(slope, np.einsum("in,in->i", back, z)[:, None] + 0 * slope)


def truth_bias_gradient_of_a_batch(draw):
    w, z, t, c = draw(2, 3), draw(3, 4), draw(2, 4), draw(2, 1)
    slope = grad(lambda v: 0.5 * np.sum((w @ z + v - t) ** 2), c)
    same(slope[:, 0], np.sum(w @ z + c - t, axis=1))


def truth_sigmoid_prime(draw):
    z = draw()
    e, s = np.exp(-z), sigmoid(z)
    same(grad(sigmoid, z), (0 + e) / (1 + e) ** 2)
    same(grad(sigmoid, z), s * (1 - s))
    differ(s * (1 + s), s * (1 - s))


def truth_slope_of_fitted_chance(draw):
    x, b = draw(3), draw(3)
    s = sigmoid(b @ x)
    same(grad(lambda v: sigmoid(v @ x), b), s * (1 - s) * x)
    differ(s * (1 + s) * x, s * (1 - s) * x)


def truth_log_likelihood_gradient(draw):
    x, y, beta, f = logistic(draw)
    p = sigmoid(x @ beta)
    slope = grad(f, beta)
    same(slope, x.T @ (y * (1 - p)) - x.T @ ((1 - y) * p))
    same(slope, x.T @ (y - p))
    differ(slope, x.T @ (y + p))


def truth_log_softmax(draw):
    z = draw(3)
    differ(np.log(np.exp(z) / (3 * np.exp(z))), z - np.log(np.exp(z).sum()))
    same(np.log(softmax(z)), z - np.log(np.exp(z).sum()))


def truth_multinomial_gradient(draw):
    x, b, labels, f = multinomial(draw)
    p = np.array([softmax(x[n] @ b) for n in range(4)])
    slope = grad(f, b)
    same(slope, x.T @ (labels - p))
    same(slope, x.T @ (labels - p * labels.sum(axis=1, keepdims=True)))
    differ(slope, x.T @ (labels + p))


def truth_multinomial_gradient_in_matrices(draw):
    x, b, labels, f = multinomial(draw)
    p = np.array([softmax(x[n] @ b) for n in range(4)])
    same(grad(f, b), x.T @ (labels - p))
    differ(grad(f, b), x.T @ (labels + p))
