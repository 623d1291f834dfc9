"""What a formula is made of.  Every node knows its position; none knows numpy."""

from dataclasses import dataclass, field

from backprop.equations.lexer import Token

__all__ = ["MINUS_ONE", "Equation", "Node"]


def _position():
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Node:
    """Anything that has a value."""


@dataclass(frozen=True)
class Number(Node):
    """A number as written."""

    value: float
    position: int = _position()


@dataclass(frozen=True)
class Script:
    """A sub- or superscript: its tokens, and what it is if it is an exponent."""

    tokens: tuple[Token, ...] = field(compare=False)
    text: str
    exponent: Node | None = field(default=None, compare=False)

    @property
    def is_layer(self) -> bool:
        """Whether it stands in parentheses or brackets: never a power."""
        return self.text[:1] in ("(", "[") and self.text[-1:] in (")", "]")


@dataclass(frozen=True)
class Symbol(Node):
    """A letter with its scripts; what they mean depends on what is declared."""

    base: str
    sub: Script | None = None
    sup: Script | None = None
    primes: int = 0
    position: int = _position()


@dataclass(frozen=True)
class Sum(Node):
    """Terms with their signs, +1 or -1."""

    terms: tuple[tuple[int, Node], ...]
    position: int = _position()


@dataclass(frozen=True)
class Product(Node):
    r"""The first factor, then operators and factors: "matrix", "entry" or "over"."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    position: int = _position()


@dataclass(frozen=True)
class Power(Node):
    r"""Base and exponent, elementwise.

    `entries` where it can mean nothing but that: \sqrt{A}, \tanh^2 A.
    """

    base: Node
    exponent: Node
    position: int = _position()
    entries: bool = False


@dataclass(frozen=True)
class Transpose(Node):
    """The transpose."""

    inner: Node
    position: int = _position()


@dataclass(frozen=True)
class Indexed(Node):
    """An entry, or a block, of an expression in brackets."""

    inner: Node
    sub: Script
    position: int = _position()


@dataclass(frozen=True)
class Call(Node):
    """A function of its arguments; `written` is how the arguments were written."""

    function: Symbol
    arguments: tuple[Node, ...]
    written: str = field(default="", compare=False)
    position: int = _position()


@dataclass(frozen=True)
class Norm(Node):
    """A norm: which is one of "2", "F", "1", "\\infty", or "" for no index."""

    inner: Node
    which: str
    position: int = _position()


@dataclass(frozen=True)
class Big(Node):
    """A sum, product, maximum or minimum; without variables and bounds, over all entries."""

    kind: str
    variables: tuple[str, ...]
    lower: Node | None
    upper: Node | None
    body: Node
    position: int = _position()


@dataclass(frozen=True)
class Partial(Node):
    """The derivative of `of` by `by`."""

    of: Node
    by: Symbol | Indexed
    position: int = _position()


@dataclass(frozen=True)
class Compare(Node):
    """A chain of relations, each of which must be true."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    position: int = _position()


@dataclass(frozen=True)
class Cases(Node):
    """Values with their conditions, the first true one counts; () is "otherwise"."""

    rows: tuple[tuple[Node, tuple[Compare, ...]], ...]
    position: int = _position()


@dataclass(frozen=True)
class Matrix(Node):
    """Rows of cells, which may be matrices themselves."""

    rows: tuple[tuple[Node, ...], ...]
    position: int = _position()


@dataclass(frozen=True)
class Run:
    """A clause "for l = 2, ..., L - 1": the first and last value of a variable."""

    variable: str
    first: Node
    last: Node
    position: int = _position()


@dataclass(frozen=True)
class Equation:
    """Sides joined by relations, with the conditions under which they are meant."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    conditions: tuple[Compare, ...] = ()
    runs: tuple[Run, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    position: int = _position()


MINUS_ONE = Sum(((-1, Number(1.0)),))


def children(node: object) -> list:
    """Return the nodes right beneath a node, those in scripts left out."""
    found, pending = [], [getattr(node, name) for name in getattr(node, "__dataclass_fields__", ())]
    while pending:
        value = pending.pop()
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple) and not isinstance(value, Token):
            pending.extend(value)
    return found
