"""What is too much: every bound of the machine stands here, and is named when it is met."""

from backprop.equations.errors import EquationError

__all__ = ["Meter"]

LENGTH = 20_000  # characters of one equation
TOKENS = 5_000
DEPTH = 40  # groups within groups
NUMBER = 40  # characters of one number
RANGE = 10_000  # terms of one sum or product, values of one index
RUNS = 10_000  # combinations of free indices or layers in one equation
DEFINITIONS = 1_000  # in one sheet
CALLS = 20  # functions that call functions
LEAF = 10_000  # entries of one leaf
CELLS = 5_000_000  # numbers in one intermediate result, all draws together
WORK = 200_000_000  # numbers touched in one check
VISIT = 1_000  # what looking at one node counts for, however small its numbers


class Meter:
    """Counts the work of one check and stops it at the limit."""

    def __init__(self):
        self.work = 0

    def charge(self, numbers: int, position: int | None = None) -> None:
        """Add this many numbers, and what a visit counts for."""
        self.work += VISIT + numbers
        if self.work > WORK:
            raise EquationError(f"more than {WORK} steps of work; expected fewer", position)

    def allow(self, cells: int, position: int | None = None) -> None:
        """Refuse a result of more than CELLS numbers before it is made."""
        if cells > CELLS:
            raise EquationError(f"a result of {cells} numbers; expected at most {CELLS}", position)


def within(name: str, count: int, most: int, position: int | None = None) -> None:
    """Refuse a count above its limit: "41 nested groups; expected at most 40"."""
    if count > most:
        raise EquationError(f"{count} {name}; expected at most {most}", position)
