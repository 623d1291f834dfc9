"""What some examples contribute, computed where they are, and the sum of such shares."""

import dataclasses
import math
from typing import NamedTuple

import numpy as np

from backprop.gradients.dask.chunks import Chunk
from backprop.gradients.dask.files import rows_of
from backprop.network import Layers, Network

__all__ = ["Shard", "add", "load", "shard", "weights"]


class Shard(NamedTuple):
    """What some examples contribute: their number, their losses' sum, and Delta."""

    m: int
    loss: float
    Delta: Layers


def shard(net: Network, Theta: Layers, chunk: Chunk) -> Shard:
    """Return the Shard of a chunk; on the worker that has it.

    Raises
    ------
    ValueError, TypeError
        As `Network.cost` does, with the chunk's number and rows before it.
    """
    x, y = rows_of(chunk.x), rows_of(chunk.y)
    wanted = chunk.stop - chunk.start
    if len(x) == len(y) == 0 and (math.isnan(wanted) or wanted == 0):
        return Shard(0, 0.0, {layer: np.zeros(shape) for layer, shape in net.shapes.items()})
    in_sum = dataclasses.replace(net, reduction="sum")
    try:
        if not math.isnan(wanted) and len(x) != wanted:
            raise ValueError(f"X has {len(x)} rows; expected {wanted}")
        with np.errstate(over="ignore", invalid="ignore"):
            return Shard(len(x), *in_sum.cost_and_gradient(Theta, x, y))
    except (ValueError, TypeError) as error:
        message = f"{chunk.place}: {error} (places are counted within the chunk)"
        raise type(error)(message) from error


def add(shards: list[Shard]) -> Shard:
    """Return the sum of some shards."""
    Delta = {layer: sum(s.Delta[layer] for s in shards) for layer in shards[0].Delta}
    return Shard(sum(s.m for s in shards), sum(s.loss for s in shards), Delta)


def weights(Theta: Layers) -> Layers:
    """Return Theta: a task, so that weights are sent once, and sent again if they are lost."""
    return Theta


def load(chunk: Chunk) -> Chunk:
    """Return a chunk with its rows read; on a worker, which may keep it."""
    return chunk._replace(x=rows_of(chunk.x), y=rows_of(chunk.y))
