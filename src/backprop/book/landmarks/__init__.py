"""The field's famous numbers, computed again: theirs, ours, and the difference.

    printed     numbers that need no chance: worked examples and exercises
    moons       a training run that can be repeated from its seed
    learning    runs that depend on the first weights, so many first weights

What others printed is literature and stays as they printed it, digit for digit;
what is ours is computed when a function is called.  A number agrees when it lies
within half a unit of the last digit that was printed.
"""

from backprop.book.landmarks.landmark import Landmark, table
from backprop.book.landmarks.moons import moons_run
from backprop.book.landmarks.printed import (
    gradient_check,
    mazur,
    mazur_at_length,
    micrograd,
    prince,
    toy_network,
)

__all__ = [
    "Landmark",
    "gradient_check",
    "mazur",
    "mazur_at_length",
    "micrograd",
    "moons_run",
    "prince",
    "table",
    "toy_network",
]
