"""The same cost and gradient in other libraries, for `speed.py`.

A peer is a function of a network, weights and examples.  The hidden layers are sigmoids; the
output is one too, under the mean cross-entropy, or a softmax under the categorical one.  It
returns three functions: one that computes cost and gradient, one that turns what it computed
into (J, D), and one that takes a step of gradient descent.  Everything that can be prepared is
prepared outside them: arrays are converted, functions compiled, numbers are float64.
"""

import math
from collections.abc import Callable

import numpy as np

from backprop.gradients.fast import Repeated

ALPHA = 1e-3  # small, so that many steps stay where the first one was


def joined(weights, biases):
    """Return D from gradients of weights, (s_{l+1}, s_l), and of biases, (s_{l+1},)."""
    pairs = enumerate(zip(weights, biases, strict=True), start=1)
    return {layer: np.column_stack([np.asarray(b), np.asarray(W)]) for layer, (W, b) in pairs}


def descent(gradient, Theta):
    """Return a step on Theta, in place, from a function that returns D."""
    Theta = {layer: theta.copy() for layer, theta in Theta.items()}

    def step():
        for layer, D in gradient(Theta).items():
            D *= ALPHA
            Theta[layer] -= D

    return step


def readable(net, Theta, X, Y):
    def gradient():
        return net.cost_and_gradient(Theta, X, Y)

    return gradient, tuple, descent(lambda Theta: net.gradient(Theta, X, Y), Theta)


def fast(net, Theta, X, Y):
    repeated = Repeated(net, X, Y)

    def gradient():
        return repeated.cost_and_gradient(Theta)

    return gradient, tuple, descent(repeated.gradient, Theta)


def torch(threads):
    def peer(net, Theta, X, Y):
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, linear

        X, Y = torch.from_numpy(X), torch.from_numpy(Y)
        shared = net.output == "softmax"
        loss_of = cross_entropy if shared else binary_cross_entropy_with_logits
        W = [torch.tensor(theta[:, 1:], requires_grad=True) for theta in Theta.values()]
        b = [torch.tensor(theta[:, 0], requires_grad=True) for theta in Theta.values()]

        def gradient():
            torch.set_num_threads(threads)
            a = X
            for weight, bias in zip(W[:-1], b[:-1], strict=True):
                a = torch.sigmoid(linear(a, weight, bias))
            z = linear(a, W[-1], b[-1])
            loss = loss_of(z, Y, reduction="sum") / len(X)
            return loss.detach(), torch.autograd.grad(loss, [*W, *b])

        def step():
            grads = gradient()[1]
            with torch.no_grad():
                for theta, D in zip([*W, *b], grads, strict=True):
                    theta.sub_(D, alpha=ALPHA)

        def read(found):
            return found[0].item(), joined(found[1][: len(W)], found[1][len(W) :])

        return gradient, read, step

    return peer


def jax(net, Theta, X, Y):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    X, Y = jnp.asarray(X), jnp.asarray(Y)
    weights = [(jnp.asarray(theta[:, 1:]), jnp.asarray(theta[:, 0])) for theta in Theta.values()]

    def cost(weights, X, Y):
        a = X
        for W, b in weights[:-1]:
            a = jax.nn.sigmoid(a @ W.T + b)
        z = a @ weights[-1][0].T + weights[-1][1]
        if net.output == "softmax":
            return (jax.nn.logsumexp(z, axis=1) - (Y * z).sum(axis=1)).sum() / len(X)
        return (jax.nn.softplus(z) - Y * z).sum() / len(X)

    compiled = jax.jit(jax.value_and_grad(cost))
    update = jax.jit(
        lambda weights, X, Y: jax.tree.map(
            lambda theta, D: theta - ALPHA * D, weights, jax.grad(cost)(weights, X, Y)
        )
    )
    state = [weights]

    def step():
        state[0] = jax.block_until_ready(update(state[0], X, Y))

    def gradient():
        return jax.block_until_ready(compiled(weights, X, Y))

    return gradient, lambda found: (float(found[0]), joined(*zip(*found[1], strict=True))), step


def hips(net, Theta, X, Y):
    import autograd
    import autograd.numpy as anp
    from autograd.scipy.special import logsumexp

    def cost(Theta):
        a = X
        for layer in range(1, net.L):
            z = anp.dot(a, Theta[layer][:, 1:].T) + Theta[layer][:, 0]
            a = 0.5 * (anp.tanh(0.5 * z) + 1)
        if net.output == "softmax":
            return (anp.sum(logsumexp(z, axis=1)) - anp.sum(Y * z)) / len(X)
        return anp.sum(anp.logaddexp(0, z) - Y * z) / len(X)

    both = autograd.value_and_grad(cost)
    return lambda: both(Theta), tuple, descent(autograd.grad(cost), Theta)


