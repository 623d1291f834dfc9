"""What the equations of the book must be, as tables of rules: each yields complaints."""

import functools
import re
from collections import Counter
from pathlib import Path

from backprop.equations import check_file

BOOK = Path(__file__).parent.parent.parent / "book"
FILES = sorted([*BOOK.glob("*.ipynb"), *BOOK.glob("*.md")])
MOST_EXEMPT = 0.1


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


FILE_RULES = [labelled, named_after_the_file, marked, what_the_mark_says]
BOOK_RULES = [unique_labels, few_exemptions]
