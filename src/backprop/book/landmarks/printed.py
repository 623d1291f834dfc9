"""Worked examples and exercises: numbers in which chance has no part."""

import math

import numpy as np

from backprop.book.landmarks.landmark import Landmark
from backprop.graph import Node
from backprop.network import Layers, Network

__all__ = ["gradient_check", "mazur", "mazur_at_length", "micrograd", "prince", "toy_network"]

_MAZUR = Network((2, 2, 2), loss="half_squared_error", reduction="sum")
_EXAMPLE = [[0.05, 0.10]], [[0.01, 0.99]]


def _mazur_weights() -> Layers:
    return {
        1: np.array([[0.35, 0.15, 0.20], [0.35, 0.25, 0.30]]),
        2: np.array([[0.60, 0.40, 0.45], [0.60, 0.50, 0.55]]),
    }


def mazur() -> list[Landmark]:
    """Return the numbers of Mazur's worked example, up to the first new weights.

    References
    ----------
    Mazur, *A Step by Step Backpropagation Example* (2015).
    """
    Theta, (X, Y) = _mazur_weights(), _EXAMPLE
    passed, D = _MAZUR.forward(Theta, X), _MAZUR.gradient(Theta, X, Y)
    after = {layer: Theta[layer] - 0.5 * D[layer] for layer in Theta}
    printed = {
        "output of $h_1$": ("0.593269992", passed.a[2][0, 0]),
        "output of $h_2$": ("0.596884378", passed.a[2][0, 1]),
        "output of $o_1$": ("0.75136507", passed.a[3][0, 0]),
        "output of $o_2$": ("0.772928465", passed.a[3][0, 1]),
        "total error": ("0.298371109", _MAZUR.cost(Theta, X, Y)),
        "derivative with respect to $w_5$": ("0.082167041", D[2][0, 1]),
        "new $w_5$": ("0.35891648", after[2][0, 1]),
        "new $w_6$": ("0.408666186", after[2][0, 2]),
        "new $w_7$": ("0.511301270", after[2][1, 1]),
        "new $w_8$": ("0.561370121", after[2][1, 2]),
        "derivative with respect to $w_1$": ("0.000438568", D[1][0, 1]),
        "new $w_1$": ("0.149780716", after[1][0, 1]),
        "new $w_2$": ("0.19956143", after[1][0, 2]),
        "new $w_3$": ("0.24975114", after[1][1, 1]),
        "new $w_4$": ("0.29950229", after[1][1, 2]),
    }
    return [Landmark(name, theirs, float(ours)) for name, (theirs, ours) in printed.items()]


def _step(Theta: Layers, mixed: bool) -> Layers:
    """Return the weights after one update; biases stay, as in the example.

    If `mixed`, the hidden layer's delta is made with output weights that have
    already been updated: not the gradient, but next to it.
    """
    X, Y = _EXAMPLE
    passed = _MAZUR.forward(Theta, X)
    hidden, output = passed.a[2], passed.a[3]
    after = {layer: theta.copy() for layer, theta in Theta.items()}
    delta = (output - Y) * output * (1 - output)
    after[2][:, 1:] -= 0.5 * delta.T @ hidden
    delta = delta @ (after if mixed else Theta)[2][:, 1:] * hidden * (1 - hidden)
    after[1][:, 1:] -= 0.5 * delta.T @ passed.a[1]
    return after


def mazur_at_length() -> dict[str, list[Landmark]]:
    """Return Mazur's last numbers twice: for the gradient, and for a mixed update.

    References
    ----------
    Mazur, *A Step by Step Backpropagation Example* (2015), the last paragraph.
    """
    X, Y = _EXAMPLE
    found = {}
    for way, mixed in {"all weights at once": False, "output weights first": True}.items():
        Theta, errors = _mazur_weights(), {}
        for count in range(1, 10_001):
            Theta = _step(Theta, mixed)
            if count in (1, 9_999, 10_000):
                errors[count] = _MAZUR.cost(Theta, X, Y)
        outputs = _MAZUR.forward(Theta, X).a[3][0]
        found[way] = [
            Landmark("error after 1 update", "0.291027924", errors[1]),
            Landmark("error after 10,000 updates", "0.0000351085", errors[10_000]),
            Landmark("the same after 9,999", "0.0000351085", errors[9_999]),
            Landmark("first output after 10,000 updates", "0.015912196", outputs[0]),
            Landmark("second output after 10,000 updates", "0.984065734", outputs[1]),
        ]
    return found


