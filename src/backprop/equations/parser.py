r"""From LaTeX to equations: what can be written, from loose to tight.

Each level below is a function that reads its operands by the next; all of them read on
from the place where a `Cursor` stands.

    equations       equation, equation \\ equation
    equation        side = side < side, clauses
    clauses         \quad \text{for } l = 2, \dots, L - 1;  j \neq 0
    side            term + term - term
    term            product \odot product
    product         factors \cdot factors / factors
    factors         factor factor factor
    factor          atom, and the scripts behind it
    atom            number, name, f(a, b), (side), |side|, [side \quad side]
                    \frac{side}{side}  \sqrt{side}  \frac{\partial term}{\partial name}
                    \sum_{i=1}^{m} term  \nabla_{name} factor
                    \begin{bmatrix} side & side \end{bmatrix}  \begin{cases} ...
    name            W  \hat{y}  \text{rate}, and its scripts and primes
"""

from collections.abc import Callable
from dataclasses import replace

from backprop.equations import limits
from backprop.equations.cursor import Cursor
from backprop.equations.errors import EquationError
from backprop.equations.functions import FUNCTIONS
from backprop.equations.layout import unfold
from backprop.equations.lexer import Token, environment, tokenize, word
from backprop.equations.names import render, split_transpose
from backprop.equations.tree import (
    MINUS_ONE,
    Big,
    Call,
    Cases,
    Compare,
    Equation,
    Indexed,
    Matrix,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Run,
    Script,
    Sum,
    Symbol,
    Transpose,
)

__all__ = ["TWO_INVERSES", "parse", "read_head", "read_name"]

RELATIONS = {
    "=": "=", ":=": "=", r"\equiv": "=", r"\coloneqq": "=", r"\triangleq": "=",
    r"\neq": "!=", r"\ne": "!=", "<": "<", ">": ">", r"\lt": "<", r"\gt": ">",
    r"\leq": "<=", r"\le": "<=", r"\leqslant": "<=", r"\geq": ">=", r"\ge": ">=",
    r"\geqslant": ">=",
}  # fmt: skip
ELEMENTWISE = ("*", ".*", r"\odot", r"\circ")
MATRIX = (r"\cdot", r"\times")
DOTS = (r"\dots", r"\ldots", r"\cdots")
CLAUSES = ("if", "for", "when", "where", "for all", "with")  # words that begin one

CLOSERS = {"(": ")", "[": "]", r"\{": r"\}", r"\lvert": r"\rvert"}
NORMS = {r"\lVert": r"\rVert", r"\|": r"\|", r"\Vert": r"\Vert"}
MATRICES = frozenset(["bmatrix", "pmatrix", "matrix", "smallmatrix", "array", "Bmatrix"])
BIG = {r"\sum": "sum", r"\prod": "prod"}
EXTREMES = {r"\max": "max", r"\min": "min"}  # with an index; without one, functions
TRANSPARENT = (r"\boxed", r"\underbrace", r"\overbrace", r"\displaystyle")
COMMANDS = frozenset(
    [*CLOSERS, *NORMS, *BIG, *TRANSPARENT, r"\frac", r"\dfrac", r"\tfrac", r"\sqrt", r"\nabla"]
)

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
NOT_NAMES = ("if", "for", "where", "when", "otherwise", "else", "and", "with", "for all")

TWO_INVERSES = (
    r"{0}^{{-1}} has two readings, one over it or its inverse; expected \frac{{1}}{{{0}(...)}}, or "
    "the inverse declared as a function of another name"
)


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
        return read_equations(Cursor(latex, tokens, is_function, is_name))
    except EquationError as error:
        raise error.within(latex) from None
    except RecursionError:
        raise EquationError("nested too deeply; expected fewer groups within groups") from None


def read_head(latex: str) -> tuple[Symbol, tuple[Symbol, ...]] | None:
    """Return f and its parameters where a formula begins with f(a, b) =, else None."""
    try:
        cur = _begun(latex)
        symbol, parameters = read_symbol(cur)[0], []
        opened = cur.accept("(")
        while opened and (not parameters or cur.accept(",")):
            parameters.append(read_symbol(cur)[0])
        if opened and cur.accept(")") and RELATIONS.get(cur.peek().text) == "=":
            return symbol, tuple(parameters)
    except (EquationError, RecursionError):
        pass
    return None


