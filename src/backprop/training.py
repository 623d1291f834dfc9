"""Gradient descent, on all examples or on mini-batches, with its history.

    Theta <- Theta - alpha D

That is a step in its plainest form; what else can be made of D, with momentum,
by RMSProp or Adam, is in `backprop.updates`.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.history import Diverged, Record, Training
from backprop.network import Layers, Network
from backprop.optimisers import minimize
from backprop.progress import progress_bar
from backprop.updates import Stepper
from backprop.validation import as_count, as_generator, as_number, as_weights

__all__ = ["Diverged", "Training", "minimize", "train"]

BLOW_UP = 1e10  # a cost that has grown this much will not come back

Rate = float | Callable[[int], float]


def _share(net: Network, batch: int, m: int) -> float:
    """Return what of lam a batch takes, so that an epoch pulls as hard as the cost says.

    `Network.gradient` divides lam by the rows that it is given; the cost, by all.
    """
    return (batch / m) ** (1 if net.reduction == "mean" else 2)


def _batches(m: int, size: int | None, rng) -> Iterator[NDArray | slice]:
    """Yield which examples each step uses, for ever; every epoch in a new order."""
    while True:
        if size is None or size >= m:
            yield slice(None)
            continue
        order = rng.permutation(m)
        yield from (order[start : start + size] for start in range(0, m, size))


def _as_schedule(alpha: Rate) -> Callable[[int], float]:
    """Return alpha as a function of the step, 1, 2, ..., whose values are checked."""
    if callable(alpha):
        return lambda step: as_number(f"alpha({step})", alpha(step), above=0)
    rate = as_number("alpha", alpha, above=0)
    return lambda step: rate


def _as_pair(net: Network, validation: tuple[ArrayLike, ArrayLike]) -> tuple[NDArray, NDArray]:
    """Return the validation examples, checked; an array is not taken apart by its rows."""
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        came = type(validation).__name__
        came += f" of {len(validation)}" if isinstance(validation, tuple | list) else ""
        raise TypeError(f"validation is a {came}; expected a pair of examples and targets, (X, Y)")
    try:
        return net.checked(*validation)
    except (TypeError, ValueError) as error:
        raise type(error)(f"validation: {error}") from error


def train(
    net: Network,
    Theta: Layers,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    alpha: Rate,
    steps: int,
    lam: float = 0.0,
    method: str = "descent",
    momentum: float | None = None,
    beta1: float | None = None,
    beta2: float | None = None,
    eps: float | None = None,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    patience: int | None = None,
    keep_path: bool = False,
    progress: bool = False,
) -> Training:
    """Descend the gradient: Theta <- Theta - alpha D, `steps` times.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
        Starting weights; not modified.
    X : array_like of shape (m, s_1)
    Y : array_like of shape (m, s_L)
    alpha : float or callable
        Learning rate, > 0; or a schedule, alpha(step) for step = 1, 2, ...
    steps : int
        Number of updates, >= 1.
    lam : float
        Regularisation, >= 0; lam/(2m) with the m of all examples, in batches too.
    method : {"descent", "rmsprop", "adam"}
        What is made of D; see `backprop.updates` for the formulas.
    momentum : float, optional
        Of "descent": the share of the last step that the next one keeps, >= 0 and
        < 1; by default 0.
    beta1, beta2 : float, optional
        Of "adam" (by default 0.9 and 0.999) and, beta2 alone, of "rmsprop" (0.9): the
        shares of the running means of D and of its square that a step keeps.
    eps : float, optional
        Of both, by default 1e-8: keeps their quotient finite, > 0.
    batch_size : int, optional
        Examples a step; all of them by default.  Smaller ones are drawn without
        replacement, epoch by epoch, with `rng`.
    rng : numpy.random.Generator, optional
        Needed for mini-batches; no other source of randomness is taken.
    validation : (array_like of shape (p, s_1), array_like of shape (p, s_L)), optional
        Examples not trained on, whose cost is recorded after each step.
    patience : int, optional
        Stop early: when the validation cost has not fallen below its lowest for
        so many steps.  The weights returned are those of the lowest.
    keep_path : bool
        Whether to keep the weights after each step.
    progress : bool
        Whether to show a progress bar, on stderr, to whoever watches; see
        `backprop.progress`.

    Returns
    -------
    Training

    Raises
    ------
    Diverged
        When the cost stops being finite or grows beyond all bounds.
    ValueError, TypeError
        For bad arguments, by name.

    References
    ----------
    Chapter 6, *Write it with matrices*; chapter 9, *Choose the learning rate*;
    chapter 10, *Train on real data*.

    Examples
    --------
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> run = train(net, {1: [[0, 0]]}, [[1]], [[1]], alpha=0.25, steps=3)
    >>> run.costs.tolist()
    [0.5, 0.125, 0.03125, 0.0078125]
    """
    rate = _as_schedule(alpha)
    stepper = Stepper(method, momentum=momentum, beta1=beta1, beta2=beta2, eps=eps)
    lam, steps, (X, Y) = (
        as_number("lam", lam, least=0),
        as_count("steps", steps),
        net.checked(X, Y),
    )
    if batch_size is not None and as_count("batch_size", batch_size) < len(X) and rng is None:
        raise ValueError("batch_size needs rng; expected a numpy.random.Generator")
    rng = None if rng is None else as_generator("rng", rng)
    if patience is not None and as_count("patience", patience) and validation is None:
        raise ValueError("patience needs validation; expected the examples (X, Y) to watch")
    validation = None if validation is None else _as_pair(net, validation)

    # copies: what a run returns belongs to nobody else
    Theta = {layer: theta.copy() for layer, theta in as_weights(Theta, net.shapes).items()}
    record = Record(net, Theta, X, Y, lam, validation, keep_path)
    batches = _batches(len(X), batch_size, rng)
    ended = f"{steps} steps taken"
    with np.errstate(over="ignore", invalid="ignore"):
        for step in progress_bar(range(1, steps + 1), show=progress):
            rows, alpha_now = next(batches), rate(step)
            D = net.gradient(Theta, X[rows], Y[rows], lam * _share(net, len(X[rows]), len(X)))
            after = stepper.step(Theta, D, alpha_now)
            cost = record.cost(after)
            if not cost < BLOW_UP * max(1.0, record.costs[0]):
                raise Diverged(step, cost, alpha_now, record.training(Theta, "diverged"))
            Theta = after
            record.add(Theta, cost)
            if patience is not None and record.waited >= patience:
                ended = f"the validation cost has not fallen for {patience} steps"
                break
    return record.training(Theta if patience is None else record.best, ended)
