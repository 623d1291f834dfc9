import numpy as np


# SVM on top of a hidden ReLU layer, all with explicit loops so that I understand it
def init(rng, d=3, h=4, c=3):
    return {'W': rng.normal(size=(h, d)), 'b': rng.normal(size=h), 'V': rng.normal(size=(c, h)), 'c': rng.normal(size=c)}


def scores_for(p, x):
    z = [sum(p['W'][j, i] * x[i] for i in range(len(x))) + p['b'][j] for j in range(len(p['b']))]
    hidden = [max(0.0, v) for v in z]
    s = [sum(p['V'][k, j] * hidden[j] for j in range(len(hidden))) + p['c'][k] for k in range(len(p['c']))]
    return z, hidden, s


def loss(p, X, y):
    total = 0.0
    for x, label in zip(X, y):
        _, _, s = scores_for(p, x)
        for k in range(len(s)):
            if k == label:
                continue
            margin = s[k] - s[label] + 1
            if margin > 0:
                total += margin
    return total / len(X)


def grad(p, X, y):
    dW = np.zeros_like(p['W']); db = np.zeros_like(p['b'])
    dV = np.zeros_like(p['V']); dc = np.zeros_like(p['c'])
    for x, label in zip(X, y):
        z, hidden, s = scores_for(p, x)
        ds = np.zeros(len(s))
        for k in range(len(s)):
            if k == label:
                continue
            if s[k] - s[label] + 1 > 0:
                ds[k] += 1
                ds[label] -= 1
        for k in range(len(s)):
            for j in range(len(hidden)):
                dV[k, j] += ds[k] * hidden[j]
            dc[k] += ds[k]
        for j in range(len(hidden)):
            dh = 0.0
            for k in range(len(s)):
                dh += ds[k] * p['V'][k, j]
            if z[j] > 0:
                for i in range(len(x)):
                    dW[j, i] += dh * x[i]
                db[j] += dh
    n = len(X)
    return {'W': dW / n, 'b': db / n, 'V': dV / n, 'c': dc / n}
