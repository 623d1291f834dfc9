import numpy as np


def cost(model, R, known):
    error = known * (model["U"] @ model["V"].T + model["mu"] + model["c"][:, None] - R)
    penalty = model["lam"] * (np.sum(model["U"] ** 2) + np.sum(model["V"] ** 2))
    return 0.5 * np.sum(error**2) + 0.5 * penalty


def gradient(model, R, known):
    U, V, lam = model["U"], model["V"], model["lam"]
    error = known * (U @ V.T + model["mu"] + model["c"][:, None] - R)
    return {
        "U": error @ V + lam * U,
        "V": error.T @ U + lam * V,
        "mu": error.sum(),
        "c": error.sum(axis=1),
    }


rng = np.random.default_rng(24)
params = {"U": rng.normal(size=(5, 2)), "V": rng.normal(size=(6, 2)), "mu": 0.3, "c": np.zeros(5), "lam": 0.1}
data = (rng.normal(size=(5, 6)), (rng.random((5, 6)) > 0.3) * 1.0)

SLIPS = [
    ("error.T @ U + lam * V", "error.T @ U"),
    ("error @ V + lam * U", "2 * error @ V + lam * U"),
    ('"c": error.sum(axis=1)', '"c": error.mean(axis=1)'),
    ("error = known * (U @", "error = (U @"),
    ('"mu": error.sum()', '"mu": error.mean()'),
]
