"""Formulas of the catalogue: for one layer, and as plain text."""

import re

__all__ = ["at_layer", "plain"]

SUPERSCRIPTS = str.maketrans("0123456789+-()lLT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˡᴸᵀ")
WORDS = {
    r"\operatorname{sign}": "sign",
    r"\text{or}": "or",
    r"\text{for}": "for",
    r"\text{vec}": "vec",
    r"\partial ": "∂",
    r"\delta": "δ",
    r"\Delta": "Δ",
    r"\Theta": "Θ",
    r"\lambda": "λ",
    r"\alpha": "α",
    r"\odot": "⊙",
    r"\sum": "Σ",
    r"\ldots": "…",
    r"\ge": "≥",
    r"\top": "T",
    r"\left": "",
    r"\right": "",
    r"\;": " ",
    "'": "′",
    "_m": "ₘ",
    "_1": "₁",
    "_j": "ⱼ",
}


def at_layer(formula: str, layer: int | None) -> str:
    """Return the formula with (l), (l+1) replaced by numbers; unchanged for None.

    Examples
    --------
    >>> at_layer(r"\\delta^{(l)} + \\delta^{(l+1)}", 2)
    '\\\\delta^{(2)} + \\\\delta^{(3)}'
    """
    if layer is None:
        return formula
    numbers = {"(l)": f"({layer})", "(l+1)": f"({layer + 1})", "(L)": f"({layer})"}
    return re.sub(r"\(l(\+1)?\)|\(L\)", lambda match: numbers[match.group()], formula)


def plain(formula: str) -> str:
    """Return a formula of the catalogue as plain text.

    Examples
    --------
    >>> plain(r"\\frac{\\lambda}{2m} \\Theta^{(2)\\top}")
    'λ/(2m) Θ⁽²⁾ᵀ'
    """
    for word, sign in WORDS.items():
        formula = formula.replace(word, sign)
    formula = re.sub(r"\\frac\{(.*?)\}\{(.)\}", r"\1/\2", formula)
    formula = re.sub(r"\\frac\{(.*?)\}\{(.*?)\}", r"\1/(\2)", formula)
    formula = re.sub(r"\^\{([^{}]*)\}", lambda match: match[1].translate(SUPERSCRIPTS), formula)
    formula = formula.replace("^T", "ᵀ")
    formula = re.sub(r"_\{([^{}]*)\}", r"[\1]", formula)
    return re.sub(r" +", " ", re.sub(r"[{}]", "", formula)).replace("( ", "(").replace(" )", ")")
