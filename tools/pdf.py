"""Print the whole book as one PDF: tagged, with an outline, its links leading inside it.

    python -m tools.pdf [DIR] [--name backpropagation-checked.pdf]

The pages are those of the built site, in its order, bound into one and printed by Chromium,
twice: the first time tells on which page each heading is, for the contents and the index.
The PDF is put beside the pages, and each of them links to it.
"""

import argparse
import base64
import html
import posixpath
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import sync_playwright

from press import STATIC, forms
from press.paper import settle
from tools.chromium import launch

__all__ = ["about", "bound", "main", "order"]

FOOT = (
    '<div style="width:100%;font:8pt sans-serif;color:#555;text-align:center">'
    '<span class="pageNumber"></span></div>'
)
BOUND = """<!doctype html><html lang="en" data-theme="light" data-mode="light"><head>
<meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="_static/press.css">
<style>
.front {{ text-align: center; break-after: page; }} .front img {{ width: 100%; }}
.front h1 {{ font-size: 30pt; margin: 20mm 0 6mm; }}
.contents {{ list-style: none; padding: 0; }} .contents li {{ display: flex; gap: 1em; }}
.contents span {{ margin-left: auto; min-width: 3em; text-align: right; }}
.genindex ul {{ list-style: none; }} .to-answer {{ font-size: 0.9em; }}
section.chapter {{ break-before: page; }} .bd-article {{ max-width: none; }}
.toctree-wrapper, .page-facts {{ display: none; }}
</style></head><body><main class="bd-main"><div class="bd-content">
<div class="bd-article-container">
<div class="front"><h1>{title}</h1><p>{author}</p><img src="{cover}" alt="{alt}">
</div><section><h1>Contents</h1><ul class="contents">{contents}</ul></section>
{chapters}</div></div></main></body></html>
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


def bound(site: Path, pages: Mapping[str, int] | None = None) -> str:
    """Return one page that holds all of a site's.

    Parameters
    ----------
    site : Path
        The built site.
    pages : mapping of str to int, optional
        For each id in the bound page, the number of the sheet it is printed on; 0 if unknown.
    """
    pages = pages or {}
    names = order(site)
    chapters, titles, author = [], [], ""
    for number, name in enumerate(names):
        page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        article = page.find("article")
        settle(article)
        _relink(article, number, name, names)
        heading = article.find("h1")
        titles.append((number, " ".join(heading.get_text().split())))
        if "genindex" in article.get("class", []):
            _number_index(article, pages)
        if author_line := page.find(class_="component-author"):
            author = author_line.get_text(strip=True)
        kind = " ".join(article.get("class", []))
        chapters.append(
            f'<section class="chapter" id="page-{number}"><div class="{kind}">'
            f"{article.decode_contents()}</div></section>"
        )
    picture = base64.b64encode((STATIC / "cover.png").read_bytes()).decode()
    contents = "".join(
        f'<li><a href="#page-{n}">{html.escape(title)}</a>'
        f"<span>{pages.get(f'page-{n}', 0)}</span></li>"
        for n, title in titles[1:]
    )
    return BOUND.format(
        title=titles[0][1],
        author=author,
        cover=f"data:image/png;base64,{picture}",
        alt=ALT,
        contents=contents,
        chapters="".join(chapters),
    )


def _number_index(article: Tag, pages: Mapping[str, int]) -> None:
    """Let each entry of the index name the pages of its places, each once, in their order."""
    for paragraph in article.find_all("p"):
        paragraph.decompose()  # it says what the numbers on the site mean
    for entry in article.find_all("li"):
        links = entry.find_all("a", recursive=False)
        if not links:
            continue
        places = {pages.get(link["href"][1:], 0): link["href"] for link in reversed(links)}
        name = links[0].get_text()
        below = [child.extract() for child in entry.find_all("ul", recursive=False)]
        entry.clear()
        entry.append(name)
        for page, target in sorted(places.items()):
            link = Tag(name="a", attrs={"href": target})
            link.string = str(page)
            entry.extend([", ", link])
        entry.extend(below)


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


def _sheets(file: Path) -> dict[str, int]:
    """Return on which sheet of a PDF each named place is, counted from 1."""
    with pikepdf.open(file) as printed:
        number = {page.objgen: index for index, page in enumerate(printed.pages, start=1)}
        places = printed.Root.get("/Dests", {})
        return {name[1:]: number[place[0].objgen] for name, place in places.items()}


def _finished(file: Path, about: Mapping[str, str]) -> None:
    """Pack the objects of a PDF, which makes it a third as large, and say what it is."""
    with pikepdf.open(file, allow_overwriting_input=True) as printed:
        with printed.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata.load_from_docinfo(printed.docinfo)
            metadata["dc:title"] = about["title"]
            metadata["dc:creator"] = [about["author"]]
            metadata["dc:description"] = about["subject"]
            metadata["xmp:CreatorTool"] = about["title"]
        printed.save(
            file, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True
        )


def _print(site: Path, target: Path) -> None:
    together, draft = site / "press-bound.html", target.with_suffix(".draft")
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(color_scheme="light")

            def pages(file: Path, tagged: bool, sheets: Mapping[str, int]) -> None:
                together.write_text(bound(site, sheets), encoding="utf-8")
                page.goto(together.resolve().as_uri(), wait_until="networkidle")
                page.evaluate("document.fonts.ready")
                page.pdf(
                    path=file,
                    format="A4",
                    tagged=tagged,
                    outline=tagged,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=FOOT,
                    margin={"top": "20mm", "bottom": "20mm", "left": "18mm", "right": "18mm"},
                )

            pages(draft, False, {})
            pages(target, True, _sheets(draft))
            browser.close()
        _finished(target, about(site))
    finally:
        together.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)


def about(site: Path) -> dict[str, str]:
    """Return title, author and subject, as the first page of a site says them."""
    first = (site / order(site)[0]).read_text(encoding="utf-8")
    page = BeautifulSoup(first, "html.parser")
    author, subject = (
        page.find(class_="component-author"),
        page.find("meta", {"name": "description"}),
    )
    return {
        "title": " ".join(page.find("h1").find(string=True).split()),
        "author": author.get_text(strip=True).removeprefix("By ") if author else "",
        "subject": subject["content"] if subject else "",
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the book; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.pdf", description="Print the book.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    parser.add_argument("--name", default=forms.PDF)
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
