"""Data on which mistakes show.

No two probes have as many examples, so that a factor m is never mistaken for
another number; one has a single example, one no regularisation.  Biases are not
zero where there are any, units do not saturate, and each unit with a kink is on this
side of it for some examples and on that for others, where a few draws suffice to find
such weights.  Where targets are classes, two
probes have targets in between, which the loss takes as well.
"""

import numpy as np

from backprop.doctor.catalogue.steps import Probe
from backprop.losses import LOSSES
from backprop.network import Network

__all__ = ["make_probes"]

SCHEDULE = ((5, 1.0), (7, 0.0), (3, 2.0), (4, 1.0), (1, 1.0))  # m, multiple of lam
BETWEEN = (7, 4)  # the m of the probes whose targets are no classes
DRAWS = 30


def _targets(net: Network, m: int, rng: np.random.Generator):
    """Return targets that differ: one class a row, or numbers, as the loss has them."""
    K = net.sizes[-1]
    if np.isfinite(LOSSES[net.loss].targets).all():
        if K == 1:
            return (np.arange(m)[:, None] % 2).astype(float)
        return np.eye(K)[rng.permutation(np.arange(m) % K)]
    return rng.uniform(0.1, 0.9, (m, K))


def _softened(net: Network, probe: Probe, seed: int) -> Probe:
    """Return the probe with targets between the classes, from random numbers of their own."""
    if probe.m not in BETWEEN or not np.isfinite(LOSSES[net.loss].targets).all():
        return probe
    Y = np.random.default_rng([seed, probe.m]).uniform(0.1, 0.9, probe.Y.shape)
    if LOSSES[net.loss].shares:
        Y /= Y.sum(axis=1, keepdims=True)
    return probe._replace(Y=Y)


def _draw(net: Network, m: int, lam: float, rng: np.random.Generator) -> Probe:
    Theta = {}
    for layer, (rows, columns) in net.shapes.items():
        Theta[layer] = rng.normal(size=(rows, columns)) / np.sqrt(columns - 1)
        Theta[layer][:, 0] = rng.choice([-1, 1], rows) * rng.uniform(0.1, 0.5, rows)
        Theta[layer][:, 0] *= net.has_bias(layer)
    return Probe(Theta, rng.normal(size=(m, net.sizes[0])), _targets(net, m, rng), lam)


def _lively(net: Network, probe: Probe) -> float:
    """Return how many layers learn at all, and the share of units that tell examples apart."""
    passed = net.forward(probe.Theta, probe.X)
    D = net.gradient(probe.Theta, probe.X, probe.Y)
    rows = {layer: net.activation(layer) for layer in passed.z}
    slopes = [row.grad(passed.z[layer]) for layer, row in rows.items() if row.grad]
    varied = np.concatenate([np.ptp(slope, axis=0) > 0 for slope in slopes] or [[True]])
    return sum(bool(array.any()) for array in D.values()) + varied.mean()


def make_probes(net: Network, lam: float, seed: int) -> list[Probe]:
    """Return the probes, the most telling first.

    Parameters
    ----------
    net : Network
    lam : float
        Regularisation; probes have lam, 2 lam and 0.
    seed : int
        The same seed gives the same probes.

    Returns
    -------
    list of Probe

    Examples
    --------
    >>> from backprop.network import Network
    >>> [(probe.m, probe.lam) for probe in make_probes(Network((2, 1)), 0.5, 0)]
    [(5, 0.5), (7, 0.0), (3, 1.0), (4, 0.5), (1, 0.5)]
    """
    rng = np.random.default_rng(seed)
    kinks = [net.activation(layer).kink for layer in range(2, net.L + 1)]
    draws = DRAWS if any(kinks) else 1
    probes = [
        max(
            (_draw(net, m, multiple * lam, rng) for _ in range(draws)),
            key=lambda probe: _lively(net, probe),
        )
        for m, multiple in SCHEDULE
    ]
    return [_softened(net, probe, seed) for probe in probes]
