r"""One small set of notes in each format: what `--example` prints."""

import json

__all__ = ["EXAMPLES"]

DECLARATION = r"""leaves:
  x: 3x1
  w: 3x1
  y: scalar labels
functions:
  \sigma: sigmoid"""

EQUATIONS = [
    ("eq-output", "def", r"a = \sigma(w^T x)"),
    ("eq-cost", "def", r"J = -y \log a - (1 - y) \log(1 - a)"),
    ("eq-gradient", "claim", r"\frac{\partial J}{\partial w} = (a - y) x"),
    ("eq-slip", "refuted: the derivative of the output is in already",
     r"\frac{\partial J}{\partial w} = (a - y)\, \sigma'(w^T x)\, x"),
    ("eq-picture", "exempt: a wish, nothing to run", r"J \to 0"),
]  # fmt: skip


def _markdown() -> str:
    blocks = [f"$$\n% {mark}\n{latex}\n$$ ({label})" for label, mark, latex in EQUATIONS]
    return "\n\n".join(["# Notes", f"<!-- equations\n{DECLARATION}\n-->", *blocks]) + "\n"


def _tex() -> str:
    said = "\n".join(f"%   {line}" for line in DECLARATION.split("\n"))
    blocks = [
        f"\\begin{{equation}} \\label{{{label}}} % {mark}\n  {latex}\n\\end{{equation}}"
        for label, mark, latex in EQUATIONS
    ]
    return "\n\n".join([f"% equations:\n{said}", *blocks]) + "\n"


def _notebook() -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "id": f"cell-{i}", "source": text}
        for i, text in enumerate(_markdown().strip().split("\n\n"))
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1) + "\n"


EXAMPLES = {"md": _markdown(), "tex": _tex(), "ipynb": _notebook()}
