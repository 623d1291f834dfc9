"""Gradient descent over chunks on a Dask cluster."""

import numpy as np

from backprop.gradients.dask.chunks import pair_up
from backprop.gradients.dask.connect import connected
from backprop.gradients.dask.gradient import finish, run
from backprop.gradients.dask.tasks import kept, loaded
from backprop.network import Layers, Network
from backprop.progress import progress_bar
from backprop.training import BLOW_UP, Diverged, Training
from backprop.validation import as_count, as_number, as_weights

__all__ = ["distributed_train"]


def distributed_train(
    net: Network,
    Theta: Layers,
    X,
    Y,
    *,
    alpha: float,
    steps: int,
    lam: float = 0.0,
    client=None,
    keep: bool = True,
    progress: bool = True,
) -> Training:
    """Descend the gradient over all examples, `steps` times, as `train` does.

    The examples are read once and kept in the workers' memory, or read anew in
    each step; the weights go out once a step, and Delta comes back.

    Parameters
    ----------
    net, Theta, X, Y, lam, client
        As `distributed_gradient` takes them.
    alpha : float
        Learning rate, > 0.
    steps : int
        Number of updates, >= 1.
    keep : bool
        Whether the workers keep the examples; False where they do not fit in the
        workers' memory.
    progress : bool
        Whether to show a bar that counts steps; only where somebody watches.

    Returns
    -------
    Training
        The weights and costs of `train(net, Theta, X, Y, alpha=alpha, ...)`, to
        rounding; `path` is empty.

    Raises
    ------
    Diverged, ValueError, TypeError
        As `train` and `distributed_gradient` do.

    References
    ----------
    Chapter 12, *Pay for it*.
    """
    alpha, lam = as_number("alpha", alpha, above=0), as_number("lam", lam, least=0)
    steps = as_count("steps", steps)
    Theta = {layer: theta.copy() for layer, theta in as_weights(Theta, net.shapes).items()}
    chunks, costs = pair_up(X, Y), []
    with connected(client) as cluster, np.errstate(over="ignore", invalid="ignore"):
        examples = kept(cluster, chunks) if keep else loaded(chunks)
        last = Theta
        passes = range(steps + 1)  # the last is for the last cost
        for step in progress_bar(passes, show=progress):
            cost, D = np.inf, None
            if all(np.isfinite(theta).all() for theta in Theta.values()):
                cost, D = finish(net, Theta, run(cluster, net, Theta, examples), lam)
            if costs and not cost < BLOW_UP * max(1.0, costs[0]):
                raise Diverged(
                    step, cost, alpha, Training(last, np.array(costs), [], gradients=step)
                )
            costs.append(cost)
            last = Theta
            Theta = {layer: Theta[layer] - alpha * D[layer] for layer in Theta}
    return Training(last, np.array(costs), [], gradients=steps, ended=f"{steps} steps taken")
