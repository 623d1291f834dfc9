r"""The same network as other texts write it: weights and biases apart, layers by their number.

    text               an example is   weights         biases         the first has number
    Nielsen            a column        (to, from)      (to, 1)        2: the layer they lead to
    Ng                 a column        (to, from)      (to, 1)        1
    Goodfellow et al.  a column        (to, from)      (to, 1)        1
    CS231n             a row           (from, to)      (to,)          1
    d2l                a row           (from, to)      (1, to)        1
    PyTorch            a row           (to, from)      (to,)          0: as Python counts

Here weights and biases stand in one matrix, (to, 1 + from), and the first is Theta[1]:
so does Ng's older course, *Machine Learning*.  Ng stands above for *Deep Learning*.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.validation import as_array, as_layers, one_of

__all__ = ["TEXTS", "Apart", "Text", "from_text", "to_text"]

BIASES = {"column": (-1, 1), "row": (1, -1), "vector": (-1,)}


class Text(NamedTuple):
    """How a text arranges a network; a row of the table TEXTS.

    Attributes
    ----------
    examples : {"columns", "rows"}
    weights : {"to, from", "from, to"}
    biases : {"column", "row", "vector"}
    first : int
        The number of the weights that lead away from the inputs.
    """

    examples: str
    weights: str
    biases: str
    first: int


class Apart(NamedTuple):
    """Weights and biases apart: dicts of arrays, by the layers' numbers in that text."""

    weights: dict[int, NDArray]
    biases: dict[int, NDArray]


TEXTS = {
    "Nielsen": Text("columns", "to, from", "column", 2),
    "Ng": Text("columns", "to, from", "column", 1),
    "Goodfellow et al.": Text("columns", "to, from", "column", 1),
    "CS231n": Text("rows", "from, to", "vector", 1),
    "d2l": Text("rows", "from, to", "row", 1),
    "PyTorch": Text("rows", "to, from", "vector", 0),
}


def to_text(Theta: Mapping[int, ArrayLike], text: str) -> Apart:
    """Take Theta, or its gradient, apart into what another text calls weights and biases.

    Parameters
    ----------
    Theta : dict of array_like
        Theta[layer] of shape (s_{l+1}, s_l + 1), layers 1, 2, ..., bias in column 0.
    text : str
        A row of TEXTS.

    Returns
    -------
    Apart
        `.weights` and `.biases`.

    Raises
    ------
    ValueError, TypeError
        Naming the argument, what came and what was expected.

    References
    ----------
    The appendix *Look up the notation*.

    Examples
    --------
    >>> weights, biases = to_text({1: [[1, 2, 3]], 2: [[4, 5]]}, "Nielsen")
    >>> weights[2].tolist(), biases[2].tolist()
    ([[2.0, 3.0]], [[1.0]])
    """
    row, Theta = TEXTS[one_of("text", text, TEXTS)], as_layers(Theta)
    weights, biases = {}, {}
    for layer, theta in Theta.items():
        number = layer - 1 + row.first
        weights[number] = _turned(row, theta[:, 1:])
        biases[number] = theta[:, 0].reshape(BIASES[row.biases])
    return Apart(weights, biases)


def from_text(
    weights: Mapping[int, ArrayLike], biases: Mapping[int, ArrayLike], text: str
) -> dict[int, NDArray]:
    """Return Theta of another text's weights and biases, or D of its gradients.

    Undoes `to_text`.

    Parameters
    ----------
    weights, biases : dict of array_like
        By that text's numbers; shapes as the table above has them.
    text : str
        A row of TEXTS.

    Returns
    -------
    dict of ndarray
        Theta[layer] of shape (s_{l+1}, s_l + 1).

    Raises
    ------
    ValueError, TypeError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> from_text({0: [[2, 3]], 1: [[5]]}, {0: [1], 1: [4]}, "PyTorch")[1].tolist()
    [[1.0, 2.0, 3.0]]
    """
    row = TEXTS[one_of("text", text, TEXTS)]
    numbers = list(range(row.first, row.first + len(weights)))
    for name, given in {"weights": weights, "biases": biases}.items():
        if sorted(given) != numbers:
            raise ValueError(f"{name} has layers {sorted(given)}; {text} expects {numbers}")
    Theta = {}
    for number in numbers:
        W = _turned(row, np.atleast_2d(as_array(f"weights[{number}]", weights[number])))
        b = as_array(f"biases[{number}]", biases[number])
        shape = W[:, :1].reshape(BIASES[row.biases])
        if b.shape != shape.shape:
            raise ValueError(f"biases[{number}] has shape {b.shape}; expected {shape.shape}")
        Theta[number - row.first + 1] = np.column_stack([b.ravel(), W])
    return as_layers(Theta)


def _turned(row: Text, W: NDArray) -> NDArray:
    """Return the weights turned from (to, from) into the text's order, or back."""
    return W if row.weights == "to, from" else W.T