def read_name(latex: str) -> Symbol:
    """Return the one name that a piece of LaTeX holds, or refuse it."""
    try:
        cur = _begun(latex)
        symbol, transposed = read_symbol(cur)
        if transposed or cur.at != cur.end:
            raise cur.error(f"came {latex!r:.60}; expected one name", 0)
    except EquationError as error:
        raise error.within(latex) from None
    return symbol


def _begun(latex: str) -> Cursor:
    """Return a cursor at the beginning of a formula in which nothing is declared."""
    return Cursor(latex, unfold(tokenize(latex), latex), lambda symbol: False, lambda key: False)


def read_equations(cur: Cursor) -> list[Equation]:
    """Read equations separated by rows and commas, to the end."""
    found = []
    while cur.at < cur.end:
        found.append(read_equation(cur))
        separated = cur.at in cur.after_gap
        while cur.sees(",", ";") or cur.peek().kind == "row" or sees_full_stop(cur):
            cur.next()
            separated = True
        if cur.at < cur.end and not separated:
            hint = r"; the dot of a product is \cdot" if cur.sees(".") else ""
            raise cur.error(f"cannot read {cur.came()} here{hint}")
    if not found:
        raise cur.error("came nothing; expected an equation")
    return found


def sees_full_stop(cur: Cursor) -> bool:
    return cur.sees(".") and cur.peek(1).kind in ("nothing", "row")


def read_equation(cur: Cursor) -> Equation:
    """Read a chain of sides and the clauses behind it."""
    place, sides, relations, spans = cur.peek().start, [], [], []
    while not sides or cur.peek().text in RELATIONS:
        if sides:
            relations.append(RELATIONS[cur.next().text])
        start = cur.peek().start
        sides.append(read_expression(cur))
        spans.append((start, cur.tokens[cur.at - 1].end))
    if not relations:
        raise cur.error(f"came {cur.came()}; expected = or another relation")
    conditions, runs = [], []
    while (
        cur.sees(",", ";")
        or is_word(cur.peek(), "if", "for", "when", "where", "for all")
        or (cur.at in cur.after_gap and cur.at < cur.end)
    ):
        start = cur.at
        cur.accept(",", ";")
        if not (cur.at < cur.end and sees_clause(cur)):
            cur.at = start
            break
        read_clause(cur, conditions, runs)
    return Equation(
        tuple(sides), tuple(relations), tuple(conditions), tuple(runs), tuple(spans), place
    )


def sees_clause(cur: Cursor) -> bool:
    """Return whether a condition comes, and not another equation."""
    if is_word(cur.peek(), *CLAUSES):
        return True
    start, texts = cur.at, []
    while cur.at < cur.end and cur.tokens[cur.at].kind != "row" and not cur.sees(","):
        texts.append(cur.next().text)
    dots = cur.peek(1).text in DOTS
    cur.at = start
    relations = {RELATIONS[text] for text in texts if text in RELATIONS}
    return bool(relations - {"="}) or (dots and relations == {"="})


def read_clause(cur: Cursor, conditions: list, runs: list) -> None:
    r"""Read \text{if } ..., \text{for } l = 1, \dots, L and bare conditions."""
    named = is_word(cur.peek(), *CLAUSES)
    if named:
        cur.next()
    if cur.peek(1).text == "=" and (run := read_range_clause(cur)):
        runs.append(run)
    else:
        conditions.append(read_comparison(cur))


def read_range_clause(cur: Cursor) -> Run | None:
    r"""Read l = 2, \dots, L - 1; None, and nothing read, where it is none."""
    start, place = cur.at, cur.peek().start
    try:
        letter = cur.next().text
        cur.next()
        first = read_expression(cur)
        if cur.accept(",") and cur.accept(*DOTS) and cur.accept(","):
            return Run(letter, first, read_expression(cur), place)
    except EquationError:
        pass
    cur.at = start
    return None


def read_case_conditions(cur: Cursor) -> tuple[Compare, ...]:
    """Read "if j = 0 and ..."; () for "otherwise" and for nothing."""
    if is_word(cur.peek(), "otherwise", "else"):
        cur.next()
        return ()
    if is_word(cur.peek(), "if", "for", "when", "where"):
        cur.next()
    found = []
    while starts_factor(cur) or cur.sees("-", "+"):
        found.append(read_comparison(cur))
        if cur.sees(r"\land", r"\wedge", ",") or is_word(cur.peek(), "and"):
            cur.next()
    if not found:
        raise cur.error(rf"came {cur.came()}; expected a condition or \text{{otherwise}}")
    return tuple(found)


