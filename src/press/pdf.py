"""Print the whole book as one PDF: tagged, with an outline, its links leading inside it.

    python -m press.pdf [DIR] [--name backpropagation-checked.pdf]

The pages are those of the built site, in its order, bound into one and printed by Chromium.
The PDF is put beside the pages, and each of them links to it.
"""

import argparse
import base64
import posixpath
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from press import forms
from press.chromium import launch
from press.host import serving

__all__ = ["bound", "main", "order"]

HERE = Path(__file__).parent
FOOT = (
    '<div style="width:100%;font:8pt sans-serif;color:#555;text-align:center">'
    '<span class="pageNumber"></span></div>'
)
BOUND = """<!doctype html><html lang="en" data-theme="light" data-mode="light"><head>
<meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="_static/press.css">
<style>
.front {{ text-align: center; break-after: page; }} .front img {{ width: 100%; }}
.front h1 {{ font-size: 30pt; margin: 20mm 0 6mm; }} .front ol {{ text-align: left; }}
section.chapter {{ break-before: page; }} .bd-article {{ max-width: none; }}
.toctree-wrapper, .page-facts {{ display: none; }}
</style></head><body><main class="bd-main"><div class="bd-content">
<div class="bd-article-container">
<div class="front"><h1>{title}</h1><p>{author}</p><img src="{cover}" alt="{alt}">
<ol>{contents}</ol></div>{chapters}</div></div></main></body></html>
"""
ALT = "A network of three layers, its signals going forward and its errors coming back."


def order(site: Path) -> list[str]:
    """Return the pages of a site as a reader turns them, as addresses from its root."""
    first = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    refresh = first.find("meta", attrs={"http-equiv": "refresh"})
    name: str | None = refresh["content"].partition("url=")[2] if refresh else "index.html"
    names: list[str] = []
    while name and name not in names:
        names.append(name)
        page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        following = page.find("link", rel="next")
        name = _absolute(name, following["href"]) if following else None
    return names


def bound(site: Path) -> str:
    """Return one page that holds all of a site's."""
    names = order(site)
    chapters, titles, author = [], [], ""
    for number, name in enumerate(names):
        page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        article = page.find("article")
        _relink(article, number, name, names)
        heading = article.find("h1")
        for anchor in heading.find_all("a"):
            anchor.decompose()
        titles.append((number, heading.get_text(strip=True)))
        if author_line := page.find(class_="component-author"):
            author = author_line.get_text(strip=True)
        chapters.append(
            f'<section class="chapter" id="page-{number}"><div class="bd-article">'
            f"{article.decode_contents()}</div></section>"
        )
    picture = base64.b64encode((HERE / "static" / "cover.png").read_bytes()).decode()
    contents = "".join(f'<li><a href="#page-{n}">{title}</a></li>' for n, title in titles[1:])
    return BOUND.format(
        title=titles[0][1],
        author=author,
        cover=f"data:image/png;base64,{picture}",
        alt=ALT,
        contents=contents,
        chapters="".join(chapters),
    )


def _absolute(page: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address)))


def _outside_drawings(article: BeautifulSoup, attribute: str) -> Iterator:
    for element in article.find_all(attrs={attribute: True}):
        if not element.find_parent("svg"):
            yield element


def _relink(article: BeautifulSoup, number: int, name: str, names: list[str]) -> None:
    """Make ids unique in the bound page, and let links lead to them."""
    for element in _outside_drawings(article, "id"):
        element["id"] = f"page-{number}-{element['id']}"
    for link in _outside_drawings(article, "href"):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = _absolute(name, parts.path) if parts.path else name
        if target in names:
            fragment = f"-{unquote(parts.fragment)}" if parts.fragment else ""
            link["href"] = f"#page-{names.index(target)}{fragment}"
        else:
            link.unwrap()  # a file of the site: it is not in the book
    for picture in _outside_drawings(article, "src"):
        if not picture["src"].startswith("data:"):
            picture["src"] = _absolute(name, picture["src"])
    for box in article.find_all("details"):
        box["open"] = ""
    for box in article.find_all("script"):
        box.decompose()


def _print(site: Path, target: Path) -> None:
    together = site / "press-bound.html"
    together.write_text(bound(site), encoding="utf-8")
    try:
        with serving(site) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(color_scheme="light")
            page.goto(f"{address}/{together.name}", wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            page.pdf(
                path=target,
                format="A4",
                tagged=True,
                outline=True,
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOT,
                margin={"top": "20mm", "bottom": "20mm", "left": "18mm", "right": "18mm"},
            )
            browser.close()
    finally:
        together.unlink()


def main(arguments: list[str] | None = None) -> int:
    """Print the book; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m press.pdf", description="Print the book.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    parser.add_argument("--name", default="backpropagation-checked.pdf")
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        print(f"there is no book in {options.directory} (run `make book`)", file=sys.stderr)
        return 1
    target = options.directory / options.name
    try:
        _print(options.directory, target)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    forms.link(options.directory)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
