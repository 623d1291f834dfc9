"""Examples to learn from, examples to choose by, examples to be judged by."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.extras import needed
from backprop.validation import as_array, as_generator, as_number

__all__ = ["Examples", "Split", "split"]


class Examples(NamedTuple):
    """Inputs X of shape (m, n) and targets Y of shape (m, K), one example a row."""

    X: NDArray
    Y: NDArray


@dataclass(frozen=True)
class Split:
    """Three parts of a data set that share no example."""

    train: Examples
    validation: Examples
    test: Examples


def _as_share(name: str, value: float) -> float:
    value = as_number(name, value, above=0)
    if not value < 1:
        raise ValueError(f"{name} is {value:g}; expected a share of the examples, below 1")
    return value


def _parts(X: NDArray, Y: NDArray, share: float, rng: np.random.Generator):
    """Part a share of the examples from the rest, with the same mixture of classes."""
    kinds = Y.argmax(axis=1) if Y.shape[1] > 1 else Y[:, 0]
    selection = needed("sklearn.model_selection", "scikit-learn", "data")
    rest, part = selection.train_test_split(
        np.arange(len(X)), test_size=share, stratify=kinds, random_state=int(rng.integers(2**32))
    )
    return Examples(X[rest], Y[rest]), Examples(X[part], Y[part])


def split(
    X: ArrayLike,
    Y: ArrayLike,
    rng: np.random.Generator,
    *,
    validation: float = 0.2,
    test: float = 0.2,
) -> Split:
    """Shuffle the examples and deal them out; each part has the same mixture of classes.

    Parameters
    ----------
    X : array_like of shape (m, n)
    Y : array_like of shape (m, K)
        Classes: one-hot, or for K = 1 one number a class.
    rng : numpy.random.Generator
        The source of randomness; the same state gives the same parts.
    validation, test : float
        Shares of all examples, > 0, together below 1; the rest is for training.

    Returns
    -------
    Split

    Raises
    ------
    ValueError, TypeError
        For bad arguments, by name; for a class with too few examples to be in
        each part.
    ImportError
        Without scikit-learn, whose `train_test_split` deals.

    References
    ----------
    Chapter 10, *Train on real data*.

    Examples
    --------
    >>> from backprop.data import digits
    >>> parts = split(*digits(), np.random.default_rng(0))
    >>> len(parts.train.X), len(parts.validation.X), len(parts.test.X)
    (1077, 360, 360)
    """
    X, Y, rng = as_array("X", X), as_array("Y", Y), as_generator("rng", rng)
    if X.ndim != 2 or Y.ndim != 2 or len(X) != len(Y):
        raise ValueError(
            f"X has shape {X.shape} and Y {Y.shape}; expected two dimensions and as many rows"
        )
    validation, test = _as_share("validation", validation), _as_share("test", test)
    if not validation + test < 1:
        raise ValueError(
            f"validation and test are {validation:g} and {test:g}; expected together below 1"
        )
    rest, tested = _parts(X, Y, test, rng)
    learnt, chosen = _parts(*rest, validation / (1 - test), rng)
    return Split(learnt, chosen, tested)
