r"""What many workers gain in computing and lose in talking: a model, and the ring.

    a step with p workers takes   C / p  +  what it takes to add p gradients of B bytes

    scheme        seconds of communication                    the workers
    ring          2 (p-1)/p B / beta  +  2 (p-1) latency      each sends to its neighbour
    server        2 (p-1)   B / beta  +  2 latency            all send to one of them

with beta the bytes a second of a link.  The model assumes that the examples divide
evenly, that every link is as fast as any other, sends and receives at once and
carries nothing else, and that nobody computes while talking.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.validation import as_array, as_count, as_number, one_of

__all__ = ["SCHEMES", "TrainingStep", "ring_rounds"]


@dataclass(frozen=True)
class TrainingStep:
    """A training step, as the model sees it.

    Parameters
    ----------
    compute : float
        Seconds that one worker takes for the gradient over all examples, > 0.
    size : float
        Bytes of the gradient, > 0.
    bandwidth : float
        Bytes a second over a link, > 0.
    latency : float
        Seconds until a message arrives, however short, >= 0.

    Examples
    --------
    >>> step = TrainingStep(compute=8.0, size=1e9, bandwidth=1e9)
    >>> step.time(1, "ring"), step.time(8, "ring"), step.time(8, "server")
    (8.0, 2.75, 15.0)
    """

    compute: float
    size: float
    bandwidth: float
    latency: float = 0.0

    def __post_init__(self):
        for name in ("compute", "size", "bandwidth"):
            as_number(name, getattr(self, name), above=0)
        as_number("latency", self.latency, least=0)

    def time(self, p: int, scheme: str) -> float:
        """Return the seconds that a step takes with p workers."""
        p, scheme = as_count("p", p), one_of("scheme", scheme, SCHEMES)
        return self.compute / p + (SCHEMES[scheme](self, p) if p > 1 else 0.0)

    def speedup(self, p: int, scheme: str) -> float:
        """Return how many times faster p workers are than one."""
        return self.time(1, scheme) / self.time(p, scheme)

    def best(self, scheme: str, most: int = 2**20) -> int:
        """Return the number of workers, up to `most`, with which a step is fastest.

        The time falls and then rises with p >= 2; one worker does not talk, and is
        compared by itself.
        """
        low, high = 2, max(2, as_count("most", most))
        while low < high:
            middle = (low + high) // 2
            if self.time(middle, scheme) <= self.time(middle + 1, scheme):
                high = middle
            else:
                low = middle + 1
        return low if most > 1 and self.time(low, scheme) < self.time(1, scheme) else 1


def _ring(step: TrainingStep, p: int) -> float:
    return 2 * (p - 1) / p * step.size / step.bandwidth + 2 * (p - 1) * step.latency


def _server(step: TrainingStep, p: int) -> float:
    return 2 * (p - 1) * step.size / step.bandwidth + 2 * step.latency


SCHEMES: dict[str, Callable[[TrainingStep, int], float]] = {"ring": _ring, "server": _server}


def ring_rounds(parts: Sequence[NDArray]) -> Iterator[list[list[NDArray]]]:
    """Add one array a worker by passing pieces around a ring; yield every round.

    Each worker cuts its array into as many blocks as there are workers.  In each
    of p - 1 rounds all send one block to the next worker, which adds it to its own;
    then each has one finished block, and in p - 1 more rounds these go around.

    Parameters
    ----------
    parts : sequence of p arrays of shape (n,)
        What each worker has to add.

    Yields
    ------
    list of list of ndarray
        state[worker][block], before the first round and after each: 2 (p - 1) + 1
        states, in the last of which every worker has every block of the sum.

    References
    ----------
    Patarasuk & Yuan, J. Parallel Distrib. Comput. 69 (2009) 117-124.

    Examples
    --------
    >>> *_, last = ring_rounds([np.array([1.0, 2.0]), np.array([10.0, 20.0])])
    >>> [np.concatenate(blocks).tolist() for blocks in last]
    [[11.0, 22.0], [11.0, 22.0]]
    """
    p = len(parts)
    arrays = [as_array(f"parts[{i}]", part).astype(float) for i, part in enumerate(parts)]
    state = [np.array_split(array, p) for array in arrays]
    if not p or len({array.shape for array in arrays}) > 1:
        raise ValueError("parts differ in shape; expected one array a worker, all alike")
    yield [list(blocks) for blocks in state]
    for turn in range(2 * (p - 1)):
        sent = [
            (w, (w - turn) % p if turn < p - 1 else (w + 1 - turn + p - 1) % p) for w in range(p)
        ]
        pieces = [state[worker][block] for worker, block in sent]
        for (worker, block), piece in zip(sent, pieces, strict=True):
            after = (worker + 1) % p
            state[after][block] = state[after][block] + piece if turn < p - 1 else piece
        yield [list(blocks) for blocks in state]
