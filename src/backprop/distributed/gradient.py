"""Delta of each chunk where the chunk is, and their sum as a tree."""

import contextlib
import itertools
import time
import uuid
from typing import Any

from tqdm.auto import tqdm

from backprop.distributed.chunks import Chunk, pair_up
from backprop.distributed.connect import connected, dask_module
from backprop.distributed.shards import Shard, add, load, shard, weights
from backprop.network import Layers, Network
from backprop.progress import watched
from backprop.validation import as_number, as_weights

__all__ = ["distributed_cost_and_gradient", "distributed_gradient", "task_names"]

BRANCHES = 8  # how many Deltas a task of the tree adds


def loaded(chunks: list[Chunk]) -> list:
    """Return the tasks that read the chunks; what is read before it is used can be kept."""
    task, token = _task(load), uuid.uuid4().hex
    return [task(c, dask_key_name=(f"examples-{token}", c.number)) for c in chunks]


def plan(
    net: Network, Theta: Layers, examples: list, places: list | None = None
) -> tuple[Any, str]:
    """Return the task of the sum over all examples, and the name that its shards share.

    `places` says which worker holds which chunk, where that is known; what is in one
    place is added there before anything is sent.
    """
    token = uuid.uuid4().hex
    sent = _task(weights)(Theta, dask_key_name=f"weights-{token}")
    one, total = _task(shard), _task(add)
    groups, count = {}, itertools.count()
    for number, chunk in enumerate(examples):
        place = places[number] if places else None
        with _preferably(place):
            delta = one(net, sent, chunk, dask_key_name=(f"delta-{token}", number))
        groups.setdefault(place, []).append(delta)

    def tree(level: list) -> Any:
        while len(level) > 1:
            level = [
                total(level[i : i + BRANCHES], dask_key_name=(f"sum-{token}", next(count)))
                for i in range(0, len(level), BRANCHES)
            ]
        return level[0]

    return tree([tree(group) for group in groups.values()]), f"delta-{token}"


def task_names(net: Network, Theta: Layers, X, Y) -> dict[str, int]:
    """Return how many tasks of each name a gradient consists of, without computing it.

    These are the names on the dashboard: "weights", "examples" (chunks read),
    "delta" (their Deltas), "sum".  Arguments as `distributed_gradient` takes them.
    """
    graph = dict(plan(net, as_weights(Theta, net.shapes), loaded(pair_up(X, Y)))[0].dask)
    names = [(key if isinstance(key, str) else key[0]).partition("-")[0] for key in graph]
    return {name: names.count(name) for name in sorted(set(names))}


def _task(function):
    return dask_module("dask").delayed(function, pure=False, traverse=True)


def submit(client, task, how: str = "compute"):
    """Hand tasks to the cluster; what is large in them is meant to be sent."""
    with dask_module("dask").config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
        return getattr(client, how)(task)


def _places(client, examples: list) -> list | None:
    """Return for each chunk the workers that keep it, or None where none is kept."""
    futures = dask_module("distributed").futures_of(examples)
    if len(futures) != len(examples):
        return None
    who_has = client.who_has(futures)
    return [min(who_has.get(future.key, ()), default=None) for future in futures]


def _preferably(place: str | None):
    """Have what is made in this context run on a worker, while there is that worker."""
    if place is None:
        return contextlib.nullcontext()
    return dask_module("dask").annotate(workers=[place], allow_other_workers=True)


def _finished(name: str, dask_scheduler=None) -> int:
    """Return how many tasks of a group are done; runs in the scheduler."""
    group = dask_scheduler.task_groups.get(name)
    return 0 if group is None else sum(group.states[s] for s in ("memory", "released", "forgotten"))


def run(client, net: Network, Theta: Layers, examples: list, progress: bool = False) -> Shard:
    """Compute the sum over all examples; the bar counts chunks."""
    task, name = plan(net, Theta, examples, _places(client, examples))
    future = submit(client, task)
    with tqdm(total=len(examples), desc="chunk", disable=not (progress and watched())) as bar:
        while not bar.disable and not future.done():
            bar.update(client.run_on_scheduler(_finished, name) - bar.n)
            time.sleep(0.1)
        result = future.result()
        bar.update(bar.total - bar.n if not bar.disable else 0)
    return result


def finish(net: Network, Theta: Layers, total: Shard, lam: float) -> tuple[float, Layers]:
    """Return J and D from the sum over all examples."""
    m, mean = total.m, net.reduction == "mean"
    if m == 0:
        raise ValueError("X has no rows; expected at least one example")
    D = {layer: Delta / m if mean else Delta.copy() for layer, Delta in total.Delta.items()}
    for layer in D:
        D[layer][:, 1:] += lam / m * Theta[layer][:, 1:]
    penalty = sum((theta[:, 1:] ** 2).sum() for theta in Theta.values())
    return float((total.loss / m if mean else total.loss) + lam / (2 * m) * penalty), D


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
        Chunked like X.
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
