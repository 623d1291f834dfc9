r"""What is known of a page's symbols and equations: read from its file, for its cards and signs.

Of each symbol: its name in words, its shape, its name in code and its value in the chapter's
example (`backprop.book.ties`, where the chapter says them), and the equation that defines it.
Of each equation: the first numbers of its sides in the first draw, and the definitions that it
rests on.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from backprop.book.ties import BAR, METADATA
from backprop.book.ties.declared import Tie, declared_in, markdown_of
from backprop.book.ties.words import meaning, role
from backprop.equations import limits
from backprop.equations.files import Equation, walk
from backprop.equations.judge import environments
from backprop.equations.letters import free_indices
from backprop.equations.run import Run
from backprop.equations.sheet import Sheet
from press.marks import Name, name_of, readings
from press.mathml import mathml

__all__ = ["Evidence", "Known", "Symbol", "known_of"]

ENTRIES = "entry by entry"
WHOLE = "a whole number"
# what means the same in every formula
COMMON = {
    "∂": ("partial derivative", ENTRIES),
    "d": ("derivative", ENTRIES),
    "e": ("Euler's number, 2.718…", "a number"),
    "π": ("circumference of a circle over its diameter, 3.14…", "a number"),
    "log": ("natural logarithm", ENTRIES),
    "ln": ("natural logarithm", ENTRIES),
    "exp": ("exponential function", ENTRIES),
    "tanh": ("hyperbolic tangent", ENTRIES),
    "cos": ("cosine", ENTRIES),
    "sin": ("sine", ENTRIES),
    "relu": ("rectified linear unit", ENTRIES),
    "max": ("the largest", ENTRIES),
    "min": ("the smallest", ENTRIES),
    "diag": ("diagonal matrix of", "a square matrix"),
    "T": ("transposed", "rows and columns change places"),
    "𝖳": ("transposed", "rows and columns change places"),
    "⊤": ("transposed", "rows and columns change places"),
}


INDICES = "ijkrst"


@dataclass(frozen=True)
class Symbol:
    """A symbol's card; `label` is of the equation that defines it.

    One that is `common` means the same in every formula, and no sign lists it.
    """

    words: str
    shape: str = ""
    code: str = ""
    value: str = ""
    label: str = ""
    common: bool = False

    def card(self) -> list[str]:
        """Return what the page's script reads, empty ends left out."""
        card = [self.words, self.shape, self.code, self.value, self.label]
        card.append("common" if self.common else role(self.words))
        while card and not card[-1]:
            card.pop()
        return card


@dataclass(frozen=True)
class Evidence:
    """What an equation showed: the first numbers of its sides, and the labels it rests on."""

    sides: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


@dataclass
class Known:
    """All that is known of a file: symbols of each sheet by name, evidence by label."""

    sheets: dict[str, dict[Name, Symbol]] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    sheet_of: dict[str, str] = field(default_factory=dict)

    def find(self, sheet: str, name: Name) -> Symbol | None:
        """Return the symbol of a sheet, of all formulas, or of every layer."""
        table = self.sheets.get(sheet, {})
        said = table.get(name)
        if name.base == "∂" and name.sub:
            said = self._derivative(sheet, name, said)
        if said is None and not name.sub and not name.sup and name.base in COMMON:
            said = Symbol(*COMMON[name.base], common=True)
        return said or _of_layers(table, name)

    def _nearest(self, sheet: str, name: Name) -> Symbol | None:
        """Return a symbol, or the one that an entry belongs to."""
        return next(filter(None, (self.find(sheet, one) for one in readings(name))), None)

    def _derivative(self, sheet: str, name: Name, said: Symbol | None) -> Symbol | None:
        """Return what a derivative is called: by the two that it is made of."""
        if said is not None and said.words:
            return said
        of, by = (self._nearest(sheet, one) for one in name.inner or (Name(""), Name("")))
        if not of or not by or not of.words or not by.words:
            return said
        shape = by.shape if of.shape == "a number" or by.shape != "a number" else of.shape
        words = f"derivative of {_short(of)} with respect to {_short(by)}"
        return replace(said or Symbol(""), words=words, shape=(said and said.shape) or shape)


