"""What a chapter must look like, as a table of rules: each finds complaints.

nbval compares nothing in a cell without an execution count, and nothing in what
is not stored; these rules make its verdict mean something.
"""

import ast
import importlib
import pkgutil
import re

import backprop
from press.drawing import drawing_cells

TAGS = {"hide-cell"}  # folded: solutions of exercises
LONGEST_CELL, LONGEST_LINE, LARGEST_FILE = 25, 79, 320_000
FORBIDDEN = ("clear_output", "interact(", "Output(", "urlopen", "requests.")
CLOSING = ["Summary", "Exercises", "Sources"]
FEWEST, MOST = 2, 16  # questions in the page, those of exercises included
LONGEST_READING = 35  # minutes, as `reading_minutes` counts them
TIED = 0.8  # of a chapter's definitions and claims have their numbers in code
EXTRAS = {"autograd", "dask", "distributed", "mlxtend", "sklearn"}
IMAGES = {"image/svg+xml", "image/png", "image/jpeg"}
DRAWING = '<img class="drawing"'  # how a notebook holds what is visible before it is run


def public_functions():
    """Return the names of all functions and classes that `backprop` offers."""
    names = set()
    for module in pkgutil.walk_packages(backprop.__path__, "backprop."):
        if not module.name.endswith("__main__"):
            loaded = importlib.import_module(module.name)
            offered = getattr(loaded, "__all__", ())
            names |= {name for name in offered if callable(getattr(loaded, name))}
    return names


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def tree(cell):
    return ast.parse(cell.source)


