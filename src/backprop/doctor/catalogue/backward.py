r"""A backward pass into which mistakes can be switched.

    delta[L] = output               delta[l] = (delta[l+1] @ weights) * derivative
    Delta[l] = sign * factor * product(sum over examples of delta[l+1]^T [1, entering])
    D[l]     = share * returned(Delta[l]) + strength * returned(penalised, column spared)

The words are the sites of `sites.SITES`.  An array is kept once it has been
computed: thousands of combinations of mistakes share a few hundred of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.doctor.catalogue.steps import HIDDEN_SITES, SITES, Here, Probe, Row
from backprop.losses import LOSSES
from backprop.network import Layers, Network, add_bias_unit

__all__ = ["Backward", "Switches"]

Switches = Mapping[tuple[str, int], Row]  # (site, layer): the mistake that is made there

MOST_NUMBERS = 500_000  # kept by one Backward, 4 MB: beyond that it begins anew
IN_DATA = ("entering", "examples", "bias", "product", "sign", "factor", "returned")
IN_PENALTY = ("penalised", "spared", "filling", "returned")


class Backward:
    """Gradients for one probe, the right one and those with mistakes.

    Parameters
    ----------
    net : Network
    probe : Probe
    returned : dict of ndarray
        What the reader's function gave for this probe.
    most : int, optional
        Of an array with more entries than this, use an even selection only.
    """

    def __init__(self, net: Network, probe: Probe, returned: Layers, most: int | None = None):
        passed = net.forward(probe.Theta, probe.X)
        self.net, self.most = net, most
        self._here = Here(None, 0, net, probe, passed.z, passed.a, returned)
        self._kept: dict[tuple, Any] = {}
        self._held = 0
        self.given = {layer: self._select(returned[layer]) for layer in net.shapes}

    def gradient(self, layer: int, switches: Switches, rate: float = 0.0) -> NDArray:
        """Return the entries of D[layer] as a vector, with these mistakes made.

        Parameters
        ----------
        layer : int
        switches : dict
            The mistakes: (site, layer) -> row of the catalogue.
        rate : float
            The learning rate of `stale-weights`.
        """
        share = self._number("share", layer, switches)
        strength = self._number("strength", layer, switches)
        data = share * self._data(layer, switches, rate)
        return data + strength * self._penalty(layer, switches, rate) if strength else data

    def _select(self, array: NDArray) -> NDArray:
        step = 1 if self.most is None else -(-array.size // self.most)
        return array.ravel()[::step].copy()  # a view would keep all of it

    def _once(self, key: tuple, compute: Callable[[], Any]):
        if key not in self._kept:
            found = compute()
            self._held += np.size(found)
            if self._held > MOST_NUMBERS:
                self._kept.clear()
                self._held = 0
            self._kept[key] = found
        return self._kept[key]

    def _at(self, site: str, layer: int, switches: Switches, **more):
        """Return what stands at a site: the right thing, or a mistake in its place."""
        here = self._here._replace(layer=layer, **more)
        right, row = SITES[site](here), switches.get((site, layer))
        return right if row is None else row.make(here._replace(right=right))

    def _number(self, site: str, layer: int, switches: Switches) -> float:
        key = (site, layer, switches.get((site, layer)))
        return self._once(key, lambda: self._at(site, layer, switches))

    def _behind(self, layer: int, switches: Switches) -> tuple:
        """Return the mistakes that delta[layer] depends on."""
        hidden = range(layer, self.net.L)
        found = (switches.get((site, k)) for k in hidden for site in HIDDEN_SITES)
        return (switches.get(("output", self.net.L)), *found)

    def _delta(self, layer: int, switches: Switches, rate: float) -> NDArray:
        def compute():
            if layer == self.net.L:
                return self._at("output", layer, switches)
            slope = self._at("derivative", layer, switches)
            return self._error(layer, switches, rate) * slope

        return self._once(("delta", layer, rate, *self._behind(layer, switches)), compute)

    def _error(self, layer: int, switches: Switches, rate: float) -> NDArray:
        """Return dJ/da of a layer: what arrives there on the way back."""
        if layer == self.net.L:
            return LOSSES[self.net.loss].grad(self._here.a[layer], self._here.probe.Y)
        above = layer + 1
        sent = self._at(
            "sent",
            layer,
            switches,
            delta=self._delta(above, switches, rate),
            error=lambda: self._error(above, switches, rate),
        )
        return sent @ self._at("weights", layer, switches, rate=rate)

    def _Delta(self, layer: int, switches: Switches, rate: float) -> NDArray:
        rows = self._at("examples", layer, switches)
        entering = add_bias_unit(self._at("entering", layer, switches))[rows]
        total = self._delta(layer + 1, switches, rate)[rows].T @ entering
        total[:, 0] = self._at("bias", layer, switches, Delta=total)
        total = self._at("product", layer, switches, Delta=total)
        return total * self._at("sign", layer, switches) * self._at("factor", layer, switches)

    def _data(self, layer: int, switches: Switches, rate: float) -> NDArray:
        def compute():
            order = self._at("returned", layer, switches)
            return self._select(order(self._Delta(layer, switches, rate)))

        made = (switches.get((site, layer)) for site in IN_DATA)
        key = ("data", layer, rate, *self._behind(layer + 1, switches), *made)
        return self._once(key, compute)

    def _penalty(self, layer: int, switches: Switches, rate: float) -> NDArray:
        of_Delta = ("penalised", layer) in switches

        def compute():
            Delta = self._Delta(layer, switches, rate) if of_Delta else None
            array = np.array(self._at("penalised", layer, switches, Delta=Delta))
            spared = self._at("spared", layer, switches)
            if spared is not None:
                array[:, spared] = self._at("filling", layer, switches)
            return self._select(self._at("returned", layer, switches)(array))

        key = ("penalty", layer, *(switches.get((site, layer)) for site in IN_PENALTY))
        if of_Delta:
            made = (switches.get((site, layer)) for site in IN_DATA)
            key = (*key, rate, *self._behind(layer + 1, switches), *made)
        return self._once(key, compute)
