"""
Spiral classification from scratch: data, network, mini-batches, learning-rate decay,
early stopping, accuracy.  Run it:  python full_training_script.py
"""
import numpy as np

# ----------------------------------------------------------------------------- settings
N_PER_CLASS = 60
N_CLASSES = 3
HIDDEN_1 = 6
HIDDEN_2 = 5
REG = 1e-2
BATCH = 32
EPOCHS = 30


# ----------------------------------------------------------------------------- data
def make_spirals(rng):
    points, labels = [], []
    for c in range(N_CLASSES):
        radius = np.linspace(0.05, 1, N_PER_CLASS)
        angle = np.linspace(c * 4, (c + 1) * 4, N_PER_CLASS) + rng.normal(size=N_PER_CLASS) * 0.2
        points.append(np.c_[radius * np.sin(angle), radius * np.cos(angle)])
        labels.append(np.full(N_PER_CLASS, c))
    return np.vstack(points), np.concatenate(labels)


def split(X, y, rng, share=0.8):
    order = rng.permutation(len(X))
    cut = int(share * len(X))
    return X[order[:cut]], y[order[:cut]], X[order[cut:]], y[order[cut:]]


# ----------------------------------------------------------------------------- model
def init_params(rng):
    return {
        "W1": rng.normal(size=(2, HIDDEN_1)) * np.sqrt(2 / 2),
        "b1": np.zeros(HIDDEN_1),
        "W2": rng.normal(size=(HIDDEN_1, HIDDEN_2)) * np.sqrt(2 / HIDDEN_1),
        "b2": np.zeros(HIDDEN_2),
        "W3": rng.normal(size=(HIDDEN_2, N_CLASSES)) * np.sqrt(1 / HIDDEN_2),
        "b3": np.zeros(N_CLASSES),
    }


def forward(params, X):
    z1 = X @ params["W1"] + params["b1"]
    h1 = np.where(z1 > 0, z1, 0.01 * z1)
    z2 = h1 @ params["W2"] + params["b2"]
    h2 = np.tanh(z2)
    logits = h2 @ params["W3"] + params["b3"]
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    return {"z1": z1, "h1": h1, "h2": h2, "probs": probs}


def compute_loss(params, X, y):
    probs = forward(params, X)["probs"]
    data_loss = -np.log(probs[np.arange(len(y)), y]).mean()
    reg_loss = 0.5 * REG * sum(np.sum(params[k] ** 2) for k in ("W1", "W2", "W3"))
    return data_loss + reg_loss


def compute_gradients(params, X, y):
    cache = forward(params, X)
    n = X.shape[0]
    grads = {}

    dlogits = cache["probs"]
    dlogits[np.arange(n), y] -= 1
    dlogits /= n

    grads["W3"] = cache["h2"].T @ dlogits
    grads["b3"] = dlogits.sum(axis=0)
    dh2 = dlogits @ params["W3"].T

    dz2 = dh2 * (1 - cache["h2"] ** 2)
    grads["W2"] = cache["h1"].T @ dz2
    grads["b2"] = dz2.sum(axis=0)
    dh1 = dz2 @ params["W2"].T

    dz1 = dh1.copy()
    dz1[cache["z1"] <= 0] *= 0.01
    grads["W1"] = X.T @ dz1
    grads["b1"] = dz1.sum(axis=0)

    for k in ("W1", "W2", "W3"):
        grads[k] += REG * params[k]
    return grads


# ----------------------------------------------------------------------------- training
def accuracy(params, X, y):
    return np.mean(forward(params, X)["probs"].argmax(axis=1) == y)


def train(params, X, y, X_val, y_val, rng, lr=0.8):
    best, patience = np.inf, 0
    for epoch in range(EPOCHS):
        order = rng.permutation(len(X))
        for start in range(0, len(X), BATCH):
            rows = order[start:start + BATCH]
            grads = compute_gradients(params, X[rows], y[rows])
            for k in params:
                params[k] -= lr * grads[k]
        lr *= 0.97
        val = compute_loss(params, X_val, y_val)
        best, patience = (val, 0) if val < best else (best, patience + 1)
        if patience > 8:
            break
    return params


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X_train, y_train, X_val, y_val = split(*make_spirals(rng), rng)
    trained = train(init_params(rng), X_train, y_train, X_val, y_val, rng)
    print("accuracy", accuracy(trained, X_val, y_val))
