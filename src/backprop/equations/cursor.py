"""A place in a list of tokens, and the errors that name it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from backprop.equations import limits
from backprop.equations.errors import EquationError
from backprop.equations.lexer import ACCENTS, Token
from backprop.equations.tree import Symbol

__all__ = ["ANYTHING", "NOTHING", "Cursor", "Names"]

QUIET = ("skip", "gap")
ARGUMENTS = dict.fromkeys((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\binom"), 2)
ARGUMENTS |= dict.fromkeys(ACCENTS, 1) | {r"\sqrt": 1}
SHOWN = 30  # characters of a token that an error repeats


class Names:
    """What is declared, as far as reading needs to know; here nothing is.

    A `Program` is one.
    """

    def is_function(self, symbol: Symbol) -> bool:
        """Return whether parentheses behind this symbol call it."""
        return False

    def has(self, key: str) -> bool:
        r"""Return whether a key, such as `W_{1}`, is declared."""
        return False

    def has_base(self, base: str) -> bool:
        r"""Return whether some name begins with this base, such as `W` or `\hat{y}`."""
        return False


class _Anything(Names):
    """What is read as one name, whatever it is: the keys of a declaration."""

    def has_base(self, base: str) -> bool:
        return True


NOTHING, ANYTHING = Names(), _Anything()


class Cursor:
    r"""Reads tokens one by one within a range; knows what has been declared.

    Parameters
    ----------
    source : str
        The LaTeX.
    tokens : sequence of Token
        Its tokens, as `layout.unfold` and `spelling.spell` leave them.
    names : Names
        What is declared.
    """

    def __init__(self, source: str, tokens: Sequence[Token], names: Names = NOTHING):
        self.source, self.names = source, names
        self.tokens: list[Token] = []
        self.after_gap: set[int] = set()
        for token in tokens:
            if token.kind == "gap":
                self.after_gap.add(len(self.tokens))
            elif token.kind not in QUIET:
                self.tokens.append(token)
        self.at, self.end, self.depth = 0, len(self.tokens), 0
        self.bar = ""  # the | or \| that is open and that the next one closes
        self.bare_end = -1  # where an argument without parentheses ended
        self.in_row = False  # whether gaps separate cells, as in [x \quad -y]
        self.bound: frozenset[str] = frozenset()  # letters that a sum around this place binds

    def fork(self, tokens: Sequence[Token]) -> "Cursor":
        """Return a cursor over other tokens, in the same surroundings."""
        fork = Cursor(self.source, tokens, self.names)
        fork.depth, fork.bound = self.depth + 1, self.bound
        if fork.depth > limits.DEPTH:
            raise self.error(f"more than {limits.DEPTH} nested groups; expected fewer")
        return fork

    def peek(self, ahead: int = 0) -> Token:
        """Return the next token, or one of kind "nothing" at the end."""
        if self.at + ahead < self.end:
            return self.tokens[self.at + ahead]
        if self.end < len(self.tokens):
            place = self.tokens[self.end].start
        else:
            place = self.tokens[-1].end if self.tokens else 0
        return Token("nothing", "", place, place)

    def next(self) -> Token:
        """Return the next token and step over it."""
        token = self.peek()
        self.at += token.kind != "nothing"
        return token

    def sees(self, *texts: str) -> bool:
        """Return whether the next token is one of these."""
        return self.peek().text in texts and self.peek().kind not in ("nothing", "text")

    def accept(self, *texts: str) -> Token | None:
        """Step over the next token if it is one of these."""
        return self.next() if self.sees(*texts) else None

    def begins_cell(self) -> bool:
        """Return whether a gap and a sign that belongs to what follows begin a new cell."""
        gap = self.in_row and self.at in self.after_gap and self.at + 1 not in self.after_gap
        return gap and self.sees("+", "-")

    def expect(self, text: str, opened: Token) -> Token:
        """Step over this token, or say what was opened and never closed."""
        if not self.sees(text):
            raise self.error(f"came {self.came()}; expected {text} for {opened.text}")
        return self.next()

    def came(self) -> str:
        """Return the next token for an error's sentence."""
        token = self.peek()
        return "the end" if token.kind == "nothing" else repr(token.text[:SHOWN]).strip("'\"")

    def error(self, message: str, position: int | None = None) -> EquationError:
        """Return an error that points at the next token, or at the position."""
        place = self.peek().start if position is None else position
        return EquationError(message.replace("\\\\", "\\"), place, self.source)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count one group more, up to the limit."""
        self.depth += 1
        if self.depth > limits.DEPTH:
            raise self.error(f"more than {limits.DEPTH} nested groups; expected fewer")
        (bar, self.bar), (in_row, self.in_row) = (self.bar, ""), (self.in_row, False)
        try:
            yield
        finally:
            self.bar, self.in_row = bar, in_row
            self.depth -= 1

    @contextmanager
    def binding(self, letters: Sequence[str]) -> Iterator[None]:
        """Read where a sum binds these letters."""
        before, self.bound = self.bound, self.bound | set(letters)
        try:
            yield
        finally:
            self.bound = before

    @contextmanager
    def slice(self, start: int, end: int) -> Iterator[None]:
        """Read only tokens[start:end], all of them; then return to where it was."""
        before = self.at, self.end
        self.at, self.end = start, end
        try:
            with self.deeper():
                yield
            if self.at != self.end:
                raise self.error(f"cannot read {self.came()} here")
        finally:
            self.at, self.end = before

    def argument(self) -> tuple[int, int]:
        """Step over {...} or one token, as TeX does; return the range inside."""
        token = self.next()
        if token.kind in ("nothing", "close", "align", "row", "begin", "end", "script"):
            raise self.error("came nothing; expected an argument", token.start)
        if token.kind != "open":
            start = self.at - 1
            for _ in range(ARGUMENTS.get(token.text, 0)):
                self.argument()
            return start, self.at
        start, open_groups = self.at, 1
        while open_groups:
            inner = self.next()
            if inner.kind == "nothing":
                raise self.error("{ is never closed; expected }", token.start)
            open_groups += (inner.kind == "open") - (inner.kind == "close")
        return start, self.at - 1
