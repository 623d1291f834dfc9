r"""From LaTeX to equations: what can be written, from loose to tight.

Each level below is a function that reads its operands by the next; all of them read on
from the place where a `Cursor` stands.

    equations       equation, equation \\ equation
    equation        side = side < side \in domain, clauses
    clauses         \quad \text{for } l = 2, \dots, L - 1;  j \neq 0
    side            term + term - term + \dots + term
    term            product \odot product
    product         factors \cdot factors / factors
    factors         factor factor \cdots factor
    factor          atom, and the scripts behind it
    atom            number, name, f(a, b), (side), |side|, [side \quad side]
                    \frac{side}{side}  \sqrt{side}  \frac{\partial term}{\partial name}
                    \sum_{i=1}^{m} term  \nabla_{name} factor  d factor
                    \begin{bmatrix} side & side \end{bmatrix}  \begin{cases} ...
    name            W  \hat{y}  \text{rate}, and its scripts and primes
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from backprop.equations import limits
from backprop.equations.cursor import ANYTHING, NOTHING, Cursor, Names
from backprop.equations.dots import DOTS, series
from backprop.equations.errors import EquationError
from backprop.equations.functions import FUNCTIONS, NAMED
from backprop.equations.layout import CLAUSES, MATRICES, WHERE, unfold
from backprop.equations.lexer import ACCENTS, Token, environment, tokenize, word
from backprop.equations.macros import Macros
from backprop.equations.names import ADJOINT, join_key, render, split_transpose
from backprop.equations.spelling import SYMBOLS, spell
from backprop.equations.tree import (
    MINUS_ONE,
    Applied,
    At,
    Big,
    Call,
    Cases,
    Compare,
    Composed,
    Differential,
    Domain,
    Equation,
    Expectation,
    Gradient,
    Hessian,
    Indexed,
    Inner,
    Matrix,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Reach,
    Run,
    Script,
    Sum,
    Symbol,
    Transpose,
)

__all__ = ["DEFINING", "TWO_INVERSES", "Head", "parse", "read_heads", "read_name", "unreadable"]

RELATIONS = {
    "=": "=", ":=": "=", r"\equiv": "=", r"\coloneqq": "=", r"\triangleq": "=",
    r"\leftarrow": "=", r"\gets": "=", r"\approx": "~", r"\simeq": "~",
    r"\neq": "!=", r"\ne": "!=", "!=": "!=", "<": "<", ">": ">", r"\lt": "<", r"\gt": ">",
    r"\leq": "<=", r"\le": "<=", r"\leqslant": "<=", r"\geq": ">=", r"\ge": ">=",
    r"\geqslant": ">=", ">=": ">=", "<=": "<=",
}  # fmt: skip
UPDATES = (r"\leftarrow", r"\gets")
DEFINING = (":=", r"\coloneqq", r"\triangleq", *UPDATES)  # of a new name
ELEMENTWISE = {"*": "entry", ".*": "entry", r"\odot": "entry", r"\circ": "entry"}
MATRIX = {r"\cdot": "dot", r"\times": "matrix", r"\otimes": "kron", "/": "over", ".": "dot"}

CLOSERS = {"(": ")", "[": "]", r"\{": r"\}", r"\lvert": r"\rvert"}
OPENERS, ENDS = ("(", "[", "{", r"\{"), (")", "]", "}", r"\}")
NORMS = {r"\lVert": r"\rVert", r"\|": r"\|", r"\Vert": r"\Vert"}
BIG = {r"\sum": "sum", r"\prod": "prod"}
EXTREMES = {r"\max": "max", r"\min": "min"}  # with an index; without one, functions
TRANSPARENT = (r"\boxed", r"\underbrace", r"\overbrace", r"\fbox", r"\cancel", r"\overset")
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac")
COMMANDS = frozenset(
    [*CLOSERS, *NORMS, *BIG, *TRANSPARENT, *FRACTIONS, r"\sqrt", r"\nabla", r"\langle", r"\binom"]
)
MOST_FACTORS = 12  # that an operator may stand before
INDICATORS = (r"\mathbb{1}", r"\mathbf{1}", r"\mathbb{I}", r"\mathds{1}", r"\boldsymbol{1}")
MEANS = {
    r"\mathbb{E}": "E", r"\text{E}": "E", "E": "E", r"\text{Var}": "Var", r"\mathbb{V}": "Var",
    r"\text{Cov}": "Cov", r"\mathbb{P}": "P", r"\text{Pr}": "P", r"\text{cov}": "Cov",
    r"\text{var}": "Var", r"\text{P}": "P",
}  # fmt: skip

MEAN_NAMES = {
    "E": "an expectation", "Var": "a variance", "Cov": "a covariance", "P": "a probability",
}  # fmt: skip

# what is not read, by name; what stands in its place in a sentence
REFUSED = {
    r"\lim": r"a limit, \lim,", r"\int": r"an integral, \int,", r"\iint": r"an integral, \iint,",
    r"\oint": r"an integral, \oint,", r"\sup": r"a supremum, \sup,", r"\inf": r"an infimum, \inf,",
    r"\arg": r"an argmin or argmax, \arg,", r"\argmin": r"an argmin, \argmin,",
    r"\argmax": r"an argmax, \argmax,", r"\sim": r"a distribution, \sim,",
    r"\to": r"an arrow, \to,", r"\rightarrow": r"an arrow, \rightarrow,",
    r"\pm": r"\pm, two signs,",
    r"\mp": r"\mp, two signs,", r"\propto": r"\propto, a proportion,", r"\mathcal{O}": "O(...)",
    r"\mid": r"a conditional probability, \mid,", r"\mapsto": r"an arrow, \mapsto,",
    r"\Pr": r"a probability, \Pr,", r"\forall": r"a quantifier, \forall,",
    r"\exists": r"a quantifier, \exists,", r"\cup": r"a union of sets, \cup,",
    r"\cap": r"an intersection of sets, \cap,", r"\bigcup": r"a union of sets, \bigcup,",
    r"\leadsto": r"an arrow, \leadsto,", r"\infty": r"infinity, \infty,",
}  # fmt: skip
REFUSED_WORDS = {
    "argmin": "an argmin", "argmax": "an argmax", "arg min": "an argmin", "arg max": "an argmax",
    "minimize": "a minimum to be found", "maximize": "a maximum to be found",
    "minimise": "a minimum to be found", "maximise": "a maximum to be found",
    "subject to": "a constraint", "s.t.": "a constraint", "prox": "a proximal operator",
    "plim": "a limit",
}  # fmt: skip

NEVER = (
    r"\lim", r"\int", r"\iint", r"\oint", r"\sup", r"\inf", r"\arg", r"\argmin", r"\argmax",
    r"\mapsto", r"\bigcup",
)  # fmt: skip

TWO_INVERSES = (
    r"{0}^{{-1}} has two readings, one over it or its inverse; expected \frac{{1}}{{{0}(...)}}, or "
    "the inverse declared as a function of another name"
)


def parse(latex: str, names: Names = NOTHING, macros: Macros | None = None) -> list[Equation]:
    r"""Return the equations that a displayed formula holds.

    Parameters
    ----------
    latex : str
        The formula, without the dollars around it.
    names : Names, optional
        What is declared: a `Program`, as a rule.
    macros : Macros, optional
        What the author abbreviates.

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
        return read_equations(_begun(latex, names, macros))
    except EquationError as error:
        raise error.within(latex) from None
    except RecursionError:
        raise EquationError("nested too deeply; expected fewer groups within groups") from None


def unreadable(latex: str, macros: Macros | None = None) -> str:
    """Return the name of the first thing in a formula that is never read; "" for none."""
    try:
        tokens = tokenize(latex, macros)
    except (EquationError, RecursionError):
        return ""
    for token in tokens:
        if token.text in NEVER:
            return REFUSED[token.text]
        said = word(token).lower() if token.kind == "text" else ""
        if said in REFUSED_WORDS:
            return f"{REFUSED_WORDS[said]}, {said},"
    return ""


def _begun(latex: str, names: Names = NOTHING, macros: Macros | None = None) -> Cursor:
    """Return a cursor at the beginning of a formula."""
    tokens = spell(unfold(tokenize(latex, macros), latex, names), names)
    return Cursor(latex, tokens, names)


class _OneName(Names):
    """A formula's left side is read as one new name where nothing in it is declared."""

    def __init__(self, names: Names):
        self.names = names

    def has_base(self, base: str) -> bool:
        plain = base.isalpha() and base.isascii()
        if not plain:
            return self.names.has_base(base) or base[:7] in (r"\Delta ", r"\delta ")
        return self.names.has_base(base) or not any(map(self.names.has_base, base))

    def is_function(self, symbol: Symbol) -> bool:
        return False


class Head:
    """What a formula begins with: a name, what it is applied to, and the relation behind it."""

    def __init__(self, symbol: Symbol, parameters: tuple[Symbol, ...], called: bool, relation: str):
        self.symbol, self.parameters = symbol, parameters
        self.called, self.relation = called, relation


def read_heads(latex: str, names: Names = NOTHING, macros: Macros | None = None) -> list[Head]:
    """Return for each equation of a formula the name to the left of its first relation.

    An equation that does not begin with a name and a relation has none.

    Parameters
    ----------
    latex : str
    names : Names, optional
        What is declared: letters of which none is may be one name, as in MSE = ...
    macros : Macros, optional
    """
    known = _OneName(names)
    try:
        tokens = spell(unfold(tokenize(latex, macros), latex, names), known)
    except (EquationError, RecursionError):
        return []
    found, part, depth = [], [], 0
    for token in (*tokens, Token("row", "", len(latex), len(latex))):
        depth += (token.text in ("(", "{", "[", r"\{")) - (token.text in (")", "}", "]", r"\}"))
        if depth <= 0 and (token.kind in ("row", "gap") or token.text in (",", ";")):
            head = _head(Cursor(latex, part, known)) if part else None
            found += [head] if head else []
            part, depth = [], 0
        else:
            part.append(token)
    return found


