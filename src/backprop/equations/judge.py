"""Claims on random draws: evaluate every side, compare, and say what came of it."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from backprop.equations import limits
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.letters import free_indices, open_letters
from backprop.equations.loops import compared
from backprop.equations.program import Env, Program
from backprop.equations.run import Run
from backprop.equations.tree import Equation, Node, Symbol, children
from backprop.equations.verdict import Comparison, Link, Verdict, conclude, fitted

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


def _sides(equation: Equation, run: Run, env: Env, draws: int):
    """Return names of combinations, arrays for each link, and where conditions are true."""
    names, masks, pairs = [], [], [([], []) for _ in equation.relations]
    plain = [_is_plain(side) for side in equation.sides]
    for here, name in _combinations(equation, run, env):
        true = np.array([[True]])
        for condition in equation.conditions:
            true = true & run.attempt(lambda c=condition, h=here: compared(c, h, run))
        if not true.any():
            continue
        values = [run.evaluate(side, here) for side in equation.sides]
        names.append(name)
        masks.append(true)
        for i, (lefts, rights) in enumerate(pairs):
            left, right = fitted(values[i], values[i + 1], (plain[i], plain[i + 1]))
            lefts.append(_full(left, draws))
            rights.append(_full(right, draws))
    return names, pairs, masks


def _full(value: NDArray, draws: int) -> NDArray:
    return np.broadcast_to(value, (draws, *value.shape[-2:]))


class Judge:
    """Keeps what the draws have shown of each link."""

    def __init__(self, equation: Equation):
        self.equation = equation
        self.seen = [Comparison(relation) for relation in equation.relations]

    def round(self, run: Run, envs: list[Env], draws: int) -> int:
        """Compare all links on these draws; return how many draws were usable."""
        usable, batches = np.ones(draws, bool), []
        any_true = np.zeros(draws, bool)
        for env in envs:
            names, pairs, masks = _sides(self.equation, run, env, draws)
            for i, (lefts, rights) in enumerate(pairs):
                if not names:
                    continue
                left, right, true = _masked(lefts, rights, masks)
                usable &= (np.isfinite(left) & np.isfinite(right)).all((0, 2, 3))
                any_true |= true.any((0, 2, 3))
                batches.append((i, left, right, names))
        usable &= any_true
        for i, left, right, names in batches:
            self.seen[i].see(left, right, usable, names)
        return int(usable.sum())

    def broken(self) -> bool:
        """Return whether a counter-example has been met."""
        return any(one.broken for one in self.seen)

    def links(self, source: str) -> list[Link]:
        """Return what came of each link."""
        texts = [source[start:end] for start, end in self.equation.spans]
        links = []
        for i, seen in enumerate(self.seen):
            same = self.equation.sides[i] == self.equation.sides[i + 1]
            vacuous = not seen.broken and (same or (seen.relation == "=" and seen.zero))
            reason = ""
            if seen.broken:
                reason = f"sides differ by {seen.difference:.3g} (relative): {seen.worst}"
            elif vacuous:
                reason = f"vacuous: {'the same on both sides' if same else 'zero on both sides'}"
            links.append(
                Link(
                    texts[i],
                    seen.relation,
                    texts[i + 1],
                    not (seen.broken or vacuous),
                    seen.difference,
                    reason,
                    vacuous,
                )
            )
        return links


def _masked(lefts: list, rights: list, masks: list) -> tuple[NDArray, NDArray, NDArray]:
    """Return stacked sides, zero where a condition is not true."""
    sizes = {one.shape for one in lefts}
    if len(sizes) > 1:
        raise EquationError("a side changes its shape from index to index; expected one shape")
    left, right = np.stack(lefts), np.stack(rights)
    true = np.stack([np.broadcast_to(mask, left.shape[1:]) for mask in masks])
    return np.where(true, left, 0), np.where(true, right, 0), true


def judge(equation: Equation, program: Program, seed: int, draws: int, source: str) -> Verdict:
    """Return the verdict on one equation.

    A draw that meets a number that is not finite is drawn again; a claim fails at
    the first batch of draws that holds a counter-example.
    """
    meter, rng, state = limits.Meter(), np.random.default_rng(seed), Judge(equation)
    good = rounds = 0
    try:
        while good < draws and rounds < ROUNDS and not state.broken():
            run = Run(program, meter).draw(rng, draws)
            good += state.round(run, environments(equation, program, run), draws)
            rounds += 1
    except Misfit as misfit:
        return _misfit(misfit, equation, source, good)
    if good < draws and not state.broken():
        reason = (
            f"{good} of {rounds * draws} draws gave finite numbers on both sides under its "
            f"conditions; expected {draws}"
        )
        return Verdict(False, np.inf, good, reason)
    return conclude(state.links(source), good)


def _misfit(misfit: Misfit, equation: Equation, source: str, draws: int) -> Verdict:
    """Return the verdict on a claim whose shapes do not fit."""
    place = ""
    if misfit.position is not None and misfit.source in (None, source):
        place = f" (position {misfit.position})"
    return Verdict(False, np.inf, draws, misfit.message + place)
