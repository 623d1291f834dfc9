r"""What a symbol is called in words, and which role it plays: from its base and its layer.

This table is that of the page *Look up the notation*; where a chapter's letters mean
something else, its own declaration says so (`backprop.book.ties.declared`).
"""

import re
from collections.abc import Mapping

from backprop.book.ties.declared import Tie

__all__ = ["ROLES", "TABLE", "meaning", "role"]

# role: by which words of a meaning it is known, the first that fits
ROLES = {
    "error": ("error term",),
    "gradient": ("gradient", "derivative", "added up over the examples"),
    "pre-activation": ("pre-activation",),
    "weight": ("weight", "bias"),
    "activation": ("activation", "prediction", "output of"),
    "input": ("input",),
}

TABLE = {
    "X": "inputs",
    "x": "inputs of an example",
    "Y": "targets",
    "y": "target",
    "m": "number of examples",
    "n": "number of features",
    "K": "number of outputs",
    "L": "number of layers",
    r"\Theta": "weights",
    r"\theta": "weights without the bias column",
    "W": "weights",
    "b": "bias",
    "z": "pre-activation",
    "Z": "pre-activations",
    "a": "activation",
    "A": "activations, with a column of ones",
    r"\hat{y}": "prediction",
    r"\hat{Y}": "predictions",
    "g": "activation function",
    r"\sigma": "sigmoid function",
    "J": "cost",
    r"\delta": "error term",
    r"\Delta": "error terms times activations, added up over the examples",
    "D": "gradient",
    r"\lambda": "regularisation",
    r"\alpha": "learning rate",
    r"\varepsilon": "perturbation",
    "e": "Euler's number",
    r"\pi": "ratio of a circle's circumference to its diameter",
}
_LAYER = re.compile(r"\^\{[(\[]([^)\]]+)[)\]]\}")
_BASE = re.compile(r"\\(?:hat|bar|tilde|vec|mathbf|mathrm|text)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]")


def base(name: str) -> str:
    r"""Return what a name begins with: \hat{y} of \hat{y}_1, \delta of \delta^{(2)}."""
    found = _BASE.match(name)
    return found[0] if found else name


def meaning(name: str, ties: Mapping[str, Tie]) -> str:
    r"""Return a symbol's name in words, "" where nobody says it.

    Examples
    --------
    >>> meaning(r"\delta^{(2)}", {})
    'error term of layer 2'
    >>> meaning(r"\Theta^{(1)}", {})
    'weights from layer 1 to layer 2'
    """
    if name in ties and ties[name].meaning:
        return ties[name].meaning
    said = TABLE.get(base(name), "")
    layer = _LAYER.search(name)
    if not said or not layer:
        return said
    number = layer[1]
    if said.startswith(("weights", "error terms times", "gradient")):
        after = str(int(number) + 1) if number.isdecimal() else f"{number} + 1"
        return f"{said}, from layer {number} to layer {after}".replace(
            "weights, from", "weights from"
        )
    return f"{said} of layer {number}"


def role(said: str) -> str:
    """Return which role a symbol plays, by its name in words; "" for none of them.

    Examples
    --------
    >>> role("error term of layer 2"), role("learning rate")
    ('error', '')
    """
    for name, words in ROLES.items():
        if any(word in said for word in words):
            return name
    return ""