def _head(cur: Cursor) -> Head | None:
    """Return the name, or the name with parameters, that stands before a relation."""
    try:
        symbol, parameters = read_symbol(cur)[0], []
        opened = cur.accept("(", "[")
        while opened and not cur.sees(CLOSERS[opened.text]):
            parameters.append(read_symbol(cur)[0])
            cur.accept(",", ";", "|", r"\mid")
        if (not opened or cur.accept(CLOSERS[opened.text])) and RELATIONS.get(
            cur.peek().text
        ) == "=":
            return Head(symbol, tuple(parameters), bool(opened), cur.peek().text)
    except (EquationError, RecursionError):
        pass
    return None


def read_name(latex: str) -> Symbol:
    """Return the one name that a piece of LaTeX holds, or refuse it."""
    try:
        cur = _begun(latex, ANYTHING)
        symbol, transposed = read_symbol(cur)
        if transposed or cur.at != cur.end:
            raise cur.error(f"came {latex!r:.60}; expected one name", 0)
    except EquationError as error:
        raise error.within(latex) from None
    return symbol


# --- equations --------------------------------------------------------------------------


def read_equations(cur: Cursor) -> list[Equation]:
    """Read equations separated by rows and commas, to the end."""
    found: list[Equation] = []
    while True:
        separated = _step_over_separators(cur)
        if cur.at >= cur.end:
            break
        if found and not separated:
            hint = r"; the dot of a product is \cdot" if cur.sees(".") else ""
            raise cur.error(f"cannot read {cur.came()} here{hint}{_refusal(cur)}")
        if found and _range_in_words(cur, found):
            continue
        given = cur.at > 0 and cur.tokens[cur.at - 1].text == WHERE
        found.append(replace(read_equation(cur), given=given))
    if not found:
        raise cur.error("came nothing; expected an equation")
    return found


def _step_over_separators(cur: Cursor) -> bool:
    """Step over rows, commas and full stops; return whether there was one, or a gap."""
    separated = cur.at in cur.after_gap
    while cur.sees(",", ";") or cur.peek().kind == "row" or sees_full_stop(cur):
        cur.next()
        separated = True
    return separated


def _range_in_words(cur: Cursor, found: list[Equation]) -> bool:
    r"""Read i = 1, \ldots N behind an equation: it belongs to the one before."""
    run = read_range_clause(cur)
    if run is None:
        return False
    found[-1] = replace(found[-1], runs=(*found[-1].runs, *run))
    return True


def sees_full_stop(cur: Cursor) -> bool:
    """Return whether a dot ends a row, or all."""
    return cur.sees(".") and cur.peek(1).kind in ("nothing", "row")


def read_equation(cur: Cursor) -> Equation:
    """Read a chain of sides, where they live, and the clauses behind it."""
    place, sides, relations, spans = cur.peek().start, [], [], []
    update = False
    while not sides or cur.peek().text in RELATIONS:
        if sides:
            update = update or cur.peek().text in UPDATES
            relations.append(RELATIONS[cur.next().text])
        start = cur.peek().start
        sides.append(read_expression(cur))
        spans.append((start, cur.tokens[cur.at - 1].end))
    if not relations and cur.sees(","):
        _read_other_names(cur, sides)
    domain = read_domain(cur) if cur.sees(r"\in") else None
    if not relations and domain is None:
        refusal = _refusal(cur)
        raise cur.error(f"came {cur.came()}; expected = or another relation{refusal}")
    conditions: list[Compare] = []
    runs: list[Run] = []
    while _behind_an_equation(cur):
        start = cur.at
        while cur.accept(",", ";"):
            pass
        if not (cur.at < cur.end and sees_clause(cur)):
            cur.at = start
            break
        read_clause(cur, conditions, runs)
    parts = (sides, relations, conditions, runs, spans)
    return Equation(*map(tuple, parts), place, domain, update)


def _read_other_names(cur: Cursor, sides: list[Node]) -> None:
    r"""Read y of x, y \in \mathbb{R}^n."""
    before, others = cur.at, []
    try:
        while cur.accept(","):
            others.append(read_symbol(cur)[0])
    except EquationError:
        others = []
    if others and cur.sees(r"\in"):
        sides += others
    else:
        cur.at = before


def _refusal(cur: Cursor) -> str:
    """Return why what comes is not read, if it has a name; else nothing."""
    said = _refused(cur)
    return f"; {said} is not read" if said else ""


def _refused(cur: Cursor) -> str:
    """Return the name of what comes if it is one of those that are not read."""
    token = cur.peek()
    if token.kind == "text":
        said = word(token).lower()
        return f"{REFUSED_WORDS[said]}, {token.text}," if said in REFUSED_WORDS else ""
    if token.text in (r"\underset", r"\mathop"):
        ahead = cur.tokens[cur.at : min(cur.at + 30, cur.end)]
        words = [one for one in ahead if one.kind == "text" and word(one).lower() in REFUSED_WORDS]
        names = [one for one in ahead if one.text in REFUSED or one.text in EXTREMES]
        if words:
            return f"{REFUSED_WORDS[word(words[0]).lower()]}, {words[0].text},"
        if names:
            return REFUSED.get(names[0].text, f"a minimum or maximum to be found, {names[0].text},")
    return REFUSED.get(token.text, "")


def _behind_an_equation(cur: Cursor) -> bool:
    return (
        cur.sees(",", ";", r"\forall")
        or is_word(cur.peek(), *CLAUSES)
        or (cur.at in cur.after_gap and cur.at < cur.end)
    )


def read_domain(cur: Cursor) -> Domain:
    r"""Read \in \mathbb{R}^{n \times m}, \in \mathbb{R}, \in \{0, 1\}."""
    opened = cur.next()
    token = cur.peek()
    if token.text == r"\mathbb":
        cur.next()
        start, end = cur.argument()
        kind = render(cur.tokens[start:end])
        if kind not in ("R", "Z", "N", "C"):
            raise cur.error(rf"came \mathbb{{{kind}}}; expected \mathbb{{R}}", token.start)
        sizes: list[Node] = []
        if cur.sees("_"):
            cur.next()
            cur.argument()
        if cur.accept("^"):
            start, end = cur.argument()
            if end - start == 1 and cur.tokens[start].text in ("+", "*"):
                start = end
            with cur.slice(start, end):
                while cur.at < cur.end:
                    sizes.append(read_juxtaposition(cur))
                    if cur.at < cur.end and not cur.accept(r"\times", r"\cdot"):
                        raise cur.error(f"came {cur.came()}; expected a size such as n \\times m")
        if len(sizes) > 2:
            raise cur.error("a tensor of order three is not read; expected a matrix", opened.start)
        rows, columns = (*sizes, None, None)[:2]
        return Domain(kind, rows, columns, opened.start)
    if cur.accept(r"\{", "[", "("):
        depth = 1
        while depth and cur.at < cur.end:
            text = cur.next().text
            depth += (text in (r"\{", "[", "(")) - (text in (r"\}", "]", ")"))
        return Domain("set", None, None, opened.start)
    raise cur.error(rf"came {cur.came()}; expected \mathbb{{R}}^{{n \times m}} behind \in")


# --- clauses ----------------------------------------------------------------------------


def sees_clause(cur: Cursor) -> bool:
    """Return whether a condition comes, and not another equation."""
    if is_word(cur.peek(), *CLAUSES) or cur.sees(r"\forall"):
        return True
    start, texts, depth, nested = cur.at, [], 0, 0
    while cur.at < cur.end and (
        nested or (cur.tokens[cur.at].kind != "row" and (depth or not cur.sees(",")))
    ):
        token = cur.next()
        depth += (token.text in ("(", "[", r"\{", "{")) - (token.text in (")", "]", r"\}", "}"))
        nested += token.text.startswith(r"\begin{") - token.text.startswith(r"\end{")
        if not nested:  # what cases say of themselves is no condition of the equation
            texts.append(token.text)
    dots = cur.peek(1).text in DOTS or (cur.sees(",") and _lists_values(cur))
    cur.at = start
    relations = {RELATIONS[text] for text in texts if text in RELATIONS}
    inside = any(text in DOTS for text in texts) and len(texts) < 12
    return bool(relations - {"=", "~"}) or ((dots or inside) and relations == {"="})


def _lists_values(cur: Cursor) -> bool:
    r"""Return whether what comes is , 1, 2, \ldots: values that are listed."""
    ahead = [cur.peek(i) for i in range(8)]
    for token in ahead:
        if token.text in DOTS:
            return True
        if token.kind != "number" and token.text != ",":
            return False
    return False


def read_clause(cur: Cursor, conditions: list[Compare], runs: list[Run]) -> None:
    r"""Read \text{if } ..., \text{for } l = 1, \dots, L and bare conditions."""
    if is_word(cur.peek(), *CLAUSES):
        cur.next()
    cur.accept(r"\forall")
    found = read_range_clause(cur)
    if found is not None:
        runs += found
        return
    if cur.peek().kind in ("letter", "command") and _ends_here(cur, 1):
        cur.next()  # "for all i": each value, as without it
        return
    conditions.append(read_comparison(cur))
    while is_word(cur.peek(), "and") or cur.sees(r"\land", r"\wedge"):
        cur.next()
        conditions.append(read_comparison(cur))


def _ends_here(cur: Cursor, ahead: int) -> bool:
    token = cur.peek(ahead)
    return token.kind in ("nothing", "row") or token.text in (",", ".", ";")


def read_range_clause(cur: Cursor) -> list[Run] | None:
    r"""Read l = 2, \dots, L - 1 or l = 1, 2, \ldots L; None, and nothing read, for others.

    A list without an end, y = 0, 1, 2, \ldots, says nothing that draws can use: it is read,
    and makes no run.
    """
    start, place = cur.at, cur.peek().start
    letter = cur.next()
    if letter.kind not in ("letter", "command") and letter.text not in SYMBOLS:
        cur.at = start
        return None
    if cur.sees("_"):
        cur.next()
        cur.argument()
    if not cur.accept("="):
        cur.at = start
        return None
    first = _until(cur, (",", *DOTS))
    if not first:
        cur.at = start
        return None
    values = [first]
    while cur.accept(","):
        if cur.sees(*DOTS):
            break
        values.append(_until(cur, (",", *DOTS)))
    if not cur.accept(*DOTS):
        cur.at = start
        return None
    cur.accept(",")
    last = _until(cur, (",", ".", ";"))
    if not last or any(token.text == r"\infty" for token in last):
        return []
    try:
        nodes = [read_expression(cur.fork(tokens)) for tokens in (first, last)]
    except EquationError:
        cur.at = start
        return None
    return [Run(letter.text, *nodes, place)]


