"""The program that a sheet writes: leaves, functions, definitions, and what names mean."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from backprop.equations.cursor import Names
from backprop.equations.errors import EquationError, Undeclared
from backprop.equations.functions import BY_ROWS, FUNCTIONS, NAMED, Function
from backprop.equations.indices import items
from backprop.equations.leaves import Leaf
from backprop.equations.names import join_key, render
from backprop.equations.tree import Node, Script, Symbol

__all__ = ["Defined", "Definition", "Env", "Program", "Reference", "find", "undeclared", "written"]

FONT = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb|vec|mathbfit)\{((?:[^{}]|\{[^{}]*\})*)\}")


class Env(NamedTuple):
    r"""Whole numbers that letters stand for; those that are bound beat declared names.

    `entries` is true under a \sum of all entries, where W^2 can only mean each of them;
    None where a product there makes that doubtful.  `renamed` says under which key a name
    is to be looked up that has got a new value since.
    """

    values: Mapping[str, int]
    bound: frozenset[str] = frozenset()
    entries: bool | None = False
    renamed: Mapping[str, str] = {}

    def bind(self, letters: Mapping[str, int]) -> "Env":
        """Return the environment with these letters bound."""
        return self._replace(values={**self.values, **letters}, bound=self.bound | letters.keys())


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
class Program(Names):
    """Everything that has been declared and defined.

    Parameters
    ----------
    leaves, functions, definitions, aliases : dict
        By key.
    layers : mapping
        Letter to its values.
    origins : dict
        Key to the numbers of the first row and column.
    layout : {"", "numerator", "denominator"}
        Of derivatives of vectors by vectors.
    vec : {"columns", "rows"}
        What vec and a Jacobian of a matrix put under one another.
    sets : dict
        Name of a set to its members.
    random : dict
        Key of what is random to the chances of its entries.
    differentials : tuple of str
        Keys of what varies; empty where each equation says it.
    tolerance : float or None
        How near two sides of an \\approx must be, relative to the larger.
    prime : bool
        Whether a prime on what is no function transposes.
    upright : bool
        Whether the gradient of a number is a column in any layout.
    """

    leaves: dict[str, Leaf] = field(default_factory=dict)
    functions: dict[str, Function | Defined] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    layers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    origins: dict[str, int | tuple[int, int]] = field(default_factory=dict)
    bases: dict[str, None] = field(default_factory=dict)  # of the functions, without scripts
    sets: dict[str, tuple[int, ...]] = field(default_factory=dict)
    random: dict[str, tuple[float, ...]] = field(default_factory=dict)
    layout: str = ""
    vec: str = "columns"
    differentials: tuple[str, ...] = ()
    tolerance: float | None = None
    prime: bool = False
    upright: bool = False
    _seen: tuple[int, dict[str, tuple[str, ...]], frozenset[str]] | None = None

    def copy(self) -> "Program":
        """Return a program that can be extended without changing this one."""
        mappings = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(
            self, **{name: dict(one) for name, one in mappings.items() if isinstance(one, dict)}
        )

    def has(self, key: str) -> bool:
        """Return whether the key is a name."""
        return key in self.leaves or key in self.definitions or key in self.aliases

    def has_base(self, base: str) -> bool:
        """Return whether some name, or some function, begins with this base."""
        if base == "'":
            return self.prime
        return base in self._known()[1] or base in self.bases

    def _known(self) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """Return the bases of all names by their letters without fonts, and all bases."""
        count = len(self.leaves) + len(self.definitions) + len(self.aliases)
        if self._seen is None or self._seen[0] != count:
            bases = frozenset(
                _base(key) for those in (self.leaves, self.definitions, self.aliases)
                for key in those
            )  # fmt: skip
            plain: dict[str, tuple[str, ...]] = {}
            for base in sorted(bases):
                plain[plainly(base)] = (*plain.get(plainly(base), ()), base)
            self._seen = count, plain, bases
        return self._seen[1:]

    def alike(self, base: str) -> tuple[str, ...]:
        r"""Return declared bases that differ in fonts alone: y from \mathbf{y}."""
        plain, bases = self._known()
        found = tuple(one for one in plain.get(plainly(base), ()) if one != base)
        if not found and len(base) == 1 and base.islower() and base not in bases:
            return plain.get(base.upper(), ())
        return found

    def add_function(self, key: str, function: Function | Defined) -> None:
        """Declare or define a function."""
        self.functions[key] = function
        self.bases[_base(key)] = None

    def entries(self) -> int:
        """Return how many numbers one draw takes."""
        return sum(leaf.entries for leaf in self.leaves.values())

    def names(self) -> int:
        """Return how many names there are."""
        return len(self.leaves) + len(self.functions) + len(self.definitions) + len(self.aliases)

    def constants(self) -> dict[str, int]:
        """Return the letters that are declared as one fixed whole number."""
        return {
            key: leaf.whole
            for key, leaf in self.leaves.items()
            if leaf.whole is not None and (len(key) == 1 or key[1:].isalpha())
        }

    def target(self, key: str) -> str:
        """Return the key that an alias stands for."""
        return self.aliases.get(key, key)

    def is_function(self, symbol: Symbol) -> bool:
        """Return whether parentheses behind this symbol call it."""
        literal = written(symbol)
        if self.has(literal):
            return literal in self.functions
        indexed = symbol.sub is not None and self.family(symbol, Env({}))
        if indexed and not any(key.startswith(f"{symbol.base}_{{") for key in self.functions):
            return False  # \sigma_i = \sigma(z_i)
        return symbol.base in self.bases or _named(symbol.base) is not None

    def function(self, symbol: Symbol, env: Env) -> tuple[Function | Defined, str, Script | None]:
        """Return the function that a symbol names, its key, and the power above it."""
        plain = Symbol(symbol.base, symbol.sub, symbol.sup)
        found = find(plain, env, self.functions.__contains__)
        if found and found.sub is None:
            return self.functions[found.key], found.key, found.sup
        named = _named(symbol.base)
        if named is None or symbol.base in self.bases:
            name = written(symbol)
            raise Undeclared(f"{name} is not declared as a function", symbol.position)
        with_index = (NAMED[r"\text{log}"], NAMED[r"\text{softmax}"])
        if symbol.sub is not None and named[0] not in with_index:
            raise EquationError(
                f"{written(symbol)}: {symbol.base} with a subscript has no meaning; expected a "
                "function declared under this name",
                symbol.position,
            )
        function, key = named
        if key == r"\text{vec}" and self.vec == "rows":
            function = BY_ROWS
        return function, key, symbol.sup

    def origin(self, key: str, size: tuple[int, int]) -> tuple[int, int]:
        """Return the numbers of the first row and the first column."""
        base = key.partition("^{(")[0]
        given = self.origins.get(key, self.origins.get(base, 1))
        if isinstance(given, tuple):
            return given
        return (given, 1) if size[1] == 1 else (1, given) if size[0] == 1 else (given, given)

    def family(self, symbol: Symbol, env: Env) -> dict[str, tuple[int, ...]]:
        """Return for a letter in the scripts of a name the numbers for which it is declared.

        x_i where x_{1}, x_{2} are declared and x is not: i is 1, 2.
        """
        letters = sorted(
            {
                token.text
                for script in (symbol.sub, symbol.sup)
                for token in (script.tokens if script else ())
                if (token.kind == "letter" or token.text == r"\ell")
                and token.text not in env.values
            }
        )
        if len(letters) != 1:
            return {}
        marks = {letters[0]: MARK}
        texts = [
            render(s.tokens, {**env.values, **marks}) if s else "" for s in (symbol.sub, symbol.sup)
        ]
        shift = 0
        for i, text in enumerate(texts):
            for number in re.findall(r"\d+", text):
                if abs(int(number) - MARK) < MARK // 2:
                    shift = int(number) - MARK
                    texts[i] = text.replace(number, "\0")
        pattern = re.escape(join_key(symbol.base, *texts, symbol.primes)).replace("\0", r"(\d+)")
        numbers = {
            int(match[1]) - shift
            for those in (self.leaves, self.definitions, self.aliases)
            for key in those
            if "\0" in "".join(texts) and (match := re.fullmatch(pattern, key))
        }
        return {letters[0]: tuple(sorted(numbers))} if numbers else {}


MARK = 10**9  # stands for a letter while the numbers are looked for that fit


def _base(key: str) -> str:
    """Return a key without its scripts and primes."""
    return key.partition("_{")[0].partition("^{")[0].rstrip("'")


def _named(base: str) -> tuple[Function, str] | None:
    r"""Return the function that needs no declaration, \text{ReLU} as well as \text{relu}."""
    if base in FUNCTIONS:
        return FUNCTIONS[base], base
    if base in NAMED:
        return NAMED[base], base
    low = base.lower()
    return (NAMED[low], low) if base.startswith(r"\text{") and low in NAMED else None


def plainly(base: str) -> str:
    r"""Return a base without fonts: \hat{\mathbf{y}} is \hat{y}."""
    while (plain := FONT.sub(r"\1", base)) != base:
        base = plain
    return base


def written(symbol: Symbol) -> str:
    """Return a symbol as a key, nothing replaced."""
    sub, sup = (script.text if script else "" for script in (symbol.sub, symbol.sup))
    return join_key(symbol.base, sub, sup, symbol.primes)


def find(symbol: Symbol, env: Env, known: Callable[[str], bool]) -> Reference | None:
    r"""Return what a symbol means: the longest name that is known wins.

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
        if (key := _first_known(symbol, low, high, env, known)) is not None:
            return Reference(key, None if keep_sub else sub, None if keep_sup else sup)
        if not keep_sub and (parted := _parted(symbol, high, env, known)) is not None:
            return Reference(*parted, None if keep_sup else sup)
    return None


def _first_known(symbol: Symbol, low, high, env: Env, known) -> str | None:
    """Return the key of a name with these scripts, as typed or with values, if it is known."""
    for values in ({}, env.values):
        texts = [
            "" if s is None else render(s.tokens, values) if values else s.text for s in (low, high)
        ]
        key = join_key(symbol.base, *texts, symbol.primes)
        key = env.renamed.get(key, key)
        if known(key):
            return key
    return None


def _parted(symbol: Symbol, high, env: Env, known) -> tuple[str, Script] | None:
    r"""Return a name and the index behind it where one subscript holds both: y_{t, i}."""
    if len(symbol.sub.tokens) < 2 or len(symbol.sub.tokens) > 12:
        return None
    pieces = items(symbol.sub)
    for count in range(len(pieces) - 1, 0, -1):
        head = [token for piece in pieces[:count] for token in piece]
        tail = [token for piece in pieces[count:] for token in piece]
        low = Script(tuple(head), render(head))
        if (key := _first_known(symbol, low, high, env, known)) is not None:
            return key, Script(tuple(tail), render(tail))
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
    return Undeclared(f"{shown} is not declared{hint}", symbol.position)
