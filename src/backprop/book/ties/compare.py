"""A chapter's equations, evaluated with the variables of its notebook."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backprop.book.ties.declared import Declared, Tie, declared_in, markdown_of
from backprop.book.ties.read import is_name, read
from backprop.equations import limits
from backprop.equations.files import Equation, walk
from backprop.equations.indices import locate
from backprop.equations.judge import environments
from backprop.equations.leaves import as_leaf
from backprop.equations.letters import free_indices
from backprop.equations.parser import read_name
from backprop.equations.program import Env, find
from backprop.equations.run import Run
from backprop.equations.sheet import Sheet, expanded
from backprop.equations.tree import Node, Symbol

__all__ = ["TOLERANCE", "Outcome", "Values", "compared"]

TOLERANCE = 1e-9  # of the largest number on either side
Arrays = dict[str, NDArray]


@dataclass(frozen=True)
class Outcome:
    """What came of one equation: which names it met in code, or what is wrong."""

    label: str
    names: tuple[str, ...] = ()
    fault: str = ""
    why_none: str = ""

    @property
    def tied(self) -> bool:
        """Whether code has its numbers."""
        return bool(self.names) and not self.fault


@dataclass
class Values:
    """The numbers of a sheet's symbols and declared formulas, and the name of each in code."""

    code: dict[str, str] = field(default_factory=dict)
    numbers: Arrays = field(default_factory=dict)


class Tied:
    """A sheet whose leaves are variables of the notebook."""

    def __init__(self, sheet: Sheet, ties: Mapping[str, Tie], variables: Mapping[str, object]):
        self.sheet, self.ties, self.variables = sheet, ties, variables
        self.letters: dict[str, tuple[str, dict[str, int]]] = {}  # key: code, layers
        self.loose: set[str] = set()
        # kept as long as the sheet: a run remembers derivatives by the identity of their nodes
        self.nodes: list[Node] = []
        for formula, tie in ties.items():
            if tie.code and not is_name(tie.code) and formula not in sheet.program.leaves:
                raise ValueError(
                    f"{formula} is {tie.code} in code; expected a name that the code has given"
                )
            if not tie.is_label and tie.code:
                for key, layers in self._keys(formula):
                    self.letters[key] = tie.code, layers
        self._fix()

    def _keys(self, formula: str) -> Iterator[tuple[str, dict[str, int]]]:
        """Yield the symbols that a line stands for; nothing for a formula that is none."""
        layers = self.sheet.program.layers
        try:
            yield from zip(expanded(formula, layers), _choices(formula, layers), strict=True)
        except ValueError:
            return

    def _fix(self) -> None:
        """Give each leaf the value of its variable; note those that have none."""
        program = self.sheet.program
        for key, leaf in program.leaves.items():
            if key in self.letters:
                code, layers = self.letters[key]
                program.leaves[key] = as_leaf(key, read(code, self.variables, layers))
            elif leaf.entries:
                self.loose.add(key)
        self.sheet.settle()

    def run(self) -> Run:
        """Return one evaluation with the variables as they are."""
        return Run(self.sheet.program, limits.Meter()).draw(np.random.default_rng(0), 1)

    def sides(self, equation: Equation) -> Iterator[tuple[list, list, list]]:
        """Yield for each equation of a display the sides, their code and their numbers."""
        run = self.run()
        for parsed in self.sheet.parse(equation.latex):
            for env in environments(parsed, self.sheet.program, run):
                nodes = [*parsed.sides, *parsed.conditions]
                free = run.attempt(lambda nodes=nodes, env=env: free_indices(nodes, run, env))
                if len(free) > 2:  # no array of the notebook has as many axes
                    yield [], [], list(parsed.relations)
                    continue
                numbers = [_assembled(run, side, env, free) for side in parsed.sides]
                reads = [run.watched(side, _first(env, free))[1] for side in parsed.sides]
                loose = any(one & self.loose for one in reads)
                names = [] if loose else [self._code(side, env, free, run) for side in parsed.sides]
                yield names, numbers, list(parsed.relations)

    def _code(self, side: Node, env: Env, free, run: Run) -> tuple[str, NDArray] | None:
        """Return the name in code that a side has, and what it holds."""
        for formula, tie in self.ties.items():
            if tie.code and not tie.is_label and self._node(formula) == side:
                return tie.code, read(tie.code, self.variables, dict(env.values))
        found = find(side, env, run.has) if isinstance(side, Symbol) else None
        if found is None or found.sup or found.key not in self.letters:
            return None
        code, layers = self.letters[found.key]
        numbers = read(code, self.variables, layers)
        if found.sub and not {token.text for token in found.sub.tokens} & free.keys():
            whole = _matrix(numbers)
            origin = run.program.origin(found.key, whole.shape)
            rows, columns = locate(found.sub, env.values, whole.shape, origin, side.position)
            numbers = whole[rows, columns]
        return code, numbers

    def _node(self, formula: str) -> Node | None:
        try:
            (equation,) = self.sheet.parse(f"{formula} = 0")
        except ValueError:
            return None
        self.nodes.append(equation.sides[0])
        return equation.sides[0]

    def values(self) -> Values:
        """Return the numbers of everything that has some: symbols, and declared formulas."""
        run, found, program = self.run(), Values(), self.sheet.program
        for key in [*program.leaves, *program.definitions, *program.aliases]:
            try:
                run.value(key) if key in program.leaves else run.ensure(program.target(key))
                if not run.reads_of(program.target(key)) & self.loose:
                    found.numbers[key] = run.value(key).value[0]
            except ValueError:
                continue  # a function's body, of parameters that have no value
            if key in self.letters:
                found.code[key] = _shown(*self.letters[key])
        for formula, tie in self.ties.items():
            node = None if tie.is_label or formula in found.numbers else self._node(formula)
            if node is None or isinstance(node, Symbol):
                continue
            try:
                value, reads = run.watched(node, _fixed(program))
            except ValueError:
                continue
            if not reads & self.loose:
                found.numbers[formula] = value.value[0]
                found.code |= {formula: tie.code} if tie.code else {}
        return found

    def unlike(self, values: Values) -> Iterator[Outcome]:
        """Yield what has other numbers than its name in code, used in an equation or not."""
        for key, numbers in values.numbers.items():
            code, layers = self.letters.get(key, (values.code.get(key, ""), {}))
            if not code or key in self.sheet.program.leaves:
                continue
            try:
                fault = _fault(code, read(code, self.variables, layers), numbers, False)
            except ValueError as error:
                fault = str(error)
            if fault:
                yield Outcome(key, (code,), fault)


