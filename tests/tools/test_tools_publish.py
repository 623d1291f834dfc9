"""What is uploaded holds together on any static host; the ZIP and the wheel are whole."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from press import forms
from press.address import Address
from tools import archive, publish, wheel

NOWHERE = Address()
UNDER = Address(site="https://them.example/book/")
LINKS = "<!--press:forms--><!--/press:forms-->"
WHEEL = "backprop_checked-1.0-py3-none-any.whl"


def page(text):
    return f"<!doctype html><title>A</title>{text}<footer>{LINKS}</footer>"


@pytest.fixture
def site(tmp_path):
    out = tmp_path / "html"
    (out / "_static").mkdir(parents=True)
    (out / "book").mkdir()
    pages = {
        "index.html": page('<a href="book/one.html">One</a>'),
        "book/one.html": page('<a href="../index.html#a">Up</a><img src="../_static/a.png">'),
        "404.html": page('<base href="/"><a href="book/one.html">One</a>'),
    }
    for name, text in pages.items():
        (out / name).write_text(text, encoding="utf-8")
    for name in ("_static/press.css", "_static/a.png", "searchindex.js", WHEEL, ".buildinfo"):
        (out / name).write_text("x", encoding="utf-8")
    return out


@pytest.fixture
def folder(site, tmp_path):
    publish.publish(site, tmp_path / "publish")
    return tmp_path / "publish"


def test_a_sound_site_is_copied_with_what_hosts_want(folder):
    assert publish.problems(folder, NOWHERE) == []
    assert (folder / ".nojekyll").read_text() == ""
    assert not (folder / ".buildinfo").exists()


def test_it_may_be_made_anew_and_overwrites_nothing_else(site, folder, tmp_path):
    publish.publish(site, folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("x")
    with pytest.raises(ValueError, match="holds something else"):
        publish.publish(site, other)
    assert (other / "thesis.txt").exists()
    with pytest.raises(ValueError, match="there is no book in"):
        publish.publish(other, tmp_path / "new")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<a href="two.html">', "book/one.html: two.html leads nowhere"),
        ('<a href="One.html">', "One.html leads nowhere; there is book/one.html"),
        ('<a href="/book/one.html">', "/book/one.html leaves a site that lies under a path"),
        ('<a href="../../book/one.html">', "../../book/one.html leads nowhere"),
        ('<img src="http://localhost:8000/a.png">', "is a machine of one's own"),
    ],
)
def test_a_link_that_a_host_would_not_answer_is_named(folder, text, said):
    (folder / "book" / "one.html").write_text(page(text), encoding="utf-8")
    assert [said in found for found in publish.problems(folder, NOWHERE)] == [True]


@pytest.mark.parametrize("name", ["404.html", ".nojekyll", "_static/press.css", "searchindex.js"])
def test_what_a_host_needs_is_missed(folder, name):
    (folder / name).unlink()
    assert f"{name} is missing" in publish.problems(folder, NOWHERE)


def test_names_that_differ_in_case_or_have_blanks_are_named(folder):
    (folder / "book" / "One.html").write_text("x")
    (folder / "a b.txt").write_text("x")
    found = publish.problems(folder, NOWHERE)
    assert "book/one.html and book/One.html differ in case alone" in found
    assert "'a b.txt' has characters that some hosts change" in found


def test_a_file_that_hosts_refuse_is_named(folder, monkeypatch):
    monkeypatch.setattr(publish, "LARGEST", 10)
    assert "index.html is larger than 10 bytes" in publish.problems(folder, NOWHERE)


def test_the_missing_page_knows_the_path_of_the_site(folder):
    (problem,) = publish.problems(folder, UNDER)
    assert problem == "404.html: its base is /; the site's path is /book/"
    (folder / "404.html").write_text(page('<base href="/book/">'), encoding="utf-8")
    assert publish.problems(folder, UNDER) == []
    (folder / "404.html").write_text(page(""), encoding="utf-8")
    assert "hosts send it from any depth" in publish.problems(folder, UNDER)[0]


def test_the_site_carries_one_wheel(folder):
    (folder / "backprop_checked-2.0-py3-none-any.whl").write_text("x")
    assert "the site carries 2 wheels of its code; expected one" in publish.problems(
        folder, NOWHERE
    )


def test_every_page_links_to_the_forms_that_are_there_and_no_longer_when_they_go(site):
    (site / forms.PDF).write_text("x")
    (site / forms.ZIP).write_text("x")
    forms.link(site)
    assert f'href="../{forms.PDF}">PDF</a>' in (site / "book" / "one.html").read_text()
    assert f'href="{forms.ZIP}">ZIP' in (site / "404.html").read_text()
    assert "EPUB" not in (site / "index.html").read_text()
    (site / forms.PDF).unlink()
    (site / forms.ZIP).unlink()
    before = page('<a href="book/one.html">One</a>')
    forms.link(site)
    assert (site / "index.html").read_text() == before


def test_the_zip_holds_the_site_without_the_other_forms_twice_the_same(site):
    (site / forms.PDF).write_text("x")
    forms.link(site)
    first = archive.pack(site).read_bytes()
    assert archive.pack(site).read_bytes() == first
    with zipfile.ZipFile(site / forms.ZIP) as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
        text = packed.read(f"{archive.FOLDER}/index.html").decode()
    assert {"index.html", "book/one.html", WHEEL, "START.txt"} <= names
    assert {forms.PDF, forms.ZIP, ".buildinfo"} & names == set()
    assert "PDF" not in text


@pytest.mark.slow
def test_the_wheel_is_small_pure_and_the_engine_alone(site):
    made = wheel.build(site)
    assert not (site / WHEEL).exists()
    again = made.read_bytes()
    assert wheel.build(site).read_bytes() == again
    with zipfile.ZipFile(made) as packed:
        names = packed.namelist()
        metadata = next(packed.read(name) for name in names if name.endswith("/METADATA"))
    assert {name.split("/")[0].split("-")[0] for name in names} == {"backprop", "backprop_checked"}
    assert made.name.endswith("-py3-none-any.whl")
    assert len(again) < 700_000
    assert b"Name: backprop-checked" in metadata
    assert b"License-Expression: MIT" in metadata


@pytest.mark.slow
def test_the_wheel_works_where_nothing_of_the_repository_is(site, tmp_path):
    made = wheel.build(site)
    code = (
        f"import sys; sys.path.insert(0, {str(made)!r}); import backprop.network as n; "
        f"assert {made.name!r} in n.__file__; print('fine')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert run.stdout == "fine\n", run.stderr


def test_a_project_that_cannot_be_built_says_why(tmp_path):
    for name in ("README.md", "LICENSE"):
        (tmp_path / name).write_text("x")
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 7\n")
    with pytest.raises(ValueError, match="the wheel cannot be built"):
        wheel.build(tmp_path, Path(tmp_path))