def counted(notebook):
    counts = [cell.execution_count for cell in code(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}; run `make notebooks`"


def no_errors_no_stderr(notebook):
    for cell in code(notebook):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"cell {cell.execution_count} stores {output.output_type}: {output}"


def allowed_metadata(notebook):
    for cell in notebook.cells:
        if extra := set(cell.metadata.get("tags", ())) - TAGS:
            yield f"tags {extra}; allowed are {TAGS}"
        if extra := set(cell.metadata) - {"tags", "mystnb", "jupyter"}:
            yield f"cell metadata {extra}"
    if extra := set(notebook.metadata) - {"kernelspec", "language_info"}:
        yield f"notebook metadata {extra}; run `make notebooks`"


def drawing_folded(notebook):
    """Code that only draws is folded, and no other (`press.drawing` says which is which)."""
    folded = drawing_cells(notebook)
    for place, cell in enumerate(notebook.cells):
        if cell.metadata.get("jupyter", {}).get("source_hidden", False) != (place in folded):
            said = "only draws, and is open" if place in folded else "teaches, and is folded"
            yield f"cell {place} {said}; run `make notebooks`"


def short_cells(notebook):
    for cell in code(notebook):
        lines = cell.source.splitlines()
        if len(lines) > LONGEST_CELL:
            yield f"cell {cell.execution_count} has {len(lines)} lines, over {LONGEST_CELL}"
        for line in lines:
            if len(line) > LONGEST_LINE:
                yield f"cell {cell.execution_count} has a line over {LONGEST_LINE}: {line}"


def quiet_code(notebook):
    for cell in code(notebook):
        if cell.source.rstrip().endswith(";"):
            yield f"cell {cell.execution_count} ends in ';'"
        for word in FORBIDDEN:
            if word in cell.source:
                yield f"cell {cell.execution_count} uses {word}"


def imported(cell):
    for node in ast.walk(tree(cell)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [name.name for name in node.names]
            modules = [node.module] if isinstance(node, ast.ImportFrom) else names
            yield from {module.split(".")[0] for module in modules}


def imports_first(notebook):
    # what some readers lack is imported by the cell that needs it
    first, *others = code(notebook)
    if extra := set(imported(first)) & EXTRAS:
        yield f"the first cell imports {extra}, without which the whole notebook would fail"
    for cell in others:
        if extra := set(imported(cell)) - EXTRAS:
            yield f"cell {cell.execution_count} imports {extra}; imports stand in the first cell"


def nothing_defined_again(notebook):
    offered, seen = public_functions(), set()
    for cell in code(notebook):
        everything = list(ast.walk(tree(cell)))
        classes = [node for node in everything if isinstance(node, ast.ClassDef)]
        methods = {inner for one in classes for inner in one.body}  # are named as they like
        for node in everything:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node not in methods:
                if node.name in offered:
                    yield f"{node.name} is defined in backprop; import it"
                if node.name in seen:
                    yield f"{node.name} is defined twice"
                seen.add(node.name)


def figures_described(notebook):
    names = set()
    for cell in code(notebook):
        shown = [output.get("data", {}) for output in cell.outputs]
        if any(IMAGES & set(data) for data in shown):
            yield f"cell {cell.execution_count} stores an image that is not seen before it is run"
        if not any(data.get("text/html", "").startswith(DRAWING) for data in shown):
            continue
        meta = cell.metadata.get("mystnb", {})
        figure, alt = meta.get("figure", {}), meta.get("image", {}).get("alt", "")
        if not (figure.get("caption") and figure.get("name")):
            yield f"the figure of cell {cell.execution_count} lacks a caption or a name"
        if len(alt.split()) < 8:
            yield f"the figure of cell {cell.execution_count} lacks an alt text in sentences"
        if figure.get("name") in names:
            yield f"two figures are named {figure['name']}"
        names.add(figure.get("name"))


def skeleton(notebook):
    text = prose(notebook)
    if len(re.findall(r"(?m)^# ", text)) != 1:
        yield "expected one title"
    for part in ("**You will**", "**You need**", "## Summary", "## Sources"):
        if part not in text:
            yield f"lacks {part}"


def exercises(notebook):
    text = prose(notebook)
    count = len(re.findall(r"(?m)^\*\*\d\.\*\*", text))
    folded = sum("hide-cell" in cell.metadata.get("tags", ()) for cell in code(notebook))
    if "## Exercises" in text and not 3 <= count <= 6:
        yield f"has {count} exercises; expected three to six"
    if folded < count:
        yield f"has {count} exercises and {folded} folded solutions"


def questions(notebook):
    text = prose(notebook)
    asked = len(re.findall(r"(?m)^:class: question$", text))
    if not FEWEST <= asked <= MOST:
        yield f"has {asked} questions in the page; expected {FEWEST} to {MOST}"
    for box in re.findall(r"(?ms)^:class: question$(.*?)^```$", text):
        right = len(re.findall(r"(?m)^- \[(?:[xX]\]|=[^]]*±)", box))
        if right != 1:
            yield f"{box.strip()[:60]!r} has {right} right answers; expected one"
    parts = [part for part in re.findall(r"(?m)^## (.*)", text) if part in CLOSING]
    if parts != CLOSING:
        yield f"closes with {parts}; expected {CLOSING}"


def sentence_a_line(notebook):
    text = re.sub(r"(?s)```\{(?!admonition).*?```", "", prose(notebook))
    for line in text.splitlines():
        if re.search(r"[a-z$)`][.!?] [A-Z][a-z]", line) and not line.startswith(("|", "-", ">")):
            yield f"two sentences on a line: {line[:70]}"


def tables_headed(notebook):
    for header in re.findall(r"(?m)^(\|.*\|)\n\|[-:| ]+\|$", prose(notebook)):
        if any(not cell.strip() for cell in header.strip("|").split("|")):
            yield f"a table has a column without a heading: {header}"


def small(text):
    size = len(text.encode())
    if size > LARGEST_FILE:
        yield (
            f"{size:,} bytes, over {LARGEST_FILE:,}; figures take most of them: fewer values per "
            "slider or fewer points per curve make it smaller, and if all are needed raise "
            "LARGEST_FILE in tests/helpers/chapter_style.py and see that the budget of "
            "tests/pages/test_pages.py still holds"
        )


def read_words(notebook):
    """Words that are read: of the replies to a question the longest, as one is shown."""
    text = re.sub(r"(?s)<!--.*?-->|\$\$.*?\$\$", "", prose(notebook))
    words = 0
    for part in re.split(r"(?m)(?=^```)", text):
        if part.startswith("```{admonition}") and ":class: question" in part:
            asked, *answers = re.split(r"(?m)^- (?=\[)", part)
            split = [answer.partition("\n") for answer in answers]
            part = " ".join([asked, *(choice for choice, _, _ in split if "[=" not in choice)])
            words += max((len(reply.split()) for _, _, reply in split), default=0)
        words += len(re.sub(r"(?m)^(```\S*|:[\w-]+:.*)", "", part).split())
    return words


def reading_minutes(notebook):
    """Return how long a chapter takes: 200 words a minute, 12 s a display, 2 s a line of code.

    What is folded (imports, drawing, solutions) is not read.
    """
    folded = drawing_cells(notebook)
    shown = (
        cell.source.splitlines()
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and place not in folded
        and "hide-cell" not in cell.metadata.get("tags", ())
    )  # fmt: skip
    lines = sum(bool(line.strip()) for source in shown for line in source)
    displays = re.sub(r"(?s)<!--.*?-->", "", prose(notebook)).count("$$") / 2
    return read_words(notebook) / 200 + displays * 12 / 60 + lines * 2 / 60


def short_enough(notebook):
    minutes = reading_minutes(notebook)
    if minutes > LONGEST_READING:
        yield f"takes {minutes:.1f} minutes to read, over {LONGEST_READING}"


def confronted(notebook):
    """Formulas and code are compared right before the summary, and agree."""
    before = prose(notebook).partition("## Summary")[0]
    if "<!-- names" not in before:
        yield "does not say which names its symbols have in code; CONTRIBUTING says how"
        return
    summary = next(
        i for i, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown" and re.search(r"(?m)^## Summary", cell.source)
    )  # fmt: skip
    last = [cell for cell in notebook.cells[:summary] if cell.cell_type == "code"][-1]
    if not last.source.startswith("confront("):
        yield f"cell {last.execution_count} is the last before the summary; expected confront(...)"
        return
    (output,) = last.outputs
    said, stored = output["data"]["text/plain"], output["metadata"]["backprop_ties"]
    if "differs" in said or not stored["tied"]:
        yield said
    every = len(stored["tied"]) + len(stored["loose"])
    if len(stored["tied"]) < TIED * every:
        yield f"{len(stored['tied'])} of {every} formulas are tied to code; expected {TIED:.0%}"


CHAPTER_RULES = [skeleton, exercises]
NUMBERED_RULES = [questions]  # for chapters, not for appendices
RULES = [
    counted,
    no_errors_no_stderr,
    allowed_metadata,
    drawing_folded,
    short_cells,
    quiet_code,
    imports_first,
    nothing_defined_again,
    figures_described,
    sentence_a_line,
    tables_headed,
]
