"""Equations of three lectures of QuantEcon, worked out again."""

import math

import numpy as np
from equation_texts.numeric import differ, grad, jac, norm_cdf, norm_pdf, same


def truth_local_slope_at_a_point(draw):
    z = draw(3)
    same(1 - np.tanh(z) ** 2, np.diag(jac(np.tanh, z)))


def truth_differential_of_a_layer(draw):
    x, w, b = draw(), draw(), draw()
    dx, dw, db = draw(), draw(), draw()
    slope = 1 - np.tanh(w * x + b) ** 2
    moved = grad(lambda t: np.tanh((w + t * dw) * (x + t * dx) + b + t * db), 0.0)
    same(moved, slope * (dw * x + w * dx + db))
    differ(moved, slope * (dw * x + w * dx + b))


def truth_poisson_log_likelihood(draw):
    x, beta, y = draw(3, 3), draw(3), np.array([2, 0, 3])
    mu = np.exp(x @ beta)
    c = np.array([math.factorial(k) for k in y])
    f = mu**y / c * np.exp(-mu)
    right = np.sum(y * np.log(mu)) - mu.sum() - np.log(c).sum()
    same(np.log(f.prod()), np.log(f).sum())
    same(np.log(f).sum(), right)
    differ(right, np.sum(y * np.log(mu)) + mu.sum() - np.log(c).sum())


def truth_slope_of_normal_distribution(draw):
    s = draw()
    same(grad(norm_cdf, s), norm_pdf(s))
    differ(grad(norm_cdf, s), norm_cdf(s))
