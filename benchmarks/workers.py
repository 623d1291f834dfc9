"""What two workers gain, what they send, and what the model makes of it.

Run `python benchmarks/workers.py`.

A network of MNIST's shape on random images, in a .npy file: the gradient on this
machine with one thread, and training steps with one and with two worker processes
of one thread each, the examples kept by the workers.  Bytes are those of the
weights that go out and of the Deltas that come back and are passed on.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from backprop.distributed import connected, from_npy
from backprop.distributed.chunks import pair_up
from backprop.distributed.gradient import loaded, run, submit
from backprop.network import Network
from backprop.scaling import SCHEMES, Step

NET, M, CHUNKS = Network((784, 300, 10)), 20_000, 8
LINKS = {"1 Gbit/s": 1.25e8, "10 Gbit/s": 1.25e9, "100 Gbit/s": 1.25e10}
LATENCY = 50e-6
WORKERS = (1, 8, 64, 1024)


def write_examples(folder: Path) -> None:
    rng = np.random.default_rng(0)
    np.save(folder / "X.npy", rng.uniform(size=(M, NET.sizes[0])))
    np.save(folder / "Y.npy", np.eye(NET.sizes[-1])[rng.integers(0, NET.sizes[-1], M)])


def seconds(action, repeats: int) -> list[float]:
    action()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return taken


def received(dask_worker=None) -> int:
    return dask_worker.transfer_incoming_bytes_total


def on_workers(count: int, folder: Path, Theta, repeats: int) -> tuple[list[float], float]:
    """Return the seconds of each step, and the bytes that workers sent each other in one."""
    files = [from_npy(folder / f"{name}.npy", rows=M // CHUNKS) for name in "XY"]
    with connected(None, n_workers=count) as client:
        examples = submit(client, loaded(pair_up(*files)), "persist")
        before = None

        def step():
            run(client, NET, Theta, examples)

        step()
        before = sum(client.run(received).values())
        taken = seconds(step, repeats)
        between = sum(client.run(received).values()) - before
    return taken, between / (repeats + 1)


def row(name: str, taken: list[float], base: float) -> None:
    least, middle, most = min(taken), statistics.median(taken), max(taken)
    print(f"{name:<28}{least:9.3f}{middle:9.3f}{most:9.3f}{base / middle:10.2f}")


def model(compute: float, size: int) -> None:
    print(f"\non paper, seconds a step, latency {LATENCY * 1e6:.0f} µs")
    print(f"{'link':<12}{'scheme':<9}" + "".join(f"{p:>10}" for p in WORKERS) + f"{'best':>8}")
    for link, bandwidth in LINKS.items():
        step = Step(compute, size, bandwidth, LATENCY)
        for scheme in SCHEMES:
            times = "".join(f"{step.time(p, scheme):10.4f}" for p in WORKERS)
            print(f"{link:<12}{scheme:<9}{times}{step.best(scheme):8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    Theta = NET.init(np.random.default_rng(1))
    size = sum(theta.nbytes for theta in Theta.values())
    print(f"{NET.sizes} x {M}, {CHUNKS} chunks, {size / 1e6:.2f} MB of weights, float64;")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run\n")
    print(f"{'seconds a step':<28}{'least':>9}{'middle':>9}{'most':>9}{'speed-up':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_examples(folder)
        X, Y = (np.load(folder / f"{name}.npy") for name in "XY")
        with threadpool_limits(1):
            alone = seconds(lambda: NET.gradient(Theta, X, Y), repeats)
        one, _ = on_workers(1, folder, Theta, repeats)
        base = statistics.median(one)
        row("gradient, one thread", alone, base)
        row("one worker", one, base)
        two, between = on_workers(2, folder, Theta, repeats)
        row("two workers", two, base)
    print(f"\nworkers sent each other {between / 1e6:.2f} MB a step, {between / size:.1f} weights;")
    print(f"the weights went out once, {size / 1e6:.2f} MB, and one Delta came back, as large")
    model(base, size)


if __name__ == "__main__":
    main()