def read_comparison(cur: Cursor) -> Compare:
    """Read a = b, a < b <= c and so on."""
    place, sides, relations = cur.peek().start, [read_expression(cur)], []
    while cur.peek().text in RELATIONS:
        relations.append(RELATIONS[cur.next().text])
        sides.append(read_expression(cur))
    if not relations:
        raise cur.error(f"came {cur.came()}; expected a relation such as = or \\neq")
    return Compare(tuple(sides), tuple(relations), place)


def read_expression(cur: Cursor) -> Node:
    """Read terms with + and - between them."""
    place, terms = cur.peek().start, [read_signed_term(cur)]
    while not cur.begins_cell() and (token := cur.accept("+", "-")):
        sign, term = read_signed_term(cur)
        terms.append((-sign if token.text == "-" else sign, term))
    return terms[0][1] if terms[0][0] == 1 and len(terms) == 1 else Sum(tuple(terms), place)


def read_signed_term(cur: Cursor) -> tuple[int, Node]:
    """Read a term and the signs in front of it."""
    return read_signs(cur), read_term(cur)


def read_signs(cur: Cursor) -> int:
    """Read + and - in front of something."""
    sign = 1
    while token := cur.accept("+", "-"):
        sign = -sign if token.text == "-" else sign
    return sign


def read_term(cur: Cursor) -> Node:
    """Read factors with elementwise products between them."""
    return read_product(cur, read_matrix_product, dict.fromkeys(ELEMENTWISE, "entry"))


def read_matrix_product(cur: Cursor) -> Node:
    r"""Read factors with \cdot, \times and / between them."""
    kinds = dict.fromkeys(MATRIX, "matrix") | {"/": "over"}
    return read_product(cur, read_juxtaposition, kinds)


def read_product(cur: Cursor, operand: Callable[[Cursor], Node], kinds: dict[str, str]) -> Node:
    """Read operands with these operators between them, to the left."""
    place, first, rest = cur.peek().start, operand(cur), []
    while token := cur.accept(*kinds):
        right = operand(cur)
        if token.text == "/" and isinstance(right, Product) and right.rest[0][0] == "beside":
            raise cur.error("a/b c has two readings; expected (a/b) c or a/(b c)", token.start)
        rest.append((kinds[token.text], right))
    return Product(first, tuple(rest), place) if rest else first


def read_juxtaposition(cur: Cursor) -> Node:
    """Read factors that stand beside one another: a matrix product."""
    place, sign, factors = cur.peek().start, read_signs(cur), [read_factor(cur)]
    while starts_factor(cur) and cur.at not in cur.after_gap:
        if cur.at == cur.bare_end:
            raise cur.error(
                f"{cur.came()} behind an argument without parentheses; expected parentheses"
            )
        if cur.peek().kind == "number" and cur.tokens[cur.at - 1].kind == "number":
            raise cur.error("two numbers side by side; expected a sign between them")
        factors.append(read_factor(cur))
    node = factors[0]
    if len(factors) > 1:
        node = Product(node, tuple(("beside", other) for other in factors[1:]), place)
    return node if sign == 1 else Sum(((-1, node),), place)


def starts_factor(cur: Cursor) -> bool:
    """Return whether the next token begins a factor."""
    token = cur.peek()
    if token.text == "|" or NORMS.get(token.text) == token.text:
        return token.text != cur.bar
    return (
        token.kind in ("number", "open", "begin")
        or starts_name(cur)
        or token.text in COMMANDS
        or token.text in FUNCTIONS
        or token.text == r"\partial"
    )


def read_factor(cur: Cursor) -> Node:
    """Read an atom, then the scripts that are attached to it."""
    return read_attached(cur, read_atom(cur))


