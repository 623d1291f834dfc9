"""The gradient of more examples than one machine holds, on `dask.distributed`.

    distributed_gradient(net, Theta, X, Y, lam)            on a cluster of this machine's cores
    distributed_gradient(..., client="tcp://host:8786")    on any Dask scheduler
    distributed_gradient(..., from_npy("X.npy"), from_npy("Y.npy"))      read in chunks

Delta is a sum over the examples: each worker computes the Delta of its chunks, and
the chunks' Deltas are added as a tree.  Weights go out once a step, as a task of
their own that the scheduler can repeat if the worker that holds them is lost.

Needs the optional extra "dask" (Dask); nothing else in `backprop` does.
"""

from backprop.gradients.dask.connect import connected
from backprop.gradients.dask.descent import distributed_train
from backprop.gradients.dask.files import Opened, from_file, from_npy
from backprop.gradients.dask.gradient import distributed_cost_and_gradient, distributed_gradient
from backprop.gradients.dask.tasks import task_names

__all__ = [
    "Opened",
    "connected",
    "distributed_cost_and_gradient",
    "distributed_gradient",
    "distributed_train",
    "from_file",
    "from_npy",
    "task_names",
]
