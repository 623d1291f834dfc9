"""Chapter 12, *Pay for it*."""

from dataclasses import dataclass

import numpy as np

from backprop.book.exercises.functions import FunctionAnswer, call
from backprop.book.exercises.kinds import Value
from backprop.book.exercises.register import Exercise
from backprop.book.exercises.verdict import Hint, Refused, Slip, numbers, same_shape

__all__ = ["EXERCISES"]


def _means() -> list[tuple]:
    rng = np.random.default_rng(12)
    return [([*rng.normal(size=(len(counts), 7))], counts) for counts in ([100, 300], [5, 50, 8])]


def _steps() -> list[tuple]:
    return [(3.0, 2e6, 1.25e8), (0.4, 5e5, 1e9)]


def _close(held: np.ndarray, wanted: np.ndarray) -> bool:
    return np.allclose(held, wanted, rtol=1e-12, atol=0)


def _halfway(held: np.ndarray, vectors: np.ndarray) -> bool:
    finished = np.isclose(held, vectors.sum(axis=0), rtol=1e-9, atol=0)
    return finished.any(axis=0).all() and not finished.all()


def _unequal(held: np.ndarray, vectors: np.ndarray) -> bool:
    return _close(held, vectors.sum(axis=0)) and (held != held[0]).any()


@dataclass(frozen=True)
class Everywhere:
    """A function from the workers' vectors to what each holds when all is added.

    The slips' answers say, of what the workers hold and of the vectors, whether that is it.
    """

    slips: tuple[Slip, ...]
    note: str

    def __call__(self, answer: object) -> Hint | None:
        """Judge an answer with two workers, and with four."""
        for p, n in ((2, 6), (4, 11)):
            rng = np.random.default_rng(p)
            vectors = rng.normal(size=(p, n)) * 10.0 ** rng.integers(-3, 4, (p, n))
            held = _held(call(answer, (list(vectors),)), vectors)
            for slip in self.slips:
                if slip.answer(held, vectors):
                    return Hint(slip.id, slip.says)
            if not _close(held, vectors.sum(axis=0)):
                return Hint("other", self.note)
        return None


def _held(result: object, vectors: np.ndarray) -> np.ndarray:
    if not isinstance(result, list | tuple | np.ndarray) or len(result) != len(vectors):
        said = f"For {len(vectors)} workers it does not return {len(vectors)} vectors."
        raise Refused("shape", said)
    for worker, vector in enumerate(result):
        same_shape(vector, vectors[0], f"What worker {worker} of {len(vectors)} holds")
    return np.array([numbers(vector) for vector in result])


EXERCISES = [
    Exercise(
        "cost_in_forwards",
        1,
        "How many forward passes the gradient of the 784-30-10 network costs, its own forward "
        "pass included: a number.",
        Value(
            2 + (24_200 - 23_820) / 23_820,
            (
                Slip("backward", "That is the way back; the way forward is needed, too.", 1.016),
                Slip(
                    "inputs", "Nothing is sent back to the inputs, and most weights are there.", 3
                ),
                Slip("every-weight", "That is a forward pass for each weight.", 23_860),
            ),
            "Put the three sizes into the counts of forward and of backward.",
            within=5e-3,
        ),
        "For a wide input the way back costs no more than the way forward.",
    ),
    Exercise(
        "put_together",
        2,
        "A function of two lists, the workers' mean gradients as vectors and their numbers of "
        "examples, that returns the mean gradient over all examples.",
        FunctionAnswer(
            lambda means, counts: np.average(means, axis=0, weights=counts),
            _means,
            (
                Slip(
                    "plain",
                    "So an example among few counts for more than one among many.",
                    lambda means, counts: np.mean(means, axis=0),
                ),
                Slip(
                    "sum",
                    "A sum of means is no mean.",
                    lambda means, counts: np.sum(means, axis=0),
                ),
                Slip(
                    "not-divided",
                    "That is the sum over all examples; asked for is their mean.",
                    lambda means, counts: np.tensordot(counts, means, 1),
                ),
                Slip(
                    "by-workers",
                    "Divide by how many examples there are, not by how many workers.",
                    lambda means, counts: np.tensordot(counts, means, 1) / len(counts),
                ),
            ),
            "Make sums of the means, add them up, and divide once.",
        ),
        "Times its number of examples each mean is a sum again, and sums may be added.",
    ),
    Exercise(
        "least_held",
        3,
        "All values of `every` that hold the fewest layers with 100 hidden layers, as a list in "
        "rising order.",
        Value(
            [8, 9, 10, 11, 12, 13],
            (
                Slip("root", "The root is one of several.", 10),
                Slip("root", "The root is one of several.", [10]),
                Slip("held", "That is how many are held; asked for is with which `every`.", 19),
                Slip("held", "That is how many are held; asked for is with which `every`.", [19]),
            ),
            "Try all of them: `checkpointed_gradient(..., every=k).held` counts.",
        ),
        "Around the root the minimum is flat.",
    ),
    Exercise(
        "endless_speedup",
        4,
        "A function of the seconds of work in a step, the bytes of the gradient, and the "
        "bandwidth in bytes a second, that returns how many times as fast as one worker a ring "
        "of ever so many is, without latency.",
        FunctionAnswer(
            lambda work, size, bandwidth: work * bandwidth / (2 * size),
            _steps,
            (
                Slip(
                    "once",
                    "A ring sends each byte twice: to add up, and to hand out.",
                    lambda work, size, bandwidth: work * bandwidth / size,
                ),
                Slip(
                    "talk",
                    "That is how long the talk takes; how often does it go into the work?",
                    lambda work, size, bandwidth: 2 * size / bandwidth,
                ),
                Slip(
                    "inverse",
                    "That is the share of the talk in the work, the other way up.",
                    lambda work, size, bandwidth: 2 * size / (work * bandwidth),
                ),
                Slip(
                    "work",
                    "With many workers there is hardly any work left to one, but all of the talk.",
                    lambda work, size, bandwidth: work / (work + 2 * size / bandwidth),
                ),
            ),
            "What is left of a step's time when the work is spread over ever so many?",
        ),
        "What cannot be spread sets the limit.",
    ),
    Exercise(
        "ring_sum",
        5,
        "A function of a list of vectors, one a worker, that returns the list of what each "
        "worker holds at the end: the sum of all, the same to the last bit.",
        Everywhere(
            (
                Slip(
                    "mean",
                    "Those are the means; Delta is a sum.",
                    lambda held, vectors: _close(held, vectors.mean(axis=0)),
                ),
                Slip("own", "Each worker still holds what it began with.", _close),
                Slip(
                    "one-round",
                    "Every piece is finished somewhere, but not all workers have it.",
                    _halfway,
                ),
                Slip(
                    "bits",
                    "Right to rounding, but not the same everywhere: add each piece up once.",
                    _unequal,
                ),
            ),
            "Some piece is not the sum over all workers; count its journeys.",
        ),
        "Added up once and copied, the sum is the same everywhere.",
    ),
]
