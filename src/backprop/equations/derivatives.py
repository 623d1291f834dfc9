r"""Reading derivatives: \frac{\partial A}{\partial B}, \frac{dA}{dB}, dA/dB, \nabla_B A."""

from backprop.equations.lexer import Token, word
from backprop.equations.names import NameReader
from backprop.equations.tree import Indexed, Node, Partial, Product, Symbol

__all__ = ["DerivativeReader"]


class DerivativeReader(NameReader):
    """Reads fractions, and tells derivatives from quotients."""

    def factor(self) -> Node:
        """Read a factor."""
        raise NotImplementedError

    def group(self, closer: str) -> Node:
        """Read a group."""
        raise NotImplementedError

    def term(self) -> Node:
        """Read a term."""
        raise NotImplementedError

    def _is_d(self, token: Token) -> bool:
        d = token.text == "d" or (token.kind == "text" and word(token) == "d")
        return token.text == r"\partial" or d

    def _refuse_declared_d(self, token: Token) -> None:
        if token.text == "d" and self.is_name("d"):
            raise self.error(
                r"d is declared, so d/d is a quotient or a derivative; write \partial", token.start
            )

    def _by(self) -> Symbol | Indexed:
        """Read W, W_{ij} or, where W has a subscript of its own, (W_1)_{ij}."""
        if opened := self.accept("("):
            inner = self._by()
            self.expect(")", opened)
            if not self.sees("_"):
                raise self.error(f"came {self.came()}; expected an index behind the parentheses")
            script, _ = self.script(power=False)
            return Indexed(inner, script, opened.start)
        symbol, transposed = self.symbol()
        if transposed or symbol.primes:
            raise self.error(
                "came a derivative by a changed name; expected the name itself", symbol.position
            )
        return symbol

    def fraction(self, token: Token) -> Node:
        r"""Read what follows \frac."""
        above, below = self.argument(), self.argument()
        first, second = (self._first(piece) for piece in (above, below))
        if (
            first
            and second
            and self._is_d(first)
            and self._is_d(second)
            and below[1] - below[0] > 1
        ):
            self._refuse_declared_d(first)
            return self._derivative(above, below, token)
        with self.slice(*above):
            numerator = self.expression()
        with self.slice(*below):
            denominator = self.expression()
        return Product(numerator, (("over", denominator),), token.start)

    def _first(self, piece: tuple[int, int]) -> Token | None:
        return self.tokens[piece[0]] if piece[0] < piece[1] else None

    def _derivative(self, above, below, token: Token) -> Partial:
        for piece in (above, below):
            if self.tokens[piece[0] + 1].text == "^" and piece[1] - piece[0] > 1:
                raise self.error("came a second derivative; expected a first", token.start)
        with self.slice(below[0] + 1, below[1]):
            by = self._by()
        if above[1] - above[0] == 1:  # \frac{\partial}{\partial B} A
            return Partial(self._operand(), by, token.start)
        with self.slice(above[0] + 1, above[1]):
            of = self.term()
        return Partial(of, by, token.start)

    def _operand(self) -> Node:
        with self.deeper():
            operand = self.factor()
        self.bare_end = self.at
        return operand

    def inline_derivative(self) -> Partial | None:
        """Read dE/dW or d(...)/dW; None where the next token is no such d."""
        token = self.peek()
        if not self._is_d(token) or (token.text == "d" and self.is_name("d")):
            return None
        following = self.peek(1)
        if following.text not in ("(", "[") and not (
            following.kind in ("letter", "text") or following.text.startswith("\\")
        ):
            return None
        self.next()
        with self.deeper():
            of = self.factor()
        slash = self.peek()
        if not (self.accept("/") and self._is_d(self.peek())):
            raise self.error(
                f"came {token.text} without another under it; expected dA/dB",
                slash.start if slash.text != "/" else token.start,
            )
        self.next()
        return Partial(of, self._by(), token.start)

    def gradient(self) -> Partial:
        r"""Read \nabla_{B} A."""
        token = self.next()
        if not self.accept("_"):
            raise self.error(rf"came {self.came()}; expected \nabla_{{B}} A", token.start)
        start, end = self.argument()
        with self.slice(start, end):
            by = self._by()
        return Partial(self._operand(), by, token.start)
