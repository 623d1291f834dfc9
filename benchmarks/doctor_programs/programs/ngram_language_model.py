import numpy as np

# next-character model: embed 3 characters, concatenate, tanh, softmax
block_size = 3
vocab_size = 8


def init(g, n_embd=2, n_hidden=7):
    C = g.normal(size=(vocab_size, n_embd))
    W1 = g.normal(size=(n_embd * block_size, n_hidden)) * 0.4
    b1 = g.normal(size=n_hidden) * 0.1
    W2 = g.normal(size=(n_hidden, vocab_size)) * 0.4
    b2 = g.normal(size=vocab_size) * 0.1
    return [C, W1, b1, W2, b2]


def loss_fn(parameters, Xb, Yb):
    C, W1, b1, W2, b2 = parameters
    emb = C[Xb]
    h = np.tanh(emb.reshape(len(Xb), -1) @ W1 + b1)
    logits = h @ W2 + b2
    logits = logits - logits.max(1, keepdims=True)
    return -(logits[range(len(Yb)), Yb] - np.log(np.exp(logits).sum(1))).mean()


def manual_backward(parameters, Xb, Yb):
    C, W1, b1, W2, b2 = parameters
    n = Xb.shape[0]
    # forward again, chunked into single steps
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hpreact = embcat @ W1 + b1
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    counts = np.exp(logits - logits.max(1, keepdims=True))
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum**-1
    probs = counts * counts_sum_inv
    # backward, step by step
    dlogprobs = np.zeros_like(probs)
    dlogprobs[range(n), Yb] = -1.0 / n
    dprobs = dlogprobs / probs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (-(counts_sum**-2)) * dcounts_sum_inv
    dcounts = dcounts + np.ones_like(counts) * dcounts_sum
    dlogits = counts * dcounts
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h**2) * dh
    dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhpreact
    db1 = dhpreact.sum(0)
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            dC[Xb[k, j]] += demb[k, j]
    return [dC, dW1, db1, dW2, db2]
