"""A text of the program on the way to the right one, and the edits that led there."""

from dataclasses import dataclass, field

from backprop.doctor.edits.scene import Edit, Scene
from backprop.doctor.locate import Cure, Locator, Reading
from backprop.doctor.program import Version
from backprop.doctor.rewriting import changed_lines
from backprop.doctor.source import Unit

__all__ = ["Fix", "State"]

EARLY = 0.08  # what a place later costs
VARIABLE = 0.4  # what is saved by each of the reader's variables that is right with an edit


@dataclass(frozen=True)
class Fix:
    """An edit that makes entries of the gradient right, and none wrong.

    Attributes
    ----------
    edit : Edit
    unit : Unit
        Before.
    lines : tuple of str
        After.
    gain : int
        Entries that come right, at the first point.
    complete : bool
        Whether all are right, at all points.
    cure : Cure or None
    odd : float
        How few of the reader's variables are what they ought to be, with the edit made.
    depth : int
        How many places run before that of the edit, of those where it could be made.
    trust : float
        How much more far-fetched the edit is for the function that it is made in.
    shared : bool
        Whether the cost runs that line, too: it is changed last.
    """

    edit: Edit
    unit: Unit
    lines: tuple[str, ...]
    gain: int
    complete: bool
    cure: Cure | None
    odd: float = 0
    depth: int = 0
    trust: float = 0.0
    shared: bool = False

    @property
    def place(self) -> tuple[int, list[str], list[str]]:
        """The first line that changes, what it was and what it becomes."""
        at, old, new = changed_lines(self.unit.lines, list(self.lines))
        return self.unit.start + at, old, new

    @property
    def rank(self) -> tuple:
        """The better, the smaller."""
        far = self.edit.cost + EARLY * self.depth + self.trust + VARIABLE * self.odd
        return (not self.complete, self.shared, -self.gain, round(far, 3))


@dataclass
class State:
    """A text of the program, what it gives, and the edits that led to it.

    Attributes
    ----------
    version : Version
    readings : list of Reading
        One for each point.
    fixes : tuple of Fix
        The edits made.
    cures : list of Cure
        Where the right values would make more of the gradient right.
    others : tuple of Fix
        Edits that would have done as well as the last one.
    scenes : list of Scene or None
        All lines of the gradient, once they are asked for.
    locator : Locator or None
    ways : int
        How many ways of looking for edits have been gone.
    found : dict
        Text -> the fix that leads to it.
    next : dict
        Text -> the state that it is.
    """

    version: Version
    readings: list[Reading]
    fixes: tuple[Fix, ...] = ()
    cures: list[Cure] = field(default_factory=list)
    others: tuple[Fix, ...] = ()
    scenes: list[Scene] | None = None
    locator: Locator | None = None
    ways: int = 0
    found: dict[tuple, Fix] = field(default_factory=dict)
    next: dict[tuple, "State"] = field(default_factory=dict)

    @property
    def wrong(self) -> int:
        """How many entries are wrong."""
        return sum(int((~one.right).sum()) for one in self.readings)

    @property
    def cost(self) -> float:
        """How far-fetched the edits are."""
        return sum(fix.edit.cost for fix in self.fixes)
