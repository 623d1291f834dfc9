"""A derivation of backpropagation through time, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, jac, same, softmax


class Net:
    """Two steps of a tanh net of two units with softmax outputs of three classes."""

    def __init__(self, draw):
        self.u, self.w, self.v = draw(2, 2), draw(2, 2), draw(3, 2)
        self.x, self.s0, self.y = draw(2, 2), draw(2), np.eye(3)[1]

    def states(self, w=None):
        s = [self.s0]
        for x in self.x:
            s.append(np.tanh(self.u @ x + (self.w if w is None else w) @ s[-1]))
        return s

    def loss(self, g):
        return -self.y @ np.log(softmax(g))


def truth_softmax_with_a_slipped_bound(draw):
    g = draw(3)
    printed = [np.exp(g[i]) / sum(np.exp(g[j]) for j in range(i, 3)) for i in range(3)]
    differ(softmax(g), printed)


def truth_softmax_jacobian(draw):
    g = draw(3)
    p = softmax(g)
    right = p[:, None] * (np.eye(3) - p[None, :])
    same(jac(softmax, g), right)
    differ(jac(softmax, g), p[:, None] * (np.eye(3) + p[None, :]))


def truth_softmax_jacobian_by_case(draw):
    g = draw(3)
    p, slope = softmax(g), jac(softmax, g)
    for i in range(3):
        for j in range(3):
            same(slope[i, j], p[i] * (1 - p[i]) if i == j else -p[i] * p[j])
    differ(10 * slope[0, 1], 10 * p[0] * p[1])


def truth_loss_gradient_by_entry(draw):
    net = Net(draw)
    g = draw(3)
    p = softmax(g)
    slope = grad(net.loss, g)
    eye = np.eye(3)
    for i in range(3):
        same(slope[i], -sum(net.y[k] / p[k] * p[k] * (eye[k, i] - p[i]) for k in range(3)))
    same(slope, net.y.sum() * p - net.y)
    same(slope, p - net.y)
    differ(slope, p + net.y)


def truth_loss_gradient(draw):
    net = Net(draw)
    g = draw(3)
    same(grad(net.loss, g), softmax(g) - net.y)
    differ(softmax(g) - net.y, softmax(g) + net.y)


def truth_output_weight_gradient(draw):
    net = Net(draw)
    s = net.states()[-1]
    slope = grad(lambda v: net.loss(v @ s), net.v)
    same(slope, np.outer(softmax(net.v @ s) - net.y, s))
    differ(slope, np.outer(softmax(net.v @ s) + net.y, s))


def truth_tanh_jacobian(draw):
    z = draw(2)
    same(jac(np.tanh, z), np.diag(1 - np.tanh(z) ** 2))
    differ(jac(np.tanh, z), np.diag(1 + np.tanh(z) ** 2))


def truth_product_of_jacobians(draw):
    net = Net(draw)
    s = net.states()
    d = [np.diag(1 - one**2) for one in s[1:]]

    def last(start):
        return np.tanh(net.u @ net.x[1] + net.w @ np.tanh(net.u @ net.x[0] + net.w @ start))

    same(jac(last, net.s0), d[1] @ net.w @ d[0] @ net.w)
    differ(100 * jac(last, net.s0), 100 * net.w @ net.w @ d[1] @ d[0])


def truth_product_by_entry(draw):
    w, x = draw(3, 3), draw(3)
    same(w @ x, [sum(w[i, k] * x[k] for k in range(3)) for i in range(3)])
    differ(w @ x, w.T @ x)


def truth_jacobian_of_a_linear_map(draw):
    w, x = draw(4, 3), draw(3)
    same(jac(lambda v: w @ v, x), w)


def truth_gradient_in_the_input(draw):
    w, x, t = draw(4, 3), draw(3), draw(4)
    slope = grad(lambda v: 0.5 * np.sum((w @ v - t) ** 2), x)
    same(slope, w.T @ (w @ x - t))


def truth_jacobian_in_the_weights(draw):
    w, x = draw(3, 3), draw(3)
    slope = jac(lambda v: v @ x, w)
    same(slope, np.einsum("ki,j->kij", np.eye(3), x))
    differ(slope, np.einsum("kj,j,i->kij", np.eye(3), x, np.ones(3)))


def truth_gradient_in_the_weights(draw):
    w, x, t = draw(4, 3), draw(3), draw(4)
    slope = grad(lambda v: 0.5 * np.sum((v @ x - t) ** 2), w)
    same(slope, np.outer(w @ x - t, x))
