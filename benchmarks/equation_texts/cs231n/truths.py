"""Equations of the CS231n course notes, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, same, sigmoid, softmax


def truth_product_rule(draw):
    x, y = draw(), draw()
    same(grad(lambda v: v * y, x), y)
    same(grad(lambda v: x * v, y), x)
    differ(grad(lambda v: v * y, x), x)


def truth_maximum_rule(draw):
    x, y = draw(), draw()
    same(grad(lambda v: np.maximum(v, y), x), float(x >= y))
    same(grad(lambda v: np.maximum(x, v), y), float(y >= x))
    differ(grad(lambda v: np.maximum(v, y), x), float(x <= y))


def truth_sigmoid_derivative(draw):
    x = draw()
    e, s = np.exp(-x), sigmoid(x)
    same(s, 1 / (1 + e))
    same(grad(sigmoid, x), e / (1 + e) ** 2)
    same(e / (1 + e) ** 2, (1 + e - 1) / (1 + e) * (1 / (1 + e)))
    same(grad(sigmoid, x), (1 - s) * s)
    differ((1 - s) * s, (1 + s) * s)
    differ(e / (1 + e) ** 2, e / (1 + e) ** 3)


def truth_one_sided_difference(draw):
    x = draw()
    differ(np.exp(x), (np.exp(x + 0.1) - np.exp(x)) / 0.1)


def truth_cross_entropy_two_ways(draw):
    f = draw(4)
    same(-np.log(softmax(f)[1]), -f[1] + np.log(np.exp(f).sum()))
    differ(-np.log(softmax(f)[1]), f[1] + np.log(np.exp(f).sum()))
    differ(-np.log(softmax(f)[1]), -f[1] - np.log(np.exp(f).sum()))


def truth_softmax_shift(draw):
    f, c = draw(4), draw.positive()
    e = np.exp(f)
    same(e[1] / e.sum(), c * e[1] / (c * e.sum()))
    same(e[1] / e.sum(), np.exp(f[1] + np.log(c)) / np.exp(f + np.log(c)).sum())
    differ(e[1] / e.sum(), np.exp(f[1] + np.log(c)) / np.exp(f - np.log(c)).sum())
    differ(e[1] / e.sum(), c * e[1] / e.sum())


def truth_gradient_on_scores(draw):
    f, one = draw(4), np.eye(4)[1]
    same(grad(lambda v: -np.log(softmax(v)[1]), f), softmax(f) - one)
    differ(softmax(f) - one, softmax(f) + one)
    differ(softmax(f) - one, softmax(f) - (1 - one))
