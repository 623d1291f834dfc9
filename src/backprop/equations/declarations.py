r"""What a file says about its sheets: leaves, functions, layers, in YAML.

    sheet: network          a name, if the file has several sheets
    extends: circuit        start from what another sheet has, definitions included
    leaves:
      X: 4x5                a shape, drawn; "4x5 positive", "scalar"
      m: 5                  a number, or [[1, 2], [3, 4]]: that value
    functions:
      \sigma: sigmoid       a row of backprop.activations
    layers:
      l: 1..2               or 3, or [1, 3]
    origin:
      x: 0                  or [1, 0]: the numbers of the first row and column
    seed: 0
    draws: 20

A declaration begins a new sheet; one that says `sheet:` alone goes back to it.
"""

import yaml

from backprop.equations.sheet import Sheet

__all__ = ["Sheets"]

SIZE = 20_000  # characters of a declaration
MOST = 10_000  # draws, and seeds
MOST_LISTS = 500
KEYS = ("sheet", "extends", "leaves", "functions", "layers", "origin", "seed", "draws")


def _range(given: object) -> object:
    """Return `1..3` as a range, everything else as it came."""
    first, dots, last = str(given).partition("..")
    if dots and first.strip().isdecimal() and last.strip().isdecimal() and len(str(given)) < 20:
        return range(int(first), int(last) + 1)
    return given


def _loaded(text: str) -> dict:
    if len(text) > SIZE:
        raise ValueError(f"a declaration of {len(text)} characters; expected at most {SIZE}")
    if text.count("[") > MOST_LISTS:
        raise ValueError(f"a declaration of {text.count('[')} lists; expected at most {MOST_LISTS}")
    try:
        given = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError(f"a declaration that is no YAML: {' '.join(str(error).split())}") from None
    given = {} if given is None else given
    if not isinstance(given, dict):
        raise ValueError(f"a declaration is {given!r:.60}; expected keys such as leaves:")
    for key, value in given.items():
        if key not in KEYS:
            raise ValueError(f"a declaration has {key!r:.60}; expected one of {', '.join(KEYS)}")
        if key in ("leaves", "functions", "layers", "origin") and not isinstance(value, dict):
            raise ValueError(f"{key} is {value!r:.60}; expected names with what they are")
        least = {"seed": 0, "draws": 1}.get(key)
        if least is not None and not (isinstance(value, int) and least <= value <= MOST):
            raise ValueError(f"{key} is {value!r:.60}; expected a whole number up to {MOST}")
    return given


class Sheets:
    """The sheets of a file, and the one that equations go to now."""

    def __init__(self):
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
        ValueError, TypeError
            For what the module's table has not.
        """
        given = _loaded(text)
        name = str(given.get("sheet", f"sheet {len(self.known) + 1}"))
        if name in self.known:
            if set(given) != {"sheet"}:
                raise ValueError(f"sheet {name} is declared already; expected a new name")
            self.name = name
            return
        former = given.get("extends")
        if former is not None and str(former) not in self.known:
            names = ", ".join(self.known) or "none"
            raise ValueError(f"extends {former!r:.60}; the sheets before it are {names}")
        sheet = self.known[str(former)].copy() if former is not None else Sheet()
        sheet.seed, sheet.draws = given.get("seed", sheet.seed), given.get("draws", sheet.draws)
        layers = {letter: _range(value) for letter, value in given.get("layers", {}).items()}
        parts = (_named(given.get(part, {})) for part in ("leaves", "functions"))
        sheet.extend(*parts, layers=layers, origin=_named(given.get("origin", {})))
        self.known[name], self.name = sheet, name


def _named(given: dict) -> dict[str, object]:
    return {str(name): value for name, value in given.items()}
