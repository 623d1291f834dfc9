"""The mathematics of *Backpropagation, Checked*, to be read as much as run.

    from backprop.network import Network
    from backprop.training import train
    from backprop.checking import check_gradient

A network is described by `Network`, which holds no weights; weights, error terms
and gradients are dicts keyed by the layer's number, as in the mathematics.

The engine, in reading order:

======================  =========================================================================
`activations`           a table: a name, g, and g′
`losses`                a table: a name, what an output costs, and δ, where the way back begins
`passes`                the two passes themselves, and the gradient's last line
`network`               forward, cost and gradient: the chapters' formulas, layer by layer
`loop`                  the gradient once more, one example at a time: the oracle
`graph`                 the gradient once more, number by number: a computation graph
`checking`              the gradient without calculus, and the comparison of the two
`agreement`             how far two gradients are apart: by how much, which way, and where
`rounding`              how much of a difference may be rounding
`training`              gradient descent, and SciPy's optimisers; what a run leaves behind
`updates`               what a step makes of the gradient: momentum, RMSProp, Adam
`optimisers`            SciPy's optimisers, on one vector
`scores`                how often a network is right
`data`                  small data sets, handwritten digits, and how to split them
`storage`               weights in a file, read only if nothing is wrong with it
`archive`               the file, looked at from outside
`progress`              a bar for those who watch
`validation`            what comes in is checked at the door, and refused by name
`optional`              libraries that only some readers need
`pytest_plugin`         the doctor as a fixture of the readers' own tests
======================  =========================================================================

Five rooms beside it, each with a map of its own:

======================  =========================================================================
`backprop.gradients`    the same gradient at another price: fast, checkpointed, on many machines
`backprop.doctor`       a wrong gradient → the line, the name, the fix
`backprop.equations`    LaTeX in, verdict out
`backprop.figures`      plots, and the explorer with its sliders
`backprop.book`         what only the pages of this book need
======================  =========================================================================

Imports point one way: the engine knows none of the rooms, and nobody knows `backprop.book`.
"""
