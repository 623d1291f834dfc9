"""The gradient on a cluster: whatever the chunks, whatever happens to the workers."""

import contextlib
import functools
import io
import itertools
import logging
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections import Counter

import cloudpickle
import dask.array as da
import distributed
import h5py
import numpy as np
import psutil
import pytest
import zarr
from distributed.diagnostics.plugin import SchedulerPlugin
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.checking import relative_difference
from backprop.gradients.dask import (
    connected,
    distributed_cost_and_gradient,
    distributed_gradient,
    distributed_train,
    from_file,
    from_npy,
    task_names,
)
from backprop.gradients.dask.chunks import pair_up
from backprop.gradients.dask.gradient import run
from backprop.gradients.dask.tasks import kept, loaded, plan
from backprop.network import Network
from backprop.training import Diverged, train
from problems import MIXED, problem

LIMIT = 60  # seconds; a cluster that hangs is a failure


@pytest.fixture(scope="module")
def client():
    """Threads as workers: quick to start, and the same scheduler."""
    with connected(None, processes=False, n_workers=2) as opened:
        yield opened


@pytest.fixture(scope="module")
def processes():
    """Two worker processes, each with a nanny that starts it again if it dies."""
    with connected(None, n_workers=2) as opened:
        yield opened


def chunked(array, sizes):
    return da.from_array(array, chunks=(tuple(sizes), (array.shape[1],)))


# --- the same gradient, whatever the chunks


@settings(max_examples=12, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 9), min_size=1, max_size=10).filter(any),
    reduction=st.sampled_from(["mean", "sum"]),
    lam=st.sampled_from([0.0, 0.3, 5.0]),
    loss=st.sampled_from(["cross_entropy", "half_squared_error"]),
    seed=st.integers(0, 99),
)
def test_equals_one_machine_whatever_the_chunks(client, sizes, reduction, lam, loss, seed):
    net = Network((3, 4, 2), loss=loss, reduction=reduction)
    net, Theta, X, Y = problem(net, m=sum(sizes), seed=seed)
    J, D = distributed_cost_and_gradient(
        net, Theta, chunked(X, sizes), chunked(Y, sizes), lam, client
    )
    assert relative_difference(D, net.gradient(Theta, X, Y, lam)) < 1e-12
    assert pytest.approx(net.cost(Theta, X, Y, lam), rel=1e-12) == J


def test_arrays_in_memory_are_cut_like_their_partner_or_in_about_eight(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=41)
    right = net.gradient(Theta, X, Y, 0.5)
    x, y = chunked(X, [10, 31]), chunked(Y, [40, 1])
    for pair, count in (((X, Y), 7), ((x, Y), 2), ((X, y), 2), ((X.tolist(), Y.tolist()), 7)):
        assert len(pair_up(*pair)) == count
        assert relative_difference(distributed_gradient(net, Theta, *pair, 0.5, client), right) < (
            1e-12
        )


def test_columns_in_several_blocks_are_joined(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=12)
    D = distributed_gradient(net, Theta, da.from_array(X, chunks=(5, 1)), Y, client=client)
    assert relative_difference(D, net.gradient(Theta, X, Y)) < 1e-12


def test_class_numbers_in_memory_in_chunks_and_in_files(client, tmp_path):
    net, Theta, X, _ = problem(MIXED, m=41)
    labels = np.random.default_rng(0).integers(0, 4, 41)
    np.save(tmp_path / "labels.npy", labels)
    right = net.gradient(Theta, X, labels, 0.5)
    cut = da.from_array(labels, chunks=7)
    for Y in (labels, labels[:, None], labels.tolist(), cut, from_npy(tmp_path / "labels.npy")):
        D = distributed_gradient(net, Theta, X, Y, 0.5, client)
        assert relative_difference(D, right) < 1e-12
    with pytest.raises(ValueError, match=r"Y has shape \(41,\); expected one example a row"):
        distributed_gradient(net, Theta, X, labels.astype(float), client=client)
    with pytest.raises(ValueError, match=r"X has shape \(41,\); expected one example a row"):
        distributed_gradient(net, Theta, from_npy(tmp_path / "labels.npy"), labels, client=client)
    with pytest.raises(
        ValueError, match=r"chunk \d, rows .*: Y has 4; expected numbers from 0 to 3"
    ):
        distributed_gradient(net, Theta, X, labels + 1, client=client)


