"""The mistakes that the doctor knows, in the order in which it prefers to name them.

`CATALOGUE` is a dict: id -> row.  Whoever adds a row to one of the tables that it
is made of has taught the doctor another mistake; nothing else needs to change.
"""

from backprop.doctor.catalogue import rows_of_bias, rows_of_delta, rows_of_penalty, rows_of_sum
from backprop.doctor.catalogue.steps import HIDDEN_SITES, Row
from backprop.network import Network

__all__ = ["CATALOGUE", "layers_of"]

CATALOGUE: dict[str, Row] = {
    row.id: row
    for table in (rows_of_delta, rows_of_sum, rows_of_bias, rows_of_penalty)
    for row in table.ROWS
}


def layers_of(row: Row, net: Network) -> tuple[int, ...]:
    """Return the layers of this network in which the mistake can be made.

    Examples
    --------
    >>> from backprop.network import Network
    >>> layers_of(CATALOGUE["hidden-derivative-missing"], Network((4, 5, 3, 1)))
    (2, 3)
    """
    if row.site == "output":
        layers = (net.L,)
    elif row.site in HIDDEN_SITES:
        layers = range(2, net.L)
    else:
        layers = range(1, net.L)
    return tuple(layer for layer in layers if row.fits(net, layer))
