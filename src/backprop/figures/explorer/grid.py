"""The values that an explorer's sliders can take, and how they are written."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise, product
from numbers import Integral, Real

__all__ = ["MAX_FRAMES", "MAX_PARAMETERS", "Parameter", "grid_of"]

MAX_FRAMES = 400
MAX_PARAMETERS = 3

# As the house writes them: names in code, letters on the page.
SYMBOLS = {
    "alpha": "α",
    "beta": "β",
    "delta": "δ",
    "eps": "ε",
    "eta": "η",
    "lam": "λ",
    "mu": "μ",
    "rho": "ρ",
    "sigma": "σ",
    "theta": "θ",
}


@dataclass(frozen=True)
class Parameter:
    """One slider, or one choice: its name, its values in order, and each value's text."""

    name: str
    values: tuple
    texts: tuple[str, ...]
    choice: bool = False  # whether its values are no quantity but things to choose among

    @property
    def label(self) -> str:
        """The name as a reader sees it."""
        return SYMBOLS.get(self.name, self.name.replace("_", " "))

    @property
    def numeric(self) -> bool:
        """Whether a value between two others means something."""
        return not self.choice and all(
            isinstance(value, Real) and not isinstance(value, bool) for value in self.values
        )

    @property
    def continuous(self) -> bool:
        """Whether that value may be a fraction."""
        return self.numeric and not all(isinstance(value, Integral) for value in self.values)

    def text(self, value: object) -> str:
        """Return a value as written on the page and in its address."""
        return self.texts[self.values.index(value)] if value in self.values else f"{value:zg}"

    def index(self, value: object) -> int:
        """Return the place of a value; refuse one that is not there."""
        if value not in self.values:
            raise ValueError(f"{self.name} has no value {value!r}; it has {_listed(self.texts)}")
        return self.values.index(value)

    def halfway(self, value: float) -> float:
        """Return the number halfway from a value to the next; from the last, to that before."""
        at = min(self.index(value), max(0, len(self.values) - 2))
        return sum(self.values[at : at + 2]) / len(self.values[at : at + 2])

    def check(self, value: object) -> None:
        """Refuse a value that is neither on the grid nor between two of its numbers."""
        if value in self.values:
            return
        if not self.numeric or not isinstance(value, Real):
            self.index(value)
        first, last = self.values[0], self.values[-1]
        if not first <= value <= last:
            raise ValueError(f"{self.name} is {value!r}; it lies between {first} and {last}")
        if not self.continuous and value != int(value):
            raise ValueError(f"{self.name} is {value!r}; it takes whole numbers")


def grid_of(
    parameters: dict[str, Iterable], choices: Collection[str] = ()
) -> tuple[tuple[Parameter, ...], list[dict]]:
    """Check the parameters; return them, and every combination of their values."""
    if not 1 <= len(parameters) <= MAX_PARAMETERS:
        named = f" ({', '.join(parameters)})" if parameters else ""
        raise ValueError(
            f"an Explorer takes 1 to {MAX_PARAMETERS} parameters, not {len(parameters)}{named}"
        )
    checked = tuple(
        replace(_parameter(name, values), choice=name in choices)
        for name, values in parameters.items()
    )
    count = math.prod(len(parameter.values) for parameter in checked)
    if count > MAX_FRAMES:
        sizes = " × ".join(f"{len(p.values)} of {p.name}" for p in checked)
        raise ValueError(f"{sizes} are {count} frames; an Explorer draws at most {MAX_FRAMES}")
    names = [parameter.name for parameter in checked]
    rows = product(*(parameter.values for parameter in checked))
    return checked, [dict(zip(names, row, strict=True)) for row in rows]


def _parameter(name: str, values: Iterable) -> Parameter:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is {values!r}; an Explorer takes a list of values")
    values = tuple(value.item() if hasattr(value, "item") else value for value in values)
    if not values:
        raise ValueError(f"{name} is empty; a slider needs at least one value")
    if all(isinstance(value, str) for value in values):
        return _categories(name, values)
    for value in values:
        if not isinstance(value, Real):
            raise TypeError(f"{name} holds {value!r}; its values are all numbers or all strings")
        if not math.isfinite(value):
            raise ValueError(f"{name} holds {value!r}; its values are finite")
    for low, high in pairwise(values):
        if not low < high:
            raise ValueError(f"{name} is not in ascending order: {low!r} comes before {high!r}")
    return Parameter(name, values, _texts(values))


def _categories(name: str, values: tuple[str, ...]) -> Parameter:
    for value in values:
        if not value.strip():
            raise ValueError(f"{name} holds an empty string; each value is shown to the reader")
        if values.count(value) > 1:
            raise ValueError(f"{name} holds {value!r} twice")
    return Parameter(name, values, values)


def _texts(values: tuple) -> tuple[str, ...]:
    """Write numbers with as few digits as keep them apart, six at first."""
    for digits in range(6, 18):
        texts = tuple(
            str(value) if isinstance(value, int) else f"{value:z.{digits}g}" for value in values
        )
        if len(set(texts)) == len(texts):
            break
    return texts


def _listed(texts: tuple[str, ...]) -> str:
    shown = texts if len(texts) <= 8 else (*texts[:4], "…", texts[-1])
    return ", ".join(shown)
