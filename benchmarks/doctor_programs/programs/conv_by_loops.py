import numpy as np


# LeNet-ish toy: one 3x3 convolution (valid), tanh, dense layer to classes
class Params:
    pass


def make(rng, n_filters=2, size=5, classes=3):
    p = Params()
    out = size - 2
    p.kernels = rng.normal(size=(n_filters, 3, 3)) * 0.5
    p.kbias = rng.normal(size=n_filters) * 0.1
    p.dense = rng.normal(size=(n_filters * out * out, classes)) * 0.3
    p.dbias = np.zeros(classes)
    return p


def convolve(img, kernel):
    h, w = img.shape
    out = np.zeros((h - 2, w - 2))
    for i in range(h - 2):
        for j in range(w - 2):
            out[i, j] = np.sum(img[i:i + 3, j:j + 3] * kernel)
    return out


def forward(p, img):
    maps = np.array([convolve(img, k) + b for k, b in zip(p.kernels, p.kbias)])
    act = np.tanh(maps)
    logits = act.flatten() @ p.dense + p.dbias
    e = np.exp(logits - np.max(logits))
    return act, e / e.sum()


def cost(p, images, labels):
    return sum(-np.log(forward(p, img)[1][k]) for img, k in zip(images, labels)) / len(images)


def gradient(p, images, labels):
    g = Params()
    g.kernels = np.zeros_like(p.kernels)
    g.kbias = np.zeros_like(p.kbias)
    g.dense = np.zeros_like(p.dense)
    g.dbias = np.zeros_like(p.dbias)
    for img, k in zip(images, labels):
        act, probs = forward(p, img)
        dlogits = probs.copy()
        dlogits[k] -= 1
        g.dense += np.outer(act.flatten(), dlogits)
        g.dbias += dlogits
        dact = (p.dense @ dlogits).reshape(act.shape)
        dmaps = dact * (1 - act ** 2)
        for f in range(len(p.kernels)):
            for i in range(dmaps.shape[1]):
                for j in range(dmaps.shape[2]):
                    g.kernels[f] += dmaps[f, i, j] * img[i:i + 3, j:j + 3]
            g.kbias[f] += dmaps[f].sum()
    for name in ("kernels", "kbias", "dense", "dbias"):
        setattr(g, name, getattr(g, name) / len(images))
    return g
