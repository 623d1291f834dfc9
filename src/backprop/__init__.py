"""The mathematics of *Backpropagation, Checked*, to be read as much as run.

    from backprop.network import Network
    from backprop.training import train
    from backprop.checking import check_gradient

A network is described by `Network`, which holds no weights; weights, error terms
and gradients are dicts keyed by the layer's number, as in the mathematics.
"""
