import numpy as np


# regression with two outputs; everything stored in preallocated arrays (faster, I was told)
class Buffers:
    def __init__(self, m, h, k):
        self.hidden = np.empty((m, h))
        self.out = np.empty((m, k))
        self.d_out = np.empty((m, k))
        self.d_hidden = np.empty((m, h))


def forward(theta, X, buf):
    np.dot(X, theta["W"], out=buf.hidden)
    buf.hidden += theta["b"]
    np.tanh(buf.hidden, out=buf.hidden)
    np.dot(buf.hidden, theta["V"], out=buf.out)
    buf.out += theta["c"]
    np.tanh(buf.out, out=buf.out)


def cost(theta, X, T):
    buf = Buffers(len(X), theta["b"].size, theta["c"].size)
    forward(theta, X, buf)
    return np.square(buf.out - T).sum() / (2 * len(X))


def gradient(theta, X, T):
    buf = Buffers(len(X), theta["b"].size, theta["c"].size)
    forward(theta, X, buf)
    buf.d_out[:] = buf.out - T
    buf.d_out *= 1 - buf.out ** 2
    buf.d_out /= len(X)
    gV = buf.hidden.T.dot(buf.d_out)
    gc = buf.d_out.sum(axis=0)
    np.dot(buf.d_out, theta["V"].T, out=buf.d_hidden)
    buf.d_hidden *= 1 - buf.hidden ** 2
    gW = X.T.dot(buf.d_hidden)
    gb = buf.d_hidden.sum(axis=0)
    return {"W": gW, "b": gb, "V": gV, "c": gc}
