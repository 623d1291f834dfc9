r"""Whether two formulas say the same by the laws of algebra alone, whatever the numbers.

The laws: brackets that only repeat the order of operations; a sign of product that is
written or left out; products are associative; factors of an elementwise product, and
numbers (1 x 1) in any product, stand in any order, and under any sign of product; a
number is its own transpose; a factor that is one and a term that is nought can go.
"""

from dataclasses import fields, is_dataclass

import numpy as np

from backprop.equations import limits
from backprop.equations.errors import EquationError
from backprop.equations.judge import environments
from backprop.equations.letters import free_indices
from backprop.equations.parser import parse
from backprop.equations.program import Env
from backprop.equations.run import Run
from backprop.equations.tree import Big, Node, Number, Partial, Product, Sum, Transpose

ONE, NOUGHT = ("number", 1.0), ("number", 0.0)


class Laws:
    """Normal forms of formulas, as they are read on a sheet."""

    def __init__(self, sheet):
        self.program = sheet.program

    def claims(self, latex: str) -> list[tuple]:
        """Return for each equation its sides, relations, conditions and range, normalised."""
        self.run = Run(self.program, limits.Meter()).draw(np.random.default_rng(1), 2)
        return [self._claim(e) for e in parse(latex, self.program)]

    def _claim(self, equation) -> tuple:
        env = environments(equation, self.program, self.run)[0]
        nodes = [*equation.sides, *equation.conditions]
        ranges = self.run.attempt(lambda: free_indices(nodes, self.run, env))
        env = env.bind({letter: values[0] for letter, values in ranges.items()})
        sides = tuple(self.form(side, env) for side in equation.sides)
        runs = tuple(
            (one.variable, *(self.run.whole(node, env) for node in (one.first, one.last)))
            for one in equation.runs
        )
        return sides, equation.relations, self.form(equation.conditions, env), runs

    def _value(self, node: Node, env: Env):
        try:
            return self.run.attempt(lambda: self.run.evaluate(node, env)).value
        except EquationError:
            return None

    def _is_number(self, node: Node, env: Env) -> bool:
        value = self._value(node, env)
        return value is not None and value.shape[-2:] == (1, 1)

    def form(self, node, env: Env):
        """Return what is the same for all formulas that the laws make one of."""
        if isinstance(node, tuple):
            return tuple(self.form(one, env) for one in node)
        if isinstance(node, Number):
            return "number", node.value
        if isinstance(node, Sum):
            return self._sum(node, env)
        if isinstance(node, Product):
            return self._product(node, env)
        if isinstance(node, Transpose) and self._is_number(node.inner, env):
            return self.form(node.inner, env)
        if isinstance(node, Partial) and self._is_number(node, env):
            value = self._value(node, env)
            for constant in (ONE, NOUGHT):
                if (abs(value - constant[1]) < 1e-12).all():
                    return constant
        if isinstance(node, Big) and node.variables:
            env = env.bind(dict.fromkeys(node.variables, self._first(node, env)))
        if isinstance(node, Node):
            parts = (getattr(node, f.name) for f in fields(node) if f.compare)
            return type(node).__name__, *(self.form(part, env) for part in parts)
        return node if not is_dataclass(node) else (type(node).__name__, str(node.text))

    def _first(self, node: Big, env: Env) -> int:
        if node.lower is None:
            return 1
        try:
            return self.run.whole(node.lower, env)
        except EquationError:
            return 1

    def _sum(self, node: Sum, env: Env):
        terms = []
        for sign, inner in node.terms:
            form = self.form(inner, env)
            nested = form[1] if form[0] == "sum" else ((1, form),)
            terms += [(sign * s, one) for s, one in nested if one != NOUGHT]
        if not terms:
            return NOUGHT
        return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else ("sum", tuple(terms))

    def _product(self, node: Product, env: Env):
        r"""Return numbers sorted, and the array part: a chain of factors, or a heap of them."""
        numbers, parts = [], []
        for kind, inner in (("first", node.first), *node.rest):
            form = self.form(inner, env)
            if kind == "over":
                form = "over", form
            scale, core = form[1:] if form[0] == "product" else ((), form)
            numbers += scale
            if core is not None and (core == ONE or self._is_number(inner, env)):
                numbers += [core] if core != ONE else []
            elif core is not None:
                parts.append((kind, core))
        if NOUGHT in numbers:
            return NOUGHT
        numbers = tuple(sorted(numbers, key=repr))
        core = _joined(parts)
        if not numbers and core is not None:
            return core
        return numbers[0] if core is None and len(numbers) == 1 else ("product", numbers, core)


def _joined(parts: list[tuple]):
    r"""Return arrays in one chain (matrix products) or one heap (elementwise), nested if mixed."""
    if not parts:
        return None
    core = parts[0][1]
    for kind, other in parts[1:]:
        name = "heap" if kind in ("entry", "over") else "chain"
        members = [m for one in (core, other) for m in (one[1] if one[0] == name else (one,))]
        core = name, tuple(sorted(members, key=repr) if name == "heap" else members)
    return core


def same(laws: Laws, one: str, other: str) -> bool:
    """Return whether two formulas are one by the laws."""
    return laws.claims(one) == laws.claims(other)


def part(laws: Laws, whole: str, piece: str) -> bool:
    """Return whether a formula says only what another says too: fewer links, a shorter range."""
    wholes = laws.claims(whole)
    return all(any(_within(one, other) for one in wholes) for other in laws.claims(piece))


def _within(whole: tuple, piece: tuple) -> bool:
    equal = {*whole[1], *piece[1]} == {"="}
    sides = piece[:2] == whole[:2] or (equal and set(piece[0]) <= set(whole[0]))
    ranges = len(whole[3]) == len(piece[3]) and all(
        one[0] == other[0] and min(one[1:]) <= min(other[1:]) and max(other[1:]) <= max(one[1:])
        for one, other in zip(whole[3], piece[3], strict=True)
    )
    return sides and piece[2] == whole[2] and ranges