def _choices(formula: str, layers: Mapping[str, tuple[int, ...]]) -> Iterator[dict[str, int]]:
    """Yield the layers for each key that `expanded` yields, in its order."""
    symbol = read_name(formula)
    scripts = [s for s in (symbol.sub, symbol.sup) if s and (s.is_layer or len(s.tokens) == 1)]
    letters = sorted({t.text for s in scripts for t in s.tokens if t.text in layers})
    for values in product(*(layers[letter] for letter in letters)):
        yield dict(zip(letters, values, strict=True))


def _shown(code: str, layers: Mapping[str, int]) -> str:
    """Write numbers for letters: delta[l] is delta[2]."""
    for letter, value in layers.items():
        code = re.sub(rf"\b{re.escape(letter)}\b", str(value), code)
    return code


def _fixed(program) -> Env:
    return Env({letter: values[0] for letter, values in program.layers.items() if len(values) == 1})


def _first(env: Env, free: Mapping[str, range]) -> Env:
    return env.bind({letter: values[0] for letter, values in free.items()})


def _assembled(run: Run, side: Node, env: Env, free: Mapping[str, range]) -> NDArray:
    """Return a side's numbers: whole, or entry by entry over its free indices."""
    if not free:
        return run.evaluate(side, env).value[0]
    letters = list(free)[:2]
    ranges = [free[letter] for letter in letters] + [range(1)] * (2 - len(letters))
    return np.array(
        [
            [
                run.evaluate(side, env.bind(dict(zip(letters, (i, j), strict=False)))).value.flat[0]
                for j in ranges[1]
            ]
            for i in ranges[0]
        ]
    )