def _until(cur: Cursor, stops: Sequence[str]) -> list[Token]:
    """Step to one of these tokens, or the end of the row; return what was stepped over."""
    found: list[Token] = []
    depth = 0
    while cur.at < cur.end and cur.peek().kind != "row":
        token = cur.peek()
        if not depth and (token.text in stops or (found and cur.at in cur.after_gap)):
            break
        depth += (token.text in ("(", "{", "[")) - (token.text in (")", "}", "]"))
        found.append(cur.next())
    return found


def read_case_conditions(cur: Cursor) -> tuple[Compare, ...]:
    """Read "if j = 0 and ..."; () for "otherwise" and for nothing."""
    if is_word(cur.peek(), "otherwise", "else", "o.w.", "other", "else.") or _spells(
        cur, "otherwise"
    ):
        cur.next()
        _step_over_dots(cur)
        return ()
    if is_word(cur.peek(), *CLAUSES) or _spells(cur, "if"):
        cur.next()
    braces = cur.peek().kind == "open" and _braces_end_the_cell(cur)
    if braces:
        cur.next()
    found = []
    while starts_factor(cur) or cur.sees("-", "+"):
        found.append(read_comparison(cur))
        if braces and cur.peek().kind == "close":
            cur.next()
            braces = False
        if cur.sees(r"\land", r"\wedge", ",", "&") or is_word(cur.peek(), "and"):
            cur.next()
    if not found:
        raise cur.error(rf"came {cur.came()}; expected a condition or \text{{otherwise}}")
    _step_over_dots(cur)
    return tuple(found)


def _step_over_dots(cur: Cursor) -> None:
    while cur.sees(".", ";", ","):
        cur.next()


def _braces_end_the_cell(cur: Cursor) -> bool:
    """Return whether the group that comes holds a whole condition."""
    depth = 0
    for at in range(cur.at, cur.end):
        depth += (cur.tokens[at].kind == "open") - (cur.tokens[at].kind == "close")
        if not depth:
            following = cur.tokens[at + 1] if at + 1 < cur.end else None
            ended = following is None or following.kind in ("row", "end")
            return ended or following.text in (".", ";", ",")
    return False


def _spells(cur: Cursor, text: str) -> bool:
    """Step to the last letter of a word that is typed in letters; whether there is one."""
    letters = [cur.peek(i) for i in range(len(text))]
    if "".join(one.text for one in letters) != text or any(o.kind != "letter" for o in letters):
        return False
    cur.at += len(text) - 1
    return True


def read_comparison(cur: Cursor) -> Compare:
    """Read a = b, a < b <= c and so on."""
    place, sides, relations = cur.peek().start, [read_expression(cur)], []
    while cur.peek().text in RELATIONS:
        relations.append(RELATIONS[cur.next().text])
        sides.append(read_expression(cur))
    if not relations:
        raise cur.error(f"came {cur.came()}; expected a relation such as = or \\neq")
    return Compare(tuple(sides), tuple(relations), place)


# --- sums and products ------------------------------------------------------------------


def read_expression(cur: Cursor) -> Node:
    """Read terms with + and - between them."""
    place, terms, spans = cur.peek().start, [], []
    sign = read_signs(cur)
    while True:
        start = cur.at
        terms.append((sign, read_term(cur)))
        spans.append((start, cur.at))
        if cur.begins_cell() or not cur.sees("+", "-"):
            break
        sign = read_signs(cur)
        if cur.sees(*DOTS):
            sign = _read_series(cur, terms, spans, sign)
            if sign == 0:
                break
    return terms[0][1] if terms[0][0] == 1 and len(terms) == 1 else Sum(tuple(terms), place)


def _read_series(cur: Cursor, terms: list, spans: list, sign: int) -> int:
    r"""Read \dots + x_n behind x_1 + x_2 +: put a sum for those terms.

    Return the sign of the term that follows, 0 if none does.
    """
    dots = cur.next()
    if not cur.sees("+", "-") or read_signs(cur) != sign:
        raise cur.error(rf"came {cur.came()} behind {dots.text}; expected the last term")
    start = cur.at
    read_term(cur)
    found = series(cur.tokens, spans, (start, cur.at), dots)
    while found.count and terms[-found.count][0] != sign and found.count > 1:
        found = replace(found, count=found.count - 1)
    node = _read_big_of(cur, found, "sum", read_term)
    del terms[len(terms) - found.count :], spans[len(spans) - found.count :]
    terms.append((sign, node))
    spans.append((start, cur.at))
    if cur.begins_cell() or not cur.sees("+", "-"):
        return 0
    return read_signs(cur)


def _read_big_of(cur: Cursor, found, kind: str, read: Callable[[Cursor], Node]) -> Big:
    r"""Return the sum, product, row or column that dots stand for."""
    lower, upper = (read_expression(cur.fork(one)) for one in (found.first, found.last))
    body_cur = cur.fork(found.body)
    with body_cur.binding([found.letter]):
        body = read(body_cur)
    return Big(kind, (found.letter,), lower, upper, body, found.position)


def read_signs(cur: Cursor) -> int:
    """Read + and - in front of something."""
    sign = 1
    while token := cur.accept("+", "-"):
        sign = -sign if token.text == "-" else sign
    return sign


def read_term(cur: Cursor) -> Node:
    """Read factors with elementwise products between them."""
    return read_product(cur, read_matrix_product, ELEMENTWISE)


def read_matrix_product(cur: Cursor) -> Node:
    r"""Read factors with \cdot, \times, \otimes and / between them."""
    return read_product(cur, read_juxtaposition, MATRIX)


def read_product(cur: Cursor, operand: Callable[[Cursor], Node], kinds: dict[str, str]) -> Node:
    """Read operands with these operators between them, to the left.

    Parameters
    ----------
    cur : Cursor
    operand : callable
        Reads what is tighter.
    kinds : dict
        Operator to its kind, as `Product` has it.
    """
    place, start = cur.peek().start, cur.at
    first, rest, spans = operand(cur), [], []
    spans.append((start, cur.at))
    while _sees_operator(cur, kinds):
        token = cur.next()
        if token.text == r"\cdot" and cur.sees(*DOTS):
            first, rest = _read_dotted(cur, first, rest, spans), []
            continue
        start, sign = cur.at, read_signs(cur)
        right = operand(cur)
        spans.append((start, cur.at))
        right = right if sign == 1 else Sum(((-1, right),), token.start)
        if token.text == "/" and _stand_beside(right):
            raise cur.error("a/b c has two readings; expected (a/b) c or a/(b c)", token.start)
        rest.append((kinds[token.text], right))
    return Product(first, tuple(rest), place) if rest else first


def _stand_beside(node: Node) -> bool:
    """Return whether several factors stand beside one another."""
    factors = node.factors if isinstance(node, Reach) else node
    return isinstance(factors, Product) and factors.rest[0][0] == "beside"


def _sees_operator(cur: Cursor, kinds: dict[str, str]) -> bool:
    if not cur.sees(*kinds):
        return False
    if cur.sees("."):  # x_1 . y_1 is a product, "y = x ." ends
        following = cur.peek(1)
        return following.kind in ("letter", "number", "command") and _is_factor(cur, 1)
    return True


def _is_factor(cur: Cursor, ahead: int) -> bool:
    before, cur.at = cur.at, cur.at + ahead
    try:
        return starts_factor(cur)
    finally:
        cur.at = before


def _read_dotted(cur: Cursor, first: Node, rest: list, spans: list) -> Node:
    r"""Read \ldots \cdot x_n behind x_1 \cdot x_2 \cdot: a product of those factors."""
    dots = cur.next()
    cur.accept(r"\cdot")
    start = cur.at
    read_juxtaposition(cur)
    found = series(cur.tokens, spans, (start, cur.at), dots)
    node = _read_big_of(cur, found, "prod", read_juxtaposition)
    del spans[len(spans) - found.count :]
    spans.append((start, cur.at))
    kept = [(None, first), *rest][: 1 + len(rest) - found.count]
    if not kept:
        return node
    return Product(kept[0][1], (*kept[1:], ("matrix", node)), dots.start)


def read_juxtaposition(cur: Cursor) -> Node:
    """Read factors that stand beside one another: a matrix product."""
    place, sign, factors = cur.peek().start, read_signs(cur), []
    spans: list[tuple[int, int]] = []
    start = cur.at
    factors.append(read_factor(cur))
    spans.append((start, cur.at))
    while cur.at not in cur.after_gap:
        if cur.peek().kind == "open" and cur.peek(1).kind == "close":
            cur.at += 2  # {} sets nothing
            continue
        if cur.sees(*DOTS) and _is_factor(cur, 1):
            dots, start = cur.next(), cur.at
            read_factor(cur)
            found = series(cur.tokens, spans, (start, cur.at), dots)
            node = _read_big_of(cur, found, "prod", read_factor)
            del factors[len(factors) - found.count :], spans[len(spans) - found.count :]
            factors.append(node)
            spans.append((start, cur.at))
            continue
        if not starts_factor(cur):
            break
        if cur.at == cur.bare_end and not _begins_a_function(cur):
            raise cur.error(
                f"{cur.came()} behind an argument without parentheses; expected parentheses"
            )
        if cur.peek().kind == "number" and cur.tokens[cur.at - 1].kind == "number":
            raise cur.error("two numbers side by side; expected a sign between them")
        start = cur.at
        factors.append(read_factor(cur))
        spans.append((start, cur.at))
    node = factors[0]
    if len(factors) > 1:
        node = Product(node, tuple(("beside", other) for other in factors[1:]), place)
    return node if sign == 1 else Sum(((-1, node),), place)


