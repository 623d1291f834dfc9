import numpy as np

VOCAB = 10
DIM = 4
CLASSES = 3


def make_params(rng):
    return {
        "emb": rng.normal(scale=0.5, size=(VOCAB, DIM)),
        "W": rng.normal(scale=0.5, size=(DIM, CLASSES)),
        "b": np.zeros(CLASSES),
    }


def forward(p, tokens):
    # tokens: (batch, length) integer ids; the sentence vector is the mean of its words
    vectors = p["emb"][tokens]
    mean = vectors.mean(axis=1)
    scores = mean @ p["W"] + p["b"]
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return mean, probs


def nll(p, tokens, labels):
    _, probs = forward(p, tokens)
    return -np.log(probs[np.arange(len(labels)), labels]).mean()


def nll_grad(p, tokens, labels):
    batch, length = tokens.shape
    mean, probs = forward(p, tokens)
    d_scores = probs
    d_scores[np.arange(batch), labels] -= 1
    d_scores /= batch
    g = {"W": mean.T @ d_scores, "b": d_scores.sum(axis=0)}
    d_mean = d_scores @ p["W"].T
    d_vectors = np.repeat(d_mean[:, None, :], length, axis=1) / length
    g["emb"] = np.zeros_like(p["emb"])
    np.add.at(g["emb"], tokens, d_vectors)
    return g
