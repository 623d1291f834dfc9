r"""A sheet: leaves and functions, definitions, and claims to be judged."""

import math
from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from backprop.equations import limits
from backprop.equations.defining import Definer, filled
from backprop.equations.errors import EquationError
from backprop.equations.functions import declared_function, layered
from backprop.equations.judge import judge
from backprop.equations.leaves import as_leaf, as_origin
from backprop.equations.parser import parse, read_head, read_name
from backprop.equations.program import Env, Program, written
from backprop.equations.run import Run
from backprop.equations.tree import Equation, Symbol
from backprop.equations.verdict import Verdict, joined

__all__ = ["Sheet"]


def expanded(name: str, layers: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    r"""Yield the keys that a declared name stands for: \Theta^{(l)} one for each l."""
    symbol = read_name(name)
    scripts = [s for s in (symbol.sub, symbol.sup) if s and (s.is_layer or len(s.tokens) == 1)]
    letters = sorted({t.text for s in scripts for t in s.tokens if t.text in layers})
    count = math.prod(len(layers[letter]) for letter in letters)
    limits.within(f"names {name}", count, limits.NAMES)
    for values in product(*(layers[letter] for letter in letters)):
        yield filled(symbol, Env(dict(zip(letters, values, strict=True))))


class Sheet(Definer):
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
        self.program = Program()
        self.meter: limits.Meter | None = None  # of the file that the sheet belongs to
        self.extend(leaves, functions, layers=layers, origin=origin)

    def extend(self, leaves=None, functions=None, *, layers=None, origin=None) -> None:
        """Declare more, as the class has it."""
        given = {"layers": layers, "functions": functions, "leaves": leaves, "origin": origin}
        for part, those in given.items():
            for name, value in dict(those or {}).items():
                self.declare(part, name, value)
        self.settle()

    def declare(self, part: str, name: str, given: object) -> None:
        """Declare one name: `part` is "layers", "functions", "leaves" or "origin".

        `settle` must follow, once, before the sheet is used.
        """
        program = self.program
        if part == "layers":
            program.layers = {**program.layers, **layered({name: given})}
            limits.within("letters for layers", len(program.layers), limits.LETTERS)
            return
        for key in expanded(name, program.layers):
            if part == "functions":
                program.add_function(key, declared_function(name, given))
            elif part == "origin":
                program.origins[key] = as_origin(name, given)
            elif program.has(key):
                raise ValueError(f"{key} is declared already; expected a new name")
            else:
                program.leaves[key] = as_leaf(name, given)
        limits.within("names", program.names(), limits.NAMES + limits.DEFINITIONS)

    def settle(self) -> None:
        """Look at all leaves together, and draw them."""
        entries = self.program.entries() * self.draws
        limits.within(f"numbers in {self.draws} draws", entries, limits.HELD)
        self.release()
        _ = self.probe  # says now what is wrong with a leaf that is called

    @property
    def probe(self) -> Run:
        """Two draws, on which definitions are tried as they come."""
        if self._run is None:
            run = Run(self.program, limits.Meter(file=self.meter))
            self._run = run.draw(np.random.default_rng(self.seed), 2)
        return self._run

    def release(self) -> None:
        """Forget the two draws; they are drawn again when they are needed."""
        self._run: Run | None = None

    def _started(self, latex: str) -> limits.Meter:
        """Return what counts the work on a formula, which begins with reading it."""
        meter = limits.Meter(file=self.meter)
        length = len(latex) if isinstance(latex, str) else 0
        meter.charge(limits.CHARACTER * min(length, limits.LENGTH) + self.program.names())
        return meter

    def copy(self) -> "Sheet":
        """Return a sheet that starts from what this one has."""
        sheet = Sheet(seed=self.seed, draws=self.draws)
        sheet.meter, sheet.program = self.meter, self.program.copy()
        sheet.release()
        return sheet

    def parse(self, latex: str, head: Symbol | None = None) -> list[Equation]:
        """Return the equations of a formula, read with the names that the sheet has."""

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
        before = self.program.copy()
        try:
            meter = self._started(latex)
            head = read_head(latex) if isinstance(latex, str) else None
            if head and self.program.has(written(head[0])):
                head = None
            with np.errstate(all="ignore"):
                self.probe.meter = meter
                self._define(self.parse(latex, head and head[0]), latex)
        except (EquationError, RecursionError) as error:
            vars(self.program).update(vars(before))
            self.release()
            raise _located(error, latex) from None

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
            meter = self._started(latex)
            with np.errstate(all="ignore"):
                verdicts = [
                    judge(equation, self.program, self.seed, self.draws, latex, meter)
                    for equation in self.parse(latex)
                ]
        except (EquationError, RecursionError) as error:
            raise _located(error, latex) from None
        return joined(verdicts)


def _located(error: Exception, latex: str) -> EquationError:
    if isinstance(error, EquationError):
        return error.within(latex)
    return EquationError("nested too deeply; expected fewer groups and calls within one another")
