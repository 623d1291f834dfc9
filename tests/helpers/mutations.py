r"""Formulas with one symbol changed: what a slip of the pen would make of them.

    delete      one token is gone, whatever it is but a bracket: a prime, a minus, a digit
    transpose   ^T, ^\top, ^{\mathsf T} are gone, or the T out of ^{(2)T}
    script      a sub- or superscript is gone
    sign        + for -, - for +
    factor      a factor with its scripts and arguments is gone, and one sign of product
    index       another digit or letter in a script
    number      one more, outside of scripts
    product     the matrix product for the elementwise one and back
    brackets    a pair of ( ) or [ ] is gone, what it holds stays
    swap        the factors on either side of a product change places

A mutation keeps everything else as it stands, character for character.
"""

from collections.abc import Iterator
from typing import NamedTuple

from backprop.equations import tokenize

__all__ = ["Mutant", "mutants"]

CLOSES = {"(": ")", "[": "]", "{": "}", r"\lbrace": r"\rbrace", "|": "|"}
TRANSPOSES = ({"T"}, {r"\top"}, {r"\mathsf", "T"}, {r"\mathsf{T}"}, {r"\mathsf T"}, {r"\intercal"})
PRODUCTS = (r"\cdot", r"\times", r"\odot", r"\circ", "*", ".*")
OTHER_PRODUCT = dict.fromkeys((r"\odot", r"\circ", "*", ".*"), r"\cdot ")
OTHER_PRODUCT |= dict.fromkeys((r"\cdot", r"\times"), r"\odot ")
ARGUMENTS = {r"\frac": 2, r"\tfrac": 2, r"\dfrac": 2, r"\sqrt": 1}
ACCENTS = (r"\hat", r"\bar", r"\tilde", r"\mathbf", r"\mathrm", r"\boldsymbol", r"\vec")
OTHER_LETTER = {"i": "j", "j": "i", "k": "i", "l": "L", "L": "l", "n": "k", "m": "n", "h": "o"}
NOT_FACTORS = (r"\partial", r"\sum", r"\prod", r"\neq", r"\leq", r"\geq", r"\nabla", r"\dots")


class Mutant(NamedTuple):
    """A changed formula: the kind of change, what came to what and where, and the result."""

    kind: str
    change: str
    latex: str


class Formula:
    """Tokens, with the pairs of brackets and the scripts found."""

    def __init__(self, latex: str, functions: frozenset[str] = frozenset()):
        self.latex, self.functions = latex, functions
        self.tokens = [t for t in tokenize(latex) if t.kind not in ("skip",)]
        self.pair = self._pairs()
        self.scripts = [
            (at, self.group_end(at + 1)) for at, t in enumerate(self.tokens) if t.kind == "script"
        ]
        self.inside = {k for start, end in self.scripts for k in range(start + 1, end)}

    def _pairs(self) -> dict[int, int]:
        open_, pair = [], {}
        for at, token in enumerate(self.tokens):
            if token.text in CLOSES and not (open_ and token.text == "|" == open_[-1][1]):
                open_.append((at, CLOSES[token.text]))
            elif open_ and token.text == open_[-1][1]:
                pair[open_.pop()[0]] = at
        return pair

    def group_end(self, at: int) -> int:
        """Return the index behind the group or the token at `at`."""
        if at >= len(self.tokens):
            return at
        end = self.pair.get(at, at) + 1
        for _ in range(ARGUMENTS.get(self.tokens[at].text, self.tokens[at].text in ACCENTS)):
            end = self.group_end(end)
        return end

    def factor_end(self, at: int) -> int | None:
        """Return the index behind the factor that begins at `at`, None where none does."""
        token = self.tokens[at]
        if token.kind not in ("letter", "number", "command", "open", "text") and (
            token.text not in ("(", "[", "|")
        ):
            return None
        if token.text in NOT_FACTORS or token.text in PRODUCTS or token.text == "}":
            return None
        if token.text in CLOSES and at not in self.pair:
            return None
        end = self.group_end(at)
        while end < len(self.tokens) and self.tokens[end].kind in ("script", "prime"):
            end = self.group_end(end + 1) if self.tokens[end].kind == "script" else end + 1
        calls = token.text in self.functions and end < len(self.tokens)
        return self.group_end(end) if calls and self.tokens[end].text == "(" else end

    def text(self, first: int, behind: int) -> str:
        """Return the source of the tokens from `first` to before `behind`."""
        return self.latex[self.tokens[first].start : self.tokens[behind - 1].end]

    def without(self, first: int, behind: int, put: str = " ") -> str:
        """Return the formula with something else in place of these tokens."""
        start, end = self.tokens[first].start, self.tokens[behind - 1].end
        return self.latex[:start] + put + self.latex[end:]


