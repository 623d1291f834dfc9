"""Where the book is to be had is said once, or nowhere."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
import small_book
import yaml
from bs4 import BeautifulSoup

from press.address import Address, report_link
from press.feed import entries, feed
from tools import address as tool

ROOT = Path(__file__).parents[2]
GITHUB = Address("https://github.com/them/book", "https://them.example/book/", "1.2", "main")
GITLAB = Address("https://gitlab.example/them/book", "", "1.2")


def test_an_error_is_reported_with_page_equation_and_edition():
    asked = parse_qs(urlsplit(GITHUB.report("book/02_sigmoid", "eq-02-g")).query)
    assert asked["template"] == ["erratum.yml"]
    assert [asked[name] for name in ("page", "equation", "edition")] == [
        ["book/02_sigmoid"],
        ["eq-02-g"],
        ["1.2"],
    ]
    asked = parse_qs(urlsplit(GITLAB.report("book/02_sigmoid", "eq-02-g")).query)
    assert "/-/issues/new?" in GITLAB.report("book/02_sigmoid")
    assert asked["issue[title]"] == ["Error in book/02_sigmoid, eq-02-g"]
    assert "Edition: 1.2" in asked["issue[description]"][0]


def test_what_the_link_fills_in_is_asked_for_by_the_form():
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/erratum.yml").read_text("utf-8"))
    fields = {part.get("id") for part in form["body"]}
    asked = parse_qs(urlsplit(GITHUB.report("book/02_sigmoid", "eq-02-g")).query)
    assert set(asked) - {"template", "title"} <= fields


def test_unset_there_is_no_link_at_all():
    nowhere = Address()
    assert [nowhere.report("a"), nowhere.issues, nowhere.colab("a"), nowhere.binder("a")] == [
        ""
    ] * 4
    assert report_link(nowhere, "a", "eq-a", "1.1") == ""


def test_only_what_is_on_github_opens_in_colab_and_binder():
    assert GITHUB.colab("_sources/a.ipynb").endswith(
        "/github/them/book/blob/gh-pages/_sources/a.ipynb"
    )
    assert GITHUB.binder("book/a.ipynb").endswith("/gh/them/book/main?labpath=book%2Fa.ipynb")
    assert GITLAB.colab("a.ipynb") == GITLAB.binder("a.ipynb") == ""


@pytest.mark.parametrize("value", ["github.com/them/book", "ftp://a.example", "https://"])
def test_an_address_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match=r"repository is '.*'; expected an address"):
        Address(value)


def test_the_feed_has_an_entry_for_each_dated_heading():
    changes = (
        "# C\n\n## Unreleased\n\n- soon\n\n## 2.0 (2026-12-01)\n\n- a < b\n\n## 1.0 (2026-11-22)\n"
    )
    assert [(name, date) for name, date, _ in entries(changes)] == [
        ("2.0", "2026-12-01"),
        ("1.0", "2026-11-22"),
    ]
    text = feed("A book", "Nobody", "https://a.example/b", changes)
    found, atom = ElementTree.fromstring(text), "{http://www.w3.org/2005/Atom}"
    assert found.find(f"{atom}updated").text == "2026-12-01T00:00:00Z"
    assert [one.text for one in found.findall(f"{atom}entry/{atom}title")] == ["2.0", "1.0"]
    assert "a < b" in found.find(f"{atom}entry/{atom}content").text
    assert "soon" not in text


CONF = """
html_baseurl = "https://them.example/book/"
html_theme_options = {"repository_url": "https://github.com/them/book"}
release = "1.2"
"""
INDEX = """# A book

Its text.

```{where} repository
Clone it: `git clone <repository>`.
```
```{where} no-repository
No address.
```

$$
x = 1
$$ (eq-one)
"""


@pytest.mark.slow
@pytest.mark.parametrize("host", ["github.com", "gitlab.them.example", "git.them.example"])
def test_a_book_with_an_address_says_it(tmp_path, host):
    conf = CONF.replace("github.com", host)
    folder = small_book.write(tmp_path, {"index.md": INDEX, "CHANGELOG.md": "# C\n"}, conf)
    run = small_book.build(folder, "-D", "exclude_patterns=CHANGELOG.md")
    assert run.returncode == 0, run.stderr
    text = small_book.page(folder, "index.html")
    assert f"git clone https://{host}/them/book" in text
    assert "No address." not in text
    page = BeautifulSoup(text, "html.parser")
    report = page.find("a", class_="report")["href"]
    assert report.startswith(f"https://{host}/them/book/")
    assert "eq-one" in report
    footer = page.find("footer")
    assert "Edition 1.2" in footer.get_text()
    assert [link.get_text() for link in footer.find_all("a")] == [
        "Source",
        "Report an error on this page",
    ]
    assert page.find("link", type="application/atom+xml")["href"] == "feed.xml"
    assert (folder / "html" / "feed.xml").is_file()


@pytest.mark.slow
def test_a_book_without_one_says_nothing(tmp_path):
    folder = small_book.write(tmp_path, {"index.md": INDEX, "CHANGELOG.md": "# C\n"})
    run = small_book.build(folder, "-D", "exclude_patterns=CHANGELOG.md")
    assert run.returncode == 0, run.stderr
    text = small_book.page(folder, "index.html")
    assert "No address." in text
    for word in ("git clone", "Report", "Source", "Edition", "feed.xml", "canonical", "og:image"):
        assert word not in text, word
    assert not (folder / "html" / "feed.xml").exists()


def test_the_files_say_what_the_configuration_says(capsys):
    assert tool.main(["--check", "--root", str(ROOT)]) == 0, capsys.readouterr().out


def test_an_address_reaches_every_file_and_leaves_again(tmp_path):
    for name in (*tool.FILES, "_config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    before = {name: (tmp_path / name).read_text("utf-8") for name in tool.FILES}
    config = tmp_path / "_config.yml"
    old = config.read_text("utf-8")
    said = old.replace('  url: ""', "  url: https://github.com/them/book")
    said = said.replace('baseurl: ""', "baseurl: https://them.example/book/")
    config.write_text(said.replace('release: "0.1.0"', 'release: "9.9"'), "utf-8")
    assert tool.main(["--check", "--root", str(tmp_path)]) == 1
    assert tool.main(["--root", str(tmp_path)]) == 0
    after = {name: (tmp_path / name).read_text("utf-8") for name in tool.FILES}
    assert "git clone https://github.com/them/book" in after["README.md"]
    assert 'Documentation = "https://them.example/book"' in after["pyproject.toml"]
    assert 'version = "9.9"' in after["pyproject.toml"]
    citation = yaml.safe_load(after["CITATION.cff"])
    assert citation["repository-code"] == "https://github.com/them/book"
    assert citation["version"] == 9.9
    config.write_text(old, "utf-8")
    assert tool.main(["--root", str(tmp_path)]) == 0
    assert {name: (tmp_path / name).read_text("utf-8") for name in tool.FILES} == before
