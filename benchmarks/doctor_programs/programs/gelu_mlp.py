import numpy as np

C = np.sqrt(2 / np.pi)


def gelu(x):
    return 0.5 * x * (1 + np.tanh(C * (x + 0.044715 * x**3)))


def gelu_backward(x, dy):
    inner = C * (x + 0.044715 * x**3)
    t = np.tanh(inner)
    d_inner = C * (1 + 3 * 0.044715 * x**2)
    return dy * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * d_inner)


class MLP:
    """Linear -> GELU -> Linear, squared error, like the block of a transformer."""

    def __init__(self, d_model, d_ff, rng):
        self.w_up = rng.normal(size=(d_model, d_ff)) / d_model**0.5
        self.b_up = np.zeros(d_ff)
        self.w_down = rng.normal(size=(d_ff, d_model)) / d_ff**0.5
        self.b_down = np.zeros(d_model)

    def loss(self, x, target):
        self.x = x
        self.pre = x @ self.w_up + self.b_up
        self.act = gelu(self.pre)
        self.out = self.act @ self.w_down + self.b_down
        self.target = target
        return ((self.out - target) ** 2).sum(axis=1).mean()

    def backward(self):
        d_out = 2 * (self.out - self.target) / len(self.x)
        d_act = d_out @ self.w_down.T
        d_pre = gelu_backward(self.pre, d_act)
        return {
            "w_up": self.x.T @ d_pre,
            "b_up": d_pre.sum(axis=0),
            "w_down": self.act.T @ d_out,
            "b_down": d_out.sum(axis=0),
        }
