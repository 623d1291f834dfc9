"""Delta of each chunk where the chunk is, and their sum as a tree."""

import time

from backprop.gradients.dask.chunks import pair_up
from backprop.gradients.dask.connect import connected
from backprop.gradients.dask.shards import Shard
from backprop.gradients.dask.tasks import loaded, places_of, plan, submit
from backprop.network import Layers, Network
from backprop.passes import cost_from_sum, gradient_from_sums
from backprop.progress import bar_class, watched
from backprop.validation import as_number, as_weights

__all__ = ["distributed_cost_and_gradient", "distributed_gradient"]


def _finished(name: str, dask_scheduler=None) -> int:
    """Return how many tasks of a group are done; runs in the scheduler."""
    group = dask_scheduler.task_groups.get(name)
    return 0 if group is None else sum(group.states[s] for s in ("memory", "released", "forgotten"))


def run(client, net: Network, Theta: Layers, examples: list, progress: bool = False) -> Shard:
    """Compute the sum over all examples; the bar counts chunks."""
    task, name = plan(net, Theta, examples, places_of(client, examples))
    future = submit(client, task)
    if not (progress and watched()):
        return future.result()
    with bar_class()(total=len(examples), desc="chunk") as bar:
        while not future.done():
            bar.update(client.run_on_scheduler(_finished, name) - bar.n)
            time.sleep(0.1)
        result = future.result()
        bar.update(bar.total - bar.n)
    return result


def finish(net: Network, Theta: Layers, total: Shard, lam: float) -> tuple[float, Layers]:
    """Return J and D from the sum over all examples."""
    if total.m == 0:
        raise ValueError("X has no rows; expected at least one example")
    J = cost_from_sum(net, Theta, total.loss, total.m, lam)
    return float(J), gradient_from_sums(net, Theta, total.Delta, total.m, lam)


def distributed_cost_and_gradient(
    net: Network, Theta: Layers, X, Y, lam: float = 0.0, client=None, *, progress: bool = True
) -> tuple[float, Layers]:
    """Return the cost and the gradient over all chunks at the price of one pass.

    Arguments and errors as `distributed_gradient` has them.
    """
    Theta, lam = as_weights(Theta, net.shapes), as_number("lam", lam, least=0)
    chunks = pair_up(X, Y)
    with connected(client) as cluster:
        total = run(cluster, net, Theta, loaded(chunks), progress)
    return finish(net, Theta, total, lam)


def distributed_gradient(
    net: Network, Theta: Layers, X, Y, lam: float = 0.0, client=None, *, progress: bool = True
) -> Layers:
    """Return D[layer] = dJ/dTheta[layer], computed in chunks on a Dask cluster.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
        Theta[layer] of shape (s_{l+1}, s_l + 1).
    X : Dask array, Opened or array_like, of shape (m, s_1)
        In chunks of whole rows; see `from_npy` and `from_file`.  An array in
        memory is cut as Y is, or into about eight chunks, and sent.
    Y : the same, of shape (m, s_L)
        Chunked like X; class numbers, (m,), where `Network.checked` takes them.
    lam : float
        Regularisation, >= 0.
    client : distributed.Client, str or None
        A client, a scheduler's address, or None for the current client or a
        cluster of this machine's cores; see `connected`.
    progress : bool
        Whether to show a bar that counts chunks; only where somebody watches.

    Returns
    -------
    dict of ndarray
        What `net.gradient(Theta, X, Y, lam)` returns, to rounding.

    Raises
    ------
    ValueError, TypeError
        As `Network.gradient` does; what is wrong with a chunk's data is said with
        the number and the rows of the chunk.
    ImportError
        Naming the extra, where Dask is missing.

    References
    ----------
    Chapter 12, *Pay for it*.
    """
    return distributed_cost_and_gradient(net, Theta, X, Y, lam, client, progress=progress)[1]
