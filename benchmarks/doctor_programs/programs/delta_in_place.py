import numpy as np


def softmax_rows(a):
    e = np.exp(a - a.max(1)[:, None])
    return e / e.sum(1)[:, None]


def he_init(rng, sizes):
    return [{"w": rng.normal(size=(a, b)) * np.sqrt(2. / a), "b": np.full(b, 0.1)} for a, b in zip(sizes, sizes[1:])]


def forward(layers, x):
    acts = [x]
    for layer in layers[:-1]:
        acts.append(np.maximum(acts[-1] @ layer["w"] + layer["b"], 0.))
    acts.append(softmax_rows(acts[-1] @ layers[-1]["w"] + layers[-1]["b"]))
    return acts


def entropy(layers, x, t):
    return -(t * np.log(forward(layers, x)[-1])).sum() / x.shape[0]


def backward(layers, x, t):
    acts = forward(layers, x)
    grads = []
    delta = acts[-1].copy()
    delta -= t
    delta /= x.shape[0]
    while layers:
        layer = layers[-1]
        layers = layers[:-1]
        inp = acts[len(layers)]
        grads.append({"w": inp.T @ delta, "b": delta.sum(0)})
        if layers:
            delta = delta @ layer["w"].T
            delta *= inp > 0
    grads.reverse()
    return grads
