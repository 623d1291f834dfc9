"""What is too much: every bound of the machine stands here, and is named when it is met.

Time is counted in steps of about 10 ns, so that a verdict depends on no clock: a file
ends in an error after a few seconds, and holds no more than 500 MB.
"""

from backprop.equations.errors import EquationError

__all__ = ["Meter"]

# of a formula
LENGTH = 20_000  # characters of one equation
TOKENS = 5_000
DEPTH = 40  # groups within groups
MACROS = 1_000  # of a file
EXPANDED = 40_000  # characters of a formula whose macros are written out
NUMBER = 40  # characters of one number
RANGE = 10_000  # terms of one sum or product, values of one index or layer
RUNS = 10_000  # combinations of free indices or layers in one equation
CALLS = 20  # functions that call functions

# of a sheet
DEFINITIONS = 1_000
NAMES = 2_000  # leaves and functions, one for each layer
LETTERS = 100  # that stand for layers
LEAF = 10_000  # entries of one leaf

# of memory: numbers, of up to 32 bytes with their scales
CELLS = 1_000_000  # in one result, all draws together
HELD = 3_000_000  # in all results that one claim keeps: leaves, definitions, derivatives

# of time
WORK = 200_000_000  # steps of one check
VISIT = 1_000  # steps of looking at one node, however small its numbers
CHARACTER = 300  # steps of reading one character of a formula
PRODUCTS = 32  # multiplications of a matrix product that are one step

# of a file
FILE = 200_000_000  # steps
BYTES = 10_000_000
EQUATIONS = 5_000
SHEETS = 100
INPUTS = 500  # files that a TeX file puts in
DECLARATION = 20_000  # characters
SCAN = 10  # steps of passing over one character of a file
YAML = 500  # steps of reading one character of a declaration


class Meter:
    """Counts the work of one check, and of the file that it stands in.

    Parameters
    ----------
    most : int
        Steps at which it stops.
    file : Meter, optional
        Counts along.
    what : str
        What the steps are counted of, for the error.
    """

    def __init__(self, most: int = WORK, file: "Meter | None" = None, what: str = "of work"):
        self.most, self.file, self.what, self.work = most, file, what, 0

    @classmethod
    def of_file(cls) -> "Meter":
        """Return what counts the work on a whole file."""
        return cls(FILE, what="in this file")

    def charge(self, steps: int, position: int | None = None) -> None:
        """Add these steps, and what a visit counts for."""
        self.work += VISIT + steps
        if self.work > self.most:
            said = f"more than {self.most} steps {self.what}; expected fewer"
            raise EquationError(said, position)
        if self.file is not None:
            self.file.charge(steps, position)

    def allow(self, cells: int, position: int | None = None) -> None:
        """Refuse a result of more than CELLS numbers before it is made."""
        if cells > CELLS:
            raise EquationError(f"a result of {cells} numbers; expected at most {CELLS}", position)


def within(name: str, count: int, most: int, position: int | None = None) -> None:
    """Refuse a count above its limit: "41 nested groups; expected at most 40"."""
    if count > most:
        raise EquationError(f"{count} {name}; expected at most {most}", position)
