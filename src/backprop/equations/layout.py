r"""What surrounds equations on a page: aligned, &, \\, and lines that go on.

After `unfold` a row token separates equations, and nothing but equations.
"""

from backprop.equations.errors import EquationError
from backprop.equations.lexer import Token, environment

__all__ = ["unfold"]

WRAPPER_NAMES = (
    "aligned align align* alignat split gather gather* gathered equation equation* eqnarray "
    "multline multline* displaymath math"
)
CONTINUATIONS = (
    r"+ - = < > * .* / := \cdot \times \odot \circ \leq \le \geq \ge \neq \ne \equiv \coloneqq "
    r"\triangleq"
)
WRAPPERS = frozenset(WRAPPER_NAMES.split())
GOES_ON = frozenset(CONTINUATIONS.split())


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
        outside.append(all(environment(one) in WRAPPERS for one in opened))
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
    """
    outside = _match(tokens, source)
    kept = []
    for i, token in enumerate(tokens):
        wrapper = token.kind in ("begin", "end") and environment(token) in WRAPPERS
        if wrapper or (outside[i] and token.kind == "align"):
            continue
        if outside[i] and token.kind == "row":
            rest = (t for t in tokens[i + 1 :] if t.kind not in ("align", "skip", "gap"))
            if getattr(next(rest, None), "text", "") in GOES_ON:
                continue
        kept.append(token)
    return kept