def test_chunks_of_unknown_length_are_counted_on_the_workers(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=30)
    keep = X[:, 0] > 0
    x, y = chunked(X, [9, 21]), chunked(Y, [9, 21])
    mask = da.from_array(keep, chunks=((9, 21),))
    D = distributed_gradient(net, Theta, x[mask], y[mask], 0.5, client)
    assert relative_difference(D, net.gradient(Theta, X[keep], Y[keep], 0.5)) < 1e-12


def test_training_is_training(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=25)
    one = train(net, Theta, X, Y, alpha=0.5, steps=3, lam=0.3)
    for keep in (True, False):
        many = distributed_train(
            net, Theta, X, Y, alpha=0.5, steps=3, lam=0.3, client=client, keep=keep
        )
        assert many.costs == pytest.approx(one.costs, rel=1e-12)
        assert relative_difference(many.Theta, one.Theta) < 1e-12
    assert many.path == []


@pytest.mark.parametrize(("x", "alpha"), [(1.0, 3.0), (1e150, 1e20)])
def test_training_that_diverges_says_when_as_on_one_machine(client, x, alpha):
    net = Network((1, 1), output="identity", loss="half_squared_error")
    arguments = net, {1: [[0.0, 0.0]]}, [[x]], [[x]]
    caught = []
    for descend, more in ((train, {}), (distributed_train, {"client": client})):
        with pytest.raises(Diverged) as error:
            descend(*arguments, alpha=alpha, steps=100, **more)
        caught.append(error.value)
    assert caught[0].step == caught[1].step
    assert caught[1].history.costs == pytest.approx(caught[0].history.costs, rel=1e-9)


# --- files


