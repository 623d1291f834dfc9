r"""A sheet: leaves and functions, definitions, and claims to be judged."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from backprop.equations import limits
from backprop.equations.defining import Definer, WithHeads, filled
from backprop.equations.errors import EquationError
from backprop.equations.functions import declared_function, layered
from backprop.equations.judge import judge
from backprop.equations.leaves import as_chances, as_leaf, as_members, as_origin
from backprop.equations.macros import Macros
from backprop.equations.parser import (
    DEFINING,
    UPDATES,
    Head,
    parse,
    read_heads,
    read_name,
    unreadable,
)
from backprop.equations.program import Env, Program, find, written
from backprop.equations.run import Run
from backprop.equations.tree import Equation, Symbol
from backprop.equations.verdict import Verdict, joined

__all__ = ["Sheet"]


ARROW = re.compile(r"\u21a6|\\mapsto(?![a-zA-Z])|->")
CHOICES: dict[str, dict[object, tuple[str, object]]] = {
    # key: what may be given, and what that sets in the program
    "layout": {"numerator": ("layout", "numerator"), "denominator": ("layout", "denominator")},
    "gradients": {"columns": ("upright", True)},
    "vec": {"columns": ("vec", "columns"), "rows": ("vec", "rows")},
    "prime": {"transpose": ("prime", True)},
}
SETTINGS = (*CHOICES, "differentials", "tolerance")


def _formula(name: str, parameters: str, body: str) -> str:
    """Return f(x, y) = body for f: (x, y) \u21a6 body."""
    inside = parameters.strip()
    if inside.startswith("(") and inside.endswith(")"):
        inside = inside[1:-1]
    return f"{name}({inside}) = {body.strip()}"


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
    macros, sets, random : dict
    layout, gradients, vec, differentials, tolerance, prime
        As `backprop.equations.declarations` has them.

    Examples
    --------
    >>> sheet = Sheet(leaves={"x": (3,), "w": (3,)}, functions={r"\sigma": "sigmoid"})
    >>> sheet.define(r"a = \sigma(w^T x)")
    >>> sheet.check(r"\frac{\partial a}{\partial w} = a (1 - a) x").holds
    True
    >>> sheet.check(r"\frac{\partial a}{\partial w} = a x^T").reason
    'the left side is 3 x 1, the right side 1 x 3'
    """

    def __init__(
        self, leaves=None, functions=None, seed=0, *, layers=None, origin=None, draws=20,
        macros=None, sets=None, random=None, **settings,
    ):  # fmt: skip
        self.seed, self.draws = seed, draws
        self.program, self.macros = Program(), Macros()
        for name, body in dict(macros or {}).items():
            self.macros.add(name, body)
        self.meter: limits.Meter | None = None  # of the file that the sheet belongs to
        self._formulas: list[str] = []
        self.release()
        self.extend(
            leaves, functions, layers=layers, origin=origin, sets=sets, random=random, **settings
        )

    def extend(
        self, leaves=None, functions=None, *, layers=None, origin=None, sets=None, random=None,
        **settings,
    ) -> None:  # fmt: skip
        """Declare more, as the class has it."""
        given = {"layers": layers, "functions": functions, "leaves": leaves, "origin": origin}
        given |= {"sets": sets, "random": random}
        for part, those in given.items():
            for name, value in dict(those or {}).items():
                self.declare(part, name, value)
        for key, value in settings.items():
            self.set(key, value)
        self.settle()

    def declare(self, part: str, name: str, given: object) -> None:
        """Declare one name.

        `settle` must follow, once, before the sheet is used.

        Parameters
        ----------
        part : {"layers", "functions", "leaves", "origin", "sets", "random"}
        name : str
            Its LaTeX.
        given : object
            As `backprop.equations.declarations` has it for this part.
        """
        program = self.program
        if part == "layers":
            program.layers = {**program.layers, **layered({name: given})}
            limits.within("letters for layers", len(program.layers), limits.LETTERS)
            return
        if part == "sets":
            program.sets[written(read_name(name))] = as_members(name, given)
            return
        if part == "random":
            program.random[written(read_name(name))] = as_chances(name, given, program.random)
            return
        if part == "functions" and isinstance(given, str) and (arrow := ARROW.search(given)):
            self._formulas.append(_formula(name, given[: arrow.start()], given[arrow.end() :]))
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

    def set(self, key: str, given: object) -> None:
        """Say how derivatives and the like are written.

        Parameters
        ----------
        key : {"layout", "gradients", "vec", "differentials", "tolerance", "prime"}
        given : object
            As `backprop.equations.declarations` has it.
        """
        program = self.program
        if key in CHOICES:
            if given not in CHOICES[key]:
                expected = " or ".join(map(repr, CHOICES[key]))
                raise ValueError(f"{key} is {given!r:.60}; expected {expected}")
            setattr(program, *CHOICES[key][given])
        elif key == "differentials":
            names = [given] if isinstance(given, str) else given
            if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
                raise ValueError(f"differentials is {given!r:.60}; expected a name or a list")
            program.differentials = tuple(written(read_name(name)) for name in names)
        elif key == "tolerance":
            number = isinstance(given, int | float) and not isinstance(given, bool)
            if not number or not 0 < given < 1:
                raise ValueError(f"tolerance is {given!r:.60}; expected a number between 0 and 1")
            program.tolerance = float(given)
        else:
            raise ValueError(f"{key} is no setting; expected one of {', '.join(SETTINGS)}")

    def settle(self) -> None:
        """Look at all leaves together, draw them, and take in functions given by formulas."""
        entries = self.program.entries() * self.draws
        limits.within(f"numbers in {self.draws} draws", entries, limits.HELD)
        self.release()
        _ = self.probe  # says now what is wrong with a leaf that is called
        for key in self.program.random:
            if not self.program.has(key):
                raise ValueError(f"{key} is random and not declared; expected it among the leaves")
        formulas, self._formulas = self._formulas, []
        for formula in formulas:
            self.define(formula)

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
        sheet.meter, sheet.macros = self.meter, self.macros
        sheet.program = self.program.copy()
        sheet.release()
        return sheet

    def parse(self, latex: str, heads: Sequence[Head] = ()) -> list[Equation]:
        """Return the equations of a formula, read with the names that the sheet has.

        Parameters
        ----------
        latex : str
        heads : sequence of Head, optional
            New names that the formula defines, as `read_heads` finds them.
        """
        names = WithHeads(self.program, heads) if heads else self.program
        return parse(latex, names, self.macros)

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
        self.define_all([latex])

    def define_all(self, displays: Sequence[str]) -> None:
        """Extend the program by several displays that may need each other; raises as `define`."""
        before = self.program.copy()
        latex = ""
        try:
            equations = []
            for latex in displays:
                meter = self._started(latex)
                heads = read_heads(latex, self.program, self.macros)
                heads = [one for one in heads if not self.program.has(written(one.symbol))]
                self.probe.meter = meter
                equations += [(one, latex) for one in self.parse(latex, heads)]
            with np.errstate(all="ignore"):
                self._define(equations)
        except (EquationError, RecursionError) as error:
            vars(self.program).update(vars(before))
            self.release()
            raise _located(error, latex, self.macros) from None

    def introduces(self, latex: str) -> bool:
        r"""Return whether a display says itself that it defines a new name.

        It does by its sign, z := w^T x, and by saying where it lives, x \in \mathbb{R}^n.
        """
        try:
            self._started(latex)
        except EquationError:
            return False  # and what follows says so
        heads = read_heads(latex, self.program, self.macros)
        if heads and heads[0].relation in DEFINING:
            return heads[0].relation in UPDATES or not self._is_known(heads[0])
        if r"\in" not in latex and "\u2208" not in latex:
            return False
        try:
            equations = self.parse(latex)
        except (EquationError, RecursionError):
            return False
        names = [side for one in equations for side in one.sides if not one.relations]
        return len(names) >= len(equations) and all(
            isinstance(name, Symbol) and not self.program.has(written(name)) for name in names
        )

    def _is_known(self, head: Head) -> bool:
        """Return whether what stands on the left is declared, for a layer or as an entry."""
        if head.called and self.program.is_function(head.symbol):
            return True
        layers = self.program.layers
        fixed = {letter: values[0] for letter, values in layers.items() if len(values) == 1}
        env = Env({**self.program.constants(), **fixed})
        found = find(head.symbol, env, self.program.has)
        return found is not None or bool(self.program.family(head.symbol, env))

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
                equations = self._given(self.parse(latex), latex, meter)
                verdicts = [
                    judge(equation, self.program, self.seed, self.draws, latex, meter)
                    for equation in equations
                ]
        except (EquationError, RecursionError) as error:
            raise _located(error, latex, self.macros) from None
        return joined(verdicts)

    def _given(self, equations: list[Equation], latex: str, meter: limits.Meter) -> list[Equation]:
        """Take in what a claim explains of new names: where z = w^T x; return the rest."""
        rest = []
        for equation in equations:
            symbols = [side for side in equation.sides if isinstance(side, Symbol)]
            new = symbols and not self.program.has(written(symbols[0]))
            if new and len(equations) > 1 and (equation.given or not equation.relations):
                self.probe.meter = meter
                self._define([(equation, latex)])
            else:
                rest.append(equation)
        return rest or equations


def _located(error: Exception, latex: str, macros) -> EquationError:
    """Return the error with its formula, and the name of what is never read in it."""
    if isinstance(error, EquationError):
        said = unreadable(latex, macros) if error.source in (None, latex) else ""
        if said and " is not read" not in error.message:
            error = EquationError(f"{said} is not read; {error.message}", error.position)
        return error.within(latex)
    return EquationError("nested too deeply; expected fewer groups and calls within one another")
