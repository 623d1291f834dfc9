"""Equations of `Dive into Deep Learning`, worked out again."""

import numpy as np
from equation_texts.numeric import differ, grad, same, softmax


def recurrent(draw):
    """Three steps of a linear recurrent net with the squared error."""
    w_x, w_h, w_q = draw(3, 2), draw(3, 3), draw(2, 3)
    x, y, h0 = draw(3, 2), draw(3, 2), draw(3)

    def states(start=h0, w=w_h, extra=None):
        h = [start]
        for t in range(3):
            h.append(w_x @ x[t] + w @ h[-1] + (0 if extra is None else extra[t]))
        return np.array(h[1:])

    def cost(o):
        return sum(0.5 * np.sum((o[t] - y[t]) ** 2) for t in range(3)) / 3

    return w_h, w_q, states, cost


def truth_objective_parts(draw):
    loss, s = draw(), draw()
    same(grad(lambda v: v + s, loss), 1)
    same(grad(lambda v: loss + v, s), 1)
    differ(grad(lambda v: v + s, loss), 2)


def truth_penalty_gradient(draw):
    w1, w2, lam = draw(3, 4), draw(2, 3), draw()
    same(grad(lambda w: lam / 2 * (np.sum(w**2) + np.sum(w2**2)), w1), lam * w1)
    same(grad(lambda w: lam / 2 * (np.sum(w1**2) + np.sum(w**2)), w2), lam * w2)
    differ(lam * w1, 2 * w1)


def truth_unrolled_recursion(draw):
    b, c = draw(4), draw(4)
    a = [b[0]]
    for t in range(1, 4):
        a.append(b[t] + c[t] * a[-1])
    for t in range(4):
        same(a[t], b[t] + sum(np.prod(c[i + 1 : t + 1]) * b[i] for i in range(t)))
    differ(a[3], b[3] + sum(np.prod(c[i:4]) * b[i] for i in range(3)))


def truth_output_gradient(draw):
    _, w_q, states, cost = recurrent(draw)
    o = states() @ w_q.T

    def loss(v, t):
        moved = o.copy()
        moved[t] = v
        return 3 * (cost(moved) - cost(np.vstack([o[:t], np.zeros((1, 2)), o[t + 1 :]])))

    for t in range(3):
        same(grad(cost, o)[t], grad(lambda v, t=t: loss(v, t), o[t]) / 3)


def truth_state_gradient(draw):
    w_h, w_q, states, cost = recurrent(draw)
    delta = grad(cost, states() @ w_q.T)
    for t in range(3):
        moved = grad(lambda e: cost(states(extra=e) @ w_q.T), np.zeros((3, 3)))[t]
        power = np.linalg.matrix_power
        same(moved, sum(power(w_h.T, 2 - i) @ w_q.T @ delta[2 + t - i] for i in range(t, 3)))
        if t < 2:
            differ(moved, sum(power(w_h.T, 2 - t) @ w_q.T @ delta[2 + t - i] for i in range(t, 3)))
    back = [w_q.T @ delta[i] for i in range(3)]
    first = back[0] + w_h.T @ back[1] + w_h.T @ w_h.T @ back[2]
    differ(first, back[0] + w_h @ back[1] + w_h.T @ w_h.T @ back[2])


def truth_cross_entropy_of_logits(draw):
    o, y = draw(3), draw.onehot(3)
    lse = np.log(np.exp(o).sum())
    same(-np.sum(y * np.log(softmax(o))), np.sum(y * lse) - y @ o)
    same(np.sum(y * lse) - y @ o, lse - y @ o)
    differ(lse - y @ o, -lse - y @ o)
    differ(np.sum(y * np.log(softmax(o))), lse - y @ o)


def truth_logit_gradient(draw):
    o, y = draw(3), draw.onehot(3)
    same(grad(lambda v: np.log(np.exp(v).sum()) - y @ v, o), softmax(o) - y)
    differ(softmax(o) - y, softmax(o) + y)
