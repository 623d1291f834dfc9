r"""Mistakes in what regularisation adds to the gradient: (lam/m) Theta, bias spared."""

import numpy as np

from backprop.doctor.catalogue.steps import Row

__all__ = ["ROWS"]


ROWS = (
    Row(
        "regularisation-missing",
        "strength",
        "the regularisation term is missing",
        r"D^{(l)} = \frac{1}{m} \Delta^{(l)}",
        "regularisation",
        lambda here: 0.0,
    ),
    Row(
        "regularisation-not-averaged",
        "strength",
        "the regularisation term has λ for λ/m",
        r"D^{(l)} = \ldots + \lambda \Theta^{(l)}",
        "regularisation",
        lambda here: here.probe.lam,
    ),
    Row(
        "regularisation-sign",
        "strength",
        "the regularisation term is subtracted",
        r"D^{(l)} = \ldots - \frac{\lambda}{m} \Theta^{(l)}",
        "regularisation",
        lambda here: -here.right,
    ),
    Row(
        "regularisation-halved",
        "strength",
        "the regularisation term has the cost's λ/(2m) for λ/m",
        r"D^{(l)} = \ldots + \frac{\lambda}{2m} \Theta^{(l)}",
        "regularisation",
        lambda here: here.right / 2,
    ),
    Row(
        "regularisation-doubled",
        "strength",
        "the regularisation term has 2λ/m for λ/m",
        r"D^{(l)} = \ldots + \frac{2\lambda}{m} \Theta^{(l)}",
        "regularisation",
        lambda here: here.right * 2,
    ),
    Row(
        "regularisation-of-delta",
        "penalised",
        "the regularisation term has Δ for Θ",
        r"D^{(l)} = \ldots + \frac{\lambda}{m} \Delta^{(l)}",
        "regularisation",
        lambda here: here.Delta,
    ),
    Row(
        "regularisation-not-derived",
        "penalised",
        "the regularisation term is that of the cost, not its derivative: Θ²/2 for Θ",
        r"D^{(l)} = \ldots + \frac{\lambda}{2m} \Theta^{(l)} \odot \Theta^{(l)}",
        "regularisation",
        lambda here: here.right**2 / 2,
    ),
    Row(
        "regularisation-of-signs",
        "penalised",
        "the regularisation term is that of Σ|Θ|: the sign of Θ for Θ",
        r"D^{(l)} = \ldots + \frac{\lambda}{m} \operatorname{sign} \Theta^{(l)}",
        "regularisation",
        lambda here: np.sign(here.right),
    ),
    Row(
        "bias-regularised",
        "spared",
        "the bias column is regularised too",
        r"D^{(l)}_{:, 0} = \ldots + \frac{\lambda}{m} \Theta^{(l)}_{:, 0}",
        "regularisation",
        lambda here: None,
    ),
    Row(
        "wrong-column-spared",
        "spared",
        "the last column is spared regularisation, not the bias column",
        r"D^{(l)}_{:, :-1} = \ldots + \frac{\lambda}{m} \Theta^{(l)}_{:, :-1}",
        "regularisation",
        lambda here: -1,
    ),
    Row(
        "ones-in-bias-column",
        "filling",
        "λ/m is added to each bias gradient: a column of ones for a column of zeros",
        r"D^{(l)}_{:, 0} = \ldots + \frac{\lambda}{m}",
        "regularisation",
        lambda here: 1.0,
    ),
)
