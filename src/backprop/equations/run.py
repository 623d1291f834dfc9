"""One evaluation of a program: values for a batch of draws, and who read what."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from backprop.equations import evaluate, limits, scaled
from backprop.equations.arrays import block, named, shape
from backprop.equations.compare import FAINT
from backprop.equations.errors import EquationError, Undeclared
from backprop.equations.indices import items
from backprop.equations.letters import free_indices
from backprop.equations.lexer import Token
from backprop.equations.names import render
from backprop.equations.program import Defined, Env, Program, Reference, find
from backprop.equations.scaled import Scaled
from backprop.equations.tree import Matrix, Node, Script, Symbol

__all__ = ["Run"]


class Needs(Exception):
    """A definition that has not been evaluated yet stands in the way."""

    def __init__(self, key: str):
        self.key = key


class Run:
    """Values of a program's names.

    Definitions are evaluated when they are asked for, without recursion from one
    into the next, and remembered with everything that they read: a derivative
    makes a child run in which only what reads the perturbed name is new.
    """

    def __init__(self, program: Program, meter: limits.Meter, chosen: str = ""):
        self.program, self.meter, self.chosen = program, meter, chosen
        self.met: dict[str, int | None] = {}  # readings that could be chosen, and where
        self.varying: tuple[str, ...] = ()  # what differentials are of
        self.round = 0
        self.parent: Run | None = None
        self.overrides: Mapping[str, Scaled] = {}
        self.values: dict[str, Scaled] = {}
        self.reads_by: dict[str, frozenset[str]] = {}
        self.frames: list[set[str]] = [set()]
        self.memory: dict[tuple, Scaled] = {}
        self.perturbed, self.calls, self.held = False, 0, 0
        self.deep = 0  # derivatives within derivatives
        self.shares: dict[int, tuple[float, Node]] = {}
        self.slopes: dict[int, tuple[Node, bool]] = {}  # derivatives: is any not of a constant?

    def draw(self, rng: np.random.Generator, draws: int) -> "Run":
        """Draw the leaves; return self."""
        limits.within(f"numbers in {draws} draws", self.program.entries() * draws, limits.HELD)
        for key, leaf in self.program.leaves.items():
            self.values[key] = self.hold(scaled.exact(leaf.draw(rng, draws)))
            self.reads_by[key] = frozenset([key])
            self.meter.charge(3 * self.values[key].value.size)
        return self

    def hold(self, value: Scaled) -> Scaled:
        """Count what is kept in this run; refuse more than HELD numbers in all that are alive."""
        self.held += value.value.size
        total, run = 0, self
        while run is not None:
            total, run = total + run.held, run.parent
        limits.within("numbers to be kept", total, limits.HELD)
        return value

    def child(self, overrides: Mapping[str, Scaled], perturbed: bool) -> "Run":
        """Return a run in which these names have these values."""
        child = Run(self.program, self.meter, self.chosen)
        child.parent, child.overrides, child.met = self, overrides, self.met
        child.varying, child.round, child.deep = self.varying, self.round, self.deep
        child.perturbed, child.calls = perturbed or self.perturbed, self.calls
        child.shares, child.slopes = self.shares, self.slopes
        return child

    def reads(self, reading: str, position: int | None = None) -> bool:
        """Return whether something is to be read in another way than by default.

        Parameters
        ----------
        reading : str
            A key of `judge.READINGS`.
        position : int, optional
            Where it stands, for the error that names both.
        """
        self.met.setdefault(reading, position)
        return self.chosen == reading

    def charge_power(self, value: Scaled, exponent: Scaled, position: int) -> None:
        """Charge the products of a power of a matrix, or its inverse."""
        size = value.shape[-1]
        times = min(abs(float(exponent.value.flat[0].real)), 100.0) + 4
        steps = int(times * value.value.size * size) // limits.PRODUCTS
        self.meter.charge(steps + 30 * (value.value.size // size**2), position)

    def find(self, symbol: Symbol, env: Env) -> Reference | None:
        r"""Return what a symbol means here; y_i may be an entry of \mathbf{y}."""
        found = find(symbol, env, self.has)
        if found is not None or symbol.sub is None:
            return found
        readings = []
        for base in self.program.alike(symbol.base):
            other = find(replace(symbol, base=base), env, self.has)
            if other is None or other.sub is None:
                continue
            if base == symbol.base.upper() and len(items(other.sub)) < 2:
                continue  # a_{ij} is an entry of A, a_i is not
            readings.append(other)
        return readings[0] if len({one.key for one in readings}) == 1 else None

    def direction(self, key: str) -> Scaled:
        """Return the differential of something that varies: numbers of its shape."""
        name = f"d {key}"
        if name not in self.values:
            if self.parent is not None:
                return self.parent.direction(key)
            self.ensure(key) if key not in self.values else None
            if (given := f"d{key}") in self.program.leaves:
                return self.value(given)
            seed = [zlib.crc32(key.encode()), self.round]
            size = self.values[key].shape
            numbers = np.random.default_rng(seed).standard_normal(size)
            self.values[name] = self.hold(scaled.exact(numbers))
            self.reads_by[name] = frozenset([key])
        return self.values[name]

    def has(self, key: str) -> bool:
        """Return whether a key has a value here."""
        return (
            self.program.has(key)
            or key in self.overrides
            or (self.parent is not None and self.parent.has(key))
        )

    def cells(self) -> int:
        """Return the numbers of all values so far, in one draw or in all."""
        own = sum(value.value.size for value in self.values.values())
        return own + (self.parent.cells() if self.parent is not None else 0)

    def _note(self, keys) -> None:
        self.frames[-1].update(keys)

    def value(self, key: str) -> Scaled:
        """Return the value of a name; raise Needs where it is not known yet."""
        key = self.program.target(key)
        if key in self.overrides:
            self._note([key])
            return self.overrides[key]
        if key in self.values:
            self._note(self.reads_by[key])
            return self.values[key]
        if self.parent is None:
            raise Needs(key)
        reads = self.parent.reads_of(key)
        if reads & self.overrides.keys():
            raise Needs(key)
        self._note(reads)
        return self.parent.value(key)

    def reads_of(self, key: str) -> frozenset[str]:
        """Return the names that a name depends on, itself included."""
        if key in self.overrides:
            return frozenset([key])
        if key not in self.reads_by and self.parent is not None:
            above = self.parent.reads_of(key)
            if not above & self.overrides.keys():
                return above
        self.ensure(key)
        return self.reads_by[key]

    def ensure(self, key: str) -> None:
        """Evaluate a definition, and what it needs first."""
        pending = [key]
        while pending:
            top = pending[-1]
            if top in self.values:
                pending.pop()
                continue
            try:
                self._compute(top)
            except Needs as needed:
                if needed.key in pending:
                    raise EquationError(f"{needed.key} is defined in terms of itself") from None
                pending.append(needed.key)

    def _compute(self, key: str) -> None:
        definition = self.program.definitions[key]
        self.frames.append(set())
        try:
            value = self._defined(definition)
            self.reads_by[key] = frozenset(self.frames[-1] | {key})
        except EquationError as error:
            raise error.within(definition.source) from None
        finally:
            self.frames.pop()
        more = (1,) * (3 - value.value.ndim)
        self.values[key] = self.hold(value.map(lambda x: x.reshape(more + x.shape)))

    def _defined(self, definition) -> Scaled:
        body, env, indices = definition.body, definition.env, definition.indices
        if not indices:
            return self.visit(body, env)
        ranges = self.ranges(definition)
        if len(indices) == 1:
            ranges = [*ranges, range(1)]
        count = len(ranges[0]) * len(ranges[1])
        limits.within("entries", count, limits.RANGE)
        rows = [
            [self._entry(body, env, dict(zip(indices, at, strict=False)), count) for at in row]
            for row in ([(i, j) for j in ranges[1]] for i in ranges[0])
        ]
        return block(rows, body.position)

    def ranges(self, definition) -> list[range]:
        """Return over what the indices of a definition by entries run."""
        found = free_indices([definition.body], self, definition.env, definition.indices)
        return [found[letter] for letter in definition.indices]

    def _entry(self, body: Node, env: Env, letters: dict[str, int], count: int) -> Scaled:
        value = self.visit(body, env.bind(letters))
        self.meter.allow(value.value.size * count, body.position)
        if shape(value) != (1, 1):
            raise EquationError(
                f"an entry is {named(shape(value))}; expected a number", body.position
            )
        return value

    def visit(self, node: Node, env: Env) -> Scaled:
        """Return the value of a node; raise Needs where a definition is missing."""
        return evaluate.visit(node, env, self)

    def evaluate(self, node: Node, env: Env) -> Scaled:
        """Return the value of a formula."""
        return self.attempt(lambda: self.visit(node, env))

    def attempt(self, action: Callable):
        """Do something; where a definition is missing, evaluate it and do it again."""
        while True:
            try:
                return action()
            except Needs as needed:
                self.ensure(needed.key)

    def watched(self, node: Node, env: Env) -> tuple[Scaled, frozenset[str]]:
        """Return the value of a formula, and all names that it depends on."""
        self.frames.append(set())
        try:
            value = self.evaluate(node, env)
        finally:
            reads = self.frames.pop()
            self._note(reads)
        return value, frozenset(reads)

    def weigh(self, term: Node, number: Scaled, total: Scaled) -> None:
        """Note the largest share that a term, where it is not zero, has in its sum."""
        before = self.shares.get(id(term), (0.0, term))[0]
        if before > FAINT:
            return
        shares = abs(number.value) / total.scale
        share = float(np.max(shares, initial=0.0, where=np.isfinite(shares)))
        if share:
            self.shares[id(term)] = max(share, before), term

    def relate(self, node: Node, related: bool) -> None:
        """Note whether what a derivative is of depends on what it is by, here or elsewhere."""
        self.slopes[id(node)] = node, related or self.slopes.get(id(node), (node, False))[1]

    def remembered(self, signature: tuple, make: Callable[[], Scaled]) -> Scaled:
        """Return what was made for this signature, or make it."""
        if signature not in self.memory:
            self.memory[signature] = self.hold(make())
        return self.memory[signature]

    def call(self, function: Defined, given: dict, perturbed: bool, position: int) -> Scaled:
        """Return a defined function's value with its parameters replaced."""
        if self.calls >= limits.CALLS:
            raise EquationError(f"more than {limits.CALLS} calls in one another", position)
        child = self.child(given, perturbed)
        child.calls = self.calls + 1
        definition = self.program.definitions[function.key]
        try:
            value, reads = child.watched(definition.body, definition.env)
        except EquationError as error:
            raise error.within(definition.source) from None
        self._note(reads - given.keys())
        return value

    def origin(self, node: Node, env: Env, size: tuple[int, int]) -> tuple[int, int]:
        """Return the numbers of an expression's first row and column: 1, but for names."""
        found = self.find(node, env) if isinstance(node, Symbol) else None
        plain = found and found.sub is None and found.sup is None
        return self.program.origin(found.key, size) if plain else (1, 1)

    def counted(self, sub: Script, env: Env, position: int) -> Script:
        """Return an index in which what is counted out, y_i in f_{y_i}, is a number."""
        if not isinstance(sub.exponent, Matrix):
            return sub
        tokens: list[Token] = []
        for node in sub.exponent.rows[0]:
            try:
                number = str(self.whole(node, env))
            except Undeclared:
                raise
            except EquationError:
                raise EquationError(
                    f"an index within the index {sub.text} picks by a number that is drawn; "
                    "expected a whole number that is declared, or a product with an array of "
                    "zeros and ones",
                    position,
                ) from None
            comma = [Token("operator", ",", position, position)] if tokens else []
            tokens += [*comma, Token("number", number, position, position + 1)]
        return Script(tuple(tokens), render(tokens))

    def whole(self, node: Node, env: Env) -> int:
        """Return a bound as an int."""
        value = self.evaluate(node, env)
        first = value.value.flat[0].real
        if (
            shape(value) != (1, 1)
            or not (value.value == first).all()
            or not float(first).is_integer()
        ):
            came = named(shape(value)) if shape(value) != (1, 1) else f"{first:g}"
            raise EquationError(
                f"a bound is {came}; expected a fixed whole number", getattr(node, "position", 0)
            )
        return int(first)