def _short(symbol: Symbol) -> str:
    return f"the {symbol.words.partition(',')[0]}"


def _of_layers(table: dict[Name, Symbol], name: Name) -> Symbol | None:
    """Return what stands for a symbol of whichever layer: of z^{(l)}, or of Z_k."""
    above = name.sup[:1] in ("(", "[") and not name.sup[1:-1].isdecimal()
    below = not name.sup and bool(name.sub) and not name.sub.isdecimal()
    layers = [
        symbol
        for key, symbol in table.items()
        if key.base == name.base
        and (
            (above and key.sub == name.sub and key.sup[1:-1].isdecimal())
            or (below and not key.sup and key.sub.isdecimal())
        )
    ]
    if not layers:
        return None
    shapes = ", ".join(dict.fromkeys(symbol.shape for symbol in layers if symbol.shape))
    letter = name.sup[1:-1] if above else name.sub
    return Symbol(re.sub(r"\blayer \d+\b.*", f"layer {letter}", layers[0].words), shapes)


def _stored(path: Path) -> dict[str, dict[str, str]]:
    """Return what the notebook's confrontation of formulas and code has stored."""
    if path.suffix != ".ipynb":
        return {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            if METADATA in output.get("metadata", {}):
                return output["metadata"][METADATA]["sheets"]
    return {}


def _said(name: str) -> Name | None:
    try:
        return name_of(mathml(name, False))
    except ValueError:
        return None


class _Page:
    """Reads one file, equation after equation."""

    def __init__(self, path: Path):
        self.path, self.known = path, Known()
        self.declared, self.stored = declared_in(markdown_of(path)), _stored(path)
        self.programs: dict[str, Sheet] = {}
        self.defined: dict[str, dict[str, str]] = {}  # sheet: key: label

    def read(self) -> Known:
        with np.errstate(all="ignore"):
            for equation, sheet in walk(self.path):
                self._equation(equation, sheet)
            for name, sheet in self.programs.items():
                self.known.sheets[name] = dict(self._symbols(name, sheet))
        return self.known

    def _equation(self, equation: Equation, sheet: Sheet) -> None:
        name, label = equation.sheet, equation.label
        self.programs[name] = sheet
        self.known.sheet_of[label] = name
        labels = self.defined.setdefault(name, self._inherited(sheet))
        try:
            if equation.kind == "def":
                before = set(sheet.program.definitions)
                sheet.define(equation.latex)
                added = sheet.program.definitions.keys() - before
                labels |= dict.fromkeys(added, label)
            self.known.evidence[label] = self._evidence(equation, sheet, labels)
        except ValueError:
            return  # said, with its reason, by whoever checks it

    def _inherited(self, sheet: Sheet) -> dict[str, str]:
        """Return which equations defined what a sheet has from the one that it extends."""
        return {
            key: label
            for labels in self.defined.values()
            for key, label in labels.items()
            if key in sheet.program.definitions
        }

    def _evidence(self, equation: Equation, sheet: Sheet, labels: dict[str, str]) -> Evidence:
        if equation.kind == "exempt":
            return Evidence()
        run = Run(sheet.program, limits.Meter()).draw(np.random.default_rng(sheet.seed), 1)
        (first, *_) = sheet.parse(equation.latex)
        env = environments(first, sheet.program, run)[0]
        nodes = [*first.sides, *first.conditions]
        free = run.attempt(lambda: free_indices(nodes, run, env))
        env = env.bind({letter: values[0] for letter, values in free.items()})
        sides, read = [], set()
        for side in first.sides:
            value, reads = run.watched(side, env)
            sides.append(_begin(value.value[0]))
            read |= reads
        rests = [labels[key] for key in sheet.program.definitions if key in read & labels.keys()]
        rests = [label for label in dict.fromkeys(rests) if label != equation.label]
        return Evidence(tuple(sides), tuple(rests))

    def _symbols(self, name: str, sheet: Sheet) -> Iterator[tuple[Name, Symbol]]:
        """Yield every symbol of a sheet with its card; what is declared comes last and wins."""
        ties, program = self.declared.of(name), sheet.program
        stored = {
            _said(key): text.rsplit(BAR, 2) for key, text in self.stored.get(name, {}).items()
        }
        lines = {_said(key): tie for key, tie in ties.items() if not tie.is_label}
        for letter, values in program.layers.items():
            words = "number of the last layer" if len(values) == 1 else "number of a layer"
            if said := _said(letter):
                yield said, Symbol(self._words(letter, said, lines) or words, WHOLE)
        for key in program.functions:
            yield from self._function(key, lines, name)
        for letter in INDICES:
            words = "number of an entry, a row, a column or a term"
            yield Name(letter), Symbol(words, WHOLE, common=True)
        for letter in self._parameters(sheet):
            yield Name(letter), Symbol("argument of a function", "as it is given")
        for key in [*program.leaves, *program.definitions, *program.aliases]:
            said = _said(key)
            if said is None:
                continue
            code, shape, value = stored.get(said, ["", _shape(key, sheet), ""])
            label = self.defined.get(name, {}).get(program.target(key), "")
            tie = lines.get(said)
            code = code or (tie.code if tie else "")
            words = self._words(key, said, lines)
            if tie is None and label and words.startswith("number of"):
                words = ""  # what is worked out is no number of things: a chapter's other L
            yield said, Symbol(words, shape, code, value, label)
        for said, tie in lines.items():
            yield from self._declared(said, tie, stored, sheet)

    def _words(self, key: str, said: Name, lines: dict[Name, Tie]) -> str:
        line = lines.get(said)
        return (line.meaning if line else "") or meaning(key, {})

    def _function(self, key: str, lines: dict[Name, Tie], sheet: str) -> Iterator:
        said = _said(key)
        if said is None:
            return
        words = self._words(key, said, lines) or "function"
        label = self.defined.get(sheet, {}).get(key, "")
        yield said, Symbol(words, ENTRIES, label=label)
        for order, prime in (("derivative", "′"), ("second derivative", "″")):
            yield said._replace(sup=prime), Symbol(f"{order} of the {words}", ENTRIES)

    def _declared(self, said: Name | None, tie: Tie, stored: dict, sheet: Sheet) -> Iterator:
        """Yield what a chapter names that is no symbol of the sheet: derivatives, letters."""
        if said is None or sheet.program.has(tie.formula):
            return
        code, shape, value = stored.get(said, [tie.code, "", ""])
        if said.base == "∂":
            yield said, Symbol(tie.meaning, shape, code, value)
        elif not tie.meaning and _of_layers(self._plain(sheet), said):
            return  # only its code is said, of every layer: what it is, its layers know
        elif said.base not in {_said(key).base for key in sheet.program.leaves if _said(key)}:
            yield said, Symbol(tie.meaning, shape or WHOLE, code, value)

    def _plain(self, sheet: Sheet) -> dict[Name, Symbol]:
        """Return the symbols that a sheet defines, by name, without their cards."""
        keys = map(_said, [*sheet.program.definitions, *sheet.program.aliases])
        return {said: Symbol("") for said in keys if said is not None}

    def _parameters(self, sheet: Sheet) -> Iterator[str]:
        for function in sheet.program.functions.values():
            for letter in getattr(function, "parameters", ()):
                if (said := _said(letter)) is not None:
                    yield said.base


def _begin(numbers: np.ndarray) -> str:
    """Return the first numbers of an array in short."""
    shown = [f"{x + 0:z.4g}".replace("-", "−") for x in numbers.ravel()[:3].real]
    return ", ".join(shown) + (", …" if numbers.size > 3 else "")


def _shape(key: str, sheet: Sheet) -> str:
    run, program = sheet.probe, sheet.program
    try:
        if key not in program.leaves:
            run.ensure(program.target(key))
        rows, columns = run.value(key).shape[-2:]
    except ValueError:  # of a function's body, which has no value of its own
        return "a number"
    return "a number" if rows == columns == 1 else f"{rows} × {columns}"


def known_of(path: Path) -> Known:
    """Return all that is known of the symbols and equations of a file."""
    return _known(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _known(path: Path, changed: int) -> Known:
    return _Page(path).read()
