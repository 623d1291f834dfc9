"""Activations and losses a second time, for HIPS autograd: no line of `backprop` is in them.

They take plain arrays, too.  What the doctor's loops and sympy need of them is written
a third time, where it is used.
"""

import autograd.numpy as anp
from autograd.scipy.special import erf

__all__ = ["LOSS", "G"]


def softmax(z):
    """One example a row."""
    e = anp.exp(z)
    return e / anp.sum(e, axis=1, keepdims=True)


G = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "gelu": lambda z: z / 2 * (1 + erf(z / anp.sqrt(2))),
    "gelu_tanh": lambda z: z / 2 * (1 + anp.tanh(anp.sqrt(2 / anp.pi) * (z + 0.044715 * z**3))),
    "identity": lambda z: z,
    "softmax": softmax,
}
LOSS = {
    "half_squared_error": lambda a, y: (a - y) ** 2 / 2,
    "squared_error": lambda a, y: (a - y) ** 2,
    "cross_entropy": lambda a, y: -y * anp.log(a) - (1 - y) * anp.log(1 - a),
    "categorical_cross_entropy": lambda a, y: -y * anp.log(a),
}
