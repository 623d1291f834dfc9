"""Equations of a README on the softmax gradient, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, same, softmax


def truth_softmax(draw):
    o = draw(3)
    differ(softmax(o), softmax(np.arange(1.0, 4)))


def truth_cross_entropy_of_the_right_class(draw):
    o = draw(3)
    loss = -np.sum(np.eye(3)[1] * np.log(softmax(o)))
    same(loss, -np.log(softmax(o)[1]))
    differ(loss, np.log(softmax(o)[1]))


def truth_gradient_of_the_right_class(draw):
    o = draw(3)
    p, e = softmax(o), np.exp(o)
    slope = grad(lambda v: -np.log(softmax(v)[1]), o)[1]
    same(slope, -(p[1] - e[1] ** 2 / e.sum() ** 2) / p[1])
    same(slope, p[1] - 1)
    differ(slope, p[1] + 1)


def truth_gradient(draw):
    o, y = draw(3), np.eye(3)[1]
    same(grad(lambda v: -np.log(softmax(v)[1]), o), softmax(o) - y)
    differ(softmax(o) - y, softmax(o) + y)
