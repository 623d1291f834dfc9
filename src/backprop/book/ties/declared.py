r"""What a chapter says of its symbols: their names in code, and what they mean.

In a Markdown cell, for each sheet of the chapter's equations:

    <!-- names
    article A
      X: x; input
      \delta_2: delta_2; error term of the output
      \frac{\partial E}{\partial O}: de_do
      \alpha: -; learning rate
      eq-05-falls: -; an inequality
    -->

The name of the sheet stands by itself; lines before it hold for every sheet.  Before the
first ": " stands a symbol, a formula or an equation's label; behind it the name in code, ``-``
where there is none; behind a semicolon what it means, or why there is none.  A name in code
may have indices, attributes and slices; a leaf may be any expression of names.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["NONE", "Declared", "Tie", "declared_in", "markdown_of"]

_COMMENT = re.compile(r"<!--[ \t]*names[ \t]*\n(.*?)-->", re.DOTALL)
NONE = "-"


@dataclass(frozen=True)
class Tie:
    """A line: what stands in the formula, its name in code ("" for none), what it means."""

    formula: str
    code: str
    meaning: str = ""

    @property
    def is_label(self) -> bool:
        """Whether it speaks of a whole equation, by its label."""
        return self.formula.startswith("eq-")


@dataclass
class Declared:
    """All that a chapter declares, sheet by sheet; "" holds for each of them."""

    sheets: dict[str, dict[str, Tie]] = field(default_factory=dict)

    def of(self, sheet: str) -> dict[str, Tie]:
        """Return the lines that hold for a sheet, by formula."""
        return {**self.sheets.get("", {}), **self.sheets.get(sheet, {})}

    def __bool__(self) -> bool:
        return bool(self.sheets)


def markdown_of(path: Path) -> list[str]:
    """Return the Markdown of a notebook, cell by cell, or of a Markdown file as one."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return [text]
    cells = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def declared_in(texts: list[str]) -> Declared:
    """Return what these texts declare.

    Raises
    ------
    ValueError
        For a line without ": ", and for a formula that is declared twice.
    """
    declared = Declared()
    for text in texts:
        for comment in _COMMENT.findall(text):
            sheet = ""
            for line in filter(str.strip, comment.splitlines()):
                if not line.startswith((" ", "\t")):
                    sheet = line.strip().removesuffix(":")
                    declared.sheets.setdefault(sheet, {})
                    continue
                tie = _tie(line.strip())
                lines = declared.sheets.setdefault(sheet, {})
                if tie.formula in lines:
                    raise ValueError(f"{tie.formula} has two lines under {sheet or 'names'!r}")
                lines[tie.formula] = tie
    return declared


def _tie(line: str) -> Tie:
    formula, colon, rest = line.partition(": ")
    code, _, meaning = rest.partition("; ")
    if not colon or not code.strip():
        raise ValueError(f"a name is {line!r}; expected 'formula: name in code; meaning'")
    code = code.strip()
    return Tie(formula.strip(), "" if code == NONE else code, meaning.strip())
