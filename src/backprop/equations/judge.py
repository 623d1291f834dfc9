"""Claims on random draws: evaluate every side, and hand both to the comparison."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, product

import numpy as np

from backprop.equations import limits
from backprop.equations.arrays import named, shape, sized
from backprop.equations.compare import Round
from backprop.equations.conclude import Evidence, conclude, misfit
from backprop.equations.errors import EquationError, Misfit, Undeclared
from backprop.equations.forms import APART, form, restates
from backprop.equations.letters import free_indices, open_letters
from backprop.equations.loops import compared
from backprop.equations.program import Env, Program, find, written
from backprop.equations.run import Run
from backprop.equations.scaled import Scaled
from backprop.equations.tree import (
    Compare,
    Differential,
    Domain,
    Equation,
    Node,
    Symbol,
    children,
)
from backprop.equations.verdict import Verdict

__all__ = ["environments", "judge"]

ROUNDS = 10
READINGS = {
    # what has more than one reading: the default, the other, and what to write
    "power": (
        "with powers of matrices",
        "with powers of each entry",
        r"A A for the matrix, A \odot A for each entry",
    ),
    "power in a sum": (
        r"with powers of each entry under \sum",
        "with powers of the matrix",
        r"A A for the matrix, A \odot A for each entry",
    ),
    "inverse": (
        "with A^{-1} as the inverse",
        "with one over each entry",
        r"a fraction for one over each entry",
    ),
    "entries first": (
        r"with a \odot b \cdot c as a \odot (b \cdot c)",
        r"with (a \odot b) \cdot c",
        "parentheses around one of them",
    ),
    "reach": (
        r"with \frac{\partial}{\partial x} of the first factor that x is in",
        "of the whole product",
        r"parentheses around what is differentiated",
    ),
    "dot": (
        r"with a \cdot b of two columns as their inner product",
        "with the product of each entry",
        r"a^T b for the number, a \odot b for the column",
    ),
    "kron as entries": (
        r"with \otimes as the Kronecker product",
        "with the product of each entry",
        r"\odot for each entry",
    ),
    "kron as outer": (
        r"with \otimes as the Kronecker product",
        r"with \otimes as a b^T",
        "a b^T for the matrix",
    ),
    "layout": (
        "with the gradient of a number in the shape of its variable",
        "with a row for a column",
        "layout: numerator in the declaration, or denominator",
    ),
    "gradient": (
        "with the gradient of a number as a row, as layout: numerator says",
        "with the shape of its variable",
        "gradients: columns in the declaration, or a transpose",
    ),
    "total": (
        r"with \partial for what a function is of, the rest held",
        "with the total derivative",
        "d for the total derivative",
    ),
}


def environments(equation: Equation, program: Program, run: Run) -> list[Env]:
    """Return one environment for each combination of the layers an equation leaves open."""
    nodes = [*equation.sides, *equation.conditions]
    fixed = program.constants()
    fixed |= {letter: values[0] for letter, values in program.layers.items() if len(values) == 1}
    clauses = {clause.variable: clause for clause in equation.runs}
    open_ = [one for one in open_letters(nodes, program.layers, program.has) if one not in fixed]
    choices = {letter: program.layers[letter] for letter in open_ if letter not in clauses}
    for letter, clause in clauses.items():
        first, last = (run.whole(node, Env(fixed)) for node in (clause.first, clause.last))
        limits.within(f"values of {letter}", abs(last - first) + 1, limits.RUNS, clause.position)
        choices[letter] = range(min(first, last), max(first, last) + 1)
    count = int(np.prod([len(values) for values in choices.values()], dtype=float))
    limits.within("combinations of layers", count, limits.RUNS, equation.position)
    run.meter.charge(count * (50 + 10 * len(fixed)))
    picked = product(*choices.values())
    return [Env({**fixed, **dict(zip(choices, values, strict=True))}) for values in picked]


def _is_plain(node: Node) -> bool:
    """Return whether a side is made of numbers alone."""
    return not isinstance(node, Symbol) and all(map(_is_plain, children(node)))


def _combinations(equation: Equation, run: Run, env: Env) -> Iterator[tuple[Env, str]]:
    """Yield the environment for each value of the free indices, and its name."""
    nodes = [*equation.sides, *equation.conditions]
    ranges = run.attempt(lambda: free_indices(nodes, run, env))
    count = int(np.prod([len(one) for one in ranges.values()], dtype=float))
    limits.within("combinations of indices", count, limits.RUNS, equation.position)
    if not count:
        raise Misfit(f"{', '.join(ranges)} runs over nothing", equation.position)
    shown = {k: v for k, v in env.values.items() if len(run.program.layers.get(k, ())) > 1}
    for values in product(*ranges.values()):
        picked = dict(zip(ranges, values, strict=True))
        yield env.bind(picked), ", ".join(f"{k} = {v}" for k, v in {**shown, **picked}.items())


def _fitted(left: Scaled, right: Scaled, plain: tuple[bool, bool]) -> None:
    """Refuse sides of different shapes; a plain number stands for an array full of it."""
    sizes = shape(left), shape(right)
    if sizes[0] != sizes[1] and not any(
        p and s == (1, 1) for p, s in zip(plain, sizes, strict=True)
    ):
        raise Misfit(f"the left side is {named(sizes[0])}, the right side {named(sizes[1])}")


def _full(left: Scaled, right: Scaled, draws: int) -> tuple[Scaled, Scaled]:
    """Return both sides as arrays (draws, rows, columns)."""
    size = draws, *np.broadcast_shapes(shape(left), shape(right))
    return tuple(one.map(lambda x: np.broadcast_to(x, size)) for one in (left, right))


class Judge:
    """Shows the draws to the comparison, one combination of indices after the other.

    Parameters
    ----------
    equation : Equation
    program : Program
    draws : int
    """

    def __init__(self, equation: Equation, program: Program, draws: int):
        self.equation, self.draws, self.tolerance = equation, draws, program.tolerance or 0.0
        self.plain = [_is_plain(side) for side in equation.sides]
        self.evidence = Evidence(equation)
        if "~" in equation.relations and program.tolerance is None:
            raise EquationError(
                r"\approx does not say how near; expected tolerance: 0.01 in the declaration, "
                "relative to the larger side",
                equation.position,
            )

    def round(self, run: Run, envs: list[Env]) -> None:
        """Compare all links on the draws of this run."""
        relations = self.equation.relations
        rounds = [Round(relation, self.draws, self.tolerance) for relation in relations]
        meant = np.zeros(self.draws, bool)
        for i, env in enumerate(envs):
            try:
                meant |= self._compare_all(run, env, rounds)
            except Misfit:
                self._name_all(run, envs[i + 1 :])
                raise
        self.evidence.add(rounds, meant)

    def _compare_all(self, run: Run, env: Env, rounds: list[Round]) -> np.ndarray:
        """Compare all links for each value of the indices; return in which draws."""
        meant, sizes = np.zeros(self.draws, bool), {}
        for here, name in _combinations(self.equation, run, env):
            true = self._meant(run, here)
            if true.any():
                if not sizes:
                    self._look(here, run.program)
                meant |= self._compare(run, here, name, true, rounds, sizes)
        return meant

    def _name_all(self, run: Run, envs: list[Env]) -> None:
        """Refuse a claim that has no meaning in one of these layers, since a name is missing."""
        for env in envs:
            for side in self.equation.sides:
                try:
                    run.evaluate(side, env)
                except Undeclared:
                    raise
                except EquationError:
                    continue

    def _meant(self, run: Run, env: Env) -> np.ndarray:
        true = np.array([[[True]]])
        for condition in self.equation.conditions:
            true = true & run.attempt(lambda c=condition: compared(c, env, run))
        return true

    def _look(self, env: Env, program: Program) -> None:
        """Note which links say nothing, whatever the numbers, and whatever i and j are."""
        apart = env.bind({letter: APART + i for i, letter in enumerate(sorted(env.bound))})
        for i, pair in enumerate(pairwise(self.equation.sides)):
            same, restated = self.evidence.same, self.evidence.restated
            same[i] = same[i] and form(pair[0], apart) == form(pair[1], apart)
            restated[i] = restated[i] and any(
                restates(*order, env, program) for order in (pair, pair[::-1])
            )

    def _compare(
        self, run: Run, env: Env, name: str, true, rounds: list[Round], sizes
    ) -> np.ndarray:
        """Compare all links for these values of the indices; return in which draws."""
        meant = np.zeros(self.draws, bool)
        following = run.evaluate(self.equation.sides[0], env)
        for i, one in enumerate(rounds):
            before, following = following, run.evaluate(self.equation.sides[i + 1], env)
            before, following = _known_in_size(before, following)
            _fitted(before, following, (self.plain[i], self.plain[i + 1]))
            left, right = _full(before, following, self.draws)
            run.meter.charge(5 * limits.VISIT + 4 * left.value.size)
            if sizes.setdefault(i, left.shape) != left.shape:
                raise EquationError(
                    "a side changes its shape from index to index; expected one shape"
                )
            one.see(left, right, np.broadcast_to(true, left.shape), name)
            meant |= np.broadcast_to(true, left.shape).any((1, 2))
        if self.equation.domain is not None:
            fits_domain(self.equation.domain, following, run, env)
        return meant


def _known_in_size(left: Scaled, right: Scaled) -> tuple[Scaled, Scaled]:
    """Return both sides, a multiple of the identity in the size of the other."""
    if left.identity and not right.identity and shape(right) != (1, 1):
        return sized(left, shape(right), None), right
    if right.identity and not left.identity and shape(left) != (1, 1):
        return left, sized(right, shape(left), None)
    return left, right


def fits_domain(domain: Domain, value: Scaled, run: Run, env: Env) -> str:
    r"""Refuse a side that does not live where \in says; return what could not be looked at."""
    if domain.kind == "set":
        return "where it lives was not looked at"
    sizes = []
    for node in (domain.rows, domain.columns):
        if node is None:
            sizes.append(1)
            continue
        try:
            sizes.append(run.whole(node, env))
        except Undeclared:
            return "where it lives was not looked at: a size is not declared"
    row = domain.columns is None and shape(value) == (1, sizes[0])
    if tuple(sizes) != shape(value) and not row:
        raise Misfit(
            f"the side is {named(shape(value))}, and lives where {named(tuple(sizes))} do",
            domain.position,
        )
    return ""


def judge(
    equation: Equation, program: Program, seed: int, draws: int, source: str, meter: limits.Meter
) -> Verdict:
    """Return the verdict on one equation.

    A draw that meets a number that is not finite, or one that rounding has eaten, is
    drawn again; a claim fails at the first batch of draws that holds a counter-example.

    Parameters
    ----------
    equation : Equation
    program : Program
        What is declared and defined.
    seed, draws : int
        Of the random numbers, and how many of each.
    source : str
        The LaTeX, for what is said of its sides.
    meter : Meter
        Counts the work.

    Raises
    ------
    EquationError
        For what cannot be evaluated.
    """
    if not equation.relations:
        return _lives(equation, program, seed, source, meter)
    verdict, met = _judged(equation, program, seed, draws, source, meter, "")
    if verdict.outcome not in ("fails", "misfit"):
        return verdict
    for reading, position in met.items():
        try:
            other, _ = _judged(equation, program, seed, draws, source, meter, reading)
        except EquationError:
            continue
        if other.holds:
            default, otherwise, written = READINGS[reading]
            place = "" if position is None else f" (position {position})"
            said = f"two readings: it does not hold {default}, and does {otherwise}{place}"
            return replace(verdict, otherwise=f"{said}; expected {written}")
    return _but_for_equal_indices(verdict, equation, program, seed, draws, source, meter)


EQUAL = re.compile(r"(?:^|, )([^,=]+) = (-?\d+)(?=, |$)")


def _but_for_equal_indices(
    verdict: Verdict,
    equation: Equation,
    program: Program,
    seed: int,
    draws: int,
    source: str,
    meter: limits.Meter,
) -> Verdict:
    """Say so where a claim fails for two equal indices alone, and holds for others."""
    place = verdict.reason.rpartition(", at ")[2]
    found = EQUAL.findall(place) if verdict.outcome == "fails" else []
    for (one, number), (other, same) in combinations(found, 2):
        if number != same or "row" in (one, other):
            continue
        condition = Compare((Symbol(one), Symbol(other)), ("!=",), equation.position)
        apart = replace(equation, conditions=(*equation.conditions, condition))
        if _judged(apart, program, seed, draws, source, meter, "")[0].holds:
            said = f"it fails for {one} = {other} alone, and holds for others; expected "
            return replace(verdict, otherwise=rf"{said}\text{{if }} {one} \neq {other} behind it")
    return verdict


def _lives(
    equation: Equation, program: Program, seed: int, source: str, meter: limits.Meter
) -> Verdict:
    r"""Return the verdict on x \in \mathbb{R}^n: whether x has this shape."""
    run = Run(program, meter).draw(np.random.default_rng(seed), 2)
    note = ""
    try:
        for env in environments(equation, program, run):
            for side in equation.sides:
                value = run.evaluate(side, env)
                note = fits_domain(equation.domain, value, run, env) or note
    except Misfit as error:
        return misfit(error, source, 2)
    return Verdict("holds", 0.0, 2, note=note)


def _judged(
    equation: Equation,
    program: Program,
    seed: int,
    draws: int,
    source: str,
    meter: limits.Meter,
    reading: str,
) -> tuple[Verdict, dict[str, int | None]]:
    """Return the verdict under a reading, and which other readings were met."""
    rng, state = np.random.default_rng(seed), Judge(equation, program, draws)
    evidence, met = state.evidence, {}
    varying = varied(equation, program)
    try:
        for count in range(ROUNDS):
            run = Run(program, meter, reading).draw(rng, draws)
            run.shares, run.slopes = evidence.shares, evidence.slopes
            run.met, run.varying, run.round = met, varying, count
            state.round(run, environments(equation, program, run))
            if evidence.good >= draws or evidence.broken:
                break
    except Misfit as error:
        verdict = misfit(error, source, evidence.good)
    else:
        verdict = conclude(evidence, source, draws)
    if verdict.outcome in ("fails", "misfit"):
        verdict = replace(verdict, otherwise=_of_a_constant(evidence))
    return verdict, met


def _of_a_constant(evidence: Evidence) -> str:
    """Return that something is differentiated by what it does not depend on; "" if nothing is.

    Whether the equation is wrong or a definition is missing cannot be known then.
    """
    for node in evidence.constants():
        of = written(node.of) if isinstance(node.of, Symbol) else "what is differentiated"
        by = written(node.by) if isinstance(node.by, Symbol) else "its variable"
        return (
            f"a derivative of a constant: {of} does not depend on {by} as it is declared and "
            f"defined (position {node.position}); expected a definition of one in terms of the "
            "other, or 0"
        )
    return ""


def varied(equation: Equation, program: Program) -> tuple[str, ...]:
    """Return what differentials are of: what is declared, else the leaves behind a d."""
    if program.differentials:
        return program.differentials
    found, pending = set(), list(equation.sides)
    while pending:
        node = pending.pop()
        if isinstance(node, Differential) and isinstance(node.of, Symbol):
            name = find(node.of, Env({}), program.has)
            if name is not None and program.target(name.key) in program.leaves:
                found.add(program.target(name.key))
        pending += children(node)
    return tuple(sorted(found))
