"""Claims on random draws: evaluate every side, and hand both to the comparison."""

from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np

from backprop.equations import limits
from backprop.equations.arrays import named, shape
from backprop.equations.compare import Round
from backprop.equations.conclude import Evidence, conclude, misfit
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.forms import form, restates
from backprop.equations.letters import free_indices, open_letters
from backprop.equations.loops import compared
from backprop.equations.program import Env, Program
from backprop.equations.run import Run
from backprop.equations.scaled import Scaled
from backprop.equations.tree import Equation, Node, Symbol, children
from backprop.equations.verdict import Verdict

__all__ = ["environments", "judge"]

ROUNDS = 10


def environments(equation: Equation, program: Program, run: Run) -> list[Env]:
    """Return one environment for each combination of the layers an equation leaves open."""
    nodes = [*equation.sides, *equation.conditions]
    fixed = {letter: values[0] for letter, values in program.layers.items() if len(values) == 1}
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
    shown = {k: v for k, v in env.values.items() if len(run.program.layers.get(k, (0, 0))) > 1}
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
    """Shows the draws to the comparison, one combination of indices after the other."""

    def __init__(self, equation: Equation, draws: int):
        self.equation, self.draws = equation, draws
        self.plain = [_is_plain(side) for side in equation.sides]
        self.evidence = Evidence(equation)

    def round(self, run: Run, envs: list[Env]) -> None:
        """Compare all links on the draws of this run."""
        rounds = [Round(relation, self.draws) for relation in self.equation.relations]
        meant = np.zeros(self.draws, bool)
        for env in envs:
            sizes = {}
            for here, name in _combinations(self.equation, run, env):
                true = self._meant(run, here)
                if true.any():
                    if not sizes:
                        self._look(here, run.program)
                    meant |= self._compare(run, here, name, true, rounds, sizes)
        self.evidence.add(rounds, meant)

    def _meant(self, run: Run, env: Env) -> np.ndarray:
        true = np.array([[[True]]])
        for condition in self.equation.conditions:
            true = true & run.attempt(lambda c=condition: compared(c, env, run))
        return true

    def _look(self, env: Env, program: Program) -> None:
        """Note which links say nothing, whatever the numbers."""
        for i, pair in enumerate(pairwise(self.equation.sides)):
            same, restated = self.evidence.same, self.evidence.restated
            same[i] = same[i] and form(pair[0], env) == form(pair[1], env)
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
            _fitted(before, following, (self.plain[i], self.plain[i + 1]))
            left, right = _full(before, following, self.draws)
            run.meter.charge(5 * limits.VISIT + 4 * left.value.size)
            if sizes.setdefault(i, left.shape) != left.shape:
                raise EquationError(
                    "a side changes its shape from index to index; expected one shape"
                )
            one.see(left, right, np.broadcast_to(true, left.shape), name)
            meant |= np.broadcast_to(true, left.shape).any((1, 2))
        return meant


def judge(
    equation: Equation, program: Program, seed: int, draws: int, source: str, meter: limits.Meter
) -> Verdict:
    """Return the verdict on one equation.

    A draw that meets a number that is not finite, or one that rounding has eaten, is
    drawn again; a claim fails at the first batch of draws that holds a counter-example.
    """
    rng, state = np.random.default_rng(seed), Judge(equation, draws)
    evidence = state.evidence
    try:
        for _ in range(ROUNDS):
            run = Run(program, meter).draw(rng, draws)
            run.shares = evidence.shares
            state.round(run, environments(equation, program, run))
            if evidence.good >= draws or evidence.broken:
                break
    except Misfit as error:
        return misfit(error, source, evidence.good)
    return conclude(evidence, source, draws)