def read_attached(cur: Cursor, node: Node) -> Node:
    """Read powers, transposes and indices behind a finished atom."""
    seen = ""
    while cur.sees("_", "^") or cur.peek().kind == "prime":
        mark = cur.peek()
        if mark.kind == "prime":
            raise cur.error("came a prime; expected it on the name of a function")
        if mark.text in seen:
            raise cur.error("a second script of a kind; expected braces or parentheses")
        seen += mark.text
        script, transposed = read_script(cur, power=mark.text == "^")
        if mark.text == "_":
            node = Indexed(node, script, mark.start)
        elif script is not None:
            if script.exponent is None:
                raise cur.error(f"cannot read ^{script.text} as a power", mark.start)
            node = Power(node, script.exponent, mark.start)
        node = Transpose(node, mark.start) if transposed else node
    return node


def read_atom(cur: Cursor) -> Node:
    """Read one thing."""
    token = cur.peek()
    if not starts_factor(cur):
        raise cur.error(f"came {cur.came()}; expected {hint(token)}")
    if (derivative := read_inline_derivative(cur)) is not None:
        return derivative
    if token.kind == "number":
        return read_number(cur)
    if token.kind == "open":
        return read_braces(cur)
    if token.kind == "begin":
        return read_environment(cur)
    if token.text in EXTREMES and cur.peek(1).text == "_":
        return read_big(cur)
    if token.text in FUNCTIONS:
        return read_call(cur, Symbol(cur.next().text, position=token.start))
    if token.text in COMMANDS or token.text == "|":
        return read_command(cur)
    return read_name_or_call(cur)


def hint(token: Token) -> str:
    """Return what could have stood here."""
    hints = {".": r"a factor (the dot of a product is \cdot)", r"\partial": r"\frac{\partial "}
    return hints.get(token.text, "a number, a name or a group")


def read_number(cur: Cursor) -> Number:
    """Read a number."""
    token = cur.next()
    limits.within("characters of a number", len(token.text), limits.NUMBER, token.start)
    return Number(float(token.text), token.start)


def read_braces(cur: Cursor) -> Node:
    """Read {...}, which groups without showing."""
    start, end = cur.argument()
    with cur.slice(start, end):
        return read_expression(cur)


def read_name_or_call(cur: Cursor) -> Node:
    """Read a name, or a function with its arguments."""
    symbol, transposed = read_symbol(cur)
    if cur.is_function(symbol) and (cur.sees("(", "[") or symbol.primes):
        if transposed:
            raise cur.error("came a transposed function; expected (g(z))^T", symbol.position)
        return read_call(cur, symbol)
    return Transpose(symbol, symbol.position) if transposed else symbol


def read_call(cur: Cursor, function: Symbol) -> Node:
    r"""Read \log's scripts and any function's arguments."""
    power = None
    while function.base in FUNCTIONS and (cur.sees("_", "^") or cur.peek().kind == "prime"):
        mark = cur.peek().text
        if cur.peek().kind == "prime":
            cur.next()
            function = replace(function, primes=len(mark))
            continue
        if mark == "_" and (function.sub or function.base != r"\log"):
            raise cur.error(
                rf"{function.base} with this subscript has no meaning; expected one on \log, "
                r"the base, or right behind \max or \min, an index"
            )
        script, _ = read_script(cur, power=mark == "^")
        if mark == "_":
            function = replace(function, sub=script)
        else:
            power = script and script.exponent
            if power == MINUS_ONE:
                raise cur.error(TWO_INVERSES.format(function.base), function.position)
    start = cur.at
    arguments = read_arguments(cur, function)
    written = "".join(token.text for token in cur.tokens[start + 1 : cur.at - 1])
    node = Call(function, arguments, written, function.position)
    return Power(node, power, function.position, entries=True) if power else node


def read_arguments(cur: Cursor, function: Symbol) -> tuple[Node, ...]:
    r"""Read (a, b), or one bare factor behind \log and its like."""
    if not cur.sees("(", "[", r"\{"):
        if function.base not in FUNCTIONS:
            raise cur.error(f"came {cur.came()}; expected ( after {function.base}")
        with cur.deeper():
            bare = read_factor(cur)
        cur.bare_end = cur.at
        return (bare,)
    opened = cur.next()
    with cur.deeper():
        found = [read_expression(cur)]
        while cur.accept(","):
            found.append(read_expression(cur))
        cur.expect(CLOSERS[opened.text], opened)
    return tuple(found)


