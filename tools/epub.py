"""Print the book as an EPUB 3, in which every formula is MathML.

    python -m tools.epub [DIR]

Its pages are those of the built site, in their order: so numbers, signs and questions are the
same.  Drawings are pictures with their alternative texts; of a figure with sliders there is
its first picture and the sentence about it; answers and solutions stand at the end of each
chapter (`press.paper`).  The EPUB is put beside the pages, and each of them links to it.
"""

import argparse
import html
import re
import sys
import uuid
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from press import STATIC, forms, paper
from tools.pdf import _absolute, about, order

__all__ = ["bound", "main"]

COVER = STATIC / "cover.png"
FONT = STATIC / "fonts" / "press-math.woff2"
STYLE = """@font-face { font-family: "Press Math"; src: url(press-math.woff2); }
math { font-family: "Press Math", math; }
body { line-height: 1.5; }
h1, h2, h3 { line-height: 1.2; break-after: avoid; }
pre, code { font-family: monospace; font-size: 0.9em; }
pre { white-space: pre-wrap; margin: 0.5em 0; }
.cell_input { border-left: 0.2em solid #1b62a5; padding-left: 0.75em; }
.math.display { margin: 1em 0; text-align: center; }
.eqno { margin-left: 1em; }
figure { margin: 1em 0; }
img { max-width: 100%; }
table { border-collapse: collapse; }
td, th { padding: 0.2em 0.5em; vertical-align: top; border-bottom: 1px solid #999; }
.admonition { margin: 1em 0; padding: 0.1em 1em; border-left: 0.2em solid #999; }
.admonition-title, .explorer-title { font-weight: bold; }
"""
_DRAWING = re.compile(r"<svg\b[^>]*>.*?</svg>", re.DOTALL)
_COLOUR = re.compile(r"var\(--[\w-]+,\s*([^()]+|[^()]*\([^()]*\)[^()]*)\)")
# what HTML's validity asks for and pages get away without
_ATTRIBUTES = {"table": {"border", "align", "width", "style"}, "th": {"align"}, "td": {"align"}}
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" \
xml:lang="en"><head><meta charset="UTF-8"/><title>{title}</title>
<link rel="stylesheet" type="text/css" href="book.css"/></head><body>{body}</body></html>
"""
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{id}</dc:identifier><dc:title>{title}</dc:title>
<dc:language>en</dc:language><dc:creator>{author}</dc:creator>
<dc:description>{subject}</dc:description>
<meta property="dcterms:modified">{modified}</meta>
<meta property="schema:accessMode">textual</meta><meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Every formula is MathML, every figure has an \
alternative text, and no information is given by colour alone.</meta>
<meta name="cover" content="cover"/></metadata>
<manifest>{manifest}</manifest><spine>{spine}</spine></package>
"""


@dataclass
class EpubPage:
    """One page of the site, on its way into the book."""

    address: str  # on the site
    name: str  # in the book
    article: Tag
    drawings: dict[str, str] = field(default_factory=dict)  # name of a file -> SVG

    @property
    def title(self) -> str:
        """What stands over it."""
        return " ".join(self.article.find("h1").get_text().split())


def _page(site: Path, address: str) -> EpubPage:
    name = address.replace("/", "-").removesuffix(".html")
    drawings: dict[str, str] = {}

    def picture(found: re.Match) -> str:
        # kept aside as text: a parser of HTML would lose the case of names in it
        drawing = _COLOUR.sub(r"\1", found.group())
        alt = re.search(r'\saria-label="([^"]*)"', drawing)
        file = f"{name}-{len(drawings) + 1}.svg"
        space = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        drawing = re.sub(r'\sxmlns(:xlink)?="[^"]*"', "", drawing)
        drawings[file] = drawing.replace("<svg", space, 1)
        return f'<img src="{file}" alt="{alt[1] if alt else ""}">'

    text = _DRAWING.sub(picture, (site / address).read_text(encoding="utf-8"))
    article = BeautifulSoup(text, "html.parser").find("article")
    paper.settle(article)
    for sign in article.select(".standing"):
        _say(sign)
    _made_valid(article)
    for element in article.find_all(True):
        for attribute in _ATTRIBUTES.get(element.name, set()) & set(element.attrs):
            del element[attribute]
    used = {image["src"] for image in article.find_all("img")}
    return EpubPage(
        address, name + ".xhtml", article, {k: v for k, v in drawings.items() if k in used}
    )


def _made_valid(article: Tag) -> None:
    """Write what browsers take and the format does not in a way that both take."""
    for paragraph in article.find_all("p"):
        if paragraph.find(["ul", "ol", "dl", "pre", "div", "table"]):
            paragraph.unwrap()  # napoleon puts lists into paragraphs
    for link in article.find_all("a", href=True):
        if urlsplit(link["href"]).scheme not in ("", "http", "https", "mailto"):
            link.unwrap()
    for element in article.select("style"):  # EPUB has it in the head alone
        element.decompose()
    # MathML Core lets every element have these, MathML 3 only <mstyle>
    for element in article.select("math [scriptlevel], math [displaystyle]"):
        names = ["scriptlevel"] if element.name == "mtable" else ["scriptlevel", "displaystyle"]
        style = {name: element[name] for name in names if element.has_attr(name)}
        if element.name != "mstyle" and style:
            for name in style:
                del element[name]
            element.wrap(Tag(name="mstyle", attrs=style))


def _say(sign: Tag) -> None:
    """Let the sign of an equation be a picture whose name is what it says."""
    mark, words = sign.select_one(".standing-sign"), sign.select_one(".standing-words")
    if mark and words:
        said = " ".join(words.get_text().split())
        sign.attrs = {"class": "standing", "role": "img", "aria-label": said, "title": said}
        sign.string = mark.get_text()


