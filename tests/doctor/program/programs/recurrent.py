import numpy as np

V, H = 5, 4


def one_hot(i):
    x = np.zeros((V, 1))
    x[i] = 1
    return x


def forward(p, inputs):
    hs, ps = {-1: np.zeros((H, 1))}, {}
    for t, i in enumerate(inputs):
        hs[t] = np.tanh(p["Wxh"] @ one_hot(i) + p["Whh"] @ hs[t - 1] + p["bh"])
        y = p["Why"] @ hs[t] + p["by"]
        ps[t] = np.exp(y) / np.sum(np.exp(y))
    return hs, ps


def cost(p, inputs, targets):
    hs, ps = forward(p, inputs)
    return -sum(np.log(ps[t][k, 0]) for t, k in enumerate(targets))


def gradient(p, inputs, targets):
    hs, ps = forward(p, inputs)
    dWxh, dWhh, dWhy = (np.zeros_like(p[k]) for k in ("Wxh", "Whh", "Why"))
    dbh, dby = np.zeros_like(p["bh"]), np.zeros_like(p["by"])
    dhnext = np.zeros((H, 1))
    for t in reversed(range(len(inputs))):
        dy = ps[t].copy()
        dy[targets[t]] -= 1
        dWhy += dy @ hs[t].T
        dby += dy
        dh = p["Why"].T @ dy + dhnext
        draw = (1 - hs[t] ** 2) * dh
        dbh += draw
        dWxh += draw @ one_hot(inputs[t]).T
        dWhh += draw @ hs[t - 1].T
        dhnext = p["Whh"].T @ draw
    return {"Wxh": dWxh, "Whh": dWhh, "Why": dWhy, "bh": dbh, "by": dby}


rng = np.random.default_rng(12)
params = {"Wxh": rng.normal(size=(H, V)) * 0.5, "Whh": rng.normal(size=(H, H)) * 0.5,
          "Why": rng.normal(size=(V, H)) * 0.5, "bh": np.zeros((H, 1)), "by": np.zeros((V, 1))}
data = ([0, 3, 1, 4, 2], [3, 1, 4, 2, 0])

SLIPS = [
    ("dh = p[\"Why\"].T @ dy + dhnext", "dh = p[\"Why\"].T @ dy"),
    ("draw = (1 - hs[t] ** 2) * dh", "draw = (1 - hs[t]) * dh"),
    ("draw = (1 - hs[t] ** 2) * dh", "draw = dh"),
    ("dWhh += draw @ hs[t - 1].T", "dWhh += draw @ hs[t].T"),
    ("dhnext = p[\"Whh\"].T @ draw", "dhnext = p[\"Whh\"].T @ dh"),
    ("dhnext = p[\"Whh\"].T @ draw", "dhnext = p[\"Whh\"] @ draw"),
    ("dy[targets[t]] -= 1", "dy[targets[t]] += 1"),
    ("dWhy += dy @ hs[t].T", "dWhy = dy @ hs[t].T"),
    ("dbh += draw", "dbh += dh"),
    ("for t in reversed(range(len(inputs))):", "for t in range(len(inputs)):"),
    ("dby += dy", "dby = dy"),
]
