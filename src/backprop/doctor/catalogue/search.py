r"""Which mistakes reproduce the reader's numbers: the fewest first.

D[l] depends on the mistakes in Theta[l] and on those in delta[l+1], ..., delta[L],
on nothing else.  So we start at the output, keep the sets of mistakes that
reproduce D[L-1] exactly, add to each what could explain D[L-2], and so on back to
D[1]: one mistake in all, then two, then three.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from backprop.doctor.catalogue import CATALOGUE, layers_of
from backprop.doctor.catalogue.backward import Backward, Switches
from backprop.doctor.catalogue.explanation import Explanation, Mistake, agree
from backprop.doctor.catalogue.steps import Probe, Row
from backprop.network import Layers, Network

__all__ = ["Search"]

MOST_MISTAKES = 3
MOST_KEPT = 1000  # explanations that are followed at a time
MOST_ENTRIES = 200  # of an array that are looked at before all of them are
SMALLEST_RATE = 1e-6


class Search:
    """The search for the mistakes in one reader's gradient.

    Parameters
    ----------
    net : Network
    probes : sequence of Probe
    returned : sequence of dict of ndarray
        The reader's gradient, one dict a probe.
    tolerance : float
        See `agree`.

    Attributes
    ----------
    right : tuple of int
        The layers in which the reader's gradient is right.
    """

    def __init__(
        self, net: Network, probes: Sequence[Probe], returned: Sequence[Layers], tolerance
    ):
        self.net, self.tolerance = net, tolerance
        self.layers = sorted(net.shapes, reverse=True)
        self.quick = Backward(net, probes[0], returned[0], MOST_ENTRIES)
        pairs = zip(probes, returned, strict=True)
        self.passes = [Backward(net, probe, arrays) for probe, arrays in pairs]
        self.right = tuple(layer for layer in self.layers if self._holds(layer, {}))
        correct = len(self.right) == len(self.layers)
        self.known = {layer: {} for layer in self.layers} if correct else self._known()

    def explain(self) -> tuple[list[Explanation], int]:
        """Return the smallest explanations, and the last layer that they reach.

        That is 1 if they explain everything.  If nothing does, they explain the
        layers from the output back to the one returned, which is as far as any
        explanation goes; L if none explains even the output layer's gradient.
        """
        reached = self.net.L
        for count in range(MOST_MISTAKES + 1):
            found, last = self._with(count, until=1)
            if found:
                return found, 1
            reached = min(reached, last)
        shorter = (self._with(count, until=reached)[0] for count in range(MOST_MISTAKES + 1))
        return next(filter(None, shorter)), reached

    def _known(self) -> dict[int, dict[Row, list[Mistake]]]:
        """Return what changes anything here, by the layer where it first shows.

        A row stands for the mistake in one layer and, where there are more, for
        the same mistake in all of them.
        """
        known = {layer: {} for layer in self.layers}
        for row in CATALOGUE.values():
            ones = [Mistake(row, (layer,)) for layer in layers_of(row, self.net)]
            ones = [one for one in ones if self._changes(one)]
            if len(ones) > 1:
                ones.append(Mistake(row, tuple(one.layers[0] for one in ones)))
            for one in ones:
                known[one.first_seen].setdefault(row, []).append(one)
        return known

    def _changes(self, mistake: Mistake) -> bool:
        """Return whether the mistake alone changes any number."""
        back = mistake.layers
        if mistake.in_delta:
            back = [layer for layer in self.layers if layer <= mistake.first_seen]
        switches = Explanation((mistake,)).switches
        return not all(
            agree(one.gradient(layer, switches, 1.0), one.gradient(layer, {}), self.tolerance)
            for one in self.passes
            for layer in back
        )

    def _with(self, count: int, until: int) -> tuple[list[Explanation], int]:
        """Return what explains layers L-1, ..., until with `count` mistakes, how far it got."""
        kept, last = [Explanation()], self.net.L
        for layer in self.layers:
            if layer < until:
                break
            kept = [longer for one in kept for longer in self._extend(one, layer, count)]
            if not kept:
                return [], last
            kept, last = sorted(kept, key=lambda one: len(one.mistakes))[:MOST_KEPT], layer
        return [one for one in kept if len(one.mistakes) == count], last

    def _extend(self, one: Explanation, layer: int, count: int) -> Iterator[Explanation]:
        """Yield the explanation with what it takes to explain this layer too."""
        taken, known = one.switches, self.known[layer]
        for size in range(count - len(one.mistakes) + 1):
            for rows in combinations(known, size):
                switches = dict(taken)
                for row in rows:
                    switches[row.site, max(known[row][0].layers)] = row
                if len(switches) < len(taken) + size:
                    continue  # two mistakes in one place
                rate = one.rate or self._rate(switches, layer)
                guess = self.quick.gradient(layer, switches, rate)
                if not agree(guess, self.quick.given[layer], self.tolerance):
                    continue
                if self._holds(layer, switches, rate):
                    for more in product(*(known[row] for row in rows)):
                        longer = Explanation(one.mistakes + more, rate)
                        if longer.possible:
                            yield longer

    def _holds(self, layer: int, switches: Switches, rate: float = 0.0) -> bool:
        """Return whether these mistakes give this layer's gradient in every probe."""
        return all(
            agree(each.gradient(layer, switches, rate), each.given[layer], self.tolerance)
            for each in self.passes
        )

    def _rate(self, switches: Switches, layer: int) -> float:
        """Return the learning rate of stale weights, if this layer is the first to tell it.

        D[layer] is a straight line in the rate: two points give it, least squares
        gives the rate.
        """
        stale = [k for (site, k), row in switches.items() if row.id == "stale-weights"]
        if not stale or max(stale) != layer + 1:
            return 0.0
        start = self.quick.gradient(layer, switches, 0.0)
        slope = self.quick.gradient(layer, switches, 1.0) - start
        rate = float(slope @ (self.quick.given[layer] - start) / max(slope @ slope, 1e-300))
        return rate if abs(rate) > SMALLEST_RATE else 0.0
