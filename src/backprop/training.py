"""Training: gradient descent, on all examples or on mini-batches, and SciPy's optimisers.

    Theta <- Theta - alpha D

That is a step in its plainest form; what else can be made of D, with momentum,
by RMSProp or Adam, is in `backprop.updates`.

Both `train` and `minimize` return a `Training`: the weights, and the history of the costs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.checking import roll, unroll
from backprop.network import Layers, Network
from backprop.optimisers import descend
from backprop.passes import cost_of_pass, forward_pass
from backprop.progress import progress_bar
from backprop.updates import Stepper
from backprop.validation import as_count, as_generator, as_number, as_weights

__all__ = ["Diverged", "Training", "minimize", "train"]

BLOW_UP = 1e10  # a cost that has grown this much will not come back

Rate = float | Callable[[int], float]


def _none() -> NDArray:
    return np.empty(0)


@dataclass(frozen=True)
class Training:
    """What a training run leaves behind.

    Attributes
    ----------
    Theta : dict of ndarray
        The last weights of `train`, or with `patience` those whose validation
        cost was lowest; those of the lowest cost that `minimize` met.
    costs : ndarray of shape (gradients + 1,) or (gradients,)
        From `train`, costs[k] is J over all examples after k steps.  From
        `minimize`, costs[k] is J where the gradient was evaluated for the time
        k + 1; it may rise in between, while a step is tried.
    path : list of dict
        The weights that belong to costs; empty unless asked for.
    validation : ndarray of the shape of costs
        The cost of the validation examples, without the regularisation term;
        empty without such examples.
    gradients : int
        How often the gradient was evaluated.
    ended : str
        Why it ended.
    """

    Theta: Layers
    costs: NDArray
    path: list[Layers]
    validation: NDArray = field(default_factory=_none)
    gradients: int = 0
    ended: str = ""

    @property
    def best(self) -> int:
        """The number of steps after which the validation cost was lowest."""
        if not len(self.validation):
            raise ValueError("this run has no validation costs; give train `validation`")
        return int(np.argmin(self.validation))


class Diverged(ArithmeticError):
    """The cost has left the finite numbers, or is about to.

    Attributes
    ----------
    step : int
        The number of steps after which it was seen.
    history : Training
        Everything up to the last finite cost.
    """

    def __init__(self, step: int, cost: float, alpha: float, history: Training):
        super().__init__(
            f"training diverged: after step {step} the cost is {cost:.3g}, it began at "
            f"{history.costs[0]:.3g}; alpha is {alpha:g}, try a smaller one "
            f"(the history so far is in .history)"
        )
        self.step, self.history = step, history


class Record:
    """The costs of a run as they come, and what became of held-out examples.

    Attributes
    ----------
    best : dict of ndarray
        The weights whose validation cost was lowest.
    waited : int
        The steps since then.
    """

    def __init__(
        self,
        net: Network,
        Theta: Layers,
        X: NDArray,
        Y: NDArray,
        lam: float,
        validation: tuple[NDArray, NDArray] | None,
        keep_path: bool,
    ):
        self._net, self._problem = net, (X, Y, lam)
        self._held_out, self._keep_path, self._lowest = validation, keep_path, np.inf
        self.costs: list[float] = []
        self.path: list[Layers] = []
        self.validation: list[float] = []
        self.best, self.waited = Theta, -1
        self.add(Theta, self.cost(Theta))

    def cost(self, Theta: Layers) -> float:
        """Return J over all examples."""
        X, Y, lam = self._problem
        return cost_of_pass(self._net, Theta, forward_pass(self._net, Theta, X), Y, lam)

    def add(self, Theta: Layers, cost: float) -> None:
        """Write down where the run is, and judge it by the held-out examples."""
        self.costs.append(cost)
        if self._keep_path:
            self.path.append(Theta)
        if self._held_out is None:
            return
        X, Y = self._held_out
        passed = forward_pass(self._net, Theta, X)
        self.validation.append(cost_of_pass(self._net, Theta, passed, Y, 0.0))
        self.waited += 1
        if self.validation[-1] < self._lowest:
            self.best, self.waited, self._lowest = Theta, 0, self.validation[-1]

    def training(self, Theta: Layers, ended: str) -> Training:
        """Return what there is."""
        costs, validation = np.array(self.costs), np.array(self.validation)
        return Training(Theta, costs, self.path, validation, len(costs) - 1, ended)


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


def minimize(
    net: Network,
    Theta: Layers,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    method: str = "L-BFGS-B",
    lam: float = 0.0,
    evaluations: int | None = None,
    keep_path: bool = False,
    options: dict | None = None,
) -> Training:
    """Minimise the cost with one of SciPy's optimisers.

    Parameters
    ----------
    net : Network
    Theta : dict of array_like
        Starting weights; not modified.
    X : array_like of shape (m, s_1)
    Y : array_like of shape (m, s_L)
    method : {"L-BFGS-B", "CG", "BFGS", "Newton-CG", "TNC", "SLSQP"}
        As `scipy.optimize.minimize` takes it; upper and lower case alike.
    lam : float
        Regularisation, >= 0.
    evaluations : int, optional
        The most evaluations of cost and gradient, >= 1; by default as many as the
        method sees fit.
    keep_path : bool
        Whether to keep the weights of each evaluation.
    options : dict, optional
        Of the method, such as {"maxiter": 100}; a name that it does not know is a warning
        of SciPy's.

    Returns
    -------
    Training
        `costs` has an entry for each evaluation, the first at the start.

    Raises
    ------
    ValueError, TypeError
        For bad arguments, by name; for a method that takes no gradient or wants
        more than a gradient; for a cost that is not finite at the start.

    References
    ----------
    Chapter 10, *Train on real data*.  Nocedal & Wright, Numerical Optimization,
    2nd ed., Springer 2006, chapters 5 to 7.

    Examples
    --------
    >>> net = Network((1, 1), output="identity", loss="half_squared_error")
    >>> run = minimize(net, {1: [[0, 0]]}, [[0], [1], [2]], [[1], [3], [5]], method="CG")
    >>> run.Theta[1].round(3).tolist()
    [[1.0, 2.0]]
    """
    lam, (X, Y) = as_number("lam", lam, least=0), net.checked(X, Y)
    start = unroll(as_weights(Theta, net.shapes))
    if start.dtype.kind == "c":
        raise TypeError("Theta holds complex numbers; expected real ones")

    def function(vector: NDArray) -> tuple[float, NDArray]:
        cost, D = net.cost_and_gradient(roll(vector, net.shapes), X, Y, lam)
        return cost, unroll(D)

    found = descend(
        function,
        start,
        method=method,
        evaluations=evaluations,
        keep_path=keep_path,
        options=options,
    )
    path = [roll(vector, net.shapes) for vector in found.path]
    kept = (Theta for Theta, vector in zip(path, found.path, strict=True) if vector is found.best)
    return Training(
        next(kept, None) or roll(found.best, net.shapes),
        np.array(found.costs),
        path,
        gradients=len(found.costs),
        ended=found.ended,
    )
