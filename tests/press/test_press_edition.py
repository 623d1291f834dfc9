"""The reader's edition: plain Markdown, nothing given away, everything there to answer with."""

import copy
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from backprop.book.exercises import check
from backprop.book.questions import unseal
from backprop.figures.plots import figure
from press.edition import Wheel, edition, to_files, to_site
from press.edition.notebook import answer
from press.edition.places import Places
from press.edition.text import Text

CHAPTERS = sorted(Path(__file__).parents[2].glob("book/[01]*.ipynb"))
WHEEL = Wheel("backprop_checked-0.1.0-py3-none-any.whl")
PLACES = Places(
    equations={"eq-a": "(3.1)", "eq-b": "(3.2)", "eq-c": "(3.3)"},
    figures={"fig-a": "Fig. 3.1"},
    standings={"eq-a": ["claim", "Checked | all."], "eq-b": ["def", "Definition."]},
    citations={"seth": ["Set21", "Neha Seth. How?"], "patel": ["Pat20", "Harsh Patel. Why?"]},
    titles={"book/03_chain": "Follow the chain"},
)


def text(link=lambda target: ""):
    return Text(PLACES, link)


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("see {eq}`eq-a` and {numref}`fig-a`.", "see (3.1) and Fig. 3.1."),
        ("{numref}`that figure <fig-a>`", "Fig. 3.1"),
        ("as {cite}`seth, patel` say", "as [Set21, Pat20] say"),
        ("the {term}`error term` and {term}`errors <error term>`", "the error term and errors"),
        ("{doc}`03_chain` or [it](03_chain.ipynb)", "*Follow the chain* or it"),
        ("[](03_chain.ipynb)", "Follow the chain"),
        ("[site](https://books.example/a.html)", "[site](https://books.example/a.html)"),
        ("$x[1](a)$ stays", "$x[1](a)$ stays"),
        ("(sources)=\n## Sources", "## Sources"),
        ("one\n\n<!-- index: a; b -->\n\ntwo", "one\n\ntwo"),
        ("```python\n# <!-- a --> {eq}`eq-a`\n```", "```python\n# <!-- a --> {eq}`eq-a`\n```"),
        ("$$\n% claim\na = b\n$$ (eq-a)", "$$\na = b\n\\tag*{(3.1) ✓}\n$$"),
        ("$$ a = b $$ (eq-b)", "$$\n a = b \n\\tag*{(3.2) :=}\n$$"),
        ("$$\na = b\n$$ (eq-c)", "$$\na = b\n\\tag*{(3.3)}\n$$"),
        ("```{admonition} In short\n:class: tip\nA\n\nB\n```", "> **In short**\n>\n> A\n>\n> B"),
        (":::{note}\nSee {eq}`eq-a`.\n:::", "> **Note**\n>\n> See (3.1)."),
        (
            "```{admonition} T\n$$\n% claim\na\n= b\n$$ (eq-a)\n```",
            "> **T**\n>\n> $$ a = b \\tag*{(3.1) ✓} $$",
        ),
    ],
)
def test_what_only_myst_reads_becomes_plain(source, plain):
    assert text().plain(source) == plain


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{eq}`eq-z`", "nothing called 'eq-z'"),
        ("{cite}`nobody`", "nothing called 'nobody'"),
        ("{strange}`x`", "the role '{strange}`x`'"),
        ("```{mermaid}\na\n```", "the directive 'mermaid'"),
        ("$$\na\n$$ (eq-z)", "nothing called 'eq-z'"),
    ],
)
def test_what_has_no_plain_form_is_named(source, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        text().plain(source)


def test_links_lead_from_file_to_file_or_to_the_site_or_nowhere():
    source = "[a](04_on.ipynb#part), [b](glossary.md), [c](#here)"
    assert text(to_files).plain(source) == "[a](04_on.ipynb), b, c"
    site = to_site("https://books.example/x", "book/03_chain")
    on = "https://books.example/x/book"
    assert text(site).plain(source) == f"[a]({on}/04_on.html#part), [b]({on}/glossary.html), c"
    assert text(to_site("", "book/03_chain")).plain(source) == "a, b, c"


ASKED = """Text.

```{admonition} Question
:class: question
Which {eq}`eq-a`?

- [ ] This, $x$.
  A wrong reason.
- [x] That.
  A right reason.
```

## Exercises

**1.** How far?  `check.how_far([…])`"""
CAPTION = {
    "figure": {"name": "fig-a", "caption": "A plot of {eq}`eq-a`."},
    "image": {"alt": "A <b."},
}


def source():
    drawing = {"text/html": figure()[0]._repr_html_(), "text/plain": "<Drawing>"}
    shown = new_output("execute_result", drawing, execution_count=1)
    printed = new_output("stream", name="stdout", text="3\n")
    return new_notebook(
        cells=[
            new_markdown_cell("# Title\n\n$$\na\n$$ (eq-a)\n\n{cite}`seth`"),
            new_code_cell("figure()[0]", outputs=[shown], metadata={"mystnb": CAPTION}),
            new_markdown_cell(ASKED),
            new_code_cell("print(3)", outputs=[printed], metadata={"tags": ["hide-cell"]}),
            new_markdown_cell("It is {eq}`eq-a`.\n\n**2.** And now?"),
            new_code_cell("print(4)", metadata={"tags": ["hide-cell"]}),
        ]
    )


@pytest.fixture(scope="module")
def cells():
    before = source()
    kept = copy.deepcopy(before)
    made = edition(before, PLACES, to_files, WHEEL)
    assert before == kept
    return made.cells


def first(cells, begins):
    return next(place for place, cell in enumerate(cells) if cell.source.startswith(begins))


def test_under_the_title_stands_how_to_run_it(cells):
    assert [cell.cell_type for cell in cells[:3]] == ["markdown", "markdown", "code"]
    assert cells[0].source.startswith("# Title")
    assert "never `pip install backprop`" in cells[1].source
    assert WHEEL.name in cells[2].source
    compile(cells[2].source, "cell", "exec")


def test_a_figure_says_what_it_shows_and_has_its_number_below_it(cells):
    place = first(cells, "figure()")
    assert '<img class="drawing" alt="A &lt;b."' in cells[place].outputs[0]["data"]["text/html"]
    assert cells[place + 1].source.startswith("**Fig. 3.1** A plot of (3.1).\n\n<details>")
    assert "A &lt;b." in cells[place + 1].source


def test_a_question_is_asked_and_not_answered(cells):
    place = first(cells, "**Question 1.**")
    asked, cell = cells[place : place + 2]
    assert asked.source == "**Question 1.** Which (3.1)?\n\n- **A.** This, $x$.\n- **B.** That."
    assert cell.metadata.jupyter.source_hidden
    assert "reason" not in "".join(cell.source for cell in cells)
    sealed = unseal("".join(re.findall(r'"([^"]+)"', cell.source)))
    assert [(one.right, one.reason) for one in sealed] == [
        (False, "A wrong reason."),
        (True, "A right reason."),
    ]


def test_an_exercise_has_a_cell_to_answer_in_and_a_folded_solution(cells):
    place = first(cells, "print(3)")
    answered, solution, remark = cells[place - 1 : place + 2]
    assert answered.source.endswith("\ncheck.how_far([...])")
    assert not answered.outputs
    assert solution.metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}
    assert remark.source.startswith("<details><summary>")
    assert "It is (3.1)." in remark.source
    assert "**2.**" not in remark.source
    assert cells[first(cells, "print(4)") - 1].source.startswith("# Exercise 2")


