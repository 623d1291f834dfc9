r"""Formula, code and value are one: what a chapter writes, computes and means is compared.

A chapter says in its text which name in its code a symbol has (`declared`).  Its last cell
before the summary evaluates the chapter's equations with the notebook's own variables, and
compares what they give with what the code holds:

    confront("05_each_weight", globals())

prints how many formulas give the numbers of the code, and which do not, by label.  The
numbers and shapes of all symbols are stored with the output, for the page to show.

======================  ===============================================================
`ties.declared`         the lines in which a chapter names its symbols
`ties.words`            what symbols mean where a chapter does not say it
`ties.read`             what a name in code holds
`ties.compare`          equations and variables, side by side
======================  ===============================================================
"""

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

from numpy.typing import NDArray

from backprop.book.ties.compare import Outcome, Values, compared

__all__ = ["BAR", "BESIDE", "METADATA", "Confrontation", "confront", "written"]

BESIDE = ".formulas"  # the folder that `make lab` puts beside notebooks
METADATA = "backprop_ties"  # where the page finds what the output holds
BAR = " | "  # between code, shape and value
WHOLE, ROWS, COLUMNS = 12, 3, 5  # numbers of an array shown whole; else of its corner


class Confrontation:
    """What came of comparing a chapter's formulas with its code.

    Parameters
    ----------
    outcomes : list of Outcome
    values : dict of Values
        For each sheet.
    """

    def __init__(self, outcomes: list[Outcome], values: dict[str, Values]):
        self.outcomes, self.values = outcomes, values

    @property
    def tied(self) -> list[str]:
        """The labels of equations whose numbers the code has."""
        return [one.label for one in self.outcomes if one.tied]

    @property
    def loose(self) -> list[str]:
        """The labels of equations without a counterpart in code."""
        return [one.label for one in self.outcomes if not one.names and not one.fault]

    def __repr__(self) -> str:
        lines = [f"{len(self.tied)} formulas of this chapter give the numbers of its code"]
        if self.loose:
            count = f"{len(self.loose)} have" if len(self.loose) > 1 else "1 has"
            lines += [f"{count} no counterpart in code:"]
            lines += _filled(self.loose)
        lines += [f"{one.label} differs: {one.fault}" for one in self.outcomes if one.fault]
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        return {"text/plain": repr(self)}, {METADATA: self.stored()}

    def stored(self) -> dict:
        """Return what the page shows: for each sheet and symbol "code | shape | value"."""
        sheets = {
            name: {
                key: BAR.join([one.code.get(key, ""), *written(numbers)])
                for key, numbers in one.numbers.items()
            }
            for name, one in self.values.items()
        }
        return {"tied": self.tied, "loose": self.loose, "sheets": sheets}


def _filled(labels: list[str], width: int = 79) -> list[str]:
    lines = [""]
    for label in labels:
        if lines[-1] and len(lines[-1]) + len(label) + 2 > width:
            lines.append("")
        lines[-1] += f"  {label}"
    return lines


def _number(value: float) -> str:
    return f"{value + 0:z.4g}".replace("-", "−")


def written(numbers: NDArray) -> tuple[str, str]:
    """Return an array's shape and its numbers in short: whole if small, else its corner.

    Examples
    --------
    >>> import numpy as np
    >>> written(np.array([[0.25]]))
    ('a number', '0.25')
    >>> written(np.array([[1.0, 0.5], [0.0, -2.0]]))
    ('2 × 2', '1, 0.5; 0, −2')
    >>> written(np.ones((8, 3)))[1]
    '1, 1, 1; 1, 1, 1; 1, 1, 1; …'
    """
    if numbers.size == 1:
        return "a number", _number(numbers.flat[0])
    shape = " × ".join(map(str, numbers.shape))
    whole = numbers.size <= WHOLE
    rows, columns = numbers.shape if whole else (ROWS, COLUMNS)
    shown = [
        ", ".join([_number(x) for x in row[:columns]] + ["…"] * (len(row) > columns))
        for row in numbers[:rows]
    ]
    return shape, "; ".join(shown + ["…"] * (len(numbers) > rows))


def confront(chapter: str, variables: Mapping[str, object]) -> Confrontation | str:
    """Compare the formulas of a chapter with the variables of its notebook.

    Parameters
    ----------
    chapter : str
        The name of the notebook's file, without its ending: a kernel works in the folder
        of its notebook.  Where that file is not there, or is an edition without the
        declarations, the formulas are taken that lie beside it, or came with this package.
    variables : mapping
        `globals()`.

    Returns
    -------
    Confrontation or str
        A sentence where the formulas are not to be had.
    """
    here = Path(f"{chapter}.ipynb")
    if here.is_file() and "<!-- names" in here.read_text(encoding="utf-8"):
        return Confrontation(*compared(here, variables))
    for carried in (Path(BESIDE), files("backprop.book.ties") / "formulas"):
        if (carried / f"{chapter}.md").is_file():
            with as_file(carried / f"{chapter}.md") as path:
                return Confrontation(*compared(path, variables))
    return f"The formulas of {chapter} are not at hand here, so nothing was compared."
