"""Groups: brackets, bars, roots, norms, matrices, cases, sums and products."""

from backprop.equations.derivatives import DerivativeReader
from backprop.equations.lexer import Token, environment
from backprop.equations.tree import (
    Big,
    Call,
    Cases,
    Matrix,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
)

__all__ = ["CLOSERS", "NORMS", "OTHERS", "GroupReader"]

CLOSERS = {"(": ")", "[": "]", r"\{": r"\}", r"\lvert": r"\rvert"}
NORMS = {r"\lVert": r"\rVert", r"\|": r"\|", r"\Vert": r"\Vert"}
MATRICES = frozenset(["bmatrix", "pmatrix", "matrix", "smallmatrix", "array", "Bmatrix"])
BIG = {r"\sum": "sum", r"\prod": "prod"}
EXTREMES = {r"\max": "max", r"\min": "min"}  # with an index; without one, functions
TRANSPARENT = (r"\boxed", r"\underbrace", r"\overbrace", r"\displaystyle")
OTHERS = frozenset(
    [*CLOSERS, *NORMS, *BIG, *TRANSPARENT, r"\frac", r"\dfrac", r"\tfrac", r"\sqrt", r"\nabla"]
)


class GroupReader(DerivativeReader):
    """Reads what a command, a bracket or a bar begins."""

    def starts_factor(self) -> bool:
        """Return whether the next token begins a factor."""
        raise NotImplementedError

    def conditions(self) -> tuple:
        """Read conditions."""
        raise NotImplementedError

    def group(self, closer: str) -> Node:
        """Read an expression between the token that comes and its closer."""
        opened = self.next()
        with self.deeper():
            inner = self.expression()
            self.expect(closer, opened)
        return inner

    def command(self) -> Node:
        """Read what a command, a bracket or a bar begins."""
        token = self.peek()
        if token.text in BIG:
            return self.big()
        if token.text == "[":
            return self.row()
        if token.text in CLOSERS:
            inner = self.group(CLOSERS[token.text])
            return inner if token.text != r"\lvert" else self.absolute(inner, token)
        if token.text in NORMS:
            return self.norm()
        if token.text == "|":
            return self.bars_group()
        if token.text == r"\nabla":
            return self.gradient()
        self.next()
        if token.text == r"\sqrt":
            return self.root(token)
        if token.text in TRANSPARENT:
            return self.boxed()
        return self.fraction(token)

    def bars_group(self) -> Node:
        """Read |...|."""
        opened = self.next()
        with self.deeper():
            self.bar = opened.text
            inner = self.expression()
            self.expect("|", opened)
        return self.absolute(inner, opened)

    def absolute(self, inner: Node, token: Token) -> Call:
        """Return |x|; an index behind it that could also say which norm is refused."""
        if self.sees("_"):
            place = self.at
            self.next()
            start, end = self.argument()
            which = "".join(one.text for one in self.tokens[start:end])
            if which in ("1", "2", "F", "p", r"\infty"):
                raise self.error(
                    f"|...|_{which} has two readings, an entry or a norm; expected (|x|)_{which} "
                    rf"or \lVert x \rVert_{which}",
                    token.start,
                )
            self.at = place
        return Call(Symbol("|", position=token.start), (inner,), "", token.start)

    def norm(self) -> Norm:
        r"""Read \lVert ... \rVert with the index that says which norm."""
        opened = self.next()
        with self.deeper():
            self.bar = NORMS[opened.text]
            inner = self.expression()
            self.expect(NORMS[opened.text], opened)
        which = ""
        if self.accept("_"):
            start, end = self.argument()
            which = "".join(token.text for token in self.tokens[start:end])
        if which not in ("", "1", "2", "F", r"\infty"):
            raise self.error(rf"came the norm {which}; expected 1, 2, F or \infty", opened.start)
        return Norm(inner, which, opened.start)

    def root(self, token: Token) -> Node:
        r"""Read \sqrt[n]{x}."""
        degree: Node = Number(2.0, token.start)
        if self.sees("["):
            degree = self.group("]")
        start, end = self.argument()
        with self.slice(start, end):
            inner = self.expression()
        one = Number(1.0, token.start)
        exponent = Product(one, (("over", degree),), token.start)
        return Power(inner, exponent, token.start, entries=True)

    def boxed(self) -> Node:
        r"""Read \boxed{x} and \underbrace{x}_{...}: x."""
        start, end = self.argument()
        with self.slice(start, end):
            inner = self.expression()
        if self.accept("_", "^"):
            self.argument()
        return inner

    def row(self) -> Node:
        r"""Read [x], or a row [x \quad y] or [x, y]."""
        opened = self.next()
        with self.deeper():
            self.in_row = True
            cells = [self.expression()]
            while (
                self.accept(",")
                or (self.at in self.after_gap and self.starts_factor())
                or self.begins_cell()
            ):
                cells.append(self.expression())
            self.expect("]", opened)
        return cells[0] if len(cells) == 1 else Matrix((tuple(cells),), opened.start)

    def environment(self) -> Node:
        """Read a matrix or cases."""
        opened = self.next()
        kind = environment(opened)
        if kind != "cases" and kind not in MATRICES:
            expected = ", ".join(sorted(MATRICES | {"cases"}))
            raise self.error(f"came {opened.text}; expected one of {expected}", opened.start)
        if kind == "array" and self.peek().kind == "open":
            self.argument()
        with self.deeper():
            rows = [self.cells(kind)]
            while self.peek().kind == "row":
                self.next()
                if self.peek().kind != "end":
                    rows.append(self.cells(kind))
            if self.peek().kind != "end":
                raise self.error(f"came {self.came()}; expected & or \\\\ or the end of {kind}")
            self.next()
        return (Cases if kind == "cases" else Matrix)(tuple(rows), opened.start)

    def cells(self, kind: str) -> tuple:
        """Read a row of a matrix, or a value and its condition."""
        cells = [self.expression()]
        if kind == "cases":
            self.accept(",")
            if self.peek().kind == "align":
                self.next()
            return cells[0], self.conditions()
        while self.peek().kind == "align":
            self.next()
            cells.append(self.expression())
        return tuple(cells)

    def big(self) -> Big:
        r"""Read \sum, \prod, \max_i or \min_i with its bounds and all factors that follow."""
        token = self.next()
        variables, bounds = (), {"_": None, "^": None}
        while self.sees("_", "^"):
            mark = self.next()
            start, end = self.argument()
            if mark.text == "_" and (end - start < 2 or self.tokens[start + 1].text != "="):
                variables = self._variables(start, end, mark)
                continue
            if mark.text == "_":
                variables, start = (self.tokens[start].text,), start + 2
            with self.slice(start, end):
                bounds[mark.text] = self.expression()
        if (bounds["_"] is None) != (bounds["^"] is None):
            raise self.error("one bound only; expected both, as in _{i=1}^m, or none", token.start)
        with self.deeper():
            body = self.term()
        kind = (BIG | EXTREMES)[token.text]
        return Big(kind, variables, bounds["_"], bounds["^"], body, token.start)

    def _variables(self, start: int, end: int, mark: Token) -> tuple[str, ...]:
        found = tuple(t.text for t in self.tokens[start:end] if t.text != ",")
        if not found or any(
            (len(one) > 1 and one != r"\ell") or not one[-1:].isalpha() for one in found
        ):
            raise self.error(f"came {''.join(found)}; expected i = 1, i or i, j", mark.start)
        return found
