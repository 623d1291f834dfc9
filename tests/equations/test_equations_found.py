"""No display is passed over: as many are found as independent readers see."""

import random
import re

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from backprop.equations.files import read_equations
from backprop.equations.markdown import scan_markdown
from backprop.equations.restructured import scan_restructured
from backprop.equations.tex import scan_tex

READER = MarkdownIt().use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)
READER.use(colon_fence_plugin)
CODE = ("python", "{code-cell}", "{code-block}", "text", "")


def seen(text):
    """Return the displays that markdown-it sees, those within directives too."""
    found = []
    for token in READER.parse(text):
        if token.type in ("math_block", "math_block_label", "amsmath"):
            found.append(token.content)
        inline = token.children or []
        found += [one.content for one in inline if one.type == "math_inline_double"]
        if token.type in ("fence", "colon_fence"):
            info = token.info.strip()
            if info.startswith(("{math}", "math")):
                found.append(token.content)
            elif info.startswith("{") and info.split()[0] not in CODE:
                found += seen(token.content)
    return found


def found(text, scan=scan_markdown):
    return [piece.text for piece in scan(text) if piece.kind == "equation"]


def bare(text):
    r"""Return a display without options, blanks and the environment around it."""
    text = re.sub(r"^:[\w-]+:.*$", "", text, flags=re.MULTILINE)
    return "".join(text.split())


def test_a_stray_backtick_hides_nothing():
    text = "It is 5` long.\n\n$$1 = 2$$\n\n$$2 = 3$$\n\nanother ` here\n\n$$ 1 + 1 = 2$$\n"
    assert len(found(text)) == len(seen(text)) == 3


MARKDOWN = [
    # a text, and how many displays it has
    ("$$a$$", 1),
    ("$$\na\n\nb\n$$ (eq-a)", 1),
    ("Text\n$$ a $$\nmore text", 1),
    ("> $$\n> a\n> $$\n>\n> text", 1),
    ("> > $$ a $$\n\n$$ b $$", 2),
    ("- item\n\n  $$ a $$\n- $$ b $$\n\n1. one\n\n   $$\n   c\n   $$", 3),
    ("* a\n  > quoted\n  >\n  > $$ a $$\n", 1),
    ("```{math}\n:label: l\na = b\n```", 1),
    ("````{note}\n```{math}\na\n```\n\n$$ b $$\n````", 2),
    (":::{math}\na\n:::", 1),
    (":::{admonition} Title\n:class: tip\n\n$$ a $$\n:::", 1),
    ("::::{prf:theorem} Name\n:label: t\n:::{math}\na\n:::\n::::\n", 1),
    ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", 1),
    ("\\begin{gather*}\na\n\\end{gather*}\n\n\\begin{eqnarray}a\\end{eqnarray}", 2),
    ("```python\n$$ a $$\n```\n\n~~~\n$$ b $$\n~~~", 0),
    ("````\n```\n$$ a $$\n```\n````", 0),
    ("    $$ a $$\n", 0),
    ("text\n\n    $$ a $$\n\ntext", 0),
    ("`$$ a $$` and ``$$ ` $$``", 0),
    ("<!-- $$ a $$ -->\n\n<!--\n\n$$ b $$\n\n-->", 0),
    ("\\$\\$ a \\$\\$", 0),
    ("a $x$ and $y$, 5$ and 6$", 0),
    ("`code\n\n$$ a $$\n\ncode`", 1),
    ("- a\n\n      $$ code $$\n\n- b", 0),
    ("```{note}\n$$ a $$\n```\n```{code-cell}\n$$ b $$\n```", 1),
    ("# Head\n$$ a $$\n***\n$$ b $$\n- - -\n$$ c $$", 3),
    ("2) two\n\n   $$ a $$", 1),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n\n$$ a $$", 1),
]


@pytest.mark.parametrize(("text", "count"), MARKDOWN)
def test_markdown_is_read_as_markdown_it_reads_it(text, count):
    assert len(seen(text)) == count
    assert len(found(text)) == count


