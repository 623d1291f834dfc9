"""How long a gradient and a training step take, beside other libraries.

    python benchmarks/speed.py [--seconds 30] [--only 784] [--cpu-time] [--no-growth]

Each library gets the same network (sigmoids and the mean cross-entropy; or a softmax output with
the categorical one, where the title says so), weights and examples in float64, and has to return
the same cost and gradient, to 1e-10, before its time counts. Then all take turns, in a new order
every round, so that what else the machine does falls on all alike. Before each turn there is a
pause, for the threads of most libraries go on looking for work for a while (those of OpenBLAS for
a tenth of a second), on cores that the next in turn needs; then calls that do not count, until
caches are filled and threads stand on cores of their own, as they do when a gradient is wanted
again and again. Where others keep the cores busy, count the processor time of one core instead:

    taskset -c 0 python benchmarks/speed.py --cpu-time

A cell of the tables holds the least time, and how many times that of
`backprop.gradients.fast` the same round took: median (least to greatest).
What is not installed is said to be missing; PyTorch, JAX, micrograd and numba are no
requirements of this book:

    pip install torch jax micrograd numba

The loop that numba compiles is written for the small networks alone, each line by hand: it is
the floor that no library reaches.

Afterwards: how cost and memory grow with width, depth and batch, each with the exponent of the
fitted power, beside the finite-difference gradient.
"""

import argparse
import platform
import random
import statistics
import time
import tracemalloc
from functools import partial
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from peers import PEERS

from backprop.checking import numerical_gradient
from backprop.gradients.fast import Repeated
from backprop.network import Network

ROWS = [((4, 5, 1), 5), ((3, 3, 1), 8), ((64, 25, 10), 1797)]
ROWS += [((64, 300, 300, 10), 1797), ((784, 30, 10), 5000)]
SOFTMAX = [((784, 128, 10), 5000), ((784, 128, 10), 32)]  # the second is one batch of training
OURS = "`backprop.gradients.fast`"
CLOCK = [time.perf_counter]
PAUSE, UNCOUNTED, TURN = 0.15, 0.1, 0.05  # seconds


def problem(sizes, m, softmax=False):
    """Return a network, weights, and random examples with 0 or 1 as targets."""
    net, rng = Network(sizes), np.random.default_rng(0)
    X = rng.uniform(size=(m, sizes[0]))
    if softmax:
        net = Network(sizes, output="softmax", loss="categorical_cross_entropy")
        return net, net.init(rng), X, np.eye(sizes[-1])[rng.integers(0, sizes[-1], m)]
    return net, net.init(rng), X, rng.integers(0, 2, (m, sizes[-1])).astype(float)


def prepare(sizes, m, softmax):
    """Return the peers that give the right answer, as name -> (gradient, step), and the rest."""
    net, Theta, X, Y = problem(sizes, m, softmax)
    J, D = net.cost_and_gradient(Theta, X, Y)
    ready, out = {}, {}
    for name, peer in PEERS.items():
        try:
            functions = peer(net, Theta, X, Y)
        except ImportError:
            out[name] = "missing"
            continue
        if functions is None:
            out[name] = "not run"
            continue
        gradient, read, step = functions
        if read is not None:
            cost, found = read(gradient())
            apart = max(np.abs(found[k] - D[k]).max() / np.abs(D[k]).max() for k in D)
            if max(apart, abs(cost - J) / J) > 1e-10:
                raise SystemExit(f"{name} has another gradient for {sizes}: {apart:.1e} apart")
        step()
        ready[name] = gradient, step
    return ready, out


def once(function, calls):
    """Return the seconds a call takes, on average over so many."""
    start = CLOCK[0]()
    for _ in range(calls):
        function()
    return (CLOCK[0]() - start) / calls


def rounds(functions, seconds):
    """Return the times of each function in every round."""
    calls = {name: max(1, round(TURN / once(f, 3))) for name, f in functions.items()}
    times, order, end = {name: [] for name in functions}, list(functions), time.time() + seconds
    while time.time() < end or len(times[OURS]) < 5:
        random.shuffle(order)
        for name in order:
            time.sleep(PAUSE)
            once(functions[name], round(UNCOUNTED / TURN) * calls[name])
            times[name].append(once(functions[name], calls[name]))
    return times


def unit(seconds):
    if seconds < 1e-5:
        return f"{1e6 * seconds:.1f} µs"
    return f"{1e6 * seconds:.0f} µs" if seconds < 1e-3 else f"{1e3 * seconds:.1f} ms"