def test_at_the_end_stand_the_signs_in_words_and_the_references(cells):
    signs, references = cells[-2:]
    assert r"| (3.1) | ✓ | Checked \| all. |" in signs.source
    assert references.source.endswith("- [Set21] Neha Seth. How?")


def test_with_an_address_the_cell_installs_and_only_what_is_missing():
    wheel = Wheel(WHEEL.name, "https://books.example/x")
    cell = edition(source(), PLACES, to_files, wheel).cells[2].source
    where = f"https://books.example/x/{WHEEL.name}"
    assert f'%pip install --quiet "backprop-checked[book] @ {where}"' in cell
    assert cell.index("import backprop.book") < cell.index("except ModuleNotFoundError")


@pytest.mark.parametrize(
    ("exercise", "solution", "cell"),
    [
        ("**1.** `check.a(…)`", "x = 1", "check.a(...)"),
        ("**1.** `check.a(lambda x: …)`", "", "check.a(lambda x: ...)"),
        ("**1.** `check.a({1: …, 2: …})`", "", "check.a({1: ..., 2: ...})"),
        ("**1.** `check.a(Operation(…))`", "", "check.a(...)"),
        ("**1.** `check.a(mine)`", "other = 1", "check.a(...)"),
        ("**1.** `check.a(mine)`", "def mine(x, y=2):\n    return x", "check.a(mine)"),
    ],
)
def test_the_cell_to_answer_in_runs_as_it_is(exercise, solution, cell):
    made = answer(exercise, solution)
    assert made.splitlines()[-1] == cell
    compile(made, "cell", "exec")
    assert "return" not in made


class Anything(dict):
    """Has a number for everything."""

    def __contains__(self, key):
        return True

    def __getitem__(self, key):
        return ["Lab26", "A reference."] if self.pair else "(9.9)"

    def __init__(self, pair=False):
        self.pair = pair

    def get(self, key, default=None):
        return self[key] if self.pair else default


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_stands_ready_for_an_answer_is_judged_and_not_right(path):
    everything = Places(Anything(), Anything(), {}, Anything(pair=True), Anything())
    chapter = nbformat.read(path, as_version=4)
    asked = sum(len(re.findall(r"(?m)^\*\*\d\.\*\*", cell.source)) for cell in chapter.cells)
    made = edition(chapter, everything, to_files, WHEEL)
    ready = [cell.source for cell in made.cells if cell.source.startswith("# Exercise")]
    assert len(ready) == asked >= 3
    for source in ready:
        *before, last = source.splitlines()
        if not before:  # an exercise on what the reader brings, which nobody else can judge
            continue
        names = {"check": check}
        exec("\n".join(before), names)
        assert not eval(last, names)
