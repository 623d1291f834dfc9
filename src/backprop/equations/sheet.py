r"""A sheet: leaves and functions, definitions, and claims to be judged."""

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from backprop.equations import limits
from backprop.equations.errors import EquationError
from backprop.equations.functions import declared_function, layered
from backprop.equations.judge import environments, judge
from backprop.equations.leaves import as_leaf
from backprop.equations.letters import index_letters, mentioned
from backprop.equations.names import join_key, render
from backprop.equations.parser import parse, read_head, read_name
from backprop.equations.program import Defined, Definition, Env, Program, find, written
from backprop.equations.run import Run
from backprop.equations.tree import Call, Equation, Node, Symbol, children
from backprop.equations.verdict import Verdict

__all__ = ["Sheet"]


def filled(symbol: Symbol, env: Env, with_sub: bool = True) -> str:
    """Return the key of a name whose layers have these values."""
    sub, sup = (render(s.tokens, env.values) if s else "" for s in (symbol.sub, symbol.sup))
    return join_key(symbol.base, sub if with_sub else "", sup, symbol.primes)


def expanded(name: str, layers: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    r"""Yield the keys that a declared name stands for: \Theta^{(l)} one for each l."""
    symbol = read_name(name)
    scripts = [s for s in (symbol.sub, symbol.sup) if s and (s.is_layer or len(s.tokens) == 1)]
    letters = sorted({t.text for s in scripts for t in s.tokens if t.text in layers})
    for values in product(*(layers[letter] for letter in letters)):
        yield filled(symbol, Env(dict(zip(letters, values, strict=True))))


class Sheet:
    r"""Equations over a few leaves.

    Parameters
    ----------
    leaves : dict
        Name to a shape (drawn at random), a number or array (that value), a text
        such as "4x1 positive", or a callable; see `backprop.equations.leaves`.
    functions : dict
        Name to a row of `backprop.activations`, a callable, or a pair (g, g').
    seed : int
        Of the random draws; each claim starts from it anew.
    layers : dict
        Letter to an int or a range: what l, L, k in \Theta^{(l)} stand for.
    origin : dict
        Name to the number of its first entry, or of first row and column; 1 where
        nothing is said.  `\theta` speaks for \theta^{(1)}, \theta^{(2)} too.
    draws : int
        How many draws a claim must pass.

    Examples
    --------
    >>> sheet = Sheet(leaves={"x": (3,), "w": (3,)}, functions={r"\sigma": "sigmoid"})
    >>> sheet.define(r"a = \sigma(w^T x)")
    >>> sheet.check(r"\frac{\partial a}{\partial w} = a (1 - a) x").holds
    True
    >>> sheet.check(r"\frac{\partial a}{\partial w} = a x^T").reason
    'the left side is 3 x 1, the right side 1 x 3'
    """

    def __init__(self, leaves=None, functions=None, seed=0, *, layers=None, origin=None, draws=20):
        self.seed, self.draws = seed, draws
        self.program = Program(layers=layered(layers))
        self.extend(leaves, functions, origin=origin)

    def extend(self, leaves=None, functions=None, *, layers=None, origin=None) -> None:
        """Declare more, as the class has it."""
        program = self.program
        program.layers = {**program.layers, **layered(layers)}
        for name, given in dict(functions or {}).items():
            for key in expanded(name, program.layers):
                program.functions[key] = declared_function(name, given)
        for name, given in dict(leaves or {}).items():
            for key in expanded(name, program.layers):
                if program.has(key):
                    raise ValueError(f"{key} is declared already; expected a new name")
                program.leaves[key] = as_leaf(name, given)
        for name, given in dict(origin or {}).items():
            given = tuple(given) if isinstance(given, list | tuple) else given
            for key in expanded(name, program.layers):
                program.origins[key] = given
        self.probe = Run(program, limits.Meter()).draw(np.random.default_rng(self.seed), 2)

    def copy(self) -> "Sheet":
        """Return a sheet that starts from what this one has."""
        sheet = Sheet(seed=self.seed, draws=self.draws)
        sheet.program = self.program.copy()
        sheet.extend()
        return sheet

    def _parse(self, latex: str, head: Symbol | None = None) -> list[Equation]:
        def is_function(symbol):
            return (head is not None and symbol.base == head.base) or self.program.is_function(
                symbol
            )

        return parse(latex, is_function, self.program.has)

    def define(self, latex: str) -> None:
        r"""Extend the program: z = w^T x + b, or \hat y = a = g(z), or f(a, b) = ...

        New names stand on the left; in a chain they are names for one thing.  A name
        with free indices, D_{ij} = ..., defines the array D by its entries; one with
        an open layer, z^{(l)} = ..., one array for each layer.

        Raises
        ------
        ValueError
            For what cannot be read or does not fit, with a caret under it; for a name
            that has been declared.
        """
        head = read_head(latex) if isinstance(latex, str) else None
        if head and self.program.has(written(head[0])):
            head = None
        before = self.program.copy()
        try:
            with np.errstate(all="ignore"):
                self._define(self._parse(latex, head and head[0]), latex)
        except (EquationError, RecursionError) as error:
            vars(self.program).update(vars(before))
            self.extend()
            raise _located(error, latex) from None

    def _define(self, equations: list[Equation], latex: str) -> None:
        """Add all that one display defines, then evaluate it: its lines may need each other."""
        self.probe.meter.work = 0
        added = [(equation, self._add_all(equation, latex)) for equation in equations]
        limits.within("definitions", len(self.program.definitions), limits.DEFINITIONS)
        for _, (_, keys) in added:
            for key in keys:
                self._probe(key)
        for equation, (leading, _) in added:
            self._confirm(equation, leading, latex)

    def _add_all(self, equation: Equation, latex: str) -> tuple[int, list[str]]:
        """Add an equation for each layer; return how many sides were new names, and the keys."""
        if set(equation.relations) != {"="} or equation.conditions:
            raise EquationError(
                "came a relation or a condition; expected a definition with =", equation.position
            )
        envs = environments(equation, self.program, self.probe)
        leading = min(self._leading(equation, env) for env in envs)
        if not leading:
            left = equation.sides[0]
            raise EquationError(
                "the left side is no new name; expected one that is not declared", left.position
            )
        names, body = equation.sides[:leading], equation.sides[leading]
        return leading, [self._add(names, body, env, latex) for env in envs]

    def _leading(self, equation: Equation, env: Env) -> int:
        """Return how many sides, from the left, are names to be defined."""
        count = 0
        for side in equation.sides[:-1]:
            symbol = side.function if isinstance(side, Call) else side
            if not isinstance(symbol, Symbol) or self.program.has(filled(symbol, env)):
                break
            found = find(symbol, env, self.program.has)
            if found and (found.sup or found.key == filled(symbol, env, with_sub=False)):
                letters = index_letters(symbol)
                if (
                    found.sup
                    or letters is None
                    or set(letters) & self._free(equation.sides[-1], env)
                ):
                    break
            if isinstance(side, Call) and filled(symbol, env) in self.program.functions:
                break
            count += 1
        return count

    def _free(self, body: Node, env: Env) -> set[str]:
        """Return the letters that index something in a formula."""
        names = {s for s in _symbols(body) if self.program.has(written(s))}
        held = {t.text for s in names for script in (s.sub, s.sup) if script for t in script.tokens}
        used = {letter for letter, in_script in mentioned(body) if in_script}
        loose = {t.text for s in _symbols(body) if s not in names and s.sub for t in s.sub.tokens}
        return (used - held | loose) - env.values.keys()

    def _add(self, sides, body: Node, env: Env, latex: str) -> str:
        """Add the definition under the last name, the other names as its aliases."""
        last = sides[-1]
        symbol = last.function if isinstance(last, Call) else last
        letters = index_letters(symbol)
        by_entry = letters is not None and set(letters) <= self._free(body, env)
        key = filled(symbol, env, with_sub=not by_entry)
        if self.program.has(key):
            raise EquationError(f"{key} is declared already; expected a new name", symbol.position)
        indices = letters if by_entry else ()
        self.program.definitions[key] = Definition(body, env, indices, latex)
        for side in sides:
            name = side.function if isinstance(side, Call) else side
            alias = filled(name, env, with_sub=not by_entry)
            if alias != key:
                self.program.aliases[alias] = key
            if isinstance(side, Call):
                self._add_function(side, alias, key, env)
        return key

    def _add_function(self, side: Call, alias: str, key: str, env: Env) -> None:
        if not all(isinstance(one, Symbol) for one in side.arguments):
            raise EquationError("a parameter is no name; expected f(a, b) = ...", side.position)
        names = tuple(filled(one, env) for one in side.arguments)
        self.program.functions[alias] = Defined(names, side.written, key)

    def _probe(self, key: str) -> None:
        """Evaluate a new definition on two draws, so that its errors show at once."""
        definition = self.program.definitions[key]
        parameters = {
            name
            for f in self.program.functions.values()
            if isinstance(f, Defined) and f.key == key
            for name in f.parameters
        }
        used = {written(symbol) for symbol in _symbols(definition.body)}
        if any(name in used and not self.program.has(name) for name in parameters):
            return  # it has no value of its own
        self.probe.ensure(key)
        if definition.indices and key not in self.program.origins:
            ranges = self.probe.attempt(lambda: self.probe.ranges(definition))
            self.program.origins[key] = (ranges[0][0], ranges[1][0] if ranges[1:] else 1)

    def _confirm(self, equation: Equation, leading: int, latex: str) -> None:
        """Judge the rest of a chain behind a definition."""
        if len(equation.sides) - leading < 2:
            return
        rest = Equation(
            equation.sides[leading:],
            equation.relations[leading:],
            (),
            equation.runs,
            equation.spans[leading:],
            equation.position,
        )
        verdict = judge(rest, self.program, self.seed, self.draws, latex)
        if not verdict.holds:
            raise EquationError(
                f"the rest of the chain does not hold: {verdict.reason}", equation.spans[leading][0]
            )

    def check(self, latex: str) -> Verdict:
        """Judge a claim, each link of it, on random draws.

        Parameters
        ----------
        latex : str
            One equation or several, each a chain of =, or of < and its like.

        Returns
        -------
        Verdict
            Of shapes that do not fit too: such a claim does not hold.

        Raises
        ------
        ValueError
            For what cannot be read and for names that are not declared.
        """
        try:
            with np.errstate(all="ignore"):
                verdicts = [
                    judge(equation, self.program, self.seed, self.draws, latex)
                    for equation in self._parse(latex)
                ]
        except (EquationError, RecursionError) as error:
            raise _located(error, latex) from None
        return _joined(verdicts)


def _symbols(node: Node) -> list[Symbol]:
    found, pending = [], [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Symbol):
            found.append(one)
        pending += children(one)
    return found


def _located(error: Exception, latex: str) -> EquationError:
    if isinstance(error, EquationError):
        return error.within(latex)
    return EquationError("nested too deeply; expected fewer groups and calls within one another")


def _joined(verdicts: list[Verdict]) -> Verdict:
    """Return one verdict on several equations."""
    if len(verdicts) == 1:
        return verdicts[0]
    failing = [verdict for verdict in verdicts if not verdict.holds]
    return Verdict(
        holds=not failing,
        difference=max(verdict.difference for verdict in verdicts),
        draws=min(verdict.draws for verdict in verdicts),
        reason=failing[0].reason if failing else "",
        vacuous=bool(failing) and all(verdict.vacuous for verdict in failing),
        links=tuple(link for verdict in verdicts for link in verdict.links),
    )