def cells(times):
    """Return what the table says of each function."""
    told = {}
    for name, mine in times.items():
        ratios = [a / b for a, b in zip(mine, times[OURS], strict=True)]
        told[name] = unit(min(mine))
        if name != OURS:
            median, least, most = statistics.median(ratios), min(ratios), max(ratios)
            told[name] += f"; {median:.3g} ({least:.2g}–{most:.2g})"
    return told


def compare(rows, seconds):
    """Print both tables."""
    columns = {"cost and gradient": {}, "training step": {}}
    for sizes, m, softmax in rows:
        ready, out = prepare(sizes, m, softmax)
        for index, told in enumerate(columns.values()):
            times = rounds({name: pair[index] for name, pair in ready.items()}, seconds)
            told[f"{sizes}{' softmax' * softmax} × {m}"] = cells(times) | out
    for title, told in columns.items():
        print(f"\n| {title} | {' | '.join(told)} |\n|---{'|---' * len(told)}|")
        for name in PEERS:
            print(f"| {name} | {' | '.join(column[name] for column in told.values())} |")


def least(function, repeats=5):
    return min(once(function, 1) for _ in range(repeats))


def peak(function):
    """Return the most bytes that are held at once while function runs, in megabytes."""
    tracemalloc.start()
    function()
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most


def exponent(sizes, values):
    """Return p of the power that fits best: value = c size^p."""
    return np.polyfit(np.log(sizes), np.log(values), 1)[0]


GROWTH = {
    "(64, w, w, 10) × 1024, w": ([128, 256, 512], lambda w: ((64, w, w, 10), 1024)),
    "(64, d times 64, 10) × 1024, d": ([2, 4, 8], lambda d: ((64, *[64] * d, 10), 1024)),
    "(64, 25, 10) × m, m": ([4096, 16384, 65536], lambda m: ((64, 25, 10), m)),
}
DIFFERENCES = {
    "(8, w, w, 2) × 256, w": ([8, 16, 32], lambda w: ((8, w, w, 2), 256)),
    "(8, d times 8, 2) × 256, d": ([2, 4, 8], lambda d: ((8, *[8] * d, 2), 256)),
    "(8, 8, 2) × m, m": ([1024, 4096, 16384], lambda m: ((8, 8, 2), m)),
}


def grow():
    """Print how cost and memory grow."""
    print("\n| what grows | way | times | exponent | peak memory | exponent |")
    print("|---|---|---|---|---|---|")
    for title, (values, case) in GROWTH.items():
        problems = [problem(*case(value)) for value in values]
        repeated = [Repeated(net, X, Y) for net, _, X, Y in problems]
        readable = [partial(net.gradient, *rest) for net, *rest in problems]
        fast = [partial(r.gradient, p[1]) for r, p in zip(repeated, problems, strict=True)]
        line(title, "`backprop.network`", values, readable)
        line(title, OURS, values, fast, making=[partial(make_and_use, *p) for p in problems])
    for title, (values, case) in DIFFERENCES.items():
        problems = [problem(*case(value)) for value in values]
        line(title, OURS, values, [partial(make_and_use, *p) for p in problems])
        line(title, "central differences", values, [partial(differences, *p) for p in problems])


def make_and_use(net, Theta, X, Y):
    return Repeated(net, X, Y).gradient(Theta)


def differences(net, Theta, X, Y):
    return numerical_gradient(lambda Theta: net.cost(Theta, X, Y), Theta)


def line(title, way, values, functions, making=None):
    times = [least(f) for f in functions]
    held = [peak(f) for f in making or functions]
    memory = ", ".join(f"{mb:.2g}" for mb in held)
    print(
        f"| {title}: {', '.join(map(str, values))} | {way} | {', '.join(map(unit, times))} "
        f"| {exponent(values, times):.2f} | {memory} MB | {exponent(values, held):.2f} |"
    )


def installed(name):
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def main():
    parser = argparse.ArgumentParser(description="Measure gradients and steps beside others.")
    parser.add_argument("--seconds", type=float, default=30, help="for each network and table")
    parser.add_argument("--only", default="", help="networks that have this in their sizes")
    parser.add_argument("--cpu-time", action="store_true", help="count processor time instead")
    parser.add_argument("--no-growth", action="store_true")
    options = parser.parse_args()
    if options.cpu_time:
        CLOCK[0] = time.process_time
    libraries = ("numpy", "torch", "jax", "autograd", "scikit-learn", "micrograd", "numba")
    print(f"Python {platform.python_version()}, {', '.join(map(installed, libraries))}")
    rows = [(*row, False) for row in ROWS] + [(*row, True) for row in SOFTMAX]
    compare([row for row in rows if options.only in str(row[0])], options.seconds)
    if not options.no_growth:
        grow()


if __name__ == "__main__":
    main()
