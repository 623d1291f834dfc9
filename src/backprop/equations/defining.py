"""How a sheet takes in a definition: which names are new, by entry or whole, in which layers."""

from collections.abc import Set
from dataclasses import replace

from backprop.equations import limits
from backprop.equations.cursor import Names
from backprop.equations.errors import EquationError, Misfit
from backprop.equations.functions import FUNCTIONS
from backprop.equations.judge import environments, fits_domain, judge
from backprop.equations.letters import index_letters, mentioned
from backprop.equations.names import join_key, render
from backprop.equations.parser import Head
from backprop.equations.program import Defined, Definition, Env, Program, Reference, find, written
from backprop.equations.run import Run
from backprop.equations.tree import Call, Equation, Matrix, Node, Symbol, children

__all__ = ["Definer", "WithHeads", "filled"]


def filled(symbol: Symbol, env: Env, with_sub: bool = True) -> str:
    """Return the key of a name whose layers have these values."""
    sub, sup = (render(s.tokens, env.values) if s else "" for s in (symbol.sub, symbol.sup))
    return join_key(symbol.base, sub if with_sub else "", sup, symbol.primes)


STARS = ("*", r"\star", r"\ast", r"\dagger")


class WithHeads(Names):
    """What is declared, and the names that a display is about to define."""

    def __init__(self, program: Program, heads: list[Head]):
        self.program = program
        self.bases = {head.symbol.base for head in heads}
        self.called = {head.symbol.base for head in heads if head.called}

    def is_function(self, symbol: Symbol) -> bool:
        """Return whether parentheses behind this symbol call it."""
        return symbol.base in self.called or self.program.is_function(symbol)

    def has(self, key: str) -> bool:
        """Return whether a key is declared."""
        return self.program.has(key)

    def has_base(self, base: str) -> bool:
        """Return whether some name begins with this base, or will."""
        return base in self.bases or self.program.has_base(base)


