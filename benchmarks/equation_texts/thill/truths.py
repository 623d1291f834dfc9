"""Two posts of a blog on neural nets, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, jac, same, sigmoid, softmax


class Net:
    """Layers of 2, 3, 3 and 2 sigmoid units with the squared error of one example."""

    def __init__(self, draw):
        self.w = [draw(3, 2), draw(3, 3), draw(2, 3)]
        self.b = [draw(3), draw(3), draw(2)]
        self.x, self.y = draw(2), draw(2)

    def forward(self, w=None, b=None):
        w, b, a, zs = w or self.w, b or self.b, [self.x], []
        for weights, bias in zip(w, b, strict=True):
            zs.append(weights @ a[-1] + bias)
            a.append(sigmoid(zs[-1]))
        return zs, a

    def loss(self, w=None, b=None):
        return 0.5 * np.sum((self.y - self.forward(w, b)[1][-1]) ** 2)

    def deltas(self):
        zs, a = self.forward()
        back = [(a[-1] - self.y) * a[-1] * (1 - a[-1])]
        for weights, out in zip(self.w[:0:-1], a[-2:0:-1], strict=True):
            back.insert(0, (weights.T @ back[0]) * out * (1 - out))
        return zs, a, back


def truth_slope_on_another_output(draw):
    z = draw(4)
    o, e, slope = softmax(z), np.exp(z), jac(softmax, z)
    for j in range(4):
        for i in range(4):
            if i != j:
                same(slope[j, i], -e[j] * e.sum() ** -2 * e[i])
                same(slope[j, i], -o[j] * o[i])
                differ(10 * slope[j, i], 10 * o[j] * o[i])


def truth_slope_on_the_same_output(draw):
    z = draw(4)
    o, e = softmax(z), np.exp(z)
    slope = np.diag(jac(softmax, z))
    same(slope, o - e * e.sum() ** -2 * e)
    same(slope, o - o**2)
    differ(slope, o + o**2)


def truth_loss_slope_split(draw):
    z, y = draw(4), np.eye(4)[2]
    slope = jac(lambda v: np.log(softmax(v)), z)
    left = grad(lambda v: -y @ np.log(softmax(v)), z)
    same(left, -y @ slope)
    for i in range(4):
        rest = sum(y[j] * slope[j, i] for j in range(4) if j != i)
        same(left[i], -rest - y[i] * slope[i, i])


def truth_loss_slope(draw):
    z, y = draw(4), np.eye(4)[2]
    o = softmax(z)
    left = grad(lambda v: -y @ np.log(softmax(v)), z)
    for i in range(4):
        others = sum(y[j] for j in range(4) if j != i)
        spread = sum(y[j] / o[j] * o[j] * o[i] for j in range(4) if j != i)
        same(left[i], spread - y[i] / o[i] * (o[i] - o[i] ** 2))
        same(left[i], o[i] * others - y[i] + y[i] * o[i])
    same(left, o - y)
    differ(left, o + y)


def truth_total_derivative_of_the_example(draw):
    t = draw.unit()
    x, y, c = np.exp(t), t**2, np.cos(np.exp(2 * t) + t**4)
    left = grad(lambda s: np.sin(np.exp(2 * s) + s**4), t)
    same(left, 2 * x * c * np.exp(t) + 2 * y * c * 2 * t)
    same(left, 2 * c * (np.exp(2 * t) + 2 * t**3))
    differ(2 * (np.exp(2 * t) + 2 * t**3), 2 * (np.exp(2 * t) + t**3))


def truth_weight_in_a_sum(draw):
    w, a = draw(3, 3), draw(3)
    slope = jac(lambda v: v @ a, w)
    same(np.einsum("iij->ij", slope), np.ones((3, 1)) * a)
    differ(np.einsum("iij->ij", slope), np.ones((1, 3)) * a[:, None])


def truth_error_signal_recursion(draw):
    net = Net(draw)
    _, a, back = net.deltas()
    for n in range(2):
        slope = grad(lambda v, n=n: net.loss(b=[*net.b[:n], v, *net.b[n + 1 :]]), net.b[n])
        s = a[n + 1] * (1 - a[n + 1])
        same(100 * slope, 100 * s * (net.w[n + 1].T @ back[n + 1]))
    differ(100 * s * (net.w[2].T @ back[2]), 100 * a[2] * (net.w[2].T @ back[2]))


def truth_gradients_by_entry(draw):
    net = Net(draw)
    _, a, back = net.deltas()
    for n in range(3):
        slope = grad(lambda v, n=n: net.loss(w=[*net.w[:n], v, *net.w[n + 1 :]]), net.w[n])
        same(100 * slope, 100 * np.outer(back[n], a[n]))
        shift = grad(lambda v, n=n: net.loss(b=[*net.b[:n], v, *net.b[n + 1 :]]), net.b[n])
        same(100 * shift, 100 * back[n])
    differ(100 * slope, -100 * np.outer(back[2], a[2]))


def truth_transposed_product_as_a_sum(draw):
    w, d = draw(2, 3), draw(2)
    same(w.T @ d, sum(w[k] * d[k] for k in range(2)))


def truth_error_signal_in_vectors(draw):
    net = Net(draw)
    _, a, back = net.deltas()
    slope = grad(lambda v: net.loss(b=[v, *net.b[1:]]), net.b[0])
    same(1000 * slope, 1000 * (net.w[1].T @ back[1]) * a[1] * (1 - a[1]))
    differ(1000 * (net.w[1].T @ back[1]) * a[1], 1000 * (net.w[1].T @ back[1]) * a[1] * (1 - a[1]))


def truth_weight_gradient(draw):
    net = Net(draw)
    _, a, back = net.deltas()
    slope = grad(lambda v: net.loss(w=[net.w[0], v, net.w[2]]), net.w[1])
    same(100 * slope, 100 * np.outer(back[1], a[1]))
    differ(100 * slope, -100 * np.outer(back[1], a[1]))


def truth_output_error_signal(draw):
    z, y = draw(2), draw(2)
    a = sigmoid(z)
    slope = grad(lambda v: 0.5 * np.sum((y - sigmoid(v)) ** 2), z)
    same(slope, -(y - a) * a * (1 - a))
    differ(slope, (a + y) * a * (1 - a))
