"""What the doctor finds, and how long it takes: python benchmarks/doctor.py [FOLDER ...].

Two measures.  The first plants mistakes of the catalogue in the gradient of described
networks, and times them; the reader's function is timed apart, since it belongs to the
reader.  "noise" is the worst case: every set of up to three mistakes is tried, in vain.

The second takes programs as students write them (`benchmarks/doctor_programs`), right
and with mistakes planted in their text, and asks about each in a process of its own.
A row counts those whose verdict is right, those in which every edited line is named,
those that the proposed fixes make right by differences of the cost that are taken here,
and repairs that were promised and are none.  With folders named, only those are measured.
"""

import argparse
import functools
import inspect
import json
import sys
import time
import tracemalloc
from dataclasses import asdict
from pathlib import Path

import numpy as np

from backprop import doctor
from backprop.doctor import diagnose
from backprop.network import Network
from doctor_programs.ask import ask
from doctor_programs.cases import cases_in
from doctor_programs.children import answers
from doctor_programs.table import KINDS, failures, per_program, table

PROGRAMS = Path(__file__).parent / "doctor_programs"
NETS = {
    "three layers": Network((4, 5, 2), hidden="tanh"),
    "four layers": Network((4, 5, 4, 2), hidden="tanh"),
    "five layers": Network((4, 5, 4, 3, 2), hidden="tanh"),
    "five layers, square, ReLU": Network((4, 4, 4, 4, 4), hidden="relu"),
    "digits": Network((64, 25, 10)),
    "MNIST": Network((784, 30, 10)),
    "MNIST, wider and deeper": Network((784, 100, 50, 10), hidden="relu"),
}
MISTAKES = {"right": 0, "one": 1, "two": 2, "three": 3}


def patient(net: Network, count: int):
    """Return a gradient with so many mistakes, all felt in the first layer."""

    def gradient(Theta, X, Y, lam):
        passed, m = net.forward(Theta, X), len(X)
        delta, D = {net.L: passed.a[net.L] - Y}, {}
        for layer in range(net.L - 1, 0, -1):
            entering = np.column_stack([np.ones(m), passed.a[layer]])
            D[layer] = delta[layer + 1].T @ entering / (1 if count > 1 and layer == 1 else m)
            penalty = lam / m * Theta[layer]
            penalty[:, 0] *= count > 2
            D[layer] += penalty
            if layer > 1:
                slope = net.activation(layer).grad(passed.z[layer])
                slope = slope**0 if count > 0 and layer == 2 else slope
                delta[layer] = delta[layer + 1] @ Theta[layer][:, 1:] * slope
        return D

    return gradient


def noisy(net: Network):
    """Return a gradient whose first layer, and no other, has noise of 1e-6 in it."""

    def gradient(Theta, X, Y, lam):
        D = net.gradient(Theta, X, Y, lam)
        D[1] = D[1] * (1 + 1e-6 * np.sin(1e6 * D[1]))
        return D

    return gradient


def measure(gradient, net: Network) -> tuple[float, float, int]:
    """Return seconds, peak megabytes (of a second run) and the number of findings."""
    start = time.perf_counter()
    report = diagnose(gradient, net)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    diagnose(gradient, net)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, peak, len(report.findings)


def catalogue() -> None:
    """Print the time that described networks take."""
    print(f"{'network':<28}{'mistakes':<10}{'seconds':>8}{'peak MB':>9}{'found':>7}")
    for name, net in NETS.items():
        cases = {label: patient(net, count) for label, count in MISTAKES.items()}
        for label, gradient in {**cases, "noise": noisy(net)}.items():
            seconds, peak, found = measure(gradient, net)
            print(f"{name:<28}{label:<10}{seconds:>8.2f}{peak:>9.1f}{found:>7}")


def programs(folder: Path, options) -> None:
    """Measure the doctor on every program of a folder."""
    if "cost" not in inspect.signature(diagnose).parameters:
        print("This doctor takes no cost: it cannot be asked about a reader's own program.")
        return
    cases = [c for c in cases_in(folder) if options.only in c.name]
    cases = [c for c in cases if options.kind in (None, c.kind)]
    question = functools.partial(
        ask, diagnose=diagnose, diagnose_step=getattr(doctor, "diagnose_step", None)
    )
    given = []
    for answer in answers(cases, question, options.limit, options.memory * 10**6, options.jobs):
        given.append(answer)
        if sys.stderr.isatty():
            print(f"\r{len(given)} of {len(cases)}", end="", file=sys.stderr, flush=True)
    count = len({case.program for case in cases})
    print(f"\n{folder.name}: {count} programs, {len(cases)} cases\n")
    table(given)
    per_program(given)
    failures(given, cases)
    if options.json:
        options.json.write_text(json.dumps([asdict(a) for a in given], indent=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--only", default="", help="only cases with this in `program:slip`")
    parser.add_argument("--kind", choices=("right", *KINDS), help="only cases of this kind")
    parser.add_argument("--jobs", type=int, default=1, help="so many cases at a time")
    parser.add_argument("--limit", type=float, default=60, help="seconds a case may take")
    parser.add_argument("--memory", type=int, default=4000, help="megabytes of address space")
    parser.add_argument("--json", type=Path, help="write every answer there")
    options = parser.parse_args()
    if not options.folders:
        catalogue()
    for folder in options.folders or [PROGRAMS / "programs"]:
        programs(folder, options)


if __name__ == "__main__":
    main()