class Drawer:
    """Looks like an HDF5 data set: a shape, slices, and no pickling."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype

    def __getitem__(self, rows):
        assert isinstance(rows, slice)  # whole files are never asked for
        return self.array[rows]

    def __reduce__(self):
        raise TypeError("drawers cannot be pickled")


class Box(Drawer):
    """Looks like a Zarr array: the same, and it can be sent."""

    __reduce__ = object.__reduce__


def test_npy_files_are_read_in_chunks(client, tmp_path):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=23)
    right = net.gradient(Theta, X, Y, 0.5)
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "Y.npy", Y)
    x, y = from_npy(tmp_path / "X.npy", rows=5), from_npy(tmp_path / "Y.npy", rows=5)
    assert x.shape == (23, 3)
    assert [chunk.place for chunk in pair_up(x, y)][-1] == "chunk 4, rows 20 to 22"
    mapped = [np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in "XY"]
    part = [array[3:19] for array in mapped]  # a view: no file of its own
    assert relative_difference(distributed_gradient(net, Theta, x, y, 0.5, client), right) < 1e-12
    D = distributed_gradient(net, Theta, *mapped, 0.5, client)
    assert relative_difference(D, right) < 1e-12
    D = distributed_gradient(net, Theta, *part, 0.5, client)
    assert relative_difference(D, net.gradient(Theta, X[3:19], Y[3:19], 0.5)) < 1e-12


@pytest.mark.parametrize("mode", ["c", "r+", "r"])
def test_a_mapped_array_is_taken_as_it_is_in_memory(client, tmp_path, mode):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=23)
    np.save(tmp_path / "X.npy", X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode=mode)
    if mode != "r":
        mapped[:5] *= -2  # in mode "c" the file keeps what it had
    now = np.array(mapped)
    for x, y in ((mapped, Y), (mapped[2:], Y[2:]), (mapped[:], Y)):
        D = distributed_gradient(net, Theta, x, y, 0.5, client)
        assert relative_difference(D, net.gradient(Theta, now[-len(y) :], y, 0.5)) < 1e-12
    assert (np.load(tmp_path / "X.npy") == X).all() == (mode != "r+")


def test_a_map_without_a_name_is_sent(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=23)
    with tempfile.TemporaryFile() as file:
        mapped = np.memmap(file, float, "w+", shape=X.shape)
        mapped[:] = X
        D = distributed_gradient(net, Theta, mapped, Y, 0.5, client)
    assert relative_difference(D, net.gradient(Theta, X, Y, 0.5)) < 1e-12


def test_a_file_that_has_grown_since_is_not_read_in_part(client, tmp_path):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=23)
    np.save(tmp_path / "X.npy", X[:20])
    x = from_npy(tmp_path / "X.npy", rows=5)
    np.save(tmp_path / "X.npy", X)
    with pytest.raises(ValueError, match="the opened array has 23 rows; it had 20 when"):
        distributed_gradient(net, Theta, x, Y[:20], client=client)


def text(path):
    path.write_text("1.0 2.0\n")


NO_ARRAY = {
    "w.npz": (lambda path: np.savez(path, Theta1=np.ones(3), b=[1]), r"archive of.*\(Theta1, b\)"),
    "text.npy": (text, r"text.npy; expected a .npy file, with one array of numbers"),
    "empty.npy": (lambda path: path.touch(), "empty.npy; expected a .npy file"),
    "objects.npy": (lambda path: np.save(path, np.array([None])), "objects.npy; expected a .npy"),
    "vector.npy": (lambda path: np.save(path, np.ones(3)), r"shape \(3,\); expected one example"),
}


@pytest.mark.parametrize("name", NO_ARRAY)
def test_a_file_that_is_no_array_of_examples_is_named(tmp_path, name):
    make, message = NO_ARRAY[name]
    make(tmp_path / name)
    with pytest.raises(ValueError, match=message):
        from_npy(tmp_path / name)


def test_what_opens_no_array_is_told():
    with pytest.raises(TypeError, match=r"path is 3; expected the name of a \.npy file"):
        from_npy(3)
    with pytest.raises(TypeError, match=r"open\(\) returned a dict; expected an array, with"):
        from_file(dict)
    with pytest.raises(FileNotFoundError):
        from_npy("nowhere.npy")


def test_a_run_that_diverges_at_once_returns_no_array_of_the_callers(client):
    net = Network((1, 1), output="identity", loss="half_squared_error")
    Theta = {1: np.array([[0.0, 0.0]])}
    with pytest.raises(Diverged) as caught:
        distributed_train(net, Theta, [[1e150]], [[1e150]], alpha=1e20, steps=2, client=client)
    assert not np.shares_memory(caught.value.history.Theta[1], Theta[1])


def open_hdf5(path):
    return h5py.File(path)["X"]


@pytest.mark.slow
@pytest.mark.parametrize("where", ["client", "processes"])
def test_hdf5_and_zarr_files_are_read_in_chunks(where, request, tmp_path):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=23)
    with h5py.File(tmp_path / "X.h5", "w") as file:
        file["X"] = X
    zarr.save_array(tmp_path / "X.zarr", X)
    hdf5 = from_file(functools.partial(open_hdf5, tmp_path / "X.h5"), rows=5)
    zipped = from_file(functools.partial(zarr.open, tmp_path / "X.zarr", mode="r"), rows=5)
    right, client = net.gradient(Theta, X, Y, 0.5), request.getfixturevalue(where)
    for x in (hdf5, zipped):
        assert x.shape == (23, 3)
        D = distributed_gradient(net, Theta, x, Y, 0.5, client)
        assert relative_difference(D, right) < 1e-12


def test_a_mapped_file_travels_as_its_name(tmp_path):
    np.save(tmp_path / "X.npy", np.zeros((100_000, 8)))
    np.save(tmp_path / "Y.npy", np.zeros((100_000, 1)))
    named = from_npy(tmp_path / "X.npy"), from_npy(tmp_path / "Y.npy")
    mapped = [np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in "XY"]
    for pair in (named, mapped):
        assert all(len(pickle.dumps(chunk)) < 1000 for chunk in pair_up(*pair))


def test_array_likes_are_sliced_and_those_that_cannot_travel_are_opened_there(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=23)
    right = net.gradient(Theta, X, Y)
    for x in (Box(X), from_file(lambda: Drawer(X), rows=6)):
        D = distributed_gradient(net, Theta, x, Y, client=client)
        assert relative_difference(D, right) < 1e-12
    with pytest.raises(TypeError, match=r"X is a Drawer that cannot be sent .* expected from_file"):
        distributed_gradient(net, Theta, Drawer(X), Y, client=client)


# --- what is wrong is said, and where


def spoilt(change):
    """Return the arguments of a gradient with one thing wrong."""
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=50)
    sizes = [20, 20, 10]
    if change == "nan":
        X[43, 1] = np.nan
    if change == "target":
        Y[25, 0] = 7
    x, y = chunked(X, sizes), chunked(Y, sizes)
    if change == "columns":
        x = chunked(X[:, :2], sizes)
    if change == "one chunk's columns":
        blocks = [da.from_array(X[:20]), da.from_array(X[20:40, :2]), da.from_array(X[40:])]
        graph = {("x", i, 0): np.asarray(block) for i, block in enumerate(blocks)}
        x = da.Array(graph, "x", chunks=(tuple(sizes), (3,)), dtype=float)
    if change == "chunks":
        y = chunked(Y, [20, 15, 15])
    if change == "fewer":
        y = chunked(Y[:-1], [20, 20, 9])
    if change == "text":
        x = chunked(X.astype(str), sizes)
    if change == "file shorter":
        x = from_file(lambda: X, rows=20)
        object.__setattr__(x, "open", lambda: X[:45])
    return net, Theta, x, y


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ("nan", ValueError, r"chunk 2, rows 40 to 49: X has nan at \[3, 1\]; expected finite"),
        ("target", ValueError, r"chunk 1, rows 20 to 39: Y has the target 7"),
        ("columns", ValueError, r"chunk \d, rows \d+ to \d+: X has 2 columns; the network takes 3"),
        ("one chunk's columns", ValueError, "chunk 1, rows 20 to 39: X has 2 columns; the network"),
        ("chunks", ValueError, "chunked differently: chunk 1, from row 20, has 20 .* and 15 of Y"),
        ("fewer", ValueError, "X has 50 rows and Y has 49"),
        ("text", TypeError, r"chunk \d, rows \d+ to \d+: X holds <U"),
        ("file shorter", ValueError, "chunk 2, rows 40 to 49: X has 5 rows; expected 10"),
    ],
)
def test_bad_data_is_said_with_its_chunk(client, change, error, message):
    with pytest.raises(error, match=message):
        distributed_gradient(*spoilt(change), client=client)


def test_arguments_are_refused_before_anything_is_started():
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    for change, message in (
        ({"lam": -1}, "lam is -1"),
        ({"Theta": {}}, "Theta lacks layer 1"),
        ({"X": X[0]}, "X has shape"),
        ({"X": X[:0], "Y": Y[:0]}, "X has no rows"),
        ({"X": da.from_array(X[0])}, r"X has shape \(3,\)"),
    ):
        arguments = {"Theta": Theta, "X": X, "Y": Y} | change
        with pytest.raises(ValueError, match=message):
            distributed_gradient(net, **arguments, client="tcp://nowhere:1")
    with pytest.raises(TypeError, match="client is a int; expected"):
        distributed_gradient(net, Theta, X, Y, client=1)
    with pytest.raises(TypeError, match="open is a str; expected a function"):
        from_file("X.h5")


def test_without_dask_the_extra_is_named_and_the_rest_works():
    script = """
        import sys
        sys.modules["dask"] = sys.modules["distributed"] = None
        from backprop.gradients.dask import distributed_gradient
        from backprop.network import Network
        net = Network((1, 1))
        try:
            distributed_gradient(net, {1: [[0, 0]]}, [[1]], [[1]])
        except ImportError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "the extra 'dask'" in done.stdout
    assert 'pip install "dask[array,distributed]"' in done.stdout


