r"""What surrounds equations on a page: aligned, &, \\, words, arrows, and lines that go on.

After `unfold` a row token separates equations, and nothing but equations.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from backprop.equations.cursor import NOTHING, Names
from backprop.equations.errors import EquationError
from backprop.equations.lexer import Token, environment, word

__all__ = ["CLAUSES", "MATRICES", "WHERE", "unfold"]

WRAPPER_NAMES = (
    "aligned align alignat alignedat split gather gathered equation eqnarray multline multlined "
    "displaymath math flalign dmath darray dgroup xalignat IEEEeqnarray mathpar subequations "
    "lgathered rgathered"
)
WRAPPERS = frozenset(WRAPPER_NAMES.split())
MATRIX_NAMES = "bmatrix pmatrix matrix smallmatrix array Bmatrix vmatrix"
MATRICES = frozenset(MATRIX_NAMES.split())
WITH_COLUMNS = ("alignat", "alignedat", "xalignat", "IEEEeqnarray", "array")  # {2}, {rCl} behind it
RELATIONS = (
    r"= < > := \leq \le \geq \ge \neq \ne \equiv \coloneqq \triangleq >= <= != \leqslant "
    r"\geqslant \approx \leftarrow \gets \simeq \propto \in \lt \gt"
)
OPERATORS = r"+ - * .* / \cdot \times \odot \circ \otimes \pm \mp"
RELATION_SIGNS = frozenset(RELATIONS.split())
GOES_ON = frozenset([*RELATION_SIGNS, *OPERATORS.split()])
ARROW_NAMES = (
    r"\rightarrow \to \Rightarrow \implies \iff \Leftrightarrow \Longrightarrow \longrightarrow "
    r"\Longleftrightarrow \leftrightarrow \therefore \because \leadsto"
)
ARROWS = frozenset(ARROW_NAMES.split())

CLAUSES = ("if", "for", "when", "where", "for all", "for each", "for every", "with", "whenever")
CONNECTIVE_WORDS = (
    "and or thus hence so therefore then also because since as by using note recall let that "
    "i.e. e.g. ie eg where with giving gives yields namely equivalently but "
    "et avec donc und mit donde dove"
)
CONNECTIVES = frozenset(CONNECTIVE_WORDS.split())
OPENING, CLOSING = ("(", "{", "[", r"\{"), (")", "}", "]", r"\}")
ROW, WHERE = "\\\\", "where"


def _is_wrapper(token: Token) -> bool:
    return environment(token).rstrip("*") in WRAPPERS


def unfold(tokens: Sequence[Token], source: str, names: Names = NOTHING) -> list[Token]:
    r"""Return tokens without wrappers, alignment and words; rows that go on are joined.

    A row goes on where the next begins with a sign or a relation, or where it ends with
    one.  An arrow between two equations separates them, and so does a word.

    Parameters
    ----------
    tokens : sequence of Token
    source : str
        The formula, for errors.
    names : Names
        Tells names that are words, such as \text{learning rate}, from words.
    """
    tokens = _without_columns(_prose_in_one(list(tokens)))
    outside = _match(tokens, source)
    if len(tokens) > 1 and tokens[0].kind == "begin" and not _is_wrapper(tokens[0]):
        tokens, outside = _array_unwrapped(tokens, outside, source)
    kept = _Kept(names)
    for i, token in enumerate(tokens):
        wrapper = token.kind in ("begin", "end") and _is_wrapper(token)
        if wrapper or (outside[i] and token.kind == "align"):
            continue
        following = _following(tokens, i + 1)
        if not outside[i]:
            kept.add(token)
        elif token.kind == "row":
            kept.row(token, following)
        elif token.kind == "text":
            kept.word(token, _rest(tokens, i + 1))
        elif token.text in ARROWS and kept.depth == 0:
            kept.arrow(token)
        else:
            kept.add(token)
    return _single_digits(kept.tokens)


def _match(tokens: list[Token], source: str) -> list[bool]:
    """Return for each token whether it stands in no environment but wrappers."""
    opened: list[Token] = []
    outside = []
    for token in tokens:
        if token.kind == "end":
            if not opened or environment(opened[-1]) != environment(token):
                was = opened[-1].text if opened else "nothing"
                raise EquationError(f"{token.text} closes {was}", token.start, source)
            opened.pop()
        outside.append(all(_is_wrapper(one) for one in opened))
        if token.kind == "begin":
            opened.append(token)
        if len(opened) > 40:
            raise EquationError("more than 40 environments; expected fewer", token.start, source)
    if opened:
        raise EquationError(f"{opened[-1].text} is never closed", opened[-1].start, source)
    return outside


def _array_unwrapped(tokens: list[Token], outside: list[bool], source: str):
    """Return a display that is one array of equations without the array."""
    name = environment(tokens[0]).rstrip("*")
    end = next(i for i in range(1, len(tokens)) if outside[i])
    inside = _match(tokens[1:end], source)
    related = any(
        t.text in RELATION_SIGNS and o for t, o in zip(tokens[1:end], inside, strict=True)
    )
    behind = [t for t in tokens[end + 1 :] if t.kind != "skip" and t.text not in ".,;"]
    if name not in MATRICES or not related or behind:
        return tokens, outside
    tokens = tokens[1:end]
    return tokens, _match(tokens, source)


class _Kept:
    """The tokens that are kept so far, and what has been met since the last separator."""

    def __init__(self, names: Names):
        self.names, self.tokens = names, []
        self.depth = 0
        self.related = self.clause = self.broken = False
        self.worded = False  # a word that only explains has ended the last equation

    def last(self) -> Token | None:
        """Return the last token that says something."""
        return next((t for t in reversed(self.tokens) if t.kind not in ("skip", "gap")), None)

    def add(self, token: Token) -> None:
        """Keep a token; two relations with nothing between them but a break are one."""
        last = self.last()
        if token.text in RELATION_SIGNS and token.kind != "text":
            if self.broken and last is not None and last.text in RELATION_SIGNS:
                self.tokens.remove(last)
            self.related = self.related or self.depth == 0
        if token.kind not in ("skip", "gap"):
            self.broken = self.worded = False
        self.depth += (token.text in ("(", "{", "[", r"\{")) - (
            token.text in (")", "}", "]", r"\}")
        )
        self.tokens.append(token)

    def separate(self, token: Token, text: str = ROW) -> None:
        """End an equation."""
        self.tokens.append(Token("row", text, token.start, token.start))
        self.related = self.clause = False

    def row(self, token: Token, following: Token | None) -> None:
        """Keep a row, or join it with the next."""
        last = self.last()
        opened = last is not None and last.text in GOES_ON and last.kind != "text"
        if (following is not None and following.text in GOES_ON) or opened:
            self.broken = True
            if self.worded and last is not None and last.kind == "row":
                self.tokens.remove(last)  # b & \text{a comment} \\ &= c goes on as well
                self.related = True
            return
        self.separate(token)

    def arrow(self, token: Token) -> None:
        """Take an arrow behind an equation as a separator."""
        if self.related or (self.tokens and self.last() and self.last().kind == "row"):
            self.separate(token)
        elif not self.tokens:
            self.broken = True
        else:
            self.tokens.append(token)

    def word(self, token: Token, rest: Sequence[Token]) -> None:
        """Keep a word that is a name or begins a clause; drop what only explains."""
        if self.tokens and self.tokens[-1].kind == "script":
            self.add(token)
            return
        said = word(token).lower().strip(" ,.:;")
        if said in ("where", "with") and _is_equation(rest):
            if self.related:
                self.separate(token, WHERE)
        elif said in CLAUSES or said.startswith("for "):
            if said not in CLAUSES:
                token = token._replace(text=r"\text{for all}")
            self.clause = True
            self.add(token)
        elif (said == "and" and self.clause) or said in ("otherwise", "else"):
            self.add(token)
        elif self._is_prose(token, said, rest):
            self._drop(token)
        else:
            self.add(token)

    def _drop(self, token: Token) -> None:
        last = self.last()
        self.broken = True
        if self.related and not (last is not None and last.text in GOES_ON):
            self.separate(token)
            self.worded = True

    def _is_prose(self, token: Token, said: str, rest: Sequence[Token]) -> bool:
        key = rf"\text{{{word(token)}}}"
        if self.names.has_base(key):
            return False
        if said in CONNECTIVES or not said:
            return True
        if not re.search(r"[\s(),;:$`'\"\\]|[^\x00-\x7f]", word(token)):
            return False
        last, following = self.last(), _following(rest, 0)
        after = following.text if following is not None else ""
        names_side = after in RELATION_SIGNS and not (last and last.text in RELATION_SIGNS)
        return not names_side and after not in ("_", "^")


def _rest(tokens: Sequence[Token], start: int) -> list[Token]:
    """Return what follows up to the end of the row."""
    found = []
    for token in tokens[start:]:
        if token.kind == "row":
            break
        found.append(token)
    return found


def _is_equation(rest: Sequence[Token]) -> bool:
    """Return whether a clause is one: z = ..., no inequality and no list of values."""
    texts = [token.text for token in rest if token.kind != "text"]
    relations = {text for text in texts if text in RELATION_SIGNS}
    dots = (r"\dots", r"\ldots", r"\cdots")
    listed = any(two[0] == "," and two[1] in dots for two in pairwise(texts))
    defining = {"=", ":=", r"\coloneqq", r"\triangleq", r"\in"}
    return relations <= defining and bool(relations) and not listed


def _following(tokens: Sequence[Token], start: int) -> Token | None:
    """Return the next token that says something."""
    for i in range(start, len(tokens)):
        token = tokens[i]
        if token.kind not in ("align", "skip", "gap", "row") and not (
            token.kind in ("begin", "end") and _is_wrapper(token)
        ):
            return token
    return None


def _prose_in_one(tokens: list[Token]) -> list[Token]:
    r"""Return tokens in which text within braces, or a matrix of nothing but text, is text."""
    changed = True
    while changed:
        changed, kept = False, []
        for token in tokens:
            kept.append(token)
            start = _text_group(kept)
            if start is None:
                continue
            text = next(one for one in kept[start:] if one.kind == "text")
            del kept[start:]
            kept.append(text._replace(text=r"\text{( " + word(text) + " )}"))
            changed = True
        tokens = kept
    return tokens


def _text_group(kept: list[Token]) -> int | None:
    r"""Return where a group of nothing but text begins that ends here; None for none."""
    opener = {"end": "begin", "close": "open"}.get(kept[-1].kind)
    if opener is None:
        return None
    shown: list[int] = []
    for i in range(len(kept) - 2, -1, -1):
        if kept[i].kind != "skip":
            shown.insert(0, i)
        if len(shown) == 5:
            break
    spans = [span for span in (2, 5) if len(shown) >= span]
    span = next((span for span in spans if _is_text(kept, shown, span, opener)), 0)
    if not span:
        return None
    start = shown[-span]
    before = kept[start - 1].kind if start else ""
    return None if opener == "open" and before in ("script", "command") else start


def _is_text(kept: list[Token], shown: list[int], span: int, opener: str) -> bool:
    """Return whether the last tokens are an opener, [l] behind it or not, and a text."""
    last = [kept[i] for i in shown[-span:]]
    if last[0].kind != opener or last[-1].kind != "text":
        return False
    return span == 2 or (opener == "begin" and last[1].text == "[" and last[3].text == "]")


def _without_columns(tokens: list[Token]) -> list[Token]:
    r"""Return tokens without what says how columns stand: {2} behind \begin{alignat}, [t]."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        kept.append(token)
        index += 1
        if token.kind != "begin" or index >= len(tokens):
            continue
        name = environment(token)
        options = _is_wrapper(token) or name == "array" or name.endswith("matrix*")
        if options and tokens[index].text == "[":
            index = _behind(tokens, index, "[", "]")
        columns = name.rstrip("*") in WITH_COLUMNS
        if columns and index < len(tokens) and tokens[index].kind == "open":
            index = _behind(tokens, index, "{", "}")
    return kept


def _behind(tokens: list[Token], index: int, opener: str, closer: str) -> int:
    """Return the index behind a group that begins here; the index itself where none ends."""
    depth, at = 0, index
    while at < len(tokens):
        depth += (tokens[at].text == opener) - (tokens[at].text == closer)
        at += 1
        if not depth:
            return at
    return index


FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\binom")


def _single_digits(tokens: list[Token]) -> list[Token]:
    r"""Return tokens in which a number that TeX takes a digit of is parted: x^12, \frac12."""
    kept: list[Token] = []
    wanted = 0
    for token in tokens:
        rest = token
        while wanted and rest.kind == "number" and len(rest.text) > 1 and rest.text[0].isdigit():
            middle = rest.start + 1
            kept.append(Token("number", rest.text[0], rest.start, middle))
            rest = Token("number", rest.text[1:], middle, max(rest.end, middle + 1))
            wanted -= 1
        kept.append(rest)
        if rest.kind == "script":
            wanted = 1
        elif rest.text in FRACTIONS:
            wanted = 2
        elif rest.kind != "skip":
            wanted = wanted - 1 if wanted == 2 and rest.kind in ("number", "letter") else 0
    return kept
