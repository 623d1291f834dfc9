r"""Names and their scripts: from tokens to the keys by which things are declared.

A key is written in one way only: W_1 and W_{1} are `W_{1}`, z^{(2)}_j and
z_j^{(2)} are `z_{j}^{(2)}`, W_{\text{new}} and W_{new} are `W_{new}`.
"""

from collections.abc import Mapping, Sequence

from backprop.equations import limits
from backprop.equations.cursor import Cursor
from backprop.equations.lexer import Token, word
from backprop.equations.tree import Node, Script, Symbol

__all__ = ["NameReader", "join_key", "render"]

GREEK = (
    r"\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa "
    r"\lambda \mu \nu \xi \pi \rho \varrho \sigma \varsigma \tau \upsilon \phi \varphi \chi \psi "
    r"\omega \Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \ell \Theta"
)
SYMBOLS = frozenset(GREEK.split())
ACCENT_NAMES = (
    r"\hat \bar \tilde \vec \dot \ddot \check \breve \widehat \widetilde \overline \underline "
    r"\mathbf \boldsymbol \bm \mathcal \mathbb \mathfrak \mathscr"
)
ACCENTS = frozenset(ACCENT_NAMES.split())
TRANSPOSES = (r"\top", r"\intercal", "T")
NOT_NAMES = ("if", "for", "where", "when", "otherwise", "else", "and", "with", "for all")


def _piece(token: Token, values: Mapping[str, int]) -> str:
    if token.text in values:
        return str(values[token.text])
    return word(token).replace(" ", "") if token.kind == "text" else token.text


def _number(run: Sequence[Token], values: Mapping[str, int]) -> str | None:
    """Return l + 1 or L - 1 as digits, None for anything else."""
    total, sign = 0, 1
    for i, token in enumerate(run):
        if i % 2:
            sign = {"+": 1, "-": -1}.get(token.text, 0)
        else:
            piece = _piece(token, values)
            sign *= piece.isdecimal() and len(piece) < limits.NUMBER
            total += sign * int(piece) if sign else 0
        if not sign:
            return None
    return str(total) if len(run) % 2 else None


def render(tokens: Sequence[Token], values: Mapping[str, int] | None = None) -> str:
    r"""Return tokens as they stand in a key, letters replaced by values.

    `(l+1)` with l = 2 is `(3)`; `ij` with i = 1, j = 2 is `12`.
    """
    values, pieces, run = values or {}, [], []

    def flush():
        number = _number(run, values) if len(run) > 1 and values else None
        pieces.extend([number] if number else [_piece(token, values) for token in run])
        run.clear()

    for token in tokens:
        if token.kind in ("letter", "number") or token.text in ("+", "-", r"\ell"):
            run.append(token)
        else:
            flush()
            pieces.append(_piece(token, values))
    flush()
    glued = [
        piece if before[:1] != "\\" or not (before[-1:] + piece[:1]).isalpha() else " " + piece
        for before, piece in zip(["", *pieces], pieces, strict=False)
    ]
    return "".join(glued)


def join_key(base: str, sub: str = "", sup: str = "", primes: int = 0) -> str:
    """Return the one way of writing a name."""
    return base + (f"_{{{sub}}}" if sub else "") + (f"^{{{sup}}}" if sup else "") + "'" * primes


def split_transpose(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """Return a superscript without its T, and whether it had one."""
    if not tokens:
        return tokens, False
    last = word(tokens[-1]) if tokens[-1].kind == "text" else tokens[-1].text
    alone = len(tokens) == 1 or tokens[-2].text in (")", "]")
    return (tokens[:-1], True) if last in TRANSPOSES and alone else (tokens, False)


class NameReader(Cursor):
    """Reads names; what an exponent may be is for the class that inherits."""

    def expression(self) -> Node:
        """Read an expression."""
        raise NotImplementedError

    def starts_name(self) -> bool:
        """Return whether the next token begins a name."""
        token = self.peek()
        if token.kind == "text":
            return word(token).lower().rstrip(",: ") not in NOT_NAMES
        return token.kind == "letter" or token.text in SYMBOLS or token.text in ACCENTS

    def base(self) -> str:
        r"""Read `W`, `\delta`, `\hat{y}`, `\text{rate}`."""
        if not self.starts_name():
            raise self.error(f"came {self.came()}; expected a name")
        token = self.next()
        if token.kind == "text":
            return rf"\text{{{word(token)}}}"
        if token.text not in ACCENTS:
            return token.text
        start, end = self.argument()
        return f"{token.text}{{{render(self.tokens[start:end])}}}"

    def script(self, power: bool) -> tuple[Script | None, bool]:
        """Read what follows _ or ^; return it, and whether it ended in a T."""
        mark = self.next()
        start, end = self.argument()
        tokens, transposed = self.tokens[start:end], False
        if power:
            tokens, transposed = split_transpose(tokens)
            end = start + len(tokens)
        if not tokens and not transposed:
            raise self.error("an empty script; expected something in it", mark.start)
        exponent = self._exponent(start, end) if power and tokens else None
        return (Script(tuple(tokens), render(tokens), exponent) if tokens else None), transposed

    def _exponent(self, start: int, end: int) -> Node | None:
        """Read the script as an expression; None where it is none, as in Y^*."""
        if self.tokens[start].text in ("*", r"\star", r"\dagger"):
            return None
        with self.slice(start, end):
            return self.expression()

    def symbol(self) -> tuple[Symbol, bool]:
        """Read a name with its scripts; return it, and whether it is transposed."""
        place, base = self.peek().start, self.base()
        found, transposed, primes = {"_": None, "^": None}, False, 0
        seen = set()
        while self.sees("_", "^") or self.peek().kind == "prime":
            token = self.peek()
            if token.kind == "prime":
                primes += len(self.next().text)
                continue
            if token.text == "^" and self.peek(1).text == r"\prime":
                self.at += 2
                primes += 1
                continue
            if token.text in seen:
                kind = "sub" if token.text == "_" else "super"
                raise self.error(f"a second {kind}script; expected braces or parentheses")
            seen.add(token.text)
            found[token.text], turned = self.script(power=token.text == "^")
            transposed = transposed or turned
        return Symbol(base, found["_"], found["^"], primes, place), transposed
