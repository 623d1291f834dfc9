import numpy as np

ALPHA = 1.5


def elu(x):
    return np.where(x > 0, x, ALPHA * (np.exp(np.minimum(x, 0)) - 1))


def elu_prime(x):
    return np.where(x > 0, 1, ALPHA * np.exp(np.minimum(x, 0)))


def initial_parameters(rng):
    return {
        "hidden": {"weights": rng.normal(size=(3, 5)) * 0.6, "bias": rng.normal(size=5) * 0.1},
        "output": {"weights": rng.normal(size=(5, 2)) * 0.6, "bias": rng.normal(size=2) * 0.1},
    }


def predict(params, inputs):
    pre = inputs @ params["hidden"]["weights"] + params["hidden"]["bias"]
    post = elu(pre)
    logits = post @ params["output"]["weights"] + params["output"]["bias"]
    return pre, post, logits


def cross_entropy(params, inputs, labels):
    logits = predict(params, inputs)[-1]
    log_norm = np.log(np.sum(np.exp(logits), axis=1))
    picked = logits[np.arange(len(labels)), labels]
    return np.mean(log_norm - picked)


def compute_gradients(params, inputs, labels):
    batch = inputs.shape[0]
    pre, post, logits = predict(params, inputs)
    probabilities = np.exp(logits) / np.sum(np.exp(logits), axis=1, keepdims=True)
    one_hot = np.zeros_like(probabilities)
    one_hot[np.arange(batch), labels] = 1

    d_logits = (probabilities - one_hot) / batch
    d_post = np.matmul(d_logits, params["output"]["weights"].T)
    d_pre = np.multiply(d_post, elu_prime(pre))

    grads = {"hidden": {}, "output": {}}
    grads["output"]["weights"] = np.matmul(post.T, d_logits)
    grads["output"]["bias"] = np.sum(d_logits, axis=0)
    grads["hidden"]["weights"] = np.matmul(inputs.T, d_pre)
    grads["hidden"]["bias"] = np.sum(d_pre, axis=0)
    return grads
