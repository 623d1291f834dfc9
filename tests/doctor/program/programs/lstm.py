import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def steps(p, xs):
    H = p["U"].shape[1]
    h, c = np.zeros(H), np.zeros(H)
    caches = []
    for x in xs:
        z = p["W"] @ x + p["U"] @ h + p["b"]
        i, f, o, g = sigmoid(z[:H]), sigmoid(z[H:2 * H]), sigmoid(z[2 * H:3 * H]), np.tanh(z[3 * H:])
        c_new = f * c + i * g
        tc = np.tanh(c_new)
        h_new = o * tc
        caches.append((x, h, c, i, f, o, g, tc))
        h, c = h_new, c_new
    return h, caches


def cost(p, xs, y):
    h, _ = steps(p, xs)
    e = p["V"] @ h - y
    return 0.5 * e @ e


def gradient(p, xs, y):
    h, caches = steps(p, xs)
    H = len(h)
    e = p["V"] @ h - y
    dV = np.outer(e, h)
    dh = p["V"].T @ e
    dc = np.zeros(H)
    dW, dU, db = np.zeros_like(p["W"]), np.zeros_like(p["U"]), np.zeros_like(p["b"])
    for x, h_prev, c_prev, i, f, o, g, tc in reversed(caches):
        do = dh * tc
        dc = dc + dh * o * (1 - tc**2)
        di = dc * g
        dg = dc * i
        df = dc * c_prev
        dz = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)])
        dW += np.outer(dz, x)
        dU += np.outer(dz, h_prev)
        db += dz
        dh = p["U"].T @ dz
        dc = dc * f
    return {"W": dW, "U": dU, "b": db, "V": dV}


rng = np.random.default_rng(13)
params = {"W": rng.normal(size=(12, 2)), "U": rng.normal(size=(12, 3)), "b": np.zeros(12),
          "V": rng.normal(size=(2, 3))}
data = (list(rng.normal(size=(4, 2))), rng.normal(size=2))

SLIPS = [
    ("dc = dc + dh * o * (1 - tc**2)", "dc = dh * o * (1 - tc**2)"),
    ("dc = dc + dh * o * (1 - tc**2)", "dc = dc + dh * o"),
    ("df = dc * c_prev", "df = dc * c_prev * f"),
    ("di = dc * g", "di = dc * i"),
    ("dc = dc * f", "dc = dc * i"),
    ("        dc = dc * f\n", ""),
    ("do * o * (1 - o)", "do * (1 - o)"),
    ("dg * (1 - g**2)", "dg * g * (1 - g)"),
    ("dh = p[\"U\"].T @ dz", "dh = p[\"U\"].T @ dz + dh"),
    ("dU += np.outer(dz, h_prev)", "dU += np.outer(dz, h)"),
]
