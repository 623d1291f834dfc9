r"""Macros: what an author abbreviates, written out, with each character's place kept.

    \newcommand{\bx}{\mathbf{x}}        \renewcommand, \providecommand too
    \newcommand\norm[1]{\lVert #1 \rVert}
    \newcommand{\E}[2][]{\mathbb{E}_{#1}[#2]}
    \def\pair#1#2{(#1, #2)}             \gdef too
    \DeclareMathOperator{\Tr}{Tr}       \operatorname{Tr}
    \DeclarePairedDelimiter{\abs}{\lvert}{\rvert}
    \let\epsilon\varepsilon

A definition counts from its place on, wherever it stands in a file.  Besides, what is
typed as one character is written as its command: σ is \sigma, x² is x^2, ≤ is \leq.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from backprop.equations import limits
from backprop.equations.errors import EquationError

__all__ = ["BEGINS", "Macro", "Macros", "Source", "balanced", "defined"]

BEGINS = (
    r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|DeclarePairedDelimiter"
    r"|gdef|def|let)(?![a-zA-Z@])"
)
NAMES = (
    ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("ε", "varepsilon"),
    ("ϵ", "epsilon"), ("ζ", "zeta"), ("η", "eta"), ("θ", "theta"), ("ϑ", "vartheta"),
    ("ι", "iota"), ("κ", "kappa"), ("λ", "lambda"), ("μ", "mu"), ("µ", "mu"), ("ν", "nu"),
    ("ξ", "xi"), ("π", "pi"), ("ρ", "rho"), ("σ", "sigma"), ("ς", "varsigma"), ("τ", "tau"),
    ("υ", "upsilon"), ("φ", "varphi"), ("ϕ", "phi"), ("χ", "chi"), ("ψ", "psi"), ("ω", "omega"),
    ("Γ", "Gamma"), ("Δ", "Delta"), ("Θ", "Theta"), ("Λ", "Lambda"), ("Ξ", "Xi"), ("Π", "Pi"),
    ("Σ", "Sigma"), ("Υ", "Upsilon"), ("Φ", "Phi"), ("Ψ", "Psi"), ("Ω", "Omega"), ("ℓ", "ell"),
    ("∂", "partial"), ("∇", "nabla"), ("∑", "sum"), ("∏", "prod"), ("∫", "int"), ("√", "sqrt"),
    ("≤", "leq"), ("≥", "geq"), ("≠", "neq"), ("≈", "approx"), ("≡", "equiv"), ("≔", "coloneqq"),
    ("∈", "in"), ("→", "to"), ("←", "leftarrow"), ("↦", "mapsto"), ("⇒", "Rightarrow"),
    ("∞", "infty"), ("·", "cdot"), ("⋅", "cdot"), ("×", "times"), ("⊙", "odot"), ("∘", "circ"),
    ("⊗", "otimes"), ("⟨", "langle"), ("⟩", "rangle"), ("‖", "Vert"), ("∥", "Vert"), ("∣", "mid"),
    ("…", "dots"), ("⋯", "cdots"), ("⋮", "vdots"), ("⊤", "top"), ("∝", "propto"), ("∼", "sim"),
    ("∧", "land"), ("±", "pm"),
)  # fmt: skip
PLAIN = {
    "−": "-", "–": "-", "′": "'", "’": "'", "″": "''", "∗": "*", "，": ",", "。": ".",
    "；": ";", "：": ":", "（": "(", "）": ")", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "\u2002": " ", "\u2003": " ", "\u200b": " ", "\ufeff": " ", "ℝ": r"\mathbb{R}",
    "𝔼": r"\mathbb{E}", "𝟙": r"\mathbb{1}", "½": r"\frac{1}{2}", "¼": r"\frac{1}{4}",
}  # fmt: skip
TYPED = {**PLAIN, **{letter: f"\\{name} " for letter, name in NAMES}}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓᵢⱼₖₗₘₙₚₜ", "0123456789+-=()aeoxijklmnpt", strict=True))
SCRIPTS = {"^": RAISED, "_": LOWERED}
HATS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot"}

NAME = re.compile(r"\\(?:[a-zA-Z@]+|[^a-zA-Z\s])")
BEGIN = re.compile(BEGINS)
TRANSPARENT = (r"\ensuremath", r"\mathord", r"\mathop", r"\mathbin", r"\mathrel", r"\mathinner")
BUILT_IN = {r"\R": r"\mathbb{R}", r"\Reals": r"\mathbb{R}", r"\reals": r"\mathbb{R}"}
OLD_FONTS = {"bf": "mathbf", "rm": "text", "it": "mathit", "sf": "text", "tt": "text"}
OLD_FONT = re.compile(r"\{\s*\\(bf|rm|it|sf|tt)(?![a-zA-Z])\s*([^{}\\$]*)\}")


class Macro(NamedTuple):
    """How many arguments it takes, the first of them where it may be left out, what it says."""

    arguments: int
    default: str | None
    body: str


@dataclass(frozen=True)
class Source:
    """A formula written out: its text, and of each character the place where it was typed."""

    text: str
    places: tuple[int, ...] | None = None

    def place(self, position: int) -> int:
        """Return where the character at this position of the text was typed."""
        if self.places is None:
            return position
        if not self.places:
            return 0
        return self.places[position] if position < len(self.places) else self.places[-1] + 1


def balanced(text: str, at: int, opener: str = "{", closer: str = "}") -> int:
    r"""Return the place behind the bracket that closes the one at `at`; -1 where none does."""
    depth = 0
    while at < len(text):
        one = text[at]
        if one == "\\":
            at += 2
            continue
        depth += (one == opener) - (one == closer)
        at += 1
        if not depth:
            return at
    return -1


def _blanks(text: str, at: int) -> int:
    """Return the place of the next character that is neither blank nor in a comment."""
    while at < len(text):
        if text[at] == "%":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif text[at].isspace():
            at += 1
        else:
            break
    return at


def _argument(text: str, at: int) -> tuple[int, int, int]:
    """Return first and last place of the argument that begins at `at`, and what follows it."""
    at = _blanks(text, at)
    if text[at : at + 1] == "{":
        end = balanced(text, at)
        if end < 0:
            raise EquationError("{ is never closed; expected }", at)
        return at + 1, end - 1, end
    match = NAME.match(text, at)
    end = match.end() if match else at + 1
    if end > len(text):
        raise EquationError("came the end; expected the argument of a macro", at)
    return at, end, end


def _optional(text: str, at: int) -> tuple[str | None, int]:
    """Return what stands in [...] at this place, None where nothing does, and what follows."""
    start = _blanks(text, at)
    if text[start : start + 1] != "[":
        return None, at
    end, depth = start + 1, 0
    while end < len(text) and (depth or text[end] != "]"):
        depth += (text[end] == "{") - (text[end] == "}")
        end += 1
    return text[start + 1 : end], end + 1


class Macros:
    r"""The macros that are known at a place of a file.

    Parameters
    ----------
    known : mapping of str to Macro, optional

    Examples
    --------
    >>> macros = Macros()
    >>> macros.define(r"\newcommand{\norm}[1]{\lVert #1 \rVert}", 0)
    39
    >>> macros.expand(r"\norm{x}").text
    '\\lVert x \\rVert'
    """

    def __init__(self, known: Mapping[str, Macro] | None = None):
        self.known = dict(known or {})

    def copy(self) -> "Macros":
        """Return macros that can be added to without changing these."""
        return Macros(self.known)

    def add(self, name: str, given: object) -> None:
        r"""Add what a configuration says of a macro: its body, or a list of body and arguments.

        Parameters
        ----------
        name : str
            With or without its backslash.
        given : str or list
            As MathJax takes it: "\\mathbb{R}" or ["\\lVert #1 \\rVert", 1].
        """
        parts = list(given) if isinstance(given, list | tuple) else [given]
        if not (
            isinstance(parts[0], str)
            and len(parts) <= 3
            and all(isinstance(one, int) and 0 <= one <= 9 for one in parts[1:2])
        ):
            raise ValueError(
                f"macro {name} is {given!r:.60}; expected LaTeX, or [LaTeX, arguments]"
            )
        count = parts[1] if len(parts) > 1 else 0
        default = str(parts[2]) if len(parts) > 2 else None
        self._set("\\" + name.lstrip("\\"), Macro(count, default, parts[0]))

    def _set(self, name: str, macro: Macro) -> None:
        self.known[name] = macro
        limits.within("macros", len(self.known), limits.MACROS)
        limits.within(f"characters of the macro {name}", len(macro.body), limits.LENGTH)

    def collect(self, text: str) -> None:
        """Add all that a text defines; what cannot be read is left alone."""
        at = 0
        while match := BEGIN.search(text, at):
            try:
                at = max(self.define(text, match.start()), match.end())
            except EquationError:
                at = match.end()

    def define(self, text: str, at: int) -> int:
        """Add the definition that begins at a place of a text; return what follows it.

        Raises
        ------
        EquationError
            For what is no definition.
        """
        begin = BEGIN.match(text, at)
        command, after = begin.group()[1:], begin.end()
        if text[after : after + 1] == "*":
            after += 1
        start, end, after = _argument(text, after)
        name = text[start:end].strip()
        if not NAME.fullmatch(name):
            raise EquationError(f"\\{command} of {name:.30}; expected a macro's name", start)
        if command in ("def", "gdef"):
            return self._define_plainly(name, text, after)
        if command == "let":
            after = _blanks(text, after)
            start, end, after = _argument(text, after + (text[after : after + 1] == "="))
            other = text[start:end]
            self._set(name, self.known.get(other, Macro(0, None, other)))
            return after
        if command == "DeclarePairedDelimiter":
            first = slice(*(one := _argument(text, after))[:2])
            second = slice(*(two := _argument(text, one[2]))[:2])
            self._set(name, Macro(1, None, f"{text[first]} #1 {text[second]}"))
            return two[2]
        count, after = _optional(text, after)
        default, after = _optional(text, after) if count else (None, after)
        start, end, after = _argument(text, after)
        body = text[start:end]
        if command == "DeclareMathOperator":
            body = rf"\operatorname{{{body}}}"
        if count is not None and not count.strip().isdecimal():
            raise EquationError(f"{name} takes {count:.20} arguments; expected a number", start)
        self._set(name, Macro(min(int(count or 0), 9), default, body))
        return after

    def _define_plainly(self, name: str, text: str, after: int) -> int:
        r"""Add \def\name#1#2{body}."""
        parameters = re.compile(r"(?:\s*#\d)*").match(text, after)
        start = _blanks(text, parameters.end())
        if text[start : start + 1] != "{":
            raise EquationError(rf"\def{name} with a pattern; expected #1#2{{...}}", after)
        start, end, after = _argument(text, start)
        self._set(name, Macro(parameters.group().count("#"), None, text[start:end]))
        return after

    def expand(self, latex: str) -> Source:
        r"""Return a formula written out; what it defines is added, and left out.

        Parameters
        ----------
        latex : str
            As typed, comments included.

        Raises
        ------
        EquationError
            For a macro without its arguments, or one that never ends.
        """
        plain = latex.isascii() and not (self.known or any(name in latex for name in BUILT_IN))
        if plain and not (BEGIN.search(latex) or OLD_FONT.search(latex)):
            return Source(latex)
        pieces: list[str] = []
        places: list[int] = []
        for text, place in self._written_out(latex, None, ()):
            pieces.append(text)
            places += range(place, place + len(text)) if place >= 0 else [~place] * len(text)
            limits.within("characters of a formula written out", len(places), limits.EXPANDED)
        return Source("".join(pieces), tuple(places))

    def _written_out(
        self, text: str, call: int | None, within: tuple[str, ...]
    ) -> Iterator[tuple[str, int]]:
        """Yield pieces of text: each with its place, or with ~place of the call that it is from."""
        at = 0

        def here() -> int:
            return at if call is None else ~call

        while at < len(text):
            one = text[at]
            if one == "%":
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                yield text[at:end], here()
                at = end
            elif one == "\\":
                if BEGIN.match(text, at):
                    at = max(self.define(text, at), at + 1)
                    yield " ", here() if call is not None else ~at
                    continue
                name = NAME.match(text, at)
                word = name.group() if name else one
                macro = self.known.get(word)
                if macro is None and word in TRANSPARENT and "{" in text[at : at + 20]:
                    macro = Macro(1, None, "#1")
                if macro is None and word in BUILT_IN:
                    macro = Macro(0, None, BUILT_IN[word])
                if macro is None:
                    yield word, here()
                    at += len(word)
                    if word in TEXTS:
                        start = _blanks(text, at)
                        end = balanced(text, start) if text[start : start + 1] == "{" else -1
                        if end > 0:
                            yield text[at:end], here()
                            at = end
                    continue
                again = word in within and word not in TRANSPARENT  # \ensuremath hands on less
                if again or len(within) > limits.DEPTH:
                    raise EquationError(f"{word} is defined in terms of itself", call or at)
                place, at = at if call is None else call, at + len(word)
                arguments, at = self._arguments(word, macro, text, at, place)
                body = _filled(macro.body, arguments)
                limits.within("characters of a macro written out", len(body), limits.EXPANDED)
                last = ""
                for piece, _ in self._written_out(body, place, (*within, word)):
                    yield piece, ~place
                    last = piece or last
                if last[-1:].isalpha() and text[at : at + 1].isalpha():
                    yield " ", ~place
            elif one == "{" and (old := OLD_FONT.match(text, at)):
                yield f"\\{OLD_FONTS[old[1]]}{{{old[2].strip()}}}", ~at if call is None else ~call
                at = old.end()
            elif one.isascii():
                end = at + 1
                while end < len(text) and text[end] not in "\\%{" and text[end].isascii():
                    end += 1
                if text[end : end + 1] in HATS and text[end - 1].isalpha():
                    yield text[at : end - 1], here()
                    at = end - 1
                    yield f"\\{HATS[text[end]]}{{{text[at]}}}", ~at if call is None else ~call
                    end += 1
                else:
                    yield text[at:end], here()
                at = end
            else:
                piece, end = _typed(text, at)
                yield piece, ~at if call is None else ~call
                at = end

    def _arguments(
        self, word: str, macro: Macro, text: str, at: int, place: int
    ) -> tuple[list[str], int]:
        found = []
        if macro.default is not None and macro.arguments:
            given, at = _optional(text, at)
            found.append(macro.default if given is None else given)
        while len(found) < macro.arguments:
            start = _blanks(text, at)
            if start >= len(text) or text[start] == "}":
                said = f"{word} takes {macro.arguments} arguments; came {len(found)}"
                raise EquationError(said, place)
            start, end, at = _argument(text, start)
            found.append(text[start:end])
        return found, at


