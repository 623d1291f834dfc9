"""Wrong answers to chapter 13's exercises, and the hint that each is to get."""

import numpy as np

WRONG = {
    "first_wrong_layer": [
        (4, "last-right"),
        (1, "from-the-input"),
        (2, "too-late"),
        (5, "other"),
        ("delta 3", "type"),
    ],
    "factor_to_correct": [
        (0.05, "inverse"),
        (7, "of-seven"),
        (11, "of-eleven"),
        (-20, "other"),
        (400, "other"),
    ],
    "rate_of_the_step": [
        (0.06, "move"),
        (-0.2, "uphill"),
        (5, "inverse"),
        (0.06 * 0.3, "product"),
        (0.1, "other"),
    ],
    "tanh_back": [
        (lambda d, A: np.ones_like(d) - A * A, "slope-only"),
        (lambda d, A: d / np.cosh(A) ** 2, "tanh-twice"),
        (lambda d, A: d * (A - A**2), "sigmoid"),
        (lambda d, A: d - d * A, "not-squared"),
        (lambda d, A: d - d**3, "of-message"),
        (lambda d, A: d * (A**2 - 1), "sign"),
        (lambda d, A: d * A**2, "other"),
        (lambda d, A: (d * (1 - A**2)).T, "transposed"),
        (lambda d: d, "raises"),
    ],
}
