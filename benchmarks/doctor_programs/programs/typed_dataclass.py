"""A typed, tidy two-layer classifier (PEP 8, dataclasses, keyword arguments)."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass
class Parameters:
    kernel_1: Array
    offset_1: Array
    kernel_2: Array
    offset_2: Array

    @classmethod
    def random(cls, rng: np.random.Generator, n_in: int, n_hidden: int, n_out: int) -> Parameters:
        return cls(
            kernel_1=rng.normal(scale=n_in**-0.5, size=(n_in, n_hidden)),
            offset_1=np.zeros(n_hidden),
            kernel_2=rng.normal(scale=n_hidden**-0.5, size=(n_hidden, n_out)),
            offset_2=np.zeros(n_out),
        )

    def penalty(self, weight_decay: float) -> float:
        return 0.5 * weight_decay * sum(np.sum(getattr(self, f.name) ** 2) for f in fields(self))


@dataclass(frozen=True)
class Activations:
    hidden: Array
    probabilities: Array


WEIGHT_DECAY = 0.03


def forward(parameters: Parameters, x: Array) -> Activations:
    hidden = np.tanh(x @ parameters.kernel_1 + parameters.offset_1)
    logits = hidden @ parameters.kernel_2 + parameters.offset_2
    unnormalised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return Activations(hidden, unnormalised / unnormalised.sum(axis=-1, keepdims=True))


def objective(parameters: Parameters, x: Array, y: Array) -> float:
    probabilities = forward(parameters, x).probabilities
    likelihood = np.mean(np.sum(y * np.log(probabilities), axis=-1))
    return -likelihood + parameters.penalty(WEIGHT_DECAY)


def gradient(parameters: Parameters, x: Array, y: Array) -> Parameters:
    activations = forward(parameters, x)
    error = (activations.probabilities - y) / x.shape[0]
    hidden_error = (error @ parameters.kernel_2.T) * (1.0 - activations.hidden**2)
    return Parameters(
        kernel_1=x.T @ hidden_error + WEIGHT_DECAY * parameters.kernel_1,
        offset_1=hidden_error.sum(axis=0) + WEIGHT_DECAY * parameters.offset_1,
        kernel_2=activations.hidden.T @ error + WEIGHT_DECAY * parameters.kernel_2,
        offset_2=error.sum(axis=0) + WEIGHT_DECAY * parameters.offset_2,
    )