BEYOND = [
    # what other tools display and markdown-it does not: text, count
    ("\\[ a = b \\]", 1),
    ("\\[\na\n\\]", 1),
    ("text\n\\\\[ a \\\\]\ntext", 1),
    ("a \\[link\\](x) and \\[1\\]", 0),
    ("\\[1\\] a reference, no formula", 0),
    ("as in $$ a = b $$ within a line", 1),
    ("| $$ a $$ | $$ b $$ |", 2),
    ("$a$$b$", 0),
    ("\\begin{flalign}\na\n\\end{flalign}\n\\begin{alignat}{2}\nb\n\\end{alignat}", 2),
    ("\\begin{displaymath}a\\end{displaymath} \\begin{dmath}b\\end{dmath}", 2),
    ("\\begin{IEEEeqnarray}{rCl}\na\n\\end{IEEEeqnarray}", 1),
    ("::: {.callout-note}\n$$ a $$ {#eq-a}\n\n::: {.inner}\n$$ b $$\n:::\n:::\n\n$$ c $$", 3),
    ("!!! note\n    $$ a $$\n\n$$ b $$", 2),
    ("---\ntitle: $$ no $$\n---\n$$ a $$", 1),
    ("% $$ a comment of MyST $$", 0),
    ("```{r}\n$$ a $$\n```\n```{=latex}\n$$ b $$\n```", 0),
    ("<pre>\n$$ a $$\n\n$$ b $$\n</pre>\n$$ c $$", 1),
    ("```math\na\n```", 1),
]


@pytest.mark.parametrize(("text", "count"), BEYOND)
def test_markdown_of_other_tools(text, count):
    assert len(found(text)) == count


def wrapped(rng, block, depth):
    """Return a block within quotes, lists and directives, drawn at random."""
    if depth == 0:
        return block
    inner = wrapped(rng, block, depth - 1)
    lines = inner.split("\n")
    kind = rng.choice(["quote", "list", "number", "note", "colon", "none"])
    if kind == "quote":
        return "\n".join(f"> {line}" if line else ">" for line in lines)
    if kind in ("list", "number"):
        marker = "- " if kind == "list" else "1. "
        pad = " " * len(marker)
        first, *rest = lines
        return "\n".join([marker + first, *(pad + line if line else "" for line in rest)])
    if kind == "none":
        return inner
    mark = "`" if kind == "note" else ":"
    fence = mark * (3 + max((len(m) for m in re.findall(rf"{mark}{{3,}}", inner)), default=0))
    return f"{fence}{{note}}\n{inner}\n{fence}"