def defined(text: str, at: int) -> tuple[dict[str, Macro], int]:
    """Return the macro that is defined at a place of a text, none if it is unreadable, and the end.

    Parameters
    ----------
    text : str
    at : int
        Where BEGINS matches.
    """
    macros = Macros()
    try:
        end = macros.define(text, at)
    except EquationError:
        end = 0
    return macros.known, max(end, BEGIN.match(text, at).end())


TEXT_NAMES = (
    "text textrm textit textbf textsf textsc texttt textnormal mathrm mathsf mathit mathtt mbox "
    "hbox operatorname label tag"
)
TEXTS = frozenset(f"\\{one}" for one in TEXT_NAMES.split())


def _filled(body: str, arguments: list[str]) -> str:
    """Return a macro's body with its arguments in their places."""
    if not arguments:
        return body

    def fill(match: re.Match) -> str:
        number = int(match[1])
        if number > len(arguments):
            return match.group()
        text = arguments[number - 1]
        # \alpha#1 with #1 = b is \alpha b
        before = body[: match.start()]
        apart = re.search(r"\\[a-zA-Z]+\Z", before) and text[:1].isalpha()
        return f" {text}" if apart else text

    return re.sub(r"#(\d)", fill, body)


def _typed(text: str, at: int) -> tuple[str, int]:
    """Return what a character that is not ASCII is in LaTeX, and the place behind it."""
    one = text[at]
    for mark, letters in SCRIPTS.items():
        if one in letters:
            end = at
            while end < len(text) and text[end] in letters:
                end += 1
            return f"{mark}{{{''.join(letters[c] for c in text[at:end])}}}", end
    if one in TYPED:
        return TYPED[one], at + 1
    letter, *mark = unicodedata.normalize("NFD", one)
    if len(mark) == 1 and mark[0] in HATS:
        return f"\\{HATS[mark[0]]}{{{TYPED.get(letter, letter).strip()}}}", at + 1
    return one, at + 1
