r"""Names and their scripts: from tokens to the keys by which things are declared.

A key is written in one way only: W_1 and W_{1} are `W_{1}`, z^{(2)}_j and
z_j^{(2)} are `z_{j}^{(2)}`, W_{\text{new}} and W_{new} are `W_{new}`.
"""

from collections.abc import Mapping, Sequence

from backprop.equations import limits
from backprop.equations.lexer import Token, word

__all__ = ["ADJOINT", "join_key", "render", "split_transpose"]

TRANSPOSES = (r"\top", r"\intercal", "T")
ADJOINT = "H"  # set upright, X^\mathsf{H}; numbers are real


def _piece(token: Token, values: Mapping[str, int]) -> str:
    if token.text in values:
        return str(values[token.text])
    return word(token).replace(" ", "") if token.kind == "text" else token.text


def _number(run: Sequence[Token], values: Mapping[str, int]) -> str | None:
    """Return l + 1 or L - 1 as digits, None for anything else."""
    total, sign = 0, 1
    for i, token in enumerate(run):
        if i % 2:
            sign = {"+": 1, "-": -1}.get(token.text, 0)
        else:
            piece = _piece(token, values)
            sign *= piece.isdecimal() and len(piece) < limits.NUMBER
            total += sign * int(piece) if sign else 0
        if not sign:
            return None
    return str(total) if len(run) % 2 else None


def render(tokens: Sequence[Token], values: Mapping[str, int] | None = None) -> str:
    r"""Return tokens as they stand in a key, letters replaced by values.

    `(l+1)` with l = 2 is `(3)`; `ij` with i = 1, j = 2 is `12`.
    """
    values, pieces, run = values or {}, [], []

    def flush():
        number = _number(run, values) if len(run) > 1 and values else None
        pieces.extend([number] if number else [_piece(token, values) for token in run])
        run.clear()

    for token in tokens:
        if token.kind in ("letter", "number") or token.text in ("+", "-", r"\ell"):
            run.append(token)
        else:
            flush()
            pieces.append(_piece(token, values))
    flush()
    glued = [
        piece if before[:1] != "\\" or not (before[-1:] + piece[:1]).isalpha() else " " + piece
        for before, piece in zip(["", *pieces], pieces, strict=False)
    ]
    return "".join(glued)


def join_key(base: str, sub: str = "", sup: str = "", primes: int = 0) -> str:
    """Return the one way of writing a name."""
    return base + (f"_{{{sub}}}" if sub else "") + (f"^{{{sup}}}" if sup else "") + "'" * primes


def split_transpose(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """Return a superscript without its T, and whether it had one."""
    if not tokens:
        return tokens, False
    last = word(tokens[-1]) if tokens[-1].kind == "text" else tokens[-1].text
    alone = len(tokens) == 1 or tokens[-2].text in (")", "]")
    turned = last in TRANSPOSES or (last == ADJOINT and tokens[-1].kind == "text")
    return (tokens[:-1], True) if turned and alone else (tokens, False)
