"""What the equations of the book must be, as tables of rules: each yields complaints."""

import functools
import re
from collections import Counter, defaultdict
from pathlib import Path

from backprop.equations import check_file, tokenize

BOOK = Path(__file__).parent.parent.parent / "book"
FILES = sorted([*BOOK.glob("[!_]*.ipynb"), *BOOK.glob("*.md")])  # all but the template
MOST_EXEMPT = 0.1
GREEK = {r"\alpha", r"\beta", r"\delta", r"\kappa", r"\lambda", r"\rho", r"\sigma", r"\theta"}
SHORTEST = 10  # tokens, from which on two equations of one form are one equation


@functools.cache
def results(path):
    """Return what came of each equation of a file, judged once in a run."""
    return check_file(path)


def stem(path):
    """Return what labels of a file begin with: eq-06 of 06_matrix_form, eq-notation."""
    name = Path(path).stem
    return f"eq-{name[:2] if name[:2].isdigit() else name}"


def labelled(path, results):
    for result in results:
        if not result.equation.label:
            yield f"{result.equation.place}: an equation without a label"


def named_after_the_file(path, results):
    for label in filter(None, (result.equation.label for result in results)):
        if not re.fullmatch(rf"{re.escape(stem(path))}-[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", label):
            yield f"{label}: expected a label such as {stem(path)}-name"


def marked(path, results):
    for result in results:
        if not result.equation.marked:
            yield f"{result.equation.label}: expected % def, % claim, % refuted or % exempt"


def what_the_mark_says(path, results):
    for result in results:
        if not result.passed:
            yield f"{result.equation.label}: {result.standing}: {result.message}"


def unique_labels(book):
    counts = Counter(r.equation.label for results in book.values() for r in results)
    for label, count in counts.items():
        if label and count > 1:
            yield f"{label} stands {count} times"


def few_exemptions(book):
    every = [r.equation for results in book.values() for r in results]
    exempt = [equation.label for equation in every if equation.kind == "exempt"]
    if len(exempt) > MOST_EXEMPT * len(every):
        yield f"{len(exempt)} of {len(every)} are exempt, over one in ten: {', '.join(exempt)}"


def form(latex):
    """Return an equation with its letters numbered: f(Z) = 1/(1 + e^{-Z}) is g(z) = ... ."""
    numbers, words = {}, []
    for token in tokenize(latex):
        if token.kind in ("skip", "gap", "open", "close"):
            continue
        named = token.kind == "letter" or token.text in GREEK
        if named and token.text not in ("e", "T"):
            words.append(numbers.setdefault(token.text, f"letter {len(numbers)}"))
        else:
            words.append(token.text)
    return tuple(words)


def one_sign(book):
    """One equation is not defined in one chapter and checked in another."""
    kinds = defaultdict(dict)
    for result in (result for results in book.values() for result in results):
        equation = result.equation
        if equation.kind in ("def", "claim"):
            kinds[form(equation.latex)][equation.label] = equation.kind
    for words, labels in kinds.items():
        if len(words) >= SHORTEST and len(set(labels.values())) > 1:
            said = " and ".join(f"{label} is a {kind}" for label, kind in labels.items())
            yield f"one equation, two signs: {said}"


FILE_RULES = [labelled, named_after_the_file, marked, what_the_mark_says]
BOOK_RULES = [unique_labels, few_exemptions, one_sign]