def _begins_a_function(cur: Cursor) -> bool:
    r"""Return whether a function comes, as the second in \sin x \cos y."""
    token = cur.peek()
    function = token.text in FUNCTIONS and token.text not in EXTREMES
    return function or (is_differential(cur, token) and token.text != r"\partial")


# --- factors ----------------------------------------------------------------------------


def starts_factor(cur: Cursor) -> bool:
    """Return whether the next token begins a factor."""
    token = cur.peek()
    if token.text in ("|", r"\mid") or NORMS.get(token.text) == token.text:
        return token.text != cur.bar and (token.text != r"\mid" or _closes_later(cur))
    return (
        token.kind in ("number", "open", "begin")
        or starts_name(cur)
        or token.text in COMMANDS
        or token.text in FUNCTIONS
        or token.text == r"\partial"
    )


def _closes_later(cur: Cursor) -> bool:
    r"""Return whether \mid ... \mid stands for bars: another one follows."""
    return any(one.text == r"\mid" for one in cur.tokens[cur.at + 1 : cur.end]) and not cur.bar


def read_factor(cur: Cursor) -> Node:
    """Read an atom, then the scripts that are attached to it."""
    return read_attached(cur, read_atom(cur))


def read_attached(cur: Cursor, node: Node) -> Node:
    """Read powers, transposes, indices, factorials and places behind a finished atom."""
    seen = ""
    while cur.sees("_", "^", "!") or cur.peek().kind == "prime" or _sees_place(cur):
        mark = cur.peek()
        if mark.text == "!":
            cur.next()
            node = Call(Symbol("!", position=mark.start), (node,), "", mark.start)
            continue
        if mark.text == "|":
            node = read_place(cur, node)
            continue
        if mark.kind == "prime":
            if cur.names.has_base("'"):  # declared: a prime transposes
                cur.next()
                node = Transpose(node, mark.start)
                continue
            raise cur.error(
                "came a prime; expected it on the name of a function, or ^T, or prime: transpose "
                "in the declaration"
            )
        if mark.text in seen:
            raise cur.error("a second script of a kind; expected braces or parentheses")
        seen += mark.text
        script, transposed = read_script(cur, power=mark.text == "^")
        if script is None and not transposed:
            continue
        if mark.text == "_":
            node = Indexed(node, script, mark.start)
        elif script is not None:
            if script.exponent is None:
                raise cur.error(f"cannot read ^{script.text} as a power", mark.start)
            node = Power(node, script.exponent, mark.start)
        node = Transpose(node, mark.start) if transposed else node
    return node


def _sees_place(cur: Cursor) -> bool:
    """Return whether |_{z = a} comes."""
    return cur.sees("|") and cur.peek(1).text == "_" and cur.bar != "|"


def read_place(cur: Cursor, node: Node) -> At:
    """Read |_{z = a}: the value where z is a."""
    opened = cur.next()
    cur.next()
    start, end = cur.argument()
    with cur.slice(start, end):
        name = read_symbol(cur)[0]
        if not cur.accept("="):
            raise cur.error(f"came {cur.came()}; expected |_{{z = a}}")
        value = read_expression(cur)
    return At(node, name, value, opened.start)


def read_atom(cur: Cursor) -> Node:
    """Read one thing."""
    token = cur.peek()
    if not starts_factor(cur):
        if refused := _refused(cur):
            raise cur.error(f"{refused} is not read; expected {hint(token)}")
        raise cur.error(f"came {cur.came()}; expected {hint(token)}")
    if refused := _refused(cur) if token.kind == "text" else "":
        raise cur.error(f"{refused} is not read; expected a number, a name or a group")
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
    if token.text in COMMANDS or token.text in ("|", r"\mid"):
        return read_command(cur)
    return read_name_or_call(cur)


def hint(token: Token) -> str:
    """Return what could have stood here."""
    hints = {".": r"a factor (the dot of a product is \cdot)", r"\partial": r"\frac{\partial "}
    return hints.get(token.text, "a number, a name or a group")


def read_number(cur: Cursor) -> Number:
    """Read a number; 1{,}000 is one."""
    token = cur.next()
    limits.within("characters of a number", len(token.text), limits.NUMBER, token.start)
    return Number(float(token.text.replace("{,}", "")), token.start)


def read_braces(cur: Cursor) -> Node:
    """Read {...}, which groups without showing."""
    start, end = cur.argument()
    with cur.slice(start, end):
        return read_expression(cur)


# --- names and calls --------------------------------------------------------------------


def read_name_or_call(cur: Cursor) -> Node:
    """Read a name, or a function with its arguments."""
    if (special := read_special(cur)) is not None:
        return special
    start = cur.at
    symbol, transposed = read_symbol(cur)
    if cur.names.is_function(symbol):
        if cur.sees(r"\circ") and (composed := read_composed(cur, symbol)) is not None:
            return composed
        if _sees_arguments(cur, symbol) or symbol.primes:
            if transposed:
                raise cur.error("came a transposed function; expected (g(z))^T", symbol.position)
            return read_call(cur, symbol)
    if transposed:
        return Transpose(symbol, symbol.position)
    if symbol.primes == 1 and cur.sees("(") and not _is_known(cur, symbol):
        plain = replace(symbol, primes=0)
        if _is_known(cur, plain) and not cur.names.has_base("'"):
            return read_call(cur, symbol)  # C'(w) is dC/dw
    if cur.sees("(", "["):
        if (entry := _read_entry_in_parentheses(cur, symbol)) is not None:
            return entry
        if cur.sees("(") and (applied := _read_applied(cur, symbol, start)) is not None:
            return applied
    if symbol.primes and cur.names.has_base("'") and not _is_known(cur, symbol):
        node: Node = replace(symbol, primes=0)
        for _ in range(symbol.primes):
            node = Transpose(node, symbol.position)
        return node
    return symbol


def _is_known(cur: Cursor, symbol: Symbol) -> bool:
    scripts = (one.text if one else "" for one in (symbol.sub, symbol.sup))
    return cur.names.has(join_key(symbol.base, *scripts, symbol.primes))


def _sees_arguments(cur: Cursor, symbol: Symbol) -> bool:
    """Return whether what comes is what a function is called with."""
    if cur.sees("(", "["):
        return True
    named = symbol.base.lower() in NAMED and not cur.names.has_base(symbol.base)
    return named and (cur.peek().kind == "open" or starts_factor(cur)) and not cur.sees(r"\circ")


def _read_entry_in_parentheses(cur: Cursor, symbol: Symbol) -> Node | None:
    """Read p(x) or f[n - m] where a sum around it binds x or m: an entry of p or f."""
    opened = cur.peek()
    depth, end = 0, cur.at
    while end < cur.end:
        depth += (cur.tokens[end].text in ("(", "[")) - (cur.tokens[end].text in (")", "]"))
        if not depth:
            break
        end += 1
    inside = cur.tokens[cur.at + 1 : end]
    letters = [one.text for one in inside if one.kind == "letter" or one.text in SYMBOLS]
    plain = all(
        one.kind in ("letter", "number") or one.text in ("+", "-", ",") or one.text in SYMBOLS
        for one in inside
    )
    bound = [one for one in letters if one in cur.bound]
    if not (inside and plain and bound) or end >= cur.end:
        return None
    if opened.text == "(" and len(inside) > 1:
        return None
    cur.at = end + 1
    return Indexed(symbol, Script(tuple(inside), render(inside)), opened.start)


def _read_applied(cur: Cursor, symbol: Symbol, start: int) -> Node | None:
    """Read J(w), J(w; x) where J is no function: names in parentheses, and no sum of them."""
    before, opened = cur.at, cur.next()
    found: list[Node] = []
    try:
        with cur.deeper():
            while not found or cur.accept(",", ";", r"\mid"):
                found.append(_read_argument_name(cur))
            if not cur.sees(")"):
                raise cur.error("no list of names")
    except EquationError:
        cur.at = before
        return None
    cur.next()
    if len(found) == 1 and (cur.sees("_", "^") or cur.peek().kind == "prime"):
        cur.at = before  # a (b)^T is a product
        return None
    return Applied(symbol, tuple(found), opened.start)


def _read_argument_name(cur: Cursor) -> Node:
    r"""Read a name, or a set of data \{x_n, y_n\}_{n=1}^N, of which the names count."""
    if cur.sees(r"\{"):
        opened = cur.next()
        with cur.deeper():
            names = [read_symbol(cur)[0]]
            while cur.accept(","):
                names.append(read_symbol(cur)[0])
            cur.expect(r"\}", opened)
        while cur.sees("_", "^"):
            cur.next()
            cur.argument()
        return Matrix((tuple(names),), opened.start)
    symbol, transposed = read_symbol(cur)
    if transposed or not (cur.sees(",", ";", ")", r"\mid")):
        raise cur.error("no name alone")
    return symbol


def read_special(cur: Cursor) -> Node | None:
    r"""Read \mathbb{1}[j = k], \mathbb{E}[X], where none of them is declared; else None."""
    before, token = cur.at, cur.peek()
    if token.kind not in ("command", "text", "letter"):
        return None
    try:
        base = read_base(cur)
    except EquationError:
        cur.at = before
        return None
    declared = cur.names.has_base(base)
    if not declared and base in INDICATORS:
        script = cur.peek() if cur.sees("_") and cur.peek(1).kind == "open" else None
        if script or cur.sees("(", "[", r"\{"):
            return read_indicator(cur, token, script is not None)
    if not declared and base in ("P", "p") and cur.sees("(") and _is_conditional(cur):
        raise cur.error(r"a conditional probability, \mid, is not read; expected f(x, y)")
    if not declared and base in MEANS and (cur.sees("[", "(") or _sees_mean(cur)):
        return read_mean(cur, MEANS[base], token)
    cur.at = before
    return None


