"""Wrong answers to chapter 1's exercises, and the hint that each is to get."""

import numpy as np

BY_HAND = {1: np.array([[-10.0, 20, 20], [-30, 20, 20]]), 2: np.array([[-10.0, 20, -20]])}


def both(change):
    return {k: change(T) for k, T in BY_HAND.items()}


WRONG = {
    "xor_feature": [
        (lambda x1, x2: x1**2, "square"),
        (lambda x1, x2: x1 + x2, "linear"),
        (lambda x1, x2: (x1 + 1) * (x2 + 1) / 4, "overlap"),
        (lambda x1, x2: x1 @ x2, "shape"),
        (lambda x1: x1, "raises"),
        ([1, -1, -1, 1], "type"),
    ],
    "moved_circle": [
        ([-0.25, 0, 0, 1, 1], "not-moved"),
        ([4.75, 2, 4, 1, 1], "other-way"),
        ([9.0, -4, -8, 2, 2], "radius-not-squared"),
        ([4.75, -1, -2, 1, 1], "twice-missing"),
        ([-0.25, -2, -4, 1, 1], "constants-missing"),
        ([1, 1, -2, -4, 4.75], "other"),
        ([1, 2, 0.5], "shape"),
    ],
    "bump_steepness": [
        (20, "edges"),
        (46, "middle"),
        (50, "middle"),
        (53.5, "whole"),
        (60, "steeper"),
        ([53], "shape"),
    ],
    "as_many_parameters": [
        (2, "squares-only"),
        (391, "squares-missing"),
        (783, "twice"),
        (393, "no-bias"),
        (308505, "other"),
    ],
    "xor_weights": [
        (both(lambda T: np.roll(T, -1, axis=1)), "bias-last"),
        ({1: BY_HAND[1], 2: -BY_HAND[2]}, "negated"),
        ({1: BY_HAND[1][[0, 0]], 2: BY_HAND[2]}, "one-line"),
        ({1: BY_HAND[1], 2: np.array([[-10.0, 20, 0]])}, "one-line"),
        ({1: BY_HAND[1], 2: np.array([[-10.0, 20, -5]])}, "corner"),
        (both(lambda T: T / 4), "soft"),
        (both(lambda T: T.T), "transposed"),
        ([BY_HAND[1], BY_HAND[2]], "type"),
    ],
}
