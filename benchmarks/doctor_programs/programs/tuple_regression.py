import numpy as np

# Fit y = f(x) with a small net:  x -> tanh -> tanh -> linear


def init_params(rng, n_hidden=4):
    return (
        rng.normal(size=(1, n_hidden)),
        rng.normal(size=n_hidden),
        rng.normal(size=(n_hidden, n_hidden)),
        rng.normal(size=n_hidden),
        rng.normal(size=(n_hidden, 1)),
        rng.normal(size=1),
    )


def net(params, x):
    W1, b1, W2, b2, W3, b3 = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    return h1, h2, h2 @ W3 + b3


def mse(params, x, y):
    return np.mean((net(params, x)[2] - y) ** 2)


def mse_grad(params, x, y):
    W1, b1, W2, b2, W3, b3 = params
    h1, h2, out = net(params, x)
    g_out = 2 * (out - y) / len(x)
    g_W3 = h2.T @ g_out
    g_b3 = g_out.sum(0)
    g_z2 = (g_out @ W3.T) * (1 - h2**2)
    g_W2 = h1.T @ g_z2
    g_b2 = g_z2.sum(0)
    g_z1 = (g_z2 @ W2.T) * (1 - h1**2)
    g_W1 = x.T @ g_z1
    g_b1 = g_z1.sum(0)
    return g_W1, g_b1, g_W2, g_b2, g_W3, g_b3