def mutants(latex: str, functions: frozenset[str] = frozenset()) -> list[Mutant]:
    """Return every mutation of a formula, none twice.

    `functions` are the names that parentheses call, so that a factor takes its
    argument with it.
    """
    formula, seen = Formula(latex, functions), {" ".join(t.text for t in tokenize(latex))}
    found = []
    for mutate in MUTATIONS:
        for at, change, result in mutate(formula):
            key = " ".join(token.text for token in tokenize(result))
            if key not in seen:
                seen.add(key)
                place = formula.tokens[at].start - len(latex) + len(latex.lstrip())
                kind = mutate.__name__.strip("_")
                found.append(Mutant(kind, f"{change} at {place}", result))
    return found


Changes = Iterator[tuple[int, str, str]]


def transpose(formula: Formula) -> Changes:
    for start, end in formula.scripts:
        inside = [
            formula.tokens[k] for k in range(start + 1, end) if formula.tokens[k].text not in "{}"
        ]
        words = {t.text for t in inside}
        if formula.tokens[start].text == "^" and words in TRANSPOSES:
            yield start, f"without {formula.text(start, end)}", formula.without(start, end)
        elif formula.tokens[start].text == "^" and inside and inside[-1].text in ("T", r"\top"):
            last = next(k for k in range(end - 1, start, -1) if formula.tokens[k] is inside[-1])
            yield last, "without T", formula.without(last, last + 1)


def script(formula: Formula) -> Changes:
    for start, end in formula.scripts:
        yield start, f"without {formula.text(start, end)}", formula.without(start, end)


def sign(formula: Formula) -> Changes:
    for at, token in enumerate(formula.tokens):
        other = {"+": "-", "-": "+"}.get(token.text)
        if other and at not in formula.inside:
            yield at, f"{other} for {token.text}", formula.without(at, at + 1, other)


def factor(formula: Formula) -> Changes:
    for at in range(len(formula.tokens)):
        end = formula.factor_end(at)
        if (
            end is None
            or (at in formula.inside)
            or (at and formula.tokens[at - 1].kind == "script")
        ):
            continue
        before = at > 0 and formula.tokens[at - 1].text in PRODUCTS
        behind = end < len(formula.tokens) and formula.tokens[end].text in PRODUCTS
        first, last = (at - 1, end) if before else (at, end + 1) if behind else (at, end)
        yield first, f"without {formula.text(first, last)}", formula.without(first, last)


def index(formula: Formula) -> Changes:
    for at in sorted(formula.inside):
        token = formula.tokens[at]
        if token.kind == "number" and "." not in token.text:
            for other in (int(token.text) + 1, int(token.text) - 1):
                if other >= 0:
                    yield at, f"{other} for {token.text}", formula.without(at, at + 1, str(other))
        elif token.kind == "letter" and token.text in OTHER_LETTER:
            other = OTHER_LETTER[token.text]
            yield at, f"{other} for {token.text}", formula.without(at, at + 1, other)


def number(formula: Formula) -> Changes:
    for at, token in enumerate(formula.tokens):
        if token.kind == "number" and at not in formula.inside:
            other = f"{float(token.text) + 1:g}"
            yield at, f"{other} for {token.text}", formula.without(at, at + 1, other)


def product(formula: Formula) -> Changes:
    for at, token in enumerate(formula.tokens):
        other = OTHER_PRODUCT.get(token.text)
        if other and at not in formula.inside:
            yield at, f"{other.strip()} for {token.text}", formula.without(at, at + 1, other)


def brackets(formula: Formula) -> Changes:
    for first, last in formula.pair.items():
        if formula.tokens[first].text in "([" and first not in formula.inside:
            inner = formula.latex[formula.tokens[first].end : formula.tokens[last].start]
            inner = inner.strip().removesuffix(r"\right")
            result = formula.without(first, last + 1, f" {inner} ")
            yield first, f"without {formula.tokens[first].text} {formula.tokens[last].text}", result


def swap(formula: Formula) -> Changes:
    for at, token in enumerate(formula.tokens):
        if token.text not in PRODUCTS or at in formula.inside:
            continue
        ends = (k for k in range(at) if formula.factor_end(k) == at)
        first, last = next(ends, None), formula.factor_end(at + 1)
        if first is not None and last is not None:
            left, right = formula.text(first, at), formula.text(at + 1, last)
            put = f" {right} {token.text} {left} "
            yield (
                first,
                f"{put.strip()} for {formula.text(first, last)}",
                formula.without(first, last, put),
            )


def delete(formula: Formula) -> Changes:
    paired = {*formula.pair, *formula.pair.values()}
    for at, token in enumerate(formula.tokens):
        if at in paired or token.kind in ("begin", "end"):
            continue  # one of two brackets or braces is never readable
        if token.kind == "prime":
            yield at, "without '", formula.without(at, at + 1, token.text[1:])
        else:
            yield at, f"without {token.text}", formula.without(at, at + 1)


MUTATIONS = [transpose, script, sign, factor, index, number, product, brackets, swap, delete]
