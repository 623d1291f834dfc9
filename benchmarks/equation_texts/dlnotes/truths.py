"""Notes on the linear algebra of the `Deep Learning` book, worked out again."""

import math

import numpy as np
from equation_texts.numeric import differ, grad, same


def truth_product_in_numbers(draw):
    a, b, c = [[4, 12], [7, 6]], [[1, -3], [4, 3]], [[6, 6], [2, 5]]
    same(np.array(a) @ b @ c, [[360, 432], [180, 171]])
    differ(432 / 100, 423 / 100)


def truth_cyclic_trace_in_numbers(draw):
    a, b, c = np.array([[4, 12], [7, 6]]), np.array([[1, -3], [4, 3]]), np.array([[6, 6], [2, 5]])
    same(np.trace(a @ b @ c), 531)
    same(np.trace(c @ a @ b), 531)
    same(np.trace(b @ c @ a), 531)


def truth_frobenius_norm_by_trace(draw):
    a = draw(3, 3)
    same(np.linalg.norm(a), math.sqrt(np.trace(a @ a.T)))
    differ(np.linalg.norm(a) ** 2, np.trace(a @ a))


def truth_frobenius_norm(draw):
    a = draw(3, 3)
    same(np.linalg.norm(a), math.sqrt(np.sum(a**2)))


def truth_trace_of_transpose(draw):
    a = draw(3, 3)
    same(np.trace(a), np.trace(a.T))


def truth_squared_norm(draw):
    y = draw(3)
    same(np.linalg.norm(y) ** 2, y @ y)


def truth_slope_of_linear_term(draw):
    x, d, c = draw(3), draw(3, 2), draw(2)
    slope = grad(lambda v: -2 * x @ d @ v, c)
    same(slope, -2 * d.T @ x)
    if np.shape(-2 * x[None, :] @ d) == (2, 1):
        raise ValueError("the right side is a column")


def truth_slope_of_squared_norm(draw):
    c = draw(2)
    same(grad(lambda v: v @ v, c), 2 * c)
    differ(2 * c, 3 * c)


def truth_trace_of_a_projection(draw):
    x, d = draw(4, 3), draw(3)
    p = np.outer(d, d)
    same(np.trace(x.T @ x @ p), np.trace(p @ x.T @ x))
    differ(np.trace(x.T @ x @ p), np.trace(p @ x.T @ x @ p))