def test_importing_the_package_does_not_import_dask():
    script = (
        "import backprop.gradients.dask, sys; print({'dask', 'distributed'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


# --- weights go out once a step, and the tree


def test_no_task_but_one_carries_the_weights():
    net, Theta, X, Y = problem(Network((300, 300, 2)), m=60)
    examples = loaded(pair_up(chunked(X, [1] * 60), Y))
    graph = dict(plan(net, Theta, examples)[0].__dask_graph__())
    sizes = {key: len(cloudpickle.dumps(task)) for key, task in graph.items()}
    weights = sum(theta.nbytes for theta in Theta.values())
    heavy = [key for key, size in sizes.items() if size > weights / 2]
    assert [str(key).partition("-")[0] for key in heavy] == ["weights"]
    names = task_names(net, Theta, chunked(X, [1] * 60), Y)
    # sums by eights, and then of the eight
    assert names == {"array": 60, "delta": 60, "examples": 60, "sum": 8 + 1, "weights": 1}


def test_deltas_of_one_place_are_added_there_first():
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=20)
    examples = loaded(pair_up(chunked(X, [1] * 20), Y))
    task, name = plan(net, Theta, examples, ["one", "other"] * 10)
    graph = dict(task.__dask_graph__())
    mixed = []
    for key in graph:
        if key[0].startswith("sum"):
            parts = {part[1] % 2 for part in graph[key].dependencies if part[0] == name}
            mixed.append(len(parts))
    assert sorted(mixed) == [0, 0, 0, 1, 1, 1, 1]  # 8 and 2 of each place; what is left