class Definer:
    """The part of a sheet that extends its program."""

    program: Program
    probe: Run
    seed: int
    draws: int

    def declare(self, part: str, name: str, given: object) -> None:
        """Declare one name."""
        raise NotImplementedError

    def release(self) -> None:
        """Forget what the probe has evaluated."""
        raise NotImplementedError

    def _define(self, equations: list[tuple[Equation, str]]) -> None:
        """Add all that displays define, then evaluate it: their lines may need each other.

        An equation between definitions that defines nothing must hold.
        """
        added = []
        for one, latex in equations:
            if one.relations:
                added.append((one, latex, *self._add_all(one, latex, len(equations) > 1)))
            else:
                self.declare_domain(one)
        for _, _, _, keys in added:
            for key in keys:
                self._probe(key)
        for equation, latex, leading, _ in added:
            self._confirm(equation, leading, latex)

    def declare_domain(self, equation: Equation) -> None:
        r"""Declare the names of x, y \in \mathbb{R}^{n \times m}."""
        domain = equation.domain
        kinds = {"R": "", "Z": " integers", "N": " integers", "set": " labels"}
        sizes = [
            1 if node is None else self.probe.whole(node, Env(self.program.constants()))
            for node in (domain.rows, domain.columns)
        ]
        for side in equation.sides:
            if not isinstance(side, Symbol) or domain.kind not in kinds:
                raise EquationError(
                    r"came \in behind what is no name; expected x \in \mathbb{R}^n", side.position
                )
            self.declare("leaves", written(side), f"{sizes[0]}x{sizes[1]}{kinds[domain.kind]}")
        self.release()

    def _add_all(self, equation: Equation, latex: str, several: bool) -> tuple[int, list[str]]:
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
        if equation.update:
            envs = self._renewed(equation, envs)
        leading = min(self._leading(equation, env) for env in envs)
        if not leading:
            if several:
                return 0, []
            left = equation.sides[0]
            raise EquationError(
                "the left side is no new name; expected one that is not declared", left.position
            )
        names, body = equation.sides[:leading], equation.sides[leading]
        return leading, [self._add(names, body, env, latex) for env in envs]

    def _renewed(self, equation: Equation, envs: list[Env]) -> list[Env]:
        r"""Make room for the new values of w in w \leftarrow ...: what is there keeps the old."""
        found, program = [], self.program
        for env in envs:
            symbol = equation.sides[0]
            if not isinstance(symbol, Symbol):
                raise EquationError(
                    "came an arrow behind what is no name; expected a name", symbol.position
                )
            key = filled(symbol, env)
            if not program.has(key):
                key = filled(symbol, env, with_sub=False)
            if not program.has(key):
                found.append(env)
                continue
            count = sum(name.startswith(f"{key} before ") for name in _everything(program))
            former = f"{key} before {count + 1}"
            program.leaves = {former if k == key else k: v for k, v in program.leaves.items()}
            for names in (program.definitions, program.aliases):
                if key in names:
                    names[former] = names.pop(key)
            program.aliases = {k: former if v == key else v for k, v in program.aliases.items()}
            program.definitions = {
                name: replace(one, env=_kept(one.env, key, former))
                for name, one in program.definitions.items()
            }
            found.append(_kept(env, key, former))
        self.release()
        return found

    def _leading(self, equation: Equation, env: Env) -> int:
        """Return how many sides, from the left, are names to be defined."""
        count = 0
        for side in equation.sides[:-1]:
            symbol = side.function if isinstance(side, Call) else side
            if not isinstance(symbol, Symbol) or self.program.has(filled(symbol, env)):
                break
            if isinstance(side, Call):
                if self._is_taken(side, env):
                    break
                count += 1
                continue
            found = find(symbol, env, self.program.has)
            if found and _labels(found, env.values.keys() - self.program.constants().keys()):
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
            count += 1
        return count

    def _is_taken(self, side: Call, env: Env) -> bool:
        r"""Return whether a call cannot define its function: it has a meaning, as \exp has."""
        symbol = side.function
        plain = all(isinstance(one, Symbol) for one in side.arguments)
        taken = symbol.base in FUNCTIONS or symbol.base in ("|", "!") or symbol.primes
        return bool(taken) or not plain or filled(symbol, env) in self.program.functions

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
        """Judge the rest of a chain behind a definition, and where it lives."""
        if equation.domain is not None and leading:
            env = environments(equation, self.program, self.probe)[0]
            value = self.probe.evaluate(equation.sides[leading - 1], env)
            try:
                fits_domain(equation.domain, value, self.probe, env)
            except Misfit as error:
                raise EquationError(error.message, error.position) from None
        if len(equation.sides) - leading < 2:
            return
        rest = replace(
            equation,
            sides=equation.sides[leading:],
            relations=equation.relations[leading:],
            spans=equation.spans[leading:],
            domain=None,
            update=False,
        )
        verdict = judge(rest, self.program, self.seed, self.draws, latex, self.probe.meter)
        if not (verdict.holds or verdict.vacuous):
            what = "the rest of the chain does not hold" if leading else "it does not hold"
            raise EquationError(f"{what}: {verdict.reason}", equation.spans[leading][0])


def _kept(env: Env, key: str, former: str) -> Env:
    """Return letters and names as they were before a name got a new value."""
    return env._replace(renamed={key: former, **env.renamed})


def _everything(program: Program) -> list[str]:
    return [*program.leaves, *program.definitions, *program.aliases]


def _labels(found: Reference, letters: Set[str]) -> bool:
    r"""Return whether what is left of a name can only be part of a new one.

    W_{\text{new}}, \alpha_{\max}, J_\lambda where W, \alpha, J are declared: no index
    is a word or a Greek letter, other than one for a layer; and no power is a word or a star,
    as in W^{\text{new}}, \theta^*.
    """
    sub = found.sub is None or any(
        token.kind == "text" or (token.text[0] == "\\" and token.text not in letters)
        for token in found.sub.tokens
    )
    sup = found.sup is None or any(
        token.kind == "text" or token.text in STARS for token in found.sup.tokens
    )
    return sub and sup and (found.sub is not None or found.sup is not None)


def _symbols(node: Node) -> list[Symbol]:
    found, pending = [], [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Symbol):
            found.append(one)
            if one.sub is not None and isinstance(one.sub.exponent, Matrix):
                pending.append(one.sub.exponent)
        pending += children(one)
    return found
