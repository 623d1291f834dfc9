"""Solutions of MIT's Matrix Calculus, worked out again."""

import numpy as np
from equation_texts.numeric import block, differ, grad, jac, same

inv, tr, det = np.linalg.inv, np.trace, np.linalg.det


def truth_jacobian_of_a_product(draw):
    x = draw(3)
    slope = jac(lambda v: v * (v @ np.sin(v)), x)
    last = np.outer(x, x) @ np.diag(np.cos(x))
    right = (x @ np.sin(x)) * np.eye(3) + np.outer(x, np.sin(x)) + last
    same(slope, right)
    differ(slope, right - 2 * last)


def truth_differential_of_a_quadratic_form(draw):
    x, a, h = draw(3), draw(3, 3), draw(3)
    left = grad(lambda v: v @ a @ v, x) @ h
    same(left, tr(a @ np.outer(h, x) + a @ np.outer(x, h)))
    same(left, x @ a @ h + h @ a @ x)
    same(left, x @ a @ h + x @ a.T @ h)
    same(left, ((a + a.T) @ x) @ h)
    differ(left, x @ a @ h + x @ a @ h)


def truth_gradient_of_a_trace_of_an_inverse(draw):
    x, a = draw.positive(3), draw(2, 3)
    slope = grad(lambda v: tr(inv(a @ np.diag(v) @ a.T)), x)
    b = inv(a @ np.diag(x) @ a.T)
    scale = np.abs(slope).max()
    same(slope / scale, np.diag(-a.T @ b @ b @ a) / scale, 1e-4)
    differ(slope / scale, np.diag(a.T @ b @ b @ a) / scale)


def truth_gradient_of_the_norm(draw):
    p, a0, b = draw(3), draw.definite(3), draw(3)
    slope = grad(lambda q: np.sum((inv(a0 + np.outer(q, q)) @ b) ** 2), p)
    a = a0 + np.outer(p, p)
    x = inv(a) @ b
    v = inv(a).T @ x
    same(slope, -2 * ((p @ x) * v + (v @ p) * x))
    differ((v @ p) * x, (v @ x) * p)


def truth_square_of_a_block_matrix(draw):
    a, d, z = draw(2, 2), draw(2, 2), np.zeros((2, 2))
    m = block((a, d), (z, a))
    same(m @ m, block((a @ a, a @ d + d @ a), (z, a @ a)))
    differ(a @ d + d @ a, a @ d + a @ d)


def truth_cube_of_a_block_matrix(draw):
    a, d, z = draw(2, 2), draw(2, 2), np.zeros((2, 2))
    m = block((a, d), (z, a))
    right = block((a @ a @ a, a @ a @ d + a @ d @ a + d @ a @ a), (z, a @ a @ a))
    same(m @ m @ m, right)
    differ(block((a @ a, a @ a @ d + d @ a), (z, a)) @ m, right)


def truth_inverse_of_a_block_matrix(draw):
    a, d, z = draw.definite(2), draw(2, 2), np.zeros((2, 2))
    b = inv(a)
    same(inv(block((a, d), (z, a))), block((b, -b @ d @ b), (z, b)))
    differ(-b @ d @ b, b @ d @ b)


def truth_gradient_of_a_likelihood(draw):
    a, x = draw.definite(2), draw(2, 2)
    x = x + x.T
    slope = grad(lambda m: np.log(det(m)) + tr(inv(m) @ x), a)
    same(slope, inv(a) @ (np.eye(2) - x @ inv(a)))
    differ(slope, inv(a) @ (np.eye(2) + x @ inv(a)))
    adjugate = np.array([[a[1, 1], -a[0, 1]], [-a[1, 0], a[0, 0]]])
    same(tr(inv(a) @ x), tr(adjugate @ x) / det(a))


def truth_differential_of_a_likelihood(draw):
    a, x, da = draw.definite(2), draw(2, 2), draw(2, 2)
    x = x + x.T
    left = tr(grad(lambda m: np.log(det(m)) + tr(inv(m) @ x), a).T @ da)
    b = inv(a)
    same(left, tr(b @ da) - tr(b @ da @ b @ x))
    same(left, tr((np.eye(2) - b @ x) @ b @ da))
    differ(left, tr((np.eye(2) + b @ x) @ b @ da))


def truth_derivative_of_a_determinant(draw):
    a, z, eye = draw(2, 2), draw() + 5, np.eye(2)
    left = grad(lambda t: det(t * eye - a), z)
    same(left, det(z * eye - a) * tr(inv(z * eye - a)))
    differ(left, -det(z * eye - a) * tr(inv(z * eye - a)))
