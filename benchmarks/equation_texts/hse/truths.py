"""A seminar of the HSE machine learning course, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, jac, same


def truth_differential_of_a_quadratic_form(draw):
    a, x, h = draw(3, 3), draw(3), draw(3)
    moved = grad(lambda v: v @ a @ v, x) @ h
    same(moved, h @ a @ x + x @ a @ h)
    same(moved, ((a + a.T) @ x) @ h)
    differ(moved, ((a - a.T) @ x) @ h)


def truth_gradient_of_a_quadratic_form(draw):
    a, x = draw(3, 3), draw(3)
    slope = grad(lambda v: v @ a @ v, x)
    same(slope, (a + a.T) @ x)
    differ(slope, (a - a.T) @ x)


def truth_differential_of_a_product(draw):
    a, x, b, h = draw(2, 3), draw(3, 3), draw(3, 2), draw(3, 3)
    same(jac(lambda t: a @ (x + t * h) @ b, 0.0), a @ h @ b)
    differ(a @ h @ b, a @ h.T @ b)


def truth_differential_of_an_inverse(draw):
    x, h = draw.definite(3), draw(3, 3)
    b = np.linalg.inv(x)
    same(jac(lambda t: np.linalg.inv(x + t * h), 0.0), -b @ h @ b)
    differ(-b @ h @ b, b @ h @ b)


def truth_differential_of_an_inverse_times_matrix(draw):
    x, h = draw.definite(3), draw(3, 3)
    b = np.linalg.inv(x)
    same(jac(lambda t: np.linalg.inv(x + t * h), 0.0) @ x, -b @ h)


def truth_differential_of_a_log_determinant(draw):
    x, h = draw.definite(3), draw(3, 3)
    h = h + h.T
    moved = grad(lambda t: np.log(np.linalg.det(x + t * h)), 0.0)
    same(moved, np.sum(np.linalg.inv(x) * h))
    differ(moved, np.sum(x * h))


def truth_differential_of_a_composition(draw):
    x = draw.unit()
    same(grad(lambda t: np.log(np.sin(t)), x), np.cos(x) / np.sin(x))
    same(np.cos(x) / np.sin(x), 1 / np.tan(x))


def truth_mean_squared_error(draw):
    x, y, w = draw(4, 3), draw(4), draw(3)
    loss = np.sum((x @ w - y) ** 2) / 4
    same(loss, np.mean([(x[i] @ w - y[i]) ** 2 for i in range(4)]))
    if np.shape(np.mean([(x[i] @ w - y) ** 2 for i in range(4)], axis=0)) == ():
        raise ValueError("the right side is a number")


def truth_gradient_of_mean_squared_error(draw):
    x, y, w = draw(4, 3), draw(4), draw(3)
    slope = grad(lambda v: np.mean((x @ v - y) ** 2), w)
    same(slope, x.T @ (x @ w - y) / 2)
    differ(slope, x.T @ (x @ w + y) / 2)


def truth_differential_of_mean_squared_error(draw):
    x, y, w, h = draw(4, 3), draw(4), draw(3), draw(3)
    moved = grad(lambda v: np.mean((x @ v - y) ** 2), w) @ h
    same(moved, (x @ w - y) @ (x @ h) / 2)
    same(moved, (x.T @ (x @ w - y)) @ h / 2)
    differ(moved, (x @ w + y) @ (x @ h) / 2)


def truth_differential_of_a_power_of_a_norm(draw):
    x, h = draw(3), draw(3)
    moved = grad(lambda v: np.linalg.norm(v) ** 1.5, x) @ h
    same(moved, 0.75 * (x @ x) ** -0.25 * (2 * x @ h))
    same(moved, 1.5 * (x @ h) / np.linalg.norm(x) ** 0.5)
    differ(moved, 0.25 * (x @ x) ** -0.25 * (2 * x @ h))
