"""A gradient as tasks: chunks are read, the weights sent, Deltas computed and added."""

import contextlib
import itertools
import uuid
from typing import Any

from backprop.gradients.dask.chunks import Chunk, pair_up
from backprop.gradients.dask.connect import dask_module
from backprop.gradients.dask.shards import add, load, shard, weights
from backprop.network import Layers, Network
from backprop.validation import as_weights

__all__ = ["kept", "loaded", "places_of", "plan", "submit", "task_names"]

BRANCHES = 8  # how many Deltas a task of the tree adds


def loaded(chunks: list[Chunk], workers: list[str] | None = None) -> list:
    """Return the tasks that read the chunks; what is read before it is used can be kept.

    `workers`, if given, get equal shares of them, in order; a block of a Dask array
    is read where it is.
    """
    task, token, tasks = _task(load), uuid.uuid4().hex, []
    for chunk in chunks:
        moves = workers and not hasattr(chunk.x, "__dask_graph__")
        place = workers[chunk.number * len(workers) // len(chunks)] if moves else None
        with _preferably(place):
            tasks.append(task(chunk, dask_key_name=(f"examples-{token}", chunk.number)))
    return tasks


def kept(client, chunks: list[Chunk]) -> list:
    """Have the chunks read now, by all workers alike, and kept in their memory."""
    workers = sorted(client.ncores())
    return submit(client, loaded(chunks, workers), "persist")


def plan(
    net: Network, Theta: Layers, examples: list, places: list | None = None
) -> tuple[Any, str]:
    """Return the task of the sum over all examples, and the name that its shards share.

    `places` says which worker keeps which chunk, where that is known; what is in one
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


def places_of(client, examples: list) -> list | None:
    """Return for each chunk a worker that keeps it; None where none are kept."""
    futures = dask_module("distributed").futures_of(examples)
    if len(futures) != len(examples):
        return None
    who_has = client.who_has(futures)
    return [min(who_has.get(future.key, ()), default=None) for future in futures]


def submit(client, task, how: str = "compute"):
    """Hand tasks to the cluster; what is large in them is meant to be sent."""
    with dask_module("dask").config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
        return getattr(client, how)(task)


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


def _preferably(place: str | None):
    """Have what is made in this context run on a worker, while there is that worker."""
    if place is None:
        return contextlib.nullcontext()
    return dask_module("dask").annotate(workers=[place], allow_other_workers=True)
