import numpy as np

N_IN, N_HID, N_OUT = 3, 4, 2


def g(z):
    return 1 / (1 + np.exp(-z))


def g_grad(z):
    return g(z) * (1 - g(z))


def unpack(theta):
    split = N_HID * (N_IN + 1)
    Theta1 = theta[:split].reshape(N_HID, N_IN + 1)
    Theta2 = theta[split:].reshape(N_OUT, N_HID + 1)
    return Theta1, Theta2


def J(theta, X, Y, lam):
    Theta1, Theta2 = unpack(theta)
    m = len(X)
    a1 = np.hstack([np.ones((m, 1)), X])
    a2 = np.hstack([np.ones((m, 1)), g(a1 @ Theta1.T)])
    h = g(a2 @ Theta2.T)
    unreg = -(Y * np.log(h) + (1 - Y) * np.log(1 - h)).sum() / m
    return unreg + lam / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())


def grad(theta, X, Y, lam):
    Theta1, Theta2 = unpack(theta)
    m = len(X)
    D1 = np.zeros_like(Theta1)
    D2 = np.zeros_like(Theta2)
    for t in range(m):
        a1 = np.r_[1, X[t]]
        z2 = Theta1 @ a1
        a2 = np.r_[1, g(z2)]
        h = g(Theta2 @ a2)
        d3 = h - Y[t]
        d2 = (Theta2.T @ d3)[1:] * g_grad(z2)
        D2 += np.outer(d3, a2)
        D1 += np.outer(d2, a1)
    D1 /= m
    D2 /= m
    D1[:, 1:] += lam / m * Theta1[:, 1:]
    D2[:, 1:] += lam / m * Theta2[:, 1:]
    return np.concatenate([D1.ravel(), D2.ravel()])


cost, gradient = J, grad
rng = np.random.default_rng(9)
params = rng.normal(size=N_HID * (N_IN + 1) + N_OUT * (N_HID + 1))
data = (rng.normal(size=(7, 3)), np.eye(2)[rng.integers(0, 2, 7)], 1.0)

SLIPS = [
    ("d2 = (Theta2.T @ d3)[1:] * g_grad(z2)", "d2 = (Theta2.T @ d3)[:-1] * g_grad(z2)"),
    ("d2 = (Theta2.T @ d3)[1:] * g_grad(z2)", "d2 = (Theta2.T @ d3)[1:]"),
    ("D1 += np.outer(d2, a1)", "D1 = np.outer(d2, a1)"),
    ("    D1 /= m\n", ""),
    ("D1[:, 1:] += lam / m * Theta1[:, 1:]", "D1 += lam / m * Theta1"),
    ("D2[:, 1:] += lam / m * Theta2[:, 1:]", "D2[:, 1:] += lam * Theta2[:, 1:]"),
    ("D2[:, 1:] += lam / m * Theta2[:, 1:]", "D1[:, 1:] += lam / m * Theta1[:, 1:]"),
    ("d3 = h - Y[t]", "d3 = (h - Y[t]) * h * (1 - h)"),
    ("[1:] * g_grad(z2)", "[1:] * g_grad(a2[1:])"),
    ("D2 += np.outer(d3, a2)", "D2 += np.outer(d3, np.r_[1, z2])"),
    ("return np.concatenate([D1.ravel(), D2.ravel()])", "return np.concatenate([D1.T.ravel(), D2.ravel()])"),
    ("D1 += np.outer(d2, a1)\n    D1 /= m", "D1 += np.outer(d2, a1)\n    D1 /= (m - 1)"),
]