def received(prefix, dask_worker=None):
    """Return the names of what a worker was sent by others, if they begin so."""
    log = dask_worker.transfer_incoming_log
    return [key for entry in log for key in entry["keys"] if str(key).startswith(prefix)]


def weights_sent(client):
    return [key for keys in client.run(received, "weights").values() for key in keys]


@pytest.mark.slow
def test_each_worker_is_sent_the_weights_at_most_once_a_step(processes):
    net, Theta, X, Y = problem(Network((100, 50, 2)), m=64)
    examples = kept(processes, pair_up(X, from_file(lambda: Y, rows=2)))
    with processes.as_current():
        distributed.wait(distributed.futures_of(examples))
    before = weights_sent(processes)  # in other tests
    for _ in range(3):
        run(processes, net, Theta, examples)
    sent = list((Counter(weights_sent(processes)) - Counter(before)).elements())
    assert len(sent) == len(set(sent)) <= 3  # two workers: one has it, one is sent it
    assert sorted(len(keys) for keys in processes.has_what().values()) == [16, 16]
    moved = sum(len(keys) for keys in processes.run(received, "('delta").values())
    assert moved < 3 * 32 / 2  # as a rule none: each adds its own before anything is sent


@pytest.mark.slow
def test_large_weights_are_no_warning(client):
    net, Theta, X, Y = problem(Network((700, 2000, 1)), m=4)  # 11 MB
    D = distributed_gradient(net, Theta, X, Y, client=client)
    assert relative_difference(D, net.gradient(Theta, X, Y)) < 1e-12


# --- workers die