def _is_conditional(cur: Cursor) -> bool:
    r"""Return whether (y \mid x) comes."""
    for at in range(cur.at, cur.end):
        if cur.tokens[at].text == ")":
            return False
        if cur.tokens[at].text == r"\mid":
            return True
    return False


def _sees_mean(cur: Cursor) -> bool:
    r"""Return whether \mathbb{E}_{x}[...] comes."""
    return cur.sees("_") and cur.peek(1).kind in ("open", "letter")


def read_indicator(cur: Cursor, token: Token, scripted: bool) -> Node:
    r"""Read [j = k], (x \geq y), \{...\} or _{j = k} behind an indicator: 1 or 0."""
    if scripted:
        cur.next()
        start, end = cur.argument()
        with cur.slice(start, end):
            opened = cur.accept(r"\{", "(", "[")
            conditions = _read_conditions(cur)
            if opened:
                cur.expect(CLOSERS[opened.text], opened)
    else:
        opened = cur.next()
        with cur.deeper():
            conditions = _read_conditions(cur)
            cur.expect(CLOSERS[opened.text], opened)
    return _indicator(conditions, token.start)


def _read_conditions(cur: Cursor) -> tuple[Compare, ...]:
    found = [read_comparison(cur)]
    while cur.accept(",", r"\land", r"\wedge") or (is_word(cur.peek(), "and") and cur.next()):
        found.append(read_comparison(cur))
    return tuple(found)


def _indicator(conditions: tuple[Compare, ...], place: int) -> Cases:
    return Cases(((Number(1.0, place), conditions), (Number(0.0, place), ())), place)


def read_mean(cur: Cursor, kind: str, token: Token) -> Expectation:
    r"""Read \mathbb{E}[X^2], \text{Cov}[X, Y], P(X = 1), with what is random below it or not."""
    if cur.accept("_"):
        cur.argument()
    if not cur.sees("[", "(", r"\{"):
        raise cur.error(f"came {cur.came()}; expected [ or ( behind a mean")
    opened = cur.next()
    arguments: list[Node] = []
    try:
        with cur.deeper():
            if kind == "P":
                arguments.append(_indicator(_read_conditions(cur), opened.start))
            else:
                arguments.append(read_expression(cur))
                while cur.accept(","):
                    arguments.append(read_expression(cur))
            if cur.sees(r"\mid", "|"):
                raise cur.error(r"a conditional probability, \mid, is not read")
            cur.expect(CLOSERS[opened.text], opened)
    except EquationError as error:
        said = f"within {MEAN_NAMES[kind]}: {error.message}"
        raise EquationError(said, error.position, error.source) from None
    return Expectation(kind, tuple(arguments), token.start)


def read_composed(cur: Cursor, first: Symbol) -> Node | None:
    r"""Read f \circ g (x); None, and nothing read, where another thing follows."""
    before, functions = cur.at, [first]
    while cur.accept(r"\circ"):
        if not starts_name(cur):
            break
        symbol, _ = read_symbol(cur)
        if not cur.names.is_function(symbol):
            break
        functions.append(symbol)
    else:
        if cur.sees("(") and len(functions) > 1:
            argument = read_group(cur, ")")
            return Composed(tuple(functions), argument, first.position)
    cur.at = before
    return None


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
    if cur.sees(".") and cur.peek(1).text == "(":  # sin.(x), of each entry
        cur.next()
    start = cur.at
    arguments = read_arguments(cur, function)
    written = "".join(token.text for token in cur.tokens[start + 1 : cur.at - 1])
    written = written.replace(";", ",").replace(r"\mid", ",")
    node: Node = Call(function, arguments, written, function.position)
    return Power(node, power, function.position, entries=True) if power else node


def read_arguments(cur: Cursor, function: Symbol) -> tuple[Node, ...]:
    r"""Read (a, b) or (a; b), or one bare factor behind \log and its like."""
    named = function.base in FUNCTIONS or (
        function.base.lower() in NAMED and not cur.names.has_base(function.base)
    )
    if not cur.sees("(", "[", r"\{") or (cur.sees("[") and named and _is_indexed_row(cur)):
        if not named:
            raise cur.error(f"came {cur.came()}; expected ( after {function.base}")
        with cur.deeper():
            bare = read_bare(cur)
        cur.bare_end = cur.at
        return (bare,)
    _separate_by_a_bar(cur)
    opened = cur.next()
    with cur.deeper():
        found = _read_listed(cur, (",", ";", r"\mid") if opened.text == "(" else (",",))
        cur.expect(CLOSERS[opened.text], opened)
    return tuple(found)


def _separate_by_a_bar(cur: Cursor) -> None:
    r"""Take the one bar in p(y|x) for \mid, which separates; two bars are an absolute value."""
    bars, depth = [], 0
    for at in range(cur.at, cur.end):
        token = cur.tokens[at]
        depth += (token.text in OPENERS) - (token.text in ENDS)
        if not depth:
            break
        if token.text == "|":
            bars.append((at, depth))
    if len(bars) == 1 and bars[0][1] == 1:
        at = bars[0][0]
        cur.tokens[at] = cur.tokens[at]._replace(text=r"\mid")


def _is_indexed_row(cur: Cursor) -> bool:
    return False


def read_bare(cur: Cursor) -> Node:
    r"""Read an argument without parentheses: one factor, or a number and a name, \cos 2x."""
    place, first = cur.peek().start, cur.peek()
    found = read_factor(cur)
    if first.kind == "number" and starts_name(cur) and cur.at not in cur.after_gap:
        found = Product(found, (("beside", read_factor(cur)),), place)
    return found


def _read_listed(cur: Cursor, separators: Sequence[str]) -> list[Node]:
    r"""Read a, b, \dots, c: what dots stand for is one column."""
    found, spans = [], []
    while True:
        if cur.sees(*DOTS) and spans:
            dots = cur.next()
            if not cur.accept(*separators):
                raise cur.error(f"came {cur.came()} behind {dots.text}; expected the last one")
            start = cur.at
            read_expression(cur)
            these = series(cur.tokens, spans, (start, cur.at), dots)
            del found[len(found) - these.count :], spans[len(spans) - these.count :]
            found.append(_read_big_of(cur, these, "column", read_expression))
            spans.append((start, cur.at))
        else:
            start = cur.at
            found.append(read_expression(cur))
            spans.append((start, cur.at))
        if not cur.accept(*separators):
            return found


# --- groups -----------------------------------------------------------------------------


def read_command(cur: Cursor) -> Node:
    """Read what a command, a bracket or a bar begins."""
    token = cur.peek()
    if token.text in BIG:
        return read_big(cur)
    if token.text == "[":
        return read_row(cur)
    if token.text == "(":
        return read_parentheses(cur)
    if token.text == r"\{" and _begins_cases(cur):
        return read_braced_cases(cur)
    if token.text in CLOSERS:
        inner = read_group(cur, CLOSERS[token.text])
        return inner if token.text != r"\lvert" else absolute(cur, inner, token)
    if token.text in NORMS:
        return read_norm(cur)
    if token.text in ("|", r"\mid"):
        return read_bars(cur)
    if token.text == r"\nabla":
        return read_gradient(cur)
    if token.text == r"\langle":
        return read_inner(cur)
    cur.next()
    if token.text == r"\sqrt":
        return read_root(cur, token)
    if token.text == r"\binom":
        return read_binomial(cur, token)
    if token.text in TRANSPARENT:
        return read_boxed(cur, token)
    return read_fraction(cur, token)


def read_group(cur: Cursor, closer: str) -> Node:
    """Read an expression between the token that comes and its closer."""
    opened = cur.next()
    with cur.deeper():
        inner = read_expression(cur)
        cur.expect(closer, opened)
    return inner


def read_parentheses(cur: Cursor) -> Node:
    r"""Read (side), a point (a, b, \dots, c), which is a column, or (f \circ g)(x)."""
    if (composed := _read_composition_in_parentheses(cur)) is not None:
        return composed
    opened = cur.next()
    with cur.deeper():
        cells = _read_listed(cur, (",",))
        cur.expect(")", opened)
    if len(cells) == 1 and not (isinstance(cells[0], Big) and cells[0].kind == "column"):
        return cells[0]
    return Matrix(tuple((cell,) for cell in cells), opened.start)


def _read_composition_in_parentheses(cur: Cursor) -> Node | None:
    r"""Read (f \circ g)(x); None, and nothing read, for anything else."""
    before, opened = cur.at, cur.next()
    functions: list[Symbol] = []
    try:
        while not functions or cur.accept(r"\circ"):
            functions.append(read_symbol(cur)[0])
        if len(functions) > 1 and cur.accept(")") and cur.sees("("):
            return Composed(tuple(functions), read_group(cur, ")"), opened.start)
    except EquationError:
        pass
    cur.at = before
    return None


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
    """Read |...|, or ||...||, which is a norm."""
    opened = cur.next()
    double = opened.text == "|" and cur.sees("|") and cur.peek().start == opened.end
    if double:
        cur.next()
    with cur.deeper():
        cur.bar = opened.text
        inner = read_expression(cur)
        cur.expect(opened.text, opened)
        if double:
            cur.expect("|", opened)
    return _normed(cur, inner, opened) if double else absolute(cur, inner, opened)


def read_norm(cur: Cursor) -> Norm:
    r"""Read \lVert ... \rVert with the index that says which norm."""
    opened = cur.next()
    with cur.deeper():
        cur.bar = NORMS[opened.text]
        inner = read_expression(cur)
        cur.expect(NORMS[opened.text], opened)
    return _normed(cur, inner, opened)


def _normed(cur: Cursor, inner: Node, opened: Token) -> Norm:
    which = ""
    if cur.accept("_"):
        start, end = cur.argument()
        which = render(cur.tokens[start:end])
        if which in (r"\mathcal{F}", r"\text{F}", "Fro", "fro", r"\ell_{2}", r"\ell_2"):
            which = "2" if which.startswith(r"\ell") else "F"
    if which not in ("", "1", "2", "F", r"\infty"):
        raise cur.error(rf"came the norm {which}; expected 1, 2, F or \infty", opened.start)
    return Norm(inner, which, opened.start)


