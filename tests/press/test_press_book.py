"""A small book, printed whole: what stands in its pages, and what ends a build."""

import json
import re

import pytest
import small_book

from backprop.figures.plots import figure, svg
from press import csp
from press.context import description
from press.site import sitemap

pytestmark = pytest.mark.slow  # left out by `make check`

INDEX = """# A small book

The first paragraph says, with $g'(z)$, what it is about.

See {eq}`eq-one` in [the chapter](chapter.ipynb).

```{toctree}
chapter
```
"""
TEXT = r"""# A chapter

$$
\Theta^{(1)} = \begin{bmatrix} 1 & 2 \end{bmatrix}
$$ (eq-one)

As {eq}`eq-one` has it, $x$.

```{admonition} Solution
:class: dropdown
It is $1$.
```

| a | b |
|---|---|
| 1 | 2 |
"""
ALT = "An empty plot."


def notebook(alt=ALT, text=TEXT, outputs=()):
    image = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    data = [{"text/html": figure()[0]._repr_html_(), "text/plain": "<Figure>"}, *outputs]
    shown = [
        {"output_type": "display_data", "metadata": {}, "data": {k: [v] for k, v in d.items()}}
        for d in data
    ]
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": image,
            "source": "figure()[0]",
            "execution_count": 1,
            "outputs": shown,
        },
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "pygments_lexer": "ipython3"},
    }
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


SYMPY = {"text/latex": r"$\displaystyle \frac{e^{- z}}{2}$", "text/plain": "x"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    other = {"image/svg+xml": svg(figure()[0]), "text/plain": "<Figure>"}
    pages = {"index.md": INDEX, "chapter.ipynb": notebook(outputs=[SYMPY, other])}
    conf = 'html_baseurl = "https://books.example/small/"\n'
    folder = small_book.write(tmp_path_factory.mktemp("small"), pages, conf)
    built = small_book.build(folder)
    assert built.returncode == 0, built.stderr
    return folder


def test_formulas_of_every_kind_are_mathml(book):
    text = small_book.page(book, "chapter.html")
    assert text.count("<math") == 4  # displayed, in the line, in the solution, sympy's
    assert "mathjax" not in text.replace("mathjax_ignore", "").lower()
    assert 'id="equation-eq-one"' in text
    assert re.search(r'<span class="eqno">\(1\)', text)
    assert 'href="chapter.html#equation-eq-one">(1)</a>' in small_book.page(book, "index.html")


def test_a_drawing_stands_in_the_page_with_its_name_and_the_themes_colours(book):
    text = small_book.page(book, "chapter.html")
    names = re.findall(r'<svg class="drawing" role="img" aria-label="([^"]*)"', text)
    assert names == [ALT, ALT]  # one that shows before a notebook is run, and one that does not
    assert "var(--fig-" in text
    ids = re.findall(r'<[^>]* id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert "<img" not in text


def test_a_solution_opens_without_script(book):
    text = small_book.page(book, "chapter.html")
    assert '<summary class="admonition-title"><span>Solution</span></summary>' in text


def test_a_page_loads_one_style_sheet_its_scripts_and_the_font_if_it_has_formulas(book):
    text = small_book.page(book, "chapter.html")
    assert re.findall(r'rel="stylesheet" href="([^"?]*)', text) == ["_static/press.css"]
    assert re.findall(r'<script[^>]*src="([^"?]*)', text) == [
        "_static/press.js",
        "_static/cards.js",  # for what is referred to, shown where it is pointed at
    ]
    assert "press-math.woff2" in text
    assert "press-math.woff2" not in small_book.page(book, "search.html")


def test_the_checksum_of_the_style_sheet_stands_in_the_page(book):
    versions = {
        found
        for page in (book / "html").glob("*.html")
        for found in re.findall(r"press\.css\?v=(\w{8})", page.read_text(encoding="utf-8"))
    }
    assert len(versions) == 1


def test_the_policy_allows_exactly_the_script_that_is_there(book):
    text = small_book.page(book, "chapter.html")
    inline = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert inline == [csp.EARLY]
    assert csp._checksum(inline[0]) in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


def test_a_page_describes_itself(book):
    text = small_book.page(book, "index.html")
    said = "The first paragraph says, with g prime (z), what it is about."
    assert f'<meta name="description" content="{said}">' in text
    assert 'property="og:image" content="https://books.example/small/_static/cover.png"' in text
    assert '<link rel="canonical" href="https://books.example/small/index.html"' in text
    assert (book / "html" / "_static" / "cover.png").is_file()


def test_a_chapter_says_how_long_it_takes_and_where_its_notebook_is(book):
    text = small_book.page(book, "chapter.html")
    assert "About 1 minute to read" in text
    assert re.search(r'href="_sources/chapter.ipynb[^"]*" download', text)


def test_the_sitemap_names_every_page(book):
    text = small_book.page(book, "sitemap.xml")
    assert text.count("<loc>https://books.example/small/") == 2
    assert sitemap("https://a.example", ["b&c.html"]).count("b&amp;c.html") == 1


def test_the_missing_page_finds_its_way_from_any_depth(book):
    assert '<base href="/small/">' in small_book.page(book, "404.html")


def test_nothing_lies_about_that_no_page_asks_for(book):
    names = {file.name for file in (book / "html" / "_static").rglob("*") if file.is_file()}
    assert not {name for name in names if "fontawesome" in name or name.endswith(".map")}
    assert "bootstrap.js" not in names


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"index.md": "# A\n\nNow $\\nosuch{x}$.\n"}, r"a formula cannot be set.*nosuch"),
        ({"index.md": "# A\n\n![](a.png)\n", "a.png": ""}, "an image has no alternative text"),
        (
            {"index.md": "# A\n\n```{toctree}\nb\n```\n", "b.ipynb": notebook(alt="", text="# B")},
            r"no alternative text \(the cell that begins 'figure\(\)\[0\]'\)",
        ),
        (
            {"index.md": "# A\n\n<script>alert(1)</script>\n"},
            "the page's policy refuses an inline script",
        ),
        (
            {"index.md": '# A\n\n<img alt="x" src="https://elsewhere.example/x.png">\n'},
            "the page's policy refuses something from another host",
        ),
        ({"index.md": '# A\n\n<p onclick="x()">y</p>\n'}, "refuses a handler in an attribute"),
    ],
)
def test_what_is_wrong_ends_the_build_and_says_where(tmp_path, pages, said):
    built = small_book.build(small_book.write(tmp_path, pages))
    assert built.returncode != 0
    assert re.search(said, built.stderr)
    assert re.search(r"(index|b)\.(md|ipynb)", built.stderr)


