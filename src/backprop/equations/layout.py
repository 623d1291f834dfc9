r"""What surrounds equations on a page: aligned, &, \\, and lines that go on.

After `unfold` a row token separates equations, and nothing but equations.
"""

from backprop.equations.errors import EquationError
from backprop.equations.lexer import Token, environment

__all__ = ["unfold"]

WRAPPER_NAMES = (
    "aligned align alignat alignedat split gather gathered equation eqnarray multline multlined "
    "displaymath math flalign dmath darray dgroup xalignat IEEEeqnarray mathpar subequations "
    "lgathered rgathered"
)
CONTINUATIONS = (
    r"+ - = < > * .* / := \cdot \times \odot \circ \leq \le \geq \ge \neq \ne \equiv \coloneqq "
    r"\triangleq >= <= \leqslant \geqslant"
)
WRAPPERS = frozenset(WRAPPER_NAMES.split())
GOES_ON = frozenset(CONTINUATIONS.split())
WITH_COLUMNS = ("alignat", "alignedat", "xalignat", "IEEEeqnarray")  # {2}, {rCl} behind it


def _is_wrapper(token: Token) -> bool:
    return environment(token).rstrip("*") in WRAPPERS


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


def unfold(tokens: list[Token], source: str) -> list[Token]:
    r"""Return tokens without wrappers and alignment; rows that go on are joined.

    A row goes on where the next begins with a sign or a relation.

    Parameters
    ----------
    tokens : list of Token
    source : str
        The formula, for errors.
    """
    tokens = _without_columns(tokens)
    outside = _match(tokens, source)
    kept = []
    for i, token in enumerate(tokens):
        wrapper = token.kind in ("begin", "end") and _is_wrapper(token)
        if wrapper or (outside[i] and token.kind == "align"):
            continue
        if outside[i] and token.kind == "row":
            rest = (t for t in tokens[i + 1 :] if t.kind not in ("align", "skip", "gap", "row"))
            if getattr(next(rest, None), "text", "") in GOES_ON:
                continue
        kept.append(token)
    return kept


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
        columns = environment(token).rstrip("*") in WITH_COLUMNS
        if _is_wrapper(token) and tokens[index].text == "[":
            index = _behind(tokens, index, "[", "]")
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
