"""Matrix calculus of fmin.xyz, worked out again."""

import math

import numpy as np
from equation_texts.numeric import differ, grad, hess, same

tr = np.trace


def truth_product_by_entry(draw):
    a, b = draw(3, 3), draw(3, 4)
    c = np.array([[sum(a[i, k] * b[k, j] for k in range(3)) for j in range(4)] for i in range(3)])
    same(a @ b, c)
    differ(a.T @ b, c)


def truth_matrix_times_vector_by_entry(draw):
    a, x = draw(2, 3), draw(3)
    same(a @ x, [sum(a[i, k] * x[k] for k in range(3)) for i in range(2)])
    differ((a @ x)[0], sum(a[0, k] * x[0] for k in range(3)))


def truth_euclidean_norm(draw):
    x = draw(3)
    same(np.linalg.norm(x), math.sqrt(sum(abs(t) ** 2 for t in x)))
    differ(np.linalg.norm(x), math.sqrt(sum(abs(t) for t in x)))


def truth_maximum_norm(draw):
    x = draw(3)
    same(np.linalg.norm(x, np.inf), max(abs(x)))
    differ(max(abs(x)), min(abs(x)))


def truth_absolute_norm(draw):
    x = draw(3)
    same(np.linalg.norm(x, 1), sum(abs(x)))


def truth_frobenius_norm(draw):
    a = draw(4, 3)
    same(np.linalg.norm(a), np.sum(a**2) ** 0.5)
    differ(np.linalg.norm(a), np.sum(a**2) ** 2)


def truth_inner_product(draw):
    x, y = draw(3), draw(3)
    same(x @ y, sum(x[i] * y[i] for i in range(3)))
    same(x @ y, y @ x)
    differ(x @ y, y @ y)


def truth_inner_product_of_matrices(draw):
    x, y = draw(4, 3), draw(4, 3)
    same(tr(x.T @ y), np.sum(x * y))
    same(np.sum(x * y), tr(y.T @ x))
    differ(np.sum(x * y), np.sum(x * y**2))


def truth_cyclic_trace(draw):
    a, b, c, d = draw(2, 3), draw(3, 2), draw(2, 4), draw(4, 2)
    same(tr(a @ b @ c @ d), tr(d @ a @ b @ c))
    same(tr(a @ b @ c @ d), tr(c @ d @ a @ b))
    same(tr(a @ b @ c @ d), tr(b @ c @ d @ a))


def truth_gradient_of_a_bowl(draw):
    v = draw(2)
    same(grad(lambda t: t @ t, v), 2 * v)
    differ(2 * v[1], v[1])


def truth_gradient_of_a_quadratic(draw):
    a, b, x = draw(3, 3), draw(3), draw(3)
    slope = grad(lambda v: 0.5 * v @ a @ v - b @ v, x)
    same(slope, 0.5 * (a + a.T) @ x - b)
    differ(slope, 0.5 * (a + a.T) @ x + b)
    differ(slope, a @ x - b)


def truth_hessian_of_a_quadratic(draw):
    a, b, x = draw(3, 3), draw(3), draw(3)
    second = hess(lambda v: 0.5 * v @ a @ v - b @ v, x)
    same(second, 0.5 * (a + a.T))
    differ(second, 0.5 * (a - a.T))


def truth_linear_approximation_of_a_quadratic(draw):
    a, b, c, x, x0 = draw(3, 3), draw(3), draw(), draw(3), draw(3)
    line = 0.5 * x0 @ a @ x0 - b @ x0 + c + (0.5 * (a + a.T) @ x0 - b) @ (x - x0)
    rest = (0.5 * (a + a.T) @ x0 - b) @ x
    differ(line, c - 0.5 * x0 @ (a + a.T) @ x0 + rest)
    same(line, c - 0.25 * x0 @ (a + a.T) @ x0 + rest)


def truth_symmetric_second_derivatives(draw):
    a, x = draw(3, 3), draw(3)
    second = hess(lambda v: 0.5 * v @ a @ v + np.exp(v).sum(), x)
    same(second, second.T)


def truth_differential_of_a_quadratic(draw):
    a, b, x, h = draw(3, 3), draw(3), draw(3), draw(3)
    moved = grad(lambda v: (a @ v) @ v - b @ v, x) @ h
    same(moved, (a @ x) @ h + x @ (a @ h) - b @ h)
    same(moved, ((a + a.T) @ x - b) @ h)
    differ(moved, ((a + a.T) @ x + b) @ h)


def truth_differential_of_a_logarithm(draw):
    a, x, h = draw.definite(3), draw(3), draw(3)
    a[0, 1] += 0.1
    moved = grad(lambda v: np.log(v @ a @ v), x) @ h
    same(moved, (h @ a @ x + x @ a @ h) / (x @ a @ x))
    same(moved, ((a + a.T) @ x) @ h / (x @ a @ x))
    differ(((a + a.T) @ x) @ h, ((a - a.T) @ x) @ h)


def truth_differential_of_a_norm(draw):
    a, x, b, h = draw(2, 3), draw(3, 2), draw(2, 2), draw(3, 2)
    rest = a @ x - b
    moved = np.sum(grad(lambda v: np.linalg.norm(a @ v - b), x) * h)
    same(moved, tr(rest.T @ a @ h) / np.linalg.norm(rest))
    same(moved, tr((a.T @ rest).T @ h) / np.linalg.norm(rest))
    differ(moved, tr((a.T @ (a @ x + b)).T @ h) / np.linalg.norm(rest))
