import numpy as np

# skip-gram with negative sampling
V, D = 9, 4


def init_vectors(rng):
    return {"center": rng.normal(0, 0.6, (V, D)), "context": rng.normal(0, 0.6, (V, D))}


def sig(x):
    return 1 / (1 + np.exp(-x))


def sgns_loss(vectors, pairs, negatives):
    total = 0.0
    for (c, o), neg in zip(pairs, negatives):
        v = vectors["center"][c]
        total -= np.log(sig(v @ vectors["context"][o]))
        total -= np.sum(np.log(sig(-vectors["context"][neg] @ v)))
    return total / len(pairs)


def sgns_grad(vectors, pairs, negatives):
    g_center = np.zeros((V, D))
    g_context = np.zeros((V, D))
    for (c, o), neg in zip(pairs, negatives):
        v = vectors["center"][c]
        u = vectors["context"][o]
        pos_err = sig(v @ u) - 1
        g_center[c] += pos_err * u
        g_context[o] += pos_err * v
        for k in neg:
            w = vectors["context"][k]
            neg_err = sig(w @ v)
            g_center[c] += neg_err * w
            g_context[k] += neg_err * v
    n = len(pairs)
    return {"center": g_center / n, "context": g_context / n}