def read_inner(cur: Cursor) -> Inner:
    r"""Read \langle a, b \rangle, with \rangle_F or not."""
    opened = cur.next()
    with cur.deeper():
        left = read_expression(cur)
        if not cur.accept(",", r"\mid", "|", ";"):
            raise cur.error(rf"came {cur.came()}; expected \langle a, b \rangle")
        right = read_expression(cur)
        cur.expect(r"\rangle", opened)
    if cur.sees("_"):
        before = cur.at
        cur.next()
        start, end = cur.argument()
        if render(cur.tokens[start:end]) not in ("F", "2", r"\text{F}"):
            cur.at = before
    return Inner(left, right, opened.start)


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


def read_binomial(cur: Cursor, token: Token) -> Node:
    r"""Read \binom{n}{k}: n! over k! (n - k)!."""
    parts = []
    for start, end in (cur.argument(), cur.argument()):
        with cur.slice(start, end):
            parts.append(read_expression(cur))

    def factorial(node: Node) -> Call:
        return Call(Symbol("!", position=token.start), (node,), "", token.start)

    n, k = parts
    rest = factorial(Sum(((1, n), (-1, k)), token.start))
    return Product(factorial(n), (("over", factorial(k)), ("over", rest)), token.start)


def read_boxed(cur: Cursor, token: Token) -> Node:
    r"""Read \boxed{x}, \underbrace{x}_{...} and \overset{...}{x}: x."""
    if token.text == r"\overset":
        cur.argument()
    start, end = cur.argument()
    with cur.slice(start, end):
        inner = read_expression(cur)
    if token.text.endswith("brace") and cur.accept("_", "^"):
        cur.argument()
    return inner


def read_row(cur: Cursor) -> Node:
    r"""Read [x], a row [x \quad y] or [x, y], or [y = k], which is 1 or 0."""
    opened = cur.next()
    with cur.deeper():
        cur.in_row = True
        cells, spans, start = [], [], cur.at
        cells.append(read_expression(cur))
        if cur.peek().text in RELATIONS:
            cur.at = start
            conditions = _read_conditions(cur)
            cur.expect("]", opened)
            return _indicator(conditions, opened.start)
        spans.append((start, cur.at))
        while (
            cur.accept(",")
            or (cur.at in cur.after_gap and starts_factor(cur))
            or cur.begins_cell()
            or cur.sees(*DOTS)
        ):
            if cur.sees(*DOTS):
                dots = cur.next()
                cur.accept(",")
                start = cur.at
                read_expression(cur)
                found = series(cur.tokens, spans, (start, cur.at), dots)
                del cells[len(cells) - found.count :], spans[len(spans) - found.count :]
                cells.append(_read_big_of(cur, found, "row", read_expression))
                spans.append((start, cur.at))
                continue
            start = cur.at
            cells.append(read_expression(cur))
            spans.append((start, cur.at))
        cur.expect("]", opened)
    return cells[0] if len(cells) == 1 else Matrix((tuple(cells),), opened.start)


# --- matrices and cases -----------------------------------------------------------------


def _begins_cases(cur: Cursor) -> bool:
    r"""Return whether \{ and a matrix come that is not closed by \}: cases."""
    begin = cur.peek(1)
    if begin.kind != "begin":
        return False
    depth = 0
    for at in range(cur.at + 1, cur.end):
        depth += (cur.tokens[at].kind == "begin") - (cur.tokens[at].kind == "end")
        if not depth:
            return at + 1 >= cur.end or cur.tokens[at + 1].text != r"\}"
    return False


def read_braced_cases(cur: Cursor) -> Node:
    r"""Read \left\{ \begin{array}{ll} ... \end{array} \right. as cases."""
    cur.next()
    return read_environment(cur, as_cases=True)


def read_environment(cur: Cursor, as_cases: bool = False) -> Node:
    """Read a matrix or cases."""
    opened = cur.next()
    kind = environment(opened).rstrip("*")
    cases = as_cases or kind in ("cases", "dcases", "rcases")
    if not cases and kind == "vmatrix":
        raise cur.error(r"came \begin{vmatrix}; expected \det(...) for a determinant", opened.start)
    if not cases and kind not in MATRICES:
        expected = ", ".join(sorted((MATRICES - {"vmatrix"}) | {"cases"}))
        raise cur.error(f"came {opened.text}; expected one of {expected}", opened.start)
    with cur.deeper():
        rows, spans = [], []
        while cur.peek().kind != "end":
            if cur.peek().kind == "row":
                cur.next()
                continue
            start = cur.at
            if not cases and spans and _is_row_of_dots(cur):
                rows.append(_read_dotted_rows(cur, rows, spans))
                continue
            rows.append(read_case(cur) if cases else read_cells(cur))
            spans.append((start, cur.at))
            if cur.peek().kind not in ("row", "end"):
                raise cur.error(f"came {cur.came()}; expected & or \\\\ or the end of {kind}")
        if not rows:
            raise cur.error(f"came {cur.came()}; expected an entry of {kind}")
        cur.next()
    return (Cases if cases else Matrix)(tuple(rows), opened.start)


def read_case(cur: Cursor) -> tuple[Node, tuple[Compare, ...]]:
    """Read a value and its condition."""
    value = read_expression(cur)
    cur.accept(",", ";")
    while cur.peek().kind == "align":
        cur.next()
    return value, read_case_conditions(cur)


def read_cells(cur: Cursor) -> tuple[Node | None, ...]:
    """Read a row of a matrix; an empty cell is zero."""
    cells, spans, after_dots = [], [], None
    while True:
        if cur.sees(*DOTS) and spans:
            after_dots = cur.next()
        elif cur.peek().kind in ("align", "row", "end"):
            cells.append(None)
            spans.append((cur.at, cur.at))
        else:
            start = cur.at
            cell = read_expression(cur)
            cur.accept(",")
            if after_dots is not None:
                found = series(cur.tokens, spans, (start, cur.at), after_dots)
                del cells[len(cells) - found.count :], spans[len(spans) - found.count :]
                cell, after_dots = _read_big_of(cur, found, "row", read_expression), None
            cells.append(cell)
            spans.append((start, cur.at))
        if cur.peek().kind != "align":
            return tuple(cells)
        cur.next()


def _is_row_of_dots(cur: Cursor) -> bool:
    r"""Return whether a row of \vdots, \ddots and their like comes."""
    dots = (*DOTS, r"\vdots", r"\ddots", r"\dotsc", r"\iddots")
    at = cur.at
    while at < cur.end and cur.tokens[at].kind not in ("row", "end"):
        if cur.tokens[at].text not in dots and cur.tokens[at].kind != "align":
            return False
        at += 1
    return at > cur.at


def _read_dotted_rows(cur: Cursor, rows: list, spans: list) -> tuple[Node, ...]:
    """Read the row behind a row of dots; put a column of rows for those that they stand for."""
    dots = cur.peek()
    while cur.peek().kind != "row":
        if cur.peek().kind in ("end", "nothing"):
            raise cur.error(f"came {cur.came()} behind {dots.text}; expected the last row")
        cur.next()
    cur.next()
    start = cur.at
    read_cells(cur)
    found = series(cur.tokens, spans, (start, cur.at), dots)
    del rows[len(rows) - found.count :], spans[len(spans) - found.count :]

    def read_whole_row(inner: Cursor) -> Node:
        cells = read_cells(inner)
        return cells[0] if len(cells) == 1 else Matrix((cells,), dots.start)

    return (_read_big_of(cur, found, "column", read_whole_row),)


# --- sums over an index -----------------------------------------------------------------


def read_big(cur: Cursor) -> Big:
    r"""Read \sum, \prod, \max_i or \min_i with its bounds and all factors that follow."""
    token = cur.next()
    below = above = None
    while cur.sees("_", "^"):
        mark = cur.next()
        span = cur.argument()
        if mark.text == "_":
            below = span
        else:
            above = span
    if below and token.text in EXTREMES:
        _refuse_to_be_found(cur, below, token)
    index = _read_index(cur, below, token) if below else _Index()
    upper = None
    if above:
        with cur.slice(*above):
            upper = None if cur.tokens[above[0]].text == r"\infty" else read_expression(cur)
            if upper is None:
                cur.at = cur.end
    if index.upper is not None:
        upper = index.upper
    if index.lower is not None and upper is None and not (above or index.endless):
        raise cur.error("one bound only; expected both, as in _{i=1}^m, or none", token.start)
    if upper is not None and not index.variables:
        raise cur.error("one bound only; expected both, as in _{i=1}^m, or none", token.start)
    with cur.deeper(), cur.binding(index.variables):
        body = read_term(cur)
    return Big(
        (BIG | EXTREMES)[token.text],
        index.variables,
        None if index.endless else index.lower,
        upper,
        body,
        token.start,
        index.conditions,
        index.members,
    )


def _refuse_to_be_found(cur: Cursor, below: tuple[int, int], token: Token) -> None:
    r"""Refuse \min_{\{w, b\}} ...: no index, but what is to be found."""
    if any(one.text in (r"\{", "(") for one in cur.tokens[slice(*below)]):
        raise cur.error(
            f"came {token.text} over names: a minimum or maximum to be found; expected an index",
            token.start,
        )


class _Index:
    """What stands below a sum: its variables, where they begin and end, what is left out."""

    def __init__(self, variables: tuple[str, ...] = (), lower: Node | None = None):
        self.variables, self.lower = variables, lower
        self.upper: Node | None = None
        self.conditions: tuple[Compare, ...] = ()
        self.members, self.endless = "", False


def _read_index(cur: Cursor, span: tuple[int, int], token: Token) -> _Index:
    r"""Read i = 1; i; i, j; j \neq i; 1 \leq i \leq n; i \in M; x_i \in M; i: y_i = 1."""
    start, end = span
    tokens = cur.tokens[start:end]
    texts = [one.text for one in tokens]
    if r"\in" in texts:
        return _read_members(cur, span, texts.index(r"\in"))
    relations = [i for i, text in enumerate(texts) if text in RELATIONS]
    if not relations:
        return _Index(index_names(cur, start, end, token))
    first = relations[0]
    if RELATIONS[texts[first]] == "=" and len(relations) == 1 and first == 1:
        index = _Index((texts[0],))
        if texts[2:] == ["-", r"\infty"]:
            index.lower, index.endless = Number(0.0), True
            return index
        with cur.slice(start + 2, end):
            index.lower = read_expression(cur)
        return index
    with cur.slice(start, end):
        conditions = _read_conditions(cur)
    return _conditioned(cur, conditions, texts, token)