class Slow:
    """An array whose every chunk takes a while to read."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype

    def __getitem__(self, rows):
        time.sleep(0.05)
        return self.array[rows]


def results_of(address, dask_scheduler=None):
    """Return how many Deltas a worker holds; runs in the scheduler."""
    worker = dask_scheduler.workers.get(address)
    held = worker.has_what if worker else ()
    return sum("delta-" in str(task.key) or "sum-" in str(task.key) for task in held)


class Removed(SchedulerPlugin):
    """Notes which workers the scheduler has lost."""

    name = "removed"

    def start(self, scheduler):
        scheduler.workers_removed = []

    def remove_worker(self, scheduler, worker, **_):
        scheduler.workers_removed.append(worker)


def removed(dask_scheduler=None):
    return list(dask_scheduler.workers_removed)


def kill_when_it_holds_results(client, killed):
    address, pid = next(iter(client.run(os.getpid).items()))
    while not client.run_on_scheduler(results_of, address):
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    killed.append((address, pid))


@contextlib.contextmanager
def a_worker_killed(client):
    """Kill a worker process that holds results of what is computed meanwhile."""
    client.wait_for_workers(2, timeout=LIMIT)
    killed = []
    killer = threading.Thread(target=kill_when_it_holds_results, args=(client, killed))
    killer.start()
    yield
    killer.join(LIMIT)
    address, pid = killed[0]
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"
    assert address in client.run_on_scheduler(removed)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_nothing(processes):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=80)
    slow = from_file(lambda: Slow(X), rows=4)
    processes.register_plugin(Removed())

    with a_worker_killed(processes):
        D = distributed_gradient(net, Theta, slow, Y, 0.5, processes)
    assert relative_difference(D, net.gradient(Theta, X, Y, 0.5)) < 1e-12

    with a_worker_killed(processes):
        many = distributed_train(net, Theta, slow, Y, alpha=0.5, steps=3, client=processes)
    one = train(net, Theta, X, Y, alpha=0.5, steps=3)
    assert many.costs == pytest.approx(one.costs, rel=1e-12)
    assert relative_difference(many.Theta, one.Theta) < 1e-12


# --- clusters: by address, of their own, and gone afterwards


def test_a_scheduler_by_its_address_and_the_current_client(client):
    net, Theta, X, Y = problem(Network((3, 4, 2)))
    right = net.gradient(Theta, X, Y)
    address = client.scheduler.address
    assert relative_difference(distributed_gradient(net, Theta, X, Y, client=address), right) < (
        1e-12
    )
    assert client.status == "running"
    with client.as_current():
        assert relative_difference(distributed_gradient(net, Theta, X, Y), right) < 1e-12
        with connected() as current:
            assert current is client


@pytest.mark.slow
def test_a_cluster_of_its_own_leaves_nothing_behind():
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    with connected(None, n_workers=1) as opened:
        port = int(opened.scheduler.address.rpartition(":")[2])
        workers = list(opened.run(os.getpid).values())
        assert len(workers) == 1
    left = {p.pid for p in psutil.Process().children(recursive=True)} - before
    assert not left & set(workers)
    assert all("resource_tracker" in " ".join(psutil.Process(p).cmdline()) for p in left)
    with contextlib.closing(socket.socket()) as knock:
        assert knock.connect_ex(("127.0.0.1", port)) != 0
    with pytest.raises(ValueError, match="No client"):
        distributed.default_client()


# --- the bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_is_for_terminals(client, monkeypatch, capsys):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=16)
    distributed_gradient(net, Theta, X, Y, client=client)
    distributed_train(net, Theta, X, Y, alpha=0.1, steps=2, client=client)
    assert capsys.readouterr() == ("", "")
    for progress in (False, True):
        terminal = Terminal()
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stderr", terminal)
            slow = from_file(lambda: Slow(X), rows=2)
            distributed_gradient(net, Theta, slow, Y, client=client, progress=progress)
            distributed_train(
                net, Theta, X, Y, alpha=0.1, steps=2, client=client, progress=progress
            )
        text = terminal.getvalue()
        assert ("chunk: 100%" in text and "8/8" in text) is progress
        assert ("step: 100%" in text and "3/3" in text) is progress


class Watched(Terminal):
    """A terminal that notes when a bar of 20 has moved and is not yet full."""

    moved = threading.Event()

    def write(self, text):
        if re.search(r" (?!20)[1-9]\d?/20", text):
            self.moved.set()
        return super().write(text)


class Held:
    """An array whose last chunk is not handed out before the bar has moved."""

    left = itertools.count(19, -1)

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype

    def __getitem__(self, rows):
        if next(self.left) == 0 and not Watched.moved.wait(LIMIT):
            raise TimeoutError("the bar does not move")
        return self.array[rows]


def test_the_bar_moves_while_chunks_are_done(client, monkeypatch):
    net, Theta, X, Y = problem(Network((3, 4, 2)), m=40)
    terminal = Watched()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(Held, "left", itertools.count(19, -1))
    Watched.moved.clear()
    D = distributed_gradient(net, Theta, from_file(lambda: Held(X), rows=2), Y, client=client)
    assert relative_difference(D, net.gradient(Theta, X, Y)) < 1e-12
    assert Watched.moved.is_set()
    assert " 20/20" in terminal.getvalue()


def test_taking_a_cluster_down_is_quiet_and_what_comes_after_is_heard():
    log, said = logging.getLogger("distributed"), io.StringIO()
    handler = logging.StreamHandler(said)
    log.addHandler(handler)
    try:
        with connected(n_workers=1, processes=False, dashboard_address=None) as client:
            client.cluster.scheduler.add_plugin(Loud(), name="loud")
            log.warning("before")
        log.warning("after")
    finally:
        log.removeHandler(handler)
    lines = said.getvalue().splitlines()
    assert "while closing" not in lines
    assert lines[-1] == "after"
    assert "before" in lines


class Loud(SchedulerPlugin):
    """Says something while the scheduler closes."""

    async def close(self):
        logging.getLogger("distributed.scheduler").error("while closing")
