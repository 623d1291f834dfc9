r"""Equations, from loose to tight: relations, + -, elementwise, matrix and /, juxtaposition."""

from collections.abc import Callable

from backprop.equations.atoms import is_word
from backprop.equations.clauses import RELATIONS, ClauseReader
from backprop.equations.errors import EquationError
from backprop.equations.layout import unfold
from backprop.equations.lexer import tokenize
from backprop.equations.tree import Equation, Node, Product, Sum, Symbol

__all__ = ["parse", "read_head", "read_name"]

ELEMENTWISE = ("*", ".*", r"\odot", r"\circ")
MATRIX = (r"\cdot", r"\times")


class Parser(ClauseReader):
    """Reads expressions, conditions and equations."""

    def expression(self) -> Node:
        """Read terms with + and - between them."""
        place, terms = self.peek().start, [self.signed()]
        while not self.begins_cell() and (token := self.accept("+", "-")):
            sign, term = self.signed()
            terms.append((-sign if token.text == "-" else sign, term))
        return terms[0][1] if terms[0][0] == 1 and len(terms) == 1 else Sum(tuple(terms), place)

    def signed(self) -> tuple[int, Node]:
        """Read a term and the signs in front of it."""
        return self.signs(), self.term()

    def signs(self) -> int:
        """Read + and - in front of something."""
        sign = 1
        while token := self.accept("+", "-"):
            sign = -sign if token.text == "-" else sign
        return sign

    def term(self) -> Node:
        """Read factors with elementwise products between them."""
        return self.product(self.matrix_product, dict.fromkeys(ELEMENTWISE, "entry"))

    def matrix_product(self) -> Node:
        r"""Read factors with \cdot, \times and / between them."""
        kinds = dict.fromkeys(MATRIX, "matrix") | {"/": "over"}
        return self.product(self.juxtaposition, kinds)

    def product(self, operand: Callable[[], Node], kinds: dict[str, str]) -> Node:
        """Read operands with these operators between them, to the left."""
        place, first, rest = self.peek().start, operand(), []
        while token := self.accept(*kinds):
            right = operand()
            if token.text == "/" and isinstance(right, Product) and right.rest[0][0] == "beside":
                raise self.error("a/b c has two readings; expected (a/b) c or a/(b c)", token.start)
            rest.append((kinds[token.text], right))
        return Product(first, tuple(rest), place) if rest else first

    def juxtaposition(self) -> Node:
        """Read factors that stand beside one another: a matrix product."""
        place, sign, factors = self.peek().start, self.signs(), [self.factor()]
        while self.starts_factor() and self.at not in self.after_gap:
            if self.at == self.bare_end:
                raise self.error(
                    f"{self.came()} behind an argument without parentheses; expected parentheses"
                )
            if self.peek().kind == "number" and self.tokens[self.at - 1].kind == "number":
                raise self.error("two numbers side by side; expected a sign between them")
            factors.append(self.factor())
        node = factors[0]
        if len(factors) > 1:
            node = Product(node, tuple(("beside", other) for other in factors[1:]), place)
        return node if sign == 1 else Sum(((-1, node),), place)

    def equation(self) -> Equation:
        """Read a chain of sides and the clauses behind it."""
        place, sides, relations, spans = self.peek().start, [], [], []
        while not sides or self.peek().text in RELATIONS:
            if sides:
                relations.append(RELATIONS[self.next().text])
            start = self.peek().start
            sides.append(self.expression())
            spans.append((start, self.tokens[self.at - 1].end))
        if not relations:
            raise self.error(f"came {self.came()}; expected = or another relation")
        conditions, runs = [], []
        while (
            self.sees(",", ";")
            or is_word(self.peek(), "if", "for", "when", "where", "for all")
            or (self.at in self.after_gap and self.at < self.end)
        ):
            start = self.at
            self.accept(",", ";")
            if not (self.at < self.end and self.sees_clause()):
                self.at = start
                break
            self.clauses(conditions, runs)
        return Equation(
            tuple(sides), tuple(relations), tuple(conditions), tuple(runs), tuple(spans), place
        )

    def _sees_full_stop(self) -> bool:
        return self.sees(".") and self.peek(1).kind in ("nothing", "row")

    def equations(self) -> list[Equation]:
        """Read equations separated by rows and commas, to the end."""
        found = []
        while self.at < self.end:
            found.append(self.equation())
            separated = self.at in self.after_gap
            while self.sees(",", ";") or self.peek().kind == "row" or self._sees_full_stop():
                self.next()
                separated = True
            if self.at < self.end and not separated:
                hint = r"; the dot of a product is \cdot" if self.sees(".") else ""
                raise self.error(f"cannot read {self.came()} here{hint}")
        if not found:
            raise self.error("came nothing; expected an equation")
        return found


def read_head(latex: str) -> tuple[Symbol, tuple[Symbol, ...]] | None:
    """Return f and its parameters where a formula begins with f(a, b) =, else None."""
    try:
        cursor = Parser(latex, unfold(tokenize(latex), latex), lambda s: False, lambda k: False)
        symbol, parameters = cursor.symbol()[0], []
        opened = cursor.accept("(")
        while opened and (not parameters or cursor.accept(",")):
            parameters.append(cursor.symbol()[0])
        if opened and cursor.accept(")") and RELATIONS.get(cursor.peek().text) == "=":
            return symbol, tuple(parameters)
    except (EquationError, RecursionError):
        pass
    return None


def read_name(latex: str) -> Symbol:
    """Return the one name that a piece of LaTeX holds, or refuse it."""
    try:
        cursor = Parser(latex, unfold(tokenize(latex), latex), lambda s: False, lambda k: False)
        symbol, transposed = cursor.symbol()
        if transposed or cursor.at != cursor.end:
            raise cursor.error(f"came {latex!r:.60}; expected one name", 0)
    except EquationError as error:
        raise error.within(latex) from None
    return symbol


def parse(
    latex: str,
    is_function: Callable[[Symbol], bool] = lambda symbol: False,
    is_name: Callable[[str], bool] = lambda key: False,
) -> list[Equation]:
    r"""Return the equations that a displayed formula holds.

    Parameters
    ----------
    latex : str
        The formula, without the dollars around it.
    is_function : callable, optional
        Whether a `Symbol` names a function, so that parentheses behind it call it.
    is_name : callable, optional
        Whether a key is declared; asked for `d`, which otherwise differentiates.

    Returns
    -------
    list of Equation

    Raises
    ------
    ValueError
        For what cannot be read, with a caret under it.

    Examples
    --------
    >>> [equation] = parse(r"z = \Theta a + b")
    >>> equation.relations
    ('=',)
    """
    try:
        tokens = unfold(tokenize(latex), latex)
        return Parser(latex, tokens, is_function, is_name).equations()
    except EquationError as error:
        raise error.within(latex) from None
    except RecursionError:
        raise EquationError("nested too deeply; expected fewer groups within groups") from None
