"""A Dask client: the caller's, one for an address, or one with a cluster of its own."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from backprop.optional import import_extra

__all__ = ["connected", "dask_module"]


def dask_module(name: str) -> ModuleType:
    """Import a module of Dask, or say which extra is missing."""
    return import_extra(name, "dask[array,distributed]", "dask")


@contextmanager
def connected(client=None, **cluster) -> Iterator:
    """Yield a `distributed.Client`, and close what was opened for it.

    Parameters
    ----------
    client : distributed.Client, str or None
        A client, which is left open; the address of a scheduler
        ("tcp://host:8786"), to which a connection is opened and closed again; or
        None: the client that is current, or else a `LocalCluster` of worker
        processes with one thread each, which lives as long as the context.
    **cluster
        For that LocalCluster: n_workers, processes, dashboard_address, ...

    Raises
    ------
    ImportError
        Naming the extra, where Dask is missing.
    TypeError
        Where client is none of these, or is asynchronous.

    Notes
    -----
    A script that lets a cluster be started has to do so under
    ``if __name__ == "__main__":``, as with every pool of processes.

    References
    ----------
    Chapter 12, *Pay for it*.
    """
    distributed = dask_module("distributed")
    if client is None:
        client = _current(distributed)
    if isinstance(client, distributed.Client):
        if client.asynchronous:
            raise TypeError("client is asynchronous; expected a Client that blocks")
        yield client
    elif isinstance(client, str):
        with distributed.Client(client, set_as_default=False) as opened:
            yield opened
    elif client is None:
        settings = {"threads_per_worker": 1, "dashboard_address": ":0"} | cluster
        with (
            _quiet_end() as end,
            distributed.LocalCluster(**settings) as local,
            distributed.Client(local, set_as_default=False) as opened,
        ):
            try:
                yield opened
            finally:
                end.set()
    else:
        raise TypeError(
            f"client is a {type(client).__name__}; expected a distributed.Client, "
            f"the address of a scheduler, or None"
        )


@contextmanager
def _quiet_end() -> Iterator[threading.Event]:
    """Yield an event; once it is set Dask logs nothing until the context ends.

    While a cluster of our own is taken down its parts find each other gone, now and
    then, and say so; nothing is wrong.  A closed connection may be noticed later still.
    """
    end = threading.Event()
    handlers = list(logging.getLogger("distributed").handlers)

    def allowed(record: logging.LogRecord) -> bool:
        return not end.is_set()

    logging.getLogger("distributed.batched").setLevel(logging.WARNING)
    for handler in handlers:
        handler.addFilter(allowed)
    try:
        yield end
    finally:
        for handler in handlers:
            handler.removeFilter(allowed)


def _current(distributed: ModuleType):
    try:
        return distributed.default_client()
    except ValueError:  # there is none
        return None
