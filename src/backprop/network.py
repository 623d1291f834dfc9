r"""A fully connected network: what it is made of, and what one asks of it.

    z[l+1] = [1, a[l]] Theta[l]^T           a[l+1] = g(z[l+1])
    J      = (1/m) sum of losses + lam/(2m) sum of Theta^2, bias column spared
    delta[L] = d loss / dz[L]               delta[l] = delta[l+1] Theta[l][:, 1:] * g'(z[l])
    Delta[l] = delta[l+1]^T [1, a[l]]       D[l] = Delta[l] / m + (lam/m) Theta[l], bias spared

Everything is a dict keyed by the layer's number, as in the mathematics: X is
a[1], the output is a[L], Theta[l] leads from layer l to layer l + 1.  Arrays
hold one example a row.  Here arguments are checked; these lines of mathematics
are the functions of `backprop.passes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.activations import ACTIVATIONS, OUTPUTS, Activation
from backprop.losses import LOSSES
from backprop.passes import (
    Forward,
    Layers,
    add_bias_unit,
    cost_of_pass,
    error_terms,
    forward_pass,
    gradient_of_pass,
)
from backprop.validation import (
    as_generator,
    as_matrix,
    as_number,
    as_shares,
    as_sizes,
    as_weights,
    one_of,
    one_of_each,
    yes_or_no_each,
)

__all__ = ["Forward", "Layers", "Network", "add_bias_unit"]


def _refuse_strangers(output: str, loss: str, units: int) -> None:
    """Raise ValueError for an output and a loss that do not go together."""
    meant_for, together = LOSSES[loss].output, OUTPUTS[output].grad is None
    own = [name for name, row in LOSSES.items() if row.output == output]
    if meant_for not in (None, output):
        taken = "outputs that add up to 1" if LOSSES[loss].shares else "an output in (0, 1)"
        raise ValueError(
            f"loss {loss!r} with output {output!r} makes no sense: it takes the logarithm of "
            f"{taken}, as a {meant_for} has; expected output {meant_for!r}"
            + (f", or loss {own[0]!r}" if own else "")
        )
    if together and meant_for is None:
        raise ValueError(
            f"output {output!r} with loss {loss!r} is not supported: each unit depends on all of "
            f"them, so that no g' is the output's derivative; expected loss {own[0]!r}"
        )
    if together and units == 1:
        raise ValueError(
            f"output {output!r} of 1 unit is always 1; expected 2 units or more, or another output"
        )


@dataclass(frozen=True)
class Network:
    """The description of a network; it holds no weights.

    Parameters
    ----------
    sizes : sequence of int
        Units in each layer, bias units not counted: (4, 5, 1) has 4 inputs, 5
        hidden units, 1 output.
    hidden : str or tuple of str
        A row of `backprop.activations.ACTIVATIONS`, or one for each hidden layer.
    output : str
        A row of `backprop.activations.OUTPUTS`.
    loss : str
        A row of `backprop.losses.LOSSES`.  "cross_entropy" takes a sigmoid output,
        "categorical_cross_entropy" and a softmax output take each other.
    reduction : {"mean", "sum"}
        Whether the cost is the mean or the sum of the examples' losses.  The
        regularisation term lam/(2m) sum Theta^2 is the same under both.
    bias : bool or tuple of bool
        Whether layers 1, ..., L - 1 have a bias unit; all alike, or one for each.
        Theta[layer] has a column 0 in any case.  Without a bias unit it counts
        for nothing, and its derivative is 0.

    Raises
    ------
    ValueError, TypeError
        For a size below 1, an unknown name, a loss with an output activation
        that it is not defined for.

    References
    ----------
    Chapter 6, *Write it with matrices*; chapter 8, *Accumulate the gradient*.

    Examples
    --------
    >>> net = Network((3, 3, 1))
    >>> Theta = net.init(np.random.default_rng(0))
    >>> [Theta[layer].shape for layer in (1, 2)]
    [(3, 4), (1, 4)]
    """

    sizes: tuple[int, ...]
    hidden: str | tuple[str, ...] = "sigmoid"
    output: str = "sigmoid"
    loss: str = "cross_entropy"
    reduction: str = "mean"
    bias: bool | tuple[bool, ...] = True

    def __post_init__(self):
        object.__setattr__(self, "sizes", as_sizes(self.sizes))
        hidden = one_of_each("hidden", self.hidden, ACTIVATIONS, self.L - 2)
        object.__setattr__(self, "hidden", hidden)
        object.__setattr__(self, "bias", yes_or_no_each("bias", self.bias, self.L - 1))
        one_of("output", self.output, OUTPUTS)
        one_of("loss", self.loss, LOSSES)
        one_of("reduction", self.reduction, ("mean", "sum"))
        _refuse_strangers(self.output, self.loss, self.sizes[-1])

    @property
    def L(self) -> int:  # the field's name for it
        """Number of layers, inputs and outputs included."""
        return len(self.sizes)

    @property
    def shapes(self) -> dict[int, tuple[int, int]]:
        """Shapes (s_{l+1}, s_l + 1) of each Theta[layer]."""
        return {i + 1: (self.sizes[i + 1], self.sizes[i] + 1) for i in range(self.L - 1)}

    def activation(self, layer: int) -> Activation:
        """Return the row of OUTPUTS, most of them in ACTIVATIONS, that layer 2, ..., L uses."""
        return OUTPUTS[self.activation_name(layer)]

    def activation_name(self, layer: int) -> str:
        """Return the name of the row that layer 2, ..., L uses."""
        if layer == self.L:
            return self.output
        return self.hidden if isinstance(self.hidden, str) else self.hidden[layer - 2]

    def has_bias(self, layer: int) -> bool:
        """Return whether layer 1, ..., L - 1 has a bias unit."""
        return self.bias if isinstance(self.bias, bool) else self.bias[layer - 1]

    def init(self, rng: np.random.Generator) -> Layers:
        """Draw starting weights: centred and uniform, biases zero.

        Each weight of layer l lies within sqrt(6 / (s_l + s_{l+1})) of zero.

        Parameters
        ----------
        rng : numpy.random.Generator
            The source of randomness; the same state gives the same weights.

        Returns
        -------
        dict of ndarray
            Theta[layer] of shape (s_{l+1}, s_l + 1), layer = 1, ..., L - 1.

        References
        ----------
        Glorot & Bengio, AISTATS 2010, equation (16).
        """
        rng, Theta = as_generator("rng", rng), {}
        for layer, (rows, columns) in self.shapes.items():
            reach = np.sqrt(6 / (rows + columns - 1))
            Theta[layer] = rng.uniform(-reach, reach, (rows, columns))
            Theta[layer][:, 0] = 0
        return Theta

    def checked(self, X: ArrayLike, Y: ArrayLike) -> tuple[NDArray, NDArray]:
        """Return examples and targets as floats, (m, s_1) and (m, s_L), or raise.

        Class numbers 0, ..., s_L - 1, of shape (m,) or (m, 1), are taken where the
        loss is "categorical_cross_entropy": they become rows with a single 1.

        Raises
        ------
        ValueError, TypeError
            Naming the argument, what came and what was expected.
        """
        X = as_matrix("X", X, self.sizes[0], f"takes {self.sizes[0]} inputs")
        outputs, loss = self.sizes[-1], LOSSES[self.loss]
        if loss.shares:
            Y = as_shares("Y", Y, outputs)
        Y = as_matrix("Y", Y, outputs, f"has {outputs} outputs")
        if len(X) != len(Y):
            raise ValueError(f"X has {len(X)} rows and Y has {len(Y)}; expected one target a row")
        low, high = loss.targets
        if Y.min() < low or Y.max() > high:
            worst = Y.min() if Y.min() < low else Y.max()
            raise ValueError(
                f"Y has the target {worst:g}; loss {self.loss!r} expects targets in "
                f"[{low:g}, {high:g}]"
            )
        return X, Y

    def forward(self, Theta: Mapping[int, ArrayLike], X: ArrayLike) -> Forward:
        """Send the examples through the network.

        Parameters
        ----------
        Theta : dict of array_like
            Theta[layer] of shape (s_{l+1}, s_l + 1), bias in column 0; complex
            weights are let through, for the complex step.
        X : array_like of shape (m, s_1)
            One example a row.

        Returns
        -------
        Forward
            `.z[layer]` for layers 2 to L, `.a[layer]` for 1 to L, (m, s_l) each.

        Raises
        ------
        ValueError, TypeError
            Naming the argument, what came and what was expected.
        """
        X = as_matrix("X", X, self.sizes[0], f"takes {self.sizes[0]} inputs")
        return forward_pass(self, as_weights(Theta, self.shapes), X)

    def cost(self, Theta, X, Y, lam: float = 0.0):
        """Return J(Theta), a scalar.

        Parameters
        ----------
        Theta, X
            As `forward` takes them.
        Y : array_like of shape (m, s_L)
            Targets; in [0, 1] under the cross-entropies.  See `checked`.
        lam : float
            Regularisation, >= 0: adds lam/(2m) times the sum of the squared
            weights, bias columns left out.

        Returns
        -------
        float
            Complex where Theta is.
        """
        X, Y = self.checked(X, Y)
        Theta, lam = as_weights(Theta, self.shapes), as_number("lam", lam, least=0)
        return cost_of_pass(self, Theta, forward_pass(self, Theta, X), Y, lam)

    def deltas(self, Theta, X, Y) -> Layers:
        """Return the error terms delta[layer], layers 2 to L, each (m, s_l).

        Row i is dJ_i/dz, where J_i is the loss of example i alone; the mean over
        the examples is taken later, when Delta becomes D.
        """
        X, Y = self.checked(X, Y)
        Theta = as_weights(Theta, self.shapes)
        return error_terms(self, Theta, forward_pass(self, Theta, X), Y)

    def cost_and_gradient(self, Theta, X, Y, lam: float = 0.0) -> tuple[float, Layers]:
        """Return `cost` and `gradient` at the price of one forward pass."""
        X, Y = self.checked(X, Y)
        Theta, lam = as_weights(Theta, self.shapes), as_number("lam", lam, least=0)
        passed = forward_pass(self, Theta, X)
        J, D = (f(self, Theta, passed, Y, lam) for f in (cost_of_pass, gradient_of_pass))
        return J, D

    def gradient(self, Theta, X, Y, lam: float = 0.0) -> Layers:
        """Return D[layer] = dJ/dTheta[layer], each in the shape of Theta[layer].

        Parameters and errors as `cost` has them.  For many gradients on the same
        examples `backprop.gradients.fast` returns the same sooner.

        References
        ----------
        Chapter 6, *Write it with matrices*; chapter 8, *Accumulate the gradient*.
        """
        X, Y = self.checked(X, Y)
        Theta, lam = as_weights(Theta, self.shapes), as_number("lam", lam, least=0)
        return gradient_of_pass(self, Theta, forward_pass(self, Theta, X), Y, lam)
