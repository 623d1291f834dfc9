"""What a formula is made of.  Every node knows its position; none knows numpy."""

from dataclasses import dataclass, field

from backprop.equations.lexer import Token

__all__ = ["MINUS_ONE", "Domain", "Equation", "Node", "children"]


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
    r"""The first factor, then operators and factors.

    The operators are "beside" (nothing between them), "matrix" (\times), "dot" (\cdot),
    "entry" (\odot), "kron" (\otimes) and "over".
    """

    first: Node
    rest: tuple[tuple[str, Node], ...]
    position: int = _position()


@dataclass(frozen=True)
class Power(Node):
    r"""Base and exponent: of a square matrix and a whole number a product, else elementwise.

    `entries` where it can mean nothing but each entry: \sqrt{A}, \tanh^2 A.
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
class Applied(Node):
    """A name that is no function, with names behind it in parentheses: J(w), a (b)."""

    name: Symbol
    arguments: tuple[Node, ...]
    position: int = _position()


@dataclass(frozen=True)
class Composed(Node):
    r"""(f \circ g \circ h)(x): functions, and what they are applied to."""

    functions: tuple[Symbol, ...]
    argument: Node
    position: int = _position()


@dataclass(frozen=True)
class Norm(Node):
    """A norm: which is one of "2", "F", "1", "\\infty", or "" for no index."""

    inner: Node
    which: str
    position: int = _position()


@dataclass(frozen=True)
class Inner(Node):
    r"""\langle a, b \rangle: the sum of the products of all entries."""

    left: Node
    right: Node
    position: int = _position()


@dataclass(frozen=True)
class Big(Node):
    """A sum, product, maximum, minimum, row or column over an index.

    Without variables and bounds over all entries.  `conditions` leave out values of the
    index, as j != i does; `members` names the set that it runs through; `upper` may stand
    alone.
    """

    kind: str
    variables: tuple[str, ...]
    lower: Node | None
    upper: Node | None
    body: Node
    position: int = _position()
    conditions: tuple["Compare", ...] = ()
    members: str = ""


@dataclass(frozen=True)
class Partial(Node):
    r"""The derivative of `of` by `by`; `total` where it is written with d, not \partial."""

    of: Node
    by: Node
    position: int = _position()
    total: bool = False


@dataclass(frozen=True)
class Reach(Node):
    r"""An operator before several factors: \frac{d}{dx} a b c takes a, a b, or all of them.

    `factors` is their product, `by` what the derivative is by, `splits` what the operator
    makes of one factor, of two, ..., of all.  `bare` where the first is a name without
    parentheses, behind which nothing that varies may stand.
    """

    factors: Product
    by: Node
    splits: tuple[Node, ...] = field(compare=False, repr=False, metadata={"derived": True})
    bare: bool = False
    position: int = _position()


@dataclass(frozen=True)
class Gradient(Node):
    r"""\nabla f(x), or its derivative \nabla^2 f(x): by the arguments of the function."""

    of: Node
    order: int = 1
    position: int = _position()


@dataclass(frozen=True)
class Hessian(Node):
    r"""\frac{\partial^2 f}{\partial x \partial x^T} or \nabla_x^2 f: all second derivatives."""

    of: Node
    by: Node
    position: int = _position()


@dataclass(frozen=True)
class Differential(Node):
    """D of something: the part that is linear in the differentials of what varies."""

    of: Node
    position: int = _position()


@dataclass(frozen=True)
class At(Node):
    """An expression where a name has another value: |_{z = a}."""

    inner: Node
    name: Symbol
    value: Node
    position: int = _position()


@dataclass(frozen=True)
class Expectation(Node):
    """A mean over what is random: kind is "E", "Var", "Cov" or "P"."""

    kind: str
    arguments: tuple[Node, ...]
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
    """Rows of cells, which may be matrices themselves; a cell of None is zero."""

    rows: tuple[tuple[Node | None, ...], ...]
    position: int = _position()


@dataclass(frozen=True)
class Run:
    """A clause "for l = 2, ..., L - 1": the first and last value of a variable."""

    variable: str
    first: Node
    last: Node
    position: int = _position()


@dataclass(frozen=True)
class Domain:
    r"""Where a side lives: \mathbb{R}^{n \times m}; a size of None is one column, or any."""

    kind: str
    rows: Node | None
    columns: Node | None
    position: int = _position()


@dataclass(frozen=True)
class Equation:
    """Sides joined by relations, with the conditions under which they are meant.

    `update` where the relation is an arrow: the name on the left gets a new value.
    `given` where a word says that it only explains: where z = w^T x.
    """

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    conditions: tuple[Compare, ...] = ()
    runs: tuple[Run, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    position: int = _position()
    domain: Domain | None = None
    update: bool = False
    given: bool = False


MINUS_ONE = Sum(((-1, Number(1.0)),))


def children(node: object) -> list:
    """Return the nodes right beneath a node, those in scripts left out."""
    parts = getattr(node, "__dataclass_fields__", {})
    found, pending = [], [getattr(node, name) for name, one in parts.items() if not one.metadata]
    while pending:
        value = pending.pop()
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple) and not isinstance(value, Token):
            pending.extend(value)
    return found