BLOCKS = [
    "$$ a = b $$", "$$\na\n$$ (eq-a)", "text `code` and $x$", "```\n$$ no $$\n```",
    "```{math}\na\n```", "\\begin{align}\na\n\\end{align}", "a ` stray", "<!-- $$ no $$ -->",
    "text\n$$ a $$", "    $$ code $$", "5$ and 6$", "**bold** \\$\\$",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_pages_at_random_are_read_as_markdown_it_reads_them(seed):
    rng = random.Random(seed)
    blocks = [wrapped(rng, rng.choice(BLOCKS), rng.randrange(4)) for _ in range(6)]
    text = "\n\n".join(blocks) + "\n"
    assert [bare(one) for one in found(text)] == [bare(one) for one in seen(text)], text


# as the manuals of TeX, amsmath, breqn and IEEEtran list them
ENVIRONMENTS = ["equation", "eqnarray", "displaymath"]
ENVIRONMENTS += ["align", "gather", "multline", "flalign", "alignat", "dmath", "IEEEeqnarray"]


def displayed(text):
    """Return how many displays TeX sets: openers that are neither commented out nor verbatim."""
    text = re.sub(r"\\begin\{verbatim\}.*?\\end\{verbatim\}", "", text, flags=re.DOTALL)
    text = re.sub(r"(?<!\\)%.*", "", text)
    names = "|".join(ENVIRONMENTS)
    count = len(re.findall(rf"\\begin\{{(?:{names})\*?\}}", text))
    return count + len(re.findall(r"(?<!\\)\\\[", text)) + len(re.findall(r"\$\$", text)) // 2


TEX = [
    "\\[ a \\]", "$$ a $$", "% \\[ no \\]", "50\\% of \\[ b \\]", "a \\\\[4pt] b",
    "\\begin{verbatim}\n\\[ no \\]\n\\end{verbatim}", "inline $x$ and \\(y\\)",
    *(f"\\begin{{{name}}}\n a &= b % note\n\\end{{{name}}}" for name in ENVIRONMENTS),
    *(f"\\begin{{{name}*}} a \\end{{{name}*}}" for name in ENVIRONMENTS),
    "\\begin{subequations}\\begin{align} a \\end{align}\\end{subequations}",
    "\\begin{equation}\\begin{aligned} a \\end{aligned}\\end{equation}",
    "\\begin{itemize}\\item \\[ a \\]\\end{itemize}",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_tex_is_read_as_its_environments_are_listed(seed):
    text = "\n".join(random.Random(seed).choices(TEX, k=12))
    assert len(found(text, scan_tex)) == displayed(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("\\newcommand{\\be}{\\begin{equation}}\n\\newcommand{\\ee}{\\end{equation}}\n"
         "\\be a = b \\ee and \\be c \\ee", 2),
        ("\\def\\bea{\\begin{align}} \\def\\eea{\\end{align}}\n\\bea a \\eea", 1),
        ("\\iffalse \\[ a \\] \\fi \\[ b \\]", 1),
        ("\\verb|$$| \\[ b \\] \\verb+\\[+", 1),
        ("\\begin{lstlisting}\n$$\n\\end{lstlisting}\n$$ a $$", 1),
        ("\\begin{align} a % \\end{align}\n\\end{align}", 1),
    ],
)  # fmt: skip
def test_tex_abbreviated_and_verbatim(text, count):
    assert len(found(text, scan_tex)) == count


RST = [
    ".. math:: a = b", ".. math::\n\n   a = b", ".. math::\n   :name: eq-a\n\n   a\n   b",
    ".. note::\n\n   .. math:: a\n\n   text", "* item\n\n  .. math::\n\n     a", "text ``$$``",
    "::\n\n   .. math:: no", "as code::\n\n   .. math:: no",
    ".. code-block:: rst\n\n   .. math:: no",
    ".. a comment\n\n   .. math:: no", "..\n\n   .. math:: no", ":math:`x` inline",
    "    .. math:: quoted",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_rst_is_read_as_docutils_reads_it(seed):
    text = "\n\nand\n\n".join(random.Random(seed).choices(RST, k=6)) + "\n"
    tree = publish_doctree(text, settings_overrides={"report_level": 5, "raw_enabled": False})
    assert len(found(text, scan_restructured)) == len(list(tree.findall(nodes.math_block)))


@pytest.mark.parametrize(
    ("name", "text", "label", "spot"),
    [
        ("a.md", "text\n\n> - $$\n>   a = b\n>   $$ (eq-a)\n", "eq-a", (4, 5)),
        ("a.qmd", "$$ a = b $$ {#eq-a}\n", "eq-a", (1, 4)),
        ("a.md", "$$\na = b\n$${#eq-a .unnumbered}\n", "eq-a", (2, 1)),
        ("a.md", "```{math}\n:label: eq-a\n\n  a = b\n```", "eq-a", (4, 3)),
        ("a.md", "- \n  :::{math}\n  :name: eq-a\n  a = b\n  :::\n", "eq-a", (4, 3)),
        ("a.rst", "text\n\n.. math::\n   :label: eq-a\n\n   a = b\n", "eq-a", (6, 4)),
        ("a.tex", "  \\begin{align}\n \\label{eq-a} a \\end{align}", "eq-a", (1, 3)),
        ("a.tex", "x \\[ a = b \\label{eq-a} \\]", "eq-a", (1, 6)),
    ],
)
def test_each_has_its_label_and_its_place(tmp_path, name, text, label, spot):
    path = tmp_path / name
    path.write_text(text)
    [equation] = read_equations(path)
    assert equation.label == label
    assert equation.spot(0) == spot


def test_a_quotation_leaves_no_mark_in_the_formula(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("> $$\n> a =\n> b\n> $$\n")
    assert read_equations(path)[0].latex == "a =\nb"


@pytest.fixture
def paper(tmp_path):
    """Return the root of a text in several files."""
    (tmp_path / "own.sty").write_text("\\newcommand{\\half}{\\frac12}\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.tex").write_text("\n\\[ \\half x = \\twice{x} - x - \\half x \\]\n")
    (tmp_path / "main.tex").write_text(
        "\\usepackage{own,amsmath}\n\\newcommand{\\twice}[1]{2 \\cdot #1}\n"
        "\\begin{document}\n% equations:\n%   leaves:\n%     x: scalar\n\n"
        "\\input{parts/one}\n\\[ \\twice{x} = x + x \\]\n\\include{../outside}\n"
    )
    return tmp_path / "main.tex"


def test_what_tex_puts_in_is_read_within_the_folder(paper):
    from backprop.equations import check_file

    first, second, third = check_file(paper)
    assert (first.standing, second.standing) == ("holds", "holds")
    assert first.equation.file.replace("\\", "/") == "parts/one.tex"
    assert third.standing == "cannot be read"
    assert "../outside is not in this folder" in third.message


def test_a_part_knows_the_macros_of_its_root(paper):
    part = paper.parent / "parts" / "two.tex"
    part.write_text("% !TEX root = ../main.tex\n\\[ \\twice{3} = 6 \\]\n")
    from backprop.equations import check_file

    assert [one.standing for one in check_file(part)] == ["holds"]


def test_files_that_put_one_another_in_end(tmp_path):
    (tmp_path / "a.tex").write_text("\\input{b}\\[ 1 = 1 + 0 \\]")
    (tmp_path / "b.tex").write_text("\\input{a}")
    assert [e.kind for e in read_equations(tmp_path / "a.tex")] == ["input", "claim"]
