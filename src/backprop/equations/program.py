"""The program that a sheet writes: leaves, functions, definitions, and what names mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from backprop.equations.errors import EquationError
from backprop.equations.functions import FUNCTIONS, NAMED, Function
from backprop.equations.leaves import Leaf
from backprop.equations.names import join_key, render
from backprop.equations.tree import Node, Script, Symbol

__all__ = ["Definition", "Env", "Program"]


class Env(NamedTuple):
    r"""Whole numbers that letters stand for; those that are bound beat declared names.

    `entries` is true under a \sum of all entries, where W^2 can only mean each of them.
    """

    values: Mapping[str, int]
    bound: frozenset[str] = frozenset()
    entries: bool = False

    def bind(self, letters: Mapping[str, int]) -> "Env":
        """Return the environment with these letters bound."""
        return Env({**self.values, **letters}, self.bound | letters.keys(), self.entries)


@dataclass(frozen=True)
class Definition:
    """A name's formula, the layer it stands for, and its index letters if by entry."""

    body: Node
    env: Env
    indices: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Defined:
    """A function that an equation defined: f(a, b) = ...; `written` is "a,b"."""

    parameters: tuple[str, ...]
    written: str
    key: str


class Reference(NamedTuple):
    """What a symbol turned out to be: a key, and the scripts that are not part of it."""

    key: str
    sub: Script | None
    sup: Script | None


@dataclass
class Program:
    """Everything that has been declared and defined."""

    leaves: dict[str, Leaf] = field(default_factory=dict)
    functions: dict[str, Function | Defined] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    layers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    origins: dict[str, int | tuple[int, int]] = field(default_factory=dict)
    bases: dict[str, None] = field(default_factory=dict)  # of the functions, without scripts

    def copy(self) -> "Program":
        """Return a program that can be extended without changing this one."""
        return Program(*(dict(value) for value in vars(self).values()))

    def has(self, key: str) -> bool:
        """Return whether the key is a name."""
        return key in self.leaves or key in self.definitions or key in self.aliases

    def add_function(self, key: str, function: Function | Defined) -> None:
        """Declare or define a function."""
        self.functions[key] = function
        self.bases[key.partition("_{")[0].partition("^{")[0]] = None

    def entries(self) -> int:
        """Return how many numbers one draw takes."""
        return sum(leaf.entries for leaf in self.leaves.values())

    def names(self) -> int:
        """Return how many names there are."""
        return len(self.leaves) + len(self.functions) + len(self.definitions) + len(self.aliases)

    def target(self, key: str) -> str:
        """Return the key that an alias stands for."""
        return self.aliases.get(key, key)

    def is_function(self, symbol: Symbol) -> bool:
        """Return whether parentheses behind this symbol call it."""
        literal = written(symbol)
        if self.has(literal):
            return literal in self.functions
        return symbol.base in self.bases or symbol.base in NAMED

    def function(self, symbol: Symbol, env: Env) -> tuple[Function | Defined, str, Script | None]:
        """Return the function that a symbol names, its key, and the power above it."""
        plain = Symbol(symbol.base, symbol.sub, symbol.sup)
        found = find(plain, env, self.functions.__contains__)
        if found and found.sub is None:
            return self.functions[found.key], found.key, found.sup
        table = FUNCTIONS if symbol.base in FUNCTIONS else NAMED
        if symbol.base in table and symbol.sub is not None and symbol.base != r"\log":
            raise EquationError(
                f"{written(symbol)}: {symbol.base} with a subscript has no meaning; expected a "
                "function declared under this name",
                symbol.position,
            )
        if symbol.base in table:
            return table[symbol.base], symbol.base, symbol.sup
        raise EquationError(f"{written(symbol)} is not declared as a function", symbol.position)

    def origin(self, key: str, size: tuple[int, int]) -> tuple[int, int]:
        """Return the numbers of the first row and the first column."""
        base = key.partition("^{(")[0]
        given = self.origins.get(key, self.origins.get(base, 1))
        if isinstance(given, tuple):
            return given
        return (given, 1) if size[1] == 1 else (1, given) if size[0] == 1 else (given, given)


def written(symbol: Symbol) -> str:
    """Return a symbol as a key, nothing replaced."""
    sub, sup = (script.text if script else "" for script in (symbol.sub, symbol.sup))
    return join_key(symbol.base, sub, sup, symbol.primes)


def find(symbol: Symbol, env: Env, known: Callable[[str], bool]) -> Reference | None:
    """Return what a symbol means: the longest name that is known wins.

    Parameters
    ----------
    symbol : Symbol
        The name with its scripts.
    env : Env
        Values for letters in scripts: x^{(i)} is x^{(2)} where i = 2.
    known : callable
        Whether a key is declared.

    Returns
    -------
    Reference or None
        None where no reading is declared.
    """
    sub, sup = symbol.sub, symbol.sup
    for keep_sub, keep_sup in ((True, True), (False, True), (True, False), (False, False)):
        if (not keep_sub and not sub) or (not keep_sup and (not sup or sup.is_layer)):
            continue
        low, high = (sub if keep_sub else None), (sup if keep_sup else None)
        for values in ({}, env.values):
            texts = [
                "" if s is None else render(s.tokens, values) if values else s.text
                for s in (low, high)
            ]
            key = join_key(symbol.base, *texts, symbol.primes)
            if known(key):
                return Reference(key, None if keep_sub else sub, None if keep_sup else sup)
    return None


def undeclared(symbol: Symbol, program: Program, env: Env) -> EquationError:
    """Return the error for a name that nobody declared, with a hint where there is one."""
    name = written(symbol)
    texts = [render(s.tokens, env.values) if s else "" for s in (symbol.sub, symbol.sup)]
    filled = join_key(symbol.base, *texts, symbol.primes)
    shown = name if filled == name else f"{name}, here {filled},"
    if program.is_function(symbol):
        return EquationError(f"{name} is a function; expected {name}(...)", symbol.position)
    names = [*program.leaves, *program.definitions, *program.aliases]
    alike = sorted(one for one in names if one.startswith((symbol.base + "_", symbol.base + "^")))
    hint = f"; declared are {', '.join(alike[:4])}" if alike else ""
    return EquationError(f"{shown} is not declared{hint}", symbol.position)