def read_command(cur: Cursor) -> Node:
    """Read what a command, a bracket or a bar begins."""
    token = cur.peek()
    if token.text in BIG:
        return read_big(cur)
    if token.text == "[":
        return read_row(cur)
    if token.text in CLOSERS:
        inner = read_group(cur, CLOSERS[token.text])
        return inner if token.text != r"\lvert" else absolute(cur, inner, token)
    if token.text in NORMS:
        return read_norm(cur)
    if token.text == "|":
        return read_bars(cur)
    if token.text == r"\nabla":
        return read_gradient(cur)
    cur.next()
    if token.text == r"\sqrt":
        return read_root(cur, token)
    if token.text in TRANSPARENT:
        return read_boxed(cur)
    return read_fraction(cur, token)


def read_group(cur: Cursor, closer: str) -> Node:
    """Read an expression between the token that comes and its closer."""
    opened = cur.next()
    with cur.deeper():
        inner = read_expression(cur)
        cur.expect(closer, opened)
    return inner


def absolute(cur: Cursor, inner: Node, token: Token) -> Call:
    """Return |x|; an index behind it that could also say which norm is refused."""
    if cur.sees("_"):
        place = cur.at
        cur.next()
        start, end = cur.argument()
        which = "".join(one.text for one in cur.tokens[start:end])
        if which in ("1", "2", "F", "p", r"\infty"):
            raise cur.error(
                f"|...|_{which} has two readings, an entry or a norm; expected (|x|)_{which} "
                rf"or \lVert x \rVert_{which}",
                token.start,
            )
        cur.at = place
    return Call(Symbol("|", position=token.start), (inner,), "", token.start)


def read_bars(cur: Cursor) -> Node:
    """Read |...|."""
    opened = cur.next()
    with cur.deeper():
        cur.bar = opened.text
        inner = read_expression(cur)
        cur.expect("|", opened)
    return absolute(cur, inner, opened)


def read_norm(cur: Cursor) -> Norm:
    r"""Read \lVert ... \rVert with the index that says which norm."""
    opened = cur.next()
    with cur.deeper():
        cur.bar = NORMS[opened.text]
        inner = read_expression(cur)
        cur.expect(NORMS[opened.text], opened)
    which = ""
    if cur.accept("_"):
        start, end = cur.argument()
        which = "".join(token.text for token in cur.tokens[start:end])
    if which not in ("", "1", "2", "F", r"\infty"):
        raise cur.error(rf"came the norm {which}; expected 1, 2, F or \infty", opened.start)
    return Norm(inner, which, opened.start)


def read_root(cur: Cursor, token: Token) -> Node:
    r"""Read \sqrt[n]{x}."""
    degree: Node = Number(2.0, token.start)
    if cur.sees("["):
        degree = read_group(cur, "]")
    start, end = cur.argument()
    with cur.slice(start, end):
        inner = read_expression(cur)
    one = Number(1.0, token.start)
    exponent = Product(one, (("over", degree),), token.start)
    return Power(inner, exponent, token.start, entries=True)


def read_boxed(cur: Cursor) -> Node:
    r"""Read \boxed{x} and \underbrace{x}_{...}: x."""
    start, end = cur.argument()
    with cur.slice(start, end):
        inner = read_expression(cur)
    if cur.accept("_", "^"):
        cur.argument()
    return inner


def read_row(cur: Cursor) -> Node:
    r"""Read [x], or a row [x \quad y] or [x, y]."""
    opened = cur.next()
    with cur.deeper():
        cur.in_row = True
        cells = [read_expression(cur)]
        while (
            cur.accept(",") or (cur.at in cur.after_gap and starts_factor(cur)) or cur.begins_cell()
        ):
            cells.append(read_expression(cur))
        cur.expect("]", opened)
    return cells[0] if len(cells) == 1 else Matrix((tuple(cells),), opened.start)


def read_environment(cur: Cursor) -> Node:
    """Read a matrix or cases."""
    opened = cur.next()
    kind = environment(opened)
    if kind != "cases" and kind not in MATRICES:
        expected = ", ".join(sorted(MATRICES | {"cases"}))
        raise cur.error(f"came {opened.text}; expected one of {expected}", opened.start)
    if kind == "array" and cur.peek().kind == "open":
        cur.argument()
    with cur.deeper():
        rows = [read_cells(cur, kind)]
        while cur.peek().kind == "row":
            cur.next()
            if cur.peek().kind != "end":
                rows.append(read_cells(cur, kind))
        if cur.peek().kind != "end":
            raise cur.error(f"came {cur.came()}; expected & or \\\\ or the end of {kind}")
        cur.next()
    return (Cases if kind == "cases" else Matrix)(tuple(rows), opened.start)


