r"""The places in a backward pass where a mistake can be made, and what belongs there.

    site        what the right code has there                          sits in
    output      delta[L], from the loss                                layer L
    sent        what is sent back from the layer above: delta[l+1]     hidden layer l
    weights     what carries it back: Theta[l] but column 0            hidden layer l
    derivative  what it is then multiplied with: g'(z[l])              hidden layer l
    entering    what the product takes besides delta[l+1]: a[l]        Theta[l]
    examples    which examples the product sums over: all              Theta[l]
    bias        column 0 of Delta[l]: the sum of delta[l+1]; else 0    Theta[l]
    product     the finished Delta[l]                                  Theta[l]
    sign        +1, on Delta[l]                                        Theta[l]
    factor      1, on Delta[l]                                         Theta[l]
    share       what Delta[l] is multiplied with: 1/m; 1 for a sum     Theta[l]
    strength    lam/m                                                  Theta[l]
    penalised   what lam/m is multiplied with: Theta[l]                Theta[l]
    spared      the column that lam/m leaves out: 0                    Theta[l]
    filling     what it is multiplied with in that column: 0           Theta[l]
    returned    the order of the entries in D[l]: that of Theta[l]     Theta[l]

To let the doctor know another mistake, write a `Row` into one of the tables that
make up the catalogue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from numpy.typing import NDArray

from backprop.losses import LOSSES
from backprop.network import Layers, Network

__all__ = ["HIDDEN_SITES", "SITES", "Here", "Probe", "Row"]


class Probe(NamedTuple):
    """Arguments with which the reader's function is called."""

    Theta: Layers
    X: NDArray
    Y: NDArray
    lam: float

    @property
    def m(self) -> int:
        """Number of examples."""
        return len(self.X)


class Here(NamedTuple):
    """What a mistake may look at.

    Attributes
    ----------
    right : object
        What belongs in this place.
    layer : int
        The l in the table of sites.
    net, probe, z, a
        The network, what it was given, its forward pass.
    returned : dict of ndarray
        The reader's own gradient.
    rate : float
        The learning rate with which `stale-weights` has updated.
    Delta : ndarray, optional
        Delta[l] as far as it is known here.
    delta : ndarray, optional
        delta[l+1], at the site "sent".
    error : callable, optional
        error() returns dJ/da[l+1], from which delta[l+1] was made, at the same site.
    """

    right: Any
    layer: int
    net: Network
    probe: Probe
    z: Layers
    a: Layers
    returned: Layers
    rate: float = 0.0
    Delta: NDArray | None = None
    delta: NDArray | None = None
    error: Callable[[], NDArray] | None = None

    @property
    def Theta(self) -> NDArray:
        """Theta[l], with its bias column."""
        return self.probe.Theta[self.layer]


@dataclass(frozen=True, eq=False)
class Row:
    """A row of the catalogue: one mistake.

    Attributes
    ----------
    id : str
        Its name.
    site : str
        Where it is made: a row of the table of sites.
    sentence : str
        What is wrong, to follow "Layer 2: " or "Every layer: ".
    formula : str
        The line of mathematics that the wrong code computes, in LaTeX; layers
        are written (l), (l+1), (l-1), (L).
    place : str
        A row of `places.PLACES`: where the book has the right line.
    make : callable
        make(here) returns what the mistake puts in the place of here.right.
    fits : callable
        fits(net, layer) says whether the mistake can be made there at all.
    """

    id: str
    site: str
    sentence: str
    formula: str
    place: str
    make: Callable[[Here], Any]
    fits: Callable[[Network, int], bool] = lambda net, layer: True


def _output_error(here: Here) -> NDArray:
    g_grad = here.net.activation(here.layer).grad
    return LOSSES[here.net.loss].delta(here.z[here.layer], here.a[here.layer], here.probe.Y, g_grad)


SITES: dict[str, Callable[[Here], Any]] = {
    "output": _output_error,
    "sent": lambda here: here.delta,
    "weights": lambda here: here.Theta[:, 1:],
    "derivative": lambda here: here.net.activation(here.layer).grad(here.z[here.layer]),
    "entering": lambda here: here.a[here.layer],
    "examples": lambda here: slice(None),
    "bias": lambda here: here.Delta[:, 0] * here.net.has_bias(here.layer),
    "product": lambda here: here.Delta,
    "sign": lambda here: 1.0,
    "factor": lambda here: 1.0,
    "share": lambda here: 1 / here.probe.m if here.net.reduction == "mean" else 1.0,
    "strength": lambda here: here.probe.lam / here.probe.m,
    "penalised": lambda here: here.Theta,
    "spared": lambda here: 0,
    "filling": lambda here: 0.0,
    "returned": lambda here: lambda array: array,
}
HIDDEN_SITES = ("sent", "weights", "derivative")