def _matrix(numbers: NDArray) -> NDArray:
    return numbers.reshape(-1, 1) if numbers.ndim < 2 else numbers


def _same_shape(code: NDArray, formula: NDArray) -> bool:
    """Whether shapes agree; a list of numbers is a column or a row, and a number 1 x 1."""
    if code.ndim == 2:
        return code.shape == formula.shape
    return code.size == formula.size and min(formula.shape) == 1


def _fault(name: str, code: NDArray, formula: NDArray, plain: bool) -> str:
    """Say how a name in code and a side differ; "" where they do not."""
    if plain and formula.size == 1:
        formula = np.broadcast_to(formula, _matrix(code).shape)
    if not _same_shape(code, formula):
        sizes = " and ".join(" x ".join(map(str, one.shape)) or "1 x 1" for one in (formula, code))
        return f"{sizes} in {name}"
    one, other = formula.ravel(), code.ravel()
    scale = max(abs(one).max(), abs(other).max(), 1e-300)
    gap = abs(one - other)
    if not (np.isfinite(gap).all() and gap.max() <= TOLERANCE * scale):
        at = int(np.nanargmax(np.where(np.isfinite(gap), gap, np.inf)))
        return f"{one[at]:.6g} in the formula, {other[at]:.6g} in {name}"
    return ""


def compared(
    path: Path, variables: Mapping[str, object], declared: Declared | None = None
) -> tuple[list[Outcome], dict[str, Values]]:
    """Compare every definition and claim of a file with the variables of its notebook.

    Parameters
    ----------
    path : Path
        The notebook, or Markdown with its formulas.
    variables : mapping
        Name to value, as `globals()` gives them.
    declared : Declared, optional
        Names of symbols; those that the file declares, by default.

    Returns
    -------
    list of Outcome
        For each definition and each claim, in order; then for each symbol or formula that
        is declared and has other numbers than its name in code.
    dict of Values
        For each sheet.
    """
    declared = declared_in(markdown_of(path)) if declared is None else declared
    tied: dict[str, Tied] = {}
    outcomes = []
    for equation, sheet in walk(path):
        if equation.sheet not in tied:
            tied[equation.sheet] = Tied(sheet, declared.of(equation.sheet), variables)
        here = tied[equation.sheet]
        try:
            if equation.kind == "def":
                sheet.define(equation.latex)
            if equation.kind in ("def", "claim"):
                with np.errstate(all="ignore"):
                    outcomes.append(_outcome(equation, here))
        except ValueError as error:
            said = str(error).split("\n")[0]
            outcomes.append(Outcome(equation.label, fault=f"cannot be evaluated: {said}"))
    with np.errstate(all="ignore"):
        values = {name: one.values() for name, one in tied.items()}
    outcomes += [one for name, here in tied.items() for one in here.unlike(values[name])]
    return outcomes, values


def _outcome(equation: Equation, tied: Tied) -> Outcome:
    """Compare a display; it counts as tied if each of its equations has a name in code."""
    label = equation.label
    said = tied.ties.get(label)
    met, complete = [], True
    for names, numbers, relations in tied.sides(equation):
        known = [one for one in names if one]
        if said and said.code:
            known = [(said.code, read(said.code, tied.variables))]
        if not known or set(relations) != {"="}:
            complete = False
            continue
        sizes = {value.shape for value in numbers if value.size > 1}
        if len(sizes) > 1:
            shown = " and ".join(" x ".join(map(str, size)) for size in sorted(sizes))
            return Outcome(label, fault=f"its sides are {shown}")
        for name, code in known:
            met.append(name)
            for side, value in enumerate(numbers):
                plain = side > 0 and value.size == 1
                if fault := _fault(name, code, value, plain):
                    return Outcome(label, tuple(met), fault)
    return Outcome(label, tuple(met) if complete else (), "", said.meaning if said else "")
