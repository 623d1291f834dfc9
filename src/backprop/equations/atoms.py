"""The smallest readable things: numbers, names, calls, and what is attached to them."""

from dataclasses import replace

from backprop.equations import limits
from backprop.equations.functions import FUNCTIONS
from backprop.equations.groups import CLOSERS, EXTREMES, NORMS, OTHERS, GroupReader
from backprop.equations.lexer import Token, word
from backprop.equations.tree import MINUS_ONE, Call, Indexed, Node, Number, Power, Symbol, Transpose

__all__ = ["AtomReader", "is_word"]


TWO_INVERSES = (
    r"{0}^{{-1}} has two readings, one over it or its inverse; expected \frac{{1}}{{{0}(...)}}, or "
    "the inverse declared as a function of another name"
)


class AtomReader(GroupReader):
    """Reads one factor with what is attached to it."""

    def starts_factor(self) -> bool:
        """Return whether the next token begins a factor."""
        token = self.peek()
        if token.text == "|" or NORMS.get(token.text) == token.text:
            return token.text != self.bar
        return (
            token.kind in ("number", "open", "begin")
            or self.starts_name()
            or token.text in OTHERS
            or token.text in FUNCTIONS
            or token.text == r"\partial"
        )

    def factor(self) -> Node:
        """Read an atom, then the scripts that are attached to it."""
        return self.attached(self.atom())

    def attached(self, node: Node) -> Node:
        """Read powers, transposes and indices behind a finished atom."""
        seen = ""
        while self.sees("_", "^") or self.peek().kind == "prime":
            mark = self.peek()
            if mark.kind == "prime":
                raise self.error("came a prime; expected it on the name of a function")
            if mark.text in seen:
                raise self.error("a second script of a kind; expected braces or parentheses")
            seen += mark.text
            script, transposed = self.script(power=mark.text == "^")
            if mark.text == "_":
                node = Indexed(node, script, mark.start)
            elif script is not None:
                if script.exponent is None:
                    raise self.error(f"cannot read ^{script.text} as a power", mark.start)
                node = Power(node, script.exponent, mark.start)
            node = Transpose(node, mark.start) if transposed else node
        return node

    def atom(self) -> Node:
        """Read one thing."""
        token = self.peek()
        if not self.starts_factor():
            raise self.error(f"came {self.came()}; expected {self.hint(token)}")
        if (derivative := self.inline_derivative()) is not None:
            return derivative
        if token.kind == "number":
            return self.number()
        if token.kind == "open":
            return self.braces()
        if token.kind == "begin":
            return self.environment()
        if token.text in EXTREMES and self.peek(1).text == "_":
            return self.big()
        if token.text in FUNCTIONS:
            return self.call(Symbol(self.next().text, position=token.start))
        if token.text in OTHERS or token.text == "|":
            return self.command()
        return self.name()

    @staticmethod
    def hint(token: Token) -> str:
        """Return what could have stood here."""
        hints = {".": r"a factor (the dot of a product is \cdot)", r"\partial": r"\frac{\partial "}
        return hints.get(token.text, "a number, a name or a group")

    def number(self) -> Number:
        """Read a number."""
        token = self.next()
        limits.within("characters of a number", len(token.text), limits.NUMBER, token.start)
        return Number(float(token.text), token.start)

    def braces(self) -> Node:
        """Read {...}, which groups without showing."""
        start, end = self.argument()
        with self.slice(start, end):
            return self.expression()

    def name(self) -> Node:
        """Read a name, or a function with its arguments."""
        symbol, transposed = self.symbol()
        if self.is_function(symbol) and (self.sees("(", "[") or symbol.primes):
            if transposed:
                raise self.error("came a transposed function; expected (g(z))^T", symbol.position)
            return self.call(symbol)
        return Transpose(symbol, symbol.position) if transposed else symbol

    def call(self, function: Symbol) -> Node:
        r"""Read \log's scripts and any function's arguments."""
        power = None
        while function.base in FUNCTIONS and (self.sees("_", "^") or self.peek().kind == "prime"):
            mark = self.peek().text
            if self.peek().kind == "prime":
                self.next()
                function = replace(function, primes=len(mark))
                continue
            if mark == "_" and (function.sub or function.base != r"\log"):
                raise self.error(
                    rf"{function.base} with this subscript has no meaning; expected one on \log, "
                    r"the base, or right behind \max or \min, an index"
                )
            script, _ = self.script(power=mark == "^")
            if mark == "_":
                function = replace(function, sub=script)
            else:
                power = script and script.exponent
                if power == MINUS_ONE:
                    raise self.error(TWO_INVERSES.format(function.base), function.position)
        start = self.at
        arguments = self.arguments(function)
        written = "".join(token.text for token in self.tokens[start + 1 : self.at - 1])
        node = Call(function, arguments, written, function.position)
        return Power(node, power, function.position, entries=True) if power else node

    def arguments(self, function: Symbol) -> tuple[Node, ...]:
        r"""Read (a, b), or one bare factor behind \log and its like."""
        if not self.sees("(", "[", r"\{"):
            if function.base not in FUNCTIONS:
                raise self.error(f"came {self.came()}; expected ( after {function.base}")
            with self.deeper():
                bare = self.factor()
            self.bare_end = self.at
            return (bare,)
        opened = self.next()
        with self.deeper():
            found = [self.expression()]
            while self.accept(","):
                found.append(self.expression())
            self.expect(CLOSERS[opened.text], opened)
        return tuple(found)


def is_word(token: Token, *words: str) -> bool:
    """Return whether a text token says one of these words."""
    return token.kind == "text" and word(token).lower().strip(",.: ") in words
