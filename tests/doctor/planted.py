"""Wrong gradients, written without the doctor.

`Planted(net, faults)` is a gradient in plain loops over the examples, one
column vector at a time, with its own activations and losses.  `faults` holds pairs
(id, layer), layer None for "wherever it can be".  Nothing here is imported from
`backprop.doctor`: what a name means is written down a second time.
"""

import numpy as np
from scipy.special import erf


def bell(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def bend(z):
    return np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)


G = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.maximum(z, z / 100),
    "gelu": lambda z: z * (1 + erf(z / np.sqrt(2))) / 2,
    "gelu_tanh": lambda z: z * (1 + np.tanh(bend(z))) / 2,
    "identity": lambda z: z,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(),
}
SLOPE = {
    "sigmoid": lambda z: G["sigmoid"](z) * (1 - G["sigmoid"](z)),
    "tanh": lambda z: 1 - G["tanh"](z) ** 2,
    "relu": lambda z: (z > 0) * 1.0,
    "leaky_relu": lambda z: (z > 0) * 0.99 + 0.01,
    "gelu": lambda z: (1 + erf(z / np.sqrt(2))) / 2 + z * bell(z),
    "gelu_tanh": lambda z: (
        (1 + np.tanh(bend(z))) / 2
        + z / 2 / np.cosh(bend(z)) ** 2 * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z**2)
    ),
    "identity": lambda z: z * 0 + 1,
}
ALPHA = 0.3  # of stale weights
FITS = {  # whether the shapes allow it: units in layer 1, in this layer, in the next
    "transposed-weights": lambda first, own, after: own == after,
    "weights-left-out": lambda first, own, after: after in (own, 1),
    "hidden-derivative-at-wrong-layer": lambda first, own, after: after in (own, 1),
    "input-for-activation": lambda first, own, after: own == first,
    "swapped-outer-product": lambda first, own, after: after in (own, own + 1),
    "transposed-gradient": lambda first, own, after: after in (own, own + 1),
}


