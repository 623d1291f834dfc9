"""Chapter 10, *Train on real data*."""

from collections.abc import Sequence

import numpy as np

from backprop.book.exercises.functions import FunctionAnswer
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Slip

__all__ = ["EXERCISES"]


def _stop(costs: Sequence[float], patience: int) -> tuple[int, int]:
    """Return the index of the lowest cost seen, and the index at which patience ends."""
    best = 0
    for step, cost in enumerate(costs):
        if cost < costs[best]:
            best = step
        if step - best >= patience:
            return best, step
    return best, len(costs) - 1


def _latest_best(costs: Sequence[float], patience: int) -> int:
    best = 0
    for step, cost in enumerate(costs):
        if cost <= costs[best]:
            best = step
        if step - best >= patience:
            break
    return best


COSTS = (
    ([5.0, 4.0, 3.0, 3.5, 3.6, 2.0], 2),
    ([5.0, 4.0, 3.0], 3),
    ([3.0, 4.0, 2.0, 5.0, 6.0, 1.0, 7.0, 7.0], 4),
    ([2.0, 1.0, 1.0, 1.0, 1.0], 2),
)
LAMBDAS = [0, 0.1, 0.3, 1]
RUNS = (
    (LAMBDAS, [0.1, 0.2, 0.3, 0.5], [0.6, 0.4, 0.5, 0.7]),
    (LAMBDAS, [0.2, 0.3, 0.5, 0.9], [0.8, 0.7, 0.6, 0.9]),
)

EXERCISES = [
    Exercise(
        "slow_steps",
        1,
        "The number of steps at a learning rate of 0.001 that go about as far as 300 steps at "
        "2.0 would if the gradient stayed the same: a whole number.",
        Value(
            600_000,
            (
                Slip("of-one", "The other rate is 2.0, not 1.", 300_000),
                Slip("ratio", "So many small steps make one large one; there are 300.", 2_000),
                Slip("way", "That is the way, 300 times 2.0; divide it by the small rate.", 600),
                Slip("multiplied", "A smaller rate needs more steps.", 0.15),
            ),
            "The way is the rate times the number of steps, for the same gradient.",
            within=1e-9,
        ),
        "Three hundred of them are a two-thousandth of the way.",
    ),
    Exercise(
        "batch_steps",
        2,
        "The number of batches of 32 that hold as many images as 40 steps on all 1,077: a "
        "whole number.",
        Value(
            1346,
            (
                Slip("epoch", "That is one round through the images; 40 are paid for.", 33.3),
                Slip("epoch", "That is one round through the images; 40 are paid for.", 34),
                Slip("batches", "That is the number of images in 40 batches.", 1280),
                Slip("images", "Those are images; how many batches are they?", 43_080),
            ),
            "Count images: 40 times all of them, in portions of 32.",
            within=1.5e-2,  # forty rounds of 34 batches, the last one smaller, are right, too
        ),
        "For the work of 40 steps one gets more than thirty times as many.",
    ),
    Exercise(
        "flat_parameters",
        3,
        "The number of parameters of a network without a hidden layer, (64, 10), biases included.",
        Value(
            650,
            (
                Slip("no-bias", "Each of the ten outputs has a bias, too.", 640),
                Slip("hidden", "That is the network with 25 hidden units.", 1885),
                Slip("one-output", "That is one output; there are ten.", 65),
                Slip("input-bias", "The inputs have no biases.", 714),
                Slip("shared-bias", "Each output has a bias of its own.", 641),
            ),
            "A weight for each pixel and each digit, and a bias for each digit.",
            within=1e-9,
        ),
        "A third of the parameters, for nearly the same share of right answers.",
    ),
    Exercise(
        "choose_lambda",
        4,
        "A function of three lists, the values of λ, the costs on the training part and the "
        "costs on the validation part, that returns the λ to keep.",
        FunctionAnswer(
            lambda lambdas, learnt, watched: lambdas[int(np.argmin(watched))],
            lambda: [tuple(list(part) for part in run) for run in RUNS],
            (
                Slip(
                    "training",
                    "The training cost is lowest without any pull: it cannot choose.",
                    lambda lambdas, learnt, watched: lambdas[int(np.argmin(learnt))],
                ),
                Slip(
                    "index",
                    "That is the place in the list; asked for is the λ that stands there.",
                    lambda lambdas, learnt, watched: int(np.argmin(watched)),
                ),
                Slip(
                    "worst",
                    "That λ has the highest cost.",
                    lambda lambdas, learnt, watched: lambdas[int(np.argmax(watched))],
                ),
                Slip(
                    "cost",
                    "That is the lowest cost; asked for is the λ that has it.",
                    lambda lambdas, learnt, watched: min(watched),
                ),
                Slip(
                    "sum",
                    "The training part has no vote: each λ was trained on it.",
                    lambda lambdas, learnt, watched: lambdas[
                        int(np.argmin(np.add(learnt, watched)))
                    ],
                ),
            ),
            "Each part has its task: one to learn from, one to choose by.",
        ),
        "What is chosen by the validation part is judged by another.",
    ),
    Exercise(
        "stop_early",
        5,
        "A function of the validation costs so far, a list, and of the patience, that goes "
        "through them, stops when the cost has had no new lowest value for that many steps, and "
        "returns the index of the cost whose weights are kept.",
        FunctionAnswer(
            lambda costs, patience: _stop(costs, patience)[0],
            lambda: [(list(costs), patience) for costs, patience in COSTS],
            (
                Slip(
                    "where-it-stopped",
                    "That is where it stops; kept are the weights that were best until then.",
                    lambda costs, patience: _stop(costs, patience)[1],
                ),
                Slip(
                    "looks-ahead",
                    "It has looked at costs behind the place where it stops.",
                    lambda costs, patience: int(np.argmin(costs)),
                ),
                Slip(
                    "ties",
                    "A cost that is the same has not fallen.",
                    _latest_best,
                ),
                Slip(
                    "no-patience",
                    "It stops at the first rise, and has no patience.",
                    lambda costs, patience: _stop(costs, 1)[0],
                ),
                Slip(
                    "last",
                    "That is the last one, where the network may know its examples by heart.",
                    lambda costs, patience: len(costs) - 1,
                ),
            ),
            "Remember the best index; when you are patience steps beyond it, stop.",
        ),
        "It is what `train` does with `patience`.",
    ),
]