def sklearn(net, Theta, X, Y):
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(net.sizes[1:-1], activation="logistic", alpha=0.0)
    model.loss = "log_loss"
    model.out_activation_ = "softmax" if net.output == "softmax" else "logistic"
    model.n_layers_, model.n_outputs_ = net.L, net.sizes[-1]
    model.coefs_ = [theta[:, 1:].T.copy() for theta in Theta.values()]
    model.intercepts_ = [theta[:, 0].copy() for theta in Theta.values()]
    activations, deltas = [X] + [None] * (net.L - 1), [None] * (net.L - 1)
    coefs, intercepts = [None] * (net.L - 1), [None] * (net.L - 1)

    def gradient():
        return model._backprop(X, Y, None, activations, deltas, coefs, intercepts)

    def step():
        gradient()
        for theta, D in zip(model.coefs_ + model.intercepts_, coefs + intercepts, strict=True):
            theta -= ALPHA * D

    return gradient, lambda found: (found[0], joined([D.T for D in found[1]], found[2])), step


def micrograd(net, Theta, X, Y):
    if X.size * net.sizes[1] > 1000:
        return None  # minutes a gradient
    from micrograd.engine import Value

    weights = {layer: [[Value(w) for w in row] for row in theta] for layer, theta in Theta.items()}
    leaves = [w for rows in weights.values() for row in rows for w in row]

    def apply(value, f, slope):
        out = Value(f(value.data), (value,))

        def backward():
            value.grad += slope(value.data) * out.grad

        out._backward = backward
        return out

    def sigmoid(z):
        return (1 + apply(-z, math.exp, math.exp)) ** -1

    def log(a):
        return apply(a, math.log, lambda value: 1 / value)

    def gradient():
        for leaf in leaves:
            leaf.grad = 0
        total = Value(0.0)
        for x, y in zip(X.tolist(), Y.tolist(), strict=True):
            a = x
            for rows in weights.values():
                z = [sum((w * v for w, v in zip(row[1:], a, strict=True)), row[0]) for row in rows]
                a = [sigmoid(value) for value in z]
            for value, target in zip(a, y, strict=True):
                total = total - (target * log(value) + (1 - target) * log(1 - value))
        J = total * (1 / len(X))
        J.backward()
        return J

    def step():
        gradient()
        for leaf in leaves:
            leaf.data -= ALPHA * leaf.grad

    def read(J):
        grads = {k: np.array([[w.grad for w in row] for row in v]) for k, v in weights.items()}
        return J.data, grads

    return gradient, read, step


def numba(net, Theta, X, Y):
    """Return one loop over examples and units, compiled: no call, no array in between.

    It is the floor for small networks, and written for two layers of weights.
    """
    if X.size * net.sizes[1] > 1000 or net.L != 3:
        return None  # where products by BLAS win
    from numba import njit

    m, n, s, K = len(X), *net.sizes
    first, second = Theta[1].copy(), Theta[2].copy()
    D1, D2 = np.empty_like(first), np.empty_like(second)

    @njit(fastmath=False)
    def fused(first, second, X, Y, D1, D2):
        D1[:], D2[:], J = 0.0, 0.0, 0.0
        a, back = np.empty(s), np.empty(s)
        for i in range(m):
            for j in range(s):
                z = first[j, 0]
                for k in range(n):
                    z += first[j, k + 1] * X[i, k]
                a[j] = 1 / (1 + math.exp(-z))
                back[j] = 0.0
            for q in range(K):
                z = second[q, 0]
                for j in range(s):
                    z += second[q, j + 1] * a[j]
                e = math.exp(-abs(z))
                J += max(z, 0.0) + math.log1p(e) - Y[i, q] * z
                delta = ((1.0 if z >= 0 else e) / (1 + e) - Y[i, q]) / m
                D2[q, 0] += delta
                for j in range(s):
                    D2[q, j + 1] += delta * a[j]
                    back[j] += delta * second[q, j + 1]
            for j in range(s):
                delta = back[j] * a[j] * (1 - a[j])
                D1[j, 0] += delta
                for k in range(n):
                    D1[j, k + 1] += delta * X[i, k]
        return J / m

    @njit
    def descend(first, second, X, Y, D1, D2):
        fused(first, second, X, Y, D1, D2)
        first -= ALPHA * D1
        second -= ALPHA * D2

    def gradient():
        return fused(Theta[1], Theta[2], X, Y, D1, D2)

    def step():
        descend(first, second, X, Y, D1, D2)

    return gradient, lambda J: (J, {1: D1, 2: D2}), step


def products(net, Theta, X, Y):
    """Do the matrix products of the two passes, and nothing else: the bound."""
    passed = net.forward(Theta, X)
    a, delta = passed.a, net.deltas(Theta, X, Y)
    W = {layer: np.ascontiguousarray(theta[:, 1:]) for layer, theta in Theta.items()}

    def gradient():
        for layer in W:
            a[layer] @ W[layer].T
        for layer in reversed(W):
            delta[layer + 1].T @ a[layer]
            if layer > 1:
                delta[layer + 1] @ W[layer]

    return gradient, None, gradient


PEERS: dict[str, Callable] = {
    "`backprop.gradients.fast`": fast,
    "`backprop.network`": readable,
    "PyTorch, 1 thread": torch(1),
    "PyTorch, 2 threads": torch(2),
    "JAX, jitted": jax,
    "HIPS autograd": hips,
    "scikit-learn": sklearn,
    "micrograd": micrograd,
    "numba, one fused loop": numba,
    "products alone": products,
}
