"""What two workers gain, what they send, and what the model makes of it.

Run `python benchmarks/workers.py`.

A network of MNIST's shape on random images, in a .npy file: the gradient on this
machine with one thread, and training steps with one and with two worker processes
of one thread each, the examples kept by the workers.  Beside the clock stands the
processor time of the busiest worker, which other programs on the machine do not
stretch; the model is given that of one worker.  Bytes are those that workers are
sent by each other: the weights, and Deltas on their way to be added.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from threadpoolctl import threadpool_limits

from backprop.book.scaling import SCHEMES, Step
from backprop.gradients.dask import connected, from_npy
from backprop.gradients.dask.chunks import pair_up
from backprop.gradients.dask.gradient import run
from backprop.gradients.dask.tasks import kept
from backprop.network import Network

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
    return sum(entry["total"] for entry in dask_worker.transfer_incoming_log)


def worked() -> float:
    times = psutil.Process().cpu_times()
    return times.user + times.system


class Measured(NamedTuple):
    """Seconds of each step; processor seconds of the busiest worker, and bytes, a step."""

    clock: list[float]
    processor: float
    between: float


def on_workers(count: int, folder: Path, Theta, repeats: int) -> Measured:
    files = [from_npy(folder / f"{name}.npy", rows=M // CHUNKS) for name in "XY"]
    with connected(None, n_workers=count) as client:
        examples = kept(client, pair_up(*files))

        def step():
            run(client, NET, Theta, examples)

        step()
        before, busy = sum(client.run(received).values()), client.run(worked)
        clock = seconds(step, repeats)
        processor = max(now - busy[worker] for worker, now in client.run(worked).items())
        between = sum(client.run(received).values()) - before
    return Measured(clock, processor / (repeats + 1), between / (repeats + 1))


def row(name: str, clock: list[float], processor: float | None = None) -> None:
    least, middle, most = min(clock), statistics.median(clock), max(clock)
    last = "" if processor is None else f"{processor:11.3f}"
    print(f"{name:<24}{least:9.3f}{middle:9.3f}{most:9.3f}{last}")


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
    print(f"{'seconds a step':<24}{'least':>9}{'middle':>9}{'most':>9}{'processor':>11}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_examples(folder)
        X, Y = (np.load(folder / f"{name}.npy") for name in "XY")
        with threadpool_limits(1):
            row("gradient, one thread", seconds(lambda: NET.gradient(Theta, X, Y), repeats))
        one = on_workers(1, folder, Theta, repeats)
        row("one worker", one.clock, one.processor)
        two = on_workers(2, folder, Theta, repeats)
        row("two workers, the busier", two.clock, two.processor)
    by_clock = statistics.median(one.clock) / statistics.median(two.clock)
    print(
        f"\nspeed-up {by_clock:.2f} by the clock, {one.processor / two.processor:.2f} by processor;"
    )
    print(
        f"two workers sent each other {two.between / 1e6:.2f} MB a step, "
        f"{two.between / size:.1f} times"
    )
    print(
        f"the weights; {size / 1e6:.2f} MB of weights went out once, one Delta came back, as large"
    )
    model(one.processor, size)


if __name__ == "__main__":
    main()