def read_cells(cur: Cursor, kind: str) -> tuple:
    """Read a row of a matrix, or a value and its condition."""
    cells = [read_expression(cur)]
    if kind == "cases":
        cur.accept(",")
        if cur.peek().kind == "align":
            cur.next()
        return cells[0], read_case_conditions(cur)
    while cur.peek().kind == "align":
        cur.next()
        cells.append(read_expression(cur))
    return tuple(cells)


def read_big(cur: Cursor) -> Big:
    r"""Read \sum, \prod, \max_i or \min_i with its bounds and all factors that follow."""
    token = cur.next()
    variables, bounds = (), {"_": None, "^": None}
    while cur.sees("_", "^"):
        mark = cur.next()
        start, end = cur.argument()
        if mark.text == "_" and (end - start < 2 or cur.tokens[start + 1].text != "="):
            variables = read_index_names(cur, start, end, mark)
            continue
        if mark.text == "_":
            variables, start = (cur.tokens[start].text,), start + 2
        with cur.slice(start, end):
            bounds[mark.text] = read_expression(cur)
    if (bounds["_"] is None) != (bounds["^"] is None):
        raise cur.error("one bound only; expected both, as in _{i=1}^m, or none", token.start)
    with cur.deeper():
        body = read_term(cur)
    kind = (BIG | EXTREMES)[token.text]
    return Big(kind, variables, bounds["_"], bounds["^"], body, token.start)


def read_index_names(cur: Cursor, start: int, end: int, mark: Token) -> tuple[str, ...]:
    found = tuple(t.text for t in cur.tokens[start:end] if t.text != ",")
    if not found or any(
        (len(one) > 1 and one != r"\ell") or not one[-1:].isalpha() for one in found
    ):
        raise cur.error(f"came {''.join(found)}; expected i = 1, i or i, j", mark.start)
    return found


def read_fraction(cur: Cursor, token: Token) -> Node:
    r"""Read what follows \frac."""
    above, below = cur.argument(), cur.argument()
    first, second = (first_of(cur, piece) for piece in (above, below))
    if (
        first
        and second
        and is_differential(cur, first)
        and is_differential(cur, second)
        and below[1] - below[0] > 1
    ):
        refuse_declared_d(cur, first)
        return read_derivative(cur, above, below, token)
    with cur.slice(*above):
        numerator = read_expression(cur)
    with cur.slice(*below):
        denominator = read_expression(cur)
    return Product(numerator, (("over", denominator),), token.start)


def first_of(cur: Cursor, piece: tuple[int, int]) -> Token | None:
    return cur.tokens[piece[0]] if piece[0] < piece[1] else None


def read_derivative(cur: Cursor, above, below, token: Token) -> Partial:
    for piece in (above, below):
        if cur.tokens[piece[0] + 1].text == "^" and piece[1] - piece[0] > 1:
            raise cur.error("came a second derivative; expected a first", token.start)
    with cur.slice(below[0] + 1, below[1]):
        by = read_by(cur)
    if above[1] - above[0] == 1:  # \frac{\partial}{\partial B} A
        return Partial(read_operand(cur), by, token.start)
    with cur.slice(above[0] + 1, above[1]):
        of = read_term(cur)
    return Partial(of, by, token.start)


def read_operand(cur: Cursor) -> Node:
    with cur.deeper():
        found = read_factor(cur)
    cur.bare_end = cur.at
    return found


def read_inline_derivative(cur: Cursor) -> Partial | None:
    """Read dE/dW or d(...)/dW; None where the next token is no such d."""
    token = cur.peek()
    if not is_differential(cur, token) or (token.text == "d" and cur.is_name("d")):
        return None
    following = cur.peek(1)
    if following.text not in ("(", "[") and not (
        following.kind in ("letter", "text") or following.text.startswith("\\")
    ):
        return None
    cur.next()
    with cur.deeper():
        of = read_factor(cur)
    slash = cur.peek()
    if not (cur.accept("/") and is_differential(cur, cur.peek())):
        raise cur.error(
            f"came {token.text} without another under it; expected dA/dB",
            slash.start if slash.text != "/" else token.start,
        )
    cur.next()
    return Partial(of, read_by(cur), token.start)