def test_an_incremental_build_does_not_forget_what_is_broken(tmp_path):
    good = {"index.md": "# A\n\n```{toctree}\nb\n```\n", "b.md": "# B\n\n$x$ and [](#here)\n\n"}
    good["b.md"] += "(here)=\n## Here\n"
    folder = small_book.write(tmp_path, {**good, "b.md": good["b.md"] + "\n$\\nosuch$\n"})
    assert small_book.build(folder).returncode != 0
    assert small_book.build(folder).returncode != 0
    small_book.write(folder, good)
    assert small_book.build(folder).returncode == 0


def test_an_incremental_build_finds_what_a_change_elsewhere_broke(tmp_path):
    pages = {
        "index.md": "# A\n\nSee {eq}`eq-b`.\n\n```{toctree}\nb\n```\n",
        "b.md": "# B\n\n$$\nx = 1\n$$ (eq-b)\n",
    }
    folder = small_book.write(tmp_path, pages)
    assert small_book.build(folder).returncode == 0
    small_book.write(folder, {"b.md": "# B\n\n$$\nx = 1\n$$ (eq-c)\n"})
    assert small_book.build(folder).returncode != 0


def test_a_long_description_is_cut_between_words():
    from docutils import nodes, utils

    document = utils.new_document("x")
    document += nodes.paragraph("", "word " * 60)
    assert len(description(document)) <= 157
    assert description(document).endswith("word …")
