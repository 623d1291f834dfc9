r"""How names are spelt: MSE, sin(x), \mathbf{AB}, \hat{y_i}.

MSE             one name where MSE is declared, else M S E
sin(x)          \sin(x), unless s, i and n are all declared
\mathbf{AB}     \mathbf{A} \mathbf{B}, unless it is declared as it stands
\hat{y_i}       \hat{y}_i, unless it is declared as it stands
"""

from collections.abc import Sequence

from backprop.equations.cursor import Names
from backprop.equations.functions import FUNCTIONS
from backprop.equations.lexer import ACCENTS, FONTS, Token, word
from backprop.equations.names import render

__all__ = ["SYMBOLS", "spell"]

GREEK = (
    r"\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa "
    r"\lambda \mu \nu \xi \pi \varpi \rho \varrho \sigma \varsigma \tau \upsilon \phi \varphi \chi "
    r"\psi \omega \Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \ell \hbar"
)
SYMBOLS = frozenset(GREEK.split())
WORDS = {name[1:]: name for name in FUNCTIONS} | {"ctg": r"\cot", "tg": r"\tan"}
COMMON = {
    name: rf"\operatorname{{{said}}}"
    for said, names in {
        "tr": r"\tr \Tr \trace \Trace",
        "diag": r"\diag \Diag",
        "softmax": r"\softmax",
        "sigmoid": r"\sigmoid",
        "ReLU": r"\relu \ReLU",
        "sign": r"\sign \sgn",
    }.items()
    for name in names.split()
}  # what texts abbreviate, where they do not say so themselves
GRADIENTS = ("grad", "gradient")
LONGEST = 24  # letters of a name in letters


def spell(tokens: Sequence[Token], names: Names) -> list[Token]:
    """Return tokens in which a name is one token, or an accent with what it stands on.

    Parameters
    ----------
    tokens : sequence of Token
        As `layout.unfold` leaves them.
    names : Names
        What is declared.
    """
    known = _primed([_common(one, names) for one in tokens])
    return _in_letters(_accented(known, names), names)


def _primed(tokens: list[Token]) -> list[Token]:
    r"""Return tokens in which k' in braces below a name or a sum is one letter."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        before = kept[-1] if kept else None
        if depth or (token.kind == "open" and before is not None and before.text == "_"):
            depth += (token.kind == "open") - (token.kind == "close")
        if depth and token.kind == "prime" and before is not None and before.kind == "letter":
            kept[-1] = before._replace(text=before.text + token.text, end=token.end)
        else:
            kept.append(token)
    return kept


def _common(token: Token, names: Names) -> Token:
    r"""Return \operatorname{tr} for \tr, and \nabla for \operatorname{grad}."""
    if token.kind == "command" and token.text in COMMON:
        return Token("text", COMMON[token.text], token.start, token.end)
    if token.text == r"\grad":
        return Token("command", r"\nabla", token.start, token.end)
    said = word(token) if token.kind == "text" else ""
    if said in GRADIENTS and not names.has_base(rf"\text{{{said}}}"):
        return Token("command", r"\nabla", token.start, token.end)
    return token


def _in_letters(tokens: list[Token], names: Names) -> list[Token]:
    """Join letters that stand close together where they are a name or a function."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        run = _run(tokens, index) if not (kept and kept[-1].kind == "script") else 1
        count = _spelt(tokens, index, run, names) if run > 1 else 1
        if count == 1:
            kept.append(token)
        else:
            text = "".join(one.text for one in tokens[index : index + count])
            kind = "letter" if names.has_base(text) else "command"
            shown = text if kind == "letter" else WORDS[text]
            kept.append(Token(kind, shown, token.start, tokens[index + count - 1].end))
        index += count
    return kept


def _run(tokens: Sequence[Token], index: int) -> int:
    """Return how many letters stand close together from here on."""
    end = index
    while end < len(tokens) and tokens[end].kind == "letter" and end - index < LONGEST:
        if end > index and tokens[end].start > tokens[end - 1].end:
            break
        end += 1
    return end - index


def _spelt(tokens: Sequence[Token], index: int, run: int, names: Names) -> int:
    """Return how many of the letters are the longest name or function; 1 for none."""
    letters = [one.text for one in tokens[index : index + run]]
    for count in range(run, 1, -1):
        text = "".join(letters[:count])
        if names.has_base(text):
            return count
        behind = tokens[index + count].text if index + count < len(tokens) else ""
        if (
            text in WORDS
            and count == run
            and behind in ("(", "{", r"\left(")
            and not all(map(names.has_base, text))
        ):
            return count
    return 1


def _accented(tokens: list[Token], names: Names) -> list[Token]:
    """Put an accent that stands over several names, or over scripts, on each name."""
    kept: list[Token] = []
    index = 0
    tokens = _without_overset(tokens)
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.text not in ACCENTS or index >= len(tokens) or tokens[index].kind != "open":
            kept.append(token)
            continue
        end = _closing(tokens, index)
        inner = _accented(tokens[index + 1 : end], names)
        opener, closer = tokens[index], tokens[min(end, len(tokens) - 1)]
        several = _atoms(inner)
        base = f"{token.text}{{{render([t for t in inner if t.kind != 'skip'])}}}"
        if end >= len(tokens) or not several or names.has_base(base):
            kept += [token, opener, *inner, *([closer] if end < len(tokens) else [])]
        elif token.text in FONTS or sum(is_name for is_name, _ in several) == 1:
            for is_name, atom in several:
                kept += [token, opener, *atom, closer] if is_name else atom
        else:
            kept += [token, opener, *inner, closer]
        index = end + 1
    return kept


def _without_overset(tokens: list[Token]) -> list[Token]:
    r"""Return tokens in which \overset{\,}{y}, with nothing over it, is y."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        bare = token.text == r"\overset" and index + 1 < len(tokens)
        if bare and tokens[index + 1].kind == "open":
            middle = _closing(tokens, index + 1)
            empty = all(one.kind in ("skip", "gap") for one in tokens[index + 2 : middle])
            if empty and middle + 1 < len(tokens) and tokens[middle + 1].kind == "open":
                end = _closing(tokens, middle + 1)
                kept += tokens[middle + 2 : end]
                index = end + 1
                continue
        kept.append(token)
        index += 1
    return kept


def _closing(tokens: Sequence[Token], index: int) -> int:
    """Return the index of the brace that closes the one here; the length where none does."""
    depth = 0
    for at in range(index, len(tokens)):
        depth += (tokens[at].kind == "open") - (tokens[at].kind == "close")
        if not depth:
            return at
    return len(tokens)


def _atoms(inner: Sequence[Token]) -> list[tuple[bool, list[Token]]]:
    """Return names and what stands between them; nothing where there is one name alone."""
    found: list[tuple[bool, list[Token]]] = []
    index = 0
    while index < len(inner):
        token = inner[index]
        end = index + 1
        if token.text in ACCENTS or token.kind == "script":
            while end < len(inner) and inner[end].text in ACCENTS:
                end += 1
            if end < len(inner):
                end = _closing(inner, end) + 1 if inner[end].kind == "open" else end + 1
        is_name = token.kind == "letter" or token.text in SYMBOLS or token.text in ACCENTS
        if token.kind not in ("script", "skip", "prime") and not is_name:
            return []
        found.append((is_name, list(inner[index:end])))
        index = end
    return found if len(found) > 1 else []
