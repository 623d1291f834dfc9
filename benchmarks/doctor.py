"""How long `diagnose` takes, and how much memory: python benchmarks/doctor.py.

The reader's function is timed apart, since it belongs to the reader.  "noise" is
the worst case: every set of up to three mistakes is tried, in vain.
"""

import time
import tracemalloc

import numpy as np

from backprop.doctor import diagnose
from backprop.network import Network

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


def main():
    print(f"{'network':<28}{'mistakes':<10}{'seconds':>8}{'peak MB':>9}{'found':>7}")
    for name, net in NETS.items():
        cases = {label: patient(net, count) for label, count in MISTAKES.items()}
        for label, gradient in {**cases, "noise": noisy(net)}.items():
            seconds, peak, found = measure(gradient, net)
            print(f"{name:<28}{label:<10}{seconds:>8.2f}{peak:>9.1f}{found:>7}")


if __name__ == "__main__":
    main()