def _relink(page: EpubPage, pages: dict[str, EpubPage], ids: dict[str, set[str]]) -> None:
    for link in page.article.find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = _absolute(page.address, parts.path) if parts.path else page.address
        if target not in pages:
            link.unwrap()  # a file of the site: it is not in the book
            continue
        fragment = unquote(parts.fragment)
        there = pages[target].name if target != page.address else ""
        link["href"] = there + (f"#{fragment}" if fragment in ids[target] else "")
        if not link["href"]:
            link.unwrap()


def _nav(pages: list[EpubPage]) -> str:
    entries = ""
    for page in pages:
        below = "".join(
            f'<li><a href="{page.name}#{heading.parent["id"]}">{_words(heading)}</a></li>'
            for heading in page.article.find_all("h2")
            if heading.parent.name == "section" and heading.parent.get("id")
        )
        below = f"<ol>{below}</ol>" if below else ""
        entries += f'<li><a href="{page.name}">{html.escape(page.title)}</a>{below}</li>'
    body = f'<nav epub:type="toc"><h1>Contents</h1><ol>{entries}</ol></nav>'
    return PAGE.format(title="Contents", body=body)


def _words(heading: Tag) -> str:
    copy = BeautifulSoup(str(heading), "html.parser")
    for source in copy.find_all("annotation"):
        source.decompose()
    return html.escape(" ".join(copy.get_text().split()))


def bound(site: Path) -> dict[str, bytes]:
    """Return the files of the book, as name and content, below its folder ``book``."""
    pages = {address: _page(site, address) for address in order(site)}
    ids = {
        address: {element["id"] for element in page.article.find_all(id=True)}
        for address, page in pages.items()
    }
    files: dict[str, bytes] = {}
    manifest = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/>',
        '<item id="style" href="book.css" media-type="text/css"/>',
        '<item id="font" href="press-math.woff2" media-type="font/woff2"/>',
    ]
    for number, page in enumerate(pages.values(), start=1):
        _relink(page, pages, ids)
        for image in page.article.find_all("img"):
            _bring(site, page, image, files, manifest)
        body = page.article.decode(formatter="minimal").replace("<article", "<section", 1)
        body = re.sub(r"</article>$", "</section>", body)
        body = body.replace("<math", '<math xmlns="http://www.w3.org/1998/Math/MathML"')
        text = PAGE.format(title=html.escape(page.title), body=body)
        files[page.name] = text.encode("utf-8")
        holds = ' properties="mathml"' if "<math" in body else ""
        manifest.append(
            f'<item id="page-{number}" href="{page.name}" '
            f'media-type="application/xhtml+xml"{holds}/>'
        )
    files |= {"nav.xhtml": _nav(list(pages.values())).encode("utf-8")}
    files |= {"book.css": STYLE.encode(), "cover.png": COVER.read_bytes()}
    files |= {"press-math.woff2": FONT.read_bytes()}
    said = {name: html.escape(text) for name, text in about(site).items()}
    files["content.opf"] = PACKAGE.format(
        **said,
        id=uuid.uuid5(uuid.NAMESPACE_URL, "backpropagation-checked " + _edition(site)),
        modified=f"{_time(site):%Y-%m-%dT%H:%M:%SZ}",
        manifest="".join(f"\n{item}" for item in manifest),
        spine="".join(f'<itemref idref="page-{n}"/>' for n in range(1, len(pages) + 1)),
    ).encode("utf-8")
    return files


def _bring(site: Path, page: EpubPage, image: Tag, files: dict, manifest: list[str]) -> None:
    """Take the file of an image along."""
    name = image["src"]
    if name in page.drawings:
        files[name], kind = page.drawings[name].encode("utf-8"), "image/svg+xml"
    elif name.startswith("data:"):
        return
    else:
        source = site / _absolute(page.address, name)
        name = image["src"] = f"image-{len(files)}{source.suffix}"
        kinds = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}
        files[name], kind = source.read_bytes(), kinds[source.suffix]
    manifest.append(f'<item id="f{len(files)}" href="{name}" media-type="{kind}"/>')


def _edition(site: Path) -> str:
    text = (site / order(site)[0]).read_text(encoding="utf-8")
    found = re.search(r"<span>Edition ([^<]*)</span>", text)
    return found[1] if found else ""


def _time(site: Path) -> datetime:
    # not the pages: links to the EPUB itself are written into them
    index = site / "searchindex.js"
    return datetime.fromtimestamp(index.stat().st_mtime if index.is_file() else 0, UTC)


def _write(site: Path, target: Path) -> None:
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        # first, plain and in full: by it a reader knows the format
        first = zipfile.ZipInfo("mimetype", (2026, 1, 1, 0, 0, 0))
        book.writestr(first, "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr(_entry("META-INF/container.xml"), CONTAINER)
        for name, content in sorted(bound(site).items()):
            book.writestr(_entry(f"book/{name}"), content)
    part.replace(target)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def main(arguments: list[str] | None = None) -> int:
    """Print the book; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.epub", description="Print the EPUB.")
    parser.add_argument("directory", nargs="?", default="_build/html", type=Path)
    options = parser.parse_args(arguments)
    if not (options.directory / "index.html").is_file():
        print(f"there is no book in {options.directory} (run `make book`)", file=sys.stderr)
        return 1
    target = options.directory / forms.EPUB
    _write(options.directory, target)
    forms.link(options.directory)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
