"""What a training run leaves behind, and what it says when it runs away."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backprop.network import Layers, Network
from backprop.passes import cost_of_pass, forward_pass

__all__ = ["Diverged", "Record", "Training"]


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
