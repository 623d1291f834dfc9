"""How a sheet takes in a definition: which names are new, by entry or whole, in which layers."""

from backprop.equations import limits
from backprop.equations.errors import EquationError
from backprop.equations.judge import environments, judge
from backprop.equations.letters import index_letters, mentioned
from backprop.equations.names import join_key, render
from backprop.equations.program import Defined, Definition, Env, Program, Reference, find, written
from backprop.equations.run import Run
from backprop.equations.tree import Call, Equation, Node, Symbol, children

__all__ = ["Definer", "filled"]


def filled(symbol: Symbol, env: Env, with_sub: bool = True) -> str:
    """Return the key of a name whose layers have these values."""
    sub, sup = (render(s.tokens, env.values) if s else "" for s in (symbol.sub, symbol.sup))
    return join_key(symbol.base, sub if with_sub else "", sup, symbol.primes)


class Definer:
    """The part of a sheet that extends its program."""

    program: Program
    probe: Run
    seed: int
    draws: int

    def _define(self, equations: list[Equation], latex: str) -> None:
        """Add all that one display defines, then evaluate it: its lines may need each other."""
        added = [(equation, self._add_all(equation, latex)) for equation in equations]
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
        total = len(self.program.definitions) + len(envs)
        limits.within("definitions", total, limits.DEFINITIONS)
        symbols = sum(len(_symbols(side)) for side in equation.sides)
        self.probe.meter.charge(len(envs) * symbols * limits.VISIT)
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
            if found and _labels(found, env):
                count += 1
                continue
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
        self.program.add_function(alias, Defined(names, side.written, key))

    def _probe(self, key: str) -> None:
        """Evaluate a new definition on two draws, so that its errors show at once."""
        definition = self.program.definitions[key]
        parameters = {
            name
            for f in self.program.functions.values()
            if isinstance(f, Defined) and f.key == key
            for name in f.parameters
        }
        symbols = _symbols(definition.body)
        used = {name for symbol in symbols for name in (written(symbol), symbol.base)}
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
        verdict = judge(rest, self.program, self.seed, self.draws, latex, self.probe.meter)
        if not (verdict.holds or verdict.vacuous):
            raise EquationError(
                f"the rest of the chain does not hold: {verdict.reason}", equation.spans[leading][0]
            )


def _labels(found: Reference, env: Env) -> bool:
    r"""Return whether what is left of a name can only be part of a new one.

    W_{\text{new}}, \alpha_{\max}, J_\lambda where W, \alpha, J are declared: no index
    is a word or a Greek letter; and no power is a word, as in W^{\text{new}}.
    """
    sub = found.sub is None or any(
        token.kind == "text" or (token.text[0] == "\\" and token.text not in env.values)
        for token in found.sub.tokens
    )
    sup = found.sup is None or any(token.kind == "text" for token in found.sup.tokens)
    return sub and sup and (found.sub is not None or found.sup is not None)


def _symbols(node: Node) -> list[Symbol]:
    found, pending = [], [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Symbol):
            found.append(one)
        pending += children(one)
    return found
