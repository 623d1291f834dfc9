"""Wrong gradients by HIPS autograd: the mistake is in what is differentiated, or how.

`autograd_with(net, name)` differentiates a cost, with one mistake put into a
primitive's derivative or into the cost itself.
"""

import autograd.numpy as anp
import numpy as np
from autograd import grad
from autograd.extend import defvjp, primitive
from oracles import LOSS, G


def with_slope(g, slope):
    """Return g as a primitive whose derivative is said to be slope(a, z)."""
    wrong = primitive(lambda z: g(z))
    defvjp(wrong, lambda a, z: lambda arriving: arriving * slope(a, z))
    return wrong


SLOPES = {
    "hidden-derivative-missing": lambda a, z: np.ones_like(z),
    "activation-for-derivative": lambda a, z: a,
    "relu-mask-of-activation": lambda a, z: (a >= 0) + 0.0,
    "derivative-of-relu": lambda a, z: np.heaviside(z, 0.0),
}


def autograd_with(net, name=""):
    names = [net.hidden] * (net.L - 2) if isinstance(net.hidden, str) else net.hidden
    hidden, output = [G[each] for each in names], G[net.output]
    hidden = [with_slope(g, SLOPES[name]) for g in hidden] if name in SLOPES else hidden
    if name == "output-derivative-missing":
        output = with_slope(output, lambda a, z: np.ones_like(z))

    def cost(arrays, X, Y, lam):
        a, m = X, len(X)
        for layer, theta in enumerate(arrays, start=1):
            entering = anp.concatenate([anp.ones((m, 1)), a], axis=1)
            a = [*hidden, output][layer - 1](anp.dot(entering, theta.T))
        J = anp.sum(LOSS[net.loss](a, Y)) / (1 if net.reduction == "sum" else m)
        return SCALE.get(name, lambda J, m: J)(J, m) + penalty(arrays, lam, m, name)

    def gradient(Theta, X, Y, lam):
        return grad(cost)([Theta[layer] for layer in sorted(Theta)], X, Y, lam)

    return gradient


SCALE = {
    "missing-1/m": lambda J, m: J * m,
    "extra-1/m": lambda J, m: J / m,
    "factor-2": lambda J, m: 2 * J,
    "factor-half": lambda J, m: J / 2,
    "wrong-sign": lambda J, m: -J,
}
PENALTIES = {
    "": lambda theta, lam, m: lam / (2 * m) * anp.sum(theta[:, 1:] ** 2),
    "regularisation-missing": lambda theta, lam, m: 0.0,
    "regularisation-not-averaged": lambda theta, lam, m: lam / 2 * anp.sum(theta[:, 1:] ** 2),
    "regularisation-sign": lambda theta, lam, m: -lam / (2 * m) * anp.sum(theta[:, 1:] ** 2),
    "regularisation-halved": lambda theta, lam, m: lam / (4 * m) * anp.sum(theta[:, 1:] ** 2),
    "regularisation-doubled": lambda theta, lam, m: lam / m * anp.sum(theta[:, 1:] ** 2),
    "regularisation-of-signs": lambda theta, lam, m: lam / m * anp.sum(anp.abs(theta[:, 1:])),
    "bias-regularised": lambda theta, lam, m: lam / (2 * m) * anp.sum(theta**2),
}
PUT_IN = [*SLOPES, "output-derivative-missing", *SCALE, *(name for name in PENALTIES if name)]


def penalty(arrays, lam, m, name):
    one = PENALTIES.get(name, PENALTIES[""])
    return sum(one(theta, lam, m) for theta in arrays)
