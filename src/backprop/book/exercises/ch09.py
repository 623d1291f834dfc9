"""Chapter 9, *Choose a learning rate*."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from backprop.book.exercises.functions import FunctionAnswer
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip
from backprop.data import houses
from backprop.network import Network
from backprop.training import train

__all__ = ["EXERCISES"]

XS = np.array([-1.0, 0.0, 1.0, 2.0])


def _limit(scale: float = 10, over: int = 4) -> float:
    """Return 2 / kappa for a line through the chapter's four points, the input scaled."""
    X = np.column_stack([np.ones(4), scale * XS])
    return float(2 / np.linalg.eigvalsh(X.T @ X / over)[-1])


@cache
def _house_costs(first: bool = False) -> tuple[float, ...]:
    rows, prices = houses()
    net = Network((4, 5, 1), loss="half_squared_error")
    start = net.init(np.random.default_rng(6))
    runs = [train(net, start, rows, prices, alpha=a, steps=200) for a in (0.01, 0.1, 1.0)]
    return tuple(float(run.costs[0 if first else -1]) for run in runs)


def _roll(
    gradient: Callable,
    w: NDArray,
    alpha: float,
    beta: float,
    steps: int,
    *,
    look_ahead: bool = False,
    share: float = 1,
    sign: int = -1,
    extra: int = 0,
) -> NDArray:
    """Descend with momentum; the keywords make other methods, and mistakes."""
    step = np.zeros_like(w)
    for _ in range(steps + extra):
        at = w + beta * step if look_ahead else w
        step = beta * step + sign * alpha * share * gradient(at)
        w = w + step
    return w


def _bowl(w: NDArray) -> NDArray:
    return np.array([8.0, 1.0]) * (w - np.array([2.0, -1.0]))


def _valley(w: NDArray) -> NDArray:
    return w**3 - w + 0.1


def _roll_tries() -> list[tuple]:
    starts = np.array([-1.5, 3.0]), np.array([0.3, -2.0, 1.1])
    return [(_bowl, starts[0], 0.05, 0.8, 7), (_valley, starts[1], 0.1, 0.5, 4)]


EXERCISES = [
    Exercise(
        "scaled_limit",
        1,
        "The largest learning rate that works for the line when its input is 10 x: a number.",
        Value(
            _limit,
            (
                Slip("unscaled", "That is the limit for x itself.", lambda: _limit(1)),
                Slip("ten", "κ holds the square of the input.", lambda: _limit(1) / 10),
                Slip(
                    "hundred",
                    "The bias is not scaled with x, and κ is not simply 100 times as large.",
                    lambda: _limit(1) / 100,
                ),
                Slip(
                    "one-step",
                    "With that rate one step reaches the bottom; what still works?",
                    lambda: _limit() / 2,
                ),
                Slip("sum", "The cost is a mean over the four points.", lambda: _limit(over=1)),
            ),
            "Find the largest curvature of the cost: the largest eigenvalue of XᵀX/m, with a "
            "column of ones.",
            within=2e-3,
        ),
        "A feature in other units asks for another learning rate.",
    ),
    Exercise(
        "uphill_factor",
        2,
        "The number by which the distance from the bottom of a bowl with κ = 8 is multiplied in "
        "each step of 0.1 with + for −.",
        Value(
            1.8,
            (
                Slip("downhill", "That is for the right sign.", 0.2),
                Slip("one-bowl", "That is for a curvature of 1.", 1.1),
                Slip(
                    "share", "That much is added to the distance; what becomes of the whole?", 0.8
                ),
                Slip("turned", "It goes away from the bottom, on the side where it is.", -1.8),
            ),
            "Put w + α κ (w − bottom) in place of w.",
            within=1e-6,
        ),
        "The distance grows in each step, for every learning rate.",
    ),
    Exercise(
        "last_start",
        3,
        "The largest of the starts 0, 0.2, ..., 2 of θ1 from which the sigmoid unit reaches the "
        "lower valley.",
        Value(
            0.8,
            (
                Slip("first-other", "From there it ends in the higher valley.", 1.0),
                Slip("other-valley", "The lower valley is the one with the lower cost.", 2.0),
                Slip("smallest", "That is the smallest of them.", 0.0),
            ),
            "Train from each of them, and compare the costs at the end.",
            within=1e-6,
        ),
        "Between that start and the next lies the ridge.",
    ),
    Exercise(
        "house_costs",
        4,
        "The costs of the five houses after 200 steps at 0.01, 0.1 and 1: three numbers.",
        Value(
            _house_costs,
            (
                Slip(
                    "start",
                    "Those are the costs before the first step.",
                    lambda: _house_costs(True),
                ),
                Slip("order", "Those are in the other order.", lambda: _house_costs()[::-1]),
                Slip(
                    "sum",
                    "The cost is the mean over the houses, not the sum.",
                    lambda: np.multiply(_house_costs(), 5),
                ),
            ),
            "Start from net.init(default_rng(6)), and take the last of the run's costs.",
            within=0.02,
        ),
        "The larger the rate, the further they got: none of the three is too large.",
    ),
    Exercise(
        "roll",
        5,
        "A function of gradient (a function of w), w (an array), alpha, beta and steps that "
        "returns w after so many steps of descent with momentum, the first from rest.",
        FunctionAnswer(
            _roll,
            _roll_tries,
            (
                Slip(
                    "no-momentum",
                    "Nothing of the step before is kept.",
                    lambda g, w, alpha, beta, steps: _roll(g, w, alpha, 0.0, steps),
                ),
                Slip("uphill", "It rolls uphill.", lambda *given: _roll(*given, sign=1)),
                Slip(
                    "look-ahead",
                    "You take the gradient where the ball will be; here it is "
                    "taken where the ball is.",
                    lambda *given: _roll(*given, look_ahead=True),
                ),
                Slip(
                    "averaged",
                    "You average the gradients; here α is not divided by anything.",
                    lambda g, w, alpha, beta, steps: _roll(
                        g, w, alpha, beta, steps, share=1 - beta
                    ),
                ),
                Slip(
                    "one-more", "That is one step too many.", lambda *given: _roll(*given, extra=1)
                ),
                Slip(
                    "one-less", "That is one step too few.", lambda *given: _roll(*given, extra=-1)
                ),
            ),
            "The step is β times the step before, minus α times the gradient.",
        ),
        "It is a ball that rolls on.",
    ),
]
