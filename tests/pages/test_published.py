"""The site as it is handed out: under a path of a host, and as a ZIP without any."""

import zipfile

import pytest
from host import serving

from tools import archive, publish

CHAPTER = "book/09_learning_rate.html"


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    """Return the folder that a reader gets from the ZIP."""
    copy, folder = tmp_path_factory.mktemp("site") / "html", tmp_path_factory.mktemp("zip")
    publish.publish(site, copy)
    zipfile.ZipFile(archive.pack(copy)).extractall(folder)
    return folder / archive.FOLDER


def moves(page):
    """Whether the first explorer of a page answers to the keyboard."""
    slider = page.locator(".explorer input[type=range]").first
    said = page.locator(".explorer").first.inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    return page.locator(".explorer").first.inner_text() != said


def test_the_zip_is_read_from_the_file_system(open_page, unpacked):
    page = open_page((unpacked / CHAPTER).as_uri())
    assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px \"Press Math\"'))")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).display") == "flex"
    assert moves(page)
    page.goto((unpacked / "search.html").as_uri() + "?q=regularisation")
    page.locator("#search-results ul.search li a").first.click()
    page.wait_for_url("**/book/*.html*")


def test_a_site_under_a_path_holds_together(open_page, site, tmp_path):
    publish.publish(site, tmp_path / "book")
    (tmp_path / "index.html").write_text("the host's own", encoding="utf-8")
    with serving(tmp_path) as host:
        page = open_page(f"{host}/book/")
        page.wait_for_url("**/book/book/intro.html")
        page.locator(".right-next").click()
        page.wait_for_url("**/book/book/01_*.html")
        page.goto(f"{host}/book/{CHAPTER}")
        assert moves(page)
        page.goto(f"{host}/book/search.html?q=regularisation")
        page.locator("#search-results ul.search li a").first.click()
        page.wait_for_url("**/book/book/*.html*")
