"""Equations of the `Probability and Statistics Cookbook`, worked out again."""

import math

import numpy as np
from equation_texts.numeric import differ, same


def regression(draw):
    """Fit a least-squares line through five points: y, its fitted values, and residuals."""
    x, y = draw(5), draw(5)
    slope = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    fitted = y.mean() + slope * (x - x.mean())
    return y, fitted, y - fitted


def truth_cauchy_schwarz(draw):
    p, x, y = draw.chances(3), draw(3), draw(3)
    same((p @ (x * y)) ** 2 <= (p @ x**2) * (p @ y**2), 1)
    same((p @ (x * y)) ** 2 >= (p @ x**2) * (p @ y**2), 0)


def truth_coefficient_of_determination(draw):
    y, fitted, rest = regression(draw)
    total = np.sum((y - y.mean()) ** 2)
    same(np.sum((fitted - y.mean()) ** 2) / total, 1 - np.sum(rest**2) / total)
    differ(1 - np.sum(rest**2) / total, 1 + np.sum(rest**2) / total)


def truth_coefficient_of_a_subset(draw):
    y, fitted, rest = regression(draw)
    total = np.sum((y - y.mean()) ** 2)
    share = np.sum((fitted - y.mean()) ** 2) / total
    same(1 - np.sum(rest**2) / total, share)
    if abs(share - 0.5) > 0.01:
        differ(1 - np.sum(rest**2) / total, 1 - share)


def truth_hat_matrix(draw):
    x = draw(4, 2)
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    same(hat @ hat, hat)
    if x.shape[0] == x.shape[1]:
        raise ValueError("the shapes fit")


def truth_epanechnikov_kernel(draw):
    x = draw.unit()
    u = np.linspace(-math.sqrt(5), math.sqrt(5), 20001)
    area = np.sum(3 / (4 * math.sqrt(5)) * (1 - u**2 / 5)) * (u[1] - u[0])
    same(area, 1)
    differ(3 / (4 * math.sqrt(5) * (1 - x**2 / 5)), 3 / (4 * math.sqrt(5)) * (1 - x**2 / 5))
