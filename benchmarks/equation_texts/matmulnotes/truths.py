"""A student's notes on backpropagation through matrix operations, worked out again."""

import numpy as np
from equation_texts.numeric import block, differ, grad, jac, same


def cost(draw, size):
    """Return a scalar cost of a matrix, and its gradient."""
    t = draw(*size)
    return lambda z: np.sum(np.sin(z) * t), lambda z: np.cos(z) * t


def truth_product_by_entries(draw):
    x, y = draw(2, 3), draw(3, 2)
    z = [[sum(x[i, k] * y[k, j] for k in range(3)) for j in range(2)] for i in range(2)]
    same(x @ y, z)
    differ((x @ y)[1, 1], z[1][1] + x[1, 2] * (y[1, 1] - y[2, 1]))


def truth_jacobian_of_a_product(draw):
    x, y = draw(2, 3), draw(3, 2)
    rows = jac(lambda v: (v @ y).ravel(), x).reshape(4, 6).T
    zero = np.zeros((3, 2))
    same(rows, block((y, zero), (zero, y)))


def truth_gradient_in_the_first_factor(draw):
    f, slope = cost(draw, (2, 2))
    x, y = draw(2, 3), draw(3, 2)
    same(grad(lambda v: f(v @ y), x), slope(x @ y) @ y.T)
    differ(grad(lambda v: f(v @ y), x), -slope(x @ y) @ y.T)


def truth_gradient_in_the_second_factor(draw):
    f, slope = cost(draw, (2, 2))
    x, y = draw(2, 3), draw(3, 2)
    same(grad(lambda v: f(x @ v), y), x.T @ slope(x @ y))
    differ(grad(lambda v: f(x @ v), y), -x.T @ slope(x @ y))


def truth_slopes_by_entry(draw):
    x = draw(3, 2)
    slope = 1 - np.tanh(x) ** 2
    same(slope, [[1 - np.tanh(x[i, j]) ** 2 for j in range(2)] for i in range(3)])


def truth_gradient_through_a_function(draw):
    f, slope = cost(draw, (3, 2))
    x = draw(3, 2)
    same(grad(lambda v: f(np.tanh(v)), x), (1 - np.tanh(x) ** 2) * slope(np.tanh(x)))
    differ(grad(lambda v: f(np.tanh(v)), x), np.tanh(x) * slope(np.tanh(x)))


def truth_gradient_in_the_wrong_factor(draw):
    f, slope = cost(draw, (3, 2))
    x, y = draw(3, 2), draw(3, 2)
    differ(grad(lambda v: f(v * y), x), x * slope(x * y))
    same(grad(lambda v: f(x * v), y), x * slope(x * y))


def truth_broadcast_row(draw):
    x = draw(1, 3)
    same(np.vstack([x, x]), np.ones((2, 1)) @ x)


def truth_gradient_of_a_broadcast(draw):
    f, slope = cost(draw, (2, 3))
    x = draw(1, 3)
    z = np.vstack([x, x])
    left = grad(lambda v: f(np.vstack([v, v])), x)
    differ(left, z.sum(axis=0, keepdims=True))
    same(left, slope(z).sum(axis=0, keepdims=True))