class Planted:
    """gradient(Theta, X, Y, lam) with mistakes put in."""

    def __init__(self, net, faults=()):
        self.net, self.faults = net, frozenset(faults)

    def has(self, name, layer):
        if (name, None) in self.faults and layer < self.net.L:
            own, after = self.net.sizes[layer - 1], self.net.sizes[layer]
            return FITS.get(name, lambda first, own, after: True)(self.net.sizes[0], own, after)
        return (name, layer) in self.faults or (name, None) in self.faults

    def __call__(self, Theta, X, Y, lam):
        L, m = self.net.L, len(X)
        runs = [self.forward(Theta, x) for x in X]
        delta = {L: [self.output_error(z[L], a[L], y) for (z, a), y in zip(runs, Y, strict=True)]}
        errors = [self.loss_slope(a[L], y) for (_, a), y in zip(runs, Y, strict=True)]
        D = {}
        for layer in range(L - 1, 0, -1):
            D[layer] = self.one_layer(layer, Theta[layer], delta[layer + 1], runs, lam, m)
            if layer > 1:
                W = self.way_back(layer, Theta[layer], D[layer])
                sent = errors if self.has("error-for-delta", layer) else delta[layer + 1]
                errors = [W @ e for e in sent]
                delta[layer] = [
                    e * self.slope(layer, z, a) for e, (z, a) in zip(errors, runs, strict=True)
                ]
        return D

    def forward(self, Theta, x):
        z, a = {}, {1: x.copy()}
        for layer in range(1, self.net.L):
            z[layer + 1] = Theta[layer][:, 1:] @ a[layer]
            if self.biased(layer):
                z[layer + 1] = z[layer + 1] + Theta[layer][:, 0]
            last = layer + 1 == self.net.L
            a[layer + 1] = G[self.net.output if last else self.hidden(layer + 1)](z[layer + 1])
        return z, a

    def hidden(self, layer):
        return self.net.hidden if isinstance(self.net.hidden, str) else self.net.hidden[layer - 2]

    def biased(self, layer):
        return self.net.bias if isinstance(self.net.bias, bool) else self.net.bias[layer - 1]

    def output_error(self, z, a, y):
        L, loss, slope = self.net.L, self.net.loss, SLOPE.get(self.net.output)
        if loss == "categorical_cross_entropy":
            if self.has("softmax-derivative-missing", L):
                return -y / a
            if self.has("softmax-derivative-diagonal", L):
                return -y * (1 - a)
            return (a - y) * (a - a * a if self.has("softmax-derivative-extra", L) else 1)
        if loss == "cross_entropy":
            if self.has("output-derivative-missing", L):
                return (a - y) / (a * (1 - a))
            return (a - y) * (slope(z) if self.has("output-derivative-extra", L) else 1)
        twice = 2 if loss == "squared_error" else 1
        if self.has("output-derivative-missing", L):
            return twice * (a - y)
        if self.has("output-derivative-of-activation", L):
            return twice * (a - y) * slope(a)
        return twice * (a - y) * slope(z)

    def loss_slope(self, a, y):
        if self.net.loss == "cross_entropy":
            return (1 - y) / (1 - a) - y / a
        if self.net.loss == "categorical_cross_entropy":
            return -y / a
        return (2 if self.net.loss == "squared_error" else 1) * (a - y)

    def slope(self, layer, z, a):
        name, z_own, a_own = self.hidden(layer), z[layer], a[layer]
        if self.has("hidden-derivative-missing", layer):
            return 1.0
        if self.has("relu-mask-of-activation", layer):
            return np.where(a_own >= 0, 1.0, 0.0)
        if self.has("derivative-of-activation", layer):
            return SLOPE[name](a_own)
        if self.has("hidden-derivative-at-wrong-layer", layer):
            return SLOPE[name](z[layer + 1])
        if self.has("activation-formula-of-z", layer):
            return z_own * (1 - z_own) if name == "sigmoid" else 1 - z_own * z_own
        if self.has("activation-for-derivative", layer):
            return a_own
        if self.has("derivative-of-sigmoid", layer):
            return a_own - a_own * a_own
        if self.has("derivative-of-relu", layer):
            return np.where(z_own > 0, 1.0, 0.0)
        if self.has("derivative-of-tanh", layer):
            return (1 - a_own) * (1 + a_own)
        return SLOPE[name](z_own)

    def way_back(self, layer, theta, D):
        if self.has("transposed-weights", layer):
            return theta[:, 1:]
        if self.has("wrong-column-dropped", layer):
            return theta[:, :-1].T
        if self.has("stale-weights", layer):
            return (theta - ALPHA * D)[:, 1:].T
        if self.has("weights-left-out", layer):
            rows, columns = theta[:, 1:].shape
            return np.ones((columns, 1)) if rows == 1 else np.identity(rows)
        return theta[:, 1:].T

    def one_layer(self, layer, theta, deltas, runs, lam, m):
        rows, columns = theta.shape
        Delta = np.zeros((rows, columns))
        for i, (d, (z, a)) in enumerate(zip(deltas, runs, strict=True)):
            entering = a[layer]
            if layer > 1 and self.has("input-for-activation", layer):
                entering = a[1]
            if layer > 1 and self.has("pre-activation-for-activation", layer):
                entering = z[layer]
            if self.has("last-example-only", layer):
                Delta[:] = 0
            if self.has("first-example-only", layer) and i > 0:
                break
            for row in range(rows):
                Delta[row, 0] += self.bias_share(layer, d, row, m)
                for column in range(1, columns):
                    Delta[row, column] += d[row] * entering[column - 1]
        for name, factor in {"2": 2, "half": 1 / 2}.items():
            Delta[:, 1:] *= factor if self.has(f"weights-factor-{name}", layer) else 1
        if self.has("swapped-outer-product", layer):
            Delta = turn(Delta)
        Delta *= self.scale(layer)
        D = Delta * self.mean(layer, m) + self.penalty(layer, theta, Delta, lam, m)
        if self.has("transposed-gradient", layer):
            D = turn(D)
        if self.has("unrolled-by-rows", layer):
            D = np.reshape(D.T.ravel(order="F"), (columns, rows)).T
        if self.has("unrolled-by-columns", layer):
            D = np.reshape(D.T.ravel(), (rows, columns))
        return D

    def bias_share(self, layer, d, row, m):
        share = d.sum() if self.has("bias-gradient-over-units", layer) else d[row]
        if not self.biased(layer) and not self.has("bias-gradient-kept", layer):
            return 0.0
        if self.has("bias-gradient-missing", layer):
            return 0.0
        share = share * m if self.has("bias-missing-1/m", layer) else share
        for name, factor in {"2": 2, "4": 4, "half": 1 / 2}.items():
            share = share * factor if self.has(f"bias-factor-{name}", layer) else share
        return share / m if self.has("bias-extra-1/m", layer) else share

    def scale(self, layer):
        scale = -1.0 if self.has("wrong-sign", layer) else 1.0
        scale *= 2 if self.has("factor-2", layer) else 1
        return scale / 2 if self.has("factor-half", layer) else scale

    def mean(self, layer, m):
        mean = 1 / m if self.net.reduction == "mean" else 1.0
        mean = 1.0 if self.has("missing-1/m", layer) else mean
        return mean / m if self.has("extra-1/m", layer) else mean

    def penalty(self, layer, theta, Delta, lam, m):
        of = theta.copy()
        if self.has("regularisation-of-delta", layer):
            of = Delta.copy()
        if self.has("regularisation-not-derived", layer):
            of = theta * theta / 2
        if self.has("regularisation-of-signs", layer):
            of = np.where(theta > 0, 1.0, -1.0)
        strength = lam / m
        strength = 0.0 if self.has("regularisation-missing", layer) else strength
        strength = lam if self.has("regularisation-not-averaged", layer) else strength
        strength = -lam / m if self.has("regularisation-sign", layer) else strength
        strength = lam / (2 * m) if self.has("regularisation-halved", layer) else strength
        strength = 2 * lam / m if self.has("regularisation-doubled", layer) else strength
        if self.has("bias-regularised", layer):
            return strength * of
        fill = 1.0 if self.has("ones-in-bias-column", layer) else 0.0
        of[:, -1 if self.has("wrong-column-spared", layer) else 0] = fill
        return strength * of


def turn(array):
    if array.shape[0] == array.shape[1]:
        return array.T.copy()
    return np.hstack([array[:, :1], array[:, 1:].T])