def read_gradient(cur: Cursor) -> Partial:
    r"""Read \nabla_{B} A."""
    token = cur.next()
    if not cur.accept("_"):
        raise cur.error(rf"came {cur.came()}; expected \nabla_{{B}} A", token.start)
    start, end = cur.argument()
    with cur.slice(start, end):
        by = read_by(cur)
    return Partial(read_operand(cur), by, token.start)


def read_by(cur: Cursor) -> Symbol | Indexed:
    """Read W, W_{ij} or, where W has a subscript of its own, (W_1)_{ij}."""
    if opened := cur.accept("("):
        inner = read_by(cur)
        cur.expect(")", opened)
        if not cur.sees("_"):
            raise cur.error(f"came {cur.came()}; expected an index behind the parentheses")
        script, _ = read_script(cur, power=False)
        return Indexed(inner, script, opened.start)
    symbol, transposed = read_symbol(cur)
    if transposed or symbol.primes:
        raise cur.error(
            "came a derivative by a changed name; expected the name itself", symbol.position
        )
    return symbol


def is_differential(cur: Cursor, token: Token) -> bool:
    d = token.text == "d" or (token.kind == "text" and word(token) == "d")
    return token.text == r"\partial" or d


def refuse_declared_d(cur: Cursor, token: Token) -> None:
    if token.text == "d" and cur.is_name("d"):
        raise cur.error(
            r"d is declared, so d/d is a quotient or a derivative; write \partial", token.start
        )


def read_symbol(cur: Cursor) -> tuple[Symbol, bool]:
    """Read a name with its scripts; return it, and whether it is transposed."""
    place, base = cur.peek().start, read_base(cur)
    found, transposed, primes = {"_": None, "^": None}, False, 0
    seen = set()
    while cur.sees("_", "^") or cur.peek().kind == "prime":
        token = cur.peek()
        if token.kind == "prime":
            primes += len(cur.next().text)
            continue
        if token.text == "^" and cur.peek(1).text == r"\prime":
            cur.at += 2
            primes += 1
            continue
        if token.text in seen:
            kind = "sub" if token.text == "_" else "super"
            raise cur.error(f"a second {kind}script; expected braces or parentheses")
        seen.add(token.text)
        found[token.text], turned = read_script(cur, power=token.text == "^")
        transposed = transposed or turned
    return Symbol(base, found["_"], found["^"], primes, place), transposed


def starts_name(cur: Cursor) -> bool:
    """Return whether the next token begins a name."""
    token = cur.peek()
    if token.kind == "text":
        return word(token).lower().rstrip(",: ") not in NOT_NAMES
    return token.kind == "letter" or token.text in SYMBOLS or token.text in ACCENTS


def read_base(cur: Cursor) -> str:
    r"""Read `W`, `\delta`, `\hat{y}`, `\text{rate}`."""
    if not starts_name(cur):
        raise cur.error(f"came {cur.came()}; expected a name")
    token = cur.next()
    if token.kind == "text":
        return rf"\text{{{word(token)}}}"
    if token.text not in ACCENTS:
        return token.text
    start, end = cur.argument()
    return f"{token.text}{{{render(cur.tokens[start:end])}}}"


def read_script(cur: Cursor, power: bool) -> tuple[Script | None, bool]:
    """Read what follows _ or ^; return it, and whether it ended in a T."""
    mark = cur.next()
    start, end = cur.argument()
    tokens, transposed = cur.tokens[start:end], False
    if power:
        tokens, transposed = split_transpose(tokens)
        end = start + len(tokens)
    if not tokens and not transposed:
        raise cur.error("an empty script; expected something in it", mark.start)
    exponent = read_exponent(cur, start, end) if power and tokens else None
    return (Script(tuple(tokens), render(tokens), exponent) if tokens else None), transposed


def read_exponent(cur: Cursor, start: int, end: int) -> Node | None:
    """Read the script as an expression; None where it is none, as in Y^*."""
    if cur.tokens[start].text in ("*", r"\star", r"\dagger"):
        return None
    with cur.slice(start, end):
        return read_expression(cur)


def is_word(token: Token, *words: str) -> bool:
    """Return whether a text token says one of these words."""
    return token.kind == "text" and word(token).lower().strip(",.: ") in words