def _conditioned(
    cur: Cursor, conditions: tuple[Compare, ...], texts: list[str], token: Token
) -> _Index:
    r"""Return the index of j \neq i, i < j, 1 \leq i \leq n, i = 1, i \neq k."""
    one = conditions[0]
    letters = [side.base for side in one.sides if _is_letter(side)]
    if len(one.sides) == 3 and _is_letter(one.sides[1]) and set(one.relations) <= {"<", "<="}:
        index = _Index((one.sides[1].base,))
        index.lower, index.upper = one.sides[0], one.sides[2]
        if one.relations[0] == "<":
            index.lower = Sum(((1, index.lower), (1, Number(1.0))), token.start)
        if one.relations[1] == "<":
            index.upper = Sum(((1, index.upper), (-1, Number(1.0))), token.start)
        index.conditions = conditions[1:]
        return index
    if not letters or len(one.sides) != 2:
        raise cur.error(f"came {''.join(texts)}; expected i = 1, i or i, j", token.start)
    if one.relations == ("=",) and _is_letter(one.sides[0]):
        index = _Index((one.sides[0].base,), one.sides[1])
        index.conditions = conditions[1:]
        return index
    index = _Index((letters[0],))
    if letters[0] in cur.bound and len(letters) > 1 and letters[1] not in cur.bound:
        index = _Index((letters[1],))
    index.conditions = conditions
    return index


def _is_letter(node: Node) -> bool:
    return isinstance(node, Symbol) and node.sub is None and node.sup is None and not node.primes


def _read_members(cur: Cursor, span: tuple[int, int], place: int) -> _Index:
    r"""Read i \in M, x_i \in M or i \in \{1, 3\}, where the members of M are declared."""
    start, end = span
    left, right = cur.tokens[start : start + place], cur.tokens[start + place + 1 : end]
    inner = cur.fork(left)
    symbol, _ = read_symbol(inner)
    conditions: tuple[Compare, ...] = ()
    if inner.at != inner.end:
        raise cur.error(f"came {''.join(t.text for t in left)}; expected i or x_i", left[0].start)
    letter = symbol.base
    if symbol.sub is not None:
        if len(symbol.sub.tokens) != 1:
            raise cur.error(f"came {symbol.sub.text}; expected one index", left[0].start)
        letter = symbol.sub.tokens[0].text
    for i, one in enumerate(right):
        if one.text in (r"\setminus", r"\backslash") or (one.text == "," and i):
            more = cur.fork([t for t in right[i + 1 :] if t.text not in (r"\{", r"\}")])
            right = right[:i]
            if one.text == ",":
                conditions = _read_conditions(more)
            else:
                here = Symbol(letter, position=one.start)
                taken = read_expression(more)
                conditions = (Compare((here, taken), ("!=",), one.start),)
            break
    index = _Index((letter,))
    index.members, index.conditions = render(right), conditions
    if not index.members:
        raise cur.error(r"came nothing; expected a set behind \in", cur.tokens[start].start)
    return index


def index_names(cur: Cursor, start: int, end: int, mark: Token) -> tuple[str, ...]:
    """Return the letters of an index such as i, j; refuse anything else."""
    found = tuple(t.text for t in cur.tokens[start:end] if t.text != ",")
    if not found or any(
        (len(one.rstrip("'")) > 1 and one not in SYMBOLS) or not one.rstrip("'")[-1:].isalpha()
        for one in found
    ):
        over = "a minimum or maximum" if mark.text in EXTREMES else "a sum"
        raise cur.error(
            f"came {mark.text} over {''.join(found)}: {over} to be found; expected i = 1, i or "
            "i, j",
            mark.start,
        )
    return found


# --- derivatives ------------------------------------------------------------------------


def read_fraction(cur: Cursor, token: Token) -> Node:
    r"""Read what follows \frac: a quotient or a derivative."""
    above, below = cur.argument(), cur.argument()
    if (by := _differentiated(cur, below)) is not None and _is_differentiated(cur, above):
        return read_derivative(cur, above, below, by, token)
    with cur.slice(*above):
        numerator = read_expression(cur)
    with cur.slice(*below):
        denominator = read_expression(cur)
    return Product(numerator, (("over", denominator),), token.start)


def _is_differentiated(cur: Cursor, span: tuple[int, int]) -> bool:
    r"""Return whether a numerator is \partial ..., d ... or \partial^2 ...."""
    return span[0] < span[1] and is_differential(cur, cur.tokens[span[0]])


def _differentiated(cur: Cursor, span: tuple[int, int]) -> int | None:
    r"""Return where the d in a denominator d x or T \cdot \partial x stands; None for none."""
    start, end = span
    if start < end and is_differential(cur, cur.tokens[start]):
        return start if end - start > 1 else None
    for at in range(start + 1, end - 1):
        if cur.tokens[at].text == r"\partial":
            return at
    return None


def read_derivative(
    cur: Cursor, above: tuple[int, int], below: tuple[int, int], at: int, token: Token
) -> Node:
    """Read a derivative, first or second.

    Parameters
    ----------
    cur : Cursor
    above, below : (int, int)
        The ranges of numerator and denominator.
    at : int
        Where the d stands in the denominator; what is before it divides.
    token : Token
        The command that began the fraction.
    """
    _refuse_declared_d(cur, cur.tokens[above[0]])
    total = cur.tokens[at].text != r"\partial"
    order = _order(cur, above)
    start = above[0] + (1 if order == 1 else _exponent_length(cur, above))
    with cur.slice(at, below[1]):
        by = _read_by_all(cur, order, token)
    if start >= above[1]:  # \frac{\partial}{\partial B} A
        node = _reaching(cur, by, token, total)
    else:
        with cur.slice(start, above[1]):
            of = read_term(cur)
        if isinstance(of, Symbol) and cur.sees("("):
            of = _called_with(cur, of)
        node = _derived(of, by, token.start, total)
        _step_over_place(cur, by)
    if at > below[0]:
        end = at - (cur.tokens[at - 1].text in (r"\cdot", r"\times", r"\,"))
        with cur.slice(below[0], end):
            divisor = read_expression(cur)
        node = Product(node, (("over", divisor),), token.start)
    return node


def _called_with(cur: Cursor, of: Symbol) -> Node:
    r"""Return f(x, z) for \frac{df}{dx}(x, z)."""
    if not cur.names.is_function(of):
        return of
    return read_call(cur, of)


def _step_over_place(cur: Cursor, by: list[Node]) -> None:
    r"""Step over (x, y) behind \frac{\partial F}{\partial x}: where F is differentiated.

    Values in the place of the variables can be put in where F is a function; a list of
    anything else behind a derivative is refused.
    """
    if not cur.sees("("):
        return
    before, opened = cur.at, cur.next()
    names: list[Symbol] = []
    try:
        with cur.deeper():
            cells = _read_listed(cur, (",", ";"))
            cur.expect(")", opened)
    except EquationError:
        cur.at = before
        return
    names = [cell for cell in cells if isinstance(cell, Symbol)]
    own = [_whole_name(one) in names for one in by]
    if len(names) == len(cells) and all(own) and not cur.sees("_", "^"):
        return
    if len(cells) > 1 and not cur.sees("_", "^"):
        raise cur.error(
            "came a place behind a derivative of what is no function; expected its definition "
            "with arguments, F(x, y) = ...",
            opened.start,
        )
    cur.at = before


def _whole_name(by: Node) -> Node:
    return by.inner if isinstance(by, Indexed | Transpose) else by


def _order(cur: Cursor, above: tuple[int, int]) -> int:
    r"""Return n of \partial^n; what is higher than 2 is refused."""
    first = above[0] + 1
    if first >= above[1] or cur.tokens[first].text != "^":
        return 1
    power = cur.tokens[first + 1 : first + 4]
    digits = [one.text for one in power if one.kind == "number"]
    if digits[:1] != ["2"]:
        raise cur.error("came a third derivative; expected a first or a second", power[0].start)
    return 2


def _exponent_length(cur: Cursor, above: tuple[int, int]) -> int:
    """Return how many tokens d^2 or d^{2} takes."""
    return 5 if cur.tokens[above[0] + 2].kind == "open" else 3


def _read_by_all(cur: Cursor, order: int, token: Token) -> list[Node]:
    r"""Read \partial x, \partial x \partial y or \partial x^2: what is differentiated by."""
    found: list[Node] = []
    while cur.at < cur.end:
        if not is_differential(cur, cur.peek()):
            raise cur.error(f"came {cur.came()}; expected {token.text} by one name, or two")
        cur.next()
        if order == 2 and not found:
            squared = _read_squared(cur)
            if squared is not None:
                return [squared, squared]
        found.append(read_by(cur))
    if len(found) != order:
        raise cur.error(f"came {len(found)} names below; expected {order}", token.start)
    return found


def _read_squared(cur: Cursor) -> Node | None:
    """Read x^2 in d x^2; None, and nothing read, for anything else."""
    before = cur.at
    symbol, transposed = read_symbol(cur)
    squared = symbol.sup is not None and symbol.sup.text == "2"
    if cur.at == cur.end and squared and not transposed:
        return replace(symbol, sup=None)
    cur.at = before
    return None


def _derived(of: Node, by: list[Node], place: int, total: bool) -> Node:
    """Return the derivative by one name, or by two."""
    if len(by) == 1:
        return Partial(of, _bare(by[0]), place, total)
    if isinstance(by[1], Transpose):  # by x and by x^T: all pairs of entries
        return Hessian(of, by[0], place)
    return Partial(Partial(of, _bare(by[1]), place, total), _bare(by[0]), place, total)


