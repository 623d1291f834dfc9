"""Wrong answers to the exercises of chapter 12, and the hint that each is to get."""

import numpy as np


def one_after_the_other(vectors):
    """Let each worker add all vectors, beginning with its own."""
    return [sum(vectors[i:] + vectors[:i]) for i in range(len(vectors))]


def one_piece_each(vectors):
    """Stop when each worker has one finished piece."""
    total, cuts = sum(vectors), np.array_split(np.arange(len(vectors[0])), len(vectors))
    held = [vector.copy() for vector in vectors]
    for vector, cut in zip(held, cuts, strict=True):
        vector[cut] = total[cut]
    return held


def two_neighbours(vectors):
    return [a + b for a, b in zip(vectors, [*vectors[1:], 0 * vectors[0]], strict=True)]


def on_the_first(vectors):
    for vector in vectors[1:]:
        vectors[0] += vector
    return [vectors[0]] * len(vectors)


WRONG = {
    "cost_in_forwards": [
        (1.016, "backward"),
        (3, "inputs"),
        (3.003, "inputs"),
        (23_860, "every-weight"),
        (0.5, "other"),
    ],
    "put_together": [
        (lambda means, counts: sum(means) / len(means), "plain"),
        (lambda means, counts: sum(means), "sum"),
        (
            lambda means, counts: sum(n * D for n, D in zip(counts, means, strict=True)),
            "not-divided",
        ),
        (lambda means, counts: np.dot(counts, means) / len(counts), "by-workers"),
        (lambda means, counts: -np.average(means, axis=0, weights=counts), "sign"),
        (lambda means, counts: means, "shape"),
        (lambda means: np.mean(means, axis=0), "raises"),
    ],
    "least_held": [
        (10, "root"),
        ([10], "root"),
        (19, "held"),
        ([8, 9, 10, 11, 12], "shape"),
        ([7, 8, 9, 10, 11, 12], "other"),
    ],
    "endless_speedup": [
        (lambda work, size, bandwidth: work / (size / bandwidth), "once"),
        (lambda work, size, bandwidth: 2 * size / bandwidth, "talk"),
        (lambda work, size, bandwidth: 2 * size / bandwidth / work, "inverse"),
        (lambda work, size, bandwidth: work / (work + 2 * size / bandwidth), "work"),
        (lambda work, size, bandwidth: np.inf, "not-finite"),
    ],
    "ring_sum": [
        (one_after_the_other, "bits"),
        (one_piece_each, "one-round"),
        (two_neighbours, "one-round"),
        (lambda vectors: [np.maximum.reduce(vectors)] * len(vectors), "other"),
        (lambda vectors: [sum(vectors) / len(vectors)] * len(vectors), "mean"),
        (lambda vectors: [vector.copy() for vector in vectors], "own"),
        (lambda vectors: [sum(vectors)], "shape"),
        (lambda vectors: [sum(vectors)[:2]] * len(vectors), "shape"),
        (on_the_first, "changes-input"),
    ],
}
