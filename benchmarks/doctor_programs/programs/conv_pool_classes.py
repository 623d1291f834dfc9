import numpy as np


class Conv:
    def __init__(self, w, b):
        self.w, self.b = w, b  # (F, C, k, k) and (F,)

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        F, _, k, _ = self.w.shape
        out = np.zeros((N, F, H - k + 1, W - k + 1))
        for n in range(N):
            for f in range(F):
                for i in range(H - k + 1):
                    for j in range(W - k + 1):
                        patch = x[n, :, i:i + k, j:j + k]
                        out[n, f, i, j] = (patch * self.w[f]).sum() + self.b[f]
        return out

    def backward(self, dout):
        k = self.w.shape[2]
        dx = np.zeros_like(self.x)
        self.dw = np.zeros_like(self.w)
        self.db = dout.sum(axis=(0, 2, 3))
        N, F, H, W = dout.shape
        for n in range(N):
            for f in range(F):
                for i in range(H):
                    for j in range(W):
                        patch = self.x[n, :, i:i + k, j:j + k]
                        self.dw[f] += dout[n, f, i, j] * patch
                        dx[n, :, i:i + k, j:j + k] += dout[n, f, i, j] * self.w[f]
        return dx


class MaxPool:
    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        out = np.zeros((N, C, H // 2, W // 2))
        for i in range(H // 2):
            for j in range(W // 2):
                out[:, :, i, j] = x[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max(axis=(2, 3))
        self.out = out
        return out

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                window = self.x[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                biggest = window == self.out[:, :, i, j][:, :, None, None]
                dx[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2] = biggest * dout[:, :, i, j][:, :, None, None]
        return dx


def build(params):
    return [Conv(params["w1"], params["b1"]), MaxPool(), Conv(params["w2"], params["b2"])]


def cost(params, x, y):
    for layer in build(params):
        x = layer.forward(x)
    return np.mean((x.reshape(len(y), -1) - y) ** 2)


def gradient(params, x, y):
    layers = build(params)
    for layer in layers:
        x = layer.forward(x)
    flat = x.reshape(len(y), -1)
    d = (2 * (flat - y) / y.size).reshape(x.shape)
    for layer in layers[::-1]:
        d = layer.backward(d)
    return {"w1": layers[0].dw, "b1": layers[0].db, "w2": layers[2].dw, "b2": layers[2].db}
