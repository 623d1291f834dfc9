import numpy as np
s = lambda x: 1/(1 + np.exp(-x))
out = lambda p, X: s(s(X @ p[0]) @ p[1])
J = lambda p, X, Y: ((out(p, X) - Y)**2).sum()/2
# golfed backprop, no biases
def dJ(p, X, Y):
    h = s(X @ p[0]); o = s(h @ p[1])
    e = (o - Y)*o*(1 - o)
    return [X.T @ (e @ p[1].T*h*(1 - h)), h.T @ e]
if __name__ == '__main__':
    r = np.random.default_rng(1); p = [r.normal(size=(3, 5)), r.normal(size=(5, 1))]
    X = np.array([[a, b, 1.] for a in (0, 1) for b in (0, 1)]); Y = np.array([[0], [1], [1], [0.]])
    for _ in range(9000):
        p = [w - g for w, g in zip(p, dJ(p, X, Y))]
    print(out(p, X).round(2), J(p, X, Y))