def _bare(by: Node) -> Node:
    return by.inner if isinstance(by, Transpose) else by


def read_operand(cur: Cursor) -> Node:
    r"""Read what an operator such as \nabla_x takes: one factor."""
    with cur.deeper():
        found = read_factor(cur)
    if isinstance(found, Symbol | Indexed | Big) and not isinstance(found, Big):
        cur.bare_end = cur.at
    return found


def _reaching(cur: Cursor, by: list[Node], token: Token, total: bool = False) -> Node:
    r"""Read what \frac{\partial}{\partial x} takes: one factor, or more of the product."""
    first = read_operand(cur)
    after, bare, rest = cur.at, cur.bare_end == cur.at, []
    while len(rest) < MOST_FACTORS:
        kind = "beside"
        if cur.at in cur.after_gap or cur.sees(*DOTS):
            break
        if cur.sees(r"\cdot", r"\times") and _is_factor(cur, 1):
            kind = MATRIX[cur.next().text]
        elif not starts_factor(cur):
            break
        rest.append((kind, read_factor(cur)))
    if not rest or cur.sees(*DOTS, "/"):
        cur.at = after
        return _derived(first, by, token.start, total)
    splits = []
    for i in range(len(rest) + 1):
        of = Product(first, tuple(rest[:i]), token.start) if i else first
        node = _derived(of, by, token.start, total)
        splits.append(Product(node, tuple(rest[i:]), token.start) if rest[i:] else node)
    factors = Product(first, tuple(rest), token.start)
    return Reach(factors, _bare(by[0]), tuple(splits), bare, token.start)


def read_inline_derivative(cur: Cursor) -> Node | None:
    r"""Read dE/dW, d(...)/dW, \partial_x E or a differential dx; None for no such d."""
    token = cur.peek()
    if not is_differential(cur, token) or (token.text == "d" and cur.names.has_base("d")):
        return None
    following = cur.peek(1)
    if token.text == r"\partial" and following.text == "_":
        cur.next()
        cur.next()
        start, end = cur.argument()
        with cur.slice(start, end):
            by = read_by(cur)
        return _reaching(cur, [by], token)
    opens = following.text in ("(", "[", "{", r"\|", "|", r"\lVert", r"\Vert", r"\{")
    if not opens and not (following.kind in ("letter", "text") or following.text.startswith("\\")):
        return None
    if following.text in RELATIONS or following.text in (*FRACTIONS, r"\cdot", r"\times"):
        return None
    cur.next()
    with cur.deeper():
        of = read_factor(cur)
    if cur.sees("/") and is_differential(cur, cur.peek(1)):
        cur.next()
        cur.next()
        return Partial(of, read_by(cur), token.start, total=token.text != r"\partial")
    if token.text == r"\partial":
        raise cur.error(f"came {token.text} without another under it; expected dA/dB", token.start)
    return Differential(of, token.start)


def read_gradient(cur: Cursor) -> Node:
    r"""Read \nabla_{B} A, \nabla f(x), or \nabla^2 of them."""
    token = cur.next()
    by, order = None, 1
    while cur.sees("_", "^"):
        mark = cur.next()
        start, end = cur.argument()
        if mark.text == "^":
            if [one.text for one in cur.tokens[start:end]] != ["2"]:
                raise cur.error(r"came a power of \nabla; expected \nabla or \nabla^2", token.start)
            order = 2
            continue
        with cur.slice(start, end):
            by = read_by(cur)
    if by is not None and order == 1:
        return _reaching(cur, [by], token)
    of = read_operand(cur)
    return Gradient(of, order, token.start) if by is None else Hessian(of, by, token.start)


def read_by(cur: Cursor) -> Node:
    """Read W, W_{ij} or, where W has a subscript of its own, (W_1)_{ij}; W^T is told."""
    if opened := cur.accept("("):
        inner = read_by(cur)
        cur.expect(")", opened)
        if not cur.sees("_"):
            raise cur.error(f"came {cur.came()}; expected an index behind the parentheses")
        script, _ = read_script(cur, power=False)
        return Indexed(inner, script, opened.start)
    symbol, transposed = read_symbol(cur)
    if transposed and cur.at == cur.end:
        return Transpose(symbol, symbol.position)
    if transposed or symbol.primes:
        raise cur.error(
            "came a derivative by a changed name; expected the name itself", symbol.position
        )
    return symbol


def is_differential(cur: Cursor, token: Token) -> bool:
    r"""Return whether a token is \partial, d or \mathrm{d}."""
    d = token.text == "d" or (token.kind == "text" and word(token) == "d")
    return token.text == r"\partial" or (d and token.kind in ("letter", "text"))


def _refuse_declared_d(cur: Cursor, token: Token) -> None:
    if token.text == "d" and cur.names.has_base("d"):
        raise cur.error(
            r"d is declared, so d/d is a quotient or a derivative; write \partial", token.start
        )


# --- names ------------------------------------------------------------------------------


def read_symbol(cur: Cursor) -> tuple[Symbol, bool]:
    """Read a name with its scripts; return it, and whether it is transposed."""
    place, base = cur.peek().start, read_base(cur)
    found: dict[str, Script | None] = {"_": None, "^": None}
    transposed, primes, seen = False, 0, set()
    while cur.sees("_", "^") or cur.peek().kind == "prime":
        token = cur.peek()
        if token.kind == "prime":
            primes += len(cur.next().text)
            continue
        if token.text == "^" and _sees_prime(cur):
            primes += 1
            continue
        if token.text in seen:
            kind = "sub" if token.text == "_" else "super"
            raise cur.error(f"a second {kind}script; expected braces or parentheses")
        seen.add(token.text)
        lower = found["_"].text if found["_"] else ""
        label = cur.names is ANYTHING or cur.names.has(join_key(base, lower, ADJOINT))
        found[token.text], turned = read_script(cur, power=token.text == "^", label=label)
        transposed = transposed or turned
    return Symbol(base, found["_"], found["^"], primes, place), transposed


def _sees_prime(cur: Cursor) -> bool:
    r"""Step over ^\prime or ^{\prime} if it comes; return whether it did."""
    if cur.peek(1).text == r"\prime":
        cur.at += 2
        return True
    if cur.peek(1).kind == "open" and cur.peek(2).text == r"\prime" and cur.peek(3).kind == "close":
        cur.at += 4
        return True
    return False


def starts_name(cur: Cursor) -> bool:
    """Return whether the next token begins a name."""
    token = cur.peek()
    if token.kind == "text":
        said = word(token).lower().rstrip(",: ")
        return said not in CLAUSES and said not in ("otherwise", "else", "and")
    return token.kind == "letter" or token.text in SYMBOLS or token.text in ACCENTS


PREFIXES = (r"\Delta", r"\delta")


def read_base(cur: Cursor) -> str:
    r"""Read `W`, `\delta`, `\hat{y}`, `\text{rate}`, or `\Delta w` where that is declared."""
    if not starts_name(cur):
        raise cur.error(f"came {cur.came()}; expected a name")
    token = cur.next()
    if token.text in PREFIXES and starts_name(cur) and not cur.names.has_base(token.text):
        before = cur.at
        base = f"{token.text} {read_base(cur)}"
        if cur.names.has_base(base):
            return base
        cur.at = before
    elif token.text in PREFIXES and starts_name(cur) and cur.names is ANYTHING:
        return f"{token.text} {read_base(cur)}"
    if token.kind == "text":
        return rf"\text{{{word(token)}}}"
    if token.text not in ACCENTS:
        return token.text
    start, end = cur.argument()
    return f"{token.text}{{{render(cur.tokens[start:end])}}}"


def read_script(cur: Cursor, power: bool, label: bool = False) -> tuple[Script | None, bool]:
    """Read what follows _ or ^, or a label of a name; return it, and whether it ended in a T."""
    mark = cur.next()
    start, end = cur.argument()
    tokens, transposed = cur.tokens[start:end], False
    if power and not (label and is_word(tokens[0], ADJOINT.lower())):
        tokens, transposed = split_transpose(tokens)
        if len(tokens) == 2 and tokens[0].text == "-" and split_transpose(tokens[1:])[1]:
            tokens, transposed = tokens[:1], True
        end = start + len(tokens)
    if not tokens:
        return None, transposed
    if power and transposed and [one.text for one in tokens] == ["-"]:  # A^{-T}
        one = Token("number", "1", tokens[0].start, tokens[0].end)
        tokens = [*tokens, one]
        exponent: Node | None = MINUS_ONE
    elif not power and any(one.kind == "script" for one in tokens):
        exponent = _read_index_numbers(cur, tokens, start)
    else:
        exponent = _read_exponent(cur, start, end) if power else None
    if mark.text == "_" and len(tokens) == 1 and tokens[0].kind == "prime":
        raise cur.error("came a prime in a subscript; expected a name or a number", mark.start)
    return Script(tuple(tokens), render(tokens), exponent), transposed


def _read_index_numbers(cur: Cursor, tokens: Sequence[Token], place: int) -> Node | None:
    """Read an index that is counted out, y_i in f_{y_i}: a row of numbers; None for a name."""
    found: list[Node] = []
    rest, depth = [], 0
    for token in (*tokens, Token("operator", ",", place, place)):
        depth += (token.kind == "open") - (token.kind == "close")
        if token.text == "," and not depth:
            try:
                found.append(read_expression(inner := cur.fork(rest)))
                if inner.at != inner.end:
                    return None
            except EquationError:
                return None
            rest = []
        else:
            rest.append(token)
    return Matrix((tuple(found),), tokens[0].start)


def _read_exponent(cur: Cursor, start: int, end: int) -> Node | None:
    """Read the script as an expression; None where it is none, as in Y^*."""
    if cur.tokens[start].text in ("*", r"\star", r"\dagger", "+"):
        return None
    with cur.slice(start, end):
        return read_expression(cur)


def is_word(token: Token, *words: str) -> bool:
    """Return whether a text token says one of these words."""
    return token.kind == "text" and word(token).lower().strip(",.: ") in words
