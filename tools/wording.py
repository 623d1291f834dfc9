r"""Hold the book's text to the words that were decided on: part of `make lint`.

    python -m tools.wording                 all that a reader of the book reads
    python -m tools.wording book/02_*.ipynb

Each row of `RULES` is a word or a turn of phrase that was decided against, and what to write
in its place.  Formulas, code, links and what stands in quotation marks are left alone: they
are not the book's own words.  A row is added with an example that it must find and one that
it must let pass; a test holds it to both.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["RULES", "Rule", "complaints", "main", "passages"]

ROOT = Path(__file__).parent.parent
TEXTS = (
    "book/*.ipynb",
    "book/*.md",
    "README.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
    "src/backprop/book/[!c]*/*.py",  # the clinic's programs have words of their own
    "src/backprop/book/*.py",
)
QUOTED = {"passages.py"}  # what the articles say


class Rule(NamedTuple):
    """A turn of phrase that was decided against.

    Attributes
    ----------
    pattern : str
        A regular expression that finds it; capitals and small letters are alike.
    instead : str
        What to write in its place.
    caught, passes : str
        A line in which it is found, and one like it in which nothing is.
    """

    pattern: str
    instead: str
    caught: str
    passes: str


_MEASURES = "unit|example|house|layer|step|row|column|epoch|weight|digit|class|second|word"
RULES = (
    Rule(r"walk(s|ed|ing|er|ers)?", '"go", "follow", "step" or "path"',
         "Walk from the error back to the weight.", "The path leads back to the weight."),
    Rule(r"mend(s|ed|ing)?", '"correct" or "put right"',
         "With all four mended it is right.", "Amended, emended and recommended."),
    Rule(r"parted", '"separated"', "Two rings cannot be parted.", "It departed from it."),
    Rule(r"noughts?", '"zero" or "0"', "At nought it is steepest.", "At zero it is steepest."),
    Rule(r"stopgaps?", "what it is",
         "Random weights are no stopgap.", "Random weights are no workaround."),
    Rule(r"(?<![^.:;(>*] )(?<!\w)who (?!else)[a-z]+(?!.*\?)(?=[^.]*,)|whoever", '"if you …"',
         "Who trains in single precision, checks in double.", "Those who train, check."),
    Rule(r"(derivatives?|rate of change) ((of|is|as) [^.,:;?]{1,40} |is |are )?by "
         r"(the (weight|bias|input|output)|@|[b-z](?!\w)| @)", '"with respect to"',
         "It is the derivative of the error by $W$.", "Take the derivative of $E$ by hand."),
    Rule(r"an epoch of", '"one pass over the …"',
         "An epoch of twenty examples.", "An epoch is one pass over the examples."),
    Rule(r"(one|two|three|a|\d+) (?!for|of|in|on|at|to|as|is|than|with)\w+ an? "
         rf"({_MEASURES})(?!\w)", '"per"',
         "There is one row a unit.", "There is one row per unit, and a bias in a column."),
    Rule(r"so[- ]called", "the name alone",
         "The so-called bias unit.", "It is called the bias unit."),
    Rule(r"allows? to", '"lets you …" or "so that …"',
         "It allows to see the slope.", "It lets you see the slope."),
    Rule(r"obviously|trivial(ly)?|of course it is", "the reason, or nothing",
         "Obviously it is 0.", "It is 0: nothing leads there."),
    Rule(r"datapoints?|data points?|training samples?", '"example"',
         "Each data point has a target.", "The points of the data are drawn."),
    Rule(r"loss functions?|cost functions?|objective functions?", '"loss" or "cost"',
         "Choose a loss function.", "The cost is a function of the weights."),
    Rule(r"(neighbor|color|behavior|favor|honor|labor)(s|ed|ing|al|able)?", "the British -our",
         "The color of the curve.", "The colour of the curve."),
    Rule(r"(?<!upper )(?<!lower )centers?|centered|gray|analyz(e|ed|ing)|labeled|canceled",
         '"centre", "grey", "analyse", "labelled", "cancelled"',
         "Weights are centered.", "Weights are centred; entering."),
    Rule(r"(?!sizes?\b|sized|prizes?\b|seiz|resiz|capsiz)[a-z]{2,}iz(e|es|ed|ing|ation|ations|er|ers)",
         "the British -ise",
         "Normalize the inputs.", "The size of a prize, normalised."),
)  # fmt: skip
_COMPILED = [(re.compile(rf"(?i)(?<![\w-])(?:{rule.pattern})(?!\w)"), rule) for rule in RULES]

# what is not the book's own words, or no words at all
_LEFT_ALONE = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"```[a-z]*\n.*?\n```",
        r"<!-- (?:equations|names)\n.*?-->",
        r"\$\$.*?\$\$",
        r"(?<!\\)\$[^$\n]*\$",
        r"\{[a-z:-]+\}`[^`]*`",
        r"``[^`\n]*``|`[^`\n]*`",
        r"\"[^\"\n]*\"|“[^”\n]*”",
        r"\]\([^)\n]*\)",
        r"https?://\S+",
        r"^\([\w-]+\)=$",
    )
]


def own_words(text: str) -> str:
    """Return a text, of as many lines, without what is not the book's own words.

    Examples
    --------
    >>> own_words('He says "to walk"; `walk` is $w$.').split()
    ['He', 'says', '@', ';', '@', 'is', '@', '.']
    """
    for pattern in _LEFT_ALONE:
        text = pattern.sub(lambda found: " @ " + "\n" * found[0].count("\n"), text)
    return text


def _strings(source: str) -> Iterator[tuple[int, str]]:
    """Yield what a program says, not what it is: its strings, with the lines they begin in."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if id(node) in docstrings:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def passages(path: Path) -> Iterator[tuple[str, int, str]]:
    """Yield the passages of a file: where each is, its first line, its text.

    Of a notebook these are its Markdown, captions and descriptions of figures, and what
    its code says; of a program, its strings.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from (("", line, said) for line, said in _strings(text))
    elif path.suffix != ".ipynb":
        yield "", 1, text
    else:
        for number, cell in enumerate(json.loads(text)["cells"], start=1):
            where, source = f"cell {number}", "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                yield where, 1, source
            elif cell["cell_type"] == "code":
                yield from ((where, line, said) for line, said in _strings(source))
                figure = cell["metadata"].get("mystnb", {})
                yield f"{where}, caption", 1, figure.get("figure", {}).get("caption", "")
                yield f"{where}, alt text", 1, figure.get("image", {}).get("alt", "")


def complaints(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield what was decided against: the line in the text, the words, what to write.

    Examples
    --------
    >>> list(complaints("One step.\\nWith two mended it holds."))
    [(2, 'mended', '"correct" or "put right"')]
    """
    for number, line in enumerate(own_words(text).split("\n"), start=1):
        for pattern, rule in _COMPILED:
            for found in pattern.finditer(line):
                yield number, found[0].strip(), rule.instead


def main(arguments: list[str]) -> int:
    """Print each place in the book's texts, or in the files named; return how it ended."""
    texts = [path for pattern in TEXTS for path in sorted(ROOT.glob(pattern))]
    texts = [path for path in texts if path.name not in QUOTED]
    ended = 0
    for path in [Path(argument).resolve() for argument in arguments] or texts:
        for where, first, text in passages(path):
            for line, words, instead in complaints(text):
                place = f"{path.relative_to(ROOT)}:{f' {where},' if where else ''} line"
                print(f"{place} {first + line - 1}: {words!r}: write {instead}")
                ended = 1
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