def micrograd() -> list[Landmark]:
    """Return the three numbers of micrograd's README, on the graph of chapter 3.

    References
    ----------
    Karpathy, *micrograd* (2020).
    """
    a, b = Node(-4.0, "a"), Node(2.0, "b")
    c, d = a + b, a * b + b**3
    c = c + c + 1
    c = c + 1 + c - a
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    f = (c - d) ** 2
    g = f / 2 + 10 / f
    g.backward()
    return [
        Landmark("$g$", "24.7041", g.value),
        Landmark("$dg/da$", "138.8338", a.grad),
        Landmark("$dg/db$", "645.5773", b.grad),
    ]


def prince() -> list[Landmark]:
    """Return the derivatives of the toy model of Prince's notebook 7.1.

    By hand, as the notebook asks for it: a forward pass that keeps f and h, and
    one message back for each f.

    References
    ----------
    Prince, *Understanding Deep Learning* (2023), section 7.3 and notebook 7.1.
    """
    beta, omega = (1.0, 2.0, -3.0, 0.4), (0.1, -0.4, 2.0, 3.0)
    y, h, f = 2.0, {0: 2.3}, {}  # h[0] is the input
    maps = {0: (math.sin, math.cos), 1: (math.exp, math.exp)}
    maps[2] = (math.cos, lambda value: -math.sin(value))
    for k in range(4):
        f[k] = beta[k] + omega[k] * h[k]
        if k < 3:
            h[k + 1] = maps[k][0](f[k])
    by_f = {3: 2 * (f[3] - y)}
    for k in (2, 1, 0):  # the message that arrives at h[k+1], times the local slope
        by_f[k] = by_f[k + 1] * omega[k + 1] * maps[k][1](f[k])
    theirs = {
        "\\beta": ("2.281", "-17.060", "-1.683", "0.745"),
        "\\omega": ("5.246", "-16.079", "-8.530", "0.489"),
    }
    numbers = [Landmark("$\\ell$", "0.139", (f[3] - y) ** 2)]
    for letter, printed in theirs.items():
        for k, number in enumerate(printed):
            ours = by_f[k] * (h[k] if letter == "\\omega" else 1)
            numbers.append(Landmark(f"$d\\ell/d{letter}_{k}$", number, ours))
    return numbers


def toy_network() -> list[Landmark]:
    """Return a score and the loss of the toy network of CS231n's second exercise.

    Four inputs, ten ReLUs, three classes under a softmax, whose cross-entropy
    this book's networks do not have: built from nodes.

    References
    ----------
    Stanford CS231n, assignment 1, *two_layer_net*.
    """
    weights, inputs = np.random.RandomState(0), np.random.RandomState(1)
    W1, W2 = 0.1 * weights.randn(4, 10), 0.1 * weights.randn(10, 3)
    X, labels = 10 * inputs.randn(5, 4), (0, 1, 2, 2, 1)
    penalty = 0.05 * ((W1**2).sum() + (W2**2).sum())
    total, scores = Node(0.0), []
    for x, label in zip(X.tolist(), labels, strict=True):
        hidden = [sum(map(_product, x, column), Node(0.0)).relu() for column in W1.T.tolist()]
        scores.append([sum(map(_product, hidden, c), Node(0.0)) for c in W2.T.tolist()])
        partition = sum((score.exp() for score in scores[-1]), Node(0.0))
        total = total + partition.log() - scores[-1][label]
    return [
        Landmark("first score", "-0.81233741", scores[0][0].value),
        Landmark("last score", "-0.15226949", scores[-1][-1].value),
        Landmark("loss", "1.30378789133", total.value / 5 + float(penalty)),
    ]


def _product(a, b):
    return a * b


def gradient_check() -> list[Landmark]:
    """Return entries of the gradient that checkNNGradients prints, lam = 3.

    The weights and inputs are sines of 1, 2, 3, ..., column by column.

    References
    ----------
    Ng, *Machine Learning* (Coursera, 2011), exercise 4.
    """
    net = Network((3, 5, 3))

    def sines(rows, columns):
        return np.sin(np.arange(1, rows * columns + 1)).reshape((rows, columns), order="F") / 10

    Theta = {layer: sines(*shape) for layer, shape in net.shapes.items()}
    Y = np.eye(3)[(1 + np.arange(5)) % 3]
    D = net.gradient(Theta, sines(5, 3), Y, lam=3.0)
    entries = np.concatenate([D[1].ravel(order="F"), D[2].ravel(order="F")])
    printed = {0: "-0.0092783", 1: "0.0088991", 5: "-0.016768", 6: "0.039433", 7: "0.059336"}
    printed |= {20: "0.31454", 21: "0.11106", 22: "0.097401", 23: "0.11868", 24: "0.000038193"}
    return [Landmark(f"entry {i + 1}", number, float(entries[i])) for i, number in printed.items()]
