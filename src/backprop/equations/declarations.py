r"""What a file says about its sheets: leaves, functions, layers, in YAML.

    sheet: network          a name, if the file has several sheets
    extends: circuit        start from what another sheet has, definitions included
    leaves:
      X: 4x5                a shape, drawn; "4x5 positive", "scalar", "identity 3"
      m: 5                  a number, or [[1, 2], [3, 4]]: that value
    functions:
      \sigma: sigmoid       a row of backprop.activations; softmax, normal density, ...
      f: x ↦ x^2 + 1        a formula; (x, y) ↦ x y of several
    layers:
      l: 1..2               or 3, or [1, 3]
    origin:
      x: 0                  or [1, 0]: the numbers of the first row and column
    sets:
      M: 1..4               what a sum over i \in M runs through; or [1, 3]
    random:
      X: [0.2, 0.5, 0.3]    the chances of the entries of the leaf X, for \mathbb{E}, Var, P
    layout: numerator       ∂y/∂x has the rows of y, and the gradient of a number is a row;
                            denominator: the rows of x
    gradients: columns      the gradient of a number stands upright in any layout
    vec: rows               vec, and the Jacobian of a matrix, go row by row, not by columns
    differentials: x        what dx is the differential of, or [x, y]; else the leaves behind a d
    tolerance: 0.01         how far apart the sides of \approx may be, relative to the larger
    prime: transpose        X' is X^T, where X is no function
    macros:
      \R: \mathbb{R}        or ["\\lVert #1 \\rVert", 1]: of one argument
    seed: 0
    draws: 20

A declaration begins a new sheet; one that says `sheet:` alone goes back to it.  Names
are taken as they are written, each once; numbers are those of YAML 1.2, 1e-8 among
them; there are no aliases, and no tags that would make anything but text, numbers,
lists and mappings.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from backprop.equations import limits
from backprop.equations.macros import Macros
from backprop.equations.plain_yaml import Keys, LineError, load
from backprop.equations.sheet import Sheet

__all__ = ["Sheets"]

MOST = 10_000  # draws, and seeds
MOST_LISTS = 500
PARTS = ("layers", "functions", "leaves", "origin", "sets", "random")
SETTINGS = ("layout", "gradients", "vec", "differentials", "tolerance", "prime")
KEYS = ("sheet", "extends", *PARTS, *SETTINGS, "macros", "seed", "draws")


def _range(given: object) -> object:
    """Return `1..3` as a range, everything else as it came."""
    first, dots, last = str(given).partition("..") if isinstance(given, str) else ("", "", "")
    if dots and first.strip().isdecimal() and last.strip().isdecimal() and len(given) < 40:
        return range(int(first), int(last) + 1)
    return given


def _loaded(text: str) -> Keys:
    limits.within("characters of a declaration", len(text), limits.DECLARATION)
    limits.within("lists in a declaration", text.count("["), MOST_LISTS)
    given = load(text)
    given = Keys() if given is None else given
    if not isinstance(given, Keys):
        raise ValueError(f"a declaration is {given!r:.60}; expected keys such as leaves:")
    for key, value in given.items():
        with _line(given, key):
            _check(key, value)
    return given


def _check(key: str, value: object) -> None:
    """Refuse a key that means nothing, or a value of another kind than it takes."""
    if key not in KEYS:
        raise ValueError(f"a declaration has {key!r:.60}; expected one of {', '.join(KEYS)}")
    if key in (*PARTS, "macros") and value is not None and not isinstance(value, Keys):
        raise ValueError(f"{key} is {value!r:.60}; expected names with what they are")
    if key in ("sheet", "extends") and not isinstance(value, str | int):
        raise ValueError(f"{key} is {value!r:.60}; expected the name of a sheet")
    least = {"seed": 0, "draws": 1}.get(key)
    if least is not None and not (type(value) is int and least <= value <= MOST):
        raise ValueError(f"{key} is {value!r:.60}; expected a whole number up to {MOST}")


@contextmanager
def _line(keys: Keys, key: str) -> Iterator[None]:
    """Say in which line of the declaration the key stands, if something is wrong with it."""
    try:
        yield
    except LineError:
        raise
    except (ValueError, TypeError) as error:
        raise LineError(str(error), keys.lines[key]) from None


class Sheets:
    """The sheets of a file, and the one that equations go to now.

    Parameters
    ----------
    meter : Meter, optional
        Counts the work on the whole file.
    macros : Macros, optional
        What is known before the file begins.
    """

    def __init__(self, meter: limits.Meter | None = None, macros: Macros | None = None):
        self.meter = limits.Meter.of_file() if meter is None else meter
        self.macros = Macros() if macros is None else macros.copy()
        self.known: dict[str, Sheet] = {}
        self.name = ""

    def current(self) -> Sheet:
        """Return the sheet; an empty one where nothing has been declared."""
        if not self.name:
            self.declare("")
        return self.known[self.name]

    def declare(self, text: str) -> None:
        """Begin a sheet, or go back to one.

        Raises
        ------
        ValueError
            For what the module's table has not; a `LineError` where the line is known.
        """
        self.meter.charge(limits.YAML * min(len(text), limits.DECLARATION))
        given = _loaded(text)
        if self.name:
            self.known[self.name].release()
        name = str(given.get("sheet", f"sheet {len(self.known) + 1}"))
        if name not in self.known:
            limits.within("sheets", len(self.known) + 1, limits.SHEETS)
            self.known[name] = self._made(given)
        elif set(given) != {"sheet"}:
            raise ValueError(f"sheet {name} is declared already; expected a new name")
        self.name = name

    def _made(self, given: Keys) -> Sheet:
        """Return a new sheet with everything that is declared."""
        former = given.get("extends")
        if former is not None and str(former) not in self.known:
            names = ", ".join(self.known) or "none"
            message = f"extends {former!r:.60}; the sheets before it are {names:.200}"
            raise LineError(message, given.lines["extends"])
        sheet = Sheet() if former is None else self.known[str(former)].copy()
        sheet.meter, sheet.macros = self.meter, self.macros
        sheet.seed, sheet.draws = given.get("seed", sheet.seed), given.get("draws", sheet.draws)
        for name, value in (given.get("macros") or Keys()).items():
            with _line(given["macros"], name):
                self.macros.add(name, value)
        for part in PARTS:
            for name, value in (given.get(part) or Keys()).items():
                with _line(given[part], name):
                    ranged = part in ("layers", "sets")
                    sheet.declare(part, name, _range(value) if ranged else value)
        for key in SETTINGS:
            if key in given:
                with _line(given, key):
                    sheet.set(key, given[key])
        sheet.settle()
        return sheet
