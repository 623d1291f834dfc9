"""Deep learning analytics of a lecture, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, same


def truth_learning_rule(draw):
    x, w, d, mu = draw(3), draw(3, 2), draw(2), draw()
    e = x @ w - d
    step = -mu * grad(lambda v: 0.5 * np.sum((x @ v - d) ** 2), w)
    same(step, mu * np.outer(x, d - x @ w))
    differ(step, mu * np.outer(x, e))


def truth_hidden_slope(draw):
    h, v, d = draw(3), draw(3, 2), draw(2)
    slope = grad(lambda t: 0.5 * np.sum((t @ v - d) ** 2), h)
    same(slope, v @ grad(lambda t: 0.5 * np.sum((t - d) ** 2), h @ v))


def truth_hidden_weight_slope(draw):
    x, w, v, d = draw(4), draw(4, 3), draw(3, 2), draw(2)
    slope = grad(lambda t: 0.5 * np.sum(((x @ t) @ v - d) ** 2), w)
    e = (x @ w) @ v - d
    same(slope, np.outer(x, v @ e))
    differ(slope, -np.outer(x, v @ e))
