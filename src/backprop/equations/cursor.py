"""A place in a list of tokens, and the errors that name it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backprop.equations import limits
from backprop.equations.errors import EquationError
from backprop.equations.lexer import Token

__all__ = ["Cursor"]

QUIET = ("skip", "gap")
SHOWN = 30  # characters of a token that an error repeats


class Cursor:
    """Reads tokens one by one within a range; knows what has been declared.

    Parameters
    ----------
    source : str
        The LaTeX.
    tokens : list of Token
        Its tokens, as `layout.unfold` leaves them.
    is_function, is_name : callable
        Whether a base (`\\sigma`) names a function; whether a key is declared.
    """

    def __init__(
        self,
        source: str,
        tokens: list[Token],
        is_function: Callable[[str], bool],
        is_name: Callable[[str], bool],
    ):
        self.source, self.is_function, self.is_name = source, is_function, is_name
        self.tokens: list[Token] = []
        self.after_gap: set[int] = set()
        for token in tokens:
            if token.kind == "gap":
                self.after_gap.add(len(self.tokens))
            elif token.kind not in QUIET:
                self.tokens.append(token)
        self.at, self.end, self.depth = 0, len(self.tokens), 0
        self.bar = ""  # the | or \\| that is open and that the next one closes
        self.bare_end = -1  # where an argument without parentheses ended
        self.in_row = False  # whether gaps separate cells, as in [x \\quad -y]

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
        if token.kind == "number" and len(token.text) > 1:  # TeX takes one digit
            middle = token.start + 1
            self.tokens[self.at - 1 : self.at] = [
                Token("number", token.text[0], token.start, middle),
                Token("number", token.text[1:], middle, token.end),
            ]
            self.after_gap = {i + (i >= self.at) for i in self.after_gap}
            self.end += 1
        if token.kind != "open":
            return self.at - 1, self.at
        start, open_groups = self.at, 1
        while open_groups:
            inner = self.next()
            if inner.kind == "nothing":
                raise self.error("{ is never closed; expected }", token.start)
            open_groups += (inner.kind == "open") - (inner.kind == "close")
        return start, self.at - 1
