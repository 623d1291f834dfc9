r"""Relations, and the conditions under which an equation or a case is meant."""

from backprop.equations.atoms import AtomReader, is_word
from backprop.equations.errors import EquationError
from backprop.equations.tree import Compare, Run

__all__ = ["RELATIONS", "ClauseReader"]

RELATIONS = {
    "=": "=", ":=": "=", r"\equiv": "=", r"\coloneqq": "=", r"\triangleq": "=",
    r"\neq": "!=", r"\ne": "!=", "<": "<", ">": ">", r"\lt": "<", r"\gt": ">",
    r"\leq": "<=", r"\le": "<=", r"\leqslant": "<=", r"\geq": ">=", r"\ge": ">=",
    r"\geqslant": ">=",
}  # fmt: skip
DOTS = (r"\dots", r"\ldots", r"\cdots")


class ClauseReader(AtomReader):
    """Reads comparisons and what stands behind an equation."""

    def comparison(self) -> Compare:
        """Read a = b, a < b <= c and so on."""
        place, sides, relations = self.peek().start, [self.expression()], []
        while self.peek().text in RELATIONS:
            relations.append(RELATIONS[self.next().text])
            sides.append(self.expression())
        if not relations:
            raise self.error(f"came {self.came()}; expected a relation such as = or \\neq")
        return Compare(tuple(sides), tuple(relations), place)

    def conditions(self) -> tuple[Compare, ...]:
        """Read "if j = 0 and ..."; () for "otherwise" and for nothing."""
        if is_word(self.peek(), "otherwise", "else"):
            self.next()
            return ()
        if is_word(self.peek(), "if", "for", "when", "where"):
            self.next()
        found = []
        while self.starts_factor() or self.sees("-", "+"):
            found.append(self.comparison())
            if self.sees(r"\land", r"\wedge", ",") or is_word(self.peek(), "and"):
                self.next()
        if not found:
            raise self.error(rf"came {self.came()}; expected a condition or \text{{otherwise}}")
        return tuple(found)

    def run(self) -> Run | None:
        r"""Read l = 2, \dots, L - 1; None, and nothing read, where it is none."""
        start, place = self.at, self.peek().start
        try:
            letter = self.next().text
            self.next()
            first = self.expression()
            if self.accept(",") and self.accept(*DOTS) and self.accept(","):
                return Run(letter, first, self.expression(), place)
        except EquationError:
            pass
        self.at = start
        return None

    def clauses(self, conditions: list, runs: list) -> None:
        r"""Read \text{if } ..., \text{for } l = 1, \dots, L and bare conditions."""
        named = is_word(self.peek(), "if", "for", "when", "where", "for all", "with")
        if named:
            self.next()
        if self.peek(1).text == "=" and (run := self.run()):
            runs.append(run)
        else:
            conditions.append(self.comparison())

    def sees_clause(self) -> bool:
        """Return whether a condition comes, and not another equation."""
        if is_word(self.peek(), "if", "for", "when", "where", "for all", "with"):
            return True
        start, texts = self.at, []
        while self.at < self.end and self.tokens[self.at].kind != "row" and not self.sees(","):
            texts.append(self.next().text)
        dots = self.peek(1).text in DOTS
        self.at = start
        relations = {RELATIONS[text] for text in texts if text in RELATIONS}
        return bool(relations - {"="}) or (dots and relations == {"="})
