"""What stands in quotation marks is word for word what an article says, or is nobody's words.

The texts that it is compared with are `backprop.book.audit.passages` and the rows of the audit.
"""

import re
from pathlib import Path

import nbformat
import pytest

from backprop.book.article_index import ITEMS
from backprop.book.audit import PASSAGES, ROWS, quoted_from
from backprop.book.audit.quotations import words_of

ROOT = Path(__file__).parents[2]
QUOTED = re.compile(r'"([^"\n]+)"|“([^”\n]+)”|^> (.+)$', re.MULTILINE)
HIDDEN = re.compile(
    r"```(?!\{admonition)[^\n]*\n.*?```|<!--.*?-->|^\$\$\n.*?^\$\$|`[^`\n]*`",
    re.DOTALL | re.MULTILINE,
)

# in quotation marks, and not out of the three articles: whose words it is, or why the marks
OTHERS = {
    "identity": "what a reader types",
    "this class or any other": "the question that an output answers",
    "is it a 0?": "the question that an output answers",
    "is it a 1?": "the question that an output answers",
    "passes": "a word of a table that is explained",
    "slightly contrived example": "Rumelhart, Hinton and Williams, 1986",
    "presentations": "Rumelhart, Hinton and Williams, 1986",
    "a reported training accuracy of about 95.3% (this may vary by about 1% due to the random "
    "initialization)": "Ng's course, exercise 4",
    "not refuted": "what a verdict says",
    "With this change every entry agrees": "what a report says",
    "Ng": "a column of a table",
    "backprop": "the word that a reader has met",
}


def visible(markdown):
    """Return a text without its code, its comments and its displayed equations."""
    return HIDDEN.sub("", markdown)


def quotations(markdown):
    return [next(filter(None, found.groups())) for found in QUOTED.finditer(visible(markdown))]


def prose_of(path):
    """Yield the Markdown of a file, and what is said about its figures."""
    if path.suffix == ".md":
        yield path.read_text(encoding="utf-8")
        return
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            yield cell.source
        meta = cell.metadata.get("mystnb", {})
        yield meta.get("figure", {}).get("caption", "")
        yield meta.get("image", {}).get("alt", "")


FILES = [*sorted((ROOT / "book").glob("*.ipynb")), *sorted((ROOT / "book").glob("*.md"))]
FILES.append(ROOT / "README.md")
SAID = {path.name: [q for text in prose_of(path) for q in quotations(text)] for path in FILES}
EVERY = sorted({quotation for said in SAID.values() for quotation in said})


@pytest.mark.parametrize("name", SAID)
def test_a_quotation_is_word_for_word(name):
    wrong = [said for said in SAID[name] if not quoted_from(said) and said not in OTHERS]
    assert wrong == [], "neither in the articles, as backprop.book.audit has them, nor in OTHERS"


def test_a_remark_quotes_its_own_article():
    for row in ROWS:
        for said in quotations(row.remark):
            assert row.id[0] in quoted_from(said), (row.id, said)


@pytest.mark.parametrize("article", ITEMS)
def test_the_finder_quotes_its_own_article(article):
    for item in ITEMS[article]:
        for said in quotations(item.what):
            assert article in quoted_from(said), (item.what, said)


def test_there_is_something_to_compare():
    assert len([said for said in EVERY if quoted_from(said)]) > 40


def test_no_passage_is_shipped_for_nothing():
    said = [*EVERY, *(q for row in ROWS for q in quotations(row.remark))]
    said += [q for items in ITEMS.values() for item in items for q in quotations(item.what)]
    for passage in PASSAGES:
        whole = " ".join(words_of(passage.text)).lower()
        quoted = [q for q in said if " ".join(words_of(q.rstrip(".,;:"))).lower() in whole]
        assert quoted, f"nothing quotes {passage.text!r}"


def test_nothing_is_excused_for_nothing():
    assert set(OTHERS) <= set(EVERY)
    assert not any(quoted_from(said) for said in OTHERS)


@pytest.mark.parametrize(
    "wrong",
    [
        "you can combine many such S curves linearly to approximate a non-linear function",
        "nodes in layer $l$",
        "has a single value, considering the same for all the neurons",
        "w.r.t. 'y'",
        "usually between 0 and 1",
    ],
)
def test_a_word_more_or_less_is_found_out(wrong):
    assert not quoted_from(wrong)


@pytest.mark.parametrize("said", [said for said in EVERY if quoted_from(said)])
def test_each_quotation_could_turn_red(said):
    """Another word at its end, or one taken out of its middle, and no article has it."""
    words = said.rstrip(".,;:").split()
    assert not quoted_from(" ".join([*words[:-1], f"{words[-1]}x"]))
    if len(words) > 3:
        assert not quoted_from(" ".join(words[:1] + words[2:]))


def test_code_and_comments_are_no_quotations():
    text = '`"a"` "b" <!-- "c" -->\n```python\nprint("d")\n```\n$$\n"e"\n$$\n> f\n“g”'
    assert quotations(text) == ["b", "f", "g"]


@pytest.mark.parametrize("text", ["", "  ", "$"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(ValueError, match="expected at least a word"):
        quoted_from(text)
